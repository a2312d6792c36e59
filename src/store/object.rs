//! The data base: objects by digest, and the head. The only file that calls
//! sled, always guarded; what is above sees bytes and faults.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::error::{Fault, StoreError};
use super::folder;
use super::guard::guarded;
use crate::disk::{self, File};
use crate::domain::Digest;
use crate::history::Seal;

/// Bytes of an object.
pub(super) type Value = Vec<u8>;

/// Bytes of a digest.
const DIGEST_BYTES: usize = 32;

/// Longest value handed to sled: an object is kept in numbered chunks.
///
/// sled puts a page (up to 19 values) of more than 128 KB into a file of its
/// own, and does not always remove that file when the page is rewritten: 50
/// replacements of 8 MB had left 70 MB behind.
const CHUNK_BYTES: usize = 6 << 10;

/// Memory for sled's cache; its default is 1 GB. What is read is read once, at the
/// start.
const CACHE_BYTES: u64 = 8 << 20;

/// How often and how long to wait for sled's own lock. Whoever is here holds
/// the lock of the folder already; sled's can outlive the data base that was
/// closed before by the moment its background threads take to end.
const LOCK_TRIES: u32 = 40;
const LOCK_WAIT: Duration = Duration::from_millis(50);

/// How long to wait for sled to close; a store that was flushed takes no time.
const CLOSE_WAIT: Duration = Duration::from_secs(3);

/// The one key of the tree `head`.
const HEAD: &[u8] = b"head";

/// What the head says: the format of everything, the manifest, and where the
/// journal ended when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) format: u32,
    pub(super) manifest: Digest,
    pub(super) journal: Seal,
}

impl Head {
    /// A head of this version.
    pub(super) fn of(manifest: Digest, journal: Seal) -> Self {
        let format = super::FORMAT;
        Self {
            format,
            manifest,
            journal,
        }
    }

    fn to_bytes(self) -> Vec<u8> {
        let format = self.format.to_le_bytes();
        let parts = [
            format.as_slice(),
            self.manifest.as_bytes(),
            &self.journal.to_bytes(),
        ];
        parts.concat()
    }

    /// Only the format is read of a head of another version.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (format, rest) = bytes.split_first_chunk::<4>()?;
        let format = u32::from_le_bytes(*format);
        if format != super::FORMAT {
            let manifest = Digest::from_bytes([0; DIGEST_BYTES]);
            let journal = Seal::default();
            return Some(Self {
                format,
                manifest,
                journal,
            });
        }
        let (manifest, rest) = rest.split_first_chunk::<DIGEST_BYTES>()?;
        let journal = Seal::from_bytes(rest.try_into().ok()?);
        Some(Self {
            format,
            manifest: Digest::from_bytes(*manifest),
            journal,
        })
    }
}

/// The data base. It is opened when something is asked of it, and may be closed
/// until then: sled keeps in memory what was read from it or written.
pub(super) struct Objects {
    dir: PathBuf,
    open: RefCell<Option<Open>>,
    /// What says so while it is closed.
    held: RefCell<Option<File>>,
    /// Bytes that still fit into what was found free; none after a flush.
    room: Cell<usize>,
}

/// Bytes that may follow what was asked for into the room that was found: a
/// small part of what is left spare.
const MORE_BYTES: usize = 64 << 10;

struct Open {
    db: sled::Db,
    objects: sled::Tree,
    /// The lines of the journal, by the byte they start at.
    log: sled::Tree,
    head: sled::Tree,
}

impl Open {
    fn of(dir: &Path) -> Result<Self, Fault> {
        guarded(|| {
            let open = || {
                // No flushing in the background: what is durable and when is
                // decided in `replace`, and nothing runs between two loads.
                let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES);
                let db = config.flush_every_ms(None).open()?;
                let objects = db.open_tree("objects")?;
                let head = db.open_tree("head")?;
                let log = db.open_tree("log")?;
                Ok(Self {
                    db,
                    objects,
                    log,
                    head,
                })
            };
            let mut open_now = open();
            for _ in 0..LOCK_TRIES {
                if !open_now.as_ref().is_err_and(is_locked) {
                    break;
                }
                thread::sleep(LOCK_WAIT);
                open_now = open();
            }
            open_now.map_err(|e| classify(dir, e))
        })
    }
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Objects")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

