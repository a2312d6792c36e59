//! `/docs`: the OpenAPI document as pages.
//!
//! Ours rather than one of the viewers there are: they need scripts to show
//! anything at all, inline styles, and megabytes. What is shown is read from
//! the document, so that nothing is said twice.

mod document;
mod form;
mod operation;

use actix_web::http::StatusCode;
use maud::html;

use self::document::{Document, Operation, text};
use super::layout::Page;
use super::prose::prose;
use super::visit::Visit;
use crate::api::http::query_string::address;
use crate::api::http::{Answer, CachePolicy, Problem, ProblemKind};

/// The parameter of these pages that says which operation a form is of.
const OPERATION: &str = "operation";

/// `/docs`
pub fn overview(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_nothing()?;
    let (words, document) = (&visit.words.consoles, Document(visit.document));
    let body = html! {
        h1 { (words.docs) }
        p .lead { (words.docs_intro) }
        h2 { (words.documents) }
        ul .links {
            li { a href=(visit.addresses.local("/openapi.yaml")) { "OpenAPI (YAML)" } }
            li { a href=(visit.addresses.local("/openapi.json")) { "OpenAPI (JSON)" } }
            li { a href=(visit.addresses.local("/graphql/schema.graphql")) { (words.schema) } }
            li { a href=(visit.link("/graphiql")) { (visit.words.common.console) } }
            li { a href=(visit.link_with("/graphiql", &[("plain", "true")])) { (words.plain_console) } }
            li { a href=(visit.link("/problems")) { (words.problems) } }
        }
        h2 { (words.subjects) }
        @for (tag, description) in document.tags() {
            @let page = visit.link_to("/docs", tag);
            h3 { a href=(page) { (tag) } }
            p lang="en" { (prose(description)) }
            ul .operations {
                @for operation in document.operations(tag) {
                    li {
                        a href={ (page) "#" (text(operation.value, "operationId")) } {
                            code { (operation.method) " " (operation.path) }
                        }
                        span lang="en" { " " (text(operation.value, "summary")) }
                    }
                }
            }
        }
    };
    Ok(Page::new(words.docs, body).answer(visit))
}

/// `/docs/{tag}`
pub fn tag(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let (words, document) = (&visit.words.consoles, Document(visit.document));
    let name = visit.segment();
    let Some((tag, description)) = document.tags().find(|(tag, _)| *tag == name) else {
        let detail = format!("No subject `{name}`; /docs lists those there are.");
        return Err(Problem::new(ProblemKind::NotFound).with_detail(detail));
    };
    let operations = document.operations(tag);
    if let Some(to) = tried(visit, document, &operations) {
        return Ok(to);
    }
    visit.takes_nothing()?;
    let title = format!("API – {tag}");
    let body = html! {
        nav aria-label=(words.all_subjects) {
            ul .links {
                @for (other, _) in document.tags() {
                    @let here = other == tag;
                    li { a href=(visit.link_to("/docs", other)) aria-current=[here.then_some("page")] { (other) } }
                }
            }
        }
        h1 { (title) }
        p .lead lang="en" { (prose(description)) }
        @for operation in &operations { (operation::render(visit, document, tag, operation)) }
    };
    Ok(Page::new(&title, body).described(description).answer(visit))
}

/// Where a form of this page leads: to the operation, with what was filled in.
/// A form can neither put a control into a path nor leave out an empty one;
/// this can, without a script.
fn tried(visit: &Visit<'_>, document: Document, operations: &[Operation]) -> Option<Answer> {
    let id = visit.one(OPERATION)?;
    let mut found = operations.iter();
    let operation = found.find(|o| text(o.value, "operationId") == id)?;
    let (mut path, mut without) = (operation.path.to_owned(), vec![OPERATION]);
    for parameter in document.parameters(operation) {
        let name = text(parameter, "name");
        if text(parameter, "in") == "path" {
            let value = visit.one(name).unwrap_or_default();
            path = path.replace(&format!("{{{name}}}"), &segment(value));
            without.push(name);
        }
    }
    let to = address(&visit.addresses.local(&path), &visit.asked, &without, &[]);
    let answer = Answer::redirect(StatusCode::SEE_OTHER, &to);
    Some(answer.with_cache(CachePolicy::NoStore))
}

/// A value as one segment of a path.
fn segment(value: &str) -> String {
    let bytes = url::form_urlencoded::byte_serialize(value.as_bytes());
    bytes.collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_segment_stays_one(value in "\\PC{0,40}") {
            let written = segment(&value);
            prop_assert!(written.bytes().all(|b| b.is_ascii_alphanumeric() || b"%-._*".contains(&b)));
            let read: String = url::form_urlencoded::parse(written.as_bytes()).map(|(k, _)| k).collect();
            prop_assert_eq!(read, value);
        }
    }
}
