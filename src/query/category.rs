//! Categories.

use super::cursor::{Direction, Key, KeyPart};
use super::error::{Fault, QueryError};
use super::page::{Page, PageQuery};
use super::raw::RawListParams;
use super::sort::{self, Sort};
use super::{Archive, CategoryNumber};
use crate::domain::{Month, fold, to_u32};
use crate::index::{CategoryEntry, usize_of};

/// What categories can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategorySort {
    /// The order of the configuration, then of first appearance.
    Position,
    /// Slug.
    Slug,
    /// Number of items.
    Items,
}

impl CategorySort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("position", Self::Position),
        ("slug", Self::Slug),
        ("items", Self::Items),
    ];
}

/// A question for categories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryQuery {
    sort: Sort<CategorySort>,
    page: PageQuery,
}

impl CategoryQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawListParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let default = [(CategorySort::Position, Direction::Asc)];
        let (sort, order) = sort::parse(
            "categories",
            &raw.sort,
            &CategorySort::NAMES,
            &default,
            None,
            &mut faults,
        );
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        QueryError::check(Self { sort, page }, faults)
    }
}

impl Archive {
    /// The categories asked for.
    #[must_use]
    pub fn categories(&self, query: &CategoryQuery) -> Page<CategoryNumber> {
        let rows = (0..to_u32(self.index.categories.len()))
            .map(CategoryNumber)
            .collect();
        query
            .page
            .sort_and_cut(rows, |number| self.category_key(number, &query.sort))
    }

    fn category_key(&self, number: CategoryNumber, sort: &[(CategorySort, Direction)]) -> Key {
        let Some(category) = self.category(number) else {
            return Key::new();
        };
        let part = |key: &CategorySort| match key {
            CategorySort::Position => KeyPart::N(u64::from(number.0)),
            CategorySort::Slug => KeyPart::S(category.slug().to_owned()),
            CategorySort::Items => KeyPart::N(u64::from(category.items())),
        };
        let parts = sort.iter().map(|(key, _)| part(key));
        parts
            .chain([KeyPart::S(category.slug().to_owned())])
            .collect()
    }

    /// Slugs of all categories, in their order.
    pub fn category_slugs(&self) -> impl Iterator<Item = &str> {
        self.index.categories.iter().map(|c| c.slug.as_str())
    }

    /// The category behind a number.
    #[must_use]
    pub fn category(&self, number: CategoryNumber) -> Option<CategoryRef<'_>> {
        let entry = self.index.categories.get(usize_of(number.0))?;
        Some(CategoryRef {
            archive: self,
            number,
            entry,
        })
    }

    /// The category with this slug, name or heading.
    #[must_use]
    pub fn category_by_name(&self, name: &str) -> Option<CategoryNumber> {
        self.index
            .category_names
            .get(&fold(name))
            .copied()
            .map(CategoryNumber)
    }
}

/// A category in its archive.
#[derive(Debug, Clone, Copy)]
pub struct CategoryRef<'a> {
    archive: &'a Archive,
    /// Its number in the snapshot.
    pub number: CategoryNumber,
    entry: &'a CategoryEntry,
}

impl<'a> CategoryRef<'a> {
    /// Key in addresses.
    #[must_use]
    pub fn slug(&self) -> &'a str {
        self.entry.slug.as_str()
    }

    /// Display name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.entry.name
    }

    /// The headings that open it, as written.
    #[must_use]
    pub fn headings(&self) -> &'a [String] {
        &self.entry.headings
    }

    /// Items under it.
    #[must_use]
    pub fn items(&self) -> u32 {
        to_u32(self.archive.index.by_category.posting(self.number.0).len())
    }

    /// Reports that have the heading.
    #[must_use]
    pub fn reports(&self) -> u32 {
        to_u32(self.entry.reports.len())
    }

    /// Reports that have the heading and nothing under it.
    #[must_use]
    pub fn empty_reports(&self) -> u32 {
        to_u32(
            self.entry
                .reports
                .iter()
                .filter(|(_, items)| *items == 0)
                .count(),
        )
    }

    /// First and last month in which there are items under it.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        let docs = self.archive.index.by_category.posting(self.number.0);
        let month = |doc: &u32| self.archive.index.report_of(*doc).map(|r| r.date.month());
        // Newest first.
        Some((month(docs.last()?)?, month(docs.first()?)?))
    }

    /// The reports that have the heading, as numbers.
    pub(super) fn report_numbers(&self) -> impl Iterator<Item = u32> {
        self.entry.reports.iter().map(|(report, _)| *report)
    }

    /// Items under it in one report; `None` when the report lacks the heading.
    pub(super) fn items_in(&self, report: u32) -> Option<u32> {
        // Entered from the oldest report, that is the highest number, down.
        let found = self.entry.reports.binary_search_by(|(r, _)| report.cmp(r));
        found
            .ok()
            .and_then(|i| self.entry.reports.get(i))
            .map(|(_, items)| *items)
    }
}
