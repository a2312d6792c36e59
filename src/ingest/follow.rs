//! The next generation, where it is told which files changed: only these are
//! read. The outcome is that of a whole load; where that is not certain, there
//! is none.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::{Diagnostic, DiagnosticCode, Document, Generation, Severity};

use super::config_text::{ConfigTexts, metadata_folders};
use super::kept::{Kept, place_of};
use super::own_slug::{in_place, with_own_slugs};
use super::rules::Rules;
use super::walk::{MAX_DEPTH, PASSED_OVER, Place, Walk, has_one_name, is_markdown};

/// A folder that was walked, and what may go on from there.
#[derive(Debug)]
pub struct Followed {
    root: PathBuf,
    texts: ConfigTexts,
    rules: Rules,
}

/// What a path that something happened at is now.
enum Now {
    /// No report, and it was none.
    Nothing,
    /// A Markdown file that is not there.
    Gone(String),
    /// A plain Markdown file.
    File(String),
}

impl Followed {
    /// `None` where a file can become another without an event at its path (a
    /// link), or where what is kept of before counts. That all files could be
    /// read, and have one name each, is for the caller to see to.
    pub(super) fn of(
        found: Walk,
        texts: ConfigTexts,
        rules: Rules,
        generation: &Generation,
    ) -> Option<Self> {
        let is_plain = |(_, place): &(String, Place)| matches!(place, Place::Plain(_));
        let is_doubtful = |d: &Diagnostic| {
            d.severity() == Severity::Error || d.code == DiagnosticCode::LastGoodKept
        };
        // Only here are the events and the names of files known well enough.
        let is_sure = cfg!(target_os = "linux")
            && texts.are_whole()
            && found.closed.is_empty()
            && found.files.iter().all(is_plain)
            && !generation.diagnostics.iter().any(is_doubtful);
        is_sure.then_some(Self {
            root: found.root,
            texts,
            rules,
        })
    }

    /// The generation after something happened at these paths since `previous`
    /// was loaded, or followed, here.
    #[must_use]
    pub fn next(
        &self,
        archive: &Path,
        metadata: Option<&Path>,
        previous: &Generation,
        paths: &BTreeSet<PathBuf>,
    ) -> Option<Generation> {
        if archive.canonicalize().ok()? != self.root || previous.rules != self.rules.digest() {
            return None;
        }
        let folders = metadata_folders(metadata, &self.root).ok()?;
        if ConfigTexts::read(&folders) != self.texts {
            return None;
        }
        let files = self.looked_at(paths, previous)?;
        Some(Generation {
            documents: self.documents(previous, files)?,
            diagnostics: previous.diagnostics.clone(),
            rules: previous.rules,
            about: Arc::clone(&previous.about),
            registry: Arc::clone(&previous.registry),
        })
    }

    /// The Markdown files among the paths, and whether they are there.
    fn looked_at(
        &self,
        paths: &BTreeSet<PathBuf>,
        previous: &Generation,
    ) -> Option<BTreeMap<String, bool>> {
        let mut files = BTreeMap::new();
        let mut seen = HashSet::new();
        for path in paths {
            let about = match fs::symlink_metadata(path) {
                Ok(about) => Some(about),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(_) => return None,
            };
            if about
                .as_ref()
                .is_some_and(|about| is_other(about, &mut seen))
            {
                return None;
            }
            match self.now(path, about.as_ref(), previous)? {
                Now::Nothing => {}
                Now::Gone(path) => drop(files.insert(path, false)),
                Now::File(path) => drop(files.insert(path, true)),
            }
        }
        Some(files)
    }

    /// What a path is; `None` where only a walk tells.
    fn now(&self, path: &Path, about: Option<&Metadata>, previous: &Generation) -> Option<Now> {
        let below = path.strip_prefix(&self.root).ok()?.to_str()?;
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
        let folders = || folder.split('/').filter(|name| !name.is_empty());
        let is_hidden = |name: &str| name.starts_with('.');
        if is_hidden(name) || folders().any(|name| is_hidden(name) || PASSED_OVER.contains(&name)) {
            return Some(Now::Nothing);
        }
        let is_file = about.is_some_and(Metadata::is_file);
        // A folder, a link or what is neither: what is in it, or behind it?
        let is_other = about.is_some() && !is_file;
        if name.is_empty() || is_other || was_folder(below, previous) {
            return None;
        }
        if !is_markdown(name) {
            return Some(Now::Nothing);
        }
        if !is_file {
            return Some(Now::Gone(below.to_owned()));
        }
        // Behind a link to a folder nothing is read.
        let parent = path.parent()?;
        let is_plain = parent.canonicalize().ok()? == parent && folders().count() <= MAX_DEPTH;
        is_plain.then(|| Now::File(below.to_owned()))
    }

    /// All documents, these files read anew.
    fn documents(
        &self,
        previous: &Generation,
        files: BTreeMap<String, bool>,
    ) -> Option<Vec<Arc<Document>>> {
        let kept = Kept::new(Some(previous), self.rules.digest());
        let about = self.rules.about();
        let mut documents = previous.documents.clone();
        let mut slugs_stay = true;
        for (path, is_there) in files {
            let place = place_of(&documents, &path);
            if !is_there {
                if let Ok(place) = place {
                    slugs_stay &= documents.remove(place).report.is_none();
                }
                continue;
            }
            let file = Place::Plain(self.root.join(&path));
            let (document, is_sure) = kept.load(&self.root, (&path, &file), &self.rules);
            if !is_sure {
                return None;
            }
            let slot = place.ok().and_then(|place| documents.get_mut(place));
            match (slot, place) {
                (Some(slot), _) if Arc::ptr_eq(slot, &document) => {}
                (Some(slot), _) => {
                    let alike = in_place(Arc::clone(&document), slot, about);
                    slugs_stay &= alike.is_some();
                    *slot = alike.unwrap_or(document);
                }
                (None, Ok(place) | Err(place)) => {
                    slugs_stay &= document.report.is_none();
                    documents.insert(place, document);
                }
            }
        }
        Some(if slugs_stay {
            documents
        } else {
            with_own_slugs(documents, about)
        })
    }
}

/// Whether a file can be written under another name: it has one, or was seen
/// already, as where capitals do not count.
#[cfg(unix)]
fn is_other(about: &Metadata, seen: &mut HashSet<(u64, u64)>) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.is_file() && !(has_one_name(about) && seen.insert((about.dev(), about.ino())))
}

#[cfg(not(unix))]
fn is_other(_: &Metadata, _: &mut HashSet<(u64, u64)>) -> bool {
    true
}

/// Whether there were files in a folder of this name.
fn was_folder(path: &str, previous: &Generation) -> bool {
    let inside = format!("{path}/");
    let place = place_of(&previous.documents, &inside).unwrap_or_else(|place| place);
    let next = previous.documents.get(place);
    next.is_some_and(|document| document.path.starts_with(&inside))
}
