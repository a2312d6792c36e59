//! Durable generations: immutable objects by content digest, and one head.
//!
//! A generation is kept as one object per few dozen files, one each for the archive's
//! description, its registry and its general diagnostics, and a manifest that
//! names them all; the head names the manifest. Replacing a generation adds
//! the objects that are missing, makes them durable, and only then moves the
//! head, so that a crash at any moment leaves one whole generation, the old or
//! the new. Objects that nothing refers to are removed last.
//!
//! What Markdown cannot give back stands in a journal beside the store, which
//! is written before the head moves; the store keeps a copy of it, and its head
//! says where it ended.
//!
//! This module alone names sled, and `object` alone calls it: a few operations
//! (head, all, put, switch, remove, the log), so that an origin in a cluster can stand
//! in its place. It must not know Markdown, queries or HTTP, and is never on
//! the read path. The digest of a generation depends on its content alone.

mod codec;
mod contents;
mod error;
mod folder;
mod guard;
mod image;
mod journal;
mod known;
mod ledger;
mod object;
mod shelf;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::File;
use crate::domain::{Digest, Generation};
use crate::history::{Entry, History, Load, Recollection, Seal};

pub use error::{Recovered, StoreError};
pub use journal::{Journaled, journal_path, read_journal};
pub use ledger::JournalNote;

use contents::Contents;
use error::Fault;
use image::Kept;
use journal::Journal;
use known::Known;
use ledger::Ledger;

/// Version of everything in the store; another one means rebuild.
///
/// Raise it whenever the encoding of a stored value changes: the test
/// `the_encoding_changes_only_with_the_format` says when.
const FORMAT: u32 = 5;

/// One part in so many of the journal may be read again at the next start,
/// rather than keep what is known of it after every load.
const READ_AGAIN: u64 = 8;

/// A store that was opened, and what was found in it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// The generation it holds, verified; `None` when it is new or was
    /// started anew.
    pub latest: Option<Generation>,
    /// All changes there ever were.
    pub history: History,
    /// Whether they end where the generation held does. If not, a load was cut
    /// off, or the store was lost: what is known is then [`Store::recall`]ed.
    pub is_current: bool,
    /// What there is to say of the journal.
    pub notes: Vec<JournalNote>,
    /// Why it was started anew, if it was: the caller rebuilds it from the
    /// Markdown.
    pub recovered: Option<Recovered>,
}

/// What [`Store::replace`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Digest of the generation now held: content alone, the same everywhere.
    pub digest: Digest,
    /// Whether it differs from the one held before.
    pub changed: bool,
    /// Objects written.
    pub written: usize,
    /// Objects removed.
    pub removed: usize,
}

/// The store of one archive, open for this process alone.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    /// Released last: fields are dropped in the order of declaration.
    contents: Option<Contents>,
    journal: Journal,
    /// Bytes of the journal whose changes are kept for the next start.
    known: u64,
    /// What the image is of, as far as it was looked at.
    image: Option<Digest>,
    /// Whether the journal has a load whose generation could not be stored.
    is_ahead: bool,
    lock: File,
}

/// What opening gives: the lock, what is there, and whether it was lost.
type Started = (File, Everything, Option<Recovered>);

/// What is there: contents, the generation held, and the journal.
type Everything = (Contents, Option<Generation>, Ledger);

impl Store {
    /// Opens the store in a folder, which is created when missing, with the
    /// journal beside it, and verifies all that they hold.
    ///
    /// A damaged store is moved aside and a new one is opened in its place;
    /// nothing else ever moves or removes it.
    ///
    /// # Errors
    /// When another process uses it, or folder or journal cannot be used.
    pub fn open(dir: &Path) -> Result<Opened, StoreError> {
        let lock = folder::lock(dir)?;
        let (lock, (contents, latest, ledger), recovered) = match everything(dir) {
            // Damage can look like a store in which nothing ever was.
            Ok(((contents, None, _), None)) if folder::is_marked(&lock) => {
                drop(contents);
                let reason = "it has lost all that it held".to_owned();
                Self::start_anew(dir, lock, reason)?
            }
            Ok((everything, None)) => (lock, everything, None),
            Ok((everything, Some(found))) => {
                folder::unmark(&lock);
                (lock, everything, Some(Recovered::OtherFormat { found }))
            }
            Err(Fault::Unusable(error)) => return Err(error),
            Err(Fault::Damaged(reason)) => Self::start_anew(dir, lock, reason)?,
        };
        // All of it was read: sled would keep that in memory for nothing.
        contents.objects.rest();
        let end = ledger.journal.seal();
        let head = contents.head.map_or(Seal::default(), |h| h.journal);
        Ok(Opened {
            is_current: latest.is_some() && head == end,
            latest,
            history: ledger.history,
            notes: ledger.notes,
            recovered,
            store: Self {
                dir: dir.to_owned(),
                contents: Some(contents),
                journal: ledger.journal,
                known: ledger.known,
                image: None,
                is_ahead: false,
                lock,
            },
        })
    }

    /// Moves a damaged store aside and opens a new one in its place.
    fn start_anew(dir: &Path, lock: File, reason: String) -> Result<Started, StoreError> {
        // A full disk can show as a panic or a nonsensical error too: only
        // where writing works is the store itself at fault.
        folder::probe(dir, 0)?;
        let (aside, lock) = folder::move_aside(dir, lock)?;
        let (everything, _) = everything(dir).map_err(|f| f.unusable(dir))?;
        let recovered = Recovered::MovedAside { aside, reason };
        Ok((lock, everything, Some(recovered)))
    }

