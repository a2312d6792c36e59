//! How a server serves, beyond what and where.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{AdminAddress, Hosts, LogFormat, Proxies};

/// What only a running server is told; every value resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// Where the operator's listener is, if there is one.
    pub admin: Option<AdminAddress>,
    /// Whether changed files are read without being told.
    pub watch: bool,
    /// The names that it answers for.
    pub hosts: Hosts,
    /// Whom to believe of whose request it is.
    pub proxies: Proxies,
    /// Requests a minute and client, if they are counted.
    pub rate: Option<NonZeroU32>,
    /// Requests under way.
    pub concurrency: usize,
    /// Bytes of answers that each worker keeps.
    pub answer_cache_bytes: usize,
    /// How requests are logged, if they are.
    pub requests: Option<LogFormat>,
    /// Whether the log names clients.
    pub log_clients: bool,
    /// How long it goes on answering after it was told to stop, so that
    /// whoever asks whether it is ready can hear that it is not.
    pub drain: Duration,
}
