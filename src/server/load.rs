//! Loading: what the store holds, what the Markdown says now, and which counts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use tracing::{info, warn};

use super::{LoadError, Scope, Settings, Summary, refuse, room};
use crate::domain::Generation;
use crate::history::{
    Before, Entries, Entry, History, Load, Recollection, Stamp, load_time, settle,
};
use crate::ingest::{self, Followed};
use crate::query::Archive;
use crate::store::{self, Recovered, Store};

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

/// The changes of a load that is made now, if there are any.
pub(super) fn load_of(
    history: &History,
    generation: &Generation,
    entries: Entries,
) -> Option<Load> {
    let at = load_time(history, generation, now());
    (!entries.is_empty()).then_some(Load { at, entries })
}

/// When a load is: the one thing that is asked of the clock.
pub(super) fn now() -> Stamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "when something was loaded is no property of the content"
    )]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.map_or(0, |d| d.as_secs());
    let stamp = i64::try_from(seconds).ok().and_then(Stamp::of_seconds);
    stamp.unwrap_or_default()
}

/// An archive that was loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// All of it.
    pub generation: Arc<Generation>,
    /// What became of it.
    pub history: Arc<History>,
    /// Whether it differs from the one before.
    pub changed: bool,
}

/// Loads one archive, again and again, and keeps it in its store.
#[derive(Debug)]
pub struct Loader {
    archive: PathBuf,
    metadata: Option<PathBuf>,
    /// Where the store is, if there is one.
    dir: Option<PathBuf>,
    /// `None` after a write failed: it is opened anew then.
    store: Option<Store>,
    current: Option<Arc<Generation>>,
    history: Arc<History>,
    /// What the journal remembers, if `current` is not what it ends with.
    recalled: Option<Recollection>,
    /// Whether a folder without reports may replace what was loaded before.
    may_empty: bool,
    /// Whether the store may hold another generation than the one last given
    /// out: a write that failed at the end may have been done.
    is_behind: bool,
    /// How the folder was found, if `current` is what it held then: what
    /// changed since may be read alone.
    followed: Option<Followed>,
    /// What was counted last.
    counted: Option<(Arc<Generation>, Summary)>,
}

impl Loader {
    /// Opens the store, if there is to be one; nothing is read yet.
    ///
    /// # Errors
    /// When the store cannot be used, or too few files may be open for it.
    pub fn open(settings: &Settings) -> Result<Self, LoadError> {
        room::check()?;
        let mut loader = Self {
            archive: settings.archive.clone(),
            metadata: settings.metadata.clone(),
            dir: settings.store.clone(),
            store: None,
            current: None,
            history: Arc::default(),
            recalled: None,
            may_empty: false,
            is_behind: false,
            followed: None,
            counted: None,
        };
        loader.open_store()?;
        Ok(loader)
    }

    /// Lets a folder without reports replace what was loaded before.
    pub fn allow_empty(&mut self) {
        self.may_empty = true;
    }

    /// What the store holds, where it is whole: for a start at which the
    /// Markdown is not to be had.
    #[must_use]
    pub fn held(&self) -> Option<Loaded> {
        let generation = self.current.clone().filter(|_| self.recalled.is_none());
        let history = Arc::clone(&self.history);
        generation.map(|generation| Loaded {
            generation,
            history,
            changed: false,
        })
    }

    fn open_store(&mut self) -> Result<(), LoadError> {
        let Some(dir) = &self.dir else {
            return Ok(());
        };
        let opened = Store::open(dir)?;
        for note in &opened.notes {
            if note.is_loss() {
                warn!("{note}");
            } else {
                info!("{note}");
            }
        }
        match opened.recovered {
            None => {}
            Some(what @ Recovered::MovedAside { .. }) => warn!("{what}"),
            Some(what @ Recovered::OtherFormat { .. }) => info!("{what}"),
        }
        self.recalled = if opened.is_current {
            None
        } else {
            Some(opened.store.recall()?)
        };
        if let Some(latest) = opened.latest {
            self.current = Some(Arc::new(latest));
        }
        self.history = Arc::new(opened.history);
        self.store = Some(opened.store);
        Ok(())
    }

    /// Goes on with the journal of another node.
    ///
    /// # Errors
    /// When it is damaged or contradicts the one here; nothing is changed.
    pub fn adopt(&mut self, journal: &Path) -> Result<(), LoadError> {
        if let Some(store) = &mut self.store {
            let before = store.seal();
            self.history = Arc::new(store.adopt(journal)?);
            if store.seal() != before {
                self.recalled = Some(store.recall()?);
            }
        }
        Ok(())
    }

