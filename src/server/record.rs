//! One line for every request, written by a thread of its own.
//!
//! A worker puts a record into a queue without lock and goes on; the thread
//! empties the queue a few times a second. A queue that is full loses records
//! rather than hold a worker up, and the next line says how many.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime};

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use chrono::SecondsFormat;
use serde::Serialize;

use crate::api::http::problem::RequestId;

/// Records that wait at most.
const MAX_WAITING: usize = 16_384;
/// How often the queue is emptied: a thread that waits for each would have to
/// be woken for each.
const PAUSE: Duration = Duration::from_millis(100);
/// Most characters of an address in a line.
const MAX_TARGET: usize = 512;

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON text a line.
    Json,
}

/// A request, as long as it is not answered.
pub(super) struct Record {
    id: RequestId,
    method: Method,
    target: String,
    client: Option<IpAddr>,
}

/// A request whose answer is on its way.
pub(super) struct Answered {
    record: Record,
    status: u16,
}

/// A request that is over.
pub(super) struct Over {
    answered: Answered,
    bytes: u64,
    elapsed: Duration,
    at: SystemTime,
}

impl Record {
    pub(super) fn of(request: &ServiceRequest, id: &RequestId, client: Option<IpAddr>) -> Self {
        let target = request.uri().path_and_query();
        let target = target.map_or(request.path(), |t| t.as_str());
        Self {
            id: id.clone(),
            method: request.method().clone(),
            // Nothing but printable ASCII is in the target of a request.
            target: target.get(..MAX_TARGET).unwrap_or(target).to_owned(),
            client,
        }
    }

    pub(super) fn answered<B>(self, response: &ServiceResponse<B>) -> Answered {
        Answered {
            record: self,
            status: response.status().as_u16(),
        }
    }
}

impl Answered {
    pub(super) fn over(self, bytes: u64, elapsed: Duration) -> Over {
        #[expect(
            clippy::disallowed_methods,
            reason = "when a request came is no property of the content"
        )]
        let at = SystemTime::now();
        Over {
            answered: self,
            bytes,
            elapsed,
            at,
        }
    }
}

/// Where records are put.
#[derive(Clone)]
pub(super) struct Records {
    queue: SyncSender<Over>,
    lost: Arc<AtomicU64>,
}

impl Records {
    /// Starts the thread that writes them to standard error.
    pub(super) fn start(format: LogFormat) -> std::io::Result<Self> {
        let (queue, inbox) = sync_channel(MAX_WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&lost);
        thread::Builder::new()
            .name("requests".to_owned())
            .spawn(move || write_all(&inbox, &counter, format))?;
        Ok(Self { queue, lost })
    }

    pub(super) fn put(&self, record: Over) {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(record) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn write_all(inbox: &Receiver<Over>, lost: &AtomicU64, format: LogFormat) {
    let mut lines = String::new();
    loop {
        let is_over = loop {
            match inbox.try_recv() {
                Ok(record) => line(&record, format, &mut lines),
                Err(error) => break error == TryRecvError::Disconnected,
            }
            if lines.len() > 1 << 16 {
                break false;
            }
        };
        let missing = lost.swap(0, Ordering::Relaxed);
        if missing > 0 {
            tracing::warn!("{missing} requests are not in the log: it cannot keep up");
        }
        if !lines.is_empty() {
            // Where standard error is closed there is nobody to tell.
            let _ = std::io::stderr().write_all(lines.as_bytes());
            lines.clear();
        } else if is_over {
            return;
        } else {
            thread::sleep(PAUSE);
        }
    }
}

fn line(record: &Over, format: LogFormat, out: &mut String) {
    let at = timestamp(record.at);
    let Answered { record: of, status } = &record.answered;
    let ms = u64::try_from(record.elapsed.as_micros()).unwrap_or(u64::MAX);
    let ms = format!("{}.{:03}", ms / 1000, ms % 1000);
    let client = of.client.map(|c| c.to_string());
    match format {
        LogFormat::Text => {
            let client = client.map(|c| format!(" {c}")).unwrap_or_default();
            // A String takes whatever is written.
            let _ = writeln!(
                out,
                "{at}  INFO {} {} {status} {} B {ms} ms {}{client}",
                of.method, of.target, record.bytes, of.id.0
            );
        }
        LogFormat::Json => {
            let fields = Line {
                timestamp: &at,
                level: "INFO",
                message: "request",
                id: &of.id.0,
                method: of.method.as_str(),
                target: &of.target,
                status: *status,
                bytes: record.bytes,
                ms: ms.parse().unwrap_or_default(),
                client: client.as_deref(),
            };
            // Texts and numbers always are JSON.
            out.push_str(&serde_json::to_string(&fields).unwrap_or_default());
            out.push('\n');
        }
    }
}

/// A line for machines, keys in this order.
#[derive(Serialize)]
struct Line<'a> {
    timestamp: &'a str,
    level: &'a str,
    message: &'a str,
    id: &'a str,
    method: &'a str,
    target: &'a str,
    status: u16,
    bytes: u64,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a str>,
}

/// As the other lines of the log have it: RFC 3339, in UTC.
fn timestamp(at: SystemTime) -> String {
    let elapsed = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(elapsed.as_secs()).unwrap_or_default();
    let time = chrono::DateTime::from_timestamp(seconds, elapsed.subsec_nanos());
    let time = time.unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn over(client: Option<&str>) -> Over {
        Over {
            answered: Answered {
                record: Record {
                    id: RequestId("a-1".into()),
                    method: Method::GET,
                    target: "/v1/items?q=%22x".to_owned(),
                    client: client.map(|c| c.parse().unwrap()),
                },
                status: 200,
            },
            bytes: 42,
            elapsed: Duration::from_micros(1_234),
            at: SystemTime::UNIX_EPOCH + Duration::from_micros(1_650_000_000_000_001),
        }
    }

    #[test]
    fn a_request_is_one_line() {
        let mut out = String::new();
        line(&over(None), LogFormat::Text, &mut out);
        assert_eq!(
            out,
            "2022-04-15T05:20:00.000001Z  INFO GET /v1/items?q=%22x 200 42 B 1.234 ms a-1\n"
        );
        out.clear();
        line(&over(Some("192.0.2.1")), LogFormat::Json, &mut out);
        let fields: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(fields["target"], "/v1/items?q=%22x");
        assert_eq!(
            (&fields["status"], &fields["ms"]),
            (&json!(200), &json!(1.234))
        );
        assert_eq!(fields["client"], "192.0.2.1");
        assert_eq!(out.lines().count(), 1);
    }
}
