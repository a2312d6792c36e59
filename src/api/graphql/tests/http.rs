use actix_web::{App, body::to_bytes, http::Method, test, web};
use serde_json::{Value as Json, json};

use super::engine;
use crate::api::{
    graphql::{Served, endpoint},
    http::route,
};

fn served() -> Served<()> {
    Served {
        data: (),
        last_modified: chrono::NaiveDate::from_ymd_opt(1994, 11, 15),
        language: Some("fr".to_owned()),
        license_url: Some("https://l.example/".to_owned()),
    }
}

struct Got {
    status: u16,
    headers: actix_web::http::header::HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
    fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn send(request: test::TestRequest) -> Got {
    let app = App::new()
        .service(endpoint("/graphql", &engine(), served))
        .default_service(web::to(route::not_found));
    let app = test::init_service(app).await;
    let response = test::call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    Got {
        status,
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

fn get(parameters: &[(&str, &str)]) -> test::TestRequest {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    test::TestRequest::get().uri(&format!("/graphql?{query}"))
}

fn post(body: &str) -> test::TestRequest {
    test::TestRequest::post()
        .uri("/graphql")
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_owned())
}

#[actix_web::test]
async fn get_is_cached_and_conditional() {
    let query = [("query", "{items{totalCount}}")];
    let got = send(get(&query)).await;
    assert_eq!(
        (got.status, got.body.as_str()),
        (200, r#"{"data":{"items":{"totalCount":2}}}"#)
    );
    assert_eq!(
        got.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(
        got.header("cache-control"),
        "public, max-age=60, stale-while-revalidate=600"
    );
    assert_eq!(got.header("last-modified"), "Tue, 15 Nov 1994 00:00:00 GMT");
    assert_eq!(
        got.header("link"),
        r#"<https://l.example/>; rel="license"#.to_owned() + "\""
    );
    let etag = got.header("etag").to_owned();
    let again = send(get(&query).insert_header(("if-none-match", etag.as_str()))).await;
    assert_eq!(
        (again.status, again.header("etag"), again.body.as_str()),
        (304, etag.as_str(), "")
    );
    let head = send(get(&query).method(Method::HEAD)).await;
    assert_eq!((head.status, head.header("etag")), (200, etag.as_str()));
    let other =
        send(get(&query).insert_header(("accept", "application/graphql-response+json"))).await;
    assert_ne!(other.header("etag"), etag);
}

#[actix_web::test]
async fn get_takes_all_parameters() {
    let query = "query a($n:Int){items(first:$n){totalCount}} query b{__typename}";
    let got = send(get(&[
        ("query", query),
        ("operationName", "a"),
        ("variables", r#"{"n":7}"#),
        ("extensions", "{}"),
        ("x", "y"),
    ]))
    .await;
    assert_eq!(got.body, r#"{"data":{"items":{"totalCount":7}}}"#);
    let typename = ("query", "{__typename}");
    assert_eq!(
        send(get(&[typename, ("variables", ""), ("operationName", "")]))
            .await
            .status,
        200
    );
    for bad in [
        vec![],
        vec![typename, typename],
        vec![typename, ("variables", "[1]")],
        vec![typename, ("variables", "{")],
        vec![typename, ("extensions", "1")],
    ] {
        let got = send(get(&bad)).await;
        assert_eq!(got.status, 400, "{bad:?}");
        assert_eq!(got.json()["errors"][0]["extensions"]["code"], "BAD_REQUEST");
        assert_eq!(got.header("cache-control"), "no-store");
    }
}

#[actix_web::test]
async fn errors_are_not_cached() {
    for query in ["{nope}", "{items(first:201){totalCount}}"] {
        let got = send(get(&[("query", query)])).await;
        assert_eq!(
            (got.status, got.header("cache-control"), got.header("etag")),
            (200, "no-store", "")
        );
        assert_eq!(got.header("last-modified"), "");
    }
}

#[actix_web::test]
async fn media_types_decide_statuses() {
    let cases = [
        ("{", 400),
        ("{nope}", 400),
        ("query($n:Int!){items(first:$n){totalCount}}", 400),
        ("{__typename}", 200),
    ];
    for (query, status) in cases {
        let body = json!({ "query": query }).to_string();
        let got =
            send(post(&body).insert_header(("accept", "application/graphql-response+json"))).await;
        assert_eq!(got.status, status, "{query}");
        assert_eq!(
            got.header("content-type"),
            "application/graphql-response+json; charset=utf-8"
        );
        assert_eq!(got.json().get("data").is_some(), status == 200);
        assert_eq!(send(post(&body)).await.status, 200);
    }
    let got = send(post(r#"{"query":"{__typename}"}"#).insert_header((
        "accept",
        "application/graphql-response+json, application/json",
    )))
    .await;
    assert_eq!(
        got.header("content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
    let got = send(post("{}").insert_header(("accept", "text/html"))).await;
    assert_eq!(
        (got.status, got.header("content-type")),
        (406, "application/problem+json")
    );
}

#[actix_web::test]
async fn only_json_is_read() {
    let body = r#"{"query":"{__typename}"}"#;
    let with = |kind: &str| {
        test::TestRequest::post()
            .uri("/graphql")
            .insert_header(("content-type", kind.to_owned()))
            .set_payload(body)
    };
    for kind in [
        "application/json;charset=UTF-8",
        "Application/JSON; charset=\"utf-8\"",
    ] {
        assert_eq!(send(with(kind)).await.status, 200, "{kind}");
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=latin1",
        "",
    ] {
        let got = send(with(kind)).await;
        assert_eq!(
            (got.status, got.header("content-type")),
            (415, "application/problem+json"),
            "{kind}"
        );
    }
    let got = send(post(body).insert_header(("content-encoding", "gzip"))).await;
    assert_eq!(
        (got.status, got.header("accept-encoding")),
        (415, "identity")
    );
    for bad in [
        "",
        "[]",
        "1",
        "{",
        "{\"query\":1}",
        "\u{feff}{}",
        "[{\"query\":\"{__typename}\"}]",
    ] {
        assert_eq!(send(post(bad)).await.status, 400, "{bad}");
    }
    let nested = "[".repeat(100_000);
    assert_eq!(send(post(&nested)).await.status, 400);
}

#[actix_web::test]
async fn long_bodies_are_refused() {
    let body = json!({ "query": "{__typename}", "x": "x".repeat(128 * 1024) }).to_string();
    let got = send(post(&body)).await;
    assert_eq!(
        (got.status, got.header("content-type")),
        (413, "application/problem+json")
    );
    let body = json!({ "query": format!("{{__typename}}{}", " ".repeat(70_000)) }).to_string();
    let got = send(post(&body)).await;
    assert_eq!(
        got.json()["errors"][0]["extensions"]["code"],
        "DOCUMENT_TOO_LARGE"
    );
    assert_eq!(
        got.json()["errors"][0]["extensions"]["type"],
        "https://c.example/problems/graphql-limit"
    );
}

#[actix_web::test]
async fn other_methods_are_refused() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let got = send(get(&[("query", "{__typename}")]).method(method)).await;
        assert_eq!(
            (got.status, got.header("allow")),
            (405, "GET, HEAD, POST, OPTIONS")
        );
    }
    let got = send(get(&[("query", "mutation{x}")])).await;
    assert_eq!(
        (got.status, got.header("content-type")),
        (405, "application/problem+json")
    );
    let got = send(post(r#"{"query":"mutation{x}"}"#)).await;
    assert_eq!(
        got.json()["errors"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
    let got = send(
        get(&[])
            .method(Method::OPTIONS)
            .insert_header(("access-control-request-method", "POST")),
    )
    .await;
    assert_eq!(
        (got.status, got.header("access-control-allow-methods")),
        (204, "GET, HEAD, POST, OPTIONS")
    );
}

#[actix_web::test]
async fn keys_keep_their_order() {
    let got = send(post(
        r#"{"query":"{items(first:1){nodes{text id}totalCount}}"}"#,
    ))
    .await;
    assert_eq!(
        got.body,
        r#"{"data":{"items":{"nodes":[{"text":"Le SILL « à jour »","id":"2022-02-abcdefgh"}],"totalCount":1}}}"#
    );
}
