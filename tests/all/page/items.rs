//! `/`, `/items`, `/items/{id}`: the same as REST, through every door.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use chronique::api::State;
use serde_json::{Value, json};

use super::{as_a_browser, in_english};
use crate::support::{Response, ask, get, get_json, state};

/// Questions that a visitor can come to.
const QUESTIONS: [&str; 12] = [
    "",
    "?q=gazette",
    "?q=%22appel+%C3%A0+id%C3%A9es%22",
    "?q=evenemnt",
    "?category=utiliser",
    "?category=utiliser,publier&project=sill",
    "?project.all=sill,bluehats",
    "?project.none=sill&sort=month,position",
    "?month=2022-01/2022-02&kind=bullet&first=7",
    "?site=github.com",
    "?filter=%7B%22or%22%3A%5B%7B%22project%22%3A%7B%22any%22%3A%5B%22bsoc%22%5D%7D%7D%2C%7B%22kind%22%3A%7B%22any%22%3A%5B%22quote%22%5D%7D%7D%5D%7D",
    "?offset=30",
];

fn page(state: &State, address: &str) -> String {
    let response = ask(state, as_a_browser(address));
    assert_eq!(
        response.status,
        StatusCode::OK,
        "{address}: {}",
        response.text()
    );
    response.text()
}

/// The values of an attribute, in order, as they are written.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let found = html.split(start.as_str()).skip(1);
    found
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// What stands behind an id, up to the end of the element named.
fn inside<'a>(html: &'a str, id: &str, end: &str) -> &'a str {
    let (_, rest) = html.split_once(&format!("id=\"{id}\"")).unwrap();
    rest.split_once('>').unwrap().1.split(end).next().unwrap()
}

fn ids(rows: &Value) -> Vec<String> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_page_shows_the_rows_of_its_call_in_their_order() {
    let state = state();
    for question in QUESTIONS {
        let shown = values(&page(&state, &format!("/items{question}")), "data-id");
        let given = get_json(&state, &format!("/v1/items{question}"));
        assert_eq!(shown, ids(&given["data"]), "{question}");
    }
}

#[test]
fn every_door_of_a_page_opens_on_the_same() {
    let state = state();
    for question in QUESTIONS {
        let html = page(&state, &format!("/items{question}"));
        let href = |id: &str| {
            let (_, rest) = html
                .split_once(&format!("id=\"door-{id}\" href=\""))
                .unwrap();
            unescaped(rest.split('"').next().unwrap())
        };
        let rest = get_json(&state, &href("rest"));
        let types = [
            ("csv", "text/csv"),
            ("ndjson", "application/x-ndjson"),
            ("atom", "application/atom+xml"),
        ];
        for (door, media_type) in types {
            let response = get(&state, &href(door));
            assert_eq!(response.status, StatusCode::OK, "{}", href(door));
            assert!(
                response
                    .header("content-type")
                    .unwrap()
                    .starts_with(media_type)
            );
        }
        let whole = get(&state, &href("ndjson")).text();
        let total = rest["page"]["total"].as_u64().unwrap();
        assert_eq!(
            u64::try_from(whole.lines().count()).unwrap(),
            total,
            "{question}"
        );
        let document = unescaped(inside(&html, "door-document", "</pre>"));
        let document = document.replace("<code>", "").replace("</code>", "");
        let body = json!({ "query": document });
        let answer = ask(&state, TestRequest::post().uri("/graphql").set_json(body)).json();
        assert_eq!(answer["errors"], Value::Null, "{document}: {answer}");
        assert_eq!(
            ids(&answer["data"]["items"]["nodes"]),
            ids(&rest["data"]),
            "{document}"
        );
        let curl = unescaped(inside(&html, "door-curl", "</code>"));
        let shown = curl.split("http://127.0.0.1:8080").nth(1).unwrap();
        assert_eq!(shown.trim_end_matches('\''), href("rest"), "{question}");
    }
}

#[test]
fn pages_lead_through_all_items_once() {
    let state = state();
    let mut address = "/items?first=9".to_owned();
    let mut seen = Vec::new();
    loop {
        let html = page(&state, &address);
        seen.extend(values(&html, "data-id"));
        let Some((_, rest)) = html.split_once("rel=\"next\" href=\"") else {
            break;
        };
        address = unescaped(rest.split('"').next().unwrap());
    }
    let all = get_json(&state, "/v1/items?first=200");
    assert_eq!(seen, ids(&all["data"]));
}

