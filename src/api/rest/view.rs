//! What REST writes: one struct for each shape, spelled from the values that
//! `query` gives. The OpenAPI schemas are derived from these same structs.
//!
//! An absent value is `null`, never a missing key.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Addresses;
use crate::domain::{Child, Link, LinkKind, Mention, MentionMethod, ResourceUrl, Span};
use crate::query::{Archive, CategoryRef, Highlight, ItemRef};

/// A half-open range.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Range)]
pub struct RangeView {
    /// First place inside.
    start: u32,
    /// First place after.
    end: u32,
}

impl From<Span> for RangeView {
    fn from(span: Span) -> Self {
        Self {
            start: span.start,
            end: span.end,
        }
    }
}

/// First and last line, both inside, counted from 1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lines)]
pub struct LinesView {
    /// First line.
    start: u32,
    /// Last line.
    end: u32,
}

impl From<Span> for LinesView {
    fn from(span: Span) -> Self {
        Self {
            start: span.start,
            end: span.end,
        }
    }
}

/// A category by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CategoryKey)]
pub struct CategoryKeyView<'a> {
    /// Key in addresses.
    pub slug: &'a str,
    /// Display name.
    pub name: &'a str,
}

impl<'a> From<CategoryRef<'a>> for CategoryKeyView<'a> {
    fn from(category: CategoryRef<'a>) -> Self {
        Self {
            slug: category.slug(),
            name: category.name(),
        }
    }
}

/// A project by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectKey)]
pub struct ProjectKeyView<'a> {
    /// Key in addresses.
    pub slug: &'a str,
    /// Display name.
    pub name: &'a str,
}

/// A report by its key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportKey)]
pub struct ReportKeyView<'a> {
    /// Key in addresses.
    pub slug: &'a str,
    /// Its month, YYYY-MM.
    pub month: String,
}

/// A resource by its key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResourceKey)]
pub struct ResourceKeyView {
    /// Key in addresses.
    pub id: String,
    /// Canonical URL.
    pub url: String,
}

impl From<&ResourceUrl> for ResourceKeyView {
    fn from(url: &ResourceUrl) -> Self {
        Self {
            id: url.id().to_string(),
            url: url.to_string(),
        }
    }
}

/// One occurrence of a URL in an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Link)]
pub struct LinkView {
    /// How it was written.
    #[schema(value_type = LinkKindName)]
    kind: LinkKind,
    /// Plain text of the label.
    label: String,
    /// Target as written.
    href: String,
    /// What it points to; null for an address relative to the archive.
    resource: Option<ResourceKeyView>,
}

/// How a link was written.
#[derive(ToSchema)]
#[schema(as = LinkKind, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
pub enum LinkKindName {
    Inline,
    Reference,
    Autolink,
    Bare,
}

/// How a mention was recognised.
#[derive(ToSchema)]
#[schema(as = MentionMethod, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
pub enum MentionMethodName {
    Name,
    Alias,
    Url,
}

/// What an item was in the Markdown.
#[derive(ToSchema)]
#[schema(as = ItemKind, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
pub enum ItemKindName {
    Bullet,
    Paragraph,
    Quote,
    Code,
    Table,
}

/// A project found in an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mention)]
pub struct MentionView<'a> {
    /// The project.
    project: ProjectKeyView<'a>,
    /// The text that names it, as written.
    surface: String,
    /// Where in the item's `text`, in Unicode code points.
    range: RangeView,
    /// How it was recognised.
    #[schema(value_type = MentionMethodName)]
    method: MentionMethod,
}

/// A nested bullet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemChild)]
pub struct ChildView {
    /// 1 directly below the item, 2 below that, and so on.
    depth: u32,
    /// Plain text of this bullet alone.
    text: String,
    /// Markdown of this bullet alone.
    markdown: String,
}

/// Where an item comes from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Provenance)]
pub struct ProvenanceView<'a> {
    /// File below the archive folder.
    path: &'a str,
    /// Lines of the file.
    lines: LinesView,
    /// Bytes of the file.
    bytes: RangeView,
    /// Commit of the archive's repository, where it is one.
    commit: Option<&'a str>,
}

/// The places in one text of a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Highlight)]
pub struct HighlightView {
    /// Which text, as `fields` names it; of a list with the place in brackets,
    /// from 0: `aliases[0]`.
    field: String,
    /// The places in Unicode code points of the text, in order and apart from
    /// each other.
    ranges: Vec<RangeView>,
    /// The text as escaped HTML, with `<mark>` around the places and no other
    /// element.
    html: String,
}

