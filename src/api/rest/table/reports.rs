//! Reports, and what is below them.

use super::{BASE, FILTERED, ITEM_COLUMNS, ITEMS};
use crate::api::rest::reports;
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::view::ItemView;

const REPORT: Route = Route {
    tag: "reports",
    segment: Some((
        "slug",
        "Slug of a report; `latest` and `first` redirect.",
        "2022-02",
    )),
    ..BASE
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/reports",
        id: "reports",
        tag: "reports",
        summary: "Reports, newest month first; with an item filter, those that have an item that passes",
        accepts: FILTERED,
        shape: Shape::List,
        schema: schema_of::<reports::ReportSummaryView<'static>>,
        columns: &[
            "slug",
            "series",
            "month",
            "date",
            "title",
            "counts.items",
            "counts.links",
            "counts.categories",
            "counts.emptyCategories",
            "categories.slug",
            "categories.count",
            "permalink",
            "provenance.path",
        ],
        handler: Handler::Any(reports::list),
        ..BASE
    },
    Route {
        path: "/v1/reports/{slug}/items",
        id: "reportItems",
        summary: "The items of a report",
        accepts: ITEMS,
        shape: Shape::FacetedList,
        schema: schema_of::<ItemView<'static>>,
        columns: ITEM_COLUMNS,
        handler: Handler::Any(reports::report_items),
        ..REPORT
    },
    Route {
        path: "/v1/reports/{slug}",
        id: "report",
        summary: "One report: its categories with their items; with `.md` the exact source, with `.html` or `.txt` as a document, with `.jsonld` as linked data",
        schema: schema_of::<reports::ReportView<'static>>,
        also: crate::api::rest::document::ALSO,
        handler: Handler::Plain(reports::one),
        ..REPORT
    },
];
