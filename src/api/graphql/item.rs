//! Items.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::category::CategoryObject;
use super::connection::connection;
use super::deadline::turn;
use super::highlight::{HighlightObject, highlights};
use super::input::{FacetName, ItemKind, facet_names, order};
use super::project::ProjectObject;
use super::refusal::Refusal;
use super::report::ReportObject;
use super::resource::ResourceObject;
use super::scalar::{MonthScalar, UrlScalar};
use super::schema::permalink;
use super::stats::FacetResult;
use crate::domain::{self, Span};
use crate::query::{Archive, DocId, ItemQuery, Marker, RawItemParams, ReportRef, Scope};

/// An item of the snapshot.
#[derive(Clone)]
pub struct ItemObject {
    archive: Arc<Archive>,
    doc: DocId,
    /// Made once for all fields that are selected.
    item: Option<Arc<domain::Item>>,
}

impl ItemObject {
    /// The item behind a number.
    pub fn new(archive: &Arc<Archive>, doc: DocId) -> Self {
        let item = archive.item(doc).map(|i| Arc::new(i.item));
        let archive = Arc::clone(archive);
        Self { archive, doc, item }
    }

    /// The items behind some numbers.
    pub fn list(archive: &Arc<Archive>, docs: impl IntoIterator<Item = DocId>) -> Vec<Self> {
        let docs = docs.into_iter();
        docs.map(|doc| Self::new(archive, doc)).collect()
    }

    /// Always there within one snapshot; fields fall back to empty values,
    /// because an error in a non-null field breaks the answer around it.
    fn data(&self) -> Option<&domain::Item> {
        self.item.as_deref()
    }

    fn report_ref(&self) -> Option<ReportRef<'_>> {
        self.archive.report(self.archive.report_of(self.doc))
    }

    fn key(&self) -> String {
        let id = self.archive.item_id(self.doc);
        id.unwrap_or_default()
    }

    /// The text; another object shows it, too.
    pub fn plain_text(&self) -> &str {
        self.data().map_or("", |i| &i.text)
    }

    fn highlights(&self, marker: Option<&Marker>) -> Vec<HighlightObject> {
        let item = marker.and_then(|_| self.archive.item(self.doc));
        let found = marker.zip(item);
        highlights(found.map_or(Vec::new(), |(m, i)| self.archive.item_highlights(m, &i)))
    }

    fn link(&self, link: &domain::Link) -> Link {
        let resource = link.resource.as_ref();
        let number = resource.and_then(|r| self.archive.resource_by_id(r.id().as_str()));
        Link {
            kind: link.kind.into(),
            label: link.label.clone(),
            href: link.href.clone(),
            resource: number.map(|n| ResourceObject::new(&self.archive, n)),
        }
    }

    fn mention(&self, mention: &domain::Mention) -> Option<Mention> {
        let project = self.archive.project_by_name(mention.project.as_str())?;
        Some(Mention {
            project: ProjectObject::new(&self.archive, project),
            surface: mention.surface.clone(),
            range: mention.range.into(),
            method: mention.method.into(),
        })
    }
}

/// One bullet of a report, or one paragraph, quote, code block or table
/// outside bullets.
#[Object(name = "Item")]
impl ItemObject {
    /// The report's slug and 8 characters from a digest of the item's text:
    /// stable when items around it come, go or move.
    pub async fn id(&self) -> ID {
        ID(self.key())
    }

    /// The report it is in.
    async fn report(&self) -> ReportObject {
        ReportObject::new(&self.archive, self.archive.report_of(self.doc))
    }

    /// The month of its report.
    async fn month(&self) -> MonthScalar {
        let month = self.report_ref().map(|r| r.data.date.month());
        MonthScalar(month.map(|m| m.to_string()).unwrap_or_default())
    }

    /// The slug of its report's series.
    async fn series(&self) -> &str {
        self.report_ref().map_or("", |r| r.data.series.as_str())
    }

    /// The category it stands under; null before the first category.
    async fn category(&self) -> Option<CategoryObject> {
        let category = self.archive.category_of(self.doc)?;
        Some(CategoryObject::new(&self.archive, category.number))
    }

