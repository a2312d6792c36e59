//! Resources and their citations.

use super::archived::archived_url;
use super::cursor::{Direction, Key, KeyPart, ListOrder};
use super::error::{Fault, FaultCode, QueryError};
use super::filter::{ItemFilter, resource_number};
use super::matching::{RankBy, matching};
use super::page::{Page, PageQuery};
use super::raw::{RawFilter, RawItemParams, RawPage};
use super::sort::{self, Sort};
use super::text::TextQuery;
use super::{Archive, DocId, ItemRef, ResourceNumber};
use crate::domain::{Link, Month, ResourceUrl, to_u32};
use crate::index::text::Hit;
use crate::index::{DocSet, Spelling, usize_of};

/// What resources can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceSort {
    /// Canonical URL.
    Url,
    /// Number of citations.
    Citations,
    /// Last month in which it is cited.
    LastMonth,
    /// How well it matches `q`, and how recently it was cited.
    Relevance,
    /// How well it matches `q`.
    Score,
}

impl ResourceSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("url", Self::Url),
        ("citations", Self::Citations),
        ("lastMonth", Self::LastMonth),
        ("relevance", Self::Relevance),
        ("score", Self::Score),
    ];
}

/// A question for resources: what it says of resource and site must hold for
/// the resource, everything else for an item that cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceQuery {
    filter: Option<ItemFilter>,
    text: Option<TextQuery>,
    sort: Sort<ResourceSort>,
    page: PageQuery,
}

impl ResourceQuery {
    /// Reads raw parameters; facets are not for resources and are ignored.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawItemParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let filter = ItemFilter::parse(&raw.filter, &mut faults);
        let default = [(ResourceSort::Url, Direction::Asc)];
        let text = TextQuery::parse(&raw.text, &mut faults);
        let (sort, order) = sort::parse(
            "resources",
            &raw.sort,
            &ResourceSort::NAMES,
            &default,
            text.as_ref(),
            &mut faults,
        );
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        let filter = (raw.filter != RawFilter::default()).then_some(filter);
        let query = Self {
            filter,
            text,
            sort,
            page,
        };
        QueryError::check(query, faults)
    }

    /// What is looked for in addresses and labels.
    #[must_use]
    pub fn text(&self) -> Option<&TextQuery> {
        self.text.as_ref()
    }
}

impl Archive {
    /// The resources asked for.
    #[must_use]
    pub fn resources(&self, query: &ResourceQuery) -> Page<ResourceNumber> {
        let rows: Vec<u32> = match &query.filter {
            None => (0..to_u32(self.index.resources.len())).collect(),
            Some(filter) => filter.resources(&self.index),
        };
        let index = &self.index.text.resources;
        let asked = query.text.as_ref().map(|text| text.meant(&[index]));
        let rows = match &asked {
            None => rows.into_iter().map(Hit::unranked).collect(),
            Some(asked) => {
                let mut hits = matching(index, asked);
                DocSet::Owned(rows).retain(&mut hits, |hit| hit.document);
                hits
            }
        };
        let key = |hit| self.resource_key(hit, &query.sort);
        let mut page = query.page.sort_and_cut(rows, key);
        page.corrected = asked.and_then(|a| a.corrected);
        page.map(|hit| ResourceNumber(hit.document))
    }

    fn resource_key(&self, hit: Hit, sort: &[(ResourceSort, Direction)]) -> Key {
        let Some(resource) = self.resource(ResourceNumber(hit.document)) else {
            return Key::new();
        };
        let url = || KeyPart::text(resource.url().as_str());
        let part = |key: &ResourceSort| match key {
            ResourceSort::Url => url(),
            ResourceSort::Citations => KeyPart::N(u64::from(resource.citation_count())),
            ResourceSort::LastMonth => {
                let last = resource.month_range().map_or(0, |(_, last)| last.ordinal());
                KeyPart::N(u64::from(last))
            }
            ResourceSort::Relevance => {
                let last = resource.month_range().map(|(_, last)| last);
                KeyPart::N(self.rank(RankBy::Relevance, hit.score, last))
            }
            ResourceSort::Score => KeyPart::N(u64::from(hit.score)),
        };
        let parts = sort.iter().map(|(key, _)| part(key));
        parts
            .chain([KeyPart::S(resource.url().id().to_string())])
            .collect()
    }

    /// The resource behind a number.
    #[must_use]
    pub fn resource(&self, number: ResourceNumber) -> Option<ResourceRef<'_>> {
        let url = self.index.resources.url(number.0)?;
        Some(ResourceRef {
            archive: self,
            number,
            url,
        })
    }

    /// The resource with this id.
    #[must_use]
    pub fn resource_by_id(&self, id: &str) -> Option<ResourceNumber> {
        self.index.resources.by_id(id).map(ResourceNumber)
    }

    /// The resource that an address, in any of its spellings, leads to.
    ///
    /// # Errors
    /// When it is not an absolute address.
    pub fn resource_by_url(&self, url: &str) -> Result<Option<ResourceNumber>, QueryError> {
        if ResourceUrl::parse(url).is_none() {
            let detail = "not an absolute address, such as https://github.com/etalab/sill";
            return Err(Fault::new("url", FaultCode::InvalidValue, detail).into());
        }
        Ok(resource_number(url, &self.index).map(ResourceNumber))
    }

    /// A page of a resource's citations, newest month first.
    ///
    /// # Errors
    /// When a page parameter is not of the right form.
    pub fn citations(
        &self,
        number: ResourceNumber,
        raw: &RawPage,
        mut faults: Vec<Fault>,
    ) -> Result<Page<CitationNumber>, QueryError> {
        let directions = vec![Direction::Desc, Direction::Asc, Direction::Asc];
        let order = ListOrder::new(directions, "citations");
        let page = PageQuery::parse(raw, order, &mut faults);
        let page = QueryError::check(page, faults)?;
        let citations = self.index.resources.citations(number.0);
        let at = |i: usize| {
            let (doc, place) = *citations.get(i)?;
            let item = DocId(doc);
            Some(CitationNumber { item, place })
        };
        let key = |CitationNumber { item, place }| {
            let report = self.index.report_of(item.0);
            let slug = report.map(|r| r.slug.to_string()).unwrap_or_default();
            let position = self.index.at(item.0).map_or(0, |d| d.item);
            vec![
                KeyPart::N(report.map_or(0, |r| u64::from(r.date.month().ordinal()))),
                KeyPart::S(slug),
                KeyPart::N(u64::from(position) + 1),
                KeyPart::S(format!("{place:08}")),
            ]
        };
        Ok(page.cut(citations.len(), at, key))
    }

    /// The citation behind a number.
    #[must_use]
    pub fn citation(&self, number: CitationNumber) -> Option<CitationRef<'_>> {
        let item = self.item(number.item)?;
        let link = item.item.links.get(usize_of(number.place))?.clone();
        Some(CitationRef { item, link })
    }

    /// Every resource, by number.
    pub fn resource_numbers(&self) -> impl Iterator<Item = ResourceNumber> + use<> {
        (0..to_u32(self.index.resources.len())).map(ResourceNumber)
    }
}

