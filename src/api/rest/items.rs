//! `/v1/items`, `/v1/items/{id}`, and the items below other addresses.

use actix_web::http::StatusCode;

use super::call::{Call, invalid, marked, not_found};
use super::changes::{gone, moved};
use super::envelope::facets;
use super::form::{At, Entry, RowWriter, Spelling, Tag, headline};
use super::row::push_item;
use super::view::ItemView;
use crate::api::Linked;
use crate::api::http::{Answer, Problem, Reply, WebLink};
use crate::query::{DocId, ItemQuery, ItemRef, Scope, Stamp, Standing};

/// `/v1/items`
pub fn list(call: Call<'_>) -> Result<Reply, Problem> {
    within(call, Scope::All)
}

/// A list of items, of those that a path stands for.
pub fn within(mut call: Call<'_>, scope: Scope) -> Result<Reply, Problem> {
    let raw = call.pairs.item_params();
    let query = ItemQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.items_within(scope, &query);
    call.marker = marked(query.text(), |q| call.archive.item_marker(q));
    let asked = !query.facets().is_empty();
    let counts = asked.then(|| facets(call.archive.item_facets(scope, &query)));
    let spelling = Spelling { row: write, entry };
    call.list(page, spelling, counts)
}

/// Writes an item as one row.
pub fn write(doc: DocId, at: &At<'_>, out: &mut RowWriter<'_>) {
    if at.marker.is_none() && out.takes_json() {
        if let Some(item) = at.archive.kept_item(doc) {
            out.put_json(|out| push_item(&item, at.addresses, out));
        }
    } else if let Some(item) = at.archive.item(doc) {
        let found = at.marker.map(|m| at.archive.item_highlights(m, &item));
        out.put(&ItemView::new(item, at.addresses).marked(found));
    }
}

fn entry(doc: DocId, at: &At<'_>) -> Option<Entry> {
    let item = at.archive.item(doc)?;
    let id = item.id();
    let title = item.item.text.clone();
    Some(item_entry(item, ("item", id), &title, at))
}

/// An entry that shows an item: the item itself, or what is said of it.
pub fn item_entry(
    item: ItemRef<'_>,
    key: (&'static str, String),
    title: &str,
    at: &At<'_>,
) -> Entry {
    let (report, id) = (item.report_data(), item.id());
    let category = item.category().map(|c| Tag {
        term: c.slug().to_owned(),
        label: c.name().to_owned(),
    });
    let mut tags: Vec<Tag> = category.into_iter().collect();
    for mention in &item.item.mentions {
        let term = mention.project.as_str();
        if !tags.iter().any(|t| t.term == term) {
            tags.push(Tag {
                term: term.to_owned(),
                label: project_name(at, term),
            });
        }
    }
    let title = headline(title);
    Entry {
        // A title may not be empty, and an image or a rule has no text.
        title: if title.is_empty() { id.clone() } else { title },
        page: format!("{}#{id}", at.addresses.page(&report.slug)),
        own: at.addresses.item(&id),
        published: Stamp::of_day(report.date.first_day()),
        updated: Stamp::of_day(report.updated.unwrap_or(report.date).first_day()),
        text: item.item.text,
        html: item.item.html,
        tags,
        key,
    }
}

fn project_name(at: &At<'_>, slug: &str) -> String {
    let number = at.archive.project_by_name(slug);
    let project = number.and_then(|n| at.archive.project(n));
    project.map_or_else(|| slug.to_owned(), |p| p.data.name.clone())
}

/// Forms of an item besides JSON and those of a list: suffix and media type.
pub const ALSO: &[(&str, &str)] = &[(".jsonld", "application/ld+json")];

/// `/v1/items/{id}`, also with `.json`, `.jsonld`, and as the list of that one
/// row. For who reads in a browser it is the permalink of a page.
pub fn one(mut call: Call<'_>) -> Result<Reply, Problem> {
    let id = call.segment();
    let doc = match call.archive.item_standing(&id) {
        Standing::Live(doc) => doc,
        Standing::Moved(to) => {
            return moved(call, &format!("/v1/items/{to}"), "").map(Into::into);
        }
        Standing::Gone(tombstone) => return Err(gone(tombstone)),
        Standing::Unknown => return Err(not_found("item", &id, "/v1/items")),
    };
    let Some(item) = call.archive.item(doc) else {
        return Err(not_found("item", &id, "/v1/items"));
    };
    let path = format!("/items/{}", item.id());
    if call.wants_page() {
        call.check()?;
        let page = call.addresses.at(&path);
        return Ok(Answer::redirect(StatusCode::SEE_OTHER, &page).into());
    }
    let media_type = call.media_type()?;
    let alternates = others(&call, &path, media_type);
    let mut answer = match media_type {
        "application/json" => {
            let view = ItemView::new(item, call.addresses);
            call.one_as_json(&view)?
        }
        "application/ld+json" => {
            call.check_no_fields()?;
            let body = Linked::new(call.archive, call.addresses).item(item);
            call.text(media_type, body)
        }
        _ => return within(call, Scope::Item(doc)),
    };
    answer.links.extend(alternates);
    Ok(answer.into())
}

/// The other forms of an item.
fn others(call: &Call<'_>, path: &str, but: &str) -> Vec<WebLink> {
    let forms = call.offers().filter(|(_, other)| *other != but);
    let link = |(suffix, media_type)| {
        let address = call.addresses.at(&format!("/v1{path}{suffix}"));
        WebLink::new("alternate", address).with_type(media_type)
    };
    forms.map(link).collect()
}
