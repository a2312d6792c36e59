//! The folder a store is in: its lock, its size, and moving it aside.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::StoreError;
use super::image;
use crate::disk::{self, File};

/// The file whose lock says that a process uses the store. It also marks the
/// folder as a store, so that no other folder is ever taken for a damaged one.
const LOCK: &str = "chronique.lock";

/// sled's main file, which marks a store as well.
const DATA: &str = "db";

/// How often and how long to wait for its lock.
const HOLD_TRIES: u32 = 500;
const HOLD_WAIT: Duration = Duration::from_millis(2);

/// The file that takes room to see whether there is some.
const PROBE: &str = "chronique.probe";

/// Room that must be left beyond what is about to be written: two of sled's
/// segments, and as much again.
const SPARE_BYTES: u64 = 2 << 20;

/// How much sled may take for a byte it is given, pages being rewritten when
/// they are added to.
const AMPLIFICATION: u64 = 3;

/// Makes the folder if need be, and takes it for this process.
///
/// sled takes a lock of its own, but tells a taken one by its message only,
/// and after it has read some files.
pub(super) fn lock(dir: &Path) -> Result<File, StoreError> {
    let fault = |e: io::Error| StoreError::io(dir, &e);
    disk::create_dir_all(dir).map_err(fault)?;
    let names = disk::names(dir).map_err(fault)?;
    let ours = |name: &std::ffi::OsString| name == LOCK || name == DATA;
    if !names.is_empty() && !names.iter().any(ours) {
        return Err(StoreError::NotAStore {
            dir: dir.to_owned(),
        });
    }
    let file = File::open_or_create(&dir.join(LOCK)).map_err(fault)?;
    if !file.try_lock().map_err(fault)? {
        return Err(StoreError::InUse {
            dir: dir.to_owned(),
        });
    }
    // Of a load that was killed; the lock says that nobody is writing it.
    for left in image::leavings().into_iter().chain([PROBE.to_owned()]) {
        if names.iter().any(|name| *name == *left) {
            disk::remove_file(&dir.join(left)).map_err(fault)?;
        }
    }
    Ok(file)
}

/// Takes sled's own lock while sled is closed: whoever removed the other one finds
/// the store in use all the same. `None` where it cannot be had.
pub(super) fn hold(dir: &Path) -> Option<File> {
    let file = File::open(&dir.join(DATA)).ok()?;
    for _ in 0..HOLD_TRIES {
        if file.try_lock().ok()? {
            return Some(file);
        }
        // The threads of what was closed take a moment to end.
        thread::sleep(HOLD_WAIT);
    }
    None
}

/// Whether the folder has room for so many bytes more, found by taking it.
///
/// A full disk must be noticed before sled notices: a write that fails half
/// way leaves it waiting for itself for ever when it is closed. The free
/// space that the system tells of knows nothing of quotas and limits.
pub(super) fn probe(dir: &Path, bytes: usize) -> Result<(), StoreError> {
    let path = dir.join(PROBE);
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let wanted = bytes
        .saturating_mul(AMPLIFICATION)
        .saturating_add(SPARE_BYTES);
    let take = || File::create(&path)?.allocate(wanted);
    let taken = take();
    // Left behind it would be removed at the next start.
    let removed = disk::remove_file(&path);
    taken.and(removed).map_err(|e| StoreError::io(dir, &e))
}

/// Moves a damaged store aside, and makes an empty folder in its place.
///
/// Beside it as `<dir>.damaged-N`; where the folder itself cannot be renamed
/// (a mount point, a parent folder that is read-only), its contents go into a
/// `damaged-N` folder inside. Also gives the lock of the folder now in place.
pub(super) fn move_aside(dir: &Path, held: File) -> Result<(PathBuf, File), StoreError> {
    let fault = |e: io::Error| StoreError::io(dir, &e);
    // `.`, `..` and links: what is renamed must be the folder itself.
    let real = disk::canonicalize(dir).map_err(fault)?;
    let beside = free(|n| {
        let mut name = real.clone().into_os_string();
        name.push(format!(".damaged-{n}"));
        PathBuf::from(name)
    });
    let beside = beside.map_err(fault)?;
    if disk::rename(&real, &beside).is_ok() {
        // The old lock is held until there is a new one.
        return Ok((beside, lock(&real)?));
    }
    let inside = free(|n| real.join(format!("damaged-{n}"))).map_err(fault)?;
    disk::create_dir(&inside).map_err(fault)?;
    for name in disk::names(&real).map_err(fault)? {
        let keep = name == LOCK || name.to_string_lossy().starts_with("damaged-");
        if !keep {
            disk::rename(&real.join(&name), &inside.join(name)).map_err(fault)?;
        }
    }
    unmark(&held);
    Ok((inside, held))
}

/// Notes in the lock file that a generation was stored.
pub(super) fn mark(lock: &mut File) {
    if !is_marked(lock) {
        // Without it one kind of damage is not told of; nothing else is lost.
        let _ = lock.write_whole(b"A generation is stored here.\n");
    }
}

/// Whether a generation was ever stored.
pub(super) fn is_marked(lock: &File) -> bool {
    lock.length().is_ok_and(|bytes| bytes > 0)
}

/// Takes the note back.
pub(super) fn unmark(lock: &File) {
    let _ = lock.set_length(0);
}

/// The first name that nothing has, for certain.
pub(super) fn free(name: impl Fn(u32) -> PathBuf) -> io::Result<PathBuf> {
    for path in (1..u32::MAX).map(name) {
        if !disk::is_there(&path)? {
            return Ok(path);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Bytes of all files, those of earlier damaged stores not counted.
pub(super) fn size_bytes(dir: &Path) -> u64 {
    let names = disk::names(dir).unwrap_or_default();
    let sizes = names.iter().map(|name| {
        let path = dir.join(name);
        match disk::metadata(&path) {
            Ok(meta) if meta.is_file() => meta.len(),
            Ok(meta) if meta.is_dir() && name == "blobs" => size_bytes(&path),
            _ => 0,
        }
    });
    sizes.fold(0, u64::saturating_add)
}
