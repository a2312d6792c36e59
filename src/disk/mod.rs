//! The disk under the store: every call that the journal, the folder and the
//! lock make to the file system, in one place.
//!
//! In the program these are the calls of `std::fs`, and one that takes room. In
//! tests each of them can be made to fail, once, in turn (`fault`): before it
//! did anything, after it did all, or half way. This module must not know what
//! is in the files.

use std::ffi::OsString;
use std::fs::{self, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

#[cfg(target_os = "linux")]
use rustix::fs::{FallocateFlags, fallocate};
#[cfg(target_os = "linux")]
use rustix::io::retry_on_intr;

/// An open file.
#[derive(Debug)]
pub struct File(fs::File);

impl File {
    /// Opens a file to read it.
    ///
    /// # Errors
    /// What the system says; so do all calls of this module.
    pub fn open(path: &Path) -> io::Result<Self> {
        call(|| fs::File::open(path)).map(Self)
    }

    /// Opens a file to write it; it must be there.
    ///
    /// # Errors
    /// What the system says.
    pub fn open_to_write(path: &Path) -> io::Result<Self> {
        call(|| OpenOptions::new().write(true).open(path)).map(Self)
    }

    /// Opens a file to read and write what is in it; made when missing.
    ///
    /// # Errors
    /// What the system says.
    pub fn open_or_create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        call(|| options.open(path)).map(Self)
    }

    /// An empty file, whatever was there.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        call(|| fs::File::create(path)).map(Self)
    }

    /// Takes the lock of the file; whether nobody else has it.
    ///
    /// # Errors
    /// What the system says.
    pub fn try_lock(&self) -> io::Result<bool> {
        call(|| match self.0.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
    }

    /// Bytes of the file.
    ///
    /// # Errors
    /// What the system says.
    pub fn length(&self) -> io::Result<u64> {
        call(|| self.0.metadata()).map(|meta| meta.len())
    }

    /// Cuts the file, or fills it up with zeros.
    ///
    /// # Errors
    /// What the system says.
    pub fn set_length(&self, length: u64) -> io::Result<()> {
        call(|| self.0.set_len(length))
    }

    /// Goes to a byte.
    ///
    /// # Errors
    /// What the system says.
    pub fn seek_to(&mut self, start: u64) -> io::Result<()> {
        call(|| self.0.seek(SeekFrom::Start(start))).map(drop)
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// What the system says; a part may be written then.
    pub fn write_whole(&mut self, bytes: &[u8]) -> io::Result<()> {
        half_of(bytes).map_or(Ok(()), |half| self.0.write_all(half))?;
        call(|| self.0.write_all(bytes))
    }

    /// Takes so much room on the disk for a file that is empty.
    ///
    /// # Errors
    /// What the system says; a part may be taken then.
    pub fn allocate(&mut self, bytes: u64) -> io::Result<()> {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        call(|| match reserve(&self.0, bytes) {
            Err(error) if !matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) => {
                write_zeros(&mut self.0, bytes)
            }
            outcome => outcome,
        })
    }

    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    /// What the system says.
    pub fn sync(&self) -> io::Result<()> {
        call(|| self.0.sync_all())
    }
}

impl Read for File {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        call(|| self.0.read(bytes))
    }
}

/// For file systems that can take no room that is not written to.
fn write_zeros(file: &mut fs::File, bytes: u64) -> io::Result<()> {
    io::copy(&mut io::repeat(0).take(bytes), file).map(drop)
}

#[cfg(target_os = "linux")]
fn reserve(file: &fs::File, bytes: u64) -> io::Result<()> {
    let all = FallocateFlags::empty();
    Ok(retry_on_intr(|| fallocate(file, all, 0, bytes))?)
}

#[cfg(not(target_os = "linux"))]
fn reserve(_: &fs::File, _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Makes a folder, which must not be there.
///
/// # Errors
/// What the system says.
pub fn create_dir(path: &Path) -> io::Result<()> {
    call(|| fs::create_dir(path))
}

/// Makes a folder and those above it, where they are missing.
///
/// # Errors
/// What the system says.
pub fn create_dir_all(path: &Path) -> io::Result<()> {
    call(|| fs::create_dir_all(path))
}

/// Gives a file or folder another name; what had that name is gone.
///
/// # Errors
/// What the system says.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    call(|| fs::rename(from, to))
}

/// Gives a file a second name, or makes a copy where there are no such names.
///
/// # Errors
/// What the system says.
pub fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    call(|| fs::hard_link(from, to)).or_else(|_| call(|| fs::copy(from, to)).map(drop))
}

/// Removes a file.
///
/// # Errors
/// What the system says.
pub fn remove_file(path: &Path) -> io::Result<()> {
    call(|| fs::remove_file(path))
}

/// The path without links in it.
///
/// # Errors
/// What the system says.
pub fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    call(|| path.canonicalize())
}

/// What the system knows of a file, links followed.
///
/// # Errors
/// What the system says.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    call(|| path.metadata())
}

/// Whether something has this name, be it a link that leads nowhere.
///
/// # Errors
/// When that cannot be known.
pub fn is_there(path: &Path) -> io::Result<bool> {
    match call(|| path.symlink_metadata()) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The names in a folder.
///
/// # Errors
/// What the system says.
pub fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    call(|| {
        let entries = fs::read_dir(folder)?;
        entries.map(|entry| Ok(entry?.file_name())).collect()
    })
}

/// Makes the names in a folder durable.
///
/// # Errors
/// What the system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync()
}

/// Runs one call.
///
/// # Errors
/// What the call says.
pub fn call<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    let work = || fault::meet(work);
    work()
}

/// What is written of these bytes before the call fails that is about to
/// fail half way.
fn half_of(bytes: &[u8]) -> Option<&[u8]> {
    #[cfg(test)]
    let is_half_way = fault::is_half_way();
    #[cfg(not(test))]
    let is_half_way = false;
    is_half_way.then(|| bytes.get(..bytes.len() / 2)).flatten()
}

#[cfg(test)]
pub(crate) mod fault;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_taken_with_and_without_the_help_of_the_system() {
        let dir = tempfile::tempdir().unwrap();
        let length = |name: &str, take: fn(&mut File) -> io::Result<()>| {
            let path = dir.path().join(name);
            take(&mut File::create(&path).unwrap()).unwrap();
            fs::metadata(path).unwrap().len()
        };
        assert_eq!(length("reserved", |file| file.allocate(70_000)), 70_000);
        let written = length("written", |file| write_zeros(&mut file.0, 70_000));
        assert_eq!(written, 70_000);
    }
}
