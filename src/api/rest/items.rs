//! `/v1/items`, `/v1/items/{id}`, and the items below other addresses.

use super::call::{Call, invalid, not_found};
use super::changes::{gone, moved};
use super::envelope::facets;
use super::linked::Linked;
use super::view::{ItemView, items};
use crate::api::http::{Answer, Problem, WebLink};
use crate::query::{ItemQuery, Scope, Standing};

/// `/v1/items`
pub fn list(call: Call<'_>) -> Result<Answer, Problem> {
    within(call, Scope::All)
}

/// A list of items, of those that a path stands for.
pub fn within(mut call: Call<'_>, scope: Scope) -> Result<Answer, Problem> {
    let raw = call.pairs.item_params();
    let query = ItemQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.items_within(scope, &query);
    let rows = items(call.archive, page.rows.iter().copied(), call.public_url);
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
    let found = match call.archive.item_standing(id) {
        Standing::Live(doc) => call.archive.item(doc),
        Standing::Moved(to) => {
            let rest = suffix.map(|s| format!(".{s}")).unwrap_or_default();
            return moved(call, &format!("/v1/items/{to}{rest}"));
        }
        Standing::Gone(tombstone) => return Err(gone(tombstone)),
        Standing::Unknown => None,
    };
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
