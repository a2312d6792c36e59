//! One line for every request, written by a thread of its own.
//!
//! A worker puts a record into a queue without lock and goes on; the thread
//! empties the queue a few times a second, and sleeps while nothing is asked (it
//! is woken by the first that comes then). A queue that is full loses records
//! rather than hold a worker up, and the next line says how many.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use smallvec::SmallVec;

use crate::api::http::problem::RequestId;

/// Records that wait at most.
const MAX_WAITING: usize = 16_384;
/// How often the queue is emptied: a thread that waits for each would have to
/// be woken for each, and not only for the first in a while.
const PAUSE: Duration = Duration::from_millis(100);
/// Bytes of most targets with an id.
const TEXT_BYTES: usize = 120;
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

/// A request, filled in as it goes.
pub(super) struct Record {
    /// The target, and after it the id; most have room in the record itself, for
    /// memory that one thread takes and another gives back is slow.
    text: SmallVec<[u8; TEXT_BYTES]>,
    target_bytes: usize,
    method: Method,
    client: Option<IpAddr>,
    pub(super) status: u16,
    /// Of the body.
    pub(super) bytes: u64,
    pub(super) elapsed: Duration,
    /// When its last byte was sent.
    pub(super) end: Instant,
}

impl Record {
    pub(super) fn of(
        request: &ServiceRequest,
        id: &RequestId,
        client: Option<IpAddr>,
        start: Instant,
    ) -> Self {
        let target = request.uri().path_and_query();
        let target = target.map_or(request.path(), |t| t.as_str());
        // Nothing but printable ASCII is in the target of a request.
        let target = target.get(..MAX_TARGET).unwrap_or(target);
        let mut text = SmallVec::with_capacity(target.len() + id.as_str().len());
        text.extend_from_slice(target.as_bytes());
        text.extend_from_slice(id.as_str().as_bytes());
        Self {
            target_bytes: target.len(),
            text,
            method: request.method().clone(),
            client,
            status: 0,
            bytes: 0,
            elapsed: Duration::ZERO,
            end: start,
        }
    }
}

/// Where records are put.
#[derive(Clone)]
pub(super) struct Records {
    queue: SyncSender<Record>,
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

    pub(super) fn put(&self, record: Record) {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(record) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn write_all(inbox: &Receiver<Record>, lost: &AtomicU64, format: LogFormat) {
    let mut lines = Lines::new(format);
    let mut count = 0;
    // Where nobody asks anything the thread sleeps.
    while let Ok(first) = inbox.recv() {
        // With so many in a batch the queue would be full after the next pause.
        if count < MAX_WAITING / 4 {
            thread::sleep(PAUSE);
        }
        lines.look_at_clock();
        lines.add(&first);
        count = 1;
        while let Ok(record) = inbox.try_recv() {
            lines.add(&record);
            count += 1;
            if lines.out.len() > 1 << 16 {
                lines.write(lost);
                lines.look_at_clock();
            }
        }
        lines.write(lost);
    }
}

/// Lines on their way.
struct Lines {
    format: LogFormat,
    out: String,
    /// The two clocks at one moment: that of records only goes forward, that of
    /// the log tells the time, since 1970.
    now: (Instant, Duration),
    /// The last second that was written, and how.
    second: (u64, String),
}

impl Lines {
    fn new(format: LogFormat) -> Self {
        let mut lines = Self {
            format,
            out: String::new(),
            now: (Instant::now(), Duration::ZERO),
            second: (0, date_time(0)),
        };
        lines.look_at_clock();
        lines
    }

    fn write(&mut self, lost: &AtomicU64) {
        // Where standard error is closed there is nobody to tell.
        let _ = std::io::stderr().write_all(self.out.as_bytes());
        self.out.clear();
        let missing = lost.swap(0, Ordering::Relaxed);
        if missing > 0 {
            tracing::warn!("{missing} requests are not in the log: it cannot keep up");
        }
    }

    fn look_at_clock(&mut self) {
        #[expect(
            clippy::disallowed_methods,
            reason = "when a request came is no property of the content"
        )]
        let now = SystemTime::now();
        let since = now.duration_since(SystemTime::UNIX_EPOCH);
        self.now = (Instant::now(), since.unwrap_or_default());
    }

    fn add(&mut self, record: &Record) {
        let text = std::str::from_utf8(&record.text).unwrap_or_default();
        let (target, id) = text
            .split_at_checked(record.target_bytes)
            .unwrap_or_default();
        match self.format {
            LogFormat::Text => self.add_text(record, target, id),
            LogFormat::Json => self.add_json(record, target, id),
        }
    }

    fn add_text(&mut self, record: &Record, target: &str, id: &str) {
        self.put_time(record.end);
        for part in ["  INFO ", record.method.as_str(), " ", target, " "] {
            self.out.push_str(part);
        }
        self.put_number(record.status);
        self.out.push(' ');
        self.put_number(record.bytes);
        self.out.push_str(" B ");
        self.put_ms(record.elapsed);
        self.out.push_str(" ms ");
        self.out.push_str(id);
        if let Some(client) = record.client {
            // A String takes whatever is written.
            let _ = write!(self.out, " {client}");
        }
        self.out.push('\n');
    }

