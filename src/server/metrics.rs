//! Figures for Prometheus. Those of requests are counted by workers in cells of
//! their own, found without a lock; the others are looked up when asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServiceResponse;
use prometheus::{
    Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::api::Seats;
use crate::domain::Severity;
use crate::query::{Archive, ArchiveHandle};

/// From half a millisecond to the deadline of an answer, in seconds.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// Route of requests for what is not there.
const NO_ROUTE: &str = "none";

/// What is counted.
pub(super) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    latency: HistogramVec,
    refusals: IntCounterVec,
    cache_hits: IntCounter,
    loads: IntCounterVec,
    in_flight: IntGauge,
    load_seconds: Gauge,
    store_bytes: IntGauge,
    things: IntGaugeVec,
    diagnostics: IntGaugeVec,
    snapshot: IntGaugeVec,
    store: Option<PathBuf>,
}

impl Metrics {
    pub(super) fn new(store: Option<&Path>) -> prometheus::Result<Self> {
        let opts = |name: &str, help: &str| Opts::new(format!("chronique_{name}"), help);
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(
                opts("http_requests_total", "Requests answered."),
                &["route", "method", "status"],
            )?,
            latency: HistogramVec::new(
                HistogramOpts::new(
                    "chronique_http_request_duration_seconds",
                    "From the head of a request to the last byte of its answer.",
                )
                .buckets(BUCKETS.to_vec()),
                &["route"],
            )?,
            refusals: IntCounterVec::new(
                opts("http_refusals_total", "Requests refused before any door."),
                &["reason"],
            )?,
            cache_hits: IntCounter::with_opts(opts(
                "answer_cache_hits_total",
                "Requests whose answer was kept from an earlier one.",
            ))?,
            loads: IntCounterVec::new(
                opts("loads_total", "Loads of the archive, by what came of them."),
                &["outcome"],
            )?,
            in_flight: IntGauge::with_opts(opts("http_requests_in_flight", "Requests under way."))?,
            load_seconds: Gauge::with_opts(opts(
                "last_load_duration_seconds",
                "How long the last load took.",
            ))?,
            store_bytes: IntGauge::with_opts(opts("store_bytes", "Bytes of the store's files."))?,
            things: IntGaugeVec::new(opts("things", "What the archive holds."), &["noun"])?,
            diagnostics: IntGaugeVec::new(
                opts("diagnostics", "What the loader had to say of the archive."),
                &["severity"],
            )?,
            snapshot: IntGaugeVec::new(
                opts("snapshot_info", "The snapshot served; always 1."),
                &["revision", "version"],
            )?,
            store: store.map(Path::to_owned),
        };
        metrics.register()?;
        Ok(metrics)
    }

    fn register(&self) -> prometheus::Result<()> {
        let collectors: [Box<dyn prometheus::core::Collector>; 11] = [
            Box::new(self.requests.clone()),
            Box::new(self.latency.clone()),
            Box::new(self.refusals.clone()),
            Box::new(self.cache_hits.clone()),
            Box::new(self.loads.clone()),
            Box::new(self.in_flight.clone()),
            Box::new(self.load_seconds.clone()),
            Box::new(self.store_bytes.clone()),
            Box::new(self.things.clone()),
            Box::new(self.diagnostics.clone()),
            Box::new(self.snapshot.clone()),
        ];
        // What may happen is there from the start, at zero.
        for reason in ["headers", "uri", "host", "rate", "busy"] {
            self.refusals.with_label_values(&[reason]);
        }
        for outcome in ["changed", "unchanged", "failed"] {
            self.loads.with_label_values(&[outcome]);
        }
        collectors
            .into_iter()
            .try_for_each(|c| self.registry.register(c))
    }

    /// A load is over.
    pub(super) fn loaded(&self, outcome: &str, elapsed: Duration) {
        self.loads.with_label_values(&[outcome]).inc();
        self.load_seconds.set(elapsed.as_secs_f64());
    }

    /// Everything, as Prometheus reads it.
    pub(super) fn render(&self, archive: &ArchiveHandle, seats: &Seats) -> String {
        let archive = archive.current();
        self.look_at(&archive);
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        self.in_flight
            .set(signed(u64::try_from(seats.taken()).unwrap_or_default()));
        let bytes = self.store.as_deref().map_or(0, folder_bytes);
        self.store_bytes.set(signed(bytes));
        let families = self.registry.gather();
        TextEncoder::new()
            .encode_to_string(&families)
            .unwrap_or_default()
    }

    fn look_at(&self, archive: &Archive) {
        let counts = archive.counts();
        let things = [
            ("reports", counts.reports),
            ("items", counts.items),
            ("links", counts.links),
            ("resources", counts.resources),
            ("projects", counts.projects),
            ("categories", counts.categories),
        ];
        for (noun, count) in things {
            self.things.with_label_values(&[noun]).set(i64::from(count));
        }
        for severity in Severity::ALL {
            let name = severity.as_str().to_lowercase();
            let count = archive.diagnostic_count(severity);
            self.diagnostics
                .with_label_values(&[name.as_str()])
                .set(i64::from(count));
        }
        // The revision before must not be told any more.
        self.snapshot.reset();
        let revision = archive.meta().revision.clone();
        self.snapshot
            .with_label_values(&[revision.as_str(), env!("CARGO_PKG_VERSION")])
            .set(1);
    }
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes = entries.map(|entry| match entry.metadata() {
        Ok(is) if is.is_dir() => folder_bytes(&entry.path()),
        Ok(is) => is.len(),
        Err(_) => 0,
    });
    bytes.sum()
}

