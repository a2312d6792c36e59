//! What is kept, for whom, and how long.

use actix_web::test::TestRequest;

use super::*;
use crate::api::http::Answer;

fn request(target: &str) -> HttpRequest {
    TestRequest::get().uri(target).to_http_request()
}

fn put(kept: &Kept, generation: u64, target: &str, body: &str) {
    let request = request(target);
    let response = Answer::json(body.to_owned()).respond(&request);
    let _ = kept.keep(&request, generation, response, None);
}

fn find(kept: &Kept, generation: u64, request: &HttpRequest, body: &[u8]) -> Option<Bytes> {
    let found = kept.find(request.head(), body, generation)?;
    found.response.into_body().try_into_bytes().ok()
}

fn body(kept: &Kept, generation: u64, target: &str) -> Option<Bytes> {
    find(kept, generation, &request(target), b"")
}

#[test]
fn answers_last_as_long_as_their_snapshot() {
    let kept = Kept::new(8 << 20);
    assert_eq!(body(&kept, 1, "/a"), None);
    put(&kept, 1, "/a", "1");
    put(&kept, 1, "/b", "2");
    assert_eq!(body(&kept, 1, "/a").as_deref(), Some(&b"1"[..]));
    assert_eq!(body(&kept, 1, "/b").as_deref(), Some(&b"2"[..]));
    assert_eq!(body(&kept, 2, "/a"), None);
    put(&kept, 2, "/b", "3");
    assert_eq!(body(&kept, 2, "/a"), None);
    assert_eq!(body(&kept, 2, "/b").as_deref(), Some(&b"3"[..]));
    assert_eq!(body(&kept, 1, "/b"), None);
    // One that took so long that its snapshot is gone.
    put(&kept, 1, "/c", "4");
    assert_eq!(body(&kept, 1, "/c"), None);
    assert_eq!(body(&kept, 2, "/b").as_deref(), Some(&b"3"[..]));
}

#[test]
fn what_nobody_asks_for_goes() {
    let kept = Kept::new(64 << 10);
    put(&kept, 1, "/asked", "x");
    put(&kept, 1, "/not", "x");
    for number in 0..200 {
        put(&kept, 1, &format!("/{number}"), &"y".repeat(1000));
        assert!(body(&kept, 1, "/asked").is_some(), "{number}");
    }
    assert_eq!(body(&kept, 1, "/not"), None);
    let halves = kept.halves.borrow();
    let both = halves.younger.values().chain(halves.older.values());
    let texts = both.map(|e| e.asked.len() + e.body.len() + 500);
    assert!(texts.sum::<usize>() <= kept.most);
}

#[test]
fn what_an_answer_depends_on_tells_requests_apart() {
    let kept = Kept::new(8 << 20);
    let written = |request: &HttpRequest, body: &[u8]| {
        let takes = kept.takes(request.head());
        takes.then(|| kept.asked(request.head(), body).clone())
    };
    let with = |name: HeaderName, value: &'static str| {
        let request = TestRequest::get().uri("/a").insert_header((name, value));
        written(&request.to_http_request(), b"")
    };
    let plain = written(&request("/a"), b"");
    assert_ne!(plain, written(&request("/a?"), b""));
    for name in NEGOTIATED {
        assert_ne!(plain, with(name.clone(), "x"), "{name}");
    }
    assert_ne!(
        with(header::ACCEPT, "x"),
        with(header::ACCEPT_LANGUAGE, "x")
    );
    assert_eq!(plain, with(header::ORIGIN, "x"));
    assert_eq!(with(header::RANGE, "bytes=0-1"), None);
    let post = TestRequest::post().uri("/a").to_http_request();
    assert_ne!(plain, written(&post, b""));
    assert_ne!(written(&post, b"1"), written(&post, b"2"));
    let head = TestRequest::default().method(Method::HEAD);
    assert_eq!(written(&head.to_http_request(), b""), None);
}

#[test]
fn a_question_of_the_same_hash_is_not_the_same() {
    let kept = Kept::new(8 << 20);
    put(&kept, 1, "/a", "1");
    let asked = |uri: &str| kept.asked(request(uri).head(), b"").clone();
    let (known, other) = (asked("/a"), asked("/b"));
    let hash = kept.hash(&known);
    let mut halves = kept.halves.borrow_mut();
    assert!(halves.find(hash, &other, kept.most).is_none());
    assert!(halves.find(hash, &known, kept.most).is_some());
}

#[test]
fn bodies_are_read_where_one_with_such_a_head_was_answered() {
    let kept = Kept::new(8 << 20);
    let post = |name: HeaderName, value: &'static str, length: &'static str| {
        let post = TestRequest::post().uri("/a").insert_header((name, value));
        let post = post.insert_header((header::CONTENT_LENGTH, length));
        post.to_http_request()
    };
    let plain = post(header::ORIGIN, "x", "1");
    assert!(!kept.reads_body(plain.head(), 1));
    let mut response = Answer::json("1").respond(&plain);
    response.extensions_mut().insert(Keepable("q".into()));
    let _ = kept.keep(&plain, 1, response, None);
    assert!(kept.reads_body(plain.head(), 1));
    assert_eq!(find(&kept, 1, &plain, b"q").as_deref(), Some(&b"1"[..]));
    assert_eq!(find(&kept, 1, &plain, b"r"), None);
    assert!(!kept.reads_body(plain.head(), 2));
    for name in NEGOTIATED.into_iter().chain(OF_BODY) {
        assert!(
            !kept.reads_body(post(name.clone(), "x", "1").head(), 1),
            "{name}"
        );
    }
    for length in ["", "x", "131073"] {
        let long = post(header::ORIGIN, "x", length);
        assert!(!kept.reads_body(long.head(), 1), "{length}");
    }
    assert!(!kept.reads_body(request("/a").head(), 1));
}

#[test]
fn problems_and_what_is_not_to_be_stored_are_made_anew() {
    let kept = Kept::new(8 << 20);
    let request = request("/a");
    let fresh = Answer::json("1").with_cache(super::super::CachePolicy::NoStore);
    let _ = kept.keep(&request, 1, fresh.respond(&request), None);
    let problem = super::super::Problem::new(super::super::ProblemKind::NotFound);
    let _ = kept.keep(&request, 1, problem.respond(&request), None);
    assert_eq!(find(&kept, 1, &request, b""), None);
}
