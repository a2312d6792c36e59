//! The body of an answer, with what happens when its last byte is sent, or
//! nobody wants it any more.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use super::WorkerGate;
use crate::api::Seat;
use crate::server::metrics::Latency;
use crate::server::record::Record;

/// What is left to do when an answer is over.
pub(super) struct Tail {
    /// Who let the request through.
    pub gate: Rc<WorkerGate>,
    /// Given back.
    pub seat: Option<Seat>,
    /// Written.
    pub record: Option<Record>,
    /// Measured.
    pub latency: Option<Latency>,
    /// When the request came, if anyone wants to know.
    pub start: Option<Instant>,
    /// Bytes sent.
    pub bytes: u64,
}

impl Drop for Tail {
    fn drop(&mut self) {
        drop(self.seat.take());
        let Some(start) = self.start else { return };
        let end = Instant::now();
        let elapsed = end.duration_since(start);
        if let Some(latency) = self.latency.take() {
            latency.observe(elapsed);
        }
        if let Some(mut record) = self.record.take() {
            (record.end, record.elapsed, record.bytes) = (end, elapsed, self.bytes);
            self.gate.put(record);
        }
    }
}

/// A body with its tail.
pub(in crate::server) struct Tailed {
    body: BoxBody,
    tail: Tail,
}

impl Tailed {
    pub(super) fn new(body: BoxBody, mut tail: Tail) -> Self {
        if let BodySize::Sized(length) = body.size() {
            tail.bytes = length;
        }
        Self { body, tail }
    }
}

impl MessageBody for Tailed {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let is_stream = !matches!(self.body.size(), BodySize::Sized(_));
        let next = ready!(self.body.as_pin_mut().poll_next(context));
        if let (true, Some(Ok(bytes))) = (is_stream, &next) {
            let length = u64::try_from(bytes.len()).unwrap_or_default();
            self.tail.bytes = self.tail.bytes.saturating_add(length);
        }
        Poll::Ready(next)
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let Self { body, tail } = self;
        body.try_into_bytes().map_err(|body| Self { body, tail })
    }
}
