//! Resources and sites: what the items link to.

use std::collections::HashSet;

use maud::{Markup, html};

use super::controls::{Control, form};
use super::doors::Doors;
use super::figure::{Row, table};
use super::graphql;
use super::item::{Around, card};
use super::layout::Page;
use super::paging;
use super::survey;
use super::visit::{Visit, invalid};
use crate::api::Linked;
use crate::api::http::{Answer, Problem, ProblemKind};
use crate::query::{
    Accepts, CitationRef, DEFAULT_PAGE, LinkText, RawFilter, RawTerms, ResourceQuery, ResourceRef,
    SiteQuery,
};

/// `/resources`
pub fn list(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: true,
        page: true,
        other: &["q", "sort"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = pairs.item_params();
    let query = ResourceQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.resources(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let row = |resource: ResourceRef<'_>| -> Row {
        let id = resource.url().id().to_string();
        let cells = vec![
            html! { a .resource href=(visit.link_to("/resources", &id)) { (resource.url().as_str()) } },
            html! { (visit.language.number(resource.citation_count())) },
            html! { @if let Some((first, last)) = resource.month_range() { (first) " – " (last) } },
        ];
        (id, cells)
    };
    let rows: Vec<Row> = page
        .rows
        .iter()
        .filter_map(|n| visit.archive.resource(*n))
        .map(row)
        .collect();
    let controls = [
        Control::Text("q", common.search),
        Control::Text("site", common.site),
        Control::Text("month", common.month),
    ];
    let body = html! {
        h1 { (common.resources) }
        (form(visit, &controls))
        p role="status" { (visit.language.count(page.total, common.count_resources)) }
        (table(visit, common.resources, &[words.address, words.citations, words.months], &rows))
        (paging::links(visit, &page))
    };
    let arguments = graphql::arguments(&visit.asked);
    let document = format!(
        "{{\n  resources{arguments} {{\n    totalCount\n    nodes {{ id url site counts {{ citations }} }}\n  }}\n}}"
    );
    Ok(Page::new(common.resources, body)
        .with_doors(visit.doors("/resources", document))
        .answer(visit))
}

/// `/resources/{id}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &[],
    };
    let pairs = visit.pairs(accepts);
    let number = visit.archive.resource_by_id(&visit.segment());
    let resource = number
        .and_then(|n| visit.archive.resource(n))
        .ok_or(Problem::from(ProblemKind::NotFound))?;
    let page = visit
        .archive
        .citations(resource.number, &pairs.page(), pairs.faults)
        .map_err(|e| invalid(&e))?;
    let citations: Vec<CitationRef<'_>> = page
        .rows
        .iter()
        .filter_map(|n| visit.archive.citation(*n))
        .collect();
    let (words, url) = (&visit.words.reading, resource.url().as_str());
    // By its id: a comma in an address would separate two.
    let id = resource.url().id().to_string();
    let citing_it = RawFilter {
        resource: RawTerms {
            any: vec![id.clone()],
            ..RawTerms::default()
        },
        ..RawFilter::default()
    };
    let asked = [("resource".to_owned(), id.clone())];
    let body = html! {
        h1 .address { (url) }
        p { a href=(url) rel="external" { (url) } }
        (facts(visit, resource))
        section aria-labelledby="months" {
            h2 #months { (words.timeline) }
            (survey::months(visit, citing_it, &asked)?)
        }
        section aria-labelledby="cited" {
            h2 #cited { (words.cited_by) }
            (citing(visit, &citations))
            (paging::links(visit, &page))
        }
    };
    let arguments = graphql::of_page(&visit.asked, DEFAULT_PAGE);
    let document = format!(
        "{{\n  resource(by: {{id: \"{id}\"}}) {{\n    id url site archivedUrl\n    citations{arguments} {{ totalCount nodes {{ month href label item {{ id text }} }} }}\n  }}\n}}"
    );
    let path = format!("/resources/{id}");
    let rows = format!("{path}/citations");
    let doors = Doors::below(visit, (&path, &[]), &rows, document);
    let linked = Linked::new(visit.archive, visit.addresses).resource(resource);
    Ok(Page::new(url, body)
        .with_doors(doors)
        .with_linked(linked)
        .answer(visit))
}

/// The citations, the card of an item that cites it more than once standing
/// once.
fn citing(visit: &Visit<'_>, citations: &[CitationRef<'_>]) -> Markup {
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for citation in citations {
        let id = citation.item.id();
        let is_new = seen.insert(id.clone());
        rows.push(html! {
            div .citation data-item=(id) {
                @if is_new { (card(visit, &citation.item, &[], Around::All)) }
                @else {
                    p { (visit.words.reading.again) " " a href=(format!("#{id}")) { (label(citation)) } }
                }
            }
        });
    }
    html! { @for row in &rows { (row) } }
}

/// What a link says, or where it goes if it says nothing.
fn label<'a>(citation: &'a CitationRef<'_>) -> &'a str {
    match citation.link.label.trim() {
        "" => &citation.link.href,
        label => label,
    }
}

fn facts(visit: &Visit<'_>, resource: ResourceRef<'_>) -> Markup {
    let words = &visit.words.reading;
    let texts = |texts: Vec<LinkText>| html! { ul { @for own in texts { li { (own.text) " (" (own.count) ")" } } } };
    html! {
        dl .facts {
            dt { (words.citations) } dd { (visit.language.number(resource.citation_count())) }
            @if let Some(site) = resource.url().site() {
                dt { (visit.words.common.site) } dd { a href=(visit.link_with("/resources", &[("site", site)])) { (site) } }
            }
            dt { (words.variants) } dd { (texts(resource.variants())) }
            dt { (words.labels) } dd { (texts(resource.labels())) }
            @if let Some(copy) = resource.archived_url() { dt { (words.archived) } dd { a href=(copy) { (copy) } } }
        }
    }
}

/// `/sites`
pub fn sites(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &["sort"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = pairs.list_params();
    let query = SiteQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.sites(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let rows: Vec<Row> = page.rows.iter().filter_map(|n| visit.archive.site(*n)).map(|site| {
        let cells = vec![
            html! { a href=(visit.link_with("/resources", &[("site", site.host())])) { (site.host()) } },
            html! { (visit.language.number(site.resources())) },
            html! { (visit.language.number(site.citations())) },
            html! { a href=(visit.link_with("/items", &[("site", site.host())])) aria-label=(format!("{} – {}, {}", visit.language.number(site.items()), words.items, site.host())) { (visit.language.number(site.items())) } },
        ];
        (site.host().to_owned(), cells)
    }).collect();
    let body = html! {
        h1 { (common.sites) }
        (table(visit, common.sites, &[common.site, words.resources_count, words.citations, words.items], &rows))
        (paging::links(visit, &page))
    };
    let arguments = graphql::of_list(&visit.asked, &[], &[]);
    let document = format!(
        "{{\n  sites{arguments} {{\n    totalCount\n    nodes {{ host counts {{ resources citations items }} }}\n  }}\n}}"
    );
    Ok(Page::new(common.sites, body)
        .with_doors(visit.doors("/sites", document))
        .answer(visit))
}
