//! Reports: the list, and one as it reads.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::controls::{Control, form};
use super::doors::Doors;
use super::figure::{Row, table};
use super::graphql;
use super::item::{Around, card};
use super::layout;
use super::paging;
use super::visit::{Visit, invalid};
use crate::api::Linked;
use crate::api::http::{Answer, Problem, ProblemKind};
use crate::query::{
    Accepts, DocId, ItemQuery, Page, RawItemParams, ReportQuery, ReportRef, Scope, Standing,
};

/// Items on a page of one report unless it is said; REST's HTML has them all.
const PAGE_SIZE: usize = 60;

/// `/reports`
pub fn list(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: true,
        page: true,
        other: &["q", "sort"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = pairs.item_params();
    let query = ReportQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.reports(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let rows: Vec<Row> = page
        .rows
        .iter()
        .filter_map(|n| visit.archive.report(*n))
        .map(|report| row(visit, &report))
        .collect();
    let series: Vec<_> = visit
        .archive
        .series()
        .map(|(slug, title, _)| (slug.to_owned(), title.unwrap_or(slug).to_owned()))
        .collect();
    let mut controls = vec![
        Control::Text("q", common.search),
        Control::Text("month", common.month),
    ];
    if series.len() > 1 {
        controls.push(Control::Choice("series", common.series, series));
    }
    let heads = [
        common.month,
        words.title,
        words.items,
        words.links,
        common.categories,
    ];
    let body = html! {
        h1 { (common.reports) }
        (form(visit, &controls))
        p role="status" { (visit.language.count(page.total, common.count_reports)) }
        (table(visit, common.reports, &heads, &rows))
        (paging::links(visit, &page))
    };
    let arguments = graphql::arguments(&visit.asked);
    let document = format!(
        "{{\n  reports{arguments} {{\n    totalCount\n    nodes {{ slug month title counts {{ items links }} }}\n  }}\n}}"
    );
    Ok(layout::Page::new(common.reports, body)
        .with_doors(visit.doors("/reports", document))
        .answer(visit))
}

fn row(visit: &Visit<'_>, report: &ReportRef<'_>) -> Row {
    let data = report.data;
    let to = visit.link_to("/reports", &data.slug);
    let cells = vec![
        html! { a href=(to) { (visit.language.month(data.date.month())) } @if data.date.day().is_some() { " (" (data.date) ")" } },
        html! { (data.title.as_deref().unwrap_or_default()) },
        html! { (visit.language.number(data.items.len())) },
        html! { (visit.language.number(report.link_count())) },
        html! { (headings(report)) },
    ];
    (data.slug.to_string(), cells)
}

/// The categories under which it has items, each once.
fn headings(report: &ReportRef<'_>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for category in report.categories() {
        let name = category.category.name();
        if !category.docs.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// `/reports/{slug}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let query = window(visit)?;
    let slug = visit.segment();
    let archive = visit.archive;
    let led = match slug.as_str() {
        "latest" => archive.latest_report(),
        "first" => archive.first_report(),
        _ => None,
    };
    if let Some(report) = led.and_then(|n| archive.report(n)) {
        let to = visit.link_to("/reports", &report.data.slug);
        return Ok(Answer::redirect(StatusCode::TEMPORARY_REDIRECT, &to));
    }
    let report = match archive.report_standing(&slug) {
        Standing::Live(number) => archive.report(number),
        Standing::Moved(to) => {
            let to = visit.link_to("/reports", to);
            return Ok(Answer::redirect(StatusCode::PERMANENT_REDIRECT, &to));
        }
        Standing::Gone(_) => {
            return Err(Problem::new(ProblemKind::Gone).with_detail(visit.words.reading.former));
        }
        Standing::Unknown => None,
    };
    let report = report.ok_or(Problem::from(ProblemKind::NotFound))?;
    Ok(show(visit, report, &query))
}

/// The items asked for: those of a page, in reading order.
fn window(visit: &Visit<'_>) -> Result<ItemQuery, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &[],
    };
    let pairs = visit.pairs(accepts);
    let mut page = pairs.page();
    if page.first.is_none() && page.last.is_none() {
        page.first = Some(PAGE_SIZE.to_string());
    }
    let raw = RawItemParams {
        page,
        ..RawItemParams::default()
    };
    ItemQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))
}

