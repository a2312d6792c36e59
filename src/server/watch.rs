//! Reloads when files change: the folder is watched, and once it has been quiet
//! for a moment the archive is read again.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tracing::{info, warn};

use super::Settings;
use super::reload::Wishes;

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
            if event.map_or(true, |event| is_change(&event, store.as_deref())) {
                let _ = changes.send(());
            }
        })?;
        let folders = std::iter::once(&settings.archive).chain(&settings.metadata);
        for folder in folders {
            watcher.watch(folder, RecursiveMode::Recursive)?;
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

/// Whether the archive may read otherwise now: it was not only looked at, and
/// it is not the store below it that was written.
fn is_change(event: &Event, store: Option<&Path>) -> bool {
    let is_written = !matches!(event.kind, EventKind::Access(_));
    let is_ours = |path: &PathBuf| store.is_some_and(|store| path.starts_with(store));
    is_written && (event.paths.is_empty() || !event.paths.iter().all(is_ours))
}

fn pass_on(inbox: &Receiver<()>, wishes: &Wishes) {
    while inbox.recv().is_ok() {
        let start = Instant::now();
        while start.elapsed() < MOST {
            match inbox.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        wishes.reload();
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind};

    use super::*;

    #[test]
    fn only_what_is_written_in_the_archive_is_a_change() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let store = Some(Path::new("/a/.chronique"));
        let created = EventKind::Create(CreateKind::File);
        assert!(is_change(&event(created, "/a/2022/02.md"), store));
        assert!(!is_change(&event(created, "/a/.chronique/db"), store));
        let read = EventKind::Access(AccessKind::Read);
        assert!(!is_change(&event(read, "/a/2022/02.md"), store));
        assert!(is_change(&Event::new(EventKind::Other), store));
    }
}
