//! `/problems` and `/problems/{slug}`, as people and as API clients read them.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use chronique::api::State;
use serde_json::{Map, Value, json};

use crate::contract::hold;
use crate::page::{as_a_browser, in_english};
use crate::support::{Response, ask, ask_all, get_json, state, state_after, state_at};

const SERVER: &str = "http://127.0.0.1:8080";

/// For each kind that a request provokes for certain: that request, as a line
/// for a shell, which the page shows.
const REQUESTS: [(&str, &str); 15] = [
    (
        "invalid-parameter",
        "curl -s 'http://127.0.0.1:8080/v1/search?type=articles&q=sill'",
    ),
    (
        "malformed-request",
        "curl -s http://127.0.0.1:8080/graphql -H 'Accept: application/graphql-response+json' -H 'Content-Type: application/json' -d '{\"query\":'",
    ),
    (
        "graphql-parse",
        "curl -s http://127.0.0.1:8080/graphql -H 'Accept: application/graphql-response+json' -H 'Content-Type: application/json' -d '{\"query\": \"{ archive { title }\"}'",
    ),
    (
        "graphql-validation",
        "curl -s http://127.0.0.1:8080/graphql -H 'Accept: application/graphql-response+json' -H 'Content-Type: application/json' -d '{\"query\": \"{ archive { titel } }\"}'",
    ),
    (
        "graphql-limit",
        "curl -s http://127.0.0.1:8080/graphql -H 'Accept: application/graphql-response+json' -H 'Content-Type: application/json' -d '{\"query\": \"{ items(first: 200) { nodes { report { items(first: 200) { nodes { report { items(first: 200) { nodes { id } } } } } } } } }\"}'",
    ),
    (
        "graphql-variables",
        "curl -s http://127.0.0.1:8080/graphql -H 'Accept: application/graphql-response+json' -H 'Content-Type: application/json' -d '{\"query\": \"query ($slug: String!) { project(slug: $slug) { name } }\"}'",
    ),
    (
        "not-found",
        "curl -s http://127.0.0.1:8080/v1/projects/gazette",
    ),
    (
        "method-not-allowed",
        "curl -s -X DELETE http://127.0.0.1:8080/v1/items",
    ),
    (
        "not-acceptable",
        "curl -s -H 'Accept: image/png' http://127.0.0.1:8080/v1/items",
    ),
    ("gone", "curl -s http://127.0.0.1:8080/v1/items/ID"),
    (
        "payload-too-large",
        "head -c 200000 /dev/zero | curl -s http://127.0.0.1:8080/graphql -H 'Content-Type: application/json' --data-binary @-",
    ),
    (
        "uri-too-long",
        "curl -s \"http://127.0.0.1:8080/v1/items?q=$(printf '%09000d' 0)\"",
    ),
    (
        "unsupported-media-type",
        "curl -s http://127.0.0.1:8080/graphql -H 'Content-Type: text/plain' -d '{ archive { title } }'",
    ),
    (
        "unsupported-encoding",
        "curl -s http://127.0.0.1:8080/graphql -H 'Content-Type: application/json' -H 'Content-Encoding: gzip' -d '{}'",
    ),
    (
        "range-not-satisfiable",
        "curl -s -H 'Range: bytes=99999999-' http://127.0.0.1:8080/v1/export/items.csv",
    ),
];

/// The words of a line, as a shell would give them to the program; `'…'` and
/// `"…"` are all that these lines need.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in line.chars() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(character),
        }
    }
    words.push(word);
    words
}

/// The request that a line makes curl send.
fn request(line: &str) -> TestRequest {
    let (body, line) = match line.strip_prefix("head -c 200000 /dev/zero | ") {
        Some(line) => (Some(vec![0; 200_000]), line.to_owned()),
        None => (
            None,
            line.replace("$(printf '%09000d' 0)", &"0".repeat(9000)),
        ),
    };
    let (mut request, mut body, mut method) = (TestRequest::default(), body, None);
    let mut words = words(&line).into_iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => {}
            "-X" => method = Some(words.next().unwrap()),
            "-H" => {
                let header = words.next().unwrap();
                let (name, value) = header.split_once(": ").unwrap();
                let name: HeaderName = name.to_lowercase().parse().unwrap();
                request = request.insert_header((name, HeaderValue::from_str(value).unwrap()));
            }
            "-d" => body = Some(words.next().unwrap().into_bytes()),
            "--data-binary" => assert_eq!(words.next().unwrap(), "@-"),
            address => request = request.uri(address.strip_prefix(SERVER).unwrap()),
        }
    }
    let default = if body.is_some() { "POST" } else { "GET" };
    let method = method.unwrap_or_else(|| default.to_owned());
    request = request.method(Method::from_bytes(method.as_bytes()).unwrap());
    match body {
        Some(body) => request.set_payload(body),
        None => request,
    }
}

