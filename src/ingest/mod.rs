//! Files into domain values and diagnostics. Total: any bytes give a value.

use std::path::{Path, PathBuf};

use crate::domain::Generation;

/// Why an archive as a whole could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The folder is missing, not a folder, or may not be read.
    #[error("the archive {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The folder asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Reads a whole archive (stub).
///
/// # Errors
/// When the folder itself cannot be read; a bad file is a diagnostic.
pub fn load(
    archive: &Path,
    metadata: Option<&Path>,
    previous: Option<&Generation>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Generation, IngestError> {
    let _ = (metadata, previous, progress);
    Err(IngestError::Unreadable {
        path: archive.to_owned(),
        source: std::io::Error::other("stub"),
    })
}
