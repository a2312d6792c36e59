//! The service itself.

use super::{BASE, NOTHING};
use crate::api::rest::route::{Handler, Route, Shape, array_of, schema_of};
use crate::api::rest::service;

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/openapi.yaml",
        id: "openapiYaml",
        tag: "service",
        summary: "This document",
        accepts: NOTHING,
        shape: Shape::File("application/yaml"),
        handler: Handler::Plain(service::openapi_yaml),
        ..BASE
    },
    Route {
        path: "/openapi.json",
        id: "openapiJson",
        tag: "service",
        summary: "This document in JSON",
        accepts: NOTHING,
        shape: Shape::File("application/json"),
        handler: Handler::Plain(service::openapi_json),
        ..BASE
    },
    Route {
        path: "/problems",
        id: "problems",
        tag: "service",
        summary: "The kinds of problems there are",
        schema: array_of::<service::ProblemKindView>,
        handler: Handler::Plain(service::problems),
        ..BASE
    },
    Route {
        path: "/problems/{slug}",
        id: "problem",
        tag: "service",
        summary: "What a kind of problem means, and the mend",
        segment: Some((
            "slug",
            "Last segment of a problem's `type`.",
            "invalid-parameter",
        )),
        schema: schema_of::<service::ProblemKindView>,
        handler: Handler::Plain(service::problem),
        ..BASE
    },
    Route {
        path: "/v1/status",
        id: "status",
        tag: "service",
        summary: "The service: version, what it serves, limits in force, contact",
        schema: schema_of::<service::StatusView<'static>>,
        handler: Handler::Plain(service::status),
        ..BASE
    },
    Route {
        path: "/livez",
        id: "livez",
        tag: "service",
        summary: "Whether the process answers",
        accepts: NOTHING,
        shape: Shape::Bare,
        handler: Handler::Plain(service::livez),
        ..BASE
    },
    Route {
        path: "/readyz",
        id: "readyz",
        tag: "service",
        summary: "Whether a snapshot is loaded and the service is to go on",
        accepts: NOTHING,
        shape: Shape::Bare,
        handler: Handler::Plain(service::readyz),
        ..BASE
    },
];
