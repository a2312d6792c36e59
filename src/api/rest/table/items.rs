//! Items.

use super::{BASE, ITEM_COLUMNS, ITEMS};
use crate::api::rest::items;
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::view::ItemView;

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/items",
        id: "items",
        tag: "items",
        summary: "Items, newest month first, then in reading order",
        accepts: ITEMS,
        shape: Shape::FacetedList,
        schema: schema_of::<ItemView<'static>>,
        columns: ITEM_COLUMNS,
        handler: Handler::Any(items::list),
        ..BASE
    },
    Route {
        path: "/v1/items/{id}",
        id: "item",
        tag: "items",
        summary: "One item; with `.jsonld` as linked data, with the suffix of a list as the list of that one row",
        also: items::ALSO,
        columns: ITEM_COLUMNS,
        is_row: true,
        segment: Some(("id", "Id of an item.", "2022-02-hil5oql6")),
        schema: schema_of::<ItemView<'static>>,
        handler: Handler::Any(items::one),
        ..BASE
    },
];
