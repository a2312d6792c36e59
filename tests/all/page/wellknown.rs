//! `robots.txt`, `sitemap.xml`, `llms.txt` and the API catalogue.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;

use crate::page::as_a_browser;
use crate::support::{ask_all, get, get_json, send, state, state_at};

const PUBLIC: &str = "https://chronique.example";

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let rest = text.split(start).skip(1);
    rest.map(|r| r.split(end).next().unwrap()).collect()
}

#[test]
fn robots_are_told_of_the_map_where_there_is_one() {
    let without = get(&state(), "/robots.txt");
    assert_eq!(
        without.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    let text = without.text();
    assert!(text.starts_with("User-agent: *\nAllow: /\n"), "{text}");
    assert!(
        text.contains("\nDisallow: /items?\n") && !text.contains("Sitemap"),
        "{text}"
    );
    let with = get(&state_at(PUBLIC), "/robots.txt").text();
    assert!(
        with.contains("\nSitemap: https://chronique.example/sitemap.xml\n"),
        "{with}"
    );
}

#[test]
fn a_map_needs_a_public_address() {
    let response = get(&state(), "/sitemap.xml");
    assert_eq!(response.status, StatusCode::NOT_FOUND);
    let detail = response.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("--public-url"), "{detail}");
    for part in [
        "/sitemap-1.xml",
        "/sitemap-x.xml",
        "/sitemap-99999999999999999999.xml",
    ] {
        assert_eq!(
            get(&state_at(PUBLIC), part).status,
            StatusCode::NOT_FOUND,
            "{part}"
        );
    }
}

#[test]
fn the_map_lists_every_report_item_project_and_resource() {
    let state = state_at(PUBLIC);
    let response = get(&state, "/sitemap.xml");
    assert_eq!(response.header("content-type"), Some("application/xml"));
    let text = response.text();
    assert!(text.starts_with(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://chronique.example/</loc>"
    ));
    let places = between(&text, "<loc>", "</loc>");
    for (list, key) in [
        ("reports", "slug"),
        ("items", "id"),
        ("projects", "slug"),
        ("resources", "id"),
        ("categories", "slug"),
    ] {
        let rows = get_json(&state, &format!("/v1/{list}?first=200"))["data"].clone();
        let rows = rows.as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            let place = format!("{PUBLIC}/{list}/{}", row[key].as_str().unwrap());
            assert_eq!(places.iter().filter(|p| **p == place).count(), 1, "{place}");
        }
        let prefix = format!("{PUBLIC}/{list}/");
        let listed = places.iter().filter(|p| p.starts_with(&prefix));
        assert_eq!(listed.count(), rows.len(), "{list}");
    }
    // Told by the data: the report of February 2022 is of that month.
    let february =
        "<loc>https://chronique.example/reports/2022-02</loc><lastmod>2022-02-01</lastmod>";
    assert!(text.contains(february));
}

/// Every page of the map is there.
#[test]
fn the_map_leads_to_pages() {
    let state = state_at(PUBLIC);
    let text = get(&state, "/sitemap.xml").text();
    let paths: Vec<&str> = between(&text, "<loc>https://chronique.example", "</loc>");
    let requests = paths.iter().map(|path| as_a_browser(path)).collect();
    for (path, response) in paths.iter().zip(ask_all(&state, requests)) {
        assert_eq!(response.status.as_u16(), 200, "{path}");
        assert_eq!(
            response.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{path}"
        );
    }
}

#[test]
fn what_language_models_are_told_is_there() {
    let state = state();
    let text = get(&state, "/llms.txt").text();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("# Rapports mensuels du pôle logiciels libres d'Etalab")
    );
    assert_eq!(lines.next(), Some(""));
    let summary = lines.next().unwrap();
    let expected = "> 12 monthly reports from 2022-01 to 2022-12: 41 items";
    assert!(summary.starts_with(expected), "{summary}");
    // Below each heading of the second level stands nothing but links.
    for section in text.split("\n## ").skip(1) {
        let mut rows = section.lines().skip(1).filter(|line| !line.is_empty());
        assert!(rows.all(|row| row.starts_with("- [")), "{section}");
    }
    let addresses = between(&text, "](", "):");
    assert!(addresses.len() > 15);
    let requests = addresses
        .iter()
        .map(|path| TestRequest::get().uri(path))
        .collect();
    for (link, response) in addresses.iter().zip(ask_all(&state, requests)) {
        // Pages send clients of the API on.
        let there = response.status == StatusCode::OK || response.status == StatusCode::SEE_OTHER;
        assert!(there, "{link}: {}", response.status);
    }
    let absolute = get(&state_at(PUBLIC), "/llms.txt").text();
    let addresses = between(&absolute, "](", "):");
    assert!(addresses.iter().all(|address| address.starts_with(PUBLIC)));
}

/// RFC 9727 §2 and §4, RFC 9264 §4.2.
#[test]
fn the_api_catalogue_leads_to_descriptions() {
    let state = state();
    let path = "/.well-known/api-catalog";
    let response = get(&state, path);
    let profile = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
    assert_eq!(response.header("content-type"), Some(profile));
    let linkset = response.json();
    let contexts = linkset["linkset"].as_array().unwrap();
    assert_eq!(contexts[0]["anchor"], path);
    let apis: Vec<&str> = contexts[0]["item"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["href"].as_str().unwrap())
        .collect();
    assert_eq!(apis, ["/v1", "/graphql"]);
    for (api, context) in apis.iter().zip(&contexts[1..]) {
        assert_eq!(context["anchor"], *api);
        for relation in ["service-desc", "service-doc", "service-meta", "status"] {
            for target in context[relation].as_array().unwrap() {
                let (href, kind) = (
                    target["href"].as_str().unwrap(),
                    target["type"].as_str().unwrap(),
                );
                let request = TestRequest::get().uri(href).insert_header(("accept", kind));
                let found = ask_all(&state, vec![request]).remove(0);
                assert_eq!(found.status, StatusCode::OK, "{href}");
                assert!(
                    found.header("content-type").unwrap().starts_with(kind),
                    "{href}"
                );
            }
        }
    }
    let head = send(&state, Method::HEAD, path);
    let link = head.header("link").unwrap();
    assert!(
        link.contains("</.well-known/api-catalog>; rel=\"api-catalog\""),
        "{link}"
    );
    assert!(link.contains("</v1>; rel=\"item\""), "{link}");
    let absolute = get_json(&state_at(PUBLIC), path);
    assert_eq!(
        absolute["linkset"][1]["anchor"],
        "https://chronique.example/v1"
    );
}
