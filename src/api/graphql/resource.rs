//! Resources and their citations.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, OneofObject, SimpleObject};

use super::connection::connection;
use super::highlight::{HighlightObject, highlights};
use super::input::{object, order};
use super::item::{ItemObject, LinkKindName};
use super::refusal::Refusal;
use super::report::ReportObject;
use super::scalar::{MonthScalar, UrlScalar};
use crate::query::{
    Archive, CitationRef, LinkText, Marker, RawItemParams, RawPage, ResourceNumber, ResourceQuery,
    ResourceRef,
};

/// How a resource is asked for: exactly one of these.
#[derive(Debug, OneofObject)]
pub enum ResourceBy {
    /// By its id.
    Id(ID),
    /// By any address that leads to it; it is brought to its canonical form.
    Url(UrlScalar),
}

/// A resource of the snapshot.
#[derive(Clone)]
pub struct ResourceObject {
    archive: Arc<Archive>,
    number: ResourceNumber,
}

impl ResourceObject {
    /// The resource behind a number.
    pub fn new(archive: &Arc<Archive>, number: ResourceNumber) -> Self {
        let archive = Arc::clone(archive);
        Self { archive, number }
    }

    /// The resource asked for.
    pub fn find(archive: &Arc<Archive>, by: &ResourceBy) -> Result<Option<Self>, Refusal> {
        let number = match by {
            ResourceBy::Id(id) => archive.resource_by_id(id),
            ResourceBy::Url(url) => archive.resource_by_url(&url.0)?,
        };
        Ok(number.map(|number| Self::new(archive, number)))
    }

    /// Always there within one snapshot; fields fall back to empty values.
    fn resource(&self) -> Option<ResourceRef<'_>> {
        self.archive.resource(self.number)
    }

    fn highlights(&self, marker: Option<&Marker>) -> Vec<HighlightObject> {
        let found = marker.zip(self.resource());
        highlights(found.map_or(Vec::new(), |(m, r)| self.archive.resource_highlights(m, &r)))
    }

    fn citations_page(
        &self,
        _: &Context<'_>,
        raw: &RawPage,
    ) -> Result<CitationConnection, Refusal> {
        let page = self.archive.citations(self.number, raw, Vec::new())?;
        let citation = |number| Some(Citation::new(self, &self.archive.citation(number)?));
        Ok(CitationConnection {
            page: page.filter_map(citation),
        })
    }
}

object! {
    /// The canonical address that links point to.
    impl ResourceObject as "Resource" {
        /// 12 characters from a digest of the canonical address.
        pub async fn id(&self) -> ID {
            ID(self.resource().map(|r| r.url().id().to_string()).unwrap_or_default())
        }

        /// The canonical address: scheme and `www.` folded, host in lower case,
        /// default port, fragment, trailing slash and tracking parameters
        /// dropped.
        async fn url(&self) -> UrlScalar {
            self.resource().map_or("", |r| r.url().as_str()).into()
        }

        /// Its host; null for addresses without one, such as `mailto:`.
        async fn site(&self) -> Option<&str> {
            self.resource()?.url().site()
        }

        /// The addresses as written, most frequent first.
        async fn variants(&self) -> Vec<Variant> {
            let variants = self.resource().map(|r| r.variants()).unwrap_or_default();
            let spell = |link: LinkText| Variant {
                href: link.text,
                count: link.count,
                first_month: link.first.into(),
                last_month: link.last.into(),
            };
            variants.into_iter().map(spell).collect()
        }

        /// The labels of links to it, newest first, each once.
        async fn labels(&self) -> Vec<String> {
            let labels = self.resource().map(|r| r.labels()).unwrap_or_default();
            labels.into_iter().map(|label| label.text).collect()
        }

        /// The same labels with their months.
        async fn label_uses(&self) -> Vec<LabelUse> {
            let labels = self.resource().map(|r| r.labels()).unwrap_or_default();
            let spell = |link: LinkText| LabelUse {
                label: link.text,
                count: link.count,
                first_month: link.first.into(),
                last_month: link.last.into(),
            };
            labels.into_iter().map(spell).collect()
        }

        /// How often it is cited.
        async fn counts(&self) -> ResourceCounts {
            ResourceCounts {
                citations: self.resource().map_or(0, |r| r.citation_count()),
                items: self.resource().map_or(0, |r| r.items()),
            }
        }

        /// The first month in which it is cited.
        async fn first_month(&self) -> Option<MonthScalar> {
            Some(self.resource()?.month_range()?.0.into())
        }

        /// The last month in which it is cited.
        async fn last_month(&self) -> Option<MonthScalar> {
            Some(self.resource()?.month_range()?.1.into())
        }

