//! What every page carries, whatever it shows.

use std::collections::BTreeSet;

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use chronique::api::State;

use super::tree::Tree;
use super::{as_a_browser, in_english};
use crate::coverage::{filled, keys};
use crate::support::{Response, archive_with, ask, ask_all, get, state, state_of};

/// An address for each page, in the order in which they are mounted.
const PAGES: [(&str, &str); 22] = [
    ("/items", "/items?project=sill"),
    ("/items/{id}", "/items/{item}"),
    ("/reports", "/reports"),
    ("/reports/{slug}", "/reports/2022-02"),
    ("/projects", "/projects?q=code"),
    ("/projects/{slug}", "/projects/sill"),
    ("/resources", "/resources?site=github.com"),
    ("/resources/{id}", "/resources/{resource}"),
    ("/sites", "/sites"),
    ("/categories", "/categories"),
    ("/categories/{slug}", "/categories/publier"),
    ("/search", "/search?q=sill"),
    ("/coverage", "/coverage"),
    ("/graph", "/graph"),
    ("/changes", "/changes"),
    ("/diagnostics", "/diagnostics"),
    ("/docs", "/docs"),
    ("/docs/{tag}", "/docs/items"),
    ("/graphiql", "/graphiql"),
    ("/", "/"),
    ("/problems", "/problems"),
    ("/problems/{slug}", "/problems/gone"),
];

/// Paths that give API clients something of their own.
const SHARED: [&str; 3] = ["/", "/problems", "/problems/{slug}"];

/// What the brief of the explorer decides: nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn addresses(state: &State) -> Vec<(&'static str, String)> {
    let keys = keys(state);
    PAGES
        .map(|(page, address)| (page, filled(address, &keys)))
        .to_vec()
}

/// The same address with one more parameter.
fn with(address: &str, pair: &str) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{pair}")
}

#[test]
fn no_page_is_forgotten_here() {
    let source = include_str!("../../../src/api/page/mod.rs");
    let tables = source.split("Show)] = &[").skip(1);
    let rows = tables.flat_map(|table| table.split("];").next().unwrap().split("(\"").skip(1));
    let mounted: Vec<&str> = rows.map(|row| row.split('"').next().unwrap()).collect();
    assert_eq!(mounted, PAGES.map(|(page, _)| page));
}

fn check(response: &Response, language: &str, address: &str) {
    let expected = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-language", language),
        ("content-security-policy", POLICY),
        ("vary", "Accept, Accept-Language, Accept-Encoding"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
    ];
    for (name, value) in expected {
        assert_eq!(response.header(name), Some(value), "{address}: {name}");
        let count = response.headers.iter().filter(|(n, _)| n == name).count();
        assert_eq!(count, 1, "{address}: {name}");
    }
    for name in ["set-cookie", "access-control-allow-credentials"] {
        assert_eq!(response.header(name), None, "{address}: {name}");
    }
    let tree = Tree::of(&response.text());
    assert_eq!(tree.faults(), Vec::<String>::new(), "{address}");
    let html = tree.named("html").next().unwrap();
    assert_eq!(html.get("lang"), Some(language), "{address}");
}

#[test]
fn every_page_has_its_headers_in_both_languages() {
    let state = state();
    for (page, address) in addresses(&state) {
        let named = |lang: &str| with(&address, &format!("lang={lang}"));
        let requests = vec![
            as_a_browser(&address),
            in_english(&address),
            as_a_browser(&named("en")),
            in_english(&named("fr")),
        ];
        let languages = ["fr", "en", "en", "fr"];
        let responses = ask_all(&state, requests);
        for (response, language) in responses.iter().zip(languages) {
            assert_eq!(response.status, StatusCode::OK, "{page}");
            check(response, language, &address);
            let cache = response.header("cache-control").unwrap();
            assert!(cache.starts_with("public, max-age="), "{page}: {cache}");
        }
        let tag = |n: usize| responses[n].header("etag").unwrap();
        assert!(tag(0).starts_with('"') && tag(0) != tag(1), "{page}");
    }
}

#[test]
fn a_page_that_is_known_is_not_sent_again() {
    let state = state();
    for (page, address) in addresses(&state) {
        let first = ask(&state, as_a_browser(&address));
        let tag = first.header("etag").unwrap().to_owned();
        let again = ask(
            &state,
            as_a_browser(&address).insert_header(("if-none-match", tag.as_str())),
        );
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{page}");
        assert!(again.body.is_empty(), "{page}");
        // RFC 9110 §15.4.5: what a 200 would have said of these.
        for name in ["etag", "vary", "cache-control", "content-security-policy"] {
            assert_eq!(again.header(name), first.header(name), "{page}: {name}");
        }
        for name in ["content-type", "content-language", "last-modified", "link"] {
            assert_eq!(again.header(name), None, "{page}: {name}");
        }
        // The tag of one language is none of the other.
        let other = ask(
            &state,
            in_english(&address).insert_header(("if-none-match", tag.as_str())),
        );
        assert_eq!(other.status, StatusCode::OK, "{page}");
        let other = ask(
            &state,
            as_a_browser(&address).insert_header(("if-none-match", "\"x\"")),
        );
        assert_eq!(other.status, StatusCode::OK, "{page}");
    }
}

