//! `/v1/items`, `/v1/items/{id}`, and the items below other addresses.

use super::call::{Call, invalid, not_found};
use super::envelope::facets;
use super::form::{At, Entry, RowWriter, Spelling, Tag, headline};
use super::view::ItemView;
use crate::api::http::{Answer, Problem, Reply};
use crate::query::{DocId, ItemQuery, ItemRef, Scope};

/// `/v1/items`
pub fn list(call: Call<'_>) -> Result<Reply, Problem> {
    within(call, Scope::All)
}

/// A list of items, of those that a path stands for.
pub fn within(mut call: Call<'_>, scope: Scope) -> Result<Reply, Problem> {
    let raw = call.pairs.item_params();
    let query = ItemQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.items_within(scope, &query);
    let asked = !query.facets().is_empty();
    let counts = asked.then(|| facets(call.archive.item_facets(scope, &query)));
    let spelling = Spelling {
        row: write,
        entry: Some(entry),
    };
    call.list(page, spelling, counts)
}

/// Writes an item as one row.
pub fn write(doc: &DocId, at: &At<'_>, out: &mut RowWriter<'_>) {
    if let Some(item) = at.archive.item(*doc) {
        out.put(&ItemView::new(item, at.addresses));
    }
}

fn entry(doc: &DocId, at: &At<'_>) -> Option<Entry> {
    let item = at.archive.item(*doc)?;
    let id = item.id();
    Some(item_entry(&item, ("item", id), &item.item.text, at))
}

/// An entry that shows an item: the item itself, or what is said of it.
pub fn item_entry(
    item: &ItemRef<'_>,
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
                label: item.project_name(term).to_owned(),
            });
        }
    }
    let title = headline(title);
    Entry {
        // A title may not be empty, and an image or a rule has no text.
        title: if title.is_empty() { id.clone() } else { title },
        page: format!("{}#{id}", at.addresses.page(&report.slug)),
        own: at.addresses.item(&id),
        published: report.date.first_day(),
        updated: report.updated.unwrap_or(report.date).first_day(),
        text: item.item.text.clone(),
        html: item.item.html.clone(),
        tags,
        key,
    }
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
    let view = ItemView::new(item, call.addresses);
    call.one(&view)
}
