//! The table of REST addresses: a file for each noun, gathered here in the
//! order of the documentation.

mod archive;
mod catalog;
mod categories;
mod changes;
mod export;
mod items;
mod projects;
mod reports;
mod resources;
mod search;
mod service;
mod statistics;

use super::route::{Handler, Route, Shape, no_schema};
use crate::query::Accepts;

/// Every REST address, by noun.
static GROUPS: &[&[Route]] = &[
    archive::ROUTES,
    reports::ROUTES,
    items::ROUTES,
    categories::ROUTES,
    projects::ROUTES,
    resources::ROUTES,
    search::ROUTES,
    statistics::ROUTES,
    changes::ROUTES,
    export::ROUTES,
    catalog::ROUTES,
    service::ROUTES,
];

/// Every REST address.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    GROUPS.iter().copied().flatten()
}

const NOTHING: Accepts = Accepts {
    filter: false,
    page: false,
    other: &[],
};

const FIELDS: Accepts = Accepts {
    other: &["fields"],
    ..NOTHING
};

const LIST: Accepts = Accepts {
    page: true,
    other: &["sort", "fields"],
    ..NOTHING
};

const PAGE: Accepts = Accepts {
    page: true,
    other: &["fields"],
    ..NOTHING
};

const ITEMS: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["q", "highlight", "sort", "facet", "fields"],
};

const FILTERED: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["q", "highlight", "sort", "fields"],
};

/// Columns of items in CSV, unless `fields` names others.
const ITEM_COLUMNS: &[&str] = &[
    "id",
    "month",
    "series",
    "report.slug",
    "category.slug",
    "category.name",
    "section",
    "kind",
    "position",
    "text",
    "links.href",
    "links.label",
    "mentions.project.slug",
    "permalink",
    "provenance.path",
    "provenance.lines.start",
];

/// What most routes have in common.
const BASE: Route = Route {
    path: "",
    id: "",
    tag: "",
    summary: "",
    segment: None,
    accepts: FIELDS,
    shape: Shape::One,
    schema: no_schema,
    also: &[],
    is_row: false,
    columns: &[],
    handler: Handler::Plain(super::service::livez),
};
