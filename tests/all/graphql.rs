//! `/graphql`: every root field, and how requests are refused.

use std::collections::BTreeSet;
use std::fs;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{Response, ask, get, state, top};

/// One question for each root field.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "archive",
        "{ archive { title counts { reports items links resources projects categories } months { first last } attribution } }",
    ),
    (
        "report",
        r#"{ report(slug: "2022-02") { slug previous { slug } next { slug } categories { slug heading count items { id } } items(first: 2) { totalCount } } }"#,
    ),
    (
        "reports",
        "{ reports(first: 3) { totalCount nodes { slug month title } } }",
    ),
    (
        "item",
        r#"{ item(id: "ITEM") { id text report { slug } category { slug } mentions { project { slug } method range { start end } } } }"#,
    ),
    (
        "items",
        r#"{ items(first: 2, q: "sill", sort: [MONTH_ASC, POSITION_ASC]) { totalCount corrected edges { cursor node { id } highlights { field ranges { start end } html } } pageInfo { endCursor hasNextPage } facets(by: [CATEGORY]) { by values { key count } } } }"#,
    ),
    (
        "category",
        r#"{ category(slug: "publier") { slug name counts { items reports emptyReports } items { totalCount } } }"#,
    ),
    ("categories", "{ categories { nodes { slug headings } } }"),
    (
        "project",
        r#"{ project(slug: "BSOC") { slug partOf { slug } items { totalCount } timeline { nodes { month items } } coMentions { nodes { project { slug } items } } } }"#,
    ),
    (
        "projects",
        "{ projects(kind: [PROGRAMME]) { nodes { slug counts { items } } } }",
    ),
    (
        "resource",
        r#"{ resource(by: { url: "http://www.github.com/etalab/sill/" }) { id url site variants { href count } citations { totalCount nodes { item { id } label } } } }"#,
    ),
    (
        "resources",
        "{ resources(first: 5) { totalCount nodes { url counts { citations } } } }",
    ),
    (
        "search",
        r#"{ search(q: "sill", type: [REPORT PROJECT], sort: [SCORE], first: 3) { totalCount corrected counts { type count } edges { cursor node { type key title snippet score month permalink node { id } highlights { field ranges { start end } html } } } } }"#,
    ),
    (
        "suggest",
        r#"{ suggest(prefix: "blue", first: 5) { type text key items } }"#,
    ),
    ("sites", "{ sites { nodes { host counts { citations } } } }"),
    (
        "stats",
        "{ stats(by: [MONTH, CATEGORY]) { totalCount nodes { keys { by key name } count } } }",
    ),
    (
        "coverage",
        "{ coverage { counts { published empty missing } months { month cells { status items } } } }",
    ),
    (
        "graph",
        r#"{ graph(q: "sill", month: {any: ["2022"]}, first: 5) { items nodes { project { slug name kind } items } edges { source { slug } target { slug } items } omittedNodes omittedEdges corrected } }"#,
    ),
    (
        "diagnostics",
        "{ diagnostics { nodes { code severity path line column message } } }",
    ),
    (
        "changes",
        "{ changes(since: \"0\", noun: [REPORT], first: 2) { totalCount nodes { position at noun change id formerId report before after text kind category { slug } } } }",
    ),
    (
        "node",
        r#"{ node(id: "report:2022-02") { id __typename } }"#,
    ),
    (
        "nodes",
        r#"{ nodes(ids: ["project:sill", "ITEM", "nothing"]) { id __typename } }"#,
    ),
];

fn post(body: &Value) -> Response {
    ask(&state(), TestRequest::post().uri("/graphql").set_json(body))
}

fn query(document: &str) -> Value {
    post(&json!({ "query": document })).json()
}

/// The fields of `type Query` in the schema's text.
fn root_fields() -> BTreeSet<String> {
    let sdl = fs::read_to_string(top().join("schema.graphql")).unwrap();
    let body = sdl.split("type Query {").nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    let field = |line: &str| {
        let line = line.strip_prefix("  ")?;
        let name: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
        let after = line.get(name.len()..)?;
        (!name.is_empty() && (after.starts_with(':') || after.starts_with('('))).then_some(name)
    };
    body.lines().filter_map(field).collect()
}

