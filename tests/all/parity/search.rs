//! Searches and suggestions are the same through every door.

use serde_json::{Value, json};

use super::question::{self, Asked};
use super::{command_line, faults, graphql_request, mixed_archive};
use crate::support::{ask_all, state_of};
use actix_web::test::TestRequest;

/// A search as REST and GraphQL ask it.
fn search(q: &str, asked: &Asked) -> (String, String) {
    let text = json!(q).to_string();
    let pairs = question::pairs(&[("q", q), ("highlight", "true")]);
    let kind = asked.kind.map(|k| {
        (
            format!("&type={}", k.to_lowercase()),
            format!(", type: [{k}]"),
        )
    });
    let sort = asked.sort.map(|s| {
        (
            format!("&sort={s}"),
            format!(", sort: [{}]", s.to_uppercase()),
        )
    });
    let (rest_kind, kind) = kind.unwrap_or_default();
    let (rest_sort, sort) = sort.unwrap_or_default();
    let first = asked.first;
    let hit = "cursor node { type key title snippet month score permalink highlights { field ranges { start end } html } }";
    (
        format!("/v1/search?{pairs}{rest_kind}{rest_sort}&first={first}"),
        format!(
            "{{ search(q: {text}{kind}{sort}, first: {first}) {{ totalCount corrected counts {{ type count }} edges {{ {hit} }} pageInfo {{ startCursor endCursor hasNextPage }} }} }}"
        ),
    )
}

/// A question for projects by their names, as both doors ask it.
fn projects(q: &str, first: &str) -> (String, String) {
    let (text, pairs) = (
        json!(q),
        question::pairs(&[("q", q), ("highlight", "true")]),
    );
    (
        format!("/v1/projects?{pairs}&first={first}"),
        format!(
            "{{ projects(q: {text}, first: {first}) {{ totalCount corrected edges {{ node {{ slug }} highlights {{ field ranges {{ start end }} html }} }} pageInfo {{ endCursor }} }} }}"
        ),
    )
}

fn errors(body: &Value) -> Vec<Value> {
    faults(&body["errors"][0]["extensions"]["errors"])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn hits_agree(address: &str, rest: &Value, found: &Value) {
    let nodes: Vec<Value> = list(&found["edges"])
        .iter()
        .map(|e| e["node"].clone())
        .collect();
    assert_eq!(rest["data"], json!(nodes), "{address}");
    assert_eq!(rest["page"]["total"], found["totalCount"], "{address}");
    assert_eq!(rest["page"]["endCursor"], found["pageInfo"]["endCursor"]);
    assert_eq!(rest["meta"]["corrected"], found["corrected"]);
    let counts = list(&rest["facets"]["type"]).iter();
    let counts: Vec<Value> = counts
        .map(|c| json!({"type": c["key"], "count": c["count"]}))
        .collect();
    assert_eq!(json!(counts), found["counts"]);
}

fn projects_agree(address: &str, rest: &Value, found: &Value) {
    let rows = list(&rest["data"]).iter();
    let rows: Vec<Value> = rows.map(|r| json!([r["slug"], r["highlights"]])).collect();
    let edges = list(&found["edges"]).iter();
    let same: Vec<Value> = edges
        .map(|e| json!([e["node"]["slug"], e["highlights"]]))
        .collect();
    assert_eq!(rows, same, "{address}");
    assert_eq!(rest["page"]["endCursor"], found["pageInfo"]["endCursor"]);
    assert_eq!(rest["meta"]["corrected"], found["corrected"]);
}

#[test]
fn searches_agree_as_well() {
    let dir = mixed_archive();
    let state = state_of(dir.path());
    let mut found = 0;
    for (q, asked) in question::searches() {
        let (address, document) = search(&q, &asked);
        let (projects_address, projects_document) = projects(&q, &asked.first.to_string());
        let requests = vec![
            TestRequest::get().uri(&address),
            graphql_request(&document),
            TestRequest::get().uri(&projects_address),
            graphql_request(&projects_document),
        ];
        let answers = ask_all(&state, requests);
        let [rest, graphql, rest_projects, projects] = [0, 1, 2, 3].map(|i| answers[i].json());
        assert_eq!(faults(&rest["errors"]), errors(&graphql), "{address}");
        let projects_faults = faults(&rest_projects["errors"]);
        assert_eq!(projects_faults, errors(&projects), "{projects_address}");
        if rest["data"].is_null() {
            continue;
        }
        hits_agree(&address, &rest, &graphql["data"]["search"]);
        let printed = command_line(dir.path(), &["get", &address]);
        assert_eq!(printed["data"], rest["data"], "chronique get '{address}'");
        projects_agree(
            &projects_address,
            &rest_projects,
            &projects["data"]["projects"],
        );
        found += list(&rest["data"]).len();
    }
    assert!(found > 50, "{found} hits");
}

#[test]
fn suggestions_agree_as_well() {
    let dir = mixed_archive();
    let state = state_of(dir.path());
    for prefix in ["s", "SIL", "éco", "blue", "git", "", " ", "zzz"] {
        let pairs = question::pairs(&[("prefix", prefix)]);
        let address = format!("/v1/suggest?{pairs}&first=5");
        let document = format!(
            "{{ suggest(prefix: {}, first: 5) {{ type text key items }} }}",
            json!(prefix)
        );
        let requests = vec![TestRequest::get().uri(&address), graphql_request(&document)];
        let answers = ask_all(&state, requests);
        let (rest, graphql) = (answers[0].json(), answers[1].json());
        assert_eq!(rest["data"], graphql["data"]["suggest"], "{address}");
        assert_eq!(faults(&rest["errors"]), errors(&graphql));
    }
}
