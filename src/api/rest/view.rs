//! What REST writes: one struct for each shape, spelled from the values that
//! `query` gives. The OpenAPI schemas are derived from these same structs.
//!
//! An absent value is `null`, never a missing key.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Addresses;
use crate::domain::{Item, LinkKind, MentionMethod, ResourceUrl, Span};
use crate::query::{Archive, CategoryRef, ItemRef};

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
pub struct ResourceKeyView<'a> {
    /// Key in addresses.
    pub id: String,
    /// Canonical URL.
    pub url: &'a str,
}

impl<'a> From<&'a ResourceUrl> for ResourceKeyView<'a> {
    fn from(url: &'a ResourceUrl) -> Self {
        Self {
            id: url.id().to_string(),
            url: url.as_str(),
        }
    }
}

/// One occurrence of a URL in an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Link)]
pub struct LinkView<'a> {
    /// How it was written.
    #[schema(value_type = LinkKindName)]
    kind: LinkKind,
    /// Plain text of the label.
    label: &'a str,
    /// Target as written.
    href: &'a str,
    /// What it points to; null for an address relative to the archive.
    resource: Option<ResourceKeyView<'a>>,
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
    surface: &'a str,
    /// Where in the item's `text`, in Unicode code points.
    range: RangeView,
    /// How it was recognised.
    #[schema(value_type = MentionMethodName)]
    method: MentionMethod,
}

/// A nested bullet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemChild)]
pub struct ChildView<'a> {
    /// 1 directly below the item, 2 below that, and so on.
    depth: u32,
    /// Plain text of this bullet alone.
    text: &'a str,
    /// Markdown of this bullet alone.
    markdown: &'a str,
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
    section: Option<&'a str>,
    /// What it was in the Markdown.
    #[schema(value_type = ItemKindName)]
    kind: &'a str,
    /// Place in the report, from 1.
    position: u32,
    /// Plain text, soft wraps joined, nested bullets on lines of their own.
    text: &'a str,
    /// Markdown without bullet marker and indentation.
    markdown: &'a str,
    /// Sanitised HTML.
    html: &'a str,
    /// Nested bullets in reading order.
    children: Vec<ChildView<'a>>,
    /// Links in reading order.
    links: Vec<LinkView<'a>>,
    /// Projects found, by place in the text.
    mentions: Vec<MentionView<'a>>,
    /// The item's own address.
    permalink: String,
    /// Where it comes from.
    provenance: ProvenanceView<'a>,
}

impl<'a> ItemView<'a> {
    /// Spells an item.
    pub fn new(item: ItemRef<'a>, addresses: &Addresses) -> Self {
        let report = item.report_data();
        let month = report.date.month().to_string();
        let id = item.id();
        let data: &'a Item = item.item;
        Self {
            permalink: addresses.item(&id),
            id,
            report: ReportKeyView {
                slug: report.slug.as_str(),
                month: month.clone(),
            },
            month,
            series: report.series.as_str(),
            category: item.category().map(Into::into),
            section: data.section.as_deref(),
            kind: data.kind.as_str(),
            position: data.position,
            text: &data.text,
            markdown: &data.markdown,
            html: &data.html,
            children: children(data),
            links: links(data),
            mentions: mentions(item),
            provenance: ProvenanceView {
                path: &report.path,
                lines: data.lines.into(),
                bytes: data.bytes.into(),
                commit: None,
            },
        }
    }
}

fn children(item: &Item) -> Vec<ChildView<'_>> {
    item.children
        .iter()
        .map(|c| ChildView {
            depth: c.depth,
            text: &c.text,
            markdown: &c.markdown,
        })
        .collect()
}

fn links(item: &Item) -> Vec<LinkView<'_>> {
    item.links
        .iter()
        .map(|l| LinkView {
            kind: l.kind,
            label: &l.label,
            href: &l.href,
            resource: l.resource.as_ref().map(Into::into),
        })
        .collect()
}

fn mentions(item: ItemRef<'_>) -> Vec<MentionView<'_>> {
    item.item
        .mentions
        .iter()
        .map(|m| MentionView {
            project: ProjectKeyView {
                slug: m.project.as_str(),
                name: item.project_name(m.project.as_str()),
            },
            surface: &m.surface,
            range: m.range.into(),
            method: m.method,
        })
        .collect()
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
