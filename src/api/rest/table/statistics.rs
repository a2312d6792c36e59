//! Counts, coverage and diagnostics.

use super::{BASE, NOTHING};
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::{drawing, graph, stats};
use crate::query::Accepts;

const STATS: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["by", "q", "sort", "fields", "lang"],
};

const COVERAGE: Accepts = Accepts {
    other: &["series", "month", "category", "fields", "lang"],
    ..NOTHING
};

const GRAPH: Accepts = Accepts {
    filter: true,
    other: &["q", "first", "fields", "lang"],
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
        summary: "Counts of items by up to three dimensions; by month also drawn, with `.svg`",
        accepts: STATS,
        shape: Shape::List,
        also: drawing::ALSO,
        schema: schema_of::<stats::StatsRowView>,
        handler: Handler::Any(stats::stats),
        ..BASE
    },
    Route {
        path: "/v1/coverage",
        id: "coverage",
        tag: "statistics",
        summary: "Month × category: published, empty or missing; drawn with `.svg`",
        accepts: COVERAGE,
        also: drawing::ALSO,
        schema: schema_of::<stats::CoverageView<'static>>,
        handler: Handler::Plain(stats::coverage),
        ..BASE
    },
    Route {
        path: "/v1/graph",
        id: "graph",
        tag: "statistics",
        summary: "Projects, and which of them are named in the same items; with `.graphml` or `.dot` for other programs, drawn with `.svg`",
        accepts: GRAPH,
        also: graph::ALSO,
        schema: schema_of::<graph::GraphView<'static>>,
        handler: Handler::Plain(graph::graph),
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
