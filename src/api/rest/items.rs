//! `/v1/items`, `/v1/items/{id}`, and the items below other addresses.

use super::call::{Call, invalid, not_found};
use super::envelope::facets;
use super::view::{ItemView, marked_items};
use crate::api::http::{Answer, Problem};
use crate::query::{ItemQuery, Scope};

/// `/v1/items`
pub fn list(call: Call<'_>) -> Result<Answer, Problem> {
    within(call, Scope::All)
}

/// A list of items, of those that a path stands for.
pub fn within(mut call: Call<'_>, scope: Scope) -> Result<Answer, Problem> {
    let raw = call.pairs.item_params();
    let query = ItemQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.items_within(scope, &query);
    let marker = query.text().filter(|q| q.highlight());
    let marker = marker.map(|q| call.archive.item_marker(q));
    let docs = page.rows.iter().copied();
    let rows = marked_items(call.archive, docs, call.public_url, marker.as_ref());
    let asked = !query.facets().is_empty();
    let counts = asked.then(|| facets(call.archive.item_facets(scope, &query)));
    call.list(&page, &rows, counts)
}

/// `/v1/items/{id}`
pub fn one(call: Call<'_>) -> Result<Answer, Problem> {
    let id = call.segment();
    let found = call
        .archive
        .item_by_id(&id)
        .and_then(|doc| call.archive.item(doc));
    let Some(item) = found else {
        return Err(not_found("item", &id, "/v1/items"));
    };
    let view = ItemView::new(item, call.public_url);
    call.one(&view)
}
