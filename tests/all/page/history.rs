//! Pages of what has moved and of what is no longer there.

use actix_web::http::StatusCode;
use chronique::api::State;
use serde_json::Value;

use super::tree::Tree;
use super::{as_a_browser, in_english};
use crate::support::{Response, ask, get_json, state_after};

const KEPT: &str = "# T\n\n## A\n\n- Autre chose, qui reste là.\n";
const FIRST: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste de ses marchés.\n- Un parc recense ses sentiers.\n";
const SECOND: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste complète de ses marchés.\n";

/// A report that is rewritten (one item changes, one goes) and then moves to a
/// day, and one that goes.
fn edited() -> State {
    state_after(&[
        &[
            ("2022/01.md", FIRST),
            ("2022/02.md", KEPT),
            ("2022/03.md", "# T\n\n- Passager.\n"),
        ],
        &[
            ("2022/01.md", SECOND),
            ("2022/02.md", KEPT),
            ("2022/03.md", "# T\n\n- Passager.\n"),
        ],
        &[("2022-01-14.md", SECOND), ("2022/02.md", KEPT)],
    ])
}

/// The rows of the change log that say this of such a noun.
fn changes(state: &State, change: &str, noun: &str) -> Vec<Value> {
    let address = format!("/v1/changes?change={change}&noun={noun}&first=200");
    get_json(state, &address)["data"]
        .as_array()
        .unwrap()
        .clone()
}

fn ids(rows: &[Value], key: &str) -> Vec<String> {
    let ids = rows.iter().filter_map(|row| row[key].as_str());
    ids.map(str::to_owned).collect()
}

/// The answers in French and in English.
fn both(state: &State, address: &str) -> [(Response, &'static str); 2] {
    [
        (ask(state, as_a_browser(address)), "fr"),
        (ask(state, in_english(address)), "en"),
    ]
}

fn is_page(response: &Response, language: &str, status: StatusCode, address: &str) -> Tree {
    assert_eq!(response.status, status, "{address}");
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(
        response.header("content-language"),
        Some(language),
        "{address}"
    );
    assert_eq!(
        response.header("cache-control"),
        Some("no-store"),
        "{address}"
    );
    let tree = Tree::of(&response.text());
    assert_eq!(tree.faults(), Vec::<String>::new(), "{address}");
    let heading = tree.named("h1").next().unwrap().text.clone();
    assert!(heading.contains(status.as_str()), "{address}: {heading}");
    tree
}

#[test]
fn what_moved_leads_on_in_the_language_that_was_asked_for() {
    let state = edited();
    let item = &changes(&state, "UPDATED", "ITEM");
    let moved = item.iter().find(|row| !row["formerId"].is_null()).unwrap();
    let (from, to) = (
        moved["formerId"].as_str().unwrap(),
        moved["id"].as_str().unwrap(),
    );
    assert_ne!(from, to);
    for (from, to) in [
        (
            "/reports/2022-01".to_owned(),
            "/reports/2022-01-14".to_owned(),
        ),
        (format!("/items/{from}"), format!("/items/{to}")),
    ] {
        for (response, _) in both(&state, &from) {
            assert_eq!(response.status, StatusCode::PERMANENT_REDIRECT, "{from}");
            assert_eq!(response.header("location"), Some(to.as_str()), "{from}");
        }
        // The language goes on where the address names it.
        let named = ask(&state, as_a_browser(&format!("{from}?lang=en")));
        let location = named.header("location").unwrap().to_owned();
        assert_eq!(location, format!("{to}?lang=en"));
        let there = ask(&state, as_a_browser(&location));
        assert_eq!(there.status, StatusCode::OK, "{location}");
        assert_eq!(there.header("content-language"), Some("en"));
    }
}

#[test]
fn what_is_gone_is_said_to_be_gone() {
    let state = edited();
    let reports = ids(&changes(&state, "DELETED", "REPORT"), "id");
    assert_eq!(reports, ["2022-03"]);
    let items = ids(&changes(&state, "DELETED", "ITEM"), "id");
    assert_eq!(
        items.len(),
        2,
        "the path through the park, and the only one of March"
    );
    let pages = reports.iter().map(|id| format!("/reports/{id}"));
    let pages: Vec<String> = pages
        .chain(items.iter().map(|id| format!("/items/{id}")))
        .collect();
    for page in pages {
        let told = both(&state, &page).map(|(response, language)| {
            let tree = is_page(&response, language, StatusCode::GONE, &page);
            // Back to somewhere, and to what the status means.
            let links = tree.values("href");
            assert!(
                links.contains(&"/problems/gone") && links.contains(&"/"),
                "{page}"
            );
            tree.named("h1").next().unwrap().text.clone()
        });
        assert_ne!(told[0], told[1], "{page}");
    }
}

#[test]
fn the_newest_and_the_first_report_have_addresses_that_stay() {
    let state = edited();
    for (from, to) in [
        ("/reports/latest", "/reports/2022-02"),
        ("/reports/first", "/reports/2022-01-14"),
    ] {
        for (response, language) in both(&state, from) {
            assert_eq!(response.status, StatusCode::TEMPORARY_REDIRECT, "{from}");
            assert_eq!(response.header("location"), Some(to), "{from}");
            let request = if language == "fr" {
                as_a_browser(to)
            } else {
                in_english(to)
            };
            let there = ask(&state, request);
            assert_eq!(there.status, StatusCode::OK, "{to}");
            assert_eq!(there.header("content-language"), Some(language));
        }
    }
    let empty = state_after(&[&[]]);
    for (response, language) in both(&empty, "/reports/latest") {
        is_page(
            &response,
            language,
            StatusCode::NOT_FOUND,
            "/reports/latest",
        );
    }
}

#[test]
fn what_never_was_is_not_found() {
    let state = edited();
    for page in [
        "/reports/2021-12",
        "/reports/none",
        "/reports/%3Cscript%3E",
        "/reports/2022-01-14/none",
        "/items/2022-01-aaaaaaaa",
        "/items/none",
        "/projects/none",
        "/categories/none",
        "/resources/none",
        "/problems/none",
        "/docs/none",
        "/none",
    ] {
        for (response, language) in both(&state, page) {
            let tree = is_page(&response, language, StatusCode::NOT_FOUND, page);
            assert!(
                tree.values("href").contains(&"/problems/not-found"),
                "{page}"
            );
        }
    }
}
