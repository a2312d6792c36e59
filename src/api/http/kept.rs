//! Answers kept as long as the snapshot that they were made from: what was
//! asked before is sent again as it is, with its tag, and in the coding it had.
//!
//! Each worker has its own, so that nothing here needs a lock. An answer is
//! found by all of the request that it may depend on, compared in full; one
//! that was made from another snapshot than the current one is not found, and
//! all of them are dropped when the first of a newer one is kept.
//!
//! They are in two halves. A new one goes into the younger half, and so does
//! one of the older half that is asked for again; when the younger is full it
//! becomes the older, and what was in that is gone. So what goes is what nobody
//! asked for while half the bound was filled with other answers.

use std::cell::RefCell;
use std::collections::HashMap;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};

use super::negotiate::IfNoneMatch;

/// Bytes of the longest answer kept.
const LONGEST: usize = 512 << 10;
/// What an answer takes besides its texts, and what a header does.
const ENTRY_BYTES: usize = 256;
const HEADER_BYTES: usize = 96;

/// Headers that an answer may depend on: what is negotiated.
const NEGOTIATED: [HeaderName; 3] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
];
/// Headers whose requests are not looked for: a part of a body is asked for.
const PARTIAL: [HeaderName; 2] = [header::RANGE, header::IF_RANGE];

/// Marks a response that may be kept: whoever asks the same of the same
/// snapshot is given the same.
#[derive(Debug, Clone, Copy)]
pub struct Keepable;

/// The address pattern that an answer belongs to, for those who count.
#[derive(Debug, Clone)]
pub struct Pattern(pub String);

/// All that an answer depends on, as bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(Vec<u8>);

/// The answers of one worker.
#[derive(Debug)]
pub struct Kept {
    most: usize,
    halves: RefCell<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    /// That of the snapshot they were made from.
    generation: u64,
    younger: HashMap<Key, Entry>,
    older: HashMap<Key, Entry>,
    /// Bytes of the younger half.
    bytes: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    status: StatusCode,
    /// As a list: a response has a map of its own, which is filled in less time
    /// than another is made.
    headers: Vec<(HeaderName, HeaderValue)>,
    tag: Option<HeaderValue>,
    body: Bytes,
    pattern: Option<Pattern>,
}

impl Key {
    /// The key of a request that may be answered as one before; `body` is what
    /// it sends.
    fn of(request: &HttpRequest, body: &[u8]) -> Option<Self> {
        let is_asked = matches!(*request.method(), Method::GET | Method::POST);
        let headers = request.headers();
        if !is_asked || PARTIAL.iter().any(|name| headers.contains_key(name)) {
            return None;
        }
        let target = request.uri().path_and_query()?.as_str();
        let mut key = Vec::with_capacity(target.len() + body.len() + 128);
        // None of the parts before the body can hold a line end.
        key.extend_from_slice(request.method().as_str().as_bytes());
        key.push(b'\n');
        key.extend_from_slice(target.as_bytes());
        for name in NEGOTIATED {
            key.push(b'\n');
            for value in headers.get_all(name) {
                key.extend_from_slice(value.as_bytes());
                // One line is not two, though most readers join them.
                key.push(b'\r');
            }
        }
        key.push(b'\n');
        key.extend_from_slice(body);
        Some(Self(key))
    }
}

impl Kept {
    /// Room for so many bytes; none keeps nothing.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            halves: RefCell::default(),
        }
    }

    /// The key of a request, if an answer to it may be kept here.
    #[must_use]
    pub fn key(&self, request: &HttpRequest, body: &[u8]) -> Option<Key> {
        (self.most > 0).then(|| Key::of(request, body)).flatten()
    }

    /// The answer to a request, if it is known: as if it were made anew, 304
    /// included.
    #[must_use]
    pub fn find(&self, key: &Key, generation: u64, request: &HttpRequest) -> Option<HttpResponse> {
        let mut halves = self.halves.borrow_mut();
        if halves.generation != generation {
            return None;
        }
        if let Some(entry) = halves.younger.get(key) {
            return Some(entry.respond(request));
        }
        let (key, entry) = halves.older.remove_entry(key)?;
        let response = entry.respond(request);
        halves.put(key, entry, self.most);
        Some(response)
    }

    /// Keeps a response that may be kept, and gives it back.
    #[must_use]
    pub fn keep(
        &self,
        key: Key,
        generation: u64,
        response: HttpResponse,
        pattern: Option<String>,
    ) -> HttpResponse {
        let is_whole = response.status() == StatusCode::OK;
        if !is_whole || !response.extensions().contains::<Keepable>() {
            return response;
        }
        let (head, body) = response.into_parts();
        match body.try_into_bytes() {
            Ok(body) => {
                let headers = head.headers();
                let all = headers.iter().map(|(n, v)| (n.clone(), v.clone()));
                let entry = Entry {
                    status: head.status(),
                    headers: all.collect(),
                    tag: headers.get(header::ETAG).cloned(),
                    // Without the room that it was written in.
                    body: Bytes::copy_from_slice(&body),
                    pattern: pattern.map(Pattern),
                };
                let mut halves = self.halves.borrow_mut();
                let is_short = entry.bytes(&key) <= LONGEST.min(self.most / 8);
                if is_short && halves.begin(generation) {
                    halves.put(key, entry, self.most);
                }
                head.set_body(BoxBody::new(body))
            }
            Err(body) => head.set_body(BoxBody::new(body)),
        }
    }
}

