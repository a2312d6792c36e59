//! Changes.

use super::{BASE, NOTHING};
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::{changes, events};
use crate::query::Accepts;

const CHANGES: Accepts = Accepts {
    page: true,
    other: &["since", "noun", "change", "report", "fields"],
    ..NOTHING
};

pub(super) static ROUTES: &[Route] = &[Route {
    path: "/v1/changes",
    id: "changes",
    tag: "changes",
    summary: "What was created, updated and deleted, oldest first; as `text/event-stream` what comes, behind `Last-Event-ID` or `since`",
    accepts: CHANGES,
    shape: Shape::List,
    schema: schema_of::<changes::ChangeView<'static>>,
    also: &[("", events::MEDIA_TYPE)],
    handler: Handler::Any(changes::list),
    ..BASE
}];
