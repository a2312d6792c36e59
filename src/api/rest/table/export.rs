//! The whole archive as files. Below the others: a file with a route of its
//! own is found before those named here.

use super::{BASE, NOTHING};
use crate::api::rest::export;
use crate::api::rest::route::{Handler, Route, Shape, array_of};
use crate::query::Accepts;

const FILE: &str = "`items`, `reports`, `projects`, `resources`, `mentions` or `citations`, each with \
                    `.csv`, `.ndjson` or `.json`; `datapackage.json`; `LICENSE.md`; `journal.ndjson`, \
                    the journal of changes, as `chronique load --journal` reads it.";

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/export",
        id: "export",
        tag: "export",
        summary: "The files of the whole archive, with lengths and digests",
        schema: array_of::<export::ExportView>,
        handler: Handler::Any(export::index),
        ..BASE
    },
    Route {
        path: "/v1/export/{file}",
        id: "exportFile",
        tag: "export",
        summary: "A table of the whole archive, what describes it, or its licence; takes `Range`",
        segment: Some(("file", FILE, "items.csv")),
        accepts: Accepts {
            other: &["raw"],
            ..NOTHING
        },
        shape: Shape::Download(&[
            "text/csv",
            "application/x-ndjson",
            "application/json",
            "text/markdown",
        ]),
        handler: Handler::Any(export::file),
        ..BASE
    },
    Route {
        path: "/v1/export/sources/{file}",
        id: "exportSource",
        tag: "export",
        summary: "The Markdown of a report, byte for byte; takes `Range`",
        segment: Some(("file", "Slug of a report with `.md`.", "2022-02.md")),
        accepts: NOTHING,
        shape: Shape::Download(&["text/markdown"]),
        handler: Handler::Any(export::source),
        ..BASE
    },
];