impl Halves {
    /// Drops everything that an older snapshot gave; says whether this one is
    /// not older itself.
    fn begin(&mut self, generation: u64) -> bool {
        if self.generation < generation {
            *self = Self {
                generation,
                ..Self::default()
            };
        }
        self.generation == generation
    }

    fn put(&mut self, key: Key, entry: Entry, most: usize) {
        let bytes = entry.bytes(&key);
        if self.bytes.saturating_add(bytes) > most / 2 {
            self.older = std::mem::take(&mut self.younger);
            self.bytes = 0;
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.younger.insert(key, entry);
    }
}

impl Entry {
    /// What it takes, with its key.
    fn bytes(&self, key: &Key) -> usize {
        let headers = self.headers.iter();
        let headers = headers.map(|(n, v)| n.as_str().len() + v.len() + HEADER_BYTES);
        key.0.capacity() + self.body.len() + headers.sum::<usize>() + ENTRY_BYTES
    }

    fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let is_known = *request.method() == Method::GET
            && request.headers().contains_key(header::IF_NONE_MATCH)
            && self.tag.as_ref().is_some_and(|tag| matches(request, tag));
        let mut response = if is_known {
            HttpResponse::with_body(StatusCode::NOT_MODIFIED, BoxBody::new(Bytes::new()))
        } else {
            HttpResponse::with_body(self.status, BoxBody::new(self.body.clone()))
        };
        let of_body = [header::CONTENT_TYPE, header::CONTENT_ENCODING];
        for (name, value) in &self.headers {
            if !is_known || !of_body.contains(name) {
                response.headers_mut().append(name.clone(), value.clone());
            }
        }
        if let Some(pattern) = &self.pattern {
            request.extensions_mut().insert(pattern.clone());
        }
        response
    }
}

fn matches(request: &HttpRequest, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    IfNoneMatch::of(request.headers()).matches(tag)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::api::http::Answer;

    fn request(target: &str) -> HttpRequest {
        TestRequest::get().uri(target).to_http_request()
    }

    fn put(kept: &Kept, generation: u64, target: &str, body: &str) {
        let request = request(target);
        let key = Key::of(&request, b"").unwrap();
        let response = Answer::json(body.to_owned()).respond(&request);
        let _ = kept.keep(key, generation, response, None);
    }

    fn body(kept: &Kept, generation: u64, target: &str) -> Option<Bytes> {
        let request = request(target);
        let key = Key::of(&request, b"").unwrap();
        let response = kept.find(&key, generation, &request)?;
        response.into_body().try_into_bytes().ok()
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
        let both = halves.younger.iter().chain(&halves.older);
        let texts = both.map(|(key, e)| key.0.len() + e.body.len() + 500);
        assert!(texts.sum::<usize>() <= kept.most);
    }

    #[test]
    fn what_an_answer_depends_on_tells_requests_apart() {
        let with = |name: HeaderName, value: &'static str| {
            let request = TestRequest::get().uri("/a").insert_header((name, value));
            Key::of(&request.to_http_request(), b"")
        };
        let plain = Key::of(&request("/a"), b"");
        assert_ne!(plain, Key::of(&request("/a?"), b""));
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
        assert_ne!(plain, Key::of(&post, b""));
        assert_ne!(Key::of(&post, b"1"), Key::of(&post, b"2"));
        let head = TestRequest::default().method(Method::HEAD);
        assert_eq!(Key::of(&head.to_http_request(), b""), None);
    }

    #[test]
    fn problems_and_what_is_not_to_be_stored_are_made_anew() {
        let kept = Kept::new(8 << 20);
        let request = request("/a");
        let key = || Key::of(&request, b"").unwrap();
        let fresh = Answer::json("1").with_cache(super::super::CachePolicy::NoStore);
        let _ = kept.keep(key(), 1, fresh.respond(&request), None);
        let problem = super::super::Problem::new(super::super::ProblemKind::NotFound);
        let _ = kept.keep(key(), 1, problem.respond(&request), None);
        assert!(kept.find(&key(), 1, &request).is_none());
    }
}