    /// The nearest heading below category level above it, as plain text.
    async fn section(&self) -> Option<&str> {
        self.data()?.section.as_deref()
    }

    /// What it was in the Markdown.
    async fn kind(&self) -> ItemKind {
        self.data().map_or(ItemKind::Paragraph, |i| i.kind.into())
    }

    /// Its place in the report, from 1.
    async fn position(&self) -> u32 {
        self.data().map_or(0, |i| i.position)
    }

    /// Plain text: soft wraps joined, link labels kept, nested bullets on
    /// lines of their own.
    async fn text(&self) -> &str {
        self.plain_text()
    }

    /// The Markdown (`CommonMark`) without bullet marker and indentation.
    async fn markdown(&self) -> &str {
        self.data().map_or("", |i| &i.markdown)
    }

    /// Sanitised HTML: no raw HTML of the source, no unsafe target.
    async fn html(&self) -> &str {
        self.data().map_or("", |i| &i.html)
    }

    /// Nested bullets, in reading order; their text and links are also part
    /// of the item's own.
    async fn children(&self) -> Vec<ItemChild> {
        let children = self.data().into_iter().flat_map(|i| &i.children);
        children
            .map(|c| ItemChild {
                depth: c.depth,
                text: c.text.clone(),
                markdown: c.markdown.clone(),
            })
            .collect()
    }

    /// Links in reading order, those of nested bullets too.
    async fn links(&self) -> Vec<Link> {
        let links = self.data().into_iter().flat_map(|i| &i.links);
        links.map(|l| self.link(l)).collect()
    }

    /// Projects found, by place in the text.
    async fn mentions(&self) -> Vec<Mention> {
        let mentions = self.data().into_iter().flat_map(|i| &i.mentions);
        mentions.filter_map(|m| self.mention(m)).collect()
    }

    /// Where it can be cited.
    async fn permalink(&self, ctx: &Context<'_>) -> UrlScalar {
        permalink(ctx, &format!("/v1/items/{}", self.key()))
    }

    /// Where in the archive it comes from.
    async fn provenance(&self) -> Provenance {
        let empty = Span { start: 0, end: 0 };
        let report = self.report_ref();
        Provenance {
            path: report.map(|r| r.data.path.clone()).unwrap_or_default(),
            lines: self.data().map_or(empty, |i| i.lines).into(),
            bytes: self.data().map_or(empty, |i| i.bytes).into(),
            commit: None,
        }
    }
}

/// A nested bullet.
#[derive(SimpleObject)]
pub struct ItemChild {
    /// 1 for a bullet directly below the item, 2 for one below that, and so on.
    depth: u32,
    /// Plain text of this bullet alone.
    text: String,
    /// Markdown of this bullet alone.
    markdown: String,
}

/// How a link was written in the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "LinkKind", remote = "crate::domain::LinkKind")]
pub enum LinkKindName {
    /// `[label](href)`
    Inline,
    /// `[label][name]`, the target being given elsewhere in the file.
    Reference,
    /// `<href>`
    Autolink,
    /// An address in running text.
    Bare,
}

/// One occurrence of an address in an item.
#[derive(SimpleObject)]
pub struct Link {
    /// How it was written.
    kind: LinkKindName,
    /// The plain text of the label; for `AUTOLINK` and `BARE` the address.
    label: String,
    /// The target as written.
    href: String,
    /// The canonical target; null for a link inside the archive's own site.
    resource: Option<ResourceObject>,
}

/// How a mention was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "MentionMethod", remote = "crate::domain::MentionMethod")]
pub enum MentionMethodName {
    /// The project's name in the text.
    Name,
    /// One of its aliases in the text.
    Alias,
    /// A link whose target is at or below one of its registered addresses.
    Url,
}

/// A project found in an item.
#[derive(SimpleObject)]
pub struct Mention {
    /// The project.
    project: ProjectObject,
    /// The text that names it, as written.
    surface: String,
    /// Where in the item's `text`, in Unicode code points, the end outside.
    range: Range,
    /// How it was recognised.
    method: MentionMethodName,
}