    /// Reads what changed in the archive, and makes it durable.
    ///
    /// # Errors
    /// When the archive cannot be read, has lost all its reports, or cannot
    /// be kept: what was loaded before stays loaded and stored.
    pub fn load(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<Loaded, LoadError> {
        self.load_of(&Scope::Whole, progress)
    }

    /// The same, where it is known what may have changed since the last load:
    /// nothing else is read, unless only the whole folder tells what became of it.
    ///
    /// # Errors
    /// As those of [`Self::load`]; everything is read at the next load then.
    pub fn load_of(
        &mut self,
        scope: &Scope,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Loaded, LoadError> {
        if self.store.is_none() {
            self.open_store()?;
            self.is_behind = self.store.is_some();
        }
        let (read, followed) = match self.follow(scope) {
            Some(read) => read,
            None => self.walk(progress)?,
        };
        let previous = self.current.as_deref();
        self.refuse(&read)?;
        let nothing = Recollection::default();
        let before = match (&self.recalled, previous) {
            (Some(recalled), _) => Before::Recalled(recalled),
            (None, Some(previous)) => Before::Generation(previous),
            (None, None) => Before::Recalled(&nothing),
        };
        let settled = settle(&self.history, before, read);
        let load = load_of(&self.history, &settled.generation, settled.entries);
        let changed = load.is_some() || previous != Some(&settled.generation);
        if changed || self.recalled.is_some() {
            self.keep(&settled.generation, load.as_ref())?;
        }
        // One equal to the generation held shares its documents, so that
        // keeping the old one loses nothing.
        if changed || self.current.is_none() {
            self.current = Some(Arc::new(settled.generation));
        }
        self.followed = followed;
        let is_behind = std::mem::take(&mut self.is_behind);
        let generation = self.current.clone();
        let generation = generation.ok_or_else(|| LoadError::internal(&self.archive))?;
        Ok(Loaded {
            generation,
            history: Arc::clone(&self.history),
            changed: changed || is_behind,
        })
    }

    /// What there is after something happened at some paths, if that is enough
    /// to tell. What is followed is given up until the load is done.
    fn follow(&mut self, scope: &Scope) -> Option<(Generation, Option<Followed>)> {
        let followed = self.followed.take()?;
        let Scope::At(paths) = scope else {
            return None;
        };
        let previous = self
            .current
            .as_deref()
            .filter(|_| self.recalled.is_none())?;
        let metadata = self.metadata.as_deref();
        let next = followed.next(&self.archive, metadata, previous, paths)?;
        Some((next, Some(followed)))
    }

    /// What the whole folder holds.
    fn walk(
        &self,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(Generation, Option<Followed>), LoadError> {
        let (metadata, previous) = (self.metadata.as_deref(), self.current.as_deref());
        let read = ingest::load_to_follow(&self.archive, metadata, previous, progress)?;
        Ok(read)
    }

    /// Refuses what would replace an archive that it has nothing to do with.
    fn refuse(&self, read: &Generation) -> Result<(), LoadError> {
        let held = self.current.as_deref();
        let recalled = self.recalled.as_ref();
        if !self.may_empty {
            let before = || {
                let before = held.map_or(0, refuse::count);
                before.max(recalled.map_or(0, Recollection::len))
            };
            refuse::emptied(&self.archive, before, read)?;
        }
        match (held, recalled) {
            (None, Some(recalled)) => {
                let journal = self.dir.as_deref().map(store::journal_path);
                refuse::unrelated(journal, recalled, read)
            }
            _ => Ok(()),
        }
    }

    /// Makes a generation and its changes durable.
    fn keep(&mut self, generation: &Generation, load: Option<&Load>) -> Result<(), LoadError> {
        let mut history = self.history.as_ref().clone();
        let mut extension = load.map(|load| history.extension(load));
        let mut tell = |entry: &Entry| {
            if let Some(extension) = &mut extension {
                extension.push(entry);
            }
        };
        if let Some(store) = &mut self.store {
            let kept = store.replace_and_tell(generation, load, &mut tell);
            // The journal may have the changes or not: the store is opened anew
            // to see.
            kept.inspect_err(|_| self.store = None)?;
        } else if let Some(load) = load {
            load.entries.each(tell);
        }
        if let Some(extension) = extension {
            extension.finish();
        }
        if let Some(store) = &self.store {
            history.seal(store.seal());
        }
        self.history = Arc::new(history);
        self.recalled = None;
        Ok(())
    }

    /// The snapshot of what was loaded: from the tables that the store keeps,
    /// where they are of this very content.
    pub fn archive(&mut self, loaded: &Loaded) -> Archive {
        let kept = |key| {
            let kept = self.store.as_mut()?.image(key);
            kept.unwrap_or_else(|note| {
                warn!("{note}");
                None
            })
        };
        let history = || Arc::clone(&loaded.history);
        let archive = Archive::from_image(&loaded.generation, history(), kept);
        archive.unwrap_or_else(|| Archive::with_history(&loaded.generation, history()))
    }

    /// Keeps what makes the next start quicker. Without it that start reads and
    /// builds everything, so that a failure is only told.
    pub fn keep_ready(&mut self, archive: &Archive) {
        let Some(store) = &mut self.store else {
            return;
        };
        let kept = store.keep_history(&self.history);
        let kept = kept
            .and_then(|()| store.keep_image(archive.image_key(), |file| archive.write_image(file)));
        if let Err(error) = kept {
            info!("the next start takes longer: {error}");
        }
    }

    /// What a generation comes to.
    pub fn summary(&mut self, generation: &Arc<Generation>) -> Summary {
        let summary = match &self.counted {
            Some((before, counted)) => counted.after(before, generation),
            None => Summary::of(generation),
        };
        self.counted = Some((Arc::clone(generation), summary));
        summary
    }

    /// Bytes the store takes on disk.
    #[must_use]
    pub fn store_bytes(&self) -> Option<u64> {
        self.store.as_ref().map(Store::size_bytes)
    }
}
