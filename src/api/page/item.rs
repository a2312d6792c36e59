//! An item: as a card in lists, and its own page.

use actix_web::http::StatusCode;
use maud::{Markup, PreEscaped, html};

use super::doors::Doors;
use super::layout::Page;
use super::text::Text;
use super::visit::Visit;
use crate::api::Linked;
use crate::api::http::{Answer, Problem, ProblemKind};
use crate::query::{Highlight, ItemRef, Standing};

/// Most characters of a title that is made of a text.
const TITLE_CHARACTERS: usize = 80;

/// How much of an item's surroundings a card tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Month and category, too.
    All,
    /// What the page says already is left out.
    InReport,
}

/// An item as it stands in a list; `found` marks the words asked for.
pub fn card(visit: &Visit<'_>, item: &ItemRef<'_>, found: &[Highlight], around: Around) -> Markup {
    let (id, words) = (item.id(), visit.words);
    let marked = found.iter().find(|h| h.field == "text");
    html! {
        article .item id=(Text(&id)) data-id=(Text(&id)) {
            div .text lang=(visit.archive.about().language) {
                @match marked {
                    Some(highlight) => p .lines { (PreEscaped(&highlight.html)) },
                    // Sanitised when it was read.
                    None => (PreEscaped(item.item.html.trim_end())),
                }
            }
            @if around == Around::All { (place(visit, item)) }
            (relations(visit, item))
            p .tools {
                a href=(Text(&visit.link_to("/items", &id))) aria-label={ (Text(words.common.permalink)) " " (Text(&id)) } { (Text(words.common.permalink)) }
            }
            details .cite {
                summary aria-label={ (Text(words.common.cite)) " " (Text(&id)) } { (Text(words.common.cite)) }
                p .copyable { (Text(&attribution(visit, item))) }
            }
        }
    }
}

fn place(visit: &Visit<'_>, item: &ItemRef<'_>) -> Markup {
    let report = item.report_data();
    let (slug, id) = (&report.slug, item.id());
    html! {
        p .place {
            a href=(Text(&[&visit.link_to("/reports", slug), "#", &id].concat())) {
                time datetime=(report.date) { (Text(&visit.language.month(report.date.month()))) }
            }
            @if let Some(category) = item.category() {
                " · "
                a href=(Text(&visit.link_to("/categories", category.slug()))) { (Text(category.name())) }
            }
        }
    }
}

/// The projects and resources of an item, each once.
fn relations(visit: &Visit<'_>, item: &ItemRef<'_>) -> Markup {
    let mut projects: Vec<(&str, String)> = Vec::new();
    for mention in &item.item.mentions {
        let slug = mention.project.as_str();
        if projects.iter().any(|(own, _)| *own == slug) {
            continue;
        }
        let number = visit.archive.project_by_name(slug);
        let project = number.and_then(|n| visit.archive.project(n));
        let name = project.map_or_else(|| slug.to_owned(), |p| p.data.name.clone());
        projects.push((slug, name));
    }
    let mut resources = Vec::new();
    for resource in item.item.links.iter().filter_map(|l| l.resource.as_ref()) {
        if !resources.contains(&resource) {
            resources.push(resource);
        }
    }
    let words = &visit.words.explore;
    html! {
        @if !projects.is_empty() {
            ul .chips aria-label=(words.mentioned) {
                @for (slug, name) in &projects {
                    li { a .project href=(Text(&visit.link_to("/projects", slug))) { (Text(name)) } }
                }
            }
        }
        @if !resources.is_empty() {
            ul .cited aria-label=(words.cited) {
                @for resource in &resources {
                    li { a .resource href=(Text(&visit.link_to("/resources", resource.id()))) { (Text(resource.as_str())) } }
                }
            }
        }
    }
}

/// Ready to paste: what it says, who says it, where.
pub fn attribution(visit: &Visit<'_>, item: &ItemRef<'_>) -> String {
    let permalink = visit.addresses.at(&["/items/", &item.id()].concat());
    let month = visit.language.month(item.report_data().date.month());
    let said = headline(&item.item.text, TITLE_CHARACTERS);
    let attribution = &visit.archive.meta().attribution;
    let parts: [&str; 8] = [
        "«\u{a0}",
        &said,
        "\u{a0}» (",
        &month,
        "). ",
        attribution,
        ". ",
        &permalink,
    ];
    parts.concat()
}

/// The start of a text: one line, cut between words.
pub fn headline(text: &str, most: usize) -> String {
    let mut title = String::with_capacity(text.len().min(2 * most));
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count() + usize::from(!title.is_empty());
        if length + more > most {
            if title.is_empty() {
                title.extend(word.chars().take(most));
            }
            title.push('…');
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
        length += more;
    }
    title
}

/// `/items/{id}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_nothing()?;
    let id = visit.segment();
    let item = match visit.archive.item_standing(&id) {
        Standing::Live(doc) => visit.archive.item(doc),
        Standing::Moved(to) => {
            let to = visit.link_to("/items", to);
            return Ok(Answer::redirect(StatusCode::PERMANENT_REDIRECT, &to));
        }
        Standing::Gone(_) => {
            return Err(Problem::new(ProblemKind::Gone).with_detail(visit.words.explore.gone));
        }
        Standing::Unknown => None,
    };
    let item = item.ok_or(Problem::from(ProblemKind::NotFound))?;
    let id = item.id();
    let words = &visit.words.explore;
    let title = headline(&item.item.text, TITLE_CHARACTERS);
    let title = if title.is_empty() { id.clone() } else { title };
    let body = html! {
        h1 { (title) }
        (card(visit, &item, &[], Around::All))
        p { (words.location) " " code { (item.report_data().path) } ", " (words.line) " " (item.item.lines.start) }
    };
    let path = format!("/items/{id}");
    let document = format!(
        "{{\n  item(id: \"{id}\") {{\n    id month text category {{ slug name }}\n    \
         links {{ href label resource {{ id url }} }}\n    mentions {{ project {{ slug name }} }}\n    permalink\n  }}\n}}"
    );
    let doors = Doors::new(visit, &path, &[], document);
    let description = headline(&item.item.text, 200);
    let linked = Linked::new(visit.archive, visit.addresses).item(item);
    Ok(Page::new(&title, body)
        .described(description)
        .with_linked(linked)
        .with_doors(doors)
        .answer(visit))
}
