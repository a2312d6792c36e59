//! The items, with filters as controls of a form and what is left by each.

use maud::{Markup, html};

use super::graphql;
use super::item::{Around, card};
use super::layout::{Page, keep_language};
use super::paging;
use super::text::Text;
use super::visit::{Visit, invalid};
use crate::api::http::{Answer, Problem};
use crate::query::{
    Accepts, DocId, FacetCounts, FacetValue, ItemQuery, Page as Rows, QueryError, RawItemParams,
    Scope,
};

/// What the page takes: what REST takes, but for what only data has.
const ACCEPTS: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["q", "sort"],
};

/// The dimensions shown as controls.
const CONTROLS: [&str; 5] = ["category", "project", "site", "month", "kind"];
/// Most values of a control: more would hide the others.
const MOST_VALUES: usize = 10;

/// `/items`
pub fn list(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let mut pairs = visit.pairs(ACCEPTS);
    let raw = pairs.item_params();
    let query = parse(&raw, &pairs.faults)?;
    let rows = visit.archive.items(&query);
    let controls = controls(visit, &raw)?;
    let title = visit.words.common.items;
    let body = html! {
        h1 { (title) }
        div .beside {
            (form(visit, &controls))
            section aria-label=(title) {
                p .total role="status" { (visit.language.count(rows.total, visit.words.common.count_items)) }
                @if let Some(meant) = &rows.corrected {
                    p { (visit.words.explore.corrected(meant)) }
                }
                (cards(visit, &query, &rows))
                (paging::links(visit, &rows))
            }
        }
    };
    let arguments = graphql::arguments(&visit.asked);
    let document = format!(
        "{{\n  items{arguments} {{\n    totalCount\n    nodes {{ id month text category {{ slug }} permalink }}\n    \
         pageInfo {{ hasNextPage endCursor }}\n  }}\n}}"
    );
    let page = Page::new(title, body).with_doors(visit.doors("/items", document));
    let page = if visit.asked.is_empty() {
        page
    } else {
        page.unlisted()
    };
    Ok(page.answer_of_snapshot(visit))
}

fn parse(raw: &RawItemParams, faults: &[crate::query::Fault]) -> Result<ItemQuery, Problem> {
    ItemQuery::parse(raw, faults.to_vec()).map_err(|e: QueryError| invalid(&e))
}

/// The items of a page as cards, the words asked for marked.
fn cards(visit: &Visit<'_>, query: &ItemQuery, rows: &Rows<DocId>) -> Markup {
    let marker = query.text().map(|q| visit.archive.item_marker(q));
    html! {
        @if rows.rows.is_empty() { p { (visit.words.common.nothing) } }
        div .items {
            @for item in rows.rows.iter().filter_map(|doc| visit.archive.item(*doc)) {
                @let found = marker.as_ref().map(|m| visit.archive.item_highlights(m, &item));
                (card(visit, &item, &found.unwrap_or_default(), Around::All))
            }
        }
    }
}

/// What each control counts: the items that all *other* conditions leave, so
/// that a second value of the same dimension can be chosen.
fn controls(visit: &Visit<'_>, raw: &RawItemParams) -> Result<Vec<FacetCounts>, Problem> {
    let counts = |raw: RawItemParams| {
        let query = parse(&raw, &[])?;
        Ok::<_, Problem>(visit.archive.item_facets(Scope::All, &query))
    };
    let is_asked = |name: &&str| visit.all(name).next().is_some();
    let (asked, free): (Vec<&str>, Vec<&str>) = CONTROLS.iter().partition(|n| is_asked(n));
    let facets = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
    let mut all = counts(RawItemParams {
        facets: facets(&free),
        ..raw.clone()
    })?;
    for name in asked {
        let mut wider = raw.clone();
        wider.facets = facets(&[name]);
        match wider.filter.terms_mut(name) {
            Some(terms) => terms.any.clear(),
            None => wider.filter.month.any.clear(),
        }
        all.extend(counts(wider)?);
    }
    all.sort_by_key(|c| CONTROLS.iter().position(|n| *n == c.by.as_str()));
    Ok(all)
}

