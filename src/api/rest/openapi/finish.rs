//! What every operation of the document has, whoever wrote its route: a
//! description, headers of redirects, problems, and examples.
//!
//! It is a pass over the finished document, so that a new route has all of it
//! without saying a word. Examples are answers that were really given: a test
//! asks for them and keeps the file that is read here.

use serde_json::{Map, Value, json};

/// The examples of the repository: by operation, status and media type.
pub const EXAMPLES: &str = include_str!("examples.json");

/// Completes a document.
pub fn finish(document: &mut Value, examples: &Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for path in paths.values_mut() {
        let operations = path.as_object_mut().into_iter().flat_map(Map::values_mut);
        for operation in operations {
            complete(operation, examples);
        }
    }
    let responses = document.pointer_mut("/components/responses");
    let responses = responses
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten();
    for (name, response) in responses {
        illustrate(response, below(examples, &["components", name]));
    }
}

fn complete(operation: &mut Value, examples: &Value) {
    let id = operation["operationId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let described = operation.get("description").is_some();
    let description = describe(operation);
    let Some(operation) = operation.as_object_mut() else {
        return;
    };
    if !described {
        operation.insert("description".to_owned(), json!(description));
    }
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (status, response) in &mut *responses {
        if ["307", "308"].contains(&status.as_str()) {
            redirect(response);
        }
        illustrate(response, below(examples, &[&id, status]));
    }
    let refused = json!({ "$ref": "#/components/responses/MethodNotAllowed" });
    responses.entry("405").or_insert(refused);
    let other = json!({ "$ref": "#/components/responses/Problem" });
    responses.entry("default").or_insert(other);
}

/// What is below some keys; null if nothing is.
fn below<'v>(value: &'v Value, keys: &[&str]) -> &'v Value {
    let found = keys.iter().try_fold(value, |value, key| value.get(key));
    found.unwrap_or(&Value::Null)
}

/// The header that a redirect goes by.
fn redirect(response: &mut Value) {
    response["headers"] = json!({ "Location": {
        "description": "Where it is, parameters kept.",
        "required": true,
        "schema": { "type": "string", "format": "uri-reference", "examples": ["/v1/reports/2022-02"] },
    } });
}

/// Puts examples into a response, media type by media type.
fn illustrate(response: &mut Value, examples: &Value) {
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    for (media_type, described) in content.into_iter().flatten() {
        let Some(example) = examples.get(media_type) else {
            continue;
        };
        // A route says of its other forms no more than their media types.
        let text = json!({ "type": "string" });
        let schema = described.get("schema");
        if schema.is_none_or(|schema| *schema == text) {
            let kind = if example.is_string() {
                "string"
            } else {
                "object"
            };
            // YAML is a text to some, and to others what it says.
            described["schema"] = match media_type.as_str() {
                "application/yaml" => json!({}),
                _ => json!({ "type": kind }),
            };
        }
        described["example"] = example.clone();
    }
}

/// What an operation does, at length: its summary, and what its parameters
/// and answers mean for whoever calls it.
fn describe(operation: &Value) -> String {
    let empty = Vec::new();
    let parameters = operation["parameters"].as_array().unwrap_or(&empty);
    let takes = |name: &str| {
        let component = format!("#/components/parameters/{name}");
        parameters.iter().any(|p| p["$ref"] == component.as_str())
    };
    let sorted = parameters.iter().filter_map(|p| p["$ref"].as_str());
    let sorted = sorted.into_iter().any(|name| name.contains("/sort."));
    let summary = operation["summary"].as_str().unwrap_or_default();
    let mut text = format!("{}.", summary.trim_end_matches('.'));
    let mut say = |when: bool, what: &str| {
        if when {
            text.push(' ');
            text.push_str(what);
        }
    };
    say(
        takes("month") && takes("project"),
        "Filters combine: values of one are alternatives, different ones must all hold.",
    );
    say(
        takes("first"),
        "Given a page at a time: `links.next` leads on, and cursors never expire.",
    );
    say(
        sorted,
        "Ties in the order asked for are broken by id, so that pages never overlap.",
    );
    say(
        takes("facet"),
        "`facet` counts the whole list, not the page, by the dimensions asked for.",
    );
    say(
        takes("fields"),
        "`fields` leaves out the keys that are not wanted.",
    );
    let answer = below(operation, &["responses", "200"]);
    let forms = answer["content"].as_object().map_or(0, Map::len);
    say(
        forms > 1,
        "The form is negotiated by `Accept`, or named by a suffix of the path.",
    );
    say(
        answer.is_null(),
        "Answers with a redirect, never with a body.",
    );
    text
}
