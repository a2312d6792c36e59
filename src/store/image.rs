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

/// What there is of such a file.
pub(super) enum Kept {
    /// Nothing, or something for another key.
    Nothing,
    /// What cannot be relied on.
    Damaged,
    /// All of it.
    Whole(Vec<u8>),
}

/// Reads what is kept for a key.
pub(super) fn read(dir: &Path, name: &str, key: Digest) -> Kept {
    let path = dir.join(name);
    match disk::is_there(&path) {
        Ok(true) => read_file(&path, key).unwrap_or(Kept::Damaged),
        _ => Kept::Nothing,
    }
}

fn read_file(path: &Path, key: Digest) -> io::Result<Kept> {
    let mut file = File::open(path)?;
    let length = usize::try_from(file.length()?).unwrap_or(usize::MAX);
    let mut head = [0_u8; 2 * DIGEST_BYTES];
    file.read_exact(&mut head)?;
    let (sum, of) = head.split_at(DIGEST_BYTES);
    if of != key.as_bytes() {
        return Ok(Kept::Nothing);
    }
    let mut bytes = Vec::new();
    // A length that is damaged must not end the process.
    if bytes.try_reserve_exact(length).is_err() {
        return Ok(Kept::Damaged);
    }
    file.read_to_end(&mut bytes)?;
    let is_whole = digest_of(key, &bytes).as_bytes().as_slice() == sum;
    Ok(if is_whole {
        Kept::Whole(bytes)
    } else {
        Kept::Damaged
    })
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
