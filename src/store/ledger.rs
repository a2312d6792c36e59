//! The journal and the store's own copy of it, brought to the same end.
//!
//! The journal is written first and the store's head moves last, so that after
//! a crash the store is behind by one load at most. Where one is the beginning
//! of the other it is brought up to date; where they contradict each other the
//! journal counts, being what cannot be made again.

use std::fmt;
use std::path::{Path, PathBuf};

use super::codec::Unpacker;
use super::error::Fault;
use super::journal::{self, Found, Journal};
use super::known::Known;
use super::object::Objects;
use crate::history::{self, History, Seal};

/// What there is to say of a journal that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalNote {
    /// The lines of a load that was cut off were taken out: nothing that was
    /// ever acknowledged.
    Cut {
        /// The journal.
        path: PathBuf,
        /// The first of them.
        line: u64,
    },
    /// It lacked changes that the store has, and got them back.
    Restored {
        /// The journal.
        path: PathBuf,
        /// Changes that it has now.
        changes: u64,
    },
    /// It was damaged and moved aside.
    Damaged {
        /// The journal.
        path: PathBuf,
        /// Where the damaged one is now.
        aside: PathBuf,
        /// The line at fault.
        line: u64,
        /// What is wrong with it.
        why: String,
        /// Changes that the new one has.
        changes: u64,
        /// Whether these are all, told by the store's copy.
        whole: bool,
    },
    /// A file that only saves time was damaged.
    Remade {
        /// The file.
        path: PathBuf,
    },
}

impl JournalNote {
    /// Whether something may be lost, or the disk is not to be relied on.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Remade { .. })
    }
}

impl fmt::Display for JournalNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { path, line } => write!(
                f,
                "a load was cut off while it was written to the journal {}: its lines from {line} on were taken out",
                path.display()
            ),
            Self::Restored { path, changes } => write!(
                f,
                "the journal {} was brought up to {changes} changes from the store's copy",
                path.display()
            ),
            Self::Remade { path } => write!(
                f,
                "the file {} was damaged and is made anew: nothing is lost",
                path.display()
            ),
            Self::Damaged {
                path,
                aside,
                line,
                why,
                changes,
                whole,
            } => {
                let path = path.display();
                write!(
                    f,
                    "line {line} of the journal {path} is damaged ({why}); it was moved to {}",
                    aside.display()
                )?;
                if *whole {
                    write!(
                        f,
                        " and written anew from the store's copy: nothing is lost"
                    )
                } else {
                    write!(f, " and the {changes} changes before that line were kept")
                }
            }
        }
    }
}

/// A journal that was opened, and what it tells.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) journal: Journal,
    pub(super) history: History,
    pub(super) notes: Vec<JournalNote>,
    /// Bytes of the journal that were known.
    pub(super) known: u64,
    /// Why the store cannot be relied on, if it contradicts the journal.
    pub(super) contradiction: Option<String>,
}

impl Ledger {
    /// Opens the journal of a store whose head says that it ends at `head`.
    /// What is `known` of it is not read again; `notes` were made before.
    pub(super) fn open(
        path: PathBuf,
        objects: &Objects,
        head: Seal,
        known: Option<Known>,
        mut notes: Vec<JournalNote>,
    ) -> Result<Self, Fault> {
        journal::sweep(&path).map_err(Fault::Unusable)?;
        let found = journal::inspect_behind(&path, head, known).map_err(Fault::Unusable)?;
        let found = if found.read.damaged {
            Self::mend(&path, objects, head, &found, &mut notes)?
        } else {
            found
        };
        let found = Self::bring_up(&path, objects, head, found, &mut notes)?;
        if let Some((line, _)) = found.read.fault {
            let path = path.clone();
            notes.push(JournalNote::Cut { path, line });
        }
        let journal = Journal::open(path, found.read.seal).map_err(Fault::Unusable)?;
        let contradiction = (!found.passes)
            .then(|| "it tells of other changes than the journal beside it".to_owned());
        Ok(Self {
            journal,
            history: found.history,
            known: found.known,
            notes,
            contradiction,
        })
    }

    /// Writes a damaged journal anew: from the store's copy where that is
    /// whole and has more, else from what is whole before the damage.
    fn mend(
        path: &Path,
        objects: &Objects,
        head: Seal,
        found: &Found,
        notes: &mut Vec<JournalNote>,
    ) -> Result<Found, Fault> {
        let good = found.read.seal;
        let copy = (head.position >= good.position).then(|| copy_of(objects, head));
        let whole = copy.as_ref().is_some_and(Result::is_ok) && head.position > 0;
        let bytes = match copy {
            Some(Ok(bytes)) if whole => bytes,
            _ => journal::bytes_between(path, 0, good.bytes).map_err(Fault::Unusable)?,
        };
        let aside = journal::put_in_place(path, &bytes).map_err(Fault::Unusable)?;
        let mended = journal::inspect(path, head).map_err(Fault::Unusable)?;
        let (line, why) = found.read.fault.clone().unwrap_or_default();
        notes.push(JournalNote::Damaged {
            path: path.to_owned(),
            aside,
            line,
            why,
            changes: mended.read.seal.position,
            whole,
        });
        Ok(mended)
    }

    /// Gives a journal the changes that only the store has, if it is the
    /// beginning of the store's copy.
    fn bring_up(
        path: &Path,
        objects: &Objects,
        head: Seal,
        found: Found,
        notes: &mut Vec<JournalNote>,
    ) -> Result<Found, Fault> {
        let seal = found.read.seal;
        if found.passes || seal.bytes >= head.bytes {
            return Ok(found);
        }
        // A copy that is not whole is damage of the store.
        let copy = copy_of(objects, head)?;
        if !is_beginning(&copy, seal) {
            return Ok(found);
        }
        let start = usize::try_from(seal.bytes).unwrap_or(usize::MAX);
        let rest = copy.get(start..).unwrap_or_default();
        let mut journal = Journal::open(path.to_owned(), seal).map_err(Fault::Unusable)?;
        journal.add_lines(rest, head).map_err(Fault::Unusable)?;
        let restored = journal::inspect(path, head).map_err(Fault::Unusable)?;
        notes.push(JournalNote::Restored {
            path: path.to_owned(),
            changes: restored.read.seal.position,
        });
        Ok(restored)
    }
}

/// The store's copy of the journal, up to where its head says it ends.
fn copy_of(objects: &Objects, head: Seal) -> Result<Vec<u8>, Fault> {
    let mut copy = Vec::new();
    let mut unpacker = Unpacker::new()?;
    for (start, packed) in objects.log()? {
        let expected = u64::try_from(copy.len()).unwrap_or(u64::MAX);
        if start >= head.bytes {
            break;
        }
        if start != expected {
            return Err(Fault::damaged("its copy of the journal has a gap"));
        }
        let bytes = unpacker
            .unpack(&packed)
            .ok_or_else(|| Fault::damaged("its copy of the journal cannot be unpacked"))?;
        copy.extend_from_slice(bytes);
    }
    let end = history::read(&mut copy.as_slice(), &mut |_, _| {});
    match end {
        Ok(read) if read.seal == head && read.fault.is_none() => Ok(copy),
        _ => Err(Fault::damaged("its copy of the journal is not whole")),
    }
}

/// Whether a journal that ends at a seal is the beginning of these lines.
fn is_beginning(lines: &[u8], seal: Seal) -> bool {
    let mut passes = seal == Seal::default();
    let read = history::read(&mut &*lines, &mut |_, here| passes |= here == seal);
    read.is_ok() && passes
}
