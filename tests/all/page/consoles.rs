//! `/docs` and `/graphiql`.

use std::fs;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use serde_json::Value;

use crate::page::{as_a_browser, in_english};
use crate::support::{ask, ask_all, get, get_json, state, top};

fn tags() -> Vec<String> {
    let document = get_json(&state(), "/openapi.json");
    let tags = document["tags"].as_array().unwrap().iter();
    tags.map(|tag| tag["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Operations of the document: id, tag, path, what is said of it.
fn operations() -> Vec<(String, String, String, Value)> {
    let document = get_json(&state(), "/openapi.json");
    let paths = document["paths"].as_object().unwrap().clone();
    let mut found = Vec::new();
    for (path, methods) in paths {
        for value in methods.as_object().unwrap().values() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let (id, tag) = (text(&value["operationId"]), text(&value["tags"][0]));
            found.push((id, tag, path.clone(), value.clone()));
        }
    }
    found
}

#[test]
fn every_operation_is_on_the_page_of_its_tag() {
    let state = state();
    let overview = ask(&state, as_a_browser("/docs"));
    assert_eq!(
        overview.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(overview.header("content-language"), Some("fr"));
    let overview = overview.text();
    let operations = operations();
    assert!(operations.len() > 35);
    for tag in tags() {
        let page = ask(&state, in_english(&format!("/docs/{tag}")));
        assert_eq!(page.status, StatusCode::OK, "{tag}");
        let text = page.text();
        for (id, _, path, value) in operations.iter().filter(|o| o.1 == tag) {
            assert!(
                overview.contains(&format!("href=\"/docs/{tag}#{id}\"")),
                "{id}"
            );
            assert!(
                text.contains(&format!("<h2 id=\"{id}\">")) && text.contains(path),
                "{id}"
            );
            for status in value["responses"].as_object().unwrap().keys() {
                assert!(
                    text.contains(&format!("<dt><code>{status}</code></dt>")),
                    "{id} {status}"
                );
            }
        }
    }
}

/// The issue's bound; gzip stands for what is sent.
#[test]
fn every_page_is_light() {
    let state = state();
    let mut paths: Vec<String> = tags().iter().map(|tag| format!("/docs/{tag}")).collect();
    paths.extend([
        "/docs".to_owned(),
        "/graphiql".to_owned(),
        "/problems".to_owned(),
    ]);
    for path in paths {
        let request = as_a_browser(&path).insert_header(("accept-encoding", "gzip"));
        let response = ask(&state, request);
        assert_eq!(response.status, StatusCode::OK, "{path}");
        assert_eq!(response.header("content-encoding"), Some("gzip"), "{path}");
        assert!(
            response.body.len() < 30 * 1024,
            "{path}: {}",
            response.body.len()
        );
    }
}

/// Fields of a list are flat, objects and lists inside objects included.
#[test]
fn answers_are_told_field_by_field() {
    let text = ask(&state(), as_a_browser("/docs/items")).text();
    for field in [
        "data[].id",
        "data[].links[].resource.url",
        "data[].category.slug",
        "page.endCursor",
        "meta.revision",
    ] {
        assert!(
            text.contains(&format!("<th scope=\"row\"><code>{field}</code></th>")),
            "{field}"
        );
    }
    assert!(text.contains("BULLET | PARAGRAPH | QUOTE | CODE | TABLE"));
}

/// A form says its operation; the page leads on to it, empty controls left out.
#[test]
fn forms_lead_to_what_they_ask() {
    let state = state();
    for (asked, expected) in [
        (
            "/docs/items?operation=items&month=2022-02&project=&first=1",
            "/v1/items?month=2022-02&first=1",
        ),
        (
            "/docs/projects?operation=projectTimeline&slug=sill&fields=",
            "/v1/projects/sill/timeline",
        ),
        (
            "/docs/projects?operation=project&slug=a%2Fb%3Fc&lang=en",
            "/v1/projects/a%2Fb%3Fc",
        ),
        (
            "/docs/statistics?operation=stats&by=month,category",
            "/v1/stats?by=month,category",
        ),
    ] {
        let response = ask(&state, as_a_browser(asked));
        assert_eq!(response.status, StatusCode::SEE_OTHER, "{asked}");
        assert_eq!(response.header("location"), Some(expected), "{asked}");
    }
    let unknown = ask(&state, as_a_browser("/docs/items?operation=nothing"));
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        ask(&state, as_a_browser("/docs/nothing")).status,
        StatusCode::NOT_FOUND
    );
}

/// The curl line of every operation, and every form as it stands when the page
/// opens, is answered.
#[test]
fn every_curl_line_is_answered() {
    let state = state();
    let mut asked = 0;
    for tag in tags() {
        let text = ask(&state, as_a_browser(&format!("/docs/{tag}"))).text();
        let lines = text
            .split("curl -s '")
            .skip(1)
            .map(|rest| rest.split('\'').next().unwrap());
        let paths: Vec<String> = lines
            .map(|line| {
                line.strip_prefix("http://127.0.0.1:8080")
                    .unwrap()
                    .replace("&amp;", "&")
            })
            .collect();
        let requests = paths
            .iter()
            .map(|path| TestRequest::get().uri(path))
            .collect();
        for (path, response) in paths.iter().zip(ask_all(&state, requests)) {
            assert!(
                response.status.as_u16() < 400,
                "{path}: {}",
                response.status
            );
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
}

#[test]
fn clients_that_prefer_json_get_the_document() {
    let state = state();
    for (page, call) in [
        ("/docs", "/openapi.json"),
        ("/docs/items", "/openapi.json"),
        ("/graphiql", "/graphql/schema.graphql"),
        (
            "/graphiql?query=%7Barchive%7Btitle%7D%7D",
            "/graphql?query=%7Barchive%7Btitle%7D%7D",
        ),
    ] {
        let request = TestRequest::get()
            .uri(page)
            .insert_header(("accept", "application/json"));
        let response = ask(&state, request);
        assert_eq!(response.status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(response.header("location"), Some(call), "{page}");
        assert_eq!(get(&state, call).status, StatusCode::OK, "{call}");
    }
}

/// What the form of the console sends without scripts, its variables empty.
#[test]
fn the_console_asks_without_scripts() {
    let state = state();
    let page = ask(
        &state,
        as_a_browser("/graphiql?query=%7Barchive%7Btitle%7D%7D&variables=%7B%7D"),
    );
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("action=\"/graphql\"") && text.contains("method=\"get\""));
    assert!(text.contains(">\n{archive{title}}</textarea>"), "{text}");
    assert!(text.contains(">\n{}</textarea>"));
    let answer = ask(
        &state,
        as_a_browser("/graphql?query=%7Barchive%7Btitle%7D%7D&variables="),
    );
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.json()["data"]["archive"]["title"].is_string());
    let hostile = "/graphiql?query=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let text = ask(&state, as_a_browser(hostile)).text();
    assert!(!text.contains("<script>alert"), "{text}");
    let unknown = ask(&state, as_a_browser("/graphiql?requete=x"));
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

/// Every example of the README is offered, and answered without errors.
#[test]
fn the_examples_of_the_console_are_those_of_the_readme() {
    let state = state();
    let text = ask(&state, as_a_browser("/graphiql")).text();
    let links = text.split("href=\"/graphiql?query=").skip(1);
    let queries: Vec<String> = links
        .map(|rest| {
            let pair = format!("query={}", rest.split('"').next().unwrap());
            let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
            pairs.next().unwrap().1.into_owned()
        })
        .collect();
    let readme = fs::read_to_string(top().join("README.md")).unwrap();
    let blocks = readme.split("```").skip(1).step_by(2);
    let blocks: Vec<&str> = blocks
        .filter_map(|block| block.strip_prefix("graphql\n"))
        .collect();
    assert!(!blocks.is_empty() && queries.len() >= blocks.len());
    for block in &blocks {
        assert!(queries.iter().any(|query| query == block.trim()), "{block}");
    }
    for query in &queries {
        let body = serde_json::json!({ "query": query });
        let answer = ask(&state, TestRequest::post().uri("/graphql").set_json(body)).json();
        assert!(
            answer["data"].is_object() && answer["errors"].is_null(),
            "{query}: {answer}"
        );
    }
}

/// With the feature, the page of GraphiQL and all that it is made of; without
/// scripts, or where it is asked for, the small console.
#[cfg(feature = "graphiql")]
#[test]
fn graphiql_is_in_the_binary() {
    let state = state();
    let text = ask(&state, as_a_browser("/graphiql")).text();
    assert!(text.contains("<h1>GraphiQL</h1>") && text.contains("id=\"ask\""));
    let files = text
        .split("=\"/assets/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    let files: Vec<String> = files.map(|file| format!("/assets/{file}")).collect();
    let bundled = files.iter().filter(|file| !file.ends_with("/icon.svg"));
    assert_eq!(bundled.clone().count(), 3, "{files:?}");
    for file in bundled {
        assert_eq!(get(&state, file).status, StatusCode::OK, "{file}");
    }
    let licences = files
        .iter()
        .find(|file| file.ends_with("/licences.txt"))
        .unwrap();
    assert!(
        get(&state, licences)
            .text()
            .contains("graphiql 4.1.2 (MIT)")
    );
    let plain = ask(&state, as_a_browser("/graphiql?plain=true")).text();
    assert!(!plain.contains("GraphiQL") && plain.contains("/console.js\""));
}
