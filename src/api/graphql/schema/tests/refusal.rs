//! What is refused, and how that is told.

use super::*;

#[test]
fn a_resource_is_asked_for_in_exactly_one_way() {
    let data = ask(
        r#"{ resource(by: {url: "http://www.sill.example.org/list/?utm_source=x#y"}) { id }
             none: resource(by: {url: "not an address"}) { id } }"#,
    );
    let id = &data["resource"]["id"];
    let again = ask(&format!("{{ resource(by: {{id: {id}}}) {{ url }} }}"));
    assert_eq!(again["resource"]["url"], SILL);
    assert_eq!(data["none"], Json::Null);
    for by in ["{}", r#"{id: "a", url: "b"}"#, "{id: null}"] {
        let response = run(format!("{{ resource(by: {by}) {{ id }} }}"));
        assert!(!response.errors.is_empty(), "{by}");
    }
}

#[test]
fn a_bad_argument_is_null_with_every_fault() {
    let (error, data) = refused(
        r#"{ items(first: -1, month: {any: "2022-2"}, filter: {not: {month: {from: "x"}}}, after: "?") { totalCount }
             archive { title } }"#,
    );
    assert_eq!(
        data,
        json!({"items": null, "archive": {"title": "Archive"}})
    );
    assert_eq!(error["path"], json!(["items"]));
    let extensions = &error["extensions"];
    assert_eq!(extensions["type"], "/problems/invalid-parameter");
    let errors = extensions["errors"].as_array().unwrap();
    let faults: Vec<_> = errors
        .iter()
        .map(|e| (&e["parameter"], &e["code"]))
        .collect();
    let expected = [
        ("filter.not.month.from", "INVALID_MONTH"),
        ("month", "INVALID_MONTH"),
        ("first", "OUT_OF_RANGE"),
        ("after", "INVALID_CURSOR"),
    ];
    for ((parameter, code), expected) in faults.iter().zip(expected) {
        assert_eq!(
            (*parameter, *code),
            (&json!(expected.0), &json!(expected.1))
        );
    }
    assert_eq!((faults.len(), &extensions["code"]), (4, faults[0].1));
    let listed = |e: &serde_json::Value| e["allowed"].is_null() || e["allowed"].is_array();
    assert!(errors.iter().all(listed));
}

#[test]
fn every_field_that_can_refuse_does_so_with_a_code() {
    let ids = vec![r#""x""#; 201].join(", ");
    let nodes = format!("nodes(ids: [{ids}]) {{ id }}");
    for (field, code) in [
        (nodes.as_str(), "TOO_MANY"),
        ("stats(by: []) { totalCount }", "MISSING_PARAMETER"),
        ("stats(by: [KIND, KIND]) { totalCount }", "INVALID_VALUE"),
        ("coverage(month: {any: 2022.5}) { series }", "INVALID_MONTH"),
        (
            r#"diagnostics(code: "raw-htm") { totalCount }"#,
            "INVALID_VALUE",
        ),
        ("reports(first: 201) { totalCount }", "OUT_OF_RANGE"),
        ("items(last: 3000000000) { totalCount }", "OUT_OF_RANGE"),
        ("categories(first: 1, last: 1) { totalCount }", "CONFLICT"),
        (
            "projects(sort: [NAME_ASC, NAME_DESC]) { totalCount }",
            "INVALID_VALUE",
        ),
        (r#"resources(before: "x") { totalCount }"#, "INVALID_CURSOR"),
        ("sites(offset: -3) { totalCount }", "OUT_OF_RANGE"),
    ] {
        let (error, data) = refused(&format!("{{ {field} }}"));
        assert_eq!(error["extensions"]["code"], code, "{field}");
        let values: Vec<&Json> = data.as_object().unwrap().values().collect();
        assert_eq!(values, [&Json::Null], "{field}");
    }
    let (error, data) = refused("{ items { totalCount facets(by: [SITE, SITE]) { by } } }");
    assert_eq!(error["path"], json!(["items", "facets"]));
    assert_eq!(data["items"], json!({"totalCount": 5, "facets": null}));
}
