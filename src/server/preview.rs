//! What a load would come to, without one.

use std::path::PathBuf;
use std::sync::Arc;

use tracing::warn;

use super::load::load_of;
use super::{LoadError, Settings, read, refuse};
use crate::api::live::JournalSource;
use crate::domain::Generation;
use crate::history::{Before, History, Lines, settle};
use crate::query::Archive;
use crate::store::{self, Journaled};

/// What a server would serve after its next load, told without one: from the
/// Markdown and the journal beside the store. Nothing is kept.
///
/// # Errors
/// When folder or journal cannot be read.
pub fn preview(settings: &Settings) -> Result<Preview, LoadError> {
    let generation = read(settings)?;
    let mut store = settings.store.as_deref();
    let read = store.map_or_else(|| Ok(Journaled::default()), store::read_journal)?;
    refuse::emptied(&settings.archive, || read.recalled.len(), &generation)?;
    let journal = store.map(store::journal_path);
    let read = match refuse::unrelated(journal, &read.recalled, &generation) {
        Ok(()) => read,
        Err(error) => {
            warn!("{error}; nothing of it is used");
            store = None;
            Journaled::default()
        }
    };
    let Journaled {
        mut history,
        recalled,
        fault,
    } = read;
    if let Some(fault) = fault {
        warn!("{fault}; what comes before it counts");
    }
    let mut lines = Lines::after(history.end());
    let settled = settle(&history, Before::Recalled(&recalled), generation);
    if let Some(load) = load_of(&history, &settled.generation, settled.entries) {
        history.extend(&load);
        lines.push(&load);
    }
    let (unsaved, seal) = lines.finish();
    history.seal(seal);
    Ok(Preview {
        generation: Arc::new(settled.generation),
        history: Arc::new(history),
        journal: store.map(store::journal_path),
        unsaved,
    })
}

/// An archive that was read and not kept.
#[derive(Debug)]
pub struct Preview {
    /// All of it.
    pub generation: Arc<Generation>,
    /// What became of it.
    pub history: Arc<History>,
    /// Where the journal is, if it is kept.
    pub journal: Option<PathBuf>,
    /// Lines that the next load would add.
    pub unsaved: String,
}

impl Preview {
    /// The snapshot, and where its journal is.
    #[must_use]
    pub fn into_parts(self) -> (Archive, JournalSource) {
        let archive = Archive::with_history(&self.generation, self.history);
        let journal = JournalSource {
            file: self.journal,
            unsaved: self.unsaved,
        };
        (archive, journal)
    }
}
