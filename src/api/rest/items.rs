//! `/v1/items`, `/v1/items/{id}`, and the items below other addresses.

use super::call::{Call, invalid, not_found};
use super::envelope::facets;
use super::linked::Linked;
use super::view::{ItemView, marked_items};
use crate::api::http::{Answer, Problem, WebLink};
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

/// Media types of an item, the default first, and their suffixes.
const FORMS: [(&str, &str); 2] = [
    ("application/json", "json"),
    ("application/ld+json", "jsonld"),
];

/// `/v1/items/{id}`, also with `.json` or `.jsonld`.
pub fn one(mut call: Call<'_>) -> Result<Answer, Problem> {
    let segment = call.segment();
    let (id, suffix) = match segment.split_once('.') {
        Some((id, suffix)) => (id, Some(suffix)),
        None => (segment.as_str(), None),
    };
    let found = call
        .archive
        .item_by_id(id)
        .and_then(|doc| call.archive.item(doc));
    let Some(item) = found else {
        return Err(not_found("item", id, "/v1/items"));
    };
    let media_type = match suffix {
        None => call.format(&FORMS.map(|(media_type, _)| media_type))?,
        Some(suffix) => {
            let form = FORMS.iter().find(|(_, own)| *own == suffix);
            let unknown = || not_found("form of an item called", suffix, "/openapi.yaml");
            form.map(|(media_type, _)| *media_type)
                .ok_or_else(unknown)?
        }
    };
    let address = format!("{}/v1/items/{}", call.public_url, item.id());
    let others = FORMS.iter().filter(|(other, _)| *other != media_type);
    let alternates: Vec<WebLink> = others
        .map(|(other, suffix)| {
            WebLink::new("alternate", format!("{address}.{suffix}")).with_type(*other)
        })
        .collect();
    let mut answer = if media_type == "application/ld+json" {
        call.check_no_fields()?;
        call.text(media_type, Linked::new(&call).item(item))
    } else {
        let view = ItemView::new(item, call.public_url);
        call.one_as_json(&view)?
    };
    answer.links.extend(alternates);
    Ok(answer)
}