impl From<Highlight> for HighlightView {
    fn from(highlight: Highlight) -> Self {
        Self {
            field: highlight.field,
            ranges: highlight.ranges.into_iter().map(Into::into).collect(),
            html: highlight.html,
        }
    }
}

/// Spells highlights.
pub fn highlights(found: Vec<Highlight>) -> Vec<HighlightView> {
    found.into_iter().map(Into::into).collect()
}

/// One bullet, or one paragraph, quote, code block or table outside bullets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
pub struct ItemView<'a> {
    /// `{report slug}-{8 characters}`: stable when items around it come, go or move.
    id: String,
    /// The report it is in.
    report: ReportKeyView<'a>,
    /// The report's month, YYYY-MM.
    month: String,
    /// The report's series.
    series: &'a str,
    /// The heading it stands under; null before the first one.
    category: Option<CategoryKeyView<'a>>,
    /// The nearest heading below category level; null where there is none.
    section: Option<String>,
    /// What it was in the Markdown.
    #[schema(value_type = ItemKindName)]
    kind: &'a str,
    /// Place in the report, from 1.
    position: u32,
    /// Plain text, soft wraps joined, nested bullets on lines of their own.
    text: String,
    /// Markdown without bullet marker and indentation.
    markdown: String,
    /// Sanitised HTML.
    html: String,
    /// Nested bullets in reading order.
    children: Vec<ChildView>,
    /// Links in reading order.
    links: Vec<LinkView>,
    /// Projects found, by place in the text.
    mentions: Vec<MentionView<'a>>,
    /// The item's own address.
    permalink: String,
    /// Where it comes from.
    provenance: ProvenanceView<'a>,
    /// Only if asked for: where it matches `q`, text by text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<HighlightView>)]
    highlights: Option<Vec<HighlightView>>,
}

impl<'a> ItemView<'a> {
    /// Spells an item.
    pub fn new(item: ItemRef<'a>, addresses: &Addresses) -> Self {
        let report = item.report_data();
        let month = report.date.month().to_string();
        let id = item.id();
        let category = item.category().map(Into::into);
        let archive = item.archive();
        let data = item.item;
        Self {
            highlights: None,
            permalink: addresses.item(&id),
            id,
            report: ReportKeyView {
                slug: report.slug.as_str(),
                month: month.clone(),
            },
            month,
            series: report.series.as_str(),
            category,
            section: data.section,
            kind: data.kind.as_str(),
            position: data.position,
            text: data.text,
            markdown: data.markdown,
            html: data.html,
            children: data.children.into_iter().map(Into::into).collect(),
            links: data.links.into_iter().map(Into::into).collect(),
            mentions: mentions(archive, data.mentions),
            provenance: ProvenanceView {
                path: &report.path,
                lines: data.lines.into(),
                bytes: data.bytes.into(),
                commit: None,
            },
        }
    }
}

impl ItemView<'_> {
    /// The same view with the places that match.
    pub fn marked(self, found: Option<Vec<Highlight>>) -> Self {
        Self {
            highlights: found.map(highlights),
            ..self
        }
    }
}

impl From<Child> for ChildView {
    fn from(child: Child) -> Self {
        Self {
            depth: child.depth,
            text: child.text,
            markdown: child.markdown,
        }
    }
}

impl From<Link> for LinkView {
    fn from(link: Link) -> Self {
        Self {
            kind: link.kind,
            resource: link.resource.as_ref().map(Into::into),
            label: link.label,
            href: link.href,
        }
    }
}

fn mentions(archive: &Archive, mentions: Vec<Mention>) -> Vec<MentionView<'_>> {
    let spell = |m: Mention| {
        let project = archive.project_by_name(m.project.as_str());
        let project = project.and_then(|n| archive.project(n))?;
        Some(MentionView {
            project: ProjectKeyView {
                slug: project.data.slug.as_str(),
                name: &project.data.name,
            },
            surface: m.surface,
            range: m.range.into(),
            method: m.method,
        })
    };
    mentions.into_iter().filter_map(spell).collect()
}

/// Spells items by number.
pub fn items<'a>(
    archive: &'a Archive,
    docs: impl IntoIterator<Item = crate::query::DocId>,
    addresses: &Addresses,
) -> Vec<ItemView<'a>> {
    let found = docs.into_iter().filter_map(|doc| archive.item(doc));
    found.map(|item| ItemView::new(item, addresses)).collect()
}
