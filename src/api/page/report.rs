//! Reports: the list, and one as it reads.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::controls::{Control, form};
use super::doors::Doors;
use super::figure::{Row, table};
use super::graphql;
use super::item::{Around, card};
use super::layout::Page;
use super::paging;
use super::visit::{Visit, invalid};
use crate::api::Linked;
use crate::api::http::{Answer, Problem, ProblemKind};
use crate::query::{Accepts, DocId, ReportQuery, ReportRef, Standing};

/// Most items on the page of one report; REST's HTML has them all.
const MOST_ITEMS: usize = 60;

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
    let row = |report: ReportRef<'_>| -> Row {
        let data = report.data;
        let to = visit.link(&format!("/reports/{}", data.slug));
        let cells = vec![
            html! { a href=(to) { (visit.language.month(data.date.month())) } @if data.date.day().is_some() { " (" (data.date) ")" } },
            html! { (data.title.as_deref().unwrap_or_default()) },
            html! { (visit.language.number(data.items.len())) },
            html! { (visit.language.number(report.link_count())) },
        ];
        (data.slug.to_string(), cells)
    };
    let rows: Vec<Row> = page
        .rows
        .iter()
        .filter_map(|n| visit.archive.report(*n))
        .map(row)
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
    let body = html! {
        h1 { (common.reports) }
        (form(visit, &controls))
        p role="status" { (visit.language.count(page.total, common.count_reports)) }
        (table(common.reports, &[common.month, words.title, words.items, words.links], &rows))
        (paging::links(visit, &page))
    };
    let arguments = graphql::arguments(&visit.asked);
    let document = format!(
        "{{\n  reports{arguments} {{\n    totalCount\n    nodes {{ slug month title counts {{ items links }} }}\n  }}\n}}"
    );
    Ok(Page::new(common.reports, body)
        .with_doors(visit.doors("/reports", document))
        .answer(visit))
}

/// `/reports/{slug}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_nothing()?;
    let slug = visit.segment();
    let archive = visit.archive;
    let led = match slug.as_str() {
        "latest" => archive.latest_report(),
        "first" => archive.first_report(),
        _ => None,
    };
    if let Some(report) = led.and_then(|n| archive.report(n)) {
        let to = visit.link(&format!("/reports/{}", report.data.slug));
        return Ok(Answer::redirect(StatusCode::TEMPORARY_REDIRECT, &to));
    }
    let report = match archive.report_standing(&slug) {
        Standing::Live(number) => archive.report(number),
        Standing::Moved(to) => {
            let to = visit.link(&format!("/reports/{to}"));
            return Ok(Answer::redirect(StatusCode::PERMANENT_REDIRECT, &to));
        }
        Standing::Gone(_) => {
            return Err(Problem::new(ProblemKind::Gone).with_detail(visit.words.reading.former));
        }
        Standing::Unknown => None,
    };
    let report = report.ok_or(Problem::from(ProblemKind::NotFound))?;
    Ok(show(visit, report))
}

fn show(visit: &Visit<'_>, report: ReportRef<'_>) -> Answer {
    let (slug, words) = (&report.data.slug, &visit.words.reading);
    let month = visit.language.month(report.data.date.month());
    let title = match &report.data.title {
        Some(title) => format!("{title} – {month}"),
        None => format!("{} – {month}", visit.archive.meta().title),
    };
    let total = report.data.items.len();
    let body = html! {
        h1 lang=(visit.archive.about().language) { (title) }
        p { (visit.language.count(total, visit.words.common.count_items)) }
        (content(visit, report))
        @if total > MOST_ITEMS {
            p { (words.shown_of) " " a href=(visit.addresses.local(&format!("/v1/reports/{slug}.html"))) { (words.whole) } }
        }
        (neighbours(visit, report))
        p .forms { (words.other_forms) " "
            @for (suffix, name) in [(".md", words.source), (".txt", "Text"), (".html", "HTML"), (".jsonld", "JSON-LD")] {
                a href=(visit.addresses.local(&format!("/v1/reports/{slug}{suffix}"))) { (name) } " "
            }
        }
    };
    let document = format!(
        "{{\n  report(slug: \"{slug}\") {{\n    slug month title\n    items(first: {MOST_ITEMS}) {{ totalCount nodes {{ id text category {{ slug }} }} }}\n  }}\n}}"
    );
    let path = format!("/reports/{slug}");
    let doors = Doors::to(
        visit,
        (&path, &[]),
        (&format!("{path}/items"), &[]),
        document,
    );
    let linked = Linked::new(visit.archive, visit.addresses).report(report);
    Page::new(&title, body)
        .with_doors(doors)
        .with_linked(linked)
        .answer(visit)
}

/// What stands in it, in reading order.
fn content(visit: &Visit<'_>, report: ReportRef<'_>) -> Markup {
    let mut room = MOST_ITEMS;
    let mut anchors = HashSet::new();
    let mut parts: Vec<Markup> = vec![items(visit, &report.preamble(), &mut room)];
    for category in report.categories() {
        // Past the bound there would be headings without what is below them.
        if room == 0 && !category.docs.is_empty() {
            break;
        }
        let slug = category.category.slug();
        // A category may stand twice in a report, an id only once in a page.
        let id = anchors.insert(slug).then_some(slug);
        parts.push(html! {
            section {
                h2 id=[id] { a href=(visit.link(&format!("/categories/{slug}"))) { (category.heading) } }
                @if category.docs.is_empty() { p { (visit.words.reading.empty) } }
                (items(visit, &category.docs, &mut room))
            }
        });
    }
    html! { @for part in &parts { (part) } }
}

fn items(visit: &Visit<'_>, docs: &[DocId], room: &mut usize) -> Markup {
    let shown: Vec<_> = docs
        .iter()
        .take(*room)
        .filter_map(|doc| visit.archive.item(*doc))
        .collect();
    *room = room.saturating_sub(docs.len());
    let mut section: Option<String> = None;
    let mut parts = Vec::new();
    for item in &shown {
        let heading = item
            .item
            .section
            .clone()
            .filter(|own| section.as_ref() != Some(own));
        section.clone_from(&item.item.section);
        parts.push(html! {
            @if let Some(heading) = heading { h3 { (heading) } }
            (card(visit, item, &[], Around::InReport))
        });
    }
    html! { @for part in &parts { (part) } }
}

fn neighbours(visit: &Visit<'_>, report: ReportRef<'_>) -> Markup {
    let words = &visit.words.reading;
    let to = |report: &ReportRef<'_>| visit.link(&format!("/reports/{}", report.data.slug));
    let month = |report: &ReportRef<'_>| visit.language.month(report.data.date.month());
    html! {
        nav .paging aria-label=(visit.words.common.reports) {
            @if let Some(earlier) = report.previous() { a rel="prev" href=(to(&earlier)) { "← " (words.earlier) " " (month(&earlier)) } }
            @if let Some(later) = report.next() { a rel="next" href=(to(&later)) { (words.later) " " (month(&later)) " →" } }
        }
    }
}