/// A range of places. Whether the end is inside is said where the range stands.
#[derive(SimpleObject)]
pub struct Range {
    /// The first place, inside.
    start: u32,
    /// The end.
    end: u32,
}

impl From<Span> for Range {
    fn from(span: Span) -> Self {
        let Span { start, end } = span;
        Self { start, end }
    }
}

/// Where in the archive an item comes from.
#[derive(SimpleObject)]
pub struct Provenance {
    /// The file, below the archive folder.
    path: String,
    /// Lines of the file, from 1, the last one inside.
    lines: Range,
    /// Bytes of the file, from 0, the end outside.
    bytes: Range,
    /// The commit it was read from; null when the archive is a folder.
    commit: Option<String>,
}

order! {
    /// How items are ordered. The default is newest month first, then report
    /// and position; with `q`, relevance comes before them.
    ItemOrder as "ItemSort" {
        /// Oldest month first.
        MonthAsc "month"
        /// Newest month first.
        MonthDesc "-month"
        /// By the report's slug, ascending.
        ReportAsc "report"
        /// By the report's slug, descending.
        ReportDesc "-report"
        /// In reading order.
        PositionAsc "position"
        /// Against reading order.
        PositionDesc "-position"
        /// By the category's slug, ascending; items without category first.
        CategoryAsc "category"
        /// By the category's slug, descending; items without category last.
        CategoryDesc "-category"
        /// By the name of the kind, ascending.
        KindAsc "kind"
        /// By the name of the kind, descending.
        KindDesc "-kind"
        /// By the series' slug, ascending.
        SeriesAsc "series"
        /// By the series' slug, descending.
        SeriesDesc "-series"
        /// Best match of `q` first, a recent one before an old one.
        Relevance "relevance"
        /// Best match of `q` first, whatever its age.
        Score "score"
    }
}

impl ItemConnection {
    /// The items of a scope that are asked for.
    pub fn answer(
        archive: &Arc<Archive>,
        scope: Scope,
        raw: &RawItemParams,
    ) -> Result<Self, Refusal> {
        let query = ItemQuery::parse(raw, Vec::new())?;
        let page = archive.items_within(scope, &query);
        let marker = query.text().map(|q| Arc::new(archive.item_marker(q)));
        Ok(Self {
            marker,
            page: page.map(|doc| ItemObject::new(archive, doc)),
            archive: Arc::clone(archive),
            scope,
            raw: raw.clone(),
        })
    }

    fn count(&self, by: Vec<FacetName>) -> Result<Vec<FacetResult>, Refusal> {
        let raw = RawItemParams {
            facets: facet_names(by),
            ..self.raw.clone()
        };
        let query = ItemQuery::parse(&raw, Vec::new())?;
        let counts = self.archive.item_facets(self.scope, &query);
        Ok(counts.into_iter().map(FacetResult::from).collect())
    }
}

connection! {
    /// A page of items.
    ItemConnection of ItemObject {
        archive: Arc<Archive>,
        scope: Scope,
        raw: RawItemParams,
        marker: Option<Arc<Marker>>
    } with {
        /// What `q` was taken to mean, where a word of it is nowhere and is
        /// close to one that is; null otherwise.
        async fn corrected(&self) -> Option<&str> {
            self.page.corrected.as_deref()
        }

        /// Counts over the whole list, whatever the page; null with an error
        /// when a dimension is named twice.
        async fn facets(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "The dimensions to count by.")] by: Vec<FacetName>,
        ) -> Option<Result<Vec<FacetResult>, Refusal>> {
            Some(turn(ctx).await.and_then(|()| self.count(by)))
        }
    }
    /// An item on a page.
    ItemEdge complex (marker: Option<Arc<Marker>>) {
        /// Where the row matches `q`, text by text; empty without `q`.
        async fn highlights(&self) -> Vec<HighlightObject> {
            self.node.highlights(self.marker.as_deref())
        }
    }
}
