//! Every operation of the OpenAPI document is asked, and every answer is of
//! the shape that the document promises.

use std::collections::{BTreeMap, BTreeSet};

use chronique::api::State;
use serde_json::{Value, json};

use crate::support::{Response, get, state};

/// One question for each operation.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("home", "/"),
    ("index", "/v1"),
    ("archive", "/v1/archive"),
    (
        "reports",
        "/v1/reports?project=sill&sort=-items&q=attractivite&highlight=true",
    ),
    ("report", "/v1/reports/2022-02"),
    ("reportItems", "/v1/reports/2022-02/items?facet=project"),
    (
        "items",
        "/v1/items?facet=category,site&first=200&q=l'appel&highlight=true",
    ),
    ("item", "/v1/items/{item}"),
    ("categories", "/v1/categories"),
    ("category", "/v1/categories/publier"),
    (
        "projects",
        "/v1/projects?kind=programme&q=code&highlight=true",
    ),
    ("project", "/v1/projects/bsoc"),
    ("projectItems", "/v1/projects/sill/items"),
    ("projectTimeline", "/v1/projects/sill/timeline"),
    ("projectCoMentions", "/v1/projects/sill/co-mentions"),
    (
        "resources",
        "/v1/resources?site=github.com&q=etalab&highlight=true",
    ),
    (
        "resourceLookup",
        "/v1/resources/lookup?url=http://www.github.com/etalab/sill/",
    ),
    ("resource", "/v1/resources/{resource}"),
    ("resourceCitations", "/v1/resources/{resource}/citations"),
    ("sites", "/v1/sites"),
    (
        "search",
        "/v1/search?q=sill&type=item,project&highlight=true&first=3",
    ),
    ("suggest", "/v1/suggest?prefix=blue&first=5"),
    ("stats", "/v1/stats?by=month,category&q=sill"),
    ("coverage", "/v1/coverage"),
    ("graph", "/v1/graph?month=2022&q=sill&first=5"),
    ("diagnostics", "/v1/diagnostics"),
    ("export", "/v1/export"),
    ("exportFile", "/v1/export/items.csv"),
    ("exportSource", "/v1/export/sources/2022-02.md"),
    ("catalog", "/catalog"),
    ("catalogJsonld", "/catalog.jsonld"),
    ("catalogTurtle", "/catalog.ttl"),
    ("changes", "/v1/changes?since=3&noun=ITEM&first=5"),
    ("openapiYaml", "/openapi.yaml"),
    ("openapiJson", "/openapi.json"),
    ("problems", "/problems"),
    ("problem", "/problems/invalid-parameter"),
    ("status", "/v1/status"),
    ("livez", "/livez"),
    ("readyz", "/readyz"),
];

#[test]
fn every_operation_answers_as_the_document_says() {
    let state = state();
    let document = get(&state, "/openapi.json").json();
    let keys = keys(&state);
    let mut asked = BTreeSet::new();
    for (id, address) in EXAMPLES {
        let address = filled(address, &keys);
        let operation = operation(&document, id);
        let response = get(&state, &address);
        check(&document, operation, &response, &address);
        asked.insert((*id).to_owned());
    }
    let graphql = ["graphqlGet", "graphqlPost", "graphqlSchema"].map(str::to_owned);
    let all: BTreeSet<String> = operations(&document)
        .map(|o| o["operationId"].as_str().unwrap().to_owned())
        .collect();
    let missing: Vec<_> = all
        .difference(&asked)
        .filter(|id| !graphql.contains(id))
        .collect();
    assert!(missing.is_empty(), "no example for {missing:?}");
}

/// What stands for the keys in braces.
pub fn keys(state: &State) -> BTreeMap<&'static str, String> {
    let item = get(state, "/v1/items?first=1&project=sill").json();
    let resource = get(state, "/v1/resources?first=1&project=sill").json();
    let id = |answer: &Value| answer["data"][0]["id"].as_str().unwrap().to_owned();
    BTreeMap::from([("{item}", id(&item)), ("{resource}", id(&resource))])
}

/// An address with its keys filled in.
pub fn filled(address: &str, keys: &BTreeMap<&'static str, String>) -> String {
    let filled = keys.iter();
    filled.fold(address.to_owned(), |a, (k, v)| a.replace(k, v))
}

pub fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"].as_object().unwrap().values();
    paths.flat_map(|path| path.as_object().unwrap().values())
}

fn operation<'a>(document: &'a Value, id: &str) -> &'a Value {
    let found = operations(document).find(|o| o["operationId"] == id);
    found.unwrap_or_else(|| panic!("{id} is not in the document"))
}

/// Holds a response to the operation's description of it.
fn check(document: &Value, operation: &Value, response: &Response, address: &str) {
    let status = response.status.as_u16().to_string();
    let described = &operation["responses"][&status];
    assert!(
        described.is_object(),
        "{address}: {status} is not described"
    );
    let Some(content) = described.get("content") else {
        return;
    };
    let media_type = response
        .header("content-type")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let described = &content[media_type];
    assert!(
        described.is_object(),
        "{address}: {media_type} is not described"
    );
    if media_type != "application/json" {
        return;
    }
    let schema = &described["schema"];
    assert!(schema.is_object(), "{address}: no schema");
    let mut whole = schema.clone();
    whole["components"] = document["components"].clone();
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let body = response.json();
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|e| format!("{} at {}", e, e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{address}: {errors:#?}");
    assert_ne!(body, json!({}));
}
