//! What is refused, and how that is told.

use serde_json::Map;

use super::*;
use crate::api::graphql::deadline::Deadline;
use crate::api::graphql::document::parse;
use crate::api::graphql::guard;
use crate::api::graphql::types::Types;

#[test]
fn a_resource_is_asked_for_in_exactly_one_way() {
    let data = ask(
        r#"{ resource(by: {url: "http://www.sill.example.org/list/?utm_source=x#y"}) { id }
             none: resource(by: {url: "https://example.org/none"}) { id } }"#,
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
    assert_eq!(
        extensions["type"],
        "https://chronique.example/problems/invalid-parameter"
    );
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
        ("items(last: 2000000000) { totalCount }", "OUT_OF_RANGE"),
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

#[test]
fn no_field_starts_once_the_time_is_up() {
    let document = "{ items { totalCount } coverage { series } stats(by: KIND) { totalCount }
        nodes(ids: []) { id } sites { totalCount } archive { title } }";
    let late = Deadline(tokio::time::Instant::now());
    let request = async_graphql::Request::new(document)
        .data(archive())
        .data(late);
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let response = runtime.unwrap().block_on(build("").execute(request));
    let response = serde_json::to_value(response).unwrap();
    assert_eq!(
        response["data"],
        json!({"items": null, "coverage": null, "stats": null, "nodes": null, "sites": null,
            "archive": {"title": "Archive"}})
    );
    let errors = response["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 5);
    for error in errors {
        assert_eq!(error["extensions"]["code"], "TIMEOUT");
        assert_eq!(error["extensions"]["type"], "/problems/timeout");
    }
}

#[actix_web::test]
async fn an_engine_without_time_answers_that_it_is_up() {
    let engine = Engine::new(build(""), SDL, "").unwrap();
    let engine = engine.with_time_limit(std::time::Duration::ZERO);
    let request = GraphqlRequest {
        query: "{ items { totalCount } }".to_owned(),
        ..GraphqlRequest::default()
    };
    let answer: Json =
        serde_json::from_slice(&engine.answer(request, archive()).await.body).unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TIMEOUT");
}

#[test]
fn what_looks_through_the_archive_has_its_price() {
    let types = Types::new(SDL).unwrap();
    let check = |document: &str| {
        let document = parse(document).unwrap();
        let checked = guard::check(&types, &document, None, &Map::new());
        checked.map_err(|fault| fault.code)
    };
    let aliases = |field: &str, count: u32| {
        let fields = (0..count).map(|n| format!("a{n}: {field} "));
        format!("{{ {} }}", fields.collect::<String>())
    };
    let all = "stats(by: [MONTH, RESOURCE, SITE], first: 1) { totalCount }";
    for field in [
        all,
        "stats(by: KIND) { totalCount }",
        "coverage { counts { missing } }",
        "items(sort: [KIND_ASC], first: 1) { totalCount }",
        r#"items(project: {any: "sill"}) { totalCount }"#,
        "resources(filter: {}) { totalCount }",
        "items(first: 1) { facets(by: [KIND]) { by } }",
    ] {
        assert_eq!(
            check(&aliases(field, 90)),
            Err("COMPLEXITY_LIMIT"),
            "{field}"
        );
        assert_eq!(check(&aliases(field, 10)), Ok(()), "{field}");
    }
    for document in [
        "{ reports(first: 200) { nodes { slug items(category: {any: \"publier\"}) { totalCount } } } }",
        "{ projects { nodes { items(sort: MONTH_ASC, first: 5) { nodes { text } } timeline { totalCount } } } }",
    ] {
        assert_eq!(check(document), Ok(()), "{document}");
    }
    let nested = format!(
        "{{ categories(first: 200) {{ nodes {} }} }}",
        aliases("items(sort: KIND_ASC) { totalCount }", 1)
    );
    assert_eq!(check(&nested), Err("COMPLEXITY_LIMIT"));
}
