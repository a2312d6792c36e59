//! The documents of the repository are what is served, byte for byte. Run
//! here, a stale document is rewritten and the test fails once; in CI it only
//! fails.

use std::fs;

use chronique::api::graphql::schema;
use chronique::api::rest;

use crate::example;
use crate::support::{get, state, top};

/// Holds a file of the repository to what it should be.
pub fn hold(file: &str, expected: &str) {
    assert!(
        is_held(file, expected),
        "{file} was stale and is rewritten: look at the change, commit it, and run again"
    );
}

/// Whether a file of the repository is what it should be; outside CI it is so
/// afterwards.
pub fn is_held(file: &str, expected: &str) -> bool {
    let path = top().join(file);
    let found = fs::read_to_string(&path).unwrap_or_default();
    let is_held = found == expected;
    let may_write = std::env::var_os("CI").is_none();
    assert!(
        is_held || may_write,
        "{file} is stale: run `cargo test` outside CI and commit the change"
    );
    if !is_held {
        fs::write(&path, expected).unwrap();
    }
    is_held
}

#[test]
fn openapi_yaml_is_the_document_of_the_routes() {
    // With the answers of now, so that one run rewrites both files.
    let examples = example::all(&state());
    let document = rest::openapi_document_with(&examples);
    let yaml = rest::openapi_to_yaml(&document).unwrap();
    let back: serde_json::Value = serde_saphyr::from_str(&yaml).unwrap();
    assert_eq!(back, document, "YAML and JSON say the same");
    let examples = format!("{examples:#}\n");
    let both = [
        is_held("src/api/rest/openapi/examples.json", &examples),
        is_held("openapi.yaml", &yaml),
    ];
    assert!(
        !both.contains(&false),
        "stale and rewritten: look at the change, commit it, run again"
    );
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

#[test]
fn schema_graphql_is_the_schema_of_the_objects_and_is_served() {
    hold("schema.graphql", &schema::sdl(&schema::build("")));
    let file = fs::read_to_string(top().join("schema.graphql")).unwrap();
    assert_eq!(get(&state(), "/graphql/schema.graphql").text(), file);
}

#[test]
fn the_command_line_prints_the_same_documents() {
    for (kind, file) in [("graphql", "schema.graphql"), ("openapi", "openapi.yaml")] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_chronique"))
            .args(["schema", kind])
            .output()
            .unwrap();
        assert!(output.status.success());
        let printed = String::from_utf8(output.stdout).unwrap();
        let is_same = printed == fs::read_to_string(top().join(file)).unwrap();
        assert!(is_same, "`schema {kind}` prints something else than {file}");
    }
}
