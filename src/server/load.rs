//! Loading: what the store holds, what the Markdown says now, and which counts.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tracing::{info, warn};

use super::{LoadError, Settings};
use crate::domain::{Diagnostic, Generation, Severity};
use crate::ingest;
use crate::store::{Opened, Recovered, Store};

/// Reads the archive from its Markdown alone: no store, nothing kept.
///
/// # Errors
/// When the folder cannot be read.
pub fn read(settings: &Settings) -> Result<Generation, LoadError> {
    let metadata = settings.metadata.as_deref();
    Ok(ingest::load(
        &settings.archive,
        metadata,
        None,
        &mut |_, _| {},
    )?)
}

/// An archive that was loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// All of it.
    pub generation: Arc<Generation>,
    /// Whether it differs from the one before.
    pub changed: bool,
}

/// Loads one archive, again and again, and keeps it in its store.
#[derive(Debug)]
pub struct Loader {
    archive: PathBuf,
    metadata: Option<PathBuf>,
    store: Option<Store>,
    current: Option<Arc<Generation>>,
}

impl Loader {
    /// Opens the store, if there is to be one; nothing is read yet.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub fn open(settings: &Settings) -> Result<Self, LoadError> {
        let opened = settings.store.as_deref().map(Store::open).transpose()?;
        let (store, current) = match opened {
            None => (None, None),
            Some(Opened {
                store,
                latest,
                recovered,
            }) => {
                match recovered {
                    None => {}
                    Some(what @ Recovered::MovedAside { .. }) => warn!("{what}"),
                    Some(what @ Recovered::OtherFormat { .. }) => info!("{what}"),
                }
                (Some(store), latest.map(Arc::new))
            }
        };
        Ok(Self {
            archive: settings.archive.clone(),
            metadata: settings.metadata.clone(),
            store,
            current,
        })
    }

    /// Reads what changed in the archive, and makes it durable.
    ///
    /// # Errors
    /// When the archive cannot be read, has lost all its reports, or cannot
    /// be kept: what was loaded before stays loaded and stored.
    pub fn load(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<Loaded, LoadError> {
        let previous = self.current.as_deref();
        let metadata = self.metadata.as_deref();
        let generation = ingest::load(&self.archive, metadata, previous, progress)?;
        refuse_emptied(self, &generation)?;
        let changed = previous != Some(&generation);
        if changed {
            if let Some(store) = &mut self.store {
                store.replace(&generation)?;
            }
            self.current = Some(Arc::new(generation));
        }
        // Always there after the line above; a generation equal to the one
        // held shares its documents, so that keeping the old one loses nothing.
        let generation = self.current.clone();
        let generation = generation.ok_or_else(|| LoadError::internal(&self.archive))?;
        Ok(Loaded {
            generation,
            changed,
        })
    }

    /// Bytes the store takes on disk.
    #[must_use]
    pub fn store_bytes(&self) -> Option<u64> {
        self.store.as_ref().map(Store::size_bytes)
    }
}

/// A folder that is suddenly without reports is a mount that failed or a slip
/// of the hand far more often than a wish.
fn refuse_emptied(loader: &Loader, new: &Generation) -> Result<(), LoadError> {
    let reports = |g: &Generation| g.documents.iter().filter(|d| d.report.is_some()).count();
    let before = loader.current.as_deref().map_or(0, reports);
    if before > 0 && reports(new) == 0 {
        let archive = loader.archive.clone();
        return Err(LoadError::Emptied { archive, before });
    }
    Ok(())
}

/// What an archive comes to, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Markdown files.
    pub files: usize,
    /// Reports among them.
    pub reports: usize,
    /// Items of all reports.
    pub items: usize,
    /// Diagnostics that are errors.
    pub errors: usize,
    /// Diagnostics that are warnings.
    pub warnings: usize,
    /// Other diagnostics.
    pub infos: usize,
}

impl Summary {
    /// Counts a generation.
    #[must_use]
    pub fn of(generation: &Generation) -> Self {
        let reports = || {
            generation
                .documents
                .iter()
                .filter_map(|d| d.report.as_ref())
        };
        let count = |severity| {
            diagnostics(generation)
                .filter(|d| d.severity() == severity)
                .count()
        };
        Self {
            files: generation.documents.len(),
            reports: reports().count(),
            items: reports().map(|r| r.items.len()).sum(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }

    /// `2 errors, 1 warning`.
    #[must_use]
    pub fn faults(&self) -> String {
        let errors = plural(self.errors, "error");
        format!("{errors}, {}", plural(self.warnings, "warning"))
    }
}

/// `12 reports with 41 items in 14 files`.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reports = plural(self.reports, "report");
        let items = plural(self.items, "item");
        write!(
            f,
            "{reports} with {items} in {}",
            plural(self.files, "file")
        )
    }
}

fn diagnostics(generation: &Generation) -> impl Iterator<Item = &Diagnostic> {
    let of_files = generation.documents.iter().flat_map(|d| &d.diagnostics);
    generation.diagnostics.iter().chain(of_files)
}

fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
