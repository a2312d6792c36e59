//! What every answer carries.

use std::collections::HashMap;

use actix_web::http::Method;
use actix_web::test::TestRequest;

use crate::support::{archive_with, ask, get, send, state, state_after, state_at, state_of};

#[test]
fn a_200_has_all_its_headers() {
    let response = get(&state(), "/v1/items?first=2");
    for name in [
        "etag",
        "last-modified",
        "cache-control",
        "vary",
        "link",
        "content-language",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "x-content-type-options",
    ] {
        assert!(response.header(name).is_some(), "{name}");
    }
    let link = response.header("link").unwrap();
    for rel in ["self", "next", "license"] {
        assert!(link.contains(&format!("rel=\"{rel}\"")), "{link}");
    }
    assert_eq!(response.header("content-language"), Some("fr"));
    assert_eq!(response.header("access-control-allow-credentials"), None);
}

#[test]
fn a_tag_is_strong_stable_and_of_one_coding() {
    let state = state();
    let plain = get(&state, "/v1/items");
    let tag = plain.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"'));
    assert_eq!(
        get(&crate::support::state(), "/v1/items").header("etag"),
        Some(tag.as_str())
    );
    let fresh = ask(
        &state,
        TestRequest::get()
            .uri("/v1/items")
            .insert_header(("if-none-match", tag.clone())),
    );
    assert_eq!((fresh.status.as_u16(), fresh.body.len()), (304, 0));
    for coding in ["gzip", "br", "zstd"] {
        let coded = ask(
            &state,
            TestRequest::get()
                .uri("/v1/items")
                .insert_header(("accept-encoding", coding)),
        );
        assert_eq!(coded.header("content-encoding"), Some(coding));
        assert_ne!(coded.header("etag"), Some(tag.as_str()));
        assert!(coded.body.len() < plain.body.len() / 2);
    }
}

/// The tag of a list is told from what decides its bytes rather than from the
/// bytes: two lists have one tag only if they are the same.
#[test]
fn lists_have_one_tag_only_if_they_are_the_same() {
    let one = [("2022-02.md", "# A\n- Un\n- Deux\n")];
    let other = [("2022-02.md", "# A\n- Un\n- Trois\n")];
    let titled = [one[0], ("chronique.toml", "title = \"Autre\"\n")];
    let states = [&one[..], &other[..], &titled[..], &one[..]].map(|files| state_after(&[files]));
    let again = state_after(&[&one[..], &other[..], &one[..]]);
    let carried = state_after(&[&[("2022-02.md", "# A\n- Un\n- Deux mots\n")], &one[..]]);
    let addresses = [
        "/v1/items",
        "/v1/items.json",
        "/v1/items?first=1",
        "/v1/items?first=1&fields=id",
        "/v1/items?first=1&facet=month",
        "/v1/reports",
        "/v1/reports/2022-02/items",
        "/v1/stats?by=month",
        "/v1/changes",
        "/v1/search?q=un",
    ];
    let mut bodies: HashMap<String, Vec<u8>> = HashMap::new();
    let mut seen: HashMap<Vec<u8>, String> = HashMap::new();
    for state in states
        .iter()
        .chain([&carried, &again, &state_at("https://a.org")])
    {
        for address in addresses {
            let response = get(state, address);
            let tag = response.header("etag").unwrap().to_owned();
            let body = response.body.clone();
            assert_eq!(*bodies.entry(tag.clone()).or_insert(body.clone()), body);
            assert_eq!(*seen.entry(body).or_insert(tag.clone()), tag, "{address}");
        }
    }
    // What was loaded before shows in the list of changes alone.
    assert_eq!(bodies.len(), 5 * addresses.len() + 1);
}

#[test]
fn methods_are_head_options_or_refused() {
    let state = state();
    let get_length = get(&state, "/v1/archive").body.len();
    let head = send(&state, Method::HEAD, "/v1/archive");
    assert_eq!(head.status.as_u16(), 200);
    assert_eq!(
        head.header("etag"),
        get(&state, "/v1/archive").header("etag")
    );
    // The in-process service keeps the body; over a socket its length alone is sent.
    assert_eq!(head.body.len(), get_length);
    let options = send(&state, Method::OPTIONS, "/v1/items");
    assert_eq!(
        (options.status.as_u16(), options.header("allow")),
        (204, Some("GET, HEAD, OPTIONS"))
    );
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::TRACE,
    ] {
        let refused = send(&state, method, "/v1/items");
        assert_eq!(
            (refused.status.as_u16(), refused.header("allow")),
            (405, Some("GET, HEAD, OPTIONS"))
        );
        assert_eq!(
            refused.header("content-type"),
            Some("application/problem+json")
        );
    }
}

#[test]
fn formats_that_are_not_there_are_refused() {
    let state = state();
    for (accept, status) in [
        ("application/json", 200),
        ("text/html,*/*;q=0.8", 200),
        ("image/png", 406),
    ] {
        let response = ask(
            &state,
            TestRequest::get()
                .uri("/v1/items")
                .insert_header(("accept", accept)),
        );
        assert_eq!(response.status.as_u16(), status, "{accept}");
    }
    let markdown = ask(
        &state,
        TestRequest::get()
            .uri("/v1/reports/2022-02")
            .insert_header(("accept", "text/markdown")),
    );
    assert_eq!(
        markdown.header("content-type"),
        Some("text/markdown; charset=utf-8")
    );
}

/// Publisher, title, date of the last update and licence, as `data/` has them:
/// what the Licence Ouverte asks to be told, the same through every door.
#[test]
fn the_attribution_is_ready_to_paste_everywhere() {
    let expected = "DINUM – pôle logiciels libres d'Etalab, \
                    « Rapports mensuels du pôle logiciels libres d'Etalab », \
                    mise à jour du 2022-04-01, Licence Ouverte / Open Licence 2.0";
    let state = state();
    for address in [
        "/v1/items?first=1",
        "/v1/archive",
        "/v1/stats?by=month",
        "/problems",
    ] {
        assert_eq!(
            get(&state, address).json()["meta"]["attribution"],
            expected,
            "{address}"
        );
    }
    for suffix in ["html", "txt"] {
        let text = get(&state, &format!("/v1/reports/2022-02.{suffix}")).text();
        assert!(
            text.contains(&expected.replace('\'', if suffix == "html" { "&#39;" } else { "'" }))
        );
    }
    let turtle = get(&state, "/catalog.ttl").text();
    assert!(turtle.contains(expected));
    let query = get(&state, "/graphql?query=%7Barchive%7Battribution%7D%7D").json();
    assert_eq!(query["data"]["archive"]["attribution"], expected);
    let english = archive_with(&[
        (
            "chronique.toml",
            "language = \"en\"\ntitle = \"T\"\n[license]\nname = \"L\"\n",
        ),
        ("2022-02-14.md", "# A\n- b\n"),
    ]);
    let meta = get(&state_of(english.path()), "/v1").json()["meta"].clone();
    assert_eq!(meta["attribution"], "« T », updated 2022-02-14, L");
}