        /// Where the web archive keeps it as it was when it was first cited:
        /// the copy nearest to that day, or to the middle of that month.
        /// Computed, not asked: there may be none. Null for what is no page of
        /// the web.
        async fn archived_url(&self) -> Option<UrlScalar> {
            Some((&self.resource()?.archived_url()?).into())
        }
    }
    paged {
        /// Its citations, newest month first. Null, with an error, when an
        /// argument is not of the right form.
        fn citations() -> CitationConnection = citations_page;
    }
}

/// An address of a resource as written.
#[derive(SimpleObject)]
pub struct Variant {
    /// The address as written.
    href: String,
    /// Links that write it so.
    count: u32,
    /// The first month in which one does.
    first_month: MonthScalar,
    /// The last month in which one does.
    last_month: MonthScalar,
}

/// A label of links to a resource.
#[derive(SimpleObject)]
pub struct LabelUse {
    /// The label.
    label: String,
    /// Links that have it.
    count: u32,
    /// The first month in which one does.
    first_month: MonthScalar,
    /// The last month in which one does.
    last_month: MonthScalar,
}

/// How often a resource is cited.
#[derive(SimpleObject)]
pub struct ResourceCounts {
    /// Links that point to it.
    citations: u32,
    /// Items that cite it.
    items: u32,
}

/// A resource cited by an item.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Citation {
    /// The resource.
    resource: ResourceObject,
    /// The item.
    item: ItemObject,
    /// The report of the item.
    report: ReportObject,
    /// The plain text of the link's label.
    label: String,
    /// How the link was written.
    kind: LinkKindName,
    /// The target as written.
    href: String,
    /// The month of the report.
    month: MonthScalar,
    /// Where the web archive keeps the page as it was when it was cited: the
    /// copy nearest to the report's day, or to the middle of its month.
    /// Computed, not asked: there may be none. Null for what is no page of the
    /// web.
    archived_url: Option<UrlScalar>,
}

impl Citation {
    fn new(resource: &ResourceObject, citation: &CitationRef<'_>) -> Self {
        let (archive, doc) = (&resource.archive, citation.item.doc());
        Self {
            resource: resource.clone(),
            item: ItemObject::new(archive, doc),
            report: ReportObject::new(archive, archive.report_of(doc)),
            label: citation.link.label.clone(),
            kind: citation.link.kind.into(),
            href: citation.link.href.clone(),
            month: citation.item.report_data().date.month().into(),
            archived_url: citation.archived_url().as_ref().map(Into::into),
        }
    }
}

#[ComplexObject]
impl Citation {
    /// The plain text of the item.
    async fn text(&self) -> &str {
        self.item.plain_text()
    }
}

connection! {
    /// A page of citations.
    CitationConnection of Citation
    /// A citation on a page.
    CitationEdge
}

order! {
    /// How resources are ordered. The default is by address;
    /// with `q`, relevance comes before it.
    ResourceOrder as "ResourceSort" {
        /// By canonical address, ascending.
        UrlAsc "url"
        /// By canonical address, descending.
        UrlDesc "-url"
        /// Least cited first.
        CitationsAsc "citations"
        /// Most cited first.
        CitationsDesc "-citations"
        /// By the last month in which it is cited, oldest first.
        LastMonthAsc "lastMonth"
        /// By the last month in which it is cited, newest first.
        LastMonthDesc "-lastMonth"
        /// Best match of `q` first, one cited recently before others.
        Relevance "relevance"
        /// Best match of `q` first, whenever it was cited.
        Score "score"
    }
}

impl ResourceConnection {
    /// The resources asked for.
    pub fn answer(archive: &Arc<Archive>, raw: &RawItemParams) -> Result<Self, Refusal> {
        let query = ResourceQuery::parse(raw, Vec::new())?;
        let page = archive.resources(&query);
        Ok(Self {
            marker: query.text().map(|q| Arc::new(archive.resource_marker(q))),
            page: page.map(|number| ResourceObject::new(archive, number)),
        })
    }
}

connection! {
    /// A page of resources.
    ResourceConnection of ResourceObject {
        marker: Option<Arc<Marker>>
    } with {
        /// What `q` was taken to mean, where a word of it is nowhere and is
        /// close to one that is; null otherwise.
        async fn corrected(&self) -> Option<&str> {
            self.page.corrected.as_deref()
        }
    }
    /// A resource on a page.
    ResourceEdge complex (marker: Option<Arc<Marker>>) {
        /// Where the row matches `q`, text by text; empty without `q`.
        async fn highlights(&self) -> Vec<HighlightObject> {
            self.node.highlights(self.marker.as_deref())
        }
    }
}
