//! `/v1/reports`.

use std::fs;

use crate::support::{archive_with, get, get_json, state, state_of, top};

#[test]
fn a_report_has_its_categories_in_order_empty_ones_too() {
    let report = get_json(&state(), "/v1/reports/2022-04");
    let categories = report["data"]["categories"].as_array().unwrap();
    let counts: Vec<(&str, u64)> = categories
        .iter()
        .map(|c| (c["slug"].as_str().unwrap(), c["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        counts,
        [
            ("utiliser", 1),
            ("publier", 0),
            ("accompagner", 3),
            ("attractivite", 0),
            ("vie-interne", 0)
        ]
    );
    assert_eq!(report["data"]["previous"], "2022-03");
    assert_eq!(report["data"]["next"], "2022-05");
}

#[test]
fn the_source_is_served_byte_for_byte() {
    let source = fs::read(top().join("data/2022/02.md")).unwrap();
    let response = get(&state(), "/v1/reports/2022-02.md");
    assert_eq!(
        response.header("content-type"),
        Some("text/markdown; charset=utf-8")
    );
    assert_eq!(response.body, source);
}

#[test]
fn latest_and_first_redirect_and_keep_the_suffix() {
    for (from, to) in [
        ("/", "/v1"),
        ("/v1/reports/latest", "/v1/reports/2022-12"),
        ("/v1/reports/first.md", "/v1/reports/2022-01.md"),
        (
            "/v1/reports/latest/items?first=3",
            "/v1/reports/2022-12/items?first=3",
        ),
        ("/v1/projects/BSOC/timeline", "/v1/projects/bsoc/timeline"),
    ] {
        let response = get(&state(), from);
        assert!([307, 308].contains(&response.status.as_u16()), "{from}");
        assert_eq!(response.header("location"), Some(to), "{from}");
    }
}

#[test]
fn forms_of_a_report_are_inert() {
    let hostile = "# A\n\n- a <script>alert(1)</script> [x](javascript:alert(1)) & \"q\" <b onclick=x>b</b>\n";
    let dir = archive_with(&[("2022/01.md", hostile), ("projects.toml", "")]);
    let state = state_of(dir.path());
    let html = get(&state, "/v1/reports/2022-01.html").text();
    assert!(
        !html.contains("<script") && !html.contains("javascript:") && !html.contains("onclick"),
        "{html}"
    );
    let item = &get_json(&state, "/v1/items")["data"][0];
    assert_eq!(item["links"], serde_json::json!([]));
    let clean = ammonia::clean(item["html"].as_str().unwrap());
    assert_eq!(item["html"], clean, "ammonia finds nothing to take out");
}

#[test]
fn what_is_not_there_is_a_problem() {
    for address in [
        "/v1/reports/2022-13",
        "/v1/reports/2022-02.pdf",
        "/v1/items/x",
        "/v1/projects/x",
        "/v1/resources/x",
        "/v1/categories/x",
        "/v1/nothing",
        "/v1/reports/%FF",
    ] {
        let response = get(&state(), address);
        assert_eq!(response.status.as_u16(), 404, "{address}");
        assert_eq!(
            response.header("content-type"),
            Some("application/problem+json"),
            "{address}"
        );
        assert_eq!(response.json()["type"], "/problems/not-found");
    }
}

#[test]
fn two_files_of_one_month_are_both_served() {
    let dir = archive_with(&[
        ("2022/01.md", "# A\n- a\n"),
        ("2022-01-suite.md", "# A\n- b\n"),
    ]);
    let reports = get_json(&state_of(dir.path()), "/v1/reports?sort=slug");
    let slugs: Vec<&str> = reports["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["slug"].as_str().unwrap())
        .collect();
    // The path that is nothing but a date keeps the plain slug.
    assert_eq!(slugs, ["2022-01", "2022-01-2022-01-suite"]);
    let diagnostics = get_json(&state_of(dir.path()), "/v1/diagnostics?code=duplicate-slug");
    assert_eq!(diagnostics["page"]["total"], 1);
}

#[test]
fn plain_text_keeps_nesting_and_quotes() {
    let text = "# A\n\n- un\n  - dedans\n    - au fond\n- deux\n\n> cité\n> encore\n";
    let dir = archive_with(&[("2022/01.md", text)]);
    let given = get(&state_of(dir.path()), "/v1/reports/2022-01.txt").text();
    let lists = "\nA\n-\n\n- un\n  - dedans\n    - au fond\n- deux\n\n> cité encore\n";
    assert!(given.contains(lists), "{given}");
}
