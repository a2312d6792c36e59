//! The forms of an answer as the OpenAPI document describes them.

use serde_json::{Value, json};

use crate::api::rest::route::Route;

/// The forms besides JSON.
pub fn other_forms(route: &Route, row: &Value) -> Vec<(String, Value)> {
    let of_one = route.also.iter().map(|(_, media_type)| *media_type);
    let of_list = route.forms().iter().map(|form| form.media_type());
    let others = of_one.chain(of_list).filter(|t| *t != "application/json");
    let schema = |media_type: &str| match media_type {
        "application/feed+json" => json!({ "type": "object", "description": "JSON Feed 1.1." }),
        "application/x-ndjson" => {
            json!({ "type": "string", "description": "One row a line.", "contentSchema": row })
        }
        _ => json!({ "type": "string" }),
    };
    let content = others.map(|t| (t.to_owned(), json!({ "schema": schema(t) })));
    content.collect()
}
