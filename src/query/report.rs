//! Reports.

use super::cursor::{Direction, Key, KeyPart};
use super::error::{Fault, QueryError};
use super::filter::ItemFilter;
use super::matching::RankBy;
use super::page::{Page, PageQuery};
use super::raw::RawItemParams;
use super::sort::{self, Sort};
use super::text::TextQuery;
use super::{Archive, CategoryNumber, CategoryRef, DocId, ReportNumber};
use crate::domain::{Report, to_u32};
use crate::index::text::Hit;
use crate::index::{DocSet, usize_of};

/// What reports can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportSort {
    /// Date: month, then day; a month without day before its days.
    Date,
    /// Month.
    Month,
    /// Slug.
    Slug,
    /// Number of items.
    Items,
    /// How well it matches `q`, and how recent it is.
    Relevance,
    /// How well it matches `q`.
    Score,
}

impl ReportSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("date", Self::Date),
        ("month", Self::Month),
        ("slug", Self::Slug),
        ("items", Self::Items),
        ("relevance", Self::Relevance),
        ("score", Self::Score),
    ];
}

/// A question for reports: those that have at least one item that passes, or,
/// when only series and month are asked, all that are of them. What `q` asks
/// for may be in any of a report's items, in its title or in its headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportQuery {
    filter: ItemFilter,
    text: Option<TextQuery>,
    sort: Sort<ReportSort>,
    page: PageQuery,
}

impl ReportQuery {
    /// Reads raw parameters; facets are not for reports and are ignored.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawItemParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let filter = ItemFilter::parse(&raw.filter, &mut faults);
        let default = [
            (ReportSort::Date, Direction::Desc),
            (ReportSort::Slug, Direction::Asc),
        ];
        let text = TextQuery::parse(&raw.text, &mut faults);
        let (sort, order) = sort::parse(
            "reports",
            &raw.sort,
            &ReportSort::NAMES,
            &default,
            text.as_ref(),
            &mut faults,
        );
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        let query = Self {
            filter,
            text,
            sort,
            page,
        };
        QueryError::check(query, faults)
    }

    /// What is looked for in texts.
    #[must_use]
    pub fn text(&self) -> Option<&TextQuery> {
        self.text.as_ref()
    }
}

impl Archive {
    /// The reports asked for.
    #[must_use]
    pub fn reports(&self, query: &ReportQuery) -> Page<ReportNumber> {
        let rows = if query.filter.is_about_reports() {
            query.filter.reports(&self.index)
        } else {
            let docs = query.filter.items(&self.index);
            let report_of = |doc: u32| self.index.at(doc).map(|d| d.report);
            let mut reports: Vec<u32> = docs.iter().filter_map(report_of).collect();
            reports.dedup();
            reports
        };
        let key = |hit: Hit| self.report_key(hit, &query.sort);
        let hits = |rows: Vec<u32>| rows.into_iter().map(Hit::unranked).collect();
        let Some(text) = &query.text else {
            let page = query.page.sort_and_cut(hits(rows), key);
            return page.map(|hit| ReportNumber(hit.document));
        };
        let asked = self.asked_of_reports(text);
        let mut found = self.matching_reports(&asked);
        DocSet::Owned(rows).retain(&mut found, |hit| hit.document);
        let mut page = query.page.sort_and_cut(found, key);
        page.corrected = asked.corrected;
        page.map(|hit| ReportNumber(hit.document))
    }

    fn report_key(&self, hit: Hit, sort: &[(ReportSort, Direction)]) -> Key {
        let Some(report) = self.report(ReportNumber(hit.document)) else {
            return Key::new();
        };
        let part = |key: &ReportSort| match key {
            ReportSort::Month => KeyPart::N(u64::from(report.data.date.month().ordinal())),
            ReportSort::Date => {
                let date = report.data.date;
                let day = u64::from(date.day().unwrap_or(0));
                KeyPart::N(u64::from(date.month().ordinal()) * 32 + day)
            }
            ReportSort::Slug => KeyPart::S(report.data.slug.to_string()),
            ReportSort::Items => KeyPart::N(u64::from(to_u32(report.data.items.len()))),
            ReportSort::Relevance => {
                let month = Some(report.data.date.month());
                KeyPart::N(self.rank(RankBy::Relevance, hit.score, month))
            }
            ReportSort::Score => KeyPart::N(u64::from(hit.score)),
        };
        let parts = sort.iter().map(|(key, _)| part(key));
        parts
            .chain([KeyPart::S(report.data.slug.to_string())])
            .collect()
    }