#[test]
fn every_root_field_answers() {
    let first = query("{ items(first: 1) { nodes { id } } }");
    let id = first["data"]["items"]["nodes"][0]["id"].as_str().unwrap();
    for (field, document) in EXAMPLES {
        let answer = query(&document.replace("ITEM", id));
        assert!(answer["errors"].is_null(), "{field}: {answer}");
        assert!(!answer["data"][field].is_null(), "{field}: {answer}");
    }
    let asked: BTreeSet<String> = EXAMPLES.iter().map(|(f, _)| (*f).to_owned()).collect();
    assert_eq!(root_fields(), asked);
}

#[test]
fn figures_are_those_of_the_official_reports() {
    let answer = query(
        r#"{ items(project: {any: ["sill"]}, month: {any: ["2022-02"]}) { totalCount } coverage { counts { published empty missing } } archive { counts { items links resources } } }"#,
    );
    assert_eq!(
        answer["data"],
        json!({
            "items": { "totalCount": 3 },
            "coverage": { "counts": { "published": 16, "empty": 44, "missing": 0 } },
            "archive": { "counts": { "items": 41, "links": 20, "resources": 18 } },
        })
    );
}

#[test]
fn refusals_have_a_code_and_no_data() {
    // Seven fragments of ten spreads each: ten million selections when written out.
    let fragment = |n: u32| {
        let spreads = format!("...F{} ", n + 1).repeat(10);
        let inside = if n < 6 { &spreads } else { "__typename" };
        format!("fragment F{n} on Query {{ {inside} }}")
    };
    let bomb = (0..7).map(fragment).collect::<Vec<_>>().join(" ");
    let deep = format!(
        "{{ items {{ nodes {} }} }}",
        "{ report { items { nodes ".repeat(12) + "{ id }" + &" } } }".repeat(12)
    );
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "{ items { totalCount } items(first: 2) { totalCount } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (&format!("{{ ...F0 }} {bomb}"), "SELECTION_LIMIT"),
        (
            "{ ...A } fragment A on Query { ...A }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (&deep, "DEPTH_LIMIT"),
        (&"#".repeat(70_000), "DOCUMENT_TOO_LARGE"),
        (
            "{ items(first: 200) { nodes { report { items(first: 200) { nodes { report { items(first: 200) { nodes { id } } } } } } } } }",
            "COMPLEXITY_LIMIT",
        ),
        (
            "query ($n: Int!) { items(first: $n) { totalCount } }",
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = query(document);
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
        assert!(
            answer["errors"][0]["extensions"]["type"]
                .as_str()
                .unwrap()
                .starts_with("/problems/")
        );
        assert!(answer.get("data").is_none(), "{answer}");
    }
}

#[test]
fn a_bad_argument_is_a_field_error_with_its_faults() {
    let answer =
        query("{ items(first: 201, month: {any: [\"2022-2\"]}) { totalCount } archive { title } }");
    assert!(answer["data"]["items"].is_null() && answer["data"]["archive"]["title"].is_string());
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "INVALID_MONTH");
    assert_eq!(extensions["errors"][1]["parameter"], "first");
}

#[test]
fn get_is_cached_and_post_is_not() {
    let address = "/graphql?query=%7B%20archive%20%7B%20title%20%7D%20%7D";
    let answer = get(&state(), address);
    let tag = answer.header("etag").unwrap().to_owned();
    let again = TestRequest::get()
        .uri(address)
        .insert_header(("if-none-match", tag));
    assert_eq!(ask(&state(), again).status.as_u16(), 304);
    assert_eq!(
        post(&json!({ "query": "{ archive { title } }" })).header("etag"),
        None
    );
}

#[test]
fn what_is_not_graphql_over_http_is_a_problem() {
    let send = |request: TestRequest| ask(&state(), request.uri("/graphql"));
    for (request, status) in [
        (
            TestRequest::post()
                .set_payload("{ archive { title } }")
                .insert_header(("content-type", "text/plain")),
            415,
        ),
        (
            TestRequest::post()
                .set_payload("query=x")
                .insert_header(("content-type", "application/x-www-form-urlencoded")),
            415,
        ),
        (TestRequest::put(), 405),
        (
            TestRequest::get().insert_header(("accept", "text/html")),
            406,
        ),
        (
            TestRequest::post()
                .insert_header(("content-type", "application/json"))
                .set_payload("x".repeat(200_000)),
            413,
        ),
    ] {
        let response = send(request);
        assert_eq!(response.status.as_u16(), status);
        assert_eq!(
            response.header("content-type"),
            Some("application/problem+json")
        );
    }
    let malformed = TestRequest::post()
        .insert_header(("content-type", "application/json"))
        .set_payload("{");
    assert_eq!(send(malformed).status.as_u16(), 400);
}
