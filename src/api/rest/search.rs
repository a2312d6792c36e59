//! `/v1/search` and `/v1/suggest`.

use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid, marked};
use super::envelope::search_facets;
use super::form::{At, Entry, Line, RowWriter, Spelling, Tag};
use super::view::{HighlightView, highlights};
use crate::api::http::{Answer, Problem, Reply};
use crate::query::{
    Marker, RawSearchParams, RawSuggestParams, SearchEntry, SearchQuery, SearchType, SuggestQuery,
    Suggestion,
};

/// What is searched.
#[derive(ToSchema)]
#[schema(as = SearchType, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
enum SearchTypeName {
    Project,
    Category,
    Item,
    Report,
    Resource,
}

/// Something that matches.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchHit)]
pub struct SearchHitView {
    /// What it is.
    #[serde(rename = "type")]
    #[schema(value_type = SearchTypeName)]
    kind: &'static str,
    /// Its key in addresses: the id of an item or a resource, the slug of
    /// anything else.
    key: String,
    /// What to call it: the category of an item, the title of a report, a name,
    /// the newest label of a resource.
    title: Option<String>,
    /// Some of its text around the first place that matches, at most 240
    /// characters: an item's text, a report's headings, a project's aliases, a
    /// resource's address.
    snippet: Option<String>,
    /// Its month, or the last one in which it is cited or mentioned, YYYY-MM.
    month: Option<String>,
    /// How well it matches, with `sort=score` BM25 alone.
    score: f64,
    /// Its own address.
    permalink: String,
    /// Only if asked for: where `title` and `snippet` match.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<HighlightView>)]
    highlights: Option<Vec<HighlightView>>,
}

impl SearchHitView {
    fn new(entry: SearchEntry, at: &At<'_>) -> Self {
        let marks = at.marker.is_some();
        Self {
            kind: entry.kind.as_str(),
            permalink: at.addresses.json(format_args!("{}", entry.path)),
            key: entry.key,
            title: entry.title,
            snippet: entry.snippet,
            month: entry.month.map(|m| m.to_string()),
            score: entry.score,
            highlights: marks.then(|| highlights(entry.highlights)),
        }
    }
}

/// `/v1/search`
pub fn search(mut call: Call<'_>) -> Result<Reply, Problem> {
    let raw = RawSearchParams {
        text: call.pairs.text(),
        types: call.pairs.list("type"),
        sort: call.pairs.list("sort"),
        page: call.pairs.page(),
    };
    let query = SearchQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let (page, counts) = call.archive.search(&query);
    // An entry brings its places; what is told here is whether they are wanted.
    call.marker = marked(query.text(), |_| Marker::default());
    let spelling = Spelling { row: write, entry };
    call.list(page, spelling, Some(search_facets(counts)))
}

fn write(entry: SearchEntry, at: &At<'_>, out: &mut RowWriter<'_>) {
    out.put(&SearchHitView::new(entry, at));
}

/// What was found, under the identity that it has in the list of its noun.
fn entry(found: SearchEntry, at: &At<'_>) -> Option<Entry> {
    let path = found.path.strip_prefix("/v1")?.to_owned();
    let kind = found.kind.as_str();
    let noun = match found.kind {
        SearchType::Project => "project",
        SearchType::Category => "category",
        SearchType::Item => "item",
        SearchType::Report => "report",
        SearchType::Resource => "resource",
    };
    let title = found.title.clone().or_else(|| found.snippet.clone());
    let line = Line {
        title: title.unwrap_or_else(|| found.key.clone()),
        text: found.snippet.unwrap_or_default(),
        key: (noun, found.key),
        months: found.month.map(|m| (m, m)),
        path,
        tags: vec![Tag::plain(kind)],
    };
    Some(Entry::of_line(line, at))
}

/// What is suggested.
#[derive(ToSchema)]
#[schema(as = SuggestionType, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
enum SuggestionTypeName {
    Project,
    Category,
    Site,
    Word,
}

/// Something to go on with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub struct SuggestionView {
    /// What it is.
    #[serde(rename = "type")]
    #[schema(value_type = SuggestionTypeName)]
    kind: &'static str,
    /// The name, alias, host or word.
    text: String,
    /// What to filter by: slug or host; null for a word.
    key: Option<String>,
    /// Items that mention it, stand under it, cite it or hold it.
    items: u32,
}

impl From<Suggestion> for SuggestionView {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            kind: suggestion.kind.as_str(),
            text: suggestion.text,
            key: suggestion.key,
            items: suggestion.items,
        }
    }
}

/// `/v1/suggest`
pub fn suggest(mut call: Call<'_>) -> Result<Answer, Problem> {
    let raw = RawSuggestParams {
        prefix: call.pairs.one("prefix"),
        first: call.pairs.one("first"),
    };
    let query = SuggestQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let found = call.archive.suggest(&query).into_iter();
    let rows: Vec<SuggestionView> = found.map(Into::into).collect();
    call.one(&rows)
}
