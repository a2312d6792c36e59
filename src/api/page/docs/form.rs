//! Parameters as the controls of a form that asks the operation.

use maud::{Markup, html};
use serde_json::Value;

use super::OPERATION;
use super::document::{Document, Operation, list, plain, strings, text};
use crate::api::page::prose::prose;
use crate::api::page::visit::Visit;

/// The form of an operation that is read by GET.
pub fn form(visit: &Visit<'_>, document: Document, tag: &str, operation: &Operation) -> Markup {
    let words = &visit.words.consoles;
    let id = text(operation.value, "operationId");
    let parameters = document.parameters(operation);
    html! {
        form method="get" action=(visit.addresses.local(&format!("/docs/{tag}"))) {
            input type="hidden" name=(OPERATION) value=(id);
            @if !parameters.is_empty() {
                details open[parameters.len() <= 4] {
                    summary { (words.parameters) " (" (parameters.len()) ")" }
                    p .count { (words.try_text) }
                    @for parameter in &parameters { (field(visit, document, id, parameter)) }
                }
            }
            p { button type="submit" { (words.try_it) span .hidden { " " code { (operation.path) } } } }
        }
    }
}

/// A parameter: its control, and what is said of it.
pub fn field(
    visit: &Visit<'_>,
    document: Document,
    operation: &str,
    parameter: &'static Value,
) -> Markup {
    let words = &visit.words.consoles;
    let name = text(parameter, "name");
    let id = format!("{operation}-{name}");
    let hint = format!("{id}-hint");
    html! {
        div .field {
            label for=(id) { code { (name) } }
            @if is_required(parameter) { " " span .count { (words.required) } }
            (control(visit, (&id, &hint), parameter))
            p #(hint) {
                span lang="en" { (prose(text(parameter, "description"))) }
                " " (facts(visit, document, parameter))
            }
        }
    }
}

fn control(visit: &Visit<'_>, (id, hint): (&str, &str), parameter: &'static Value) -> Markup {
    let name = text(parameter, "name");
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let required = is_required(parameter);
    let choices = match text(schema, "type") {
        "boolean" => vec!["true", "false"],
        _ => strings(schema, "enum"),
    };
    if !choices.is_empty() {
        return html! {
            select #(id) name=(name) required[required] aria-describedby=(hint) {
                @if !required { option value="" { (visit.words.consoles.any) } }
                @for choice in choices { option { (choice) } }
            }
        };
    }
    let example = parameter.get("example").map(plain);
    // What must be given is given already, so that the form can be tried.
    let (value, placeholder) = if required {
        (example, None)
    } else {
        (None, example)
    };
    let bound = |key: &str| schema.get(key).map(Value::to_string);
    let kind = if text(schema, "type") == "integer" {
        "number"
    } else {
        "text"
    };
    html! {
        input #(id) name=(name) type=(kind) required[required] value=[value] placeholder=[placeholder]
            min=[bound("minimum")] max=[bound("maximum")] maxlength=[bound("maxLength")] aria-describedby=(hint);
    }
}

/// Type, bounds, default and values.
fn facts(visit: &Visit<'_>, document: Document, parameter: &'static Value) -> Markup {
    let words = &visit.words.consoles;
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let is_list = text(schema, "type") == "array";
    let of = if is_list {
        schema.get("items").unwrap_or(schema)
    } else {
        schema
    };
    let values = strings(of, "enum");
    let kind = if values.is_empty() {
        document.kind(of)
    } else {
        "string".to_owned()
    };
    let bounds = [of.get("minimum"), of.get("maximum")];
    html! {
        span .count {
            (kind)
            @if let [Some(least), Some(most)] = bounds {
                " " (words.from_to.0) " " (least) " " (words.from_to.1) " " (most)
            }
            @if is_list { ", " (words.several) }
            @if let Some(default) = schema.get("default") { "; " (words.default) " " code { (plain(default)) } }
            @if !values.is_empty() {
                "; " (words.values)
                @for value in values { " " code { (value) } }
            }
        }
    }
}

/// The address that asks an operation what its examples say; its required
/// parameters only.
pub fn example(document: Document, operation: &Operation) -> String {
    let mut path = operation.path.to_owned();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for parameter in document.parameters(operation) {
        let name = text(parameter, "name");
        let Some(value) = parameter.get("example").map(plain) else {
            continue;
        };
        if text(parameter, "in") == "path" {
            path = path.replace(&format!("{{{name}}}"), &super::segment(&value));
        } else if is_required(parameter) {
            query.append_pair(name, &value);
        }
    }
    match query.finish().as_str() {
        "" => path,
        query => format!("{path}?{}", query.replace("%2C", ",")),
    }
}

fn is_required(parameter: &Value) -> bool {
    parameter.get("required").and_then(Value::as_bool) == Some(true)
}

/// Media types that are answered with success.
pub fn formats(operation: &Operation) -> Vec<(&'static str, &'static Value)> {
    let content = operation.value.pointer("/responses/200/content");
    let content = content.and_then(Value::as_object).into_iter().flatten();
    content
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}

/// Whether a form can ask it.
pub fn is_asked_by_get(operation: &Operation) -> bool {
    operation.method == "GET" && list(operation.value, "tags").iter().all(|t| t != "graphql")
}
