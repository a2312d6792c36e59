//! The journal: a file beside the store with what Markdown cannot give back.
//!
//! It is only ever added to. What is in a line, and when it counts, is said in
//! [`crate::history`]; here are the file and the disk.

use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::folder;
use super::known::{BLOCK, Known};
use crate::disk::{self, File};
use crate::history::{self, Entry, History, Lines, Load, ReadJournal, Recollection, Seal};

/// Bytes of lines that are written at once: those of a first load are three
/// times as long as its Markdown.
const PART: usize = 1 << 20;

/// A journal to add to. The file is made when there is something to add.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    seal: Seal,
}

/// What a journal was found to hold.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) history: History,
    pub(super) read: ReadJournal,
    /// Whether a load ends at the seal that was asked for.
    pub(super) passes: bool,
    /// Bytes of it that were known and not read line by line.
    pub(super) known: u64,
}

/// Where the journal of a store is: `.chronique.journal` beside `.chronique`.
#[must_use]
pub fn journal_path(store: &Path) -> PathBuf {
    // `.`, `..` and links: beside the folder itself.
    let real = store.canonicalize().unwrap_or_else(|_| store.to_owned());
    with_ending(&real, ".journal")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The same as [`inspect`], where a part of the journal may be known.
pub(super) fn inspect_behind(
    path: &Path,
    seal: Seal,
    known: Option<Known>,
) -> Result<Found, StoreError> {
    // Whether a load ends at a seal within what is known is not told.
    let known = known.filter(|known| known.history.end().position <= seal.position);
    match known.map(|known| go_on(path, seal, known)) {
        Some(Ok(Some(found))) => Ok(found),
        // It has other bytes, or is not to be had: the whole way says what is wrong.
        _ => inspect(path, seal),
    }
}

/// What a journal was found to hold, if it begins with what is known.
fn go_on(path: &Path, seal: Seal, known: Known) -> io::Result<Option<Found>> {
    let mut file = BufReader::with_capacity(BLOCK, File::open(path)?);
    if !known.begins(&mut file)? {
        return Ok(None);
    }
    let mut history = known.history;
    let start = history.clone();
    let mut passes = start.end() == seal;
    let read = history::read_on(&start, &mut file, &mut |load, here| {
        history.extend(&load);
        passes |= here == seal;
    })?;
    history.seal(read.seal);
    Ok(Some(Found {
        history,
        read,
        passes,
        known: start.end().bytes,
    }))
}

/// Reads what is in a journal; one that is missing is empty. `seal` is where
/// the store says that it was.
pub(super) fn inspect(path: &Path, seal: Seal) -> Result<Found, StoreError> {
    let mut history = History::default();
    let mut passes = seal == Seal::default();
    let mut each = |load: Load, here: Seal| {
        history.extend(&load);
        passes |= here == seal;
    };
    let read = match File::open(path) {
        Ok(file) => history::read(&mut BufReader::new(file), &mut each),
        Err(e) if e.kind() == io::ErrorKind::NotFound => history::read(&mut io::empty(), &mut each),
        Err(e) => Err(e),
    };
    let read = read.map_err(|e| unusable(path, &e))?;
    history.seal(read.seal);
    Ok(Found {
        history,
        read,
        passes,
        known: 0,
    })
}

impl Journal {
    /// Opens the journal whose good part ends at a seal; what is behind it is
    /// cut off.
    pub(super) fn open(path: PathBuf, seal: Seal) -> Result<Self, StoreError> {
        let cut = || {
            if disk::is_there(&path)? && disk::metadata(&path)?.len() > seal.bytes {
                let file = File::open_to_write(&path)?;
                file.set_length(seal.bytes)?;
                file.sync()?;
            }
            Ok(())
        };
        cut().map_err(|e| unusable(&path, &e))?;
        Ok(Self { path, seal })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The end of it.
    pub(super) fn seal(&self) -> Seal {
        self.seal
    }

    /// Adds a load, and tells each of its changes; durable when this returns.
    /// After an error nothing of it is left, as far as the file can still be
    /// shortened.
    pub(super) fn append(
        &mut self,
        load: &Load,
        tell: &mut dyn FnMut(&Entry),
    ) -> Result<(), StoreError> {
        let mut lines = Lines::after(self.seal);
        let seal = self.write(|file| {
            lines.push_to(load, &mut |text, entry| {
                tell(entry);
                if text.len() >= PART {
                    file.write_whole(text.as_bytes())?;
                    text.clear();
                }
                Ok(())
            })?;
            let (rest, seal) = lines.finish();
            file.write_whole(rest.as_bytes())?;
            Ok(seal)
        })?;
        self.seal = seal;
        Ok(())
    }

    /// Adds lines up to a seal that were read elsewhere.
    pub(super) fn add_lines(&mut self, lines: &[u8], seal: Seal) -> Result<(), StoreError> {
        self.write(|file| file.write_whole(lines))?;
        self.seal = seal;
        Ok(())
    }

    fn write<T>(&self, put: impl FnOnce(&mut File) -> io::Result<T>) -> Result<T, StoreError> {
        let write = || {
            let is_new = !disk::is_there(&self.path)?;
            let mut file = File::open_or_create(&self.path)?;
            file.set_length(self.seal.bytes)?;
            file.seek_to(self.seal.bytes)?;
            let put = put(&mut file)?;
            file.sync()?;
            if is_new {
                sync_parent(&self.path)?;
            }
            Ok(put)
        };
        write().map_err(|e| {
            // Half a load would go on filling a disk that is full because of it.
            let file = File::open_to_write(&self.path);
            let _ = file.and_then(|file| file.set_length(self.seal.bytes));
            unusable(&self.path, &e)
        })
    }

    /// The bytes between two places.
    pub(super) fn bytes(&self, start: u64, end: u64) -> Result<Vec<u8>, StoreError> {
        bytes_between(&self.path, start, end)
    }

    /// Goes on with the lines of another journal, of which this one must be
    /// the beginning.
    pub(super) fn adopt(&mut self, from: &Path) -> Result<History, StoreError> {
        let foreign = |why: String| StoreError::Foreign {
            path: from.to_owned(),
            why,
        };
        // Not `inspect` alone: it takes a missing file for an empty one, and
        // what is no file may have no end.
        let meta = disk::metadata(from);
        let meta = meta.map_err(|e| foreign(StoreError::reason(&e)))?;
        if !meta.is_file() {
            return Err(foreign("it is not a file".to_owned()));
        }
        let found = inspect(from, self.seal)?;
        let ReadJournal {
            seal,
            fault,
            damaged,
        } = found.read;
        if damaged || seal == Seal::default() {
            let why = fault.map_or("it is empty".to_owned(), |(line, why)| {
                format!("line {line}: {why}")
            });
            return Err(foreign(why));
        }
        if found.passes {
            let lines = bytes_between(from, self.seal.bytes, seal.bytes)?;
            self.add_lines(&lines, seal)?;
            return Ok(found.history);
        }
        let own = inspect(&self.path, seal)?;
        if own.passes {
            return Ok(own.history);
        }
        let why =
            "it tells of other changes than the journal here; take it over into another --store";
        Err(foreign(why.to_owned()))
    }

    /// What it remembers of all that is there.
    pub(super) fn recall(&self) -> Result<Recollection, StoreError> {
        recall(&self.path, self.seal.bytes)
    }
}

/// A journal that was read and not opened: nothing of it is changed.
#[derive(Debug, Default)]
pub struct Journaled {
    /// All changes there ever were.
    pub history: History,
    /// What it remembers of everything that is there.
    pub recalled: Recollection,
    /// What is wrong with it: the good part was read.
    pub fault: Option<String>,
}

/// Reads the journal of a store without opening either; one that is missing
/// is empty.
///
/// # Errors
/// When it cannot be read.
pub fn read_journal(store: &Path) -> Result<Journaled, StoreError> {
    let path = journal_path(store);
    let found = inspect(&path, Seal::default())?;
    let fault = found.read.fault.filter(|_| found.read.damaged);
    Ok(Journaled {
        recalled: recall(&path, found.read.seal.bytes)?,
        history: found.history,
        fault: fault
            .map(|(line, why)| format!("line {line} of {} is damaged: {why}", path.display())),
    })
}

/// What the first bytes of a journal remember of all that is there.
pub(super) fn recall(path: &Path, bytes: u64) -> Result<Recollection, StoreError> {
    let mut recalled = Recollection::default();
    let mut each = |load: Load, _| load.entries.each(|e| recalled.apply(e));
    let read = match File::open(path) {
        Ok(file) => history::read(&mut BufReader::new(file.take(bytes)), &mut each),
        Err(e) if e.kind() == io::ErrorKind::NotFound && bytes == 0 => {
            history::read(&mut io::empty(), &mut each)
        }
        Err(e) => Err(e),
    };
    read.map_err(|e| unusable(path, &e))?;
    Ok(recalled)
}

/// Bytes of a file between two places.
pub(super) fn bytes_between(path: &Path, start: u64, end: u64) -> Result<Vec<u8>, StoreError> {
    let length = end.saturating_sub(start);
    if length == 0 {
        return Ok(Vec::new());
    }
    let read = || {
        let mut file = File::open(path)?;
        file.seek_to(start)?;
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|e| unusable(path, &e))
}

/// Keeps a damaged journal aside, as `<journal>.damaged-N`, and puts a whole
/// one in its place, at once: there is no moment without a journal.
pub(super) fn put_in_place(path: &Path, bytes: &[u8]) -> Result<PathBuf, StoreError> {
    let new = beginning(path);
    let write = || {
        let mut file = File::create(&new)?;
        file.write_whole(bytes)?;
        file.sync()?;
        let aside = folder::free(|n| with_ending(path, &format!(".damaged-{n}")))?;
        disk::link_or_copy(path, &aside)?;
        disk::rename(&new, path)?;
        sync_parent(path)?;
        Ok(aside)
    };
    write().map_err(|e| unusable(path, &e))
}

/// The file that becomes the journal once it is whole.
fn beginning(path: &Path) -> PathBuf {
    with_ending(path, ".new")
}

/// Removes what was left of a journal that was about to be put in place.
pub(super) fn sweep(path: &Path) -> Result<(), StoreError> {
    let new = beginning(path);
    let remove = || {
        if disk::is_there(&new)? {
            disk::remove_file(&new)?;
        }
        Ok(())
    };
    remove().map_err(|e| unusable(path, &e))
}

/// Makes a new name in a folder durable.
fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    disk::sync_folder(parent.unwrap_or(Path::new(".")))
}

fn unusable(path: &Path, error: &io::Error) -> StoreError {
    let why = StoreError::reason(error);
    let path = path.to_owned();
    StoreError::Journal { path, why }
}