impl Objects {
    pub(super) fn open(dir: &Path) -> Result<Self, Fault> {
        pass(dir)?;
        let open = Open::of(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            open: RefCell::new(Some(open)),
            held: RefCell::default(),
            room: Cell::new(0),
        })
    }

    /// Closes it until something is asked of it again. What is not flushed
    /// before may be lost, and nobody is told.
    pub(super) fn rest(&self) {
        if self.open.borrow().is_some() {
            self.close();
            self.held.replace(folder::hold(&self.dir));
        }
    }

    fn close(&self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let (alive, closed) = mpsc::channel::<()>();
        // Closing flushes, which after a failed write may panic or never end:
        // there is nobody to tell, and all that counts was flushed before.
        let close = move || {
            let _ = guarded(|| {
                drop(open);
                Ok(())
            });
            drop(alive);
        };
        if thread::Builder::new().spawn(close).is_ok() {
            let _ = closed.recv_timeout(CLOSE_WAIT);
        }
    }

    pub(super) fn head(&self) -> Result<Option<Head>, Fault> {
        let value = self.call(|open| open.head.get(HEAD))?;
        let head = |bytes: sled::IVec| {
            Head::from_bytes(&bytes).ok_or_else(|| Fault::damaged("the head is not readable"))
        };
        value.map(head).transpose()
    }

    /// Every object; what is under a key of another kind is left alone.
    pub(super) fn all(&self) -> Result<HashMap<Digest, Value>, Fault> {
        self.call(|open| {
            let mut all: HashMap<Digest, Value> = HashMap::new();
            for pair in &open.objects {
                let (key, chunk) = pair?;
                // In the order of the keys the chunks of an object come one
                // after the other; one that is missing shows in the digest.
                if let Some((digest, _)) = key.split_first_chunk::<DIGEST_BYTES>() {
                    let digest = Digest::from_bytes(*digest);
                    all.entry(digest).or_default().extend_from_slice(&chunk);
                }
            }
            Ok(all)
        })
    }

    /// Sees to it that there is room for so many bytes, once for all of a small
    /// change.
    fn make_room(&self, bytes: usize) -> Result<(), Fault> {
        let left = self.room.get().checked_sub(bytes);
        if left.is_none() {
            folder::probe(&self.dir, bytes).map_err(Fault::Unusable)?;
        }
        self.room.set(left.unwrap_or(MORE_BYTES));
        Ok(())
    }

    /// Adds objects of so many bytes in all.
    pub(super) fn put(&self, values: Vec<(Digest, Vec<u8>)>, bytes: usize) -> Result<(), Fault> {
        if values.is_empty() {
            return Ok(());
        }
        self.make_room(bytes)?;
        let mut batch = sled::Batch::default();
        for (digest, value) in values {
            for (n, chunk) in (0_u32..).zip(value.chunks(CHUNK_BYTES)) {
                let key = [digest.as_bytes().as_slice(), &n.to_be_bytes()].concat();
                batch.insert(key, chunk);
            }
        }
        self.call(|open| open.objects.apply_batch(batch))
    }

    /// Everything in the log with the byte it starts at, in order.
    pub(super) fn log(&self) -> Result<BTreeMap<u64, Value>, Fault> {
        self.call(|open| {
            let mut log: BTreeMap<u64, Value> = BTreeMap::new();
            for pair in &open.log {
                let (key, chunk) = pair?;
                if let Some((start, _)) = key.split_first_chunk::<8>() {
                    let start = u64::from_be_bytes(*start);
                    log.entry(start).or_default().extend_from_slice(&chunk);
                }
            }
            Ok(log)
        })
    }

    /// Adds to the log what starts at a byte; what was there from that byte
    /// on, which no head refers to, makes room.
    pub(super) fn put_log(&self, start: u64, value: &[u8]) -> Result<(), Fault> {
        self.make_room(value.len())?;
        self.call(|open| {
            let mut batch = sled::Batch::default();
            for key in open.log.range(start.to_be_bytes()..).keys() {
                batch.remove(key?);
            }
            for (n, chunk) in (0_u32..).zip(value.chunks(CHUNK_BYTES)) {
                let key = [start.to_be_bytes().as_slice(), &n.to_be_bytes()].concat();
                batch.insert(key, chunk);
            }
            open.log.apply_batch(batch)
        })
    }

    /// Moves the head, provided that nobody else did.
    pub(super) fn switch(&self, from: Option<Head>, to: Head) -> Result<(), Fault> {
        let moved = self.call(|open| {
            let from = from.map(Head::to_bytes);
            open.head.compare_and_swap(HEAD, from, Some(to.to_bytes()))
        })?;
        moved.map_err(|_| Fault::damaged("the head is not the one that was read"))
    }

    pub(super) fn remove(&self, digests: &[Digest]) -> Result<(), Fault> {
        if digests.is_empty() {
            return Ok(());
        }
        self.call(|open| {
            let mut batch = sled::Batch::default();
            for digest in digests {
                for key in open.objects.scan_prefix(digest.as_bytes()).keys() {
                    batch.remove(key?);
                }
            }
            open.objects.apply_batch(batch)
        })
    }

    pub(super) fn flush(&self) -> Result<(), Fault> {
        self.room.set(0);
        self.call(|open| open.db.flush().map(drop))
    }

    /// Forgets everything, the head first.
    pub(super) fn clear(&self) -> Result<(), Fault> {
        self.call(|open| {
            open.head.clear()?;
            open.db.flush()?;
            open.objects.clear()?;
            open.log.clear()?;
            open.db.flush().map(drop)
        })
    }

    fn call<T>(&self, work: impl FnOnce(&Open) -> sled::Result<T>) -> Result<T, Fault> {
        pass(&self.dir)?;
        let mut open = self.open.borrow_mut();
        let open = match &mut *open {
            Some(open) => open,
            closed => {
                self.held.take();
                closed.insert(Open::of(&self.dir).map_err(Fault::of_reopening)?)
            }
        };
        let done = guarded(|| work(open).map_err(|e| classify(&self.dir, e)))?;
        pass(&self.dir)?;
        Ok(done)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        self.close();
    }
}

