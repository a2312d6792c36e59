//! Every page of the explorer: the rows of its call, doors that open, and what
//! each page owes to whoever reads it.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use chronique::api::State;
use serde_json::{Value, json};

use super::{as_a_browser, in_english};
use crate::coverage::{filled, keys};
use crate::support::{ask, get, get_json, state};

/// Pages, and where their rows stand in the call that they mirror: the key that
/// `data-id` holds.
const LISTS: [(&str, &str); 10] = [
    ("/reports", "slug"),
    ("/reports?project=sill&sort=-items&first=2", "slug"),
    ("/projects?q=code&kind=programme", "slug"),
    ("/projects?first=5&sort=-items", "slug"),
    ("/resources?site=github.com", "id"),
    ("/resources?q=etalab&first=3", "id"),
    ("/sites?first=6", "host"),
    ("/categories", "slug"),
    ("/changes?noun=item&first=7", "position"),
    ("/search?q=sill&type=item,project&first=4", "key"),
];

const OTHERS: [&str; 14] = [
    "/",
    "/items",
    "/items/{item}",
    "/reports/2022-02",
    "/reports/2022-05",
    "/projects/sill",
    "/projects/bsoc",
    "/resources/{resource}",
    "/categories/publier",
    "/coverage",
    "/coverage?month=2022-01/2022-03&category=utiliser,publier",
    "/graph?month=2022-02",
    "/diagnostics?severity=info",
    "/search",
];

pub fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let found = html.split(start.as_str()).skip(1);
    found
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

pub fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |t, (from, to)| t.replace(from, to))
}

#[test]
fn lists_show_the_rows_of_their_calls() {
    let state = state();
    for (address, key) in LISTS {
        let page = ask(&state, as_a_browser(address));
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text());
        let given = get_json(&state, &format!("/v1{address}"));
        let rows = given["data"].as_array().unwrap().iter();
        let text = |row: &Value| match &row[key] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let given: Vec<String> = rows.map(text).collect();
        assert!(!given.is_empty(), "{address}");
        assert_eq!(values(&page.text(), "data-id"), given, "{address}");
    }
}

#[test]
fn a_report_reads_as_it_stands() {
    let state = state();
    let page = ask(&state, as_a_browser("/reports/2022-02")).text();
    let items = get_json(&state, "/v1/reports/2022-02/items?first=200");
    let rows = items["data"].as_array().unwrap().iter();
    let ids: Vec<&str> = rows.map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(values(&page, "data-id"), ids);
    // The five headings of every report, in their order.
    let headings = ["utiliser", "publier", "accompagner"];
    let places = headings.map(|h| page.find(&format!("<h2 id=\"c-{h}\"")).unwrap());
    assert!(places.is_sorted());
    for (address, to) in [
        ("/reports/latest", "/reports/2022-12"),
        ("/reports/first", "/reports/2022-01"),
    ] {
        let response = ask(&state, as_a_browser(address));
        assert_eq!(response.header("location"), Some(to), "{address}");
    }
    let alias = ask(&state, as_a_browser("/projects/BSOC"));
    assert_eq!(alias.status, StatusCode::PERMANENT_REDIRECT);
    for address in [
        "/reports/1999-01",
        "/projects/none",
        "/resources/none",
        "/categories/none",
    ] {
        assert_eq!(
            ask(&state, as_a_browser(address)).status,
            StatusCode::NOT_FOUND
        );
    }
}

#[test]
fn every_page_owes_the_same_to_its_reader() {
    let state = state();
    let keys = keys(&state);
    let lists = LISTS.iter().map(|(address, _)| *address);
    for address in OTHERS.into_iter().chain(lists) {
        let address = filled(address, &keys);
        let response = ask(&state, as_a_browser(&address));
        let english = ask(&state, in_english(&address));
        let html = response.text();
        assert_eq!(response.status, StatusCode::OK, "{address}: {html}");
        assert_ne!(html, english.text(), "{address}");
        assert_eq!(html.matches("<h1").count(), 1, "{address}");
        let ids = values(&html, "id");
        assert_eq!(
            ids.len(),
            ids.iter().collect::<BTreeSet<_>>().len(),
            "{address}: {ids:?}"
        );
        assert_eq!(response.header("set-cookie"), None);
        assert!(
            !html.contains(" style=\"") && !html.contains(" onclick"),
            "{address}"
        );
        every_door_opens(&state, &html, &address);
    }
}

fn every_door_opens(state: &State, html: &str, address: &str) {
    // The doors: each opens.
    let href = |id: &str| {
        let (_, rest) = html
            .split_once(&format!("id=\"door-{id}\" href=\""))
            .unwrap();
        unescaped(rest.split('"').next().unwrap())
    };
    let types = [
        ("rest", "application/json"),
        ("csv", "text/csv"),
        ("ndjson", "application/x-ndjson"),
        ("atom", "application/atom+xml"),
    ];
    for (door, media_type) in types {
        let opened = get(state, &href(door));
        assert_eq!(
            opened.status,
            StatusCode::OK,
            "{address}: {}: {}",
            href(door),
            opened.text()
        );
        assert!(
            opened
                .header("content-type")
                .unwrap()
                .starts_with(media_type)
        );
    }
    let (_, document) = html.split_once("id=\"door-document\"").unwrap();
    let document = document
        .split_once("<code>")
        .unwrap()
        .1
        .split("</code>")
        .next()
        .unwrap();
    let body = json!({ "query": unescaped(document) });
    let answer = ask(state, TestRequest::post().uri("/graphql").set_json(body)).json();
    assert_eq!(
        answer["errors"],
        Value::Null,
        "{address}: {document}: {answer}"
    );
}
