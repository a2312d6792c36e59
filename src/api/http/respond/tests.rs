//! What every response says, and in which coding.

use actix_web::{body::to_bytes, test::TestRequest};

use super::*;

fn long_answer() -> Answer {
    Answer::json("[\"bonjour\"]".repeat(200))
}

fn request(name: &'static str, value: &str) -> HttpRequest {
    TestRequest::get()
        .insert_header((name, value))
        .to_http_request()
}

fn header<'a>(response: &'a HttpResponse, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[actix_web::test]
async fn plain_answer_has_all_headers() {
    let mut answer = long_answer();
    answer.links = vec![
        WebLink::new("self", "/v1/items?q=é<"),
        WebLink::new("alternate", "/v1/items.csv").with_type("text/csv"),
    ];
    answer.language = Some("fr".into());
    answer.last_modified = Some("Tue, 15 Nov 1994 08:12:31 GMT".to_owned());
    let response = answer.respond(&TestRequest::get().to_http_request());
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "etag").len(), 24);
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(header(&response, "content-encoding"), "");
    assert_eq!(header(&response, "vary"), "Accept, Accept-Encoding");
    assert_eq!(
        header(&response, "cache-control"),
        "public, max-age=60, stale-while-revalidate=600"
    );
    assert_eq!(header(&response, "content-language"), "fr");
    assert_eq!(
        header(&response, "last-modified"),
        "Tue, 15 Nov 1994 08:12:31 GMT"
    );
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    assert_eq!(header(&response, "access-control-allow-credentials"), "");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(
        header(&response, "link"),
        "</v1/items?q=%C3%A9%3C>; rel=\"self\", </v1/items.csv>; rel=\"alternate\"; type=\"text/csv\""
    );
}

#[actix_web::test]
async fn etag_differs_per_coding_and_type_and_gives_304_for_its_own_only() {
    let mut seen = std::collections::HashSet::new();
    for coding in ["identity", "gzip", "br", "zstd"] {
        let response = long_answer().respond(&request("accept-encoding", coding));
        let encoding = header(&response, "content-encoding");
        assert_eq!(encoding, if coding == "identity" { "" } else { coding });
        let etag = header(&response, "etag").to_owned();
        assert!(seen.insert(etag.clone()));
        let again = TestRequest::get()
            .insert_header(("accept-encoding", coding))
            .insert_header(("if-none-match", format!("\"no\", W/{etag}")))
            .to_http_request();
        let unchanged = long_answer().respond(&again);
        assert_eq!(unchanged.status(), 304);
        assert_eq!(header(&unchanged, "etag"), etag);
        assert_ne!(header(&unchanged, "cache-control"), "");
        assert_ne!(header(&unchanged, "vary"), "");
        assert!(to_bytes(unchanged.into_body()).await.unwrap().is_empty());
    }
    let identity = long_answer().entity_tag(Coding::Identity);
    let other = TestRequest::get()
        .insert_header(("accept-encoding", "gzip"))
        .insert_header(("if-none-match", identity.clone()))
        .to_http_request();
    assert_eq!(long_answer().respond(&other).status(), 200);
    let typed = Answer::new("text/plain", long_answer().body).entity_tag(Coding::Identity);
    assert_ne!(typed, identity);
}

#[actix_web::test]
async fn what_is_compressed_beside_the_worker_is_the_same() {
    let long = || Answer::json("[\"bonjour\", 1, 2]".repeat(2_000));
    for coding in ["identity", "gzip", "br", "zstd"] {
        let request = request("accept-encoding", coding);
        let coded = long().coded(&request).await;
        assert_eq!(coded.coded.is_some(), coding != "identity");
        let (made, plain) = (coded.respond(&request), long().respond(&request));
        assert_eq!(header(&made, "etag"), header(&plain, "etag"));
        assert_eq!(
            header(&made, "content-encoding"),
            header(&plain, "content-encoding")
        );
        let (made, plain) = (to_bytes(made.into_body()), to_bytes(plain.into_body()));
        assert_eq!(made.await.unwrap(), plain.await.unwrap());
    }
    // Not for who has it, nor where it takes no time.
    let tag = long().entity_tag(Coding::Gzip);
    let known = TestRequest::get()
        .insert_header(("accept-encoding", "gzip"))
        .insert_header(("if-none-match", tag))
        .to_http_request();
    assert!(long().coded(&known).await.coded.is_none());
    let gzip = request("accept-encoding", "gzip");
    assert!(long_answer().coded(&gzip).await.coded.is_none());
}

#[actix_web::test]
async fn small_bodies_go_as_they_are() {
    let response = Answer::json("{}").respond(&request("accept-encoding", "gzip, br, zstd"));
    assert_eq!(header(&response, "content-encoding"), "");
    assert_eq!(
        Answer::json("{}")
            .respond(&request("accept-encoding", "*;q=0"))
            .status(),
        406
    );
}

#[actix_web::test]
async fn posts_are_never_conditional_and_no_store_has_no_tag() {
    let post = TestRequest::post()
        .insert_header(("if-none-match", "*"))
        .to_http_request();
    assert_eq!(long_answer().respond(&post).status(), 200);
    let response = long_answer()
        .with_cache(CachePolicy::NoStore)
        .respond(&request("if-none-match", "*"));
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "etag"), "");
}

#[actix_web::test]
async fn redirects_escape_their_location() {
    let response = Answer::redirect(StatusCode::PERMANENT_REDIRECT, "/v1/é\r\nx")
        .respond(&request("accept-encoding", "gzip"));
    assert_eq!(response.status(), 308);
    assert_eq!(header(&response, "location"), "/v1/%C3%A9%0D%0Ax");
    assert_eq!(header(&response, "content-type"), "");
}
