//! What every request passes before a door is asked, and every answer after:
//! its id, its host, its size, its place among those under way, its client's
//! rate; what is recorded of it. An answer that was given before is given
//! again here, before anything is routed.
//!
//! One for each worker, so that nothing here needs a lock; what is shared are
//! counters. It must not know what is asked.

mod client;
mod host;
mod id;
mod rate;
mod tail;
mod way;

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use super::metrics::{Metrics, WorkerMetrics};
use super::record::{Record, Records};
use crate::api::http::kept::{Found, Kept};
use crate::api::http::problem::RequestId;
use crate::api::http::{Problem, ProblemKind};
use crate::api::{Seat, Seats, Service};
use crate::query::ArchiveHandle;

pub use client::Proxies;
pub use host::Hosts;
use id::Ids;
pub(super) use rate::Rates;
use tail::{Tail, Tailed};
pub(super) use way::Way;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is asked of every request; shared by all workers.
pub(super) struct Rules {
    /// The names that the service answers for.
    pub hosts: Hosts,
    /// Whom to believe of whose request it is.
    pub proxies: Proxies,
    /// How many requests a client may send, if that is bounded.
    pub rates: Option<Rates>,
    /// Whether the log names clients.
    pub log_clients: bool,
}

/// The gate, from which that of every worker is made.
#[derive(Clone)]
pub(super) struct Gate {
    rules: Arc<Rules>,
    seats: Seats,
    ids: Arc<Ids>,
    service: Arc<Service>,
    archive: ArchiveHandle,
    records: Option<Records>,
    metrics: Option<Arc<Metrics>>,
}

impl Gate {
    pub(super) fn new(
        rules: Rules,
        (service, archive): (Arc<Service>, ArchiveHandle),
        records: Option<Records>,
        metrics: Option<Arc<Metrics>>,
    ) -> Self {
        Self {
            seats: Seats::new(service.limits().concurrency),
            rules: Arc::new(rules),
            ids: Arc::default(),
            service,
            archive,
            records,
            metrics,
        }
    }

    /// Requests under way.
    pub(super) fn seats(&self) -> Seats {
        self.seats.clone()
    }

    /// The gate of one worker.
    fn of_worker(&self) -> Rc<WorkerGate> {
        Rc::new(WorkerGate {
            metrics: self.metrics.as_ref().map(WorkerMetrics::new),
            gate: self.clone(),
            kept: Kept::new(self.service.limits().answer_cache_bytes),
        })
    }
}

/// The gate of one worker.
pub(super) struct WorkerGate {
    gate: Gate,
    kept: Kept,
    metrics: Option<WorkerMetrics>,
}

/// What is known of a request before anybody asked a door.
struct Arrival {
    start: Option<Instant>,
    id: RequestId,
    client: Option<IpAddr>,
    record: Option<Record>,
    seat: Option<Seat>,
    rate: Option<rate::Standing>,
}

/// What a request that may go on was given.
struct Passed {
    seat: Option<Seat>,
    rate: Option<rate::Standing>,
}

impl WorkerGate {
    fn arrival(&self, request: &ServiceRequest) -> Arrival {
        let is_recorded = self.metrics.is_some() || self.gate.records.is_some();
        let start = is_recorded.then(Instant::now);
        let id = self.gate.ids.of(request.headers());
        let client = self.client(request);
        let record = start.filter(|_| self.gate.records.is_some()).map(|start| {
            let client = client.filter(|_| self.gate.rules.log_clients);
            Record::of(request, &id, client, start)
        });
        Arrival {
            start,
            id,
            client,
            record,
            seat: None,
            rate: None,
        }
    }

    /// Who asks, where that matters to anyone.
    fn client(&self, request: &ServiceRequest) -> Option<IpAddr> {
        let rules = &self.gate.rules;
        let wanted = rules.log_clients || rules.rates.is_some();
        wanted.then(|| rules.proxies.client(request)).flatten()
    }

