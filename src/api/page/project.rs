//! Projects: the registry, and one with all that is said of it.

use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::controls::{Control, form};
use super::doors::Doors;
use super::figure::{self, File, Row, table};
use super::graphql;
use super::item::{Around, card};
use super::layout::Page;
use super::paging;
use super::visit::{Visit, invalid};
use crate::api::Linked;
use crate::api::http::{Answer, Problem, ProblemKind};
use crate::api::picture::monthly::{self, Bars};
use crate::domain::ProjectKind;
use crate::query::{
    Accepts, FacetCounts, FacetValue, ItemQuery, ProjectQuery, ProjectRef, RawItemParams, RawPage,
    RawProjectParams, Scope,
};

/// How many items and values are shown of one project.
const MOST: usize = 10;

/// `/projects`
pub fn list(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &["kind", "q", "sort"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = RawProjectParams {
        kind: pairs.list("kind"),
        text: pairs.text(),
        list: pairs.list_params(),
    };
    let query = ProjectQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.projects(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let row = |project: ProjectRef<'_>| -> Row {
        let slug = project.data.slug.to_string();
        let months = project.month_range();
        let cells = vec![
            html! { a href=(visit.link_to("/projects", &slug)) { (project.data.name) } },
            html! { (words.kind(project.data.kind)) },
            html! { (visit.language.number(project.items())) },
            html! { @if let Some((first, last)) = months { (first) " – " (last) } },
        ];
        (slug, cells)
    };
    let rows: Vec<Row> = page
        .rows
        .iter()
        .filter_map(|n| visit.archive.project(*n))
        .map(row)
        .collect();
    let kinds = ProjectKind::ALL.map(|k| (k.as_str().to_owned(), words.kind(k).to_owned()));
    let heads = [words.name, common.kind, words.items, words.months];
    let body = html! {
        h1 { (common.projects) }
        (form(visit, &[Control::Text("q", common.search), Control::Choice("kind", common.kind, kinds.to_vec())]))
        p role="status" { (visit.language.count(page.total, common.count_projects)) }
        (table(visit, common.projects, &heads, &rows))
        (paging::links(visit, &page))
    };
    let arguments = graphql::of_list(&visit.asked, &["q"], &[("kind", str::to_uppercase)]);
    let document = format!(
        "{{\n  projects{arguments} {{\n    totalCount\n    nodes {{ slug name kind counts {{ items }} }}\n  }}\n}}"
    );
    Ok(Page::new(common.projects, body)
        .with_doors(visit.doors("/projects", document))
        .answer(visit))
}

/// `/projects/{slug}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_nothing()?;
    let name = visit.segment();
    let found = visit
        .archive
        .project_by_name(&name)
        .and_then(|n| visit.archive.project(n));
    let project = found.ok_or(Problem::from(ProblemKind::NotFound))?;
    let slug = project.data.slug.as_str();
    if slug != name {
        let to = visit.link_to("/projects", slug);
        return Ok(Answer::redirect(StatusCode::PERMANENT_REDIRECT, &to));
    }
    let words = &visit.words.reading;
    let body = html! {
        h1 { (project.data.name) }
        (facts(visit, project))
        (timeline(visit, project)?)
        (around(visit, project)?)
        section aria-labelledby="newest" {
            h2 #newest { (words.newest) }
            (newest(visit, project)?)
            p { a href=(visit.link_with("/items", &[("project", slug)])) { (words.all_items) " (" (visit.language.number(project.items())) ")" } }
        }
    };
    let document = format!(
        "{{\n  project(slug: \"{slug}\") {{\n    slug name kind aliases homepage\n    items(first: {MOST}) {{ totalCount nodes {{ id month text }} }}\n    \
         timeline {{ nodes {{ month items }} }}\n    coMentions {{ nodes {{ project {{ slug }} items }} }}\n  }}\n}}"
    );
    let path = format!("/projects/{slug}");
    let doors = Doors::to(
        visit,
        (&path, &[]),
        (&format!("{path}/items"), &[]),
        document,
    );
    let linked = Linked::new(visit.archive, visit.addresses).project(project);
    Ok(Page::new(&project.data.name, body)
        .with_doors(doors)
        .with_linked(linked)
        .answer(visit))
}

fn facts(visit: &Visit<'_>, project: ProjectRef<'_>) -> Markup {
    let (words, data) = (&visit.words.reading, project.data);
    let aliases: Vec<&str> = data.aliases.iter().map(|a| a.name.as_str()).collect();
    html! {
        dl .facts {
            dt { (visit.words.common.kind) } dd { (words.kind(data.kind)) }
            dt { (words.items) } dd { (visit.language.number(project.items())) }
            @if let Some((first, last)) = project.month_range() {
                dt { (words.months) } dd { (visit.language.month(first)) " – " (visit.language.month(last)) }
            }
            @if !aliases.is_empty() { dt { (words.aliases) } dd { (aliases.join(", ")) } }
            @if let Some(url) = data.homepage.as_deref().filter(|url| crate::domain::is_servable(url)) {
                dt { (words.homepage) } dd { a href=(url) { (url) } }
            }
            @if let Some(whole) = project.part_of() {
                dt { (words.part_of) } dd { a href=(visit.link_to("/projects", &whole.data.slug)) { (whole.data.name) } }
            }
        }
    }
}

