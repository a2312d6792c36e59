//! Resources and their sites.

use super::{BASE, FILTERED, LIST, NOTHING, PAGE};
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::{resources, sites};
use crate::query::Accepts;

const RESOURCE: Route = Route {
    tag: "resources",
    segment: Some(("id", "Id of a resource.", "gwuvjbedvxab")),
    ..BASE
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/resources",
        id: "resources",
        tag: "resources",
        summary: "Resources by URL; with an item filter, those cited in an item that passes",
        accepts: FILTERED,
        shape: Shape::List,
        schema: schema_of::<resources::ResourceView<'static>>,
        columns: &[
            "id",
            "url",
            "site",
            "labels",
            "variants.href",
            "variants.count",
            "counts.citations",
            "counts.items",
            "firstMonth",
            "lastMonth",
        ],
        handler: Handler::Any(resources::list),
        ..BASE
    },
    Route {
        path: "/v1/resources/lookup",
        id: "resourceLookup",
        tag: "resources",
        summary: "The resource that an address leads to, in any of its spellings",
        accepts: Accepts {
            other: &["url"],
            ..NOTHING
        },
        shape: Shape::Redirect,
        handler: Handler::Plain(resources::lookup),
        ..BASE
    },
    Route {
        path: "/v1/resources/{id}",
        id: "resource",
        summary: "One resource",
        schema: schema_of::<resources::ResourceView<'static>>,
        handler: Handler::Plain(resources::one),
        ..RESOURCE
    },
    Route {
        path: "/v1/resources/{id}/citations",
        id: "resourceCitations",
        summary: "The links to a resource, newest month first",
        accepts: PAGE,
        shape: Shape::List,
        schema: schema_of::<resources::CitationView<'static>>,
        columns: &[
            "resource.id",
            "resource.url",
            "item",
            "report.slug",
            "month",
            "kind",
            "label",
            "href",
            "text",
        ],
        handler: Handler::Any(resources::citations),
        ..RESOURCE
    },
    Route {
        path: "/v1/sites",
        id: "sites",
        tag: "resources",
        summary: "The hosts of resources, most cited first",
        accepts: LIST,
        shape: Shape::List,
        schema: schema_of::<sites::SiteView<'static>>,
        handler: Handler::Any(sites::list),
        ..BASE
    },
];
