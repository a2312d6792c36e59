//! Coverage: month × category, published, empty or missing.

use super::error::{Fault, FaultCode, QueryError};
use super::filter::Facet;
use super::month::{MonthRange, contains, parse_months};
use super::raw::RawMonths;
use super::{Archive, CategoryNumber, CategoryRef, ReportNumber, ReportRef};
use crate::domain::{Month, to_u32};
use crate::index::usize_of;

/// Most cells in one answer: older months are left out beyond, and counted.
const MAX_CELLS: usize = 50_000;
/// Most values of `category`.
const MAX_CATEGORIES: usize = 200;

/// A raw question for coverage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawCoverageParams {
    /// The series, one at most; when not given, the default one, or the first
    /// with reports if that has none.
    pub series: Vec<String>,
    /// Months.
    pub month: RawMonths,
    /// Categories; all of the series when not given.
    pub category: Vec<String>,
}

/// A question for coverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageQuery {
    series: Option<String>,
    months: Vec<MonthRange>,
    category: Vec<String>,
}

impl CoverageQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawCoverageParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let months = parse_months("month", &raw.month, &mut faults);
        if raw.category.len() + months.len() > MAX_CATEGORIES {
            let detail = format!("at most {MAX_CATEGORIES} values are answered");
            faults.push(Fault::new("category", FaultCode::TooMany, detail));
        }
        if raw.series.len() > 1 {
            let detail = "coverage is that of one series: name one";
            faults.push(Fault::new("series", FaultCode::TooMany, detail));
        }
        let query = Self {
            series: raw.series.first().cloned(),
            months,
            category: raw.category.clone(),
        };
        QueryError::check(query, faults)
    }
}

/// What there is of a category in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellStatus {
    /// The heading is there, with items.
    Published,
    /// The heading is there, with nothing under it.
    Empty,
    /// No report of the month has the heading.
    Missing,
}

impl CellStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Published, Self::Empty, Self::Missing];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "PUBLISHED",
            Self::Empty => "EMPTY",
            Self::Missing => "MISSING",
        }
    }
}

/// One category in one month.
#[derive(Debug, Clone, Copy)]
pub struct CoverageCell<'a> {
    /// The category.
    pub category: CategoryRef<'a>,
    /// What there is.
    pub status: CellStatus,
    /// Items.
    pub items: u32,
}

/// One month.
#[derive(Debug, Clone)]
pub struct CoverageMonth<'a> {
    /// The month.
    pub month: Month,
    /// Its reports.
    pub reports: Vec<ReportRef<'a>>,
    /// One cell for every category.
    pub cells: Vec<CoverageCell<'a>>,
}

/// Coverage of one series.
#[derive(Debug, Clone)]
pub struct Coverage<'a> {
    /// Slug of the series; `None` when there is no such series.
    pub series: Option<&'a str>,
    /// Cells with items.
    pub published: u32,
    /// Cells with a heading only.
    pub empty: u32,
    /// Cells without a heading.
    pub missing: u32,
    /// Columns.
    pub categories: Vec<CategoryRef<'a>>,
    /// Rows, oldest month first, without gaps.
    pub months: Vec<CoverageMonth<'a>>,
    /// Older months left out because there are too many.
    pub omitted_months: u32,
}

impl Archive {
    /// The coverage asked for.
    #[must_use]
    pub fn coverage(&self, query: &CoverageQuery) -> Coverage<'_> {
        let series = match &query.series {
            // As `latest` does: the default series, or the first with reports.
            None => {
                let series = &self.index.series;
                series
                    .iter()
                    .position(|s| !s.reports.is_empty())
                    .map(to_u32)
            }
            Some(name) => Facet::Series.term(name, &self.index),
        };
        let entry = series.and_then(|s| self.index.series.get(usize_of(s)));
        let reports = entry.map_or(&[][..], |e| e.reports.as_slice());
        let categories = self.columns(series, &query.category);
        let (months, omitted) = self.rows(reports, query, categories.len());
        let months: Vec<_> = months
            .into_iter()
            .map(|month| self.coverage_month(month, reports, &categories))
            .collect();
        let count = |status| {
            let cells = months.iter().flat_map(|m| &m.cells);
            to_u32(cells.filter(|c| c.status == status).count())
        };
        Coverage {
            series: entry.map(|e| e.slug.as_str()),
            published: count(CellStatus::Published),
            empty: count(CellStatus::Empty),
            missing: count(CellStatus::Missing),
            omitted_months: omitted,
            categories,
            months,
        }
    }

    /// The categories of the series that are asked for.
    fn columns(&self, series: Option<u32>, asked: &[String]) -> Vec<CategoryRef<'_>> {
        let wanted = asked.iter();
        let wanted: Vec<_> = wanted
            .filter_map(|c| Facet::Category.term(c, &self.index))
            .collect();
        let slug = series
            .and_then(|s| self.index.series.get(usize_of(s)))
            .map(|s| &s.slug);
        let of_series = |c: &CategoryRef<'_>| {
            let mut reports = c.report_numbers();
            reports.any(|r| self.index.reports.get(usize_of(r)).map(|r| &r.series) == slug)
        };
        (0..to_u32(self.index.categories.len()))
            .filter(|n| asked.is_empty() || wanted.contains(n))
            .filter_map(|n| self.category(CategoryNumber(n)))
            .filter(of_series)
            .collect()
    }

    /// The months from the first report of the series to its last that are
    /// asked for, oldest first, and how many of the oldest are left out.
    fn rows(&self, reports: &[u32], query: &CoverageQuery, columns: usize) -> (Vec<Month>, u32) {
        let month = |n: Option<&u32>| {
            self.index
                .reports
                .get(usize_of(*n?))
                .map(|r| r.date.month())
        };
        let (Some(first), Some(last)) = (month(reports.last()), month(reports.first())) else {
            return (Vec::new(), 0);
        };
        let asked =
            |m: &Month| query.months.is_empty() || query.months.iter().any(|r| contains(r, *m));
        let all = std::iter::successors(Some(first), |m| m.next()).take_while(|m| *m <= last);
        let mut months: Vec<Month> = all.filter(asked).collect();
        let most = (MAX_CELLS / columns.max(1)).max(1);
        let omitted = months.len().saturating_sub(most);
        months.drain(..omitted);
        (months, to_u32(omitted))
    }

    fn coverage_month<'a>(
        &'a self,
        month: Month,
        reports: &[u32],
        categories: &[CategoryRef<'a>],
    ) -> CoverageMonth<'a> {
        let month_of = |n: &u32| self.index.reports.get(usize_of(*n)).map(|r| r.date.month());
        // Newest first.
        let start = reports.partition_point(|n| month_of(n) > Some(month));
        let end = reports.partition_point(|n| month_of(n) >= Some(month));
        let here = reports.get(start..end).unwrap_or(&[]);
        let cell = |category: &CategoryRef<'a>| {
            let found: Vec<u32> = here.iter().filter_map(|r| category.items_in(*r)).collect();
            let items = found.iter().sum();
            let status = match (found.is_empty(), items) {
                (true, _) => CellStatus::Missing,
                (false, 0) => CellStatus::Empty,
                (false, _) => CellStatus::Published,
            };
            CoverageCell {
                category: *category,
                status,
                items,
            }
        };
        CoverageMonth {
            month,
            reports: here
                .iter()
                .filter_map(|r| self.report(ReportNumber(*r)))
                .collect(),
            cells: categories.iter().map(cell).collect(),
        }
    }
}
