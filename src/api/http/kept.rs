//! Answers kept as long as the snapshot that they were made from: what was
//! asked before is sent again as it is, with its tag, and in the coding it had.
//!
//! Each worker has its own, so that nothing here needs a lock. An answer is
//! found by a keyed hash of all of the request that it may depend on, and given
//! only if all of that is the same; one that was made from another snapshot
//! than the current one is not found, and all of them are dropped when the first
//! of a newer one is kept.
//!
//! They are in two halves. A new one goes into the younger half, and so does
//! one of the older half that is asked for again; when the younger is full it
//! becomes the older, and what was in that is gone. So what goes is what nobody
//! asked for while half the bound was filled with other answers.

use std::cell::{RefCell, RefMut};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use foldhash::quality::RandomState;

use super::negotiate::IfNoneMatch;
use super::respond::OF_REPRESENTATION;

/// Bytes of the longest answer kept.
const LONGEST: usize = 512 << 10;
/// Bytes of the longest body that is read to look for an answer to it: what the
/// doors take, too.
pub const LONGEST_ASKED: usize = 128 << 10;
/// What an answer takes besides its texts, and what a header does.
const ENTRY_BYTES: usize = 256;
const HEADER_BYTES: usize = 96;
/// Bytes of what most requests are looked for by.
const ASKED_BYTES: usize = 4 << 10;
/// Most heads of requests with a body that are remembered.
const MOST_HEADS: usize = 256;

/// Headers that an answer may depend on: what is negotiated.
const NEGOTIATED: [HeaderName; 3] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
];
/// Headers by which a body is refused before it is read.
const OF_BODY: [HeaderName; 2] = [header::CONTENT_TYPE, header::CONTENT_ENCODING];

/// Marks a response that may be kept: whoever asks the same of the same
/// snapshot is given the same. Holds the body of the request.
#[derive(Debug, Clone, Default)]
pub struct Keepable(pub Bytes);

/// The answers of one worker.
#[derive(Debug)]
pub struct Kept {
    most: usize,
    hasher: RandomState,
    /// What is asked now; no memory is taken for it again and again.
    asked: RefCell<Vec<u8>>,
    halves: RefCell<Halves>,
}

/// By hash: where two questions share one, the later takes the place.
type Half = HashMap<u64, Rc<Entry>, foldhash::fast::RandomState>;

#[derive(Debug, Default)]
struct Halves {
    /// That of the snapshot they were made from.
    generation: u64,
    younger: Half,
    older: Half,
    /// Bytes of the younger half.
    bytes: usize,
    /// Hashes of heads whose body was read and answered.
    heads: HashSet<u64, foldhash::fast::RandomState>,
}

#[derive(Debug)]
struct Entry {
    /// What was asked, as [`put_asked`] has it.
    asked: Box<[u8]>,
    status: StatusCode,
    /// As a list: a response has a map of its own, which is filled in less time
    /// than another is made.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Those that a 304 leaves out.
    of_representation: Vec<(HeaderName, HeaderValue)>,
    tag: Option<HeaderValue>,
    body: Bytes,
    pattern: Option<Rc<str>>,
}

/// An answer that was found, and the address pattern it belongs to.
#[derive(Debug)]
pub struct Found {
    /// As if it were made anew, 304 included.
    pub response: HttpResponse,
    /// For those who count.
    pub pattern: Option<Rc<str>>,
}

/// Writes what an answer to a request may depend on, with what none of it but
/// the last can hold between.
fn put_asked(head: &RequestHead, body: &[u8], all: &mut Vec<u8>) {
    all.extend_from_slice(head.method.as_str().as_bytes());
    all.push(b'\n');
    let target = head.uri.path_and_query();
    all.extend_from_slice(target.map_or("", |t| t.as_str()).as_bytes());
    put_lines(head, &NEGOTIATED, all);
    all.push(b'\n');
    all.extend_from_slice(body);
}

/// Writes what a request says in some headers.
fn put_lines(head: &RequestHead, names: &[HeaderName], all: &mut Vec<u8>) {
    for name in names {
        all.push(b'\n');
        for value in head.headers.get_all(name) {
            all.extend_from_slice(value.as_bytes());
            // One line is not two, though most readers join them.
            all.push(b'\r');
        }
    }
}

