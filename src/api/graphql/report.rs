//! Reports.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::connection::connection;
use super::highlight::{HighlightObject, highlights};
use super::input::{object, order};
use super::item::{ItemConnection, ItemObject, ItemOrder};
use super::refusal::Refusal;
use super::scalar::{MonthScalar, UrlScalar};
use super::schema::permalink;
use crate::domain::{self, to_u32};
use crate::query::{
    Archive, DocId, Marker, RawItemParams, ReportCategory, ReportNumber, ReportQuery, ReportRef,
    Scope,
};

/// A report of the snapshot.
#[derive(Clone)]
pub struct ReportObject {
    archive: Arc<Archive>,
    number: ReportNumber,
}

impl ReportObject {
    /// The report behind a number.
    pub fn new(archive: &Arc<Archive>, number: ReportNumber) -> Self {
        let archive = Arc::clone(archive);
        Self { archive, number }
    }

    /// Always there within one snapshot; fields fall back to empty values.
    fn report(&self) -> Option<ReportRef<'_>> {
        self.archive.report(self.number)
    }

    fn data(&self) -> Option<&domain::Report> {
        self.report().map(|r| r.data)
    }

    fn other(&self, report: ReportRef<'_>) -> Self {
        Self::new(&self.archive, report.number)
    }

    fn highlights(&self, marker: Option<&Marker>) -> Vec<HighlightObject> {
        let found = marker.zip(self.report());
        highlights(found.map_or(Vec::new(), |(m, r)| self.archive.report_highlights(m, &r)))
    }

    fn items_page(&self, _: &Context<'_>, raw: &RawItemParams) -> Result<ItemConnection, Refusal> {
        ItemConnection::answer(&self.archive, Scope::Report(self.number), raw)
    }
}

object! {
    /// One Markdown file of a series.
    impl ReportObject as "Report" {
        /// `report:` and the slug.
        pub async fn id(&self) -> ID {
            ID(format!("report:{}", self.data().map_or("", |r| r.slug.as_str())))
        }

        /// Its key in addresses: its date, behind the series' slug in a named
        /// series.
        async fn slug(&self) -> &str {
            self.data().map_or("", |r| r.slug.as_str())
        }

        /// The slug of its series.
        async fn series(&self) -> &str {
            self.data().map_or("", |r| r.series.as_str())
        }

        /// Its month.
        async fn month(&self) -> MonthScalar {
            MonthScalar(self.data().map(|r| r.date.month().to_string()).unwrap_or_default())
        }

        /// Its date as precisely as it is known (ISO 8601): `2022-02` or
        /// `2022-02-14`.
        async fn date(&self) -> String {
            self.data().map(|r| r.date.to_string()).unwrap_or_default()
        }

        /// Its title, from the front matter or a title heading.
        async fn title(&self) -> Option<&str> {
            self.data()?.title.as_deref()
        }

        /// Its categories in order, empty ones too, each with its items.
        async fn categories(&self) -> Vec<ReportCategoryObject> {
            let categories = self.report().map(|r| r.categories()).unwrap_or_default();
            let categories = categories.into_iter();
            categories.map(|c| ReportCategoryObject::new(&self.archive, c)).collect()
        }

        /// Items before the first category.
        async fn preamble(&self) -> Vec<ItemObject> {
            let docs = self.report().map(|r| r.preamble());
            ItemObject::list(&self.archive, docs.unwrap_or_default())
        }

        /// The report before this one in its series.
        async fn previous(&self) -> Option<ReportObject> {
            self.report()?.previous().map(|r| self.other(r))
        }

        /// The report after this one in its series.
        async fn next(&self) -> Option<ReportObject> {
            self.report()?.next().map(|r| self.other(r))
        }

        /// The source, character for character.
        async fn markdown(&self) -> &str {
            self.data().map_or("", |r| r.source())
        }

        /// How many of everything are in it.
        async fn counts(&self) -> ReportCounts {
            let categories = self.report().map(|r| r.categories()).unwrap_or_default();
            let empty = categories.iter().filter(|c| c.docs.is_empty());
            ReportCounts {
                items: self.data().map_or(0, |r| to_u32(r.items.len())),
                links: self.report().map_or(0, |r| r.link_count()),
                empty_categories: to_u32(empty.count()),
                categories: to_u32(categories.len()),
            }
        }

