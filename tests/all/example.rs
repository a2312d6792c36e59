//! The examples of the OpenAPI document: answers that are really given, cut
//! short where they are long, each of the schema that stands beside it.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use chronique::api::State;
use chronique::api::rest;
use serde_json::{Map, Value, json};

use crate::coverage::{EXAMPLES, filled, keys, operations};
use crate::support::{Response, ask, state};

/// Questions with a smaller answer than those of the coverage.
const SMALL: &[(&str, &str)] = &[
    ("report", "/v1/reports/2022-04"),
    ("coverage", "/v1/coverage?month=2022-04&category=publier"),
    ("index", "/v1"),
];

/// Files of one address, by the type that each has.
const FILES: &[(&str, &str)] = &[
    ("text/csv", "/v1/export/mentions.csv"),
    ("application/x-ndjson", "/v1/export/mentions.ndjson"),
    ("application/json", "/v1/export/datapackage.json"),
    ("text/markdown", "/v1/export/LICENSE.md"),
];

/// What each shared problem is an answer to: method, address, `Accept`.
const PROBLEMS: &[(&str, Method, &str, &str)] = &[
    (
        "InvalidParameter",
        Method::GET,
        "/v1/items?projet=sill",
        "*/*",
    ),
    ("NotFound", Method::GET, "/v1/reports/1999-01", "*/*"),
    ("MethodNotAllowed", Method::DELETE, "/v1/items", "*/*"),
    ("NotAcceptable", Method::GET, "/v1/archive", "image/png"),
];

/// What has no end is not asked for.
const ENDLESS: &str = "text/event-stream";

const GRAPHQL: &str = "{ archive { title counts { reports items } } }";

/// Every example: by operation, status and media type.
pub fn all(state: &State) -> Value {
    let document = rest::openapi_document_with(&Value::Null);
    let keys = keys(state);
    let mut examples = Map::new();
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        let Some(content) = operation["responses"]["200"]["content"].as_object() else {
            continue;
        };
        let mut forms = Map::new();
        for media_type in content.keys().filter(|t| *t != ENDLESS) {
            let file = FILES.iter().find(|(own, _)| own == media_type);
            let request = match file.filter(|_| id == "exportFile") {
                Some((_, address)) => TestRequest::get().uri(address),
                None => request(id, operation, media_type, &keys),
            };
            let response = ask(
                state,
                request.insert_header(("accept", media_type.as_str())),
            );
            assert_eq!(response.status, 200, "{id} as {media_type}");
            let given = response.header("content-type").unwrap();
            assert!(
                given.starts_with(media_type.as_str()),
                "{id}: {given}, not {media_type}"
            );
            forms.insert(media_type.clone(), short(&response, media_type));
        }
        examples.insert(id.to_owned(), json!({ "200": forms }));
    }
    let mut problems = Map::new();
    for (name, method, address, accept) in PROBLEMS {
        let request = TestRequest::default().method(method.clone()).uri(address);
        let response = ask(state, request.insert_header(("accept", *accept)));
        problems.insert(
            (*name).to_owned(),
            json!({ "application/problem+json": response.json() }),
        );
    }
    examples.insert("components".to_owned(), Value::Object(problems));
    Value::Object(examples)
}