    /// The answer that was given before to the same request.
    fn known(&self, head: &RequestHead, body: &[u8]) -> Option<Found> {
        let generation = self.gate.archive.generation();
        self.kept.find(head, body, generation)
    }

    /// What a door said, kept if it may be; `generation` was taken before it
    /// was asked: an answer may be newer than it says.
    fn keep(&self, response: ServiceResponse, generation: u64) -> ServiceResponse {
        let (request, response) = response.into_parts();
        let is_counted = self.metrics.is_some();
        let pattern = is_counted.then(|| request.match_pattern()).flatten();
        let response = self.kept.keep(&request, generation, response, pattern);
        ServiceResponse::new(request, response)
    }

    /// Marks an answer, and notes what is to be done when it is over.
    fn finish(
        self: &Rc<Self>,
        mut response: ServiceResponse,
        mut arrival: Arrival,
        kept: Option<&str>,
    ) -> ServiceResponse<Tailed> {
        if let Some(record) = &mut arrival.record {
            record.status = response.status().as_u16();
        }
        self.mark(&mut response, arrival.id, arrival.rate.as_ref());
        let metrics = self.metrics.as_ref();
        let tail = Tail {
            latency: metrics.map(|m| m.answered(&response, kept)),
            gate: Rc::clone(self),
            seat: arrival.seat,
            record: arrival.record,
            start: arrival.start,
            bytes: 0,
        };
        response.map_body(|_, body| Tailed::new(body, tail))
    }

    fn put(&self, record: Record) {
        if let Some(records) = &self.gate.records {
            records.put(record);
        }
    }

    /// Whether a request may go on; the reason is that of a metric.
    fn check(
        &self,
        request: &ServiceRequest,
        client: Option<IpAddr>,
    ) -> Result<Passed, (&'static str, Problem)> {
        let rules = &self.gate.rules;
        let limits = self.gate.service.limits();
        if header_bytes(request.headers()) > limits.header_bytes {
            let most = limits.header_bytes;
            let detail = format!("The headers are longer than {most} bytes.");
            let problem = Problem::new(ProblemKind::HeadersTooLarge).with_detail(detail);
            return Err(("headers", problem));
        }
        if target_bytes(request) > limits.address_bytes {
            let most = limits.address_bytes;
            let detail = format!("The address is longer than {most} bytes.");
            let problem = Problem::new(ProblemKind::UriTooLong).with_detail(detail);
            return Err(("uri", problem));
        }
        // Whoever looks after the service may always ask how it is.
        if matches!(request.path(), "/livez" | "/readyz") {
            let (seat, rate) = (None, None);
            return Ok(Passed { seat, rate });
        }
        rules.hosts.check(request).map_err(|p| ("host", p))?;
        let rate = match &rules.rates {
            Some(rates) => Some(rates.take(client).map_err(|p| ("rate", p))?),
            None => None,
        };
        let seat = self.gate.seats.take().ok_or_else(|| ("busy", busy()))?;
        let seat = Some(seat);
        Ok(Passed { seat, rate })
    }

    fn mark(&self, response: &mut ServiceResponse, id: RequestId, rate: Option<&rate::Standing>) {
        response.headers_mut().insert(REQUEST_ID, id.0);
        if let Some(rate) = rate {
            rate.tell(response.headers_mut());
        }
        if self.gate.service.is_draining() {
            let head = response.response_mut().head_mut();
            head.set_connection_type(ConnectionType::Close);
        }
    }
}

fn header_bytes(headers: &HeaderMap) -> usize {
    let lines = headers.iter();
    lines.map(|(n, v)| n.as_str().len() + v.len()).sum()
}

fn target_bytes(request: &ServiceRequest) -> usize {
    request.path().len() + request.query_string().len()
}

/// The 503 of a service that has enough to do.
fn busy() -> Problem {
    let mut problem = Problem::new(ProblemKind::Unavailable);
    problem.headers.push((
        actix_web::http::header::RETRY_AFTER,
        HeaderValue::from_static("1"),
    ));
    problem
}