/// A resource in its archive.
#[derive(Debug, Clone, Copy)]
pub struct ResourceRef<'a> {
    archive: &'a Archive,
    /// Its number in the snapshot.
    pub number: ResourceNumber,
    url: &'a ResourceUrl,
}

impl<'a> ResourceRef<'a> {
    /// The canonical URL.
    #[must_use]
    pub fn url(&self) -> &'a ResourceUrl {
        self.url
    }

    /// Addresses as written, most frequent first.
    #[must_use]
    pub fn variants(&self) -> Vec<LinkText> {
        let variants = self.archive.index.resources.variants(self.number.0);
        self.texts(variants, |link| link.href)
    }

    /// Labels used, newest first.
    #[must_use]
    pub fn labels(&self) -> Vec<LinkText> {
        let labels = self.archive.index.resources.labels(self.number.0);
        self.texts(labels, |link| link.label)
    }

    fn texts(&self, spellings: &[Spelling], text: fn(Link) -> String) -> Vec<LinkText> {
        let spell = |spelling: &Spelling| {
            Some(LinkText {
                text: text(self.link(spelling.newest)?),
                count: spelling.count,
                first: self.month_of(spelling.oldest)?,
                last: self.month_of(spelling.newest)?,
            })
        };
        spellings.iter().filter_map(spell).collect()
    }

    /// Where the web archive keeps it as it was when it was first cited.
    #[must_use]
    pub fn archived_url(&self) -> Option<String> {
        // Newest first.
        let oldest = to_u32(self.cited().len()).checked_sub(1)?;
        let (doc, _) = self.cited().last()?;
        let report = self.archive.index.report_of(*doc)?;
        archived_url(&self.link(oldest)?.href, report.date)
    }

    /// Links that point to it.
    #[must_use]
    pub fn citation_count(&self) -> u32 {
        to_u32(self.cited().len())
    }

    /// Items that cite it.
    #[must_use]
    pub fn items(&self) -> u32 {
        to_u32(self.archive.index.by_resource.posting(self.number.0).len())
    }

    /// First and last month in which it is cited.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        // Newest first.
        let oldest = to_u32(self.cited().len()).checked_sub(1)?;
        Some((self.month_of(oldest)?, self.month_of(0)?))
    }

    /// The month of one of its citations.
    fn month_of(&self, citation: u32) -> Option<Month> {
        let (doc, _) = self.cited().get(usize_of(citation))?;
        Some(self.archive.index.report_of(*doc)?.date.month())
    }

    fn cited(&self) -> &'a [(u32, u32)] {
        self.archive.index.resources.citations(self.number.0)
    }

    /// The link that one of its citations is.
    fn link(&self, citation: u32) -> Option<Link> {
        let (doc, place) = self.cited().get(usize_of(citation))?;
        let links = self.archive.index.relations(*doc)?.links;
        links.into_iter().nth(usize_of(*place))
    }
}

/// A link of an item, by number.
///
/// Only means something in the snapshot it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CitationNumber {
    item: DocId,
    place: u32,
}

impl CitationNumber {
    /// Place of the link in its item, from 0.
    #[must_use]
    pub fn place(self) -> u32 {
        self.place
    }
}

/// An address or a label as links write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkText {
    /// As written.
    pub text: String,
    /// Links that write it so.
    pub count: u32,
    /// First month of such a link.
    pub first: Month,
    /// Last month of such a link.
    pub last: Month,
}

/// A resource cited by an item.
#[derive(Debug, Clone)]
pub struct CitationRef<'a> {
    /// The item.
    pub item: ItemRef<'a>,
    /// The link in it.
    pub link: Link,
}

impl CitationRef<'_> {
    /// Where the web archive keeps the page as it was when it was cited.
    #[must_use]
    pub fn archived_url(&self) -> Option<String> {
        archived_url(&self.link.href, self.item.report_data().date)
    }
}

impl Archive {
    /// The resources cited on a site, as numbers.
    pub(super) fn resources_of_site(&self, site: u32) -> u32 {
        let entry = self.index.sites.get(usize_of(site));
        to_u32(entry.map_or(0, |s| s.resources.len()))
    }

    /// The items that cite a site.
    pub(super) fn items_of_site(&self, site: u32) -> DocSet<'_> {
        DocSet::Slice(self.index.by_site.posting(site))
    }
}