fn form(visit: &Visit<'_>, controls: &[FacetCounts]) -> Markup {
    let (words, explore) = (&visit.words.common, &visit.words.explore);
    // What stands first is the order when none is asked for.
    let sorts: &[(&str, &str)] = if visit.one("q").is_some() {
        &[
            ("", explore.relevance),
            ("-month,position", explore.newest),
            ("month,position", explore.oldest),
        ]
    } else {
        &[("", explore.newest), ("month,position", explore.oldest)]
    };
    let sort = visit.one("sort").unwrap_or_default();
    html! {
        form .filters action=(visit.addresses.local("/items")) method="get" aria-label=(explore.filters) {
            p {
                label for="q" { (words.search) }
                input #q type="search" name="q" maxlength="500" value=[visit.one("q")];
            }
            @for counts in controls { (control(visit, counts)) }
            p {
                label for="sort" { (explore.sort) }
                select #sort name="sort" {
                    @for (key, label) in sorts {
                        option value=(key) selected[sort == *key] { (label) }
                    }
                }
            }
            (kept(visit))
            (keep_language(visit))
            p .actions {
                button type="submit" { (explore.filter) }
                " "
                a href=(visit.link("/items")) { (explore.reset) }
            }
        }
    }
}

/// Conditions that have no control of their own go on with the form.
fn kept(visit: &Visit<'_>) -> Markup {
    let own = |name: &str| {
        name == "q"
            || name == "sort"
            || CONTROLS.contains(&name)
            || crate::query::PAGE.contains(&name)
    };
    let others: Vec<_> = visit.asked.iter().filter(|(name, _)| !own(name)).collect();
    html! {
        @if !others.is_empty() {
            p { (visit.words.explore.also_asked) " "
                @for (name, value) in &others { code { (name) "=" (value) } " " }
            }
        }
        @for (name, value) in &others { input type="hidden" name=(name) value=(value); }
    }
}

fn control(visit: &Visit<'_>, counts: &FacetCounts) -> Markup {
    let words = &visit.words.common;
    let name = counts.by.as_str();
    let legend = match name {
        "category" => words.category,
        "project" => words.project,
        "site" => words.site,
        "month" => words.month,
        "kind" => words.kind,
        other => other,
    };
    let asked: Vec<&str> = visit.all(name).collect();
    let is_on = |value: &FacetValue| {
        let same = |a: &&str| a.eq_ignore_ascii_case(&value.key) || *a == value.name;
        asked.iter().any(same)
    };
    let on = counts.values.iter().filter(|v| is_on(v));
    let off = counts.values.iter().filter(|v| !is_on(v));
    let room = MOST_VALUES.saturating_sub(on.clone().count());
    // A value that is no key of this dimension as written (an alias, a range
    // of months) stays asked.
    let known = |text: &&&str| {
        let same = |v: &FacetValue| text.eq_ignore_ascii_case(&v.key) || **text == v.name;
        counts.values.iter().any(same)
    };
    let others = asked.iter().filter(|a| !known(a));
    html! {
        @if !counts.values.is_empty() || !asked.is_empty() {
            fieldset {
                legend { (legend) }
                @for text in others { (choice(visit, name, (text, text), None)) }
                @for value in on { (choice(visit, name, (&value.key, &label(visit, name, value)), Some((value.count, true)))) }
                @for value in off.take(room) { (choice(visit, name, (&value.key, &label(visit, name, value)), Some((value.count, false)))) }
            }
        }
    }
}

fn label(visit: &Visit<'_>, name: &str, value: &FacetValue) -> String {
    match (name, value.key.parse()) {
        ("month", Ok(month)) => visit.language.month(month),
        ("kind", _) => visit.words.explore.kind(&value.key).to_owned(),
        _ => value.name.clone(),
    }
}

/// One value as a box to tick; `None` for one of which nothing is counted.
fn choice(
    visit: &Visit<'_>,
    name: &str,
    (key, label): (&str, &str),
    found: Option<(u32, bool)>,
) -> Markup {
    let checked = found.is_none_or(|(_, on)| on);
    html! {
        label .choice {
            input type="checkbox" name=(Text(name)) value=(Text(key)) checked[checked];
            span { (Text(label)) }
            @if let Some((count, _)) = found { span .count { (visit.language.number(count)) } }
        }
    }
}