    /// Digest of the generation held.
    #[must_use]
    pub fn generation_digest(&self) -> Option<Digest> {
        let head = self.contents.as_ref().and_then(|c| c.head);
        head.map(|head| head.manifest)
    }

    /// What the journal remembers of everything that is there.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn recall(&self) -> Result<Recollection, StoreError> {
        self.journal.recall()
    }

    /// The end of the journal.
    #[must_use]
    pub fn seal(&self) -> Seal {
        self.journal.seal()
    }

    /// Takes over the journal of another node, which must go on where the one
    /// here ends: gives all changes there are then.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or tells of other changes than the
    /// one here; nothing is changed then.
    pub fn adopt(&mut self, path: &Path) -> Result<History, StoreError> {
        self.journal.adopt(path)
    }

    /// Makes a generation the one held, and adds what changed with it to the
    /// journal: durable when this returns.
    ///
    /// # Errors
    /// When it cannot be written; the generation held before stays. If there
    /// was something to add, the store must be opened anew: the journal may
    /// have it by now.
    pub fn replace(
        &mut self,
        generation: &Generation,
        load: Option<&Load>,
    ) -> Result<Replaced, StoreError> {
        self.replace_and_tell(generation, load, &mut |_| {})
    }

    /// The same; tells each change when it is written.
    ///
    /// # Errors
    /// As those of [`Self::replace`]; what was told does not count then.
    pub fn replace_and_tell(
        &mut self,
        generation: &Generation,
        load: Option<&Load>,
        tell: &mut dyn FnMut(&Entry),
    ) -> Result<Replaced, StoreError> {
        let mut contents = match self.contents.take() {
            Some(contents) if !self.is_ahead => contents,
            _ => self.reopen()?,
        };
        if let Some(load) = load {
            self.is_ahead = true;
            self.journal.append(load, tell)?;
        }
        // After a failed write sled refuses everything: it is closed then.
        let replaced = contents.replace(generation, &self.journal);
        let replaced = replaced.map_err(|f| f.unusable(&self.dir))?;
        self.is_ahead = false;
        self.contents = Some(contents);
        folder::mark(&mut self.lock);
        Ok(replaced)
    }

    fn reopen(&self) -> Result<Contents, StoreError> {
        let unusable = || {
            let why = "an earlier write failed, start chronique again".to_owned();
            let dir = self.dir.clone();
            Err(StoreError::Unusable { dir, why })
        };
        if self.is_ahead {
            return unusable();
        }
        let opened = Contents::open(&self.dir).map_err(|f| f.unusable(&self.dir));
        match opened {
            Ok((contents, ..)) => Ok(contents),
            // The lock that is taken is our own, of a data base that failed
            // so badly that it could not be closed.
            Err(StoreError::InUse { .. }) => unusable(),
            Err(error) => Err(error),
        }
    }

    /// Keeps what makes the next start quicker: all changes, if those known
    /// there would be much fewer than there are.
    ///
    /// # Errors
    /// When it cannot be written: the next start takes longer then.
    pub fn keep_history(&mut self, history: &History) -> Result<(), StoreError> {
        let end = self.journal.seal();
        let behind = end.bytes.saturating_sub(self.known);
        if history.end() != end || behind <= end.bytes / READ_AGAIN {
            return Ok(());
        }
        let written = Known::write(&self.dir, self.journal.path(), history);
        written.map_err(|e| StoreError::io(&self.dir, &e))?;
        self.known = end.bytes;
        Ok(())
    }

    /// What was kept for a key.
    ///
    /// # Errors
    /// When it is damaged: it is as good as none.
    pub fn image(&mut self, key: Digest) -> Result<Option<Vec<u8>>, JournalNote> {
        match image::read(&self.dir, image::INDEX, key) {
            Kept::Nothing => Ok(None),
            Kept::Damaged => Err(JournalNote::Remade {
                path: self.dir.join(image::INDEX),
            }),
            Kept::Whole(bytes) => {
                self.image = Some(key);
                Ok(Some(bytes))
            }
        }
    }

    /// Keeps for a key what `put` writes, in place of what was kept for another
    /// one: it is lost with whatever happens to it, and to nobody's harm.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_image(
        &mut self,
        key: Digest,
        put: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        if self.image != Some(key) {
            self.image = None;
            let written = image::write(&self.dir, image::INDEX, key, put);
            written.map_err(|e| StoreError::io(&self.dir, &e))?;
            self.image = Some(key);
        }
        Ok(())
    }

    /// Bytes the store takes on disk.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        folder::size_bytes(&self.dir)
    }

    /// The folder it is in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Opens the data base and the journal beside it; also gives the format found
/// when it was another one.
fn everything(dir: &Path) -> Result<(Everything, Option<u32>), Fault> {
    let (contents, latest, other) = Contents::open(dir)?;
    let head = contents.head.map_or(Seal::default(), |h| h.journal);
    // Without a head nothing says that journal and store belong together.
    let mut notes = Vec::new();
    let known = contents.head.and_then(|_| Known::read(dir, &mut notes));
    let ledger = Ledger::open(journal_path(dir), &contents.objects, head, known, notes)?;
    match ledger.contradiction {
        Some(reason) => Err(Fault::Damaged(reason)),
        None => Ok(((contents, latest, ledger), other)),
    }
}

#[cfg(test)]
mod tests;
