//! Reloads when files change: the folder is watched, and once it has been quiet
//! for a moment what changed is read again. Whatever is in doubt is everything.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tracing::{info, warn};

use super::reload::Wishes;
use super::{Scope, Settings};

/// How long it must be quiet: editors and git write many files at once.
const QUIET: Duration = Duration::from_millis(300);
/// How long is waited at most, where it is never quiet.
const MOST: Duration = Duration::from_secs(3);

/// Watches until it is dropped.
pub(super) struct Watch {
    /// Kept because it ends when dropped.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches the archive, and the folder of its metadata. Says why where that
    /// cannot be: the archive is served all the same.
    pub(super) fn start(settings: &Settings, wishes: Wishes) -> Option<Self> {
        let started = Self::try_start(settings, wishes);
        let told = |error| {
            let archive = settings.archive.display();
            warn!("{archive} cannot be watched ({error}): send SIGHUP to reload it");
        };
        started.map_err(told).ok()
    }

    fn try_start(settings: &Settings, wishes: Wishes) -> notify::Result<Self> {
        let (changes, inbox) = channel();
        let store = settings.store.as_deref().map(real);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error is that something may have been missed.
            let change = event.map_or(Some(Scope::Whole), |e| change(e, store.as_deref()));
            let _ = change.map(|change| changes.send(change));
        })?;
        let folders = std::iter::once(&settings.archive).chain(&settings.metadata);
        for folder in folders {
            // Events name files below what is watched: without links in it.
            watcher.watch(&real(folder), RecursiveMode::Recursive)?;
        }
        thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || pass_on(&inbox, &wishes))
            .map_err(notify::Error::io)?;
        info!("watching {}", settings.archive.display());
        Ok(Self { _watcher: watcher })
    }
}

/// A path without links in it, where that can be known.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// What an event leaves to read, if the archive may read otherwise now: it was
/// not only looked at, and it is not the store below it that was written.
fn change(event: Event, store: Option<&Path>) -> Option<Scope> {
    let is_ours = |path: &PathBuf| store.is_some_and(|store| path.starts_with(store));
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    if event.paths.is_empty() || event.need_rescan() {
        return Some(Scope::Whole);
    }
    let written = event.paths.into_iter().filter(|path| !is_ours(path));
    let written: BTreeSet<PathBuf> = written.collect();
    (!written.is_empty()).then_some(Scope::At(written))
}

fn pass_on(inbox: &Receiver<Scope>, wishes: &Wishes) {
    // Nobody saw what happened between the first load and the first event.
    let mut scope = Scope::Whole;
    while let Ok(first) = inbox.recv() {
        scope.join(first);
        let start = Instant::now();
        while start.elapsed() < MOST {
            match inbox.recv_timeout(QUIET) {
                Ok(more) => scope.join(more),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        wishes.reload_of(std::mem::replace(&mut scope, Scope::none()));
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, Flag};

    use super::*;

    #[test]
    fn what_is_written_in_the_archive_is_read_again() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let store = Some(Path::new("/a/.chronique"));
        let at = |path: &str| Some(Scope::At(BTreeSet::from([path.into()])));
        let created = EventKind::Create(CreateKind::File);
        let file = event(created, "/a/2022/02.md");
        assert_eq!(change(file.clone(), store), at("/a/2022/02.md"));
        assert_eq!(change(event(created, "/a/.chronique/db"), store), None);
        let both = event(created, "/a/.chronique/db").add_path("/a/b.md".into());
        assert_eq!(change(both, store), at("/a/b.md"));
        let read = EventKind::Access(AccessKind::Read);
        assert_eq!(change(event(read, "/a/2022/02.md"), store), None);
        for doubtful in [Event::new(EventKind::Other), file.set_flag(Flag::Rescan)] {
            assert_eq!(change(doubtful, store), Some(Scope::Whole));
        }
    }
}
