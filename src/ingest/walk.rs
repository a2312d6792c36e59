//! The Markdown files of a folder, and their bytes: only regular files inside it.

use std::borrow::Cow;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::domain::{Diagnostic, DiagnosticCode};

use super::MAX_FILE_BYTES;
use super::document::too_large;

/// Deepest folder read below the archive.
pub(super) const MAX_DEPTH: usize = 32;

/// Folders that are passed over, besides hidden ones.
pub(super) const PASSED_OVER: [&str; 2] = ["node_modules", "target"];

/// What a folder holds.
pub(super) struct Walk {
    /// The folder itself, without symbolic links.
    pub(super) root: PathBuf,
    /// Markdown files by path below the folder, in byte order.
    pub(super) files: Vec<(String, Place)>,
    /// What could not be walked.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Folders that could not be read, as paths below the folder.
    pub(super) closed: Vec<String>,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A regular file below the folder without links on the way: where it is
    /// need not be asked again.
    Plain(PathBuf),
    /// Anything else: a link, what is no file.
    Other(PathBuf),
}

/// Walks a folder. Symbolic links to folders are not followed, so there is
/// no way out and no circle; hidden, `node_modules` and `target` are skipped.
pub(super) fn walk(folder: &Path) -> io::Result<Walk> {
    let root = folder.canonicalize()?;
    let mut walk = Walk {
        files: Vec::new(),
        diagnostics: Vec::new(),
        closed: Vec::new(),
        root,
    };
    let mut folders = Vec::new();
    let entries = fs::read_dir(&walk.root)?;
    walk.enter(entries, "", 0, &mut folders);
    while let Some((path, name, depth)) = folders.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => walk.enter(entries, &name, depth, &mut folders),
            Err(error) => walk.close(&name, &error),
        }
    }
    walk.files.sort();
    walk.diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk)
}

impl Walk {
    fn enter(
        &mut self,
        entries: fs::ReadDir,
        folder: &str,
        depth: usize,
        folders: &mut Vec<(PathBuf, String, usize)>,
    ) {
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.close(folder, &error),
            };
            let kind = entry.file_type().ok();
            let is_folder = kind.is_some_and(|kind| kind.is_dir());
            let file_name = entry.file_name();
            let Some(name) = file_name.to_str() else {
                let name = file_name.to_string_lossy();
                if is_folder || is_markdown(&name) {
                    self.refuse_name(&join(folder, &name));
                }
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let path = join(folder, name);
            if !is_folder {
                if is_markdown(name) {
                    let is_plain = kind.is_some_and(|kind| kind.is_file());
                    let place = if is_plain { Place::Plain } else { Place::Other };
                    self.files.push((path, place(entry.path())));
                }
            } else if !PASSED_OVER.contains(&name) {
                if depth < MAX_DEPTH {
                    folders.push((entry.path(), path, depth + 1));
                } else {
                    let message = format!("folders are read {MAX_DEPTH} deep and no deeper");
                    let code = DiagnosticCode::Unreadable;
                    self.diagnostics
                        .push(Diagnostic::of_file(code, &path, message));
                }
            }
        }
    }

    fn close(&mut self, folder: &str, error: &io::Error) {
        let message = format!("the folder cannot be read: {}", error.kind());
        let code = DiagnosticCode::Unreadable;
        self.diagnostics
            .push(Diagnostic::of_file(code, folder, message));
        self.closed.push(folder.to_owned());
    }

    fn refuse_name(&mut self, path: &str) {
        let message = "the file name is not UTF-8; rename the file";
        let code = DiagnosticCode::Unreadable;
        self.diagnostics
            .push(Diagnostic::of_file(code, path, message));
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

pub(super) fn is_markdown(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|e| e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown"))
}

/// A file that was read.
pub(super) struct Read {
    pub(super) bytes: Vec<u8>,
    /// Whether it has no other name, under which it may be written.
    pub(super) has_one_name: bool,
}

/// The bytes of a file below `root`, or what is wrong with it. `path` is its
/// name in messages, which never hold a path of the server.
///
/// Nothing is opened before it is known to be a regular file: opening a pipe
/// would wait for ever.
pub(super) fn read_file(root: &Path, path: &str, file: &Place) -> Result<Read, Diagnostic> {
    let fault = |code, message: String| Diagnostic::of_file(code, path, message);
    let unreadable = |error: io::Error| {
        let message = format!("the file cannot be read: {}", error.kind());
        fault(DiagnosticCode::Unreadable, message)
    };
    let (real, about) = match file {
        // Of the file itself, which may be another one by now.
        Place::Plain(file) => (Cow::Borrowed(file), fs::symlink_metadata(file)),
        Place::Other(file) => {
            let real = file.canonicalize().map_err(unreadable)?;
            if !real.starts_with(root) {
                let message =
                    "the symbolic link leads out of the archive folder; copy the file instead";
                return Err(fault(DiagnosticCode::NotRegular, message.to_owned()));
            }
            let about = fs::metadata(&real);
            (Cow::Owned(real), about)
        }
    };
    let about = about.map_err(unreadable)?;
    if !about.is_file() {
        let message = "not a regular file (a folder, pipe, socket or device): not read";
        return Err(fault(DiagnosticCode::NotRegular, message.to_owned()));
    }
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    if about.len() > limit {
        return Err(too_large(path));
    }
    // With no room beforehand a file of 2 KB would take eight system calls.
    let expected = usize::try_from(about.len()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(expected.saturating_add(1));
    // The file may have grown since.
    let mut bounded = File::open(&*real).map_err(unreadable)?.take(limit + 1);
    bounded.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(too_large(path));
    }
    Ok(Read {
        bytes,
        has_one_name: has_one_name(&about),
    })
}

#[cfg(unix)]
pub(super) fn has_one_name(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(about) == 1
}

#[cfg(not(unix))]
pub(super) fn has_one_name(_: &Metadata) -> bool {
    false
}
