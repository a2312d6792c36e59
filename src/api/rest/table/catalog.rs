//! The catalogue.

use super::{BASE, NOTHING};
use crate::api::rest::catalog;
use crate::api::rest::route::{Handler, Route, Shape};

const CATALOG: Route = Route {
    tag: "catalog",
    accepts: NOTHING,
    ..BASE
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/catalog",
        id: "catalog",
        summary: "The catalogue for data portals (DCAT-AP 3), in JSON-LD or Turtle",
        shape: Shape::File("application/ld+json"),
        also: &[(".ttl", "text/turtle"), (".json", "application/json")],
        handler: Handler::Any(catalog::negotiated),
        ..CATALOG
    },
    Route {
        path: "/catalog.jsonld",
        id: "catalogJsonld",
        summary: "The catalogue in JSON-LD",
        shape: Shape::File("application/ld+json"),
        handler: Handler::Any(catalog::jsonld),
        ..CATALOG
    },
    Route {
        path: "/catalog.ttl",
        id: "catalogTurtle",
        summary: "The catalogue in Turtle",
        shape: Shape::File("text/turtle"),
        handler: Handler::Any(catalog::turtle),
        ..CATALOG
    },
];
