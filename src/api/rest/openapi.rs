//! The OpenAPI 3.1 document, made from the route table and the views.

mod finish;
mod forms;
mod tags;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::changes::gone_response;
use super::envelope::{FacetValueView, LinksView, MetaView, PageView};
use super::parameters::{component_name, parameter};
use super::route::{DataSchema, Route, Shape, schema_of};
use super::table::routes;
use tags::TAGS;

/// The document as it is served, byte for byte the file of the repository.
pub const YAML: &str = include_str!("../../../openapi.yaml");

/// The same in JSON, made once.
pub static JSON: LazyLock<String> = LazyLock::new(|| document().to_string());

/// The document. A test holds the file and this equal.
#[must_use]
pub fn document() -> Value {
    document_with(&serde_json::from_str(finish::EXAMPLES).unwrap_or_default())
}

/// The document with these examples: by operation, status and media type.
#[must_use]
pub fn document_with(examples: &Value) -> Value {
    let mut document = outline();
    finish::finish(&mut document, examples);
    document
}

/// Everything that routes and views say of themselves.
fn outline() -> Value {
    let mut components = BTreeMap::new();
    let common: [fn() -> DataSchema; 4] = [
        schema_of::<PageView>,
        schema_of::<LinksView>,
        schema_of::<MetaView<'static>>,
        schema_of::<FacetValueView>,
    ];
    for schema in common {
        components.extend(schema().components);
    }
    let mut paths = Map::new();
    let mut parameters = BTreeMap::new();
    for route in routes() {
        let data = (route.schema)();
        components.extend(data.components);
        for name in route.parameters() {
            parameters.insert(component_name(route, &name), parameter(route, &name));
        }
        paths.insert(
            route.path.to_owned(),
            json!({ "get": operation(route, &data.schema) }),
        );
    }
    paths.extend(graphql_paths());
    components.insert("Problem".to_owned(), problem_schema());
    for schema in components.values_mut() {
        tidy(schema);
    }
    let tags = TAGS.map(|(name, description)| json!({ "name": name, "description": description }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Chronique",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "REST and GraphQL over an archive of monthly reports",
            "description": "Read-only. Every list takes the same filters, sort keys and cursors as GraphQL and the command line. Unknown parameters are refused with the closest name. Errors are RFC 9457 problems.",
            "contact": { "name": "The publisher of the archive, named at /v1/archive" },
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "This server" }],
        "security": [],
        "tags": tags,
        "paths": paths,
        "components": { "schemas": components, "parameters": parameters, "responses": problems() },
    })
}

/// The document in YAML.
///
/// # Errors
/// Never on the document above.
pub fn to_yaml(document: &Value) -> Result<String, Box<dyn std::error::Error>> {
    Ok(serde_saphyr::to_string(document)?)
}

fn operation(route: &Route, data: &Value) -> Value {
    let names = route.parameters();
    let segment = route.segment.map(|(name, description, example)| {
        json!({
            "name": name, "in": "path", "required": true, "description": description,
            "schema": { "type": "string" }, "example": example,
        })
    });
    let query = names
        .iter()
        .map(|name| reference("parameters", &component_name(route, name)));
    let parameters: Vec<Value> = segment.into_iter().chain(query).collect();
    json!({
        "operationId": route.id,
        "tags": [route.tag],
        "summary": route.summary,
        "parameters": parameters,
        "responses": responses(route, data),
    })
}

