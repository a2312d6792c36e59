//! Why the service cannot start, or an archive cannot be loaded.

use std::io;
use std::path::{Path, PathBuf};

use crate::api::SchemaError;
use crate::ingest::IngestError;
use crate::store::StoreError;

/// Why an archive was not loaded; what was loaded before stays.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder cannot be read.
    #[error(transparent)]
    Archive(#[from] IngestError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder without reports would replace an archive that has some.
    #[error(
        "the archive {} has no report left while the one loaded before has {before}: it is \
         not replaced; mend --archive, or run `chronique load --allow-empty` if it is meant",
        archive.display()
    )]
    Emptied {
        /// The folder.
        archive: PathBuf,
        /// Reports loaded before.
        before: usize,
    },
    /// The journal beside the store tells of another archive.
    #[error(
        "the journal {} tells of {reports} reports of which the archive has none: \
         choose another folder with --store, or move the journal away",
        journal.display()
    )]
    Unrelated {
        /// The journal.
        journal: PathBuf,
        /// Reports that it tells of.
        reports: usize,
    },
    /// Too few files may be open at once.
    #[error(
        "no more than {limit} files may be open at once and {least} are needed: \
         raise the limit of open files (ulimit -n, or LimitNOFILE= in a unit)"
    )]
    Room {
        /// The limit.
        limit: usize,
        /// The least that works.
        least: usize,
    },
    /// Reading it hit a fault of this program.
    #[error(
        "the archive {} could not be loaded: internal fault, please report it",
        archive.display()
    )]
    Internal {
        /// The folder.
        archive: PathBuf,
    },
}

impl LoadError {
    pub(super) fn internal(archive: &Path) -> Self {
        let archive = archive.to_owned();
        Self::Internal { archive }
    }
}

/// Why the service does not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {listen}: {why} — choose another with --listen")]
    Listen {
        /// The address asked for.
        listen: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is nothing to serve.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The GraphQL schema of this build is not valid.
    #[error("the GraphQL schema of this build is not valid, please report it: {0}")]
    Schema(#[from] SchemaError),
    /// The figures cannot be kept.
    #[error("figures cannot be kept, please report it: {0}")]
    Metrics(#[from] prometheus::Error),
    /// The system refused something else.
    #[error("the server cannot run: {0}")]
    System(#[from] io::Error),
}

impl ServeError {
    pub(super) fn listen(listen: &str, error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::AddrInUse => "address already in use".to_owned(),
            io::ErrorKind::AddrNotAvailable => "no such address on this machine".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::InvalidInput => "not an address, such as 127.0.0.1:8080".to_owned(),
            _ => error.to_string(),
        };
        let listen = listen.to_owned();
        Self::Listen { listen, why }
    }
}