fn timeline(visit: &Visit<'_>, project: ProjectRef<'_>) -> Result<Markup, Problem> {
    let raw = RawPage {
        whole: true,
        ..RawPage::default()
    };
    let points = visit
        .archive
        .timeline(project.number, &raw, Vec::new())
        .map_err(|e| invalid(&e))?;
    let bars = Bars::of_project(project, &points.rows, figure::lang(visit));
    let kept = [("project".to_owned(), project.data.slug.to_string())];
    let style = figure::style(visit, &kept);
    let path = format!("/projects/{}/timeline.svg", project.data.slug);
    let file = File {
        path: &path,
        asked: &[],
    };
    Ok(html! {
        @if !points.rows.is_empty() {
            section aria-labelledby="timeline" {
                h2 #timeline { (visit.words.reading.timeline) }
                (figure::render(visit, &monthly::svg(&bars, &style), &monthly::table(&bars, &style), &file))
            }
        }
    })
}

/// Categories, resources and projects that stand beside it.
fn around(visit: &Visit<'_>, project: ProjectRef<'_>) -> Result<Markup, Problem> {
    let words = &visit.words.reading;
    let raw = RawItemParams {
        facets: ["category", "resource", "site"].map(str::to_owned).to_vec(),
        ..RawItemParams::default()
    };
    let query = ItemQuery::parse(&raw, Vec::new()).map_err(|e| invalid(&e))?;
    let mut counts = visit
        .archive
        .item_facets(Scope::Project(project.number), &query)
        .into_iter();
    let (categories, resources, sites) = (counts.next(), counts.next(), counts.next());
    let page = RawPage {
        first: Some(MOST.to_string()),
        ..RawPage::default()
    };
    let with = visit
        .archive
        .co_mentions(project.number, &page, Vec::new())
        .map_err(|e| invalid(&e))?;
    let slug = project.data.slug.as_str();
    let items =
        |name: &str, key: &str| visit.link_with("/items", &[("project", slug), (name, key)]);
    let most = |counts: Option<FacetCounts>| -> Vec<FacetValue> {
        let values = counts.into_iter().flat_map(|c| c.values);
        values.take(MOST).collect()
    };
    let resources = most(resources);
    let beside: Vec<Ranked> = with
        .rows
        .iter()
        .filter_map(|row| {
            let other = visit.archive.project(row.project)?.data;
            let to = visit.link_to("/projects", &other.slug);
            Some((to, other.name.clone(), row.items))
        })
        .collect();
    let by = |name: &str, counts| -> Vec<Ranked> {
        let values = most(counts).into_iter();
        let ranked = values.map(|v| (items(name, &v.key), v.name, v.count));
        ranked.collect()
    };
    Ok(html! {
        div .columns {
            (ranking(visit, "categories", words.stands_in, &by("category", categories)))
            (ranking(visit, "with", words.co_mentions, &beside))
            (ranking(visit, "sites", words.sites, &by("site", sites)))
        }
        @if !resources.is_empty() {
            section aria-labelledby="beside" {
                h2 #beside { (words.beside) }
                ul .cited {
                    @for value in &resources {
                        li { a .resource href=(visit.link_to("/resources", &value.key)) { (value.name) } }
                    }
                }
                p { a href=(visit.link_with("/resources", &[("project", slug)])) { (words.all_resources) } }
            }
        }
    })
}

/// What is counted: where it leads, what it is called, how often.
type Ranked = (String, String, u32);

/// A list of what is counted, where there is any.
fn ranking(visit: &Visit<'_>, id: &str, title: &str, values: &[Ranked]) -> Markup {
    html! {
        @if !values.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (title) }
                ol .ranking {
                    @for (to, name, count) in values {
                        li { a href=(to) { (name) } " " span .count { (visit.language.number(*count)) } }
                    }
                }
            }
        }
    }
}

fn newest(visit: &Visit<'_>, project: ProjectRef<'_>) -> Result<Markup, Problem> {
    let page = RawPage {
        first: Some(MOST.to_string()),
        ..RawPage::default()
    };
    let raw = RawItemParams {
        page,
        ..RawItemParams::default()
    };
    let query = ItemQuery::parse(&raw, Vec::new()).map_err(|e| invalid(&e))?;
    let rows = visit
        .archive
        .items_within(Scope::Project(project.number), &query)
        .rows;
    Ok(html! {
        @for item in rows.into_iter().filter_map(|doc| visit.archive.item(doc)) {
            (card(visit, &item, &[], Around::All))
        }
    })
}