        /// Where it can be cited.
        async fn permalink(&self, ctx: &Context<'_>) -> UrlScalar {
            let slug = self.data().map_or("", |r| r.slug.as_str());
            permalink(ctx, &format!("/v1/reports/{slug}"))
        }

        /// Where in the archive it comes from.
        async fn provenance(&self) -> ReportProvenance {
            ReportProvenance {
                path: self.data().map(|r| r.path.clone()).unwrap_or_default(),
                bytes: self.data().map_or(0, |r| to_u32(r.source().len())),
                commit: None,
            }
        }
    }
    filtered {
        /// Its items that pass the filters. Null, with an error, when an
        /// argument is not of the right form.
        fn items(sort: ItemOrder) -> ItemConnection = items_page;
    }
}

/// A category as it stands in one report.
pub struct ReportCategoryObject {
    archive: Arc<Archive>,
    slug: String,
    name: String,
    heading: String,
    docs: Vec<DocId>,
}

impl ReportCategoryObject {
    fn new(archive: &Arc<Archive>, category: ReportCategory<'_>) -> Self {
        Self {
            archive: Arc::clone(archive),
            slug: category.category.slug().to_owned(),
            name: category.category.name().to_owned(),
            heading: category.heading.clone(),
            docs: category.docs,
        }
    }
}

/// A category as it stands in one report.
#[Object(name = "ReportCategory")]
impl ReportCategoryObject {
    /// The category's key in addresses.
    async fn slug(&self) -> &str {
        &self.slug
    }

    /// The category's display name.
    async fn name(&self) -> &str {
        &self.name
    }

    /// The heading as written here, as plain text.
    async fn heading(&self) -> &str {
        &self.heading
    }

    /// Its items here, in reading order.
    async fn items(&self) -> Vec<ItemObject> {
        ItemObject::list(&self.archive, self.docs.iter().copied())
    }

    /// How many items it has here.
    async fn count(&self) -> u32 {
        to_u32(self.docs.len())
    }
}

/// How many of everything are in a report.
#[derive(SimpleObject)]
pub struct ReportCounts {
    /// Items.
    items: u32,
    /// Links in them, each occurrence.
    links: u32,
    /// Category headings.
    categories: u32,
    /// Category headings with nothing under them.
    empty_categories: u32,
}

/// Where in the archive a report comes from.
#[derive(SimpleObject)]
pub struct ReportProvenance {
    /// The file, below the archive folder.
    path: String,
    /// Size of the file in bytes.
    bytes: u32,
    /// The commit it was read from; null when the archive is a folder.
    commit: Option<String>,
}

order! {
    /// How reports are ordered. The default is newest date first, then slug;
    /// with `q`, relevance comes before them.
    ReportOrder as "ReportSort" {
        /// Oldest date first; a month without day before its days.
        DateAsc "date"
        /// Newest date first.
        DateDesc "-date"
        /// Oldest month first.
        MonthAsc "month"
        /// Newest month first.
        MonthDesc "-month"
        /// By slug, ascending.
        SlugAsc "slug"
        /// By slug, descending.
        SlugDesc "-slug"
        /// Fewest items first.
        ItemsAsc "items"
        /// Most items first.
        ItemsDesc "-items"
        /// Best match of `q` first, a recent one before an old one.
        Relevance "relevance"
        /// Best match of `q` first, whatever its age.
        Score "score"
    }
}

impl ReportConnection {
    /// The reports asked for.
    pub fn answer(archive: &Arc<Archive>, raw: &RawItemParams) -> Result<Self, Refusal> {
        let query = ReportQuery::parse(raw, Vec::new())?;
        let page = archive.reports(&query);
        Ok(Self {
            marker: query.text().map(|q| Arc::new(archive.report_marker(q))),
            page: page.map(|number| ReportObject::new(archive, number)),
        })
    }
}

connection! {
    /// A page of reports.
    ReportConnection of ReportObject {
        marker: Option<Arc<Marker>>
    } with {
        /// What `q` was taken to mean, where a word of it is nowhere and is
        /// close to one that is; null otherwise.
        async fn corrected(&self) -> Option<&str> {
            self.page.corrected.as_deref()
        }
    }
    /// A report on a page.
    ReportEdge complex (marker: Option<Arc<Marker>>) {
        /// Where the title and the headings match `q`; empty without `q`. Items
        /// have their own.
        async fn highlights(&self) -> Vec<HighlightObject> {
            self.node.highlights(self.marker.as_deref())
        }
    }
}
