//! Wires the layers into a running service: store, ingest, snapshot, doors.
//!
//! The port is taken first, so that one in use is told at once; the archive
//! is read on a thread of its own, which also does every reload; the workers
//! only ever see whole snapshots. Nothing imports this module but `cli`.

mod error;
mod export;
mod http;
mod load;
mod local;
mod reload;
mod signal;

use std::path::PathBuf;

pub use crate::api::{Parameter, vocabulary};
pub use error::{LoadError, ServeError};
pub use export::{ExportError, Exported, export};
pub use http::run;
pub use load::{Loaded, Loader, Preview, Summary, preview, read};
pub use local::{Local, LocalError, LocalRequest, Part};

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
