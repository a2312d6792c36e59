//! One question to everything.

use maud::{Markup, PreEscaped, html};

use super::controls::{Control, form};
use super::doors::Doors;
use super::graphql;
use super::layout::Page;
use super::paging;
use super::visit::{Visit, invalid};
use crate::api::http::{Answer, Problem};
use crate::query::{Accepts, RawSearchParams, SearchCount, SearchEntry, SearchQuery, SearchType};

/// `/search`
pub fn show(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &["q", "type", "sort"],
    };
    let mut pairs = visit.pairs(accepts);
    let mut raw = RawSearchParams {
        text: pairs.text(),
        types: pairs.list("type"),
        sort: pairs.list("sort"),
        page: pairs.page(),
    };
    let common = &visit.words.common;
    // Without a question the form asks for one; the other parameters are
    // checked all the same, with a word that stands in.
    let has_question = raw.text.q.is_some();
    raw.text.q.get_or_insert_with(|| "mot".to_owned());
    let query = SearchQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    if !has_question {
        let body = html! {
            h1 { (common.search) }
            (form(visit, &[Control::Text("q", common.search_label)]))
        };
        let doors = Doors::new(
            visit,
            "/items",
            &[],
            "{\n  items { totalCount nodes { id month text } }\n}".to_owned(),
        );
        return Ok(Page::new(common.search, body)
            .with_doors(doors)
            .answer(visit));
    }
    let (page, counts) = visit.archive.search(&query);
    let body = html! {
        h1 { (common.search) }
        (form(visit, &[Control::Text("q", common.search_label)]))
        @if let Some(meant) = &page.corrected { p { (visit.words.explore.corrected(meant)) } }
        (types(visit, &counts))
        @if page.rows.is_empty() { p { (common.nothing) } }
        @for entry in &page.rows { (hit(visit, entry)) }
        (paging::links(visit, &page))
    };
    let upper: graphql::Spell = str::to_uppercase;
    let arguments = graphql::of_list(&visit.asked, &["q"], &[("type", upper)]);
    let document = format!(
        "{{\n  search{arguments} {{\n    totalCount\n    edges {{ node {{ type key title snippet month }} }}\n  }}\n}}"
    );
    let doors = visit.doors("/search", document);
    Ok(Page::new(common.search, body)
        .with_doors(doors)
        .unlisted()
        .answer(visit))
}

fn name(visit: &Visit<'_>, kind: SearchType) -> &'static str {
    let words = &visit.words.common;
    match kind {
        SearchType::Project => words.projects,
        SearchType::Category => words.categories,
        SearchType::Item => words.items,
        SearchType::Report => words.reports,
        SearchType::Resource => words.resources,
    }
}

/// How much of each type there is, each a link to it alone.
fn types(visit: &Visit<'_>, counts: &[SearchCount]) -> Markup {
    let words = &visit.words.reading;
    let without = [crate::query::PAGE.as_slice(), &["type"]].concat();
    let asked: Vec<&str> = visit.all("type").collect();
    html! {
        nav aria-label=(words.search_in) {
            ul .links {
                li { a href=(visit.turn(&without, &[])) aria-current=[asked.is_empty().then_some("true")] { (words.everything) } }
                @for count in counts {
                    @let own = count.kind.as_str();
                    @let here = asked.iter().any(|a| a.eq_ignore_ascii_case(own));
                    li { a href=(visit.turn(&without, &[("type", own)])) aria-current=[here.then_some("true")] { (name(visit, count.kind)) " (" (visit.language.number(count.count)) ")" } }
                }
            }
        }
    }
}

fn hit(visit: &Visit<'_>, entry: &SearchEntry) -> Markup {
    let marked = |field: &str, text: &Option<String>| {
        let found = entry.highlights.iter().find(|h| h.field == field);
        html! {
            @match (found, text) {
                (Some(found), _) => (PreEscaped(&found.html)),
                (None, Some(text)) => (text),
                (None, None) => {}
            }
        }
    };
    let title = entry.title.clone().or_else(|| Some(entry.key.clone()));
    // A page is at the path of its call without what stands before it.
    let path = entry.path.strip_prefix("/v1").unwrap_or(&entry.path);
    html! {
        article .item data-id=(entry.key) {
            h2 .hit { a href=(visit.link(path)) { (marked("title", &title)) } }
            p .place { (name(visit, entry.kind)) @if let Some(month) = entry.month { " · " (visit.language.month(month)) } }
            @if entry.snippet.is_some() { p .lines lang=(visit.archive.about().language) { (marked("snippet", &entry.snippet)) } }
        }
    }
}
