//! One export as a response: whole, a part, or no more than its headers.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, HeaderName, HeaderValue, IF_RANGE, RANGE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::range::{Wanted, wanted};
use super::{Export, Measure};
use crate::api::http::{Answer, Problem, ProblemKind, Reply, WebLink, leave_to_others};
use crate::api::rest::call::Call;
use crate::api::rest::form::Body;

/// About how many bytes are made at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Of the digest, in the entity tag.
const TAG_CHARACTERS: usize = 22;

/// Answers with an export whose measure is known.
pub fn respond(call: &Call<'_>, export: &Export, measure: &Measure) -> Result<Reply, Problem> {
    let mut tag = URL_SAFE_NO_PAD.encode(measure.sha256);
    tag.truncate(TAG_CHARACTERS);
    let tag = format!("\"{tag}\"");
    let part = part(call, measure.bytes, &tag);
    if part == Wanted::Nothing {
        let mut problem = Problem::new(ProblemKind::RangeNotSatisfiable)
            .with_detail(format!("There are {} bytes.", measure.bytes));
        let range = HeaderValue::from_str(&format!("bytes */{}", measure.bytes));
        problem
            .headers
            .extend(range.ok().map(|v| (CONTENT_RANGE, v)));
        return Err(problem);
    }
    let mut answer = answer(call, export, measure);
    let (from, length) = match part {
        Wanted::Part(from, to) => {
            answer.status = StatusCode::PARTIAL_CONTENT;
            let range = format!("bytes {from}-{to}/{}", measure.bytes);
            let range = HeaderValue::from_str(&range);
            answer
                .headers
                .extend(range.ok().map(|v| (CONTENT_RANGE, v)));
            (from, to - from + 1)
        }
        Wanted::Whole | Wanted::Nothing => (0, measure.bytes),
    };
    let wants_body = call.request.method() != Method::HEAD;
    let (before, place) = measure.before(from);
    let exports = call.state.exports();
    let body = wants_body.then(|| export.body(call.archive, call.addresses, exports, place));
    let stream = Part {
        body: body.flatten(),
        skip: from - before,
        left: length,
        length,
        is_others_turn: false,
    };
    Ok(answer.respond_with(call.request, &tag, stream).into())
}

/// What is wanted: `Range` counts for GET, and only of the version that
/// `If-Range` names. A date there is never strong enough: ours are days.
fn part(call: &Call<'_>, bytes: u64, tag: &str) -> Wanted {
    let header = |name| {
        let value = call.request.headers().get(name);
        value.map(|v: &HeaderValue| v.to_str().unwrap_or_default())
    };
    let same = header(IF_RANGE).is_none_or(|known| known.trim() == tag);
    match header(RANGE) {
        Some(range) if same && call.request.method() == Method::GET => wanted(range, bytes),
        _ => Wanted::Whole,
    }
}

fn answer(call: &Call<'_>, export: &Export, measure: &Measure) -> Answer {
    let mut links = vec![WebLink::new("self", call.this())];
    if *export != Export::Datapackage {
        let package = call.addresses.at(&Export::Datapackage.path());
        links.push(WebLink::new("describedby", package).with_type("application/json"));
    }
    let mut answer = call.finish(Answer::new(export.content_type(), Bytes::new()), links);
    // RFC 9530 §3: of the whole, also where a part is sent.
    let digest = format!("sha-256=:{}:", STANDARD.encode(measure.sha256));
    let name = export.name();
    let file = name.rsplit('/').next().unwrap_or(&name);
    let values = [
        (ACCEPT_RANGES, "bytes".to_owned()),
        (HeaderName::from_static("repr-digest"), digest),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
    ];
    let values = values.into_iter();
    let values = values.filter_map(|(name, v)| Some((name, HeaderValue::from_str(&v).ok()?)));
    answer.headers.extend(values);
    answer
}

/// Some bytes of a body, of a known length.
struct Part {
    body: Option<Body>,
    /// Bytes before the first one wanted.
    skip: u64,
    /// Bytes still to be sent.
    left: u64,
    length: u64,
    /// As with streams: between two pieces others have a turn.
    is_others_turn: bool,
}

impl MessageBody for Part {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        let this = &mut *self;
        if std::mem::take(&mut this.is_others_turn) {
            leave_to_others(cx);
            return Poll::Pending;
        }
        let Some(body) = this.body.as_mut().filter(|_| this.left > 0) else {
            return Poll::Ready(None);
        };
        let mut chunk = Vec::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 4);
        match body.fill(&mut chunk, CHUNK_BYTES) {
            Ok(true) => this.is_others_turn = true,
            Ok(false) => this.body = None,
            Err(error) => {
                this.body = None;
                return Poll::Ready(Some(Err(error)));
            }
        }
        let mut chunk = Bytes::from(chunk);
        let before = usize::try_from(this.skip).map_or(chunk.len(), |n| n.min(chunk.len()));
        let _ = chunk.split_to(before);
        this.skip -= u64::try_from(before).unwrap_or(0);
        chunk.truncate(usize::try_from(this.left).unwrap_or(usize::MAX));
        this.left -= u64::try_from(chunk.len()).unwrap_or(0);
        if !chunk.is_empty() {
            return Poll::Ready(Some(Ok(chunk)));
        }
        if this.body.is_none() {
            return Poll::Ready(None);
        }
        // Still before the part: others get their turn in between.
        leave_to_others(cx);
        Poll::Pending
    }
}