fn show(visit: &Visit<'_>, report: ReportRef<'_>, query: &ItemQuery) -> Answer {
    let (slug, words) = (&report.data.slug, &visit.words.reading);
    let month = visit.language.month(report.data.date.month());
    let title = match &report.data.title {
        Some(title) => format!("{title} – {month}"),
        None => format!("{} – {month}", visit.archive.meta().title),
    };
    let page = visit
        .archive
        .items_within(Scope::Report(report.number), query);
    let total = page.total;
    let body = html! {
        h1 lang=(visit.archive.about().language) { (title) }
        p { (visit.language.count(total, visit.words.common.count_items)) }
        (content(visit, report, &page))
        (paging::links_of(visit, &page, PAGE_SIZE))
        @if page.rows.len() < total {
            p { (words.shown_of) " " a href=(visit.addresses.local(&format!("/v1/reports/{slug}.html"))) { (words.whole) } }
        }
        (neighbours(visit, report))
        p .forms { (words.other_forms) " "
            @for (suffix, name) in [(".md", words.source), (".txt", "Text"), (".html", "HTML"), (".jsonld", "JSON-LD")] {
                a href=(visit.addresses.local(&format!("/v1/reports/{slug}{suffix}"))) { (name) } " "
            }
        }
    };
    let arguments = graphql::of_page(&visit.asked, PAGE_SIZE);
    let document = format!(
        "{{\n  report(slug: \"{slug}\") {{\n    slug month title\n    items{arguments} {{ totalCount nodes {{ id text category {{ slug }} }} }}\n  }}\n}}"
    );
    let path = format!("/reports/{slug}");
    let doors = Doors::below(visit, (&path, &[]), &format!("{path}/items"), document);
    let linked = Linked::new(visit.archive, visit.addresses).report_alone(report);
    layout::Page::new(&title, body)
        .with_doors(doors)
        .with_linked(linked)
        .answer(visit)
}

/// The id of a heading in the page of a report: none that the page has itself,
/// whatever the category is called.
pub fn anchor(slug: &str) -> String {
    format!("c-{slug}")
}

/// What stands in it, in reading order: the items of this page below their
/// headings.
fn content(visit: &Visit<'_>, report: ReportRef<'_>, page: &Page<DocId>) -> Markup {
    let shown: HashSet<DocId> = page.rows.iter().copied().collect();
    let on_page = |docs: Vec<DocId>| -> Vec<DocId> {
        let kept = docs.into_iter().filter(|doc| shown.contains(doc));
        kept.collect()
    };
    let mut anchors = HashSet::new();
    let preamble = report.preamble();
    // An empty heading stands on the page of the item before it.
    let mut is_here = match preamble.last() {
        Some(last) => shown.contains(last),
        None => !page.has_previous,
    };
    let mut parts = vec![items(visit, &on_page(preamble))];
    for category in report.categories() {
        let is_empty = category.docs.is_empty();
        if let Some(last) = category.docs.last() {
            is_here = shown.contains(last);
        }
        let docs = on_page(category.docs);
        if docs.is_empty() && !(is_empty && is_here) {
            continue;
        }
        let slug = category.category.slug();
        // A category may stand twice in a report, an id only once in a page.
        let id = anchors.insert(slug).then(|| anchor(slug));
        parts.push(html! {
            section {
                h2 id=[id] { a href=(visit.link_to("/categories", slug)) { (category.heading) } }
                @if is_empty { p { (visit.words.reading.empty) } }
                (items(visit, &docs))
            }
        });
    }
    html! { @for part in &parts { (part) } }
}

fn items(visit: &Visit<'_>, docs: &[DocId]) -> Markup {
    let found = docs.iter().filter_map(|doc| visit.archive.item(*doc));
    let mut section: Option<String> = None;
    let mut parts = Vec::new();
    for item in found {
        let own = item.item.section.clone();
        let heading = own.clone().filter(|_| own != section);
        section = own;
        parts.push(html! {
            @if let Some(heading) = heading { h3 { (heading) } }
            (card(visit, &item, &[], Around::InReport))
        });
    }
    html! { @for part in &parts { (part) } }
}

fn neighbours(visit: &Visit<'_>, report: ReportRef<'_>) -> Markup {
    let words = &visit.words.reading;
    let to = |report: &ReportRef<'_>| visit.link_to("/reports", &report.data.slug);
    let month = |report: &ReportRef<'_>| visit.language.month(report.data.date.month());
    html! {
        nav .paging aria-label=(visit.words.common.reports) {
            @if let Some(earlier) = report.previous() { a rel="prev" href=(to(&earlier)) { "← " (words.earlier) " " (month(&earlier)) } }
            @if let Some(later) = report.next() { a rel="next" href=(to(&later)) { (words.later) " " (month(&later)) " →" } }
        }
    }
}
