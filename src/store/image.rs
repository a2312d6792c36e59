//! Files beside the objects that save the next start some work, and nothing
//! else: what is in them can be made again from what the store holds.
//!
//! Each begins with a digest of all that follows, and says what it belongs to.
//! One that is missing, damaged or of something else is as good as none; it is
//! written under another name and renamed, so that a write that was cut off
//! leaves the one before.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::disk::{self, File};
use crate::domain::Digest;

/// What the history was when it was last kept.
pub(super) const HISTORY: &str = "chronique.history";

/// What the index was when it was last kept.
pub(super) const INDEX: &str = "chronique.index";

/// Bytes of a digest.
const DIGEST_BYTES: usize = 32;

/// Reads what is kept for a key, if it is whole.
pub(super) fn read(dir: &Path, name: &str, key: Digest) -> Option<Vec<u8>> {
    let path = dir.join(name);
    if !disk::is_there(&path).ok()? {
        return None;
    }
    let file = File::open(&path).ok()?;
    let length = file.length().ok()?;
    let read = || -> io::Result<Option<Vec<u8>>> {
        let mut head = [0_u8; 2 * DIGEST_BYTES];
        let mut file = file;
        file.read_exact(&mut head)?;
        let (sum, of) = head.split_at(DIGEST_BYTES);
        if of != key.as_bytes() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let rest = usize::try_from(length).unwrap_or(0);
        // A length that is damaged must not end the process.
        if bytes.try_reserve_exact(rest).is_err() {
            return Ok(None);
        }
        file.read_to_end(&mut bytes)?;
        let is_whole = digest_of(key, &bytes).as_bytes().as_slice() == sum;
        Ok(is_whole.then_some(bytes))
    };
    read().ok().flatten()
}

/// Keeps bytes for a key; what was kept before is gone.
pub(super) fn write(dir: &Path, name: &str, key: Digest, bytes: &[u8]) -> io::Result<()> {
    let new = beginning(dir, name);
    let write = || {
        let mut file = File::create(&new)?;
        file.write_whole(digest_of(key, bytes).as_bytes())?;
        file.write_whole(key.as_bytes())?;
        file.write_whole(bytes)?;
        disk::rename(&new, &dir.join(name))
    };
    let written = write();
    if written.is_err() {
        // It would go on filling a disk that is full because of it.
        let _ = disk::remove_file(&new);
    }
    written
}

/// The names of what a write that was cut off leaves.
pub(super) fn leavings() -> [String; 2] {
    [HISTORY, INDEX].map(|name| format!("{name}.new"))
}

fn beginning(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.new"))
}

fn digest_of(key: Digest, bytes: &[u8]) -> Digest {
    Digest::of_parts([key.as_bytes().as_slice(), bytes])
}