/// A call to the disk that does nothing. sled makes its own calls, of which
/// none can be made to fail: before and after each of its operations this one
/// stands for them.
fn pass(dir: &Path) -> Result<(), Fault> {
    disk::call(|| Ok(())).map_err(|e| Fault::Unusable(StoreError::io(dir, &e)))
}

fn is_locked(error: &sled::Error) -> bool {
    // The kind is `Other`; only the message tells.
    matches!(error, sled::Error::Io(e) if e.to_string().starts_with("could not acquire lock"))
}

/// Whether an error is the folder's or the contents'.
fn classify(dir: &Path, error: sled::Error) -> Fault {
    use io::ErrorKind as Kind;
    match error {
        error if is_locked(&error) => {
            let dir = dir.to_owned();
            Fault::Unusable(StoreError::InUse { dir })
        }
        // What reading damaged files gives: cut short, nonsensical offsets, a
        // file that is gone. Everything else is the system's.
        sled::Error::Io(e) => match e.kind() {
            Kind::UnexpectedEof
            | Kind::InvalidData
            | Kind::InvalidInput
            | Kind::NotFound
            | Kind::IsADirectory
            | Kind::NotADirectory
            | Kind::Other => Fault::damaged(e),
            _ => Fault::Unusable(StoreError::io(dir, &e)),
        },
        sled::Error::Corruption { .. } => Fault::damaged("its checksums do not match"),
        sled::Error::CollectionNotFound(_) => Fault::damaged("a part of it is missing"),
        sled::Error::Unsupported(why) | sled::Error::ReportableBug(why) => Fault::damaged(why),
    }
}
