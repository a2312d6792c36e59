//! What is known of the service itself: what it bounds, since when it serves
//! what it serves, whether it is about to stop.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use super::{graphql, http};
use crate::query::Stamp;

/// What is bounded, for those who ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Seconds for the head of a request, and for its body.
    pub request_seconds: u64,
    /// Seconds for an answer to be begun.
    pub answer_seconds: u64,
    /// Seconds for the next request on an open connection.
    pub idle_seconds: u64,
    /// Bytes of all headers.
    pub header_bytes: usize,
    /// Bytes of an address.
    pub address_bytes: usize,
    /// Requests under way; past it comes a 503.
    pub concurrency: usize,
    /// Bytes of answers that each worker keeps.
    pub answer_cache_bytes: usize,
    /// Requests a minute and client; `None` when they are not counted.
    pub requests_per_minute: Option<u32>,
    /// Of GraphQL documents.
    pub graphql: DocumentLimits,
}

/// What is bounded of a GraphQL document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLimits {
    /// Bytes.
    pub bytes: usize,
    /// Names, numbers, strings, signs.
    pub tokens: usize,
    /// JSON values of the request, its variables included.
    pub values: usize,
    /// Levels of fields.
    pub depth: u64,
    /// Aliases.
    pub aliases: u64,
    /// Points that it may cost.
    pub complexity: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_seconds: http::body::ARRIVAL.as_secs(),
            answer_seconds: http::route::TIME_LIMIT.as_secs(),
            idle_seconds: 75,
            header_bytes: 16 << 10,
            address_bytes: 8 << 10,
            concurrency: 512,
            // Only a server is asked the same again and again.
            answer_cache_bytes: 0,
            requests_per_minute: None,
            graphql: DocumentLimits {
                bytes: graphql::DOCUMENT_BYTES,
                tokens: graphql::TOKENS,
                values: graphql::VALUES,
                depth: graphql::DEPTH,
                aliases: graphql::ALIASES,
                complexity: graphql::COMPLEXITY,
            },
        }
    }
}

/// The service; shared by all workers.
#[derive(Debug, Default)]
pub struct Service {
    limits: Limits,
    /// Seconds of Unix time; 0 where nothing is said of it.
    loaded_at: AtomicI64,
    draining: AtomicBool,
    probed: AtomicBool,
}

impl Service {
    /// A service with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// What it bounds.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A snapshot was loaded.
    pub fn set_loaded(&self, at: Stamp) {
        self.loaded_at.store(at.seconds(), Ordering::Relaxed);
    }

    /// When the snapshot was loaded, if that is known.
    #[must_use]
    pub fn loaded_at(&self) -> Option<Stamp> {
        let seconds = self.loaded_at.load(Ordering::Relaxed);
        Stamp::of_seconds(seconds).filter(|_| seconds != 0)
    }

    /// From now on it is not ready: it is about to stop.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether it is about to stop.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Somebody asked whether it is ready, and may ask again.
    pub fn probe(&self) {
        self.probed.store(true, Ordering::Relaxed);
    }

    /// Whether anybody ever asked.
    #[must_use]
    pub fn is_probed(&self) -> bool {
        self.probed.load(Ordering::Relaxed)
    }
}