#[test]
fn a_tag_stands_for_one_body() {
    let written = [
        "# Utiliser\n\n- SILL et BlueHats : une note.\n",
        "# Utiliser\n\n- SILL et BlueHats : deux notes.\n",
        "# Publier\n\n- SILL et BlueHats : une note.\n\n# Utiliser\n",
    ];
    let folders = written.map(|text| archive_with(&[("2022/02.md", text)]));
    let states = folders.each_ref().map(|folder| state_of(folder.path()));
    let again = state_of(folders[0].path());
    for page in [
        "/items",
        "/items?first=1",
        "/coverage",
        "/graph",
        "/graph?first=1",
    ] {
        let english = with(page, "lang=en");
        let requests = || vec![as_a_browser(page), in_english(page), as_a_browser(&english)];
        let first = ask_all(&states[0], requests());
        let tagged = |response: &Response| {
            let tag = response.header("etag").unwrap().to_owned();
            (tag, response.body.clone())
        };
        let others = states[1..]
            .iter()
            .flat_map(|state| ask_all(state, requests()));
        let all: BTreeSet<_> = first
            .iter()
            .map(tagged)
            .chain(others.map(|r| tagged(&r)))
            .collect();
        let tags: BTreeSet<_> = all.iter().map(|(tag, _)| tag).collect();
        assert_eq!(tags.len(), all.len(), "{page}");
        assert!(all.len() >= 6, "{page}: {} bodies", all.len());
        // Another server over the same files has the same.
        let same = ask_all(&again, requests());
        assert!(
            same.iter().map(tagged).eq(first.iter().map(tagged)),
            "{page}"
        );
    }
}

#[test]
fn head_gives_the_headers_of_get() {
    let state = state();
    for (page, address) in addresses(&state) {
        let got = ask(&state, as_a_browser(&address));
        let head = ask(&state, as_a_browser(&address).method(Method::HEAD));
        assert_eq!(head.status, StatusCode::OK, "{page}");
        let sorted = |response: &Response| {
            let mut headers = response.headers.clone();
            headers.sort();
            headers
        };
        assert_eq!(sorted(&head), sorted(&got), "{page}");
    }
}

#[test]
fn a_parameter_that_is_not_known_is_named() {
    let state = state();
    for (page, address) in addresses(&state) {
        let address = with(&address, "zorglub=1");
        for (request, language) in [(as_a_browser(&address), "fr"), (in_english(&address), "en")] {
            let response = ask(&state, request);
            assert_eq!(response.status, StatusCode::BAD_REQUEST, "{page}");
            check(&response, language, &address);
            assert_eq!(response.header("etag"), None, "{page}");
            assert_eq!(response.header("cache-control"), Some("no-store"), "{page}");
            let tree = Tree::of(&response.text());
            let main = tree.named("main").next().unwrap();
            assert!(main.text.contains("zorglub"), "{page}: {}", main.text);
        }
    }
}

#[test]
fn a_client_of_the_api_is_led_to_the_call() {
    let state = state();
    for (page, address) in addresses(&state) {
        let request = |address: &str| {
            let request = TestRequest::get().uri(address);
            request.insert_header(("accept", "application/json"))
        };
        let response = ask(&state, request(&address));
        if SHARED.contains(&page) && page != "/" {
            assert_eq!(response.status, StatusCode::OK, "{page}");
            assert_eq!(
                response.header("content-type"),
                Some("application/json"),
                "{page}"
            );
            continue;
        }
        let status = if page == "/" { 307 } else { 303 };
        assert_eq!(response.status.as_u16(), status, "{page}");
        let to = response.header("location").unwrap().to_owned();
        let vary = response.header("vary").unwrap();
        assert!(vary.starts_with("Accept,"), "{page}: {vary}");
        let call = ask(&state, request(&to));
        assert_eq!(call.status, StatusCode::OK, "{page}: {to}: {}", call.text());
        if !["/docs", "/docs/{tag}", "/graphiql", "/"].contains(&page) {
            assert_eq!(to, format!("/v1{address}"), "{page}");
            assert_eq!(
                call.header("content-type"),
                Some("application/json"),
                "{page}"
            );
        }
        // Those who take anything get the page; at `/` they are API clients.
        let anything = get(&state, &address);
        let status = if page == "/" { 307 } else { 200 };
        assert_eq!(anything.status.as_u16(), status, "{page}");
    }
}