#[test]
fn a_value_of_the_same_dimension_can_be_added() {
    let state = state();
    let html = page(&state, "/items?category=utiliser");
    // 15 + 12 + 10 + 4 bullets stand in the reports; the boxes of the category
    // count what the other conditions leave.
    let boxes = html.split("name=\"category\" value=\"").skip(1);
    let values: Vec<&str> = boxes.map(|b| b.split('"').next().unwrap()).collect();
    assert_eq!(values.len(), 5, "{values:?}");
    assert_eq!(
        html.matches("name=\"category\" value=\"utiliser\" checked")
            .count(),
        1
    );
}

#[test]
fn headers_are_those_of_a_page() {
    let state = state();
    for (request, language) in [(as_a_browser("/"), "fr"), (in_english("/items"), "en")] {
        let response = ask(&state, request);
        assert_eq!(response.header("content-language"), Some(language));
        assert!(
            response
                .text()
                .contains(&format!("<html lang=\"{language}\">"))
        );
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(
            response.header("vary"),
            Some("Accept, Accept-Language, Accept-Encoding")
        );
        assert_eq!(response.header("set-cookie"), None);
        assert_eq!(response.text().matches("<h1").count(), 1);
    }
    let named = ask(&state, in_english("/items?lang=fr"));
    assert_eq!(named.header("content-language"), Some("fr"));
    let wrong = ask(&state, as_a_browser("/items?lang=de"));
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[test]
fn clients_that_want_json_are_led_to_it() {
    let state = state();
    let asking = |address: &str, accept: &str| -> Response {
        ask(
            &state,
            TestRequest::get()
                .uri(address)
                .insert_header(("accept", accept)),
        )
    };
    let home = asking("/", "*/*");
    assert_eq!(
        (home.status, home.header("location")),
        (StatusCode::TEMPORARY_REDIRECT, Some("/v1"))
    );
    let items = asking("/items?project=sill", "application/json");
    assert_eq!(items.status, StatusCode::SEE_OTHER);
    assert_eq!(items.header("location"), Some("/v1/items?project=sill"));
    // Previews of links accept anything, and want the page.
    assert_eq!(asking("/items", "*/*").status, StatusCode::OK);
}

#[test]
fn what_goes_wrong_is_a_page_that_names_the_mend() {
    let state = state();
    for (address, status, told) in [
        (
            "/items?projet=sill",
            StatusCode::BAD_REQUEST,
            "did you mean",
        ),
        ("/items?first=many", StatusCode::BAD_REQUEST, "first"),
        ("/search?first=many", StatusCode::BAD_REQUEST, "first"),
        ("/search?lang=de", StatusCode::BAD_REQUEST, "lang"),
        ("/items/2022-02-aaaaaaaa", StatusCode::NOT_FOUND, "404"),
        ("/nowhere", StatusCode::NOT_FOUND, "404"),
    ] {
        let response = ask(&state, as_a_browser(address));
        assert_eq!(response.status, status, "{address}");
        assert!(
            response
                .header("content-type")
                .unwrap()
                .starts_with("text/html")
        );
        assert!(
            response.text().contains(told),
            "{address}: {}",
            response.text()
        );
    }
    let api = ask(&state, as_a_browser("/v1/nowhere"));
    assert_eq!(api.header("content-type"), Some("application/problem+json"));
}

#[test]
fn an_item_says_where_it_is_and_how_to_cite_it() {
    let state = state();
    let item = &get_json(&state, "/v1/items?q=gazette")["data"][0];
    let id = item["id"].as_str().unwrap();
    let html = page(&state, &format!("/items/{id}"));
    let attribution = get_json(&state, "/v1/archive")["meta"]["attribution"].clone();
    let shown = unescaped(&html).replace("&#39;", "'");
    assert!(shown.contains(&format!(
        "(février 2022). {}. /items/{id}",
        attribution.as_str().unwrap()
    )));
    assert_eq!(values(&html, "data-id"), [id]);
}

#[test]
fn assets_are_kept_forever_and_nothing_is_asked_of_others() {
    let state = state();
    let html = page(&state, "/items");
    let style = html.split("rel=\"stylesheet\" href=\"").nth(1).unwrap();
    let response = get(&state, style.split('"').next().unwrap());
    assert!(
        response
            .header("cache-control")
            .unwrap()
            .ends_with("immutable")
    );
    assert_eq!(
        get(&state, "/assets/aaaaaaaaaaaa/chronique.css").status,
        StatusCode::NOT_FOUND
    );
    for attribute in ["src", "action"] {
        for value in values(&html, attribute) {
            assert!(value.starts_with('/'), "{attribute}: {value}");
        }
    }
}