    /// Keys in this order. A method is a token of HTTP and an id what the gate
    /// lets through: neither needs an escape.
    fn add_json(&mut self, record: &Record, target: &str, id: &str) {
        self.out.push_str("{\"timestamp\":\"");
        self.put_time(record.end);
        self.out
            .push_str("\",\"level\":\"INFO\",\"message\":\"request\",\"id\":\"");
        self.out.push_str(id);
        self.out.push_str("\",\"method\":\"");
        self.out.push_str(record.method.as_str());
        self.out.push_str("\",\"target\":");
        self.put_json(target);
        self.out.push_str(",\"status\":");
        self.put_number(record.status);
        self.out.push_str(",\"bytes\":");
        self.put_number(record.bytes);
        self.out.push_str(",\"ms\":");
        self.put_ms(record.elapsed);
        if let Some(client) = record.client {
            let _ = write!(self.out, ",\"client\":\"{client}\"");
        }
        self.out.push_str("}\n");
    }

    fn put_number(&mut self, number: impl itoa::Integer) {
        self.out.push_str(itoa::Buffer::new().format(number));
    }

    fn put_ms(&mut self, elapsed: Duration) {
        self.put_number(elapsed.as_millis());
        self.put_part(elapsed.subsec_micros(), 1_000);
    }

    /// A point, and as many digits as the unit has zeros.
    fn put_part(&mut self, number: u32, unit: u32) {
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(number % unit + unit);
        self.out.push('.');
        self.out.push_str(digits.get(1..).unwrap_or_default());
    }

    /// A text as JSON.
    fn put_json(&mut self, text: &str) {
        let is_plain = |b: u8| (b' '..0x7f).contains(&b) && b != b'"' && b != b'\\';
        if text.bytes().fold(true, |all, b| all & is_plain(b)) {
            self.out.push('"');
            self.out.push_str(text);
            self.out.push('"');
        } else {
            // A text always is JSON.
            self.out
                .push_str(&serde_json::to_string(text).unwrap_or_default());
        }
    }

    /// As the other lines of the log have it: RFC 3339, in UTC.
    fn put_time(&mut self, at: Instant) {
        let (instant, now) = self.now;
        let at = match at.checked_duration_since(instant) {
            // It ended since the clock was looked at.
            Some(later) => now.saturating_add(later),
            None => now.saturating_sub(instant.saturating_duration_since(at)),
        };
        if self.second.0 != at.as_secs() {
            self.second = (at.as_secs(), date_time(at.as_secs()));
        }
        self.out.push_str(&self.second.1);
        self.put_part(at.subsec_micros(), 1_000_000);
        self.out.push('Z');
    }
}

/// `2022-04-15T05:20:00`
fn date_time(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or_default();
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(format: LogFormat, target: &str, client: Option<&str>) -> String {
        let mut lines = Lines::new(format);
        lines.now.1 = Duration::from_micros(1_650_000_000_500_001);
        lines.add(&Record {
            text: SmallVec::from_slice(format!("{target}a-1").as_bytes()),
            target_bytes: target.len(),
            method: Method::GET,
            client: client.map(|c| c.parse().unwrap()),
            status: 200,
            bytes: 42,
            elapsed: Duration::from_micros(1_034),
            end: lines.now.0.checked_sub(Duration::from_millis(500)).unwrap(),
        });
        lines.out
    }

    #[test]
    fn a_request_is_one_line() {
        let text = written(LogFormat::Text, "/v1/items?q=%22x", None);
        assert_eq!(
            text,
            "2022-04-15T05:20:00.000001Z  INFO GET /v1/items?q=%22x 200 42 B 1.034 ms a-1\n"
        );
        for target in ["/v1/items?q=%22x", "/\"\\{}", "/é\u{7f}\n"] {
            let json = written(LogFormat::Json, target, Some("192.0.2.1"));
            let fields: serde_json::Value = serde_json::from_str(&json).unwrap();
            let expected = json!({
                "timestamp": "2022-04-15T05:20:00.000001Z", "level": "INFO",
                "message": "request", "id": "a-1", "method": "GET", "target": target,
                "status": 200, "bytes": 42, "ms": 1.034, "client": "192.0.2.1",
            });
            assert_eq!(fields, expected);
            assert_eq!(json.lines().count(), 1);
        }
        let json = written(LogFormat::Json, "/", None);
        assert!(!json.contains("client") && json.ends_with("}\n"), "{json}");
        let text = written(LogFormat::Text, "/", Some("::1"));
        assert!(text.ends_with(" a-1 ::1\n"), "{text}");
    }

    #[test]
    fn the_time_is_that_of_the_end() {
        let mut lines = Lines::new(LogFormat::Text);
        let (instant, time) = lines.now;
        for (end, wanted) in [
            (
                instant + Duration::from_millis(1_500),
                time + Duration::from_millis(1_500),
            ),
            (
                instant.checked_sub(Duration::from_millis(1)).unwrap(),
                time.checked_sub(Duration::from_millis(1)).unwrap(),
            ),
        ] {
            lines.out.clear();
            lines.put_time(end);
            let read: chrono::DateTime<chrono::Utc> = lines.out.parse().unwrap();
            assert_eq!(
                u128::try_from(read.timestamp_micros()).unwrap(),
                wanted.as_micros()
            );
        }
    }
}