fn responses(route: &Route, data: &Value) -> Value {
    let mut responses = Map::new();
    let mut add = |status: &str, response: Value| responses.insert(status.to_owned(), response);
    match route.shape {
        Shape::Redirect => add(
            "307",
            json!({ "description": "To the address in `Location`" }),
        ),
        Shape::Bare => add(
            "200",
            json!({
                "description": "The answer",
                "content": { "application/json": { "schema": { "type": "object" } } },
            }),
        ),
        Shape::File(media_type) => {
            let also = route.also.iter().map(|(_, media_type)| *media_type);
            let forms = std::iter::once(media_type).chain(also);
            let forms = forms.map(|form| (form.to_owned(), json!({})));
            let content: Map<String, Value> = forms.collect();
            add(
                "200",
                json!({ "description": "The document", "content": content }),
            );
            add("304", unchanged())
        }
        Shape::Download(types) => download(types, &mut add),
        Shape::One | Shape::List | Shape::FacetedList => {
            let mut content = Map::new();
            content.insert(
                "application/json".to_owned(),
                json!({ "schema": envelope(route.shape, data) }),
            );
            content.extend(forms::other_forms(route, data));
            add(
                "200",
                json!({ "description": "The answer", "content": content }),
            );
            add("304", unchanged())
        }
    };
    shared_responses(route, &mut add);
    Value::Object(responses)
}

/// A file, whole or in part.
fn download(types: &[&str], mut add: impl FnMut(&str, Value) -> Option<Value>) -> Option<Value> {
    let contents = types.iter().map(|t| ((*t).to_owned(), json!({})));
    let content: Map<String, Value> = contents.collect();
    let file = |description: &str| json!({ "description": description, "content": content });
    add("200", file("The file"));
    add("206", file("A part of the file"));
    add("304", unchanged());
    add(
        "416",
        problem("No byte of the file is in the range asked for"),
    )
}

fn unchanged() -> Value {
    json!({ "description": "Not changed since the `ETag` of `If-None-Match`" })
}

/// Redirects and problems.
fn shared_responses(route: &Route, mut add: impl FnMut(&str, Value) -> Option<Value>) {
    if route.tag == "reports" && route.segment.is_some() {
        add(
            "307",
            json!({ "description": "`latest` and `first` stand for the report in `Location`" }),
        );
    }
    if route.id == "item" {
        add(
            "303",
            json!({ "description": "For who would rather have HTML: the page of the item is in `Location`" }),
        );
    }
    if route.id == "item" || (route.tag == "reports" && route.segment.is_some()) {
        add(
            "308",
            json!({ "description": "A former id: the address of the present one is in `Location`" }),
        );
        add("410", reference("responses", "Gone"));
    }
    if ["projects", "categories"].contains(&route.tag) && route.segment.is_some() {
        add(
            "308",
            json!({ "description": "Another name: the slug's address is in `Location`" }),
        );
    }
    add("400", reference("responses", "InvalidParameter"));
    if route.segment.is_some() || route.id == "resourceLookup" {
        add("404", reference("responses", "NotFound"));
    }
    add("405", reference("responses", "MethodNotAllowed"));
    let is_negotiated = match route.shape {
        Shape::One | Shape::List | Shape::FacetedList => true,
        Shape::File(_) => !route.also.is_empty(),
        _ => false,
    };
    if is_negotiated {
        add("406", reference("responses", "NotAcceptable"));
    }
    add("414", reference("responses", "UriTooLong"));
}

fn problem(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// The problems that every operation shares.
fn problems() -> Value {
    json!({
        "InvalidParameter": problem("A parameter is unknown, repeated or of the wrong form"),
        "NotFound": problem("There is none"),
        "Gone": gone_response(),
        "Problem": problem("A problem of any other kind; /problems lists them all"),
        "MethodNotAllowed": problem("Another method than GET, HEAD and OPTIONS"),
        "NotAcceptable": problem("None of the formats asked for can be given"),
        "UriTooLong": problem("The query is longer than is read"),
    })
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn envelope(shape: Shape, data: &Value) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["data", "links", "meta"];
    if shape == Shape::One {
        properties.insert("data".to_owned(), data.clone());
    } else {
        properties.insert("data".to_owned(), json!({ "type": "array", "items": data }));
        properties.insert("page".to_owned(), reference("schemas", "Page"));
        required.push("page");
    }
    if shape == Shape::FacetedList {
        let values = json!({ "type": "array", "items": reference("schemas", "FacetValue") });
        properties.insert("facets".to_owned(), json!({
            "type": "object",
            "description": "Only if asked for: the values of each dimension, most frequent first. A search always has `type`: how many of each match, whatever types are asked for.",
            "additionalProperties": values,
        }));
    }
    properties.insert("links".to_owned(), reference("schemas", "Links"));
    properties.insert("meta".to_owned(), reference("schemas", "Meta"));
    json!({ "type": "object", "required": required, "properties": properties })
}

fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "description": "RFC 9457 problem details.",
        "required": ["type", "title", "status", "detail", "instance", "errors"],
        "properties": {
            "type": { "type": "string", "description": "Address of the page that explains it." },
            "title": text,
            "status": { "type": "integer" },
            "detail": text,
            "instance": { "type": ["string", "null"] },
            "errors": { "type": "array", "items": {
                "type": "object",
                "required": ["parameter", "detail", "code", "allowed"],
                "properties": {
                    "parameter": text, "detail": text, "code": text,
                    "allowed": { "type": ["array", "null"], "items": text },
                },
            } },
        },
    })
}

