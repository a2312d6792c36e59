//! `/v1/items`, `/v1/items/{id}`, and the items below other addresses.

use super::call::{Call, invalid, marked, not_found};
use super::changes::{gone, moved};
use super::envelope::facets;
use super::form::{At, Entry, RowWriter, Spelling, Tag, headline};
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
    let spelling = Spelling {
        row: write,
        entry: Some(entry),
    };
    call.list(page, spelling, counts)
}

/// Writes an item as one row.
pub fn write(doc: DocId, at: &At<'_>, out: &mut RowWriter<'_>) {
    if let Some(item) = at.archive.item(doc) {
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

/// Forms of an item besides JSON: suffix and media type.
pub const ALSO: &[(&str, &str)] = &[(".jsonld", "application/ld+json")];

/// `/v1/items/{id}`, also with `.json` or `.jsonld`.
pub fn one(mut call: Call<'_>) -> Result<Answer, Problem> {
    let id = call.segment();
    let found = match call.archive.item_standing(&id) {
        Standing::Live(doc) => call.archive.item(doc),
        Standing::Moved(to) => return moved(call, &format!("/v1/items/{to}"), ""),
        Standing::Gone(tombstone) => return Err(gone(tombstone)),
        Standing::Unknown => None,
    };
    let Some(item) = found else {
        return Err(not_found("item", &id, "/v1/items"));
    };
    let media_type = call.media_type()?;
    let path = format!("/v1/items/{}", item.id());
    let forms = std::iter::once((".json", "application/json")).chain(ALSO.iter().copied());
    let alternates: Vec<WebLink> = forms
        .filter(|(_, other)| *other != media_type)
        .map(|(suffix, other)| {
            let address = call.addresses.at(&format!("{path}{suffix}"));
            WebLink::new("alternate", address).with_type(other)
        })
        .collect();
    let mut answer = if media_type == "application/ld+json" {
        call.check_no_fields()?;
        call.text(
            media_type,
            Linked::new(call.archive, call.addresses).item(item),
        )
    } else {
        let view = ItemView::new(item, call.addresses);
        call.one_as_json(&view)?
    };
    answer.links.extend(alternates);
    Ok(answer)
}
