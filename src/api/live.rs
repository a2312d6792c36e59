//! What outlives one answer: streams that stay open, and the journal's file.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use super::seat::{Seat, Seats};
use crate::query::ArchiveHandle;

/// Streams open at once: each costs a connection and a look a second.
pub const MAX_LISTENERS: usize = 256;

/// What a stream of events needs; shared by all workers.
#[derive(Clone)]
pub struct Live {
    /// Where the current snapshot is.
    pub archive: ArchiveHandle,
    listeners: Seats,
    closing: Arc<watch::Sender<bool>>,
}

/// Where the lines of the journal are: in a file, and behind it.
#[derive(Debug, Clone, Default)]
pub struct JournalSource {
    /// The file, of which as much counts as the snapshot says.
    pub file: Option<PathBuf>,
    /// Lines that are in no file yet.
    pub unsaved: String,
}

impl Live {
    pub(super) fn new(archive: ArchiveHandle) -> Self {
        Self {
            archive,
            listeners: Seats::new(MAX_LISTENERS),
            closing: Arc::new(watch::Sender::new(false)),
        }
    }

    /// A place among the listeners, if there is one left.
    #[must_use]
    pub fn seat(&self) -> Option<Seat> {
        self.listeners.take()
    }

    /// Ends all streams, those to come as well.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Comes back when the streams are to end.
    pub async fn closed(self) {
        let mut closing = self.closing.subscribe();
        // The sender is held here: waiting does not fail.
        let _ = closing.wait_for(|closing| *closing).await;
    }
}