/// The question whose answer is the example of an operation.
fn request(
    id: &str,
    operation: &Value,
    media_type: &str,
    keys: &std::collections::BTreeMap<&'static str, String>,
) -> TestRequest {
    match id {
        "graphqlGet" => {
            let query =
                url::form_urlencoded::byte_serialize(GRAPHQL.as_bytes()).collect::<String>();
            return TestRequest::get().uri(&format!("/graphql?query={query}"));
        }
        "graphqlPost" => {
            let body = json!({ "query": GRAPHQL });
            return TestRequest::post().uri("/graphql").set_json(body);
        }
        "graphqlSchema" => return TestRequest::get().uri("/graphql/schema.graphql"),
        _ => {}
    }
    let of = |table: &[(&str, &'static str)]| {
        let found = table.iter().find(|(name, _)| *name == id);
        found.map(|(_, address)| *address)
    };
    let address = of(SMALL).or_else(|| of(EXAMPLES));
    let address = filled(
        address.unwrap_or_else(|| panic!("no question for {id}")),
        keys,
    );
    let pages = operation["parameters"].as_array().is_some_and(|all| {
        all.iter()
            .any(|p| p["$ref"] == "#/components/parameters/first")
    });
    if !pages {
        return TestRequest::get().uri(&address);
    }
    // Only months are drawn.
    let address = match media_type {
        "image/svg+xml" => address.replace("by=month,category", "by=month"),
        _ => address,
    };
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    // Facets stand in the envelope, which only JSON has; feeds mark nothing.
    let without: &[&str] = match media_type {
        "application/json" => &["first="],
        "text/csv" | "application/x-ndjson" => &["first=", "facet="],
        _ => &["first=", "facet=", "highlight="],
    };
    let kept = query.split('&').filter(|pair| {
        let is_left_out = without.iter().any(|name| pair.starts_with(name));
        !pair.is_empty() && !is_left_out
    });
    let query: Vec<&str> = kept.chain(["first=1"]).collect();
    TestRequest::get().uri(&format!("{path}?{}", query.join("&")))
}

/// An answer that is short enough to be read in a documentation.
fn short(response: &Response, media_type: &str) -> Value {
    if !media_type.ends_with("json") || media_type.contains("ndjson") {
        let text = response.text();
        let cut: String = text.chars().take(240).collect();
        let mark = if cut == text { "" } else { "…" };
        return json!(format!("{cut}{mark}"));
    }
    let mut answer = response.json();
    let Some(members) = answer.as_object_mut() else {
        return answer;
    };
    // Lists of an envelope were asked for with one row; others are cut.
    for member in members.values_mut() {
        if let Value::Array(rows) = member {
            rows.truncate(1);
        }
    }
    if !members.contains_key("meta") {
        members.retain(|_, value| value.to_string().len() < 2_000);
    }
    answer
}

#[test]
fn every_operation_has_an_example_of_its_schema() {
    let document = rest::openapi_document();
    let mut checked = 0;
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(
            operation["description"].as_str().unwrap().len() > 10,
            "{id}"
        );
        let responses = operation["responses"].as_object().unwrap();
        let refusals = responses.keys().filter(|status| status.starts_with('4'));
        assert!(refusals.count() > 0, "{id} is never refused");
        let Some(content) = responses
            .get("200")
            .map(|r| r["content"].as_object().unwrap())
        else {
            let location = &responses["307"]["headers"]["Location"]["schema"];
            assert!(location["examples"][0].is_string(), "{id}");
            continue;
        };
        for (media_type, described) in content.iter().filter(|(t, _)| *t != ENDLESS) {
            assert!(
                described.get("example").is_some(),
                "{id} as {media_type} has no example"
            );
            check(&document, described, &format!("{id} as {media_type}"));
            checked += 1;
        }
    }
    for (name, response) in document["components"]["responses"].as_object().unwrap() {
        for described in response["content"].as_object().unwrap().values() {
            if described.get("example").is_some() {
                check(&document, described, name);
                checked += 1;
            }
        }
    }
    assert!(checked > 30, "{checked}");
}

fn check(document: &Value, described: &Value, what: &str) {
    let mut schema = described["schema"].clone();
    assert!(schema.is_object(), "{what} has no schema");
    schema["components"] = document["components"].clone();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&described["example"])
        .map(|e| format!("{e} at {}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

/// Examples are made of the archive alone: asked twice, they are the same.
#[test]
fn examples_do_not_change_by_themselves() {
    assert_eq!(all(&state()), all(&state()));
}
