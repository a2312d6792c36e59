//! `/problems`: what each kind of problem means, for people. API clients get
//! the same table as JSON, from REST.

mod example;

use maud::{Markup, html};

use self::example::Example;
use super::layout::Page;
use super::prose::prose;
use super::visit::Visit;
use super::words::ProblemWords;
use crate::api::http::{Answer, Problem, ProblemKind};

/// `/problems`
pub fn list(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_nothing()?;
    let words = &visit.words.consoles;
    let body = html! {
        h1 { (words.problems) }
        p .lead { (words.problems_intro) }
        table {
            thead { tr {
                th scope="col" { (words.status) }
                th scope="col" { (words.kind) }
                th scope="col" { (words.meaning) }
            } }
            tbody {
                @for kind in ProblemKind::ALL {
                    tr {
                        td .number { (kind.status().as_u16()) }
                        th scope="row" { a href=(visit.link_to("/problems", kind.slug())) { code { (kind.slug()) } } }
                        td { (ProblemWords::of(kind, visit.language).title) }
                    }
                }
            }
        }
    };
    Ok(Page::new(words.problems, body).answer(visit))
}

/// `/problems/{slug}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let slug = visit.segment();
    let Some(kind) = ProblemKind::from_slug(&slug) else {
        let detail =
            format!("There is no kind of problem `{slug}`; /problems lists those there are.");
        return Err(Problem::new(ProblemKind::NotFound).with_detail(detail));
    };
    visit.takes_nothing()?;
    let (words, texts) = (
        &visit.words.consoles,
        ProblemWords::of(kind, visit.language),
    );
    let body = html! {
        h1 { (texts.title) }
        dl .facts {
            dt { (words.status) }
            dd { (kind.status().as_u16()) }
            dt { (words.kind) }
            dd { code { (kind.type_url(visit.addresses.base())) } }
        }
        h2 { (words.what) }
        p { (prose(texts.what)) }
        h2 { (words.mend) }
        p { (prose(texts.mend)) }
        @match Example::of(kind) {
            Some(example) => { (provoked(visit, kind, &example)) }
            None => { p { (words.not_provoked) } }
        }
        p { a href=(visit.link("/problems")) { (words.all_problems) } }
    };
    Ok(Page::new(texts.title, body)
        .described(texts.what)
        .answer(visit))
}

fn provoked(visit: &Visit<'_>, kind: ProblemKind, example: &Example) -> Markup {
    let words = &visit.words.consoles;
    let line = match visit.addresses.base() {
        "" => example.line.to_owned(),
        base => example.line.replace("http://127.0.0.1:8080", base),
    };
    html! {
        h2 { (words.provoked) }
        @if kind == ProblemKind::Gone { p { (words.of_a_trial) } }
        pre .copyable .curl tabindex="0" role="region" aria-label=(words.provoked) { code { (line) } }
        h2 { (words.given) }
        pre tabindex="0" role="region" aria-label=(words.given) { code { "HTTP " (example.status) "\n\n" (example.body) } }
    }
}
