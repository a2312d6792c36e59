//! The documents of the repository are what is served, byte for byte. Run
//! here, a stale document is rewritten and the test fails once; in CI it only
//! fails.

use std::fs;

use chronique::api::rest;

use crate::support::{get, state, top};

/// Holds a file of the repository to what it should be.
fn hold(file: &str, expected: &str) {
    let path = top().join(file);
    let found = fs::read_to_string(&path).unwrap_or_default();
    if found == expected {
        return;
    }
    if std::env::var_os("CI").is_none() {
        fs::write(&path, expected).unwrap();
        panic!("{file} was stale and is rewritten: look at the change, commit it, and run again");
    }
    panic!("{file} is stale: run `cargo test` outside CI and commit the change");
}

#[test]
fn openapi_yaml_is_the_document_of_the_routes() {
    let document = rest::openapi_document();
    let yaml = rest::openapi_to_yaml(&document).unwrap();
    let back: serde_json::Value = serde_saphyr::from_str(&yaml).unwrap();
    assert_eq!(back, document, "YAML and JSON say the same");
    hold("openapi.yaml", &yaml);
}

#[test]
fn openapi_is_served_as_it_stands_in_the_repository() {
    let state = state();
    let file = fs::read_to_string(top().join("openapi.yaml")).unwrap();
    assert_eq!(get(&state, "/openapi.yaml").text(), file);
    assert_eq!(
        get(&state, "/openapi.json").json(),
        rest::openapi_document()
    );
}