    /// The report behind a number.
    #[must_use]
    pub fn report(&self, number: ReportNumber) -> Option<ReportRef<'_>> {
        let data = self.index.reports.get(usize_of(number.0))?;
        Some(ReportRef {
            archive: self,
            number,
            data,
        })
    }

    /// Every report, by number: newest month first.
    pub fn report_numbers(&self) -> impl Iterator<Item = ReportNumber> + use<> {
        (0..to_u32(self.index.reports.len())).map(ReportNumber)
    }

    /// The report with this slug.
    #[must_use]
    pub fn report_by_slug(&self, slug: &str) -> Option<ReportNumber> {
        self.index.report_named(slug).map(ReportNumber)
    }

    /// The newest report of the default series, or of any if that is empty.
    #[must_use]
    pub fn latest_report(&self) -> Option<ReportNumber> {
        self.default_reports().first().copied().map(ReportNumber)
    }

    /// The oldest report of the default series, or of any if that is empty.
    #[must_use]
    pub fn first_report(&self) -> Option<ReportNumber> {
        self.default_reports().last().copied().map(ReportNumber)
    }

    fn default_reports(&self) -> &[u32] {
        let series = self.index.series.iter().find(|s| !s.reports.is_empty());
        series.map_or(&[], |s| s.reports.as_slice())
    }
}

/// A report in its archive.
#[derive(Debug, Clone, Copy)]
pub struct ReportRef<'a> {
    archive: &'a Archive,
    /// Its number in the snapshot.
    pub number: ReportNumber,
    /// Its own values.
    pub data: &'a Report,
}

impl<'a> ReportRef<'a> {
    /// The report after this one in its series.
    #[must_use]
    pub fn next(&self) -> Option<ReportRef<'a>> {
        self.neighbour(|i| i.checked_sub(1))
    }

    /// The report before this one in its series.
    #[must_use]
    pub fn previous(&self) -> Option<ReportRef<'a>> {
        self.neighbour(|i| i.checked_add(1))
    }

    fn neighbour(&self, step: impl Fn(usize) -> Option<usize>) -> Option<ReportRef<'a>> {
        let series = self
            .archive
            .index
            .series
            .iter()
            .find(|s| s.slug == self.data.series)?;
        let key = |number: &u32| {
            let report = self.archive.index.reports.get(usize_of(*number));
            report.map(|r| (r.date, &r.slug))
        };
        let own = Some((self.data.date, &self.data.slug));
        // Newest first.
        let here = series.reports.binary_search_by(|n| own.cmp(&key(n)));
        let here = here.ok()?;
        let number = series.reports.get(step(here)?)?;
        self.archive.report(ReportNumber(*number))
    }

    /// Its items in reading order.
    #[must_use]
    pub fn docs(&self) -> Vec<DocId> {
        self.archive.docs_of_report(self.number.0)
    }

    /// Items before the first category.
    #[must_use]
    pub fn preamble(&self) -> Vec<DocId> {
        self.docs_in(None)
    }

    /// Its categories in order, each with the heading as written and its items.
    #[must_use]
    pub fn categories(&self) -> Vec<ReportCategory<'a>> {
        let mut groups: Vec<Vec<DocId>> = vec![Vec::new(); self.data.categories.len()];
        for (doc, item) in self.docs().into_iter().zip(self.data.items.heads()) {
            let group = item.category.and_then(|c| groups.get_mut(usize_of(c)));
            if let Some(group) = group {
                group.push(doc);
            }
        }
        let entry = |(category, docs): (crate::domain::Category, Vec<DocId>)| {
            let number = self
                .archive
                .index
                .category_names
                .get(category.slug.as_str())?;
            let category_ref = self.archive.category(CategoryNumber(*number))?;
            Some(ReportCategory {
                category: category_ref,
                heading: category.heading,
                docs,
            })
        };
        self.data
            .categories
            .iter()
            .zip(groups)
            .filter_map(entry)
            .collect()
    }

    /// Links in its items.
    #[must_use]
    pub fn link_count(&self) -> u32 {
        let items = &self.data.items;
        let relations = (0..items.len()).filter_map(|place| items.relations(place));
        to_u32(relations.map(|r| r.links.len()).sum())
    }

    fn docs_in(&self, category: Option<u32>) -> Vec<DocId> {
        let pairs = self.docs().into_iter().zip(self.data.items.heads());
        pairs
            .filter(|(_, item)| item.category == category)
            .map(|(doc, _)| doc)
            .collect()
    }
}

/// A category as it stands in one report.
#[derive(Debug, Clone)]
pub struct ReportCategory<'a> {
    /// The category.
    pub category: CategoryRef<'a>,
    /// The heading as written.
    pub heading: String,
    /// Its items here.
    pub docs: Vec<DocId>,
}
