//! The archive as a whole.

use super::{BASE, NOTHING};
use crate::api::rest::archive;
use crate::api::rest::route::{Handler, Route, Shape, schema_of};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/",
        id: "home",
        tag: "archive",
        summary: "Leads to the addresses there are",
        accepts: NOTHING,
        shape: Shape::Redirect,
        handler: Handler::Plain(archive::home),
        ..BASE
    },
    Route {
        path: "/v1",
        id: "index",
        tag: "archive",
        summary: "The addresses there are",
        schema: schema_of::<archive::IndexView>,
        handler: Handler::Plain(archive::index),
        ..BASE
    },
    Route {
        path: "/v1/archive",
        id: "archive",
        tag: "archive",
        summary: "What the archive says of itself, and how much it holds",
        schema: schema_of::<archive::ArchiveView<'static>>,
        handler: Handler::Plain(archive::archive),
        ..BASE
    },
];
