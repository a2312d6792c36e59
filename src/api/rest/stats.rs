//! `/v1/stats`, `/v1/coverage`, `/v1/diagnostics`: the archive counted and checked.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::call::{Call, invalid};
use super::form::{At, Entry, Form, Line, RowWriter, Spelling, Tag};
use super::row::push_counts;
use super::view::CategoryKeyView;
use crate::api::http::query_string::address;
use crate::api::http::{Answer, Problem, Reply};
use crate::api::picture;
use crate::api::picture::monthly::{self, Bars};
use crate::domain::Diagnostic;
use crate::query::{
    Archive, CoverageMonth, CoverageQuery, DiagnosticNumber, DiagnosticQuery, Facet, Fault,
    FaultCode, PAGE, RawCoverageParams, RawDiagnosticParams, RawMonths, RawStatsParams, StatsQuery,
    StatsRow,
};

/// One combination of values.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatsRow)]
pub struct StatsRowView {
    /// The value in each dimension asked, as it is filtered by.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    keys: Map<String, Value>,
    /// Items that have all of them.
    count: u32,
}

impl StatsRowView {
    /// A row of counts of an archive.
    pub fn new(row: &StatsRow, archive: &Archive) -> Self {
        let keys = row.keys.iter();
        let keys = keys.map(|k| (k.by.as_str().to_owned(), k.key(archive).into()));
        Self {
            keys: keys.collect(),
            count: row.count,
        }
    }
}

/// A row, and for a feed what it was asked by.
type Counted = (StatsRow, Option<Arc<str>>);

/// `/v1/stats`, by month also as `.svg`.
pub fn stats(mut call: Call<'_>) -> Result<Reply, Problem> {
    let mut raw = RawStatsParams {
        by: call.pairs.list("by"),
        filter: call.pairs.filter(),
        text: call.pairs.text(),
        list: call.pairs.list_params(),
    };
    call.newest_first(&mut raw.list.sort, "-keys");
    let drawn = call.drawn_in();
    if drawn.is_some() && raw.by.iter().any(|by| by != "month") {
        let detail = "a picture shows items by month: ask for `by=month`, or for another form";
        let fault = Fault::new("by", FaultCode::Conflict, detail);
        call.pairs.faults.push(fault);
    }
    let query = StatsQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.stats(&query).map_err(|e| invalid(&e))?;
    if let Some(lang) = drawn {
        let bars = Bars::of_stats(call.archive, &page.rows, lang);
        let picture = call.picture(lang, |style| monthly::svg(&bars, style));
        return picture.map(Into::into);
    }
    let columns = raw.by.iter().map(|by| format!("keys.{by}"));
    call.default_columns(columns.chain(["count".to_owned()]).collect());
    // Rows of a feed lead to the items that they count.
    let without = [PAGE.as_slice(), &["by", "sort", "fields", "dialect", "raw"]].concat();
    let is_feed = call.form.is_some_and(Form::is_feed);
    let asked = is_feed.then(|| address("", call.pairs.given(), &without, &[]));
    let asked: Option<Arc<str>> = asked.map(Into::into);
    let page = page.map(|row| (row, asked.clone()));
    let row = |(row, _): Counted, at: &At<'_>, out: &mut RowWriter<'_>| {
        if out.takes_json() {
            out.put_json(|out| push_counts(&row, at.archive, out));
        } else {
            out.put(&StatsRowView::new(&row, at.archive));
        }
    };
    let spelling = Spelling {
        row,
        entry: count_entry,
    };
    call.list(page, spelling, None)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "as the entries of other lists are"
)]
fn count_entry((row, asked): Counted, at: &At<'_>) -> Option<Entry> {
    let keys = || row.keys.iter();
    let names: Vec<_> = keys().map(|k| k.name(at.archive)).collect();
    let own: Vec<(String, String)> = keys()
        .map(|k| (k.by.as_str().to_owned(), k.key(at.archive).into()))
        .collect();
    let own = address("", &own, &[], &[]);
    let joined = match asked.as_deref().and_then(|asked| asked.strip_prefix('?')) {
        Some(asked) => format!("?{asked}&{}", own.trim_start_matches('?')),
        None => own,
    };
    let month = keys().find(|k| k.by == Facet::Month);
    let month = month.and_then(|k| k.key(at.archive).parse().ok());
    let title = format!("{}: {}", names.join(" · "), row.count);
    let line = Line {
        key: ("count", joined.clone()),
        text: format!("{title} items"),
        title,
        months: month.map(|m| (m, m)),
        path: format!("/items{joined}"),
        tags: names.iter().map(|name| Tag::plain(name)).collect(),
    };
    Some(Entry::of_line(line, at))
}

/// Cells by status.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoverageCounts)]
struct CoverageCountsView {
    /// The heading is there, with items.
    published: u32,
    /// The heading is there, with nothing under it.
    empty: u32,
    /// No report of the month has the heading.
    missing: u32,
}

/// What there is of a category in a month.
#[derive(ToSchema)]
#[schema(as = CellStatus, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
enum CellStatusName {
    Published,
    Empty,
    Missing,
}

