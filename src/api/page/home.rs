//! The archive at a glance.

use maud::{Markup, html};

use super::doors::Doors;
use super::layout::{Page, keep_language};
use super::report::anchor;
use super::survey;
use super::visit::{Visit, invalid};
use crate::api::Linked;
use crate::api::http::{Answer, Problem};
use crate::query::{
    ProjectQuery, RawCoverageParams, RawFilter, RawListParams, RawPage, RawProjectParams, SiteQuery,
};

/// How many projects and sites are shown.
const MOST: &str = "10";

const DOCUMENT: &str = "{\n  archive {\n    title revision attribution\n    counts { reports items links resources projects categories }\n  }\n}";

/// `/`
pub fn show(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_nothing()?;
    let meta = visit.archive.meta();
    let body = html! {
        h1 { (meta.title) }
        @if let Some(description) = &visit.archive.about().catalog.description { p .lead { (description) } }
        (counts(visit))
        form .search role="search" action=(visit.addresses.local("/items")) method="get" {
            label for="q" { (visit.words.common.search_label) }
            input #q type="search" name="q" maxlength="500" required;
            (keep_language(visit))
            button type="submit" { (visit.words.common.search) }
        }
        (latest(visit))
        section aria-labelledby="coverage" {
            h2 #coverage { (visit.words.explore.what_when) }
            (survey::picture(visit, &RawCoverageParams::default(), Vec::new())?)
        }
        section aria-labelledby="months" {
            h2 #months { (visit.words.explore.by_month) }
            (survey::months(visit, RawFilter::default(), &[])?)
        }
        div .columns {
            (projects(visit)?)
            (sites(visit)?)
        }
    };
    // The archive itself has no rows: its items are what there is of it.
    let doors = Doors::to(
        visit,
        ("/archive", &[]),
        ("/items", &[]),
        DOCUMENT.to_owned(),
    );
    let linked = Linked::new(visit.archive, visit.addresses).archive();
    Ok(Page::new(&meta.title, body)
        .with_doors(doors)
        .with_linked(linked)
        .answer(visit))
}

fn counts(visit: &Visit<'_>) -> Markup {
    let (counts, words) = (visit.archive.counts(), &visit.words.common);
    let entries = [
        ("/reports", counts.reports, words.count_reports),
        ("/items", counts.items, words.count_items),
        ("/projects", counts.projects, words.count_projects),
        ("/resources", counts.resources, words.count_resources),
        ("/categories", counts.categories, words.count_categories),
    ];
    html! {
        ul .counts {
            @for (path, count, nouns) in entries {
                li { a href=(visit.link(path)) { (visit.language.count(usize::try_from(count).unwrap_or_default(), nouns)) } }
            }
        }
    }
}

fn latest(visit: &Visit<'_>) -> Markup {
    let reports = visit
        .archive
        .report_numbers()
        .filter_map(|n| visit.archive.report(n));
    // The newest that says anything: a month may have a report and no items yet.
    let report = reports.into_iter().find(|r| !r.data.items.is_empty());
    html! {
        @if let Some(report) = report {
            section aria-labelledby="latest" {
                @let slug = &report.data.slug;
                @let to = visit.link_to("/reports", slug);
                h2 #latest { (visit.words.explore.latest) " " a href=(to) { (visit.language.month(report.data.date.month())) } }
                ul {
                    @for category in report.categories().iter().filter(|c| !c.docs.is_empty()) {
                        li {
                            a href=(format!("{to}#{}", anchor(category.category.slug()))) { (category.heading) }
                            " (" (visit.language.count(category.docs.len(), visit.words.common.count_items)) ")"
                        }
                    }
                }
            }
        }
    }
}

fn newest(sort: &str) -> RawListParams {
    RawListParams {
        sort: vec![sort.to_owned()],
        page: RawPage {
            first: Some(MOST.to_owned()),
            ..RawPage::default()
        },
    }
}

fn projects(visit: &Visit<'_>) -> Result<Markup, Problem> {
    let raw = RawProjectParams {
        list: newest("-items"),
        ..RawProjectParams::default()
    };
    let query = ProjectQuery::parse(&raw, Vec::new()).map_err(|e| invalid(&e))?;
    let rows = visit.archive.projects(&query).rows;
    Ok(html! {
        section aria-labelledby="projects" {
            h2 #projects { (visit.words.explore.most_mentioned) }
            ol .ranking {
                @for project in rows.into_iter().filter_map(|n| visit.archive.project(n)).filter(|p| p.items() > 0) {
                    li {
                        a href=(visit.link_to("/projects", &project.data.slug)) { (project.data.name) }
                        " " span .count { (visit.language.number(project.items())) }
                    }
                }
            }
            p { a href=(visit.link("/projects")) { (visit.words.explore.all_projects) } }
        }
    })
}

fn sites(visit: &Visit<'_>) -> Result<Markup, Problem> {
    let query = SiteQuery::parse(&newest("-citations"), Vec::new()).map_err(|e| invalid(&e))?;
    let rows = visit.archive.sites(&query).rows;
    Ok(html! {
        section aria-labelledby="sites" {
            h2 #sites { (visit.words.explore.most_cited) }
            ol .ranking {
                @for site in rows.into_iter().filter_map(|n| visit.archive.site(n)) {
                    li {
                        a href=(visit.link_with("/items", &[("site", site.host())])) { (site.host()) }
                        " " span .count { (visit.language.number(site.citations())) }
                    }
                }
            }
            p { a href=(visit.link("/sites")) { (visit.words.explore.all_sites) } }
        }
    })
}
