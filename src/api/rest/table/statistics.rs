//! Counts, coverage and diagnostics.

use super::{BASE, NOTHING};
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::stats;
use crate::query::Accepts;

const STATS: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["by", "q", "sort", "fields"],
};

const COVERAGE: Accepts = Accepts {
    other: &["series", "month", "category", "fields"],
    ..NOTHING
};

const DIAGNOSTICS: Accepts = Accepts {
    page: true,
    other: &["severity", "code", "fields"],
    ..NOTHING
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/stats",
        id: "stats",
        tag: "statistics",
        summary: "Counts of items by up to three dimensions",
        accepts: STATS,
        shape: Shape::List,
        schema: schema_of::<stats::StatsRowView>,
        handler: Handler::Any(stats::stats),
        ..BASE
    },
    Route {
        path: "/v1/coverage",
        id: "coverage",
        tag: "statistics",
        summary: "Month × category: published, empty or missing",
        accepts: COVERAGE,
        schema: schema_of::<stats::CoverageView<'static>>,
        handler: Handler::Plain(stats::coverage),
        ..BASE
    },
    Route {
        path: "/v1/diagnostics",
        id: "diagnostics",
        tag: "archive",
        summary: "What the loader had to say, by file and line",
        accepts: DIAGNOSTICS,
        shape: Shape::List,
        schema: schema_of::<stats::DiagnosticView<'static>>,
        handler: Handler::Any(stats::diagnostics),
        ..BASE
    },
];
