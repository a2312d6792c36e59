//! Sites: the hosts of resources.

use super::cursor::{Direction, Key, KeyPart};
use super::error::{Fault, QueryError};
use super::page::{Page, PageQuery};
use super::raw::RawListParams;
use super::sort::{self, Sort};
use super::{Archive, SiteNumber};
use crate::domain::{Month, to_u32};
use crate::index::{SiteEntry, usize_of};

/// What sites can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteSort {
    /// Host.
    Host,
    /// Number of citations.
    Citations,
    /// Number of resources.
    Resources,
}

impl SiteSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("host", Self::Host),
        ("citations", Self::Citations),
        ("resources", Self::Resources),
    ];
}

/// A question for sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteQuery {
    sort: Sort<SiteSort>,
    page: PageQuery,
}

impl SiteQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawListParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let default = [
            (SiteSort::Citations, Direction::Desc),
            (SiteSort::Host, Direction::Asc),
        ];
        let (sort, order) = sort::parse(
            "sites",
            &raw.sort,
            &SiteSort::NAMES,
            &default,
            None,
            &mut faults,
        );
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        QueryError::check(Self { sort, page }, faults)
    }
}

impl Archive {
    /// The sites asked for.
    #[must_use]
    pub fn sites(&self, query: &SiteQuery) -> Page<SiteNumber> {
        let rows = (0..to_u32(self.index.sites.len()))
            .map(SiteNumber)
            .collect();
        query
            .page
            .sort_and_cut(rows, |number| self.site_key(number, &query.sort))
    }

    fn site_key(&self, number: SiteNumber, sort: &[(SiteSort, Direction)]) -> Key {
        let Some(site) = self.site(number) else {
            return Key::new();
        };
        let part = |key: &SiteSort| match key {
            SiteSort::Host => KeyPart::text(site.host()),
            SiteSort::Citations => KeyPart::N(u64::from(site.citations())),
            SiteSort::Resources => KeyPart::N(u64::from(site.resources())),
        };
        let parts = sort.iter().map(|(key, _)| part(key));
        parts.chain([KeyPart::text(site.host())]).collect()
    }

    /// The site behind a number.
    #[must_use]
    pub fn site(&self, number: SiteNumber) -> Option<SiteRef<'_>> {
        let entry = self.index.sites.get(usize_of(number.0))?;
        Some(SiteRef {
            archive: self,
            number,
            entry,
        })
    }
}

/// A site in its archive.
#[derive(Debug, Clone, Copy)]
pub struct SiteRef<'a> {
    archive: &'a Archive,
    number: SiteNumber,
    entry: &'a SiteEntry,
}

impl<'a> SiteRef<'a> {
    /// The host.
    #[must_use]
    pub fn host(&self) -> &'a str {
        &self.entry.host
    }

    /// Resources on it.
    #[must_use]
    pub fn resources(&self) -> u32 {
        self.archive.resources_of_site(self.number.0)
    }

    /// Links to it.
    #[must_use]
    pub fn citations(&self) -> u32 {
        let count = |r: &u32| to_u32(self.archive.index.resources.citations(*r).len());
        self.entry.resources.iter().map(count).sum()
    }

    /// Items that link to it.
    #[must_use]
    pub fn items(&self) -> u32 {
        to_u32(self.archive.items_of_site(self.number.0).len())
    }

    /// First and last month in which it is cited.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        let docs = self.archive.index.by_site.posting(self.number.0);
        let month = |doc: &u32| self.archive.index.report_of(*doc).map(|r| r.date.month());
        // Newest first.
        Some((month(docs.last()?)?, month(docs.first()?)?))
    }
}