fn graphql_paths() -> Map<String, Value> {
    let answer = || {
        json!({
            "application/graphql-response+json": { "schema": { "type": "object" } },
            "application/json": { "schema": { "type": "object" } },
        })
    };
    let responses = json!({
        "200": { "description": "A GraphQL response", "content": answer() },
        "400": { "description": "A GraphQL request error", "content": answer() },
        "405": problem("Another method than GET, HEAD, POST and OPTIONS"),
        "406": reference("responses", "NotAcceptable"),
        "413": problem("The body is too long"),
        "415": problem("The body is not application/json"),
    });
    let mut read = responses.clone();
    read.as_object_mut()
        .and_then(|read| read.insert("304".to_owned(), unchanged()));
    let text = |name: &str, required: bool| {
        json!({
            "name": name, "in": "query", "required": required, "schema": { "type": "string" },
            "description": format!("`{name}` of the GraphQL-over-HTTP specification."),
        })
    };
    let mut paths = Map::new();
    paths.insert("/graphql".to_owned(), json!({
        "get": {
            "operationId": "graphqlGet", "tags": ["graphql"], "summary": "A GraphQL query in the address",
            "description": "Queries only, as the GraphQL-over-HTTP specification says: 200 with `data`, or 400 without it. The answer has an `ETag`.",
            "parameters": [text("query", true), text("operationName", false), text("variables", false), text("extensions", false)],
            "responses": read,
        },
        "post": {
            "operationId": "graphqlPost", "tags": ["graphql"], "summary": "A GraphQL query in the body",
            "description": "As the GraphQL-over-HTTP specification says: 200 with `data`, or 400 without it. Documents past the limits on size, depth, aliases and cost are refused before anything runs.",
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "required": ["query"],
                "properties": {
                    "query": { "type": "string" },
                    "operationName": { "type": ["string", "null"] },
                    "variables": { "type": ["object", "null"] },
                    "extensions": { "type": ["object", "null"] },
                },
            } } } },
            "responses": responses,
        },
    }));
    paths.insert("/graphql/schema.graphql".to_owned(), json!({ "get": {
        "operationId": "graphqlSchema", "tags": ["graphql"], "summary": "The GraphQL schema in SDL",
        "responses": {
            "200": { "description": "The document", "content": { "text/plain": { "schema": { "type": "string" } } } },
            "304": unchanged(),
        },
    } }));
    paths
}

/// What the derived schemas lack: every key of ours is always there, and the
/// `int32` format that is written for our unsigned numbers is wrong.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("type") == Some(&json!("integer")) {
                object.remove("format");
            }
            if let Some(keys) = object.get("properties").and_then(Value::as_object) {
                // Only there if asked for.
                let keys = keys.keys().filter(|key| *key != "highlights");
                let keys: Vec<Value> = keys.cloned().map(Value::String).collect();
                object.insert("required".to_owned(), Value::Array(keys));
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(list) => list.iter_mut().for_each(tidy),
        _ => {}
    }
}
