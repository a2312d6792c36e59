//! Lengths and digests of exports: one pass each for a snapshot, remembered.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sha2::{Digest as _, Sha256};

use super::Export;
use super::Place;
use crate::api::Addresses;
use crate::api::live::JournalSource;
use crate::query::Archive;

/// About how many bytes are looked at at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// About how many bytes lie between two marks.
const MARK_BYTES: u64 = 1024 * 1024;

/// What one pass over a body tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Places in a long body, and the bytes before each, so that a part of it
    /// is not made from the beginning.
    marks: Vec<(u64, Place)>,
}

impl Measure {
    /// The last marked place at or before a byte, and the bytes before it.
    pub fn before(&self, byte: u64) -> (u64, Place) {
        let next = self.marks.partition_point(|(bytes, _)| *bytes <= byte);
        let found = next.checked_sub(1).and_then(|i| self.marks.get(i));
        found.copied().unwrap_or_default()
    }

    /// The digest in hexadecimal.
    pub fn hex(&self) -> String {
        let mut hex = String::with_capacity(64);
        for byte in self.sha256 {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

type Slot = Arc<OnceLock<Option<Measure>>>;

/// The measures of the snapshot that was asked about last.
///
/// They stand beside the snapshot, not in it: it is built without them, and
/// whoever never asks for an export never pays for a pass.
#[derive(Debug, Clone, Default)]
pub struct Exports {
    known: Arc<Mutex<Known>>,
    journal: Option<Arc<JournalSource>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Revision and history of the snapshot.
    state: String,
    slots: HashMap<(String, bool), Slot>,
}

impl Exports {
    /// The same with the journal that it exports.
    #[must_use]
    pub fn with_journal(self, journal: JournalSource) -> Self {
        let journal = Some(Arc::new(journal));
        Self { journal, ..self }
    }

    /// Where the lines of the journal are, if one is kept.
    #[must_use]
    pub fn journal(&self) -> Option<&Arc<JournalSource>> {
        self.journal.as_ref()
    }

    /// The measure of an export; `None` if there is no such file. Takes as
    /// long as writing the export, the first time: not to be called on a
    /// worker. Who asks for one that is being measured waits for it.
    #[must_use]
    pub fn measure(
        &self,
        export: &Export,
        archive: &Arc<Archive>,
        addresses: &Addresses,
    ) -> Option<Measure> {
        // Ids may be carried from before, which the Markdown alone does not say.
        let history = archive.journal_end().sum;
        let slot = self.slot(export, &format!("{} {history}", archive.meta().revision));
        let measure = slot.get_or_init(|| {
            let mut body = export.body(archive, addresses, self, Place::default())?;
            let (mut hasher, mut bytes) = (Sha256::new(), 0_u64);
            let mut marks: Vec<(u64, Place)> = Vec::new();
            let mut piece = Vec::with_capacity(PIECE_BYTES + PIECE_BYTES / 4);
            let mut more = true;
            while more {
                more = body.fill(&mut piece, PIECE_BYTES).ok()?;
                hasher.update(&piece);
                bytes += u64::try_from(piece.len()).unwrap_or(0);
                piece.clear();
                let marked = marks.last().map_or(0, |(at, _)| *at);
                if more && bytes - marked >= MARK_BYTES {
                    marks.push((bytes, body.place()));
                }
            }
            let sha256 = hasher.finalize().into();
            Some(Measure {
                bytes,
                sha256,
                marks,
            })
        });
        measure.clone()
    }

    /// The place of an export's measure; those of another snapshot are dropped.
    fn slot(&self, export: &Export, state: &str) -> Slot {
        let raw = matches!(export, Export::Table(_, _, true));
        // Nothing is computed under the lock, so that no panic leaves it bad.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.state != state {
            state.clone_into(&mut known.state);
            known.slots.clear();
        }
        Arc::clone(known.slots.entry((export.name(), raw)).or_default())
    }
}
