//! The texts of the two configuration files, and where they are looked for.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::{Diagnostic, DiagnosticCode};

use super::IngestError;
use super::walk::{Place, read_file};

/// What an archive says of itself.
pub(super) const ABOUT: &str = "chronique.toml";

/// The projects that can be mentioned.
pub(super) const REGISTRY: &str = "projects.toml";

/// A text, or what is wrong with its file; `None` where there is none.
type ConfigText = Option<Result<String, Diagnostic>>;

/// What the files say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ConfigTexts {
    pub(super) about: ConfigText,
    pub(super) registry: ConfigText,
}

impl ConfigTexts {
    pub(super) fn read(folders: &[PathBuf]) -> Self {
        Self {
            about: config_text(ABOUT, folders, DiagnosticCode::ConfigInvalid),
            registry: config_text(REGISTRY, folders, DiagnosticCode::RegistryInvalid),
        }
    }

    /// Whether each is what it says it is, or is not there.
    pub(super) fn are_whole(&self) -> bool {
        let is_whole = |text: &ConfigText| text.as_ref().is_none_or(Result::is_ok);
        is_whole(&self.about) && is_whole(&self.registry)
    }
}

/// The folders where configuration is looked for, in order.
pub(super) fn metadata_folders(
    metadata: Option<&Path>,
    root: &Path,
) -> Result<Vec<PathBuf>, IngestError> {
    let mut folders = Vec::new();
    if let Some(path) = metadata {
        let fault = |source| IngestError::Metadata {
            path: path.to_owned(),
            source,
        };
        let folder = path.canonicalize().map_err(fault)?;
        if !folder.is_dir() {
            return Err(fault(io::ErrorKind::NotADirectory.into()));
        }
        folders.push(folder);
    }
    folders.push(root.to_owned());
    Ok(folders)
}

/// The text of a configuration file in the first folder that has one.
fn config_text(name: &str, folders: &[PathBuf], code: DiagnosticCode) -> ConfigText {
    let has = |folder: &&PathBuf| folder.join(name).symlink_metadata().is_ok();
    let folder = folders.iter().find(has)?;
    let place = Place::Other(folder.join(name));
    let read = read_file(folder, name, &place).and_then(|read| {
        let text = String::from_utf8(read.bytes);
        text.map_err(|_| Diagnostic::of_file(code, name, "the file is not UTF-8; save it as UTF-8"))
    });
    Some(read)
}