/// An archive whose second item was taken out, and that item's id.
fn after_a_removal() -> (State, String) {
    let whole = "# Rapport\n\n## Publier\n\n- La gazette de mai est en ligne.\n- Un dépôt a été ouvert pour les guides.\n";
    let less = "# Rapport\n\n## Publier\n\n- La gazette de mai est en ligne.\n";
    let before = state_after(&[&[("2022/05.md", whole)]]);
    let id = get_json(&before, "/v1/items?sort=position")["data"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (
        state_after(&[&[("2022/05.md", whole)], &[("2022/05.md", less)]]),
        id,
    )
}

/// The `type` of a problem, or of the errors of a GraphQL answer.
fn kind_of(response: &Response) -> String {
    let body = response.json();
    let of_graphql = &body["errors"][0]["extensions"]["type"];
    let found = if body["type"].is_string() {
        &body["type"]
    } else {
        of_graphql
    };
    found.as_str().unwrap().to_owned()
}

/// Sends every request, and holds what the pages show to what came back.
#[test]
fn every_example_gives_its_problem() {
    let state = state();
    let (removed, id) = after_a_removal();
    let mut answers = Map::new();
    for (slug, line) in REQUESTS {
        let line = line.replace("/ID", &format!("/{id}"));
        let asked = if slug == "gone" { &removed } else { &state };
        let response = ask(asked, request(&line));
        assert_eq!(kind_of(&response), format!("/problems/{slug}"), "{line}");
        let row = get_json(&state, &format!("/problems/{slug}"))["data"].clone();
        assert_eq!(row["status"], response.status.as_u16(), "{line}");
        let answer =
            json!({ "request": line, "status": response.status.as_u16(), "body": response.json() });
        answers.insert(slug.to_owned(), answer);
    }
    let text = format!("{:#}\n", Value::Object(answers));
    hold("src/api/page/problems/answers.json", &text);
}

#[test]
fn pages_say_what_happened_what_to_do_and_how_it_is_provoked() {
    let state = state();
    let rows = get_json(&state, "/problems")["data"].clone();
    let slugs: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["slug"].as_str().unwrap())
        .collect();
    assert_eq!(slugs.len(), 22);
    let addresses: Vec<String> = slugs
        .iter()
        .map(|slug| format!("/problems/{slug}"))
        .collect();
    let french = ask_all(&state, addresses.iter().map(|a| as_a_browser(a)).collect());
    let english = ask_all(&state, addresses.iter().map(|a| in_english(a)).collect());
    for ((slug, french), english) in slugs.iter().zip(french).zip(english) {
        assert_eq!(french.status, StatusCode::OK, "{slug}");
        let (french, english) = (french.text(), english.text());
        assert!(
            french.contains("<h2>Que faire</h2>") && french.contains("lang=\"fr\""),
            "{slug}"
        );
        let row = rows
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["slug"] == **slug)
            .unwrap();
        assert!(
            english.contains(&format!("<h1>{}</h1>", row["title"].as_str().unwrap())),
            "{slug}"
        );
        let has_example = REQUESTS.iter().any(|(of, _)| of == slug);
        assert_eq!(french.contains("HTTP "), has_example, "{slug}");
        assert_eq!(
            french.contains("dépend de l’état du service"),
            !has_example,
            "{slug}"
        );
    }
}

/// Where the service knows its address, lines to copy name it.
#[test]
fn examples_name_the_public_address() {
    let state = state_at("https://chronique.example");
    let text = ask(&state, as_a_browser("/problems/not-found")).text();
    let line = "curl -s https://chronique.example/v1/projects/gazette";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("https://chronique.example/problems/not-found"));
}

#[test]
fn the_list_links_to_every_kind() {
    let state = state();
    let page = ask(&state, as_a_browser("/problems"));
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let text = page.text();
    for row in get_json(&state, "/problems")["data"].as_array().unwrap() {
        let link = format!("href=\"/problems/{}\"", row["slug"].as_str().unwrap());
        assert!(text.contains(&link), "{link}");
    }
    let unknown = ask(&state, as_a_browser("/problems/nothing"));
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(
        unknown.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

/// Whoever does not name HTML goes on getting what the API gives.
#[test]
fn api_clients_get_json() {
    let state = state();
    for accept in [
        "*/*",
        "application/json",
        "application/json, text/html;q=0.9",
    ] {
        for address in ["/problems", "/problems/gone"] {
            let request = TestRequest::get()
                .uri(address)
                .insert_header(("accept", accept));
            let response = ask(&state, request);
            assert_eq!(
                response.header("content-type"),
                Some("application/json"),
                "{accept}"
            );
        }
    }
    assert_eq!(get_json(&state, "/problems/gone")["data"]["status"], 410);
}
