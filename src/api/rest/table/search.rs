//! Search across everything, and suggestions.

use super::{BASE, NOTHING};
use crate::api::rest::route::{Handler, Route, Shape, array_of, schema_of};
use crate::api::rest::search;
use crate::query::Accepts;

const SEARCH: Accepts = Accepts {
    page: true,
    other: &["q", "type", "highlight", "sort", "fields"],
    ..NOTHING
};

const SUGGEST: Accepts = Accepts {
    other: &["prefix", "first", "fields"],
    ..NOTHING
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/search",
        id: "search",
        tag: "search",
        summary: "Items, reports, projects, resources and categories in one list, best match first",
        accepts: SEARCH,
        shape: Shape::FacetedList,
        schema: schema_of::<search::SearchHitView>,
        handler: Handler::Any(search::search),
        ..BASE
    },
    Route {
        path: "/v1/suggest",
        id: "suggest",
        tag: "search",
        summary: "What a word that is being typed may become",
        accepts: SUGGEST,
        schema: array_of::<search::SuggestionView>,
        handler: Handler::Plain(search::suggest),
        ..BASE
    },
];
