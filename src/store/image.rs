//! Files beside the objects that save the next start some work, and nothing
//! else: what is in them can be made again from what the store holds.
//!
//! Each begins with a digest of all that follows, and says what it belongs to.
//! One that is missing, damaged or of something else is as good as none; it is
//! written under another name and renamed, so that a write that was cut off
//! leaves the one before.

use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use crate::disk::{self, File};
use crate::domain::{Digest, Summing};

/// Version of how such a file is written.
const FORM: u8 = 2;

/// Bytes that are written at once.
const AT_ONCE: usize = 1 << 18;

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
    if of != own(key).as_bytes() {
        return Ok(Kept::Nothing);
    }
    let mut bytes = Vec::new();
    // A length that is damaged must not end the process.
    if bytes.try_reserve_exact(length).is_err() {
        return Ok(Kept::Damaged);
    }
    file.read_to_end(&mut bytes)?;
    let mut found = sum_for(key);
    found.add(&bytes);
    let is_whole = found.finish().as_bytes().as_slice() == sum;
    Ok(if is_whole {
        Kept::Whole(bytes)
    } else {
        Kept::Damaged
    })
}

/// Keeps for a key what `put` writes, as it is written: all of it at once may
/// take more memory than there is. What was kept before is gone.
pub(super) fn write(
    dir: &Path,
    name: &str,
    key: Digest,
    put: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let new = beginning(dir, name);
    let write = || {
        let mut file = File::create(&new)?;
        // Its place; what it is comes out at the end.
        file.write_whole(&[0; 2 * DIGEST_BYTES])?;
        let mut sum = sum_for(key);
        let mut fault = None;
        let body = Body {
            file: &mut file,
            sum: &mut sum,
            fault: &mut fault,
        };
        let mut body = BufWriter::with_capacity(AT_ONCE, body);
        let put = put(&mut body).and_then(|()| body.flush());
        drop(body);
        // What was said in the way of it tells less.
        fault.map_or(put, Err)?;
        file.seek_to(0)?;
        let head = [*sum.finish().as_bytes(), *own(key).as_bytes()];
        file.write_whole(head.as_flattened())?;
        disk::rename(&new, &dir.join(name))
    };
    let written = write();
    if written.is_err() {
        // It would go on filling a disk that is full because of it.
        let _ = disk::remove_file(&new);
    }
    written
}

/// What follows the head of a file, summed on its way.
struct Body<'a> {
    file: &'a mut File,
    sum: &'a mut Summing,
    /// Why it could not be written.
    fault: &'a mut Option<io::Error>,
}

impl Write for Body<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fault.is_none() {
            *self.fault = self.file.write_whole(bytes).err();
        }
        if self.fault.is_some() {
            return Err(io::ErrorKind::Other.into());
        }
        self.sum.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The names of what a write that was cut off leaves.
pub(super) fn leavings() -> [String; 2] {
    [HISTORY, INDEX].map(|name| format!("{name}.new"))
}

fn beginning(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.new"))
}

/// The key as it stands in a file of this form.
fn own(key: Digest) -> Digest {
    Digest::of_parts([key.as_bytes().as_slice(), &[FORM]])
}

/// The sum of a file for a key, of which nothing was added yet.
fn sum_for(key: Digest) -> Summing {
    let mut sum = Digest::summing();
    sum.add_part(key.as_bytes());
    sum
}