/// One category in one month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoverageCell)]
struct CoverageCellView<'a> {
    /// Slug of the category.
    category: &'a str,
    /// What there is.
    #[schema(value_type = CellStatusName)]
    status: &'a str,
    /// Items.
    items: u32,
}

/// One month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoverageMonth)]
struct CoverageMonthView<'a> {
    /// The month, YYYY-MM.
    month: String,
    /// Slugs of its reports.
    reports: Vec<&'a str>,
    /// One cell for every category, in their order.
    cells: Vec<CoverageCellView<'a>>,
}

impl<'a> From<&CoverageMonth<'a>> for CoverageMonthView<'a> {
    fn from(month: &CoverageMonth<'a>) -> Self {
        let cells = month.cells.iter().map(|c| CoverageCellView {
            category: c.category.slug(),
            status: c.status.as_str(),
            items: c.items,
        });
        Self {
            month: month.month.to_string(),
            reports: month.reports.iter().map(|r| r.data.slug.as_str()).collect(),
            cells: cells.collect(),
        }
    }
}

/// Month × category.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Coverage)]
pub struct CoverageView<'a> {
    /// The series; null when there is no such series.
    series: Option<&'a str>,
    /// Cells by status.
    counts: CoverageCountsView,
    /// Columns.
    categories: Vec<CategoryKeyView<'a>>,
    /// Rows, oldest month first, without gaps.
    months: Vec<CoverageMonthView<'a>>,
    /// Older months left out because the answer would be too large.
    omitted_months: u32,
}

/// `/v1/coverage`, also as `.svg`.
pub fn coverage(mut call: Call<'_>) -> Result<Answer, Problem> {
    let raw = RawCoverageParams {
        series: call.pairs.list("series"),
        month: RawMonths {
            any: call.pairs.list("month"),
            ..RawMonths::default()
        },
        category: call.pairs.list("category"),
    };
    call.media_type()?;
    let drawn = call.drawn_in();
    let query = CoverageQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let coverage = call.archive.coverage(&query);
    if let Some(lang) = drawn {
        return call.picture(lang, |style| picture::coverage::svg(&coverage, style));
    }
    let view = CoverageView {
        series: coverage.series,
        counts: CoverageCountsView {
            published: coverage.published,
            empty: coverage.empty,
            missing: coverage.missing,
        },
        categories: coverage.categories.iter().map(|c| (*c).into()).collect(),
        months: coverage.months.iter().map(Into::into).collect(),
        omitted_months: coverage.omitted_months,
    };
    call.one(&view)
}

/// How much a diagnostic matters.
#[derive(ToSchema)]
#[schema(as = Severity, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
enum SeverityName {
    Error,
    Warning,
    Info,
}

/// Something the loader had to say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Diagnostic)]
pub struct DiagnosticView<'a> {
    /// Stable code.
    code: &'a str,
    /// How much it matters.
    #[schema(value_type = SeverityName)]
    severity: &'a str,
    /// File below the archive folder.
    path: &'a str,
    /// Line, from 1.
    line: u32,
    /// Column in characters, from 1.
    column: u32,
    /// What is the matter, and the mend.
    message: &'a str,
}

impl<'a> From<&'a Diagnostic> for DiagnosticView<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.code.as_str(),
            severity: diagnostic.severity().as_str(),
            path: &diagnostic.path,
            line: diagnostic.line,
            column: diagnostic.column,
            message: &diagnostic.message,
        }
    }
}

/// `/v1/diagnostics`
pub fn diagnostics(mut call: Call<'_>) -> Result<Reply, Problem> {
    let raw = RawDiagnosticParams {
        severity: call.pairs.list("severity"),
        code: call.pairs.list("code"),
        page: call.pairs.page(),
    };
    let query = DiagnosticQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.diagnostics(&query);
    let row = |number: DiagnosticNumber, at: &At<'_>, out: &mut RowWriter<'_>| {
        if let Some(diagnostic) = at.archive.diagnostic(number) {
            out.put(&DiagnosticView::from(diagnostic));
        }
    };
    let spelling = Spelling {
        row,
        entry: diagnostic_entry,
    };
    call.list(page, spelling, None)
}

fn diagnostic_entry(number: DiagnosticNumber, at: &At<'_>) -> Option<Entry> {
    let diagnostic = at.archive.diagnostic(number)?;
    let (code, severity) = (diagnostic.code.as_str(), diagnostic.severity().as_str());
    let place = format!(
        "{}:{}:{}",
        diagnostic.path, diagnostic.line, diagnostic.column
    );
    let line = Line {
        key: (
            "diagnostic",
            format!("{place}:{code}:{}", diagnostic.message),
        ),
        title: format!("{place}: {}", diagnostic.message),
        text: format!("{severity} {code}: {place}: {}", diagnostic.message),
        months: None,
        path: "/diagnostics".to_owned(),
        tags: [severity, code].map(Tag::plain).into(),
    };
    Some(Entry::of_line(line, at))
}
