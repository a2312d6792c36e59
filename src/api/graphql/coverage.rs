//! Coverage: month × category, published, empty or missing.

use std::sync::Arc;

use async_graphql::{Enum, Object, SimpleObject};

use super::category::CategoryObject;
use super::input::MonthFilter;
use super::refusal::Refusal;
use super::report::ReportObject;
use super::scalar::MonthScalar;
use crate::domain::Month;
use crate::query::{
    Archive, CategoryNumber, CellStatus, CoverageCell, CoverageMonth, CoverageQuery,
    RawCoverageParams, ReportNumber,
};

/// Coverage as numbers, so that nothing is borrowed from the snapshot.
pub struct CoverageObject {
    archive: Arc<Archive>,
    series: Option<String>,
    counts: [u32; 3],
    categories: Vec<CategoryNumber>,
    months: Vec<Row>,
    omitted_months: u32,
}

#[derive(Clone)]
struct Row {
    month: Month,
    reports: Vec<ReportNumber>,
    cells: Vec<(CategoryNumber, CellStatus, u32)>,
}

impl From<CoverageMonth<'_>> for Row {
    fn from(month: CoverageMonth<'_>) -> Self {
        let cell = |c: &CoverageCell<'_>| (c.category.number, c.status, c.items);
        Self {
            month: month.month,
            reports: month.reports.iter().map(|r| r.number).collect(),
            cells: month.cells.iter().map(cell).collect(),
        }
    }
}

impl CoverageObject {
    /// The coverage asked for.
    pub fn answer(
        archive: &Arc<Archive>,
        series: Option<String>,
        month: Option<MonthFilter>,
        category: Option<Vec<String>>,
    ) -> Result<Self, Refusal> {
        let raw = RawCoverageParams {
            series: series.into_iter().collect(),
            month: month.unwrap_or_default().into(),
            category: category.unwrap_or_default(),
        };
        let coverage = archive.coverage(&CoverageQuery::parse(&raw, Vec::new())?);
        Ok(Self {
            archive: Arc::clone(archive),
            series: coverage.series.map(str::to_owned),
            counts: [coverage.published, coverage.empty, coverage.missing],
            categories: coverage.categories.iter().map(|c| c.number).collect(),
            months: coverage.months.into_iter().map(Row::from).collect(),
            omitted_months: coverage.omitted_months,
        })
    }
}

/// What was published when: every month of a series against every category.
#[Object(name = "Coverage")]
impl CoverageObject {
    /// The slug of the series; null when there is no such series.
    async fn series(&self) -> Option<&str> {
        self.series.as_deref()
    }

    /// How many cells are in each state.
    async fn counts(&self) -> CoverageCounts {
        let [published, empty, missing] = self.counts;
        CoverageCounts {
            published,
            empty,
            missing,
        }
    }

    /// The categories of the series that are asked for: the columns.
    async fn categories(&self) -> Vec<CategoryObject> {
        let categories = self.categories.iter();
        categories
            .map(|c| CategoryObject::new(&self.archive, *c))
            .collect()
    }

    /// The months from the first report of the series to its last, oldest
    /// first and without gaps: the rows.
    async fn months(&self) -> Vec<CoverageMonthObject> {
        let months = self.months.iter();
        months
            .map(|row| CoverageMonthObject {
                archive: Arc::clone(&self.archive),
                row: row.clone(),
            })
            .collect()
    }

    /// Older months left out because there are more than 50,000 cells.
    async fn omitted_months(&self) -> u32 {
        self.omitted_months
    }
}

/// How many cells of a coverage are in each state.
#[derive(SimpleObject)]
pub struct CoverageCounts {
    /// Cells with items.
    published: u32,
    /// Cells with a heading only.
    empty: u32,
    /// Cells without a heading.
    missing: u32,
}

/// One month of a coverage.
pub struct CoverageMonthObject {
    archive: Arc<Archive>,
    row: Row,
}

/// One month of a coverage.
#[Object(name = "CoverageMonth")]
impl CoverageMonthObject {
    /// The month.
    async fn month(&self) -> MonthScalar {
        self.row.month.into()
    }

    /// Its reports.
    async fn reports(&self) -> Vec<ReportObject> {
        let reports = self.row.reports.iter();
        reports
            .map(|r| ReportObject::new(&self.archive, *r))
            .collect()
    }

    /// One cell for every category, in their order.
    async fn cells(&self) -> Vec<CoverageCellObject> {
        let cells = self.row.cells.iter();
        cells
            .map(|(category, status, items)| CoverageCellObject {
                category: CategoryObject::new(&self.archive, *category),
                status: (*status).into(),
                items: *items,
            })
            .collect()
    }
}

/// What there is of a category in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CellStatus", remote = "crate::query::CellStatus")]
pub enum CellStatusName {
    /// The heading is there, with items.
    Published,
    /// The heading is there, with nothing under it.
    Empty,
    /// No report of the month has the heading.
    Missing,
}

/// One category in one month.
#[derive(SimpleObject)]
#[graphql(name = "CoverageCell")]
pub struct CoverageCellObject {
    /// The category.
    category: CategoryObject,
    /// What there is.
    status: CellStatusName,
    /// Items.
    items: u32,
}
