//! Wires the layers into a running service: store, ingest, snapshot, doors.
//!
//! The port is taken first, so that one in use is told at once; the archive
//! is read on a thread of its own, and again on one that gives way to answers;
//! the workers only ever see whole snapshots. Nothing imports this module but `cli`.

mod admin;
mod error;
mod export;
mod gate;
mod http;
mod listener;
mod load;
mod local;
mod manager;
mod metrics;
mod preview;
mod priority;
mod record;
mod refuse;
mod reload;
mod room;
mod scope;
mod serving;
mod signal;
mod summary;
mod watch;

use std::path::PathBuf;

pub use crate::api::{Parameter, vocabulary};
pub use admin::AdminAddress;
pub use error::{LoadError, ServeError};
pub use export::{ExportError, Exported, export};
pub use gate::{Hosts, Proxies};
pub use http::run;
pub use load::{Loaded, Loader, read};
pub use local::{Local, LocalError, LocalRequest, Part, answer_each};
pub use preview::{Preview, preview};
pub use record::LogFormat;
pub use scope::Scope;
pub use serving::Serving;
pub use summary::Summary;

/// For the answers under way when the server is told to stop.
const DRAIN_SECONDS: u64 = 10;

/// What a server is told; every value resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The folder of Markdown files.
    pub archive: PathBuf,
    /// Where `chronique.toml` and `projects.toml` are, if not in the archive.
    pub metadata: Option<PathBuf>,
    /// The folder of the store; `None` keeps nothing.
    pub store: Option<PathBuf>,
    /// Address and port to listen on.
    pub listen: String,
    /// The address without trailing slash under which the service is known.
    pub public_url: Option<String>,
}
