//! Categories.

use super::{BASE, LIST};
use crate::api::rest::categories;
use crate::api::rest::route::{Handler, Route, Shape, schema_of};

const CATEGORY: Route = Route {
    tag: "categories",
    segment: Some((
        "slug",
        "Slug of a category; another of its names redirects (308).",
        "publier",
    )),
    ..BASE
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/categories",
        id: "categories",
        tag: "categories",
        summary: "Categories in the order of the reports",
        accepts: LIST,
        shape: Shape::List,
        schema: schema_of::<categories::CategoryView<'static>>,
        handler: Handler::Any(categories::list),
        ..BASE
    },
    Route {
        path: "/v1/categories/{slug}",
        id: "category",
        summary: "One category",
        schema: schema_of::<categories::CategoryView<'static>>,
        handler: Handler::Plain(categories::one),
        ..CATEGORY
    },
];
