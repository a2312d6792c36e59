//! Changes as they come: Server-Sent Events, as the HTML standard has them.

use std::convert::Infallible;
use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use tokio::time::{Interval, MissedTickBehavior};

use super::call::{Call, invalid};
use super::changes::ChangeView;
use super::form::Stream;
use crate::api::Addresses;
use crate::api::Seat;
use crate::api::http::{Problem, ProblemKind, Reply};
use crate::api::live::Live;
use crate::query::{ChangeQuery, Fault, FaultCode, PAGE, RawChangeParams};

/// Media type of a stream of events.
pub const MEDIA_TYPE: &str = "text/event-stream";

/// How often the snapshot is looked at for something new.
const LOOK: Duration = Duration::from_secs(1);
/// Looks without news after which a comment says that the line is open:
/// proxies close one that is silent for half a minute.
const QUIET_LOOKS: u32 = 15;
/// Events in one piece.
const AT_ONCE: usize = 100;
/// After how many milliseconds a client comes back that was cut off.
const RETRY: &str = "retry: 3000\n\n";
/// After how many seconds one may come back that found no place.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("30");

/// Answers with a stream that begins behind `Last-Event-ID`, or else at
/// `since`, or else with what comes from now on.
pub fn listen(mut call: Call<'_>, raw: &RawChangeParams) -> Result<Reply, Problem> {
    let mut faults = call.faults();
    let given = |name: &&&str| call.pairs.one(name).is_some();
    for name in PAGE.iter().chain(&["fields"]).filter(given) {
        let detail = "a stream of events has no pages and no fields: leave it out, or ask for JSON";
        faults.push(Fault::new(*name, FaultCode::Conflict, detail));
    }
    let last = last_event_id(&call, &mut faults);
    let query = ChangeQuery::parse(raw, faults).map_err(|e| invalid(&e))?;
    let newest = call.archive.last_position();
    let position = match (last, &raw.since) {
        (Some(last), _) => last.min(newest),
        (None, Some(_)) => call.archive.start_of(&query),
        (None, None) => newest,
    };
    let live = call.state.live();
    let body = if call.request.method() == Method::HEAD {
        BoxBody::new(Stream::empty())
    } else {
        let Some(seat) = live.seat() else {
            let mut problem = Problem::new(ProblemKind::Unavailable);
            problem.headers.push((header::RETRY_AFTER, RETRY_AFTER));
            return Err(problem);
        };
        BoxBody::new(Events::new(live, seat, query, position, call.addresses))
    };
    let mut response = HttpResponse::with_body(StatusCode::OK, body);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept, Accept-Encoding"),
        // nginx holds answers back otherwise.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response.into())
}

/// The position in `Last-Event-ID`, which a browser sends back by itself.
fn last_event_id(call: &Call<'_>, faults: &mut Vec<Fault>) -> Option<u64> {
    let value = call.request.headers().get("last-event-id")?;
    let text = value.to_str().unwrap_or("?");
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u64::MAX));
    }
    let detail = "expected the `id` of an event of this stream, a position";
    faults.push(Fault::new("Last-Event-ID", FaultCode::InvalidValue, detail));
    None
}

/// The body of a stream.
struct Events {
    live: Live,
    query: ChangeQuery,
    /// Everything up to here was sent.
    position: u64,
    addresses: Addresses,
    begun: bool,
    looks: Interval,
    quiet: u32,
    closed: Pin<Box<dyn Future<Output = ()>>>,
    _seat: Seat,
}

impl Events {
    fn new(
        live: &Live,
        seat: Seat,
        query: ChangeQuery,
        position: u64,
        addresses: &Addresses,
    ) -> Self {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            live: live.clone(),
            query,
            position,
            addresses: addresses.clone(),
            begun: false,
            looks,
            quiet: 0,
            closed: Box::pin(live.clone().closed()),
            _seat: seat,
        }
    }

    /// What is new, as text; empty when nothing is.
    fn news(&mut self) -> String {
        let archive = self.live.archive.current();
        let (rows, position) = archive.changes_after(&self.query, self.position, AT_ONCE);
        self.position = position;
        let mut text = String::new();
        for change in rows.into_iter().filter_map(|n| archive.change(n)) {
            let (id, event) = (change.position, change.action.as_str().to_lowercase());
            let view = ChangeView::new(change, &self.addresses);
            // JSON has no line end in it.
            let data = serde_json::to_string(&view).unwrap_or_default();
            // Writing to memory does not fail.
            let _ = write!(text, "id: {id}\nevent: {event}\ndata: {data}\n\n");
        }
        text
    }
}

impl MessageBody for Events {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let this = self.get_mut();
        if this.closed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        if !this.begun {
            this.begun = true;
            return Poll::Ready(Some(Ok(Bytes::from_static(RETRY.as_bytes()))));
        }
        loop {
            let news = this.news();
            if !news.is_empty() {
                this.quiet = 0;
                return Poll::Ready(Some(Ok(news.into())));
            }
            ready!(this.looks.poll_tick(cx));
            this.quiet = this.quiet.saturating_add(1);
            if this.quiet > QUIET_LOOKS {
                this.quiet = 0;
                return Poll::Ready(Some(Ok(Bytes::from_static(b": still here\n\n"))));
            }
        }
    }
}
