//! Resources and their citations.

use super::cursor::{Direction, Key, KeyPart, ListOrder};
use super::error::{Fault, FaultCode, QueryError};
use super::filter::{ItemFilter, resource_number};
use super::page::{Page, PageQuery};
use super::raw::{RawFilter, RawItemParams, RawPage};
use super::sort::{self, Sort};
use super::{Archive, DocId, ItemRef, ResourceNumber};
use crate::domain::{Link, Month, ResourceUrl, to_u32};
use crate::index::{DocSet, ResourceEntry, usize_of};

/// What resources can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceSort {
    /// Canonical URL.
    Url,
    /// Number of citations.
    Citations,
    /// Last month in which it is cited.
    LastMonth,
}

impl ResourceSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("url", Self::Url),
        ("citations", Self::Citations),
        ("lastMonth", Self::LastMonth),
    ];
}

/// A question for resources: what it says of resource and site must hold for
/// the resource, everything else for an item that cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceQuery {
    filter: Option<ItemFilter>,
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
        let (sort, order) = sort::parse(
            "resources",
            &raw.sort,
            &ResourceSort::NAMES,
            &default,
            &mut faults,
        );
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        let filter = (raw.filter != RawFilter::default()).then_some(filter);
        QueryError::check(Self { filter, sort, page }, faults)
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
        let rows = rows.into_iter().map(ResourceNumber).collect();
        query
            .page
            .sort_and_cut(rows, |number| self.resource_key(number, &query.sort))
    }

    fn resource_key(&self, number: ResourceNumber, sort: &[(ResourceSort, Direction)]) -> Key {
        let Some(resource) = self.resource(number) else {
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
        };
        let parts = sort.iter().map(|(key, _)| part(key));
        parts
            .chain([KeyPart::S(resource.url().id().to_string())])
            .collect()
    }

    /// The resource behind a number.
    #[must_use]
    pub fn resource(&self, number: ResourceNumber) -> Option<ResourceRef<'_>> {
        let entry = self.index.resources.get(usize_of(number.0))?;
        Some(ResourceRef {
            archive: self,
            number,
            entry,
        })
    }

    /// The resource with this id.
    #[must_use]
    pub fn resource_by_id(&self, id: &str) -> Option<ResourceNumber> {
        self.index.resource_ids.get(id).copied().map(ResourceNumber)
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
        let order = ListOrder {
            directions,
            name: "citations".to_owned(),
        };
        let page = PageQuery::parse(raw, order, &mut faults);
        let page = QueryError::check(page, faults)?;
        let citations = self
            .resource(number)
            .map_or(&[][..], |r| r.entry.citations.as_slice());
        let at = |i: usize| {
            let (doc, place) = *citations.get(i)?;
            let item = DocId(doc);
            Some(CitationNumber { item, place })
        };
        let key = |number: CitationNumber| {
            let Some(c) = self.citation(number) else {
                return Key::new();
            };
            vec![
                KeyPart::N(u64::from(c.item.report_data().date.month().ordinal())),
                KeyPart::S(c.item.report_data().slug.to_string()),
                KeyPart::N(u64::from(c.item.item.position)),
                KeyPart::S(format!("{:08}", number.place)),
            ]
        };
        Ok(page.cut(citations.len(), at, key))
    }

    /// The citation behind a number.
    #[must_use]
    pub fn citation(&self, number: CitationNumber) -> Option<CitationRef<'_>> {
        let item = self.item(number.item)?;
        let link = item.item.links.get(usize_of(number.place))?;
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
    entry: &'a ResourceEntry,
}

impl<'a> ResourceRef<'a> {
    /// The canonical URL.
    #[must_use]
    pub fn url(&self) -> &'a ResourceUrl {
        &self.entry.url
    }

    /// Addresses as written, most frequent first, and how often each was.
    #[must_use]
    pub fn variants(&self) -> &'a [(String, u32)] {
        &self.entry.variants
    }

    /// Labels used, newest first.
    #[must_use]
    pub fn labels(&self) -> &'a [String] {
        &self.entry.labels
    }

    /// Links that point to it.
    #[must_use]
    pub fn citation_count(&self) -> u32 {
        to_u32(self.entry.citations.len())
    }

    /// Items that cite it.
    #[must_use]
    pub fn items(&self) -> u32 {
        to_u32(self.archive.index.by_resource.posting(self.number.0).len())
    }

    /// First and last month in which it is cited.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        let month = |c: &(u32, u32)| self.archive.index.item(c.0).map(|(r, _)| r.date.month());
        // Newest first.
        Some((
            month(self.entry.citations.last()?)?,
            month(self.entry.citations.first()?)?,
        ))
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

/// A resource cited by an item.
#[derive(Debug, Clone, Copy)]
pub struct CitationRef<'a> {
    /// The item.
    pub item: ItemRef<'a>,
    /// The link in it.
    pub link: &'a Link,
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