impl Kept {
    /// Room for so many bytes; none keeps nothing.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            hasher: RandomState::default(),
            asked: RefCell::default(),
            halves: RefCell::default(),
        }
    }

    /// Whether an answer to a request may be kept here.
    fn takes(&self, head: &RequestHead) -> bool {
        let is_asked = matches!(head.method, Method::GET | Method::POST);
        // A part of a body is asked for.
        let is_partial = || head.headers.contains_key(header::RANGE);
        self.most > 0 && is_asked && !is_partial()
    }

    /// The answer to a request that sends this body, if it is known.
    #[must_use]
    pub fn find(&self, head: &RequestHead, body: &[u8], generation: u64) -> Option<Found> {
        let mut halves = self.halves.borrow_mut();
        if halves.generation != generation || !self.takes(head) {
            return None;
        }
        let asked = self.asked(head, body);
        let found = halves.find(self.hash(&asked), &asked, self.most);
        found.map(|entry| entry.respond(head))
    }

    fn asked(&self, head: &RequestHead, body: &[u8]) -> RefMut<'_, Vec<u8>> {
        let mut asked = self.asked.borrow_mut();
        asked.clear();
        asked.shrink_to(ASKED_BYTES);
        put_asked(head, body, &mut asked);
        asked
    }

    /// Whether the body of a request is to be read before a door is asked: a
    /// request with the same head was answered, so that no door would refuse it
    /// by its head.
    #[must_use]
    pub fn reads_body(&self, head: &RequestHead, generation: u64) -> bool {
        let is_short = |length: &HeaderValue| {
            let text = length.to_str().unwrap_or_default();
            text.parse().is_ok_and(|n: usize| n <= LONGEST_ASKED)
        };
        let length = head.headers.get(header::CONTENT_LENGTH);
        let halves = self.halves.borrow();
        head.method == Method::POST
            && halves.generation == generation
            && !halves.heads.is_empty()
            && length.is_some_and(is_short)
            && halves.heads.contains(&self.head_hash(head))
    }

    fn head_hash(&self, head: &RequestHead) -> u64 {
        let mut asked = self.asked(head, b"");
        put_lines(head, &OF_BODY, &mut asked);
        self.hash(&asked)
    }

    fn hash(&self, asked: &[u8]) -> u64 {
        let mut state = self.hasher.build_hasher();
        state.write(asked);
        state.finish()
    }

    /// Keeps a response that may be kept, and gives it back.
    #[must_use]
    pub fn keep(
        &self,
        request: &HttpRequest,
        generation: u64,
        response: HttpResponse,
        pattern: Option<String>,
    ) -> HttpResponse {
        let marked = response.extensions().get::<Keepable>().cloned();
        let may_be = response.status() == StatusCode::OK && self.takes(request.head());
        let Some(Keepable(sent)) = marked.filter(|_| may_be) else {
            return response;
        };
        let (head, body) = response.into_parts();
        match body.try_into_bytes() {
            Ok(body) => {
                let headers = head.headers();
                let all = headers.iter().map(|(n, v)| (n.clone(), v.clone()));
                let (of_representation, others) =
                    all.partition(|(name, _)| OF_REPRESENTATION.contains(name));
                let asked = self.asked(request.head(), &sent).as_slice().into();
                let entry = Entry {
                    asked,
                    status: head.status(),
                    headers: others,
                    of_representation,
                    tag: headers.get(header::ETAG).cloned(),
                    // Without the room that it was written in.
                    body: Bytes::copy_from_slice(&body),
                    pattern: pattern.map(Rc::from),
                };
                let mut halves = self.halves.borrow_mut();
                let is_short = entry.bytes() <= LONGEST.min(self.most / 8);
                if is_short && halves.begin(generation) {
                    halves.put(self.hash(&entry.asked), Rc::new(entry), self.most);
                    if request.method() == Method::POST {
                        halves.know(self.head_hash(request.head()));
                    }
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

    fn find(&mut self, hash: u64, asked: &[u8], most: usize) -> Option<Rc<Entry>> {
        let is_it = |entry: &&Rc<Entry>| *entry.asked == *asked;
        if let Some(entry) = self.younger.get(&hash).filter(is_it) {
            return Some(Rc::clone(entry));
        }
        let entry = self.older.get(&hash).filter(is_it).cloned()?;
        self.older.remove(&hash);
        self.put(hash, Rc::clone(&entry), most);
        Some(entry)
    }

    fn put(&mut self, hash: u64, entry: Rc<Entry>, most: usize) {
        let bytes = entry.bytes();
        if self.bytes.saturating_add(bytes) > most / 2 {
            self.older = std::mem::take(&mut self.younger);
            self.bytes = 0;
        }
        let before = self.younger.insert(hash, entry);
        let before = before.map_or(0, |entry| entry.bytes());
        self.bytes = self.bytes.saturating_add(bytes).saturating_sub(before);
    }

    fn know(&mut self, head: u64) {
        if self.heads.len() >= MOST_HEADS {
            self.heads.clear();
        }
        self.heads.insert(head);
    }
}

impl Entry {
    /// What it takes, with what was asked.
    fn bytes(&self) -> usize {
        let headers = self.headers.iter().chain(&self.of_representation);
        let headers = headers.map(|(n, v)| n.as_str().len() + v.len() + HEADER_BYTES);
        self.asked.len() + self.body.len() + headers.sum::<usize>() + ENTRY_BYTES
    }

    fn respond(&self, request: &RequestHead) -> Found {
        let is_known =
            request.method == Method::GET && self.tag.as_ref().is_some_and(|t| has(request, t));
        let mut response = if is_known {
            HttpResponse::with_body(StatusCode::NOT_MODIFIED, BoxBody::new(Bytes::new()))
        } else {
            HttpResponse::with_body(self.status, BoxBody::new(self.body.clone()))
        };
        let of_representation = if is_known {
            &[]
        } else {
            self.of_representation.as_slice()
        };
        let headers = response.headers_mut();
        for (name, value) in self.headers.iter().chain(of_representation) {
            headers.append(name.clone(), value.clone());
        }
        Found {
            response,
            pattern: self.pattern.clone(),
        }
    }
}

/// Whether who asks has the body with this tag.
fn has(request: &RequestHead, tag: &HeaderValue) -> bool {
    let mut said = request.headers.get_all(header::IF_NONE_MATCH);
    match (said.next(), said.next()) {
        (None, _) => false,
        // Most say back what they were told.
        (Some(one), None) if one == tag => true,
        _ => IfNoneMatch::of(&request.headers).matches(tag.to_str().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
