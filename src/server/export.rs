//! The whole archive as files: the very application is asked for each, so
//! that what is written is what is served.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::local::{LocalError, LocalRequest, Part, answer_each};
use crate::api::{SiteFile, State, export_files, index_html, site_files};

use crate::query::{Archive, ArchiveHandle};

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is something where the files shall be.
    #[error("{} is not empty: choose another --out, or empty it first", .0.display())]
    Taken(PathBuf),
    /// A file or folder cannot be written.
    #[error("{} cannot be written: {error}", .path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// An answer is no 200: the archive and the list of files disagree.
    #[error("{0} was answered with {1}, please report it")]
    Refused(String, u16),
    /// The application cannot be asked.
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// Files.
    pub files: usize,
    /// Bytes in them.
    pub bytes: u64,
}

/// Writes the exports of an archive to a folder, or, with `base_url`, the API
/// itself as files below that address. The folder appears at the end, whole:
/// until then its files are in one beside it.
///
/// # Errors
/// When the folder holds something or cannot be written.
pub fn export(
    archive: Archive,
    out: &Path,
    (public_url, base_url): (Option<String>, Option<String>),
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Exported, ExportError> {
    let mut entries = out.read_dir();
    let holds = entries.as_mut().is_ok_and(|e| e.next().is_some());
    let is_file = entries.is_err_and(|e| e.kind() == io::ErrorKind::NotADirectory);
    if holds || is_file {
        return Err(ExportError::Taken(out.to_owned()));
    }
    let handle = ArchiveHandle::new(archive);
    let archive = handle.current();
    let (state, mut files) = match &base_url {
        None => (State::new(handle, public_url), export_files(&archive)),
        Some(base) => (State::for_files(handle, base), site_files(&archive)),
    };
    let state = state.map_err(LocalError::from)?;
    files.sort_by(|a, b| a.file.cmp(&b.file));
    let partial = beside(out);
    let outcome = write(&state, &files, &partial, progress).and_then(|mut done| {
        if base_url.is_some() {
            let page = index_html(&archive, state.addresses());
            let path = partial.join("index.html");
            fs::write(&path, &page).map_err(|e| unwritable(&path, e))?;
            done.files += 1;
            done.bytes += u64::try_from(page.len()).unwrap_or(0);
        }
        // An empty folder may be replaced by another, a full one not.
        fs::rename(&partial, out).map_err(|e| unwritable(out, e))?;
        Ok(done)
    });
    if outcome.is_err() {
        // What is left of a failed export helps nobody.
        let _ = fs::remove_dir_all(&partial);
    }
    outcome
}

fn unwritable(path: &Path, error: io::Error) -> ExportError {
    let path = path.to_owned();
    ExportError::Unwritable { path, error }
}

/// A folder on the same file system, so that it can be moved at once.
fn beside(out: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(out.file_name().unwrap_or_else(|| "export".as_ref()));
    name.push(format!(".{}.partial", std::process::id()));
    match out.parent() {
        Some(parent) => parent.join(name),
        None => name.into(),
    }
}

fn write(
    state: &State,
    files: &[SiteFile],
    folder: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Exported, ExportError> {
    let mut writer = Writer {
        files: files.iter(),
        folder,
        file: None,
        written: Exported::default(),
        fault: None,
    };
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, e))?;
    let requests = files.iter().map(|f| LocalRequest::Get(f.path.clone()));
    let asked = answer_each(state, requests, |part| {
        let taken = writer.take(part);
        progress(writer.written.files, files.len());
        taken
    });
    let finished = asked.map_err(ExportError::from).and_then(|()| {
        let closed = writer.close();
        closed.map_err(|e| ExportError::Local(e.into()))
    });
    match (writer.fault.take(), finished) {
        (Some(fault), _) | (None, Err(fault)) => Err(fault),
        (None, Ok(())) => Ok(writer.written),
    }
}

/// Puts answers into files, in order.
struct Writer<'a> {
    files: std::slice::Iter<'a, SiteFile>,
    folder: &'a Path,
    file: Option<(PathBuf, BufWriter<File>)>,
    written: Exported,
    /// What the error that stops it all really is.
    fault: Option<ExportError>,
}

impl Writer<'_> {
    fn take(&mut self, part: Part<'_>) -> io::Result<()> {
        match part {
            Part::Head { status, .. } => {
                self.close()?;
                let Some(file) = self.files.next() else {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                };
                if status != 200 {
                    self.fault = Some(ExportError::Refused(file.path.clone(), status));
                    return Err(io::ErrorKind::Other.into());
                }
                self.open(&self.folder.join(&file.file))
            }
            Part::Body(bytes) => {
                self.written.bytes += u64::try_from(bytes.len()).unwrap_or(0);
                match &mut self.file {
                    Some((_, file)) => file.write_all(bytes),
                    None => Ok(()),
                }
                .map_err(|e| self.note(e))
            }
        }
    }

    fn open(&mut self, path: &Path) -> io::Result<()> {
        let parent = path.parent().unwrap_or(path);
        let opened = fs::create_dir_all(parent).and_then(|()| File::create_new(path));
        // Named first, so that a failure names it.
        match opened {
            Ok(file) => {
                self.file = Some((path.to_owned(), BufWriter::new(file)));
                Ok(())
            }
            Err(error) => {
                let kind = error.kind();
                self.fault = Some(unwritable(path, error));
                Err(kind.into())
            }
        }
    }

    fn close(&mut self) -> io::Result<()> {
        let Some((_, file)) = &mut self.file else {
            return Ok(());
        };
        let flushed = file.flush();
        flushed.map_err(|e| self.note(e))?;
        self.file = None;
        self.written.files += 1;
        Ok(())
    }

    /// Keeps an error with the name of its file.
    fn note(&mut self, error: io::Error) -> io::Error {
        let kind = error.kind();
        if let Some((path, _)) = &self.file {
            self.fault = Some(unwritable(path, error));
        }
        kind.into()
    }
}
