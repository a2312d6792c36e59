//! One operation: what it is asked, and what it answers.

use maud::{Markup, html};
use serde_json::Value;

use super::document::{Document, Field, Operation, text};
use super::form;
use crate::api::page::prose::prose;
use crate::api::page::visit::Visit;

/// An example longer than this is cut: the whole answer is a click away.
const LONGEST_EXAMPLE_LINES: usize = 120;

/// The section of an operation.
pub fn render(visit: &Visit<'_>, document: Document, tag: &str, operation: &Operation) -> Markup {
    let id = text(operation.value, "operationId");
    let summary = text(operation.value, "summary");
    let description = text(operation.value, "description");
    html! {
        section .operation aria-labelledby=(id) {
            h2 #(id) { code { (operation.method) " " (operation.path) } }
            @if !description.starts_with(summary) { p lang="en" { (prose(summary)) } }
            p lang="en" { (prose(description)) }
            (asking(visit, document, tag, operation))
            (answers(visit, document, operation))
        }
    }
}

fn asking(visit: &Visit<'_>, document: Document, tag: &str, operation: &Operation) -> Markup {
    let words = &visit.words.consoles;
    let base = match visit.addresses.base() {
        "" => "http://127.0.0.1:8080",
        base => base,
    };
    let id = text(operation.value, "operationId");
    let example = form::example(document, operation);
    html! {
        @if form::is_asked_by_get(operation) {
            (form::form(visit, document, tag, operation))
            h3 { (words.curl) }
            pre .copyable .curl tabindex="0" role="region" aria-label={ (words.curl) " " (id) } {
                code { "curl -s '" (base) (example.replace('\'', "%27")) "'" }
            }
        } @else {
            @for parameter in document.parameters(operation) {
                p {
                    code { (text(parameter, "name")) } " "
                    span lang="en" { (prose(text(parameter, "description"))) }
                }
            }
            p { a href=(visit.link("/graphiql")) { (visit.words.common.try_graphql) } }
        }
    }
}

fn answers(visit: &Visit<'_>, document: Document, operation: &Operation) -> Markup {
    let words = &visit.words.consoles;
    let id = text(operation.value, "operationId");
    let responses = operation.value.get("responses").and_then(Value::as_object);
    let formats = form::formats(operation);
    let main = formats.first().map(|(_, content)| *content);
    let schema = main.and_then(|content| content.get("schema"));
    let example = main.and_then(|content| content.get("example"));
    let fields = schema
        .map(|schema| document.fields(schema))
        .unwrap_or_default();
    html! {
        h3 { (words.responses) }
        dl .facts {
            @for (status, response) in responses.into_iter().flatten() {
                dt { code { (status) } }
                dd lang="en" { (prose(text(document.resolve(response), "description"))) }
            }
            @if !formats.is_empty() {
                dt { (words.formats) }
                dd { @for (name, _) in &formats { code { (name) } " " } }
            }
        }
        @if let Some(example) = example {
            details {
                summary { (words.example) }
                pre tabindex="0" role="region" aria-label={ (words.example) " " (id) } { code { (shown(example)) } }
            }
        }
        @if !fields.is_empty() {
            details {
                summary { (words.fields) " (" (fields.len()) ")" }
                (table(visit, id, &fields))
            }
        }
    }
}

fn table(visit: &Visit<'_>, id: &str, fields: &[Field]) -> Markup {
    let words = &visit.words.consoles;
    html! {
        div .scroll tabindex="0" role="region" aria-label={ (words.fields) " " (id) } {
            table .fields {
                thead { tr {
                    th scope="col" { (words.field) }
                    th scope="col" { (words.kind) }
                    th scope="col" { (words.meaning) }
                } }
                tbody {
                    @for field in fields {
                        tr {
                            th scope="row" { code { (field.path) } }
                            td lang="en" { (field.kind) }
                            td lang="en" { (prose(field.description)) }
                        }
                    }
                }
            }
        }
    }
}

/// An example as text: JSON on lines, anything else as it is.
fn shown(example: &Value) -> String {
    let text = match example {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    let mut lines: Vec<&str> = text.lines().take(LONGEST_EXAMPLE_LINES).collect();
    if text.lines().count() > lines.len() {
        lines.push("…");
    }
    lines.join("\n")
}
