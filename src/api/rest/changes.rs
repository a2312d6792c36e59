//! `/v1/changes`, and what is said of ids that nothing has now.

use actix_web::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::call::{Call, invalid};
use super::events;
use super::form::{At, Entry, RowWriter, Spelling, Tag, headline};
use super::view::CategoryKeyView;
use crate::api::Addresses;
use crate::api::http::{Answer, Problem, ProblemKind, Reply};
use crate::domain::ItemKind;
use crate::query::{ChangeNumber, ChangeQuery, ChangeRef, Noun, Tombstone};

/// One thing that a load of the archive changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Change)]
pub struct ChangeView<'a> {
    /// Place in the log, from 1, without gaps: what `since` takes.
    position: u64,
    /// When it was loaded, RFC 3339.
    at: String,
    /// What it is about: `ITEM`, or `REPORT` for its title, date and headings.
    noun: &'static str,
    /// What happened: `CREATED`, `UPDATED` or `DELETED`.
    change: &'static str,
    /// Id of the item, or slug of the report.
    id: String,
    /// The id it had before, when that was another one.
    former_id: Option<String>,
    /// Slug of the report.
    report: &'a str,
    /// Digest of the version before; null when created.
    before: Option<String>,
    /// Digest of the version after; null when deleted.
    after: Option<String>,
    /// When deleted: what an item last said, or the title of a report.
    text: Option<&'a str>,
    /// When deleted: what an item was in the Markdown.
    kind: Option<&'static str>,
    /// When deleted: the category that an item stood under.
    category: Option<CategoryKeyView<'a>>,
    /// Its address, which answers 410 when it is deleted.
    permalink: String,
}

impl<'a> ChangeView<'a> {
    pub fn new(change: ChangeRef<'a>, addresses: &Addresses) -> Self {
        let category = change.last.and_then(|last| last.category.as_ref());
        Self {
            position: change.position,
            at: change.at.to_string(),
            noun: change.noun.as_str(),
            change: change.action.as_str(),
            permalink: address_of(&change, addresses),
            id: change.id,
            former_id: change.former_id,
            report: change.report.as_str(),
            before: change.before.map(|p| p.to_string()),
            after: change.after.map(|p| p.to_string()),
            text: change.last.map(|last| last.text.as_str()),
            kind: change.last.and_then(|last| last.kind).map(ItemKind::as_str),
            category: category.map(|(slug, name)| CategoryKeyView {
                slug: slug.as_str(),
                name,
            }),
        }
    }
}

fn address_of(change: &ChangeRef<'_>, addresses: &Addresses) -> String {
    match change.noun {
        Noun::Item => addresses.item(&change.id),
        Noun::Report => addresses.report(&change.id),
    }
}

/// `/v1/changes`: a list, or what comes as it comes.
pub fn list(mut call: Call<'_>) -> Result<Reply, Problem> {
    let raw = call.pairs.change_params();
    if call.wants(events::MEDIA_TYPE) {
        return events::listen(call, &raw);
    }
    let query = ChangeQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.changes(&query);
    // Of what is shown: the oldest comes first.
    let shown = page.rows.last().copied();
    let newest = shown.or_else(|| call.archive.last_change());
    call.tells_of_loads = true;
    call.updated = newest.and_then(|n| Some(call.archive.change(n)?.at));
    let spelling = Spelling { row: write, entry };
    call.list(page, spelling, None)
}

fn write(number: ChangeNumber, at: &At<'_>, out: &mut RowWriter<'_>) {
    if let Some(change) = at.archive.change(number) {
        out.put(&ChangeView::new(change, at.addresses));
    }
}

/// As an entry of a feed: what an item says now, or last said.
fn entry(number: ChangeNumber, at: &At<'_>) -> Option<Entry> {
    let change = at.archive.change(number)?;
    let own = address_of(&change, at.addresses);
    let item = at
        .archive
        .item_by_id(&change.id)
        .and_then(|doc| at.archive.item(doc));
    let (text, html) = match (change.last, item) {
        (Some(last), _) => (last.text.clone(), String::new()),
        (None, Some(item)) => (item.item.text, item.item.html),
        (None, None) => (change.id.clone(), String::new()),
    };
    let action = change.action.as_str();
    // A position alone is another change where a history was lost.
    let print = change.after.or(change.before).map(|p| p.to_string());
    let print = print.unwrap_or_default();
    Some(Entry {
        key: ("change", format!("{}-{print}", change.position)),
        title: headline(&format!("{action} {text}")),
        page: own.clone(),
        own,
        published: change.at,
        updated: change.at,
        text,
        html,
        tags: vec![Tag {
            term: action.to_lowercase(),
            label: action.to_owned(),
        }],
    })
}

/// The 410 of something that was deleted, with what it last was.
pub fn gone(tombstone: &Tombstone) -> Problem {
    let noun = tombstone.noun.as_str().to_lowercase();
    let detail = format!(
        "The {noun} `{}` was deleted; `tombstone` tells what it last said, and \
         /v1/changes?since={} what came after.",
        tombstone.id, tombstone.position
    );
    Problem::new(ProblemKind::Gone)
        .with_detail(detail)
        .with_member("tombstone", describe(tombstone))
}

fn describe(tombstone: &Tombstone) -> Value {
    let words = &tombstone.words;
    let category = words.category.as_ref();
    json!({
        "id": tombstone.id,
        "report": tombstone.report.as_str(),
        "text": words.text,
        "kind": words.kind.map(ItemKind::as_str),
        "category": category.map(|(slug, name)| json!({ "slug": slug.as_str(), "name": name })),
        "deletedAt": tombstone.at.to_string(),
        "position": tombstone.position,
    })
}

/// The 410 as the OpenAPI document describes it.
pub fn gone_response() -> Value {
    let schema = json!({
        "allOf": [{ "$ref": "#/components/schemas/Problem" }],
        "type": "object",
        "required": ["tombstone"],
        "properties": { "tombstone": tombstone_schema() },
    });
    json!({
        "description": "It was there, and was deleted",
        "content": { "application/problem+json": { "schema": schema } },
    })
}

/// The schema of the member that a 410 has.
fn tombstone_schema() -> Value {
    json!({
        "type": "object",
        "description": "What was deleted, as it last was.",
        "required": ["id", "report", "text", "kind", "category", "deletedAt", "position"],
        "properties": {
            "id": { "type": "string", "description": "Id of the item, or slug of the report, at the time." },
            "report": { "type": "string", "description": "Slug of the report." },
            "text": { "type": "string", "description": "What an item last said, or the title of a report." },
            "kind": { "type": ["string", "null"], "description": "What an item was in the Markdown." },
            "category": {
                "type": ["object", "null"],
                "description": "The category that an item stood under.",
                "required": ["slug", "name"],
                "properties": { "slug": { "type": "string" }, "name": { "type": "string" } },
            },
            "deletedAt": { "type": "string", "format": "date-time" },
            "position": { "type": "integer", "description": "Position of the change that deleted it." },
        },
    })
}

/// A 308 to what is now called otherwise, in the form asked for.
pub fn moved(call: Call<'_>, path: &str, below: &str) -> Result<Answer, Problem> {
    let suffix = call.suffix.unwrap_or_default();
    let path = format!("{path}{below}{suffix}");
    call.redirect(StatusCode::PERMANENT_REDIRECT, &path, &[])
}
