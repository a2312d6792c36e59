//! What never replaces an archive that was loaded: a folder without reports,
//! and an archive that the journal knows nothing of.

use std::path::{Path, PathBuf};

use super::LoadError;
use crate::domain::{Generation, Report};
use crate::history::Recollection;

/// A folder that is suddenly without reports is a mount that failed or a slip
/// of the hand far more often than a wish.
pub(super) fn emptied(
    archive: &Path,
    before: impl FnOnce() -> usize,
    new: &Generation,
) -> Result<(), LoadError> {
    if reports(new).next().is_some() {
        return Ok(());
    }
    match before() {
        0 => Ok(()),
        before => Err(LoadError::Emptied {
            archive: archive.to_owned(),
            before,
        }),
    }
}

/// A journal without a store tells by its reports alone whose it is: one that
/// has none of this archive would call everything in it new, and everything
/// in its own deleted.
pub(super) fn unrelated(
    journal: Option<PathBuf>,
    recalled: &Recollection,
    new: &Generation,
) -> Result<(), LoadError> {
    let is_known = |report: &Report| recalled.has(&report.slug);
    let is_other = !recalled.is_empty() && count(new) > 0 && !reports(new).any(is_known);
    match journal {
        Some(journal) if is_other => {
            let reports = recalled.len();
            Err(LoadError::Unrelated { journal, reports })
        }
        _ => Ok(()),
    }
}

/// How many reports there are.
pub(super) fn count(generation: &Generation) -> usize {
    reports(generation).count()
}

fn reports(generation: &Generation) -> impl Iterator<Item = &Report> {
    let documents = generation.documents.iter();
    documents.filter_map(|document| document.report.as_deref())
}