/// The cells of one worker.
pub(super) struct WorkerMetrics {
    metrics: Arc<Metrics>,
    routes: RefCell<HashMap<String, Route>>,
}

struct Route {
    latency: Histogram,
    answers: HashMap<(&'static str, u16), IntCounter>,
}

/// How long a request takes is told here.
pub(super) struct Latency(Histogram);

impl Latency {
    pub(super) fn observe(self, elapsed: Duration) {
        self.0.observe(elapsed.as_secs_f64());
    }
}

impl WorkerMetrics {
    pub(super) fn new(metrics: &Arc<Metrics>) -> Self {
        Self {
            metrics: Arc::clone(metrics),
            routes: RefCell::default(),
        }
    }

    pub(super) fn refused(&self, reason: &str) {
        self.metrics.refusals.with_label_values(&[reason]).inc();
    }

    /// Counts an answer; one that was kept says by what pattern of address.
    pub(super) fn answered<B>(&self, response: &ServiceResponse<B>, kept: Option<&str>) -> Latency {
        let request = response.request();
        if kept.is_some() {
            self.metrics.cache_hits.inc();
        }
        let found = kept.is_none().then(|| request.match_pattern()).flatten();
        let route = kept.filter(|r| !r.is_empty()).or(found.as_deref());
        let route = route.unwrap_or(NO_ROUTE);
        // Whatever else a client may write as its method is one.
        let method = match request.method().as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            "OPTIONS" => "OPTIONS",
            _ => "other",
        };
        let status = response.status().as_u16();
        let mut routes = self.routes.borrow_mut();
        if !routes.contains_key(route) {
            let cells = Route {
                latency: self.metrics.latency.with_label_values(&[route]),
                answers: HashMap::new(),
            };
            routes.insert(route.to_owned(), cells);
        }
        let Some(cells) = routes.get_mut(route) else {
            return Latency(self.metrics.latency.with_label_values(&[route]));
        };
        let counter = cells.answers.entry((method, status)).or_insert_with(|| {
            let status = status.to_string();
            let labels = [route, method, status.as_str()];
            self.metrics.requests.with_label_values(&labels)
        });
        counter.inc();
        Latency(cells.latency.clone())
    }
}
