//! The thread that loads: once to start, then again whenever asked.
//!
//! Reading files and the store block, so they stay off the workers; one
//! thread alone has the store, so nothing needs a lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tracing::{error, info, warn};

use super::signal::{Event, Events};
use super::{LoadError, Loaded, Loader, Settings, Summary};
use crate::query::{Archive, ArchiveHandle};

/// How long a stop waits for a load that is under way. Whatever it was doing
/// in the store is whole or not there at the next start.
const STOP_WAIT: Duration = Duration::from_secs(5);

/// Asks the loading thread for reloads, and ends it.
pub(super) struct Reloader {
    requests: mpsc::Sender<()>,
    ended: mpsc::Receiver<()>,
}

impl Reloader {
    /// Starts the thread; `Event::Loaded` says how the first load went.
    pub(super) fn start(settings: Settings, events: Events) -> std::io::Result<Self> {
        let (requests, inbox) = mpsc::channel();
        let (alive, ended) = mpsc::channel();
        thread::Builder::new()
            .name("loader".to_owned())
            .spawn(move || {
                work(&settings, &events, &inbox);
                drop(alive);
            })?;
        Ok(Self { requests, ended })
    }

    /// Asks for a reload. Requests made during one come to one more.
    pub(super) fn request(&self) {
        // The thread is gone only after a first load that failed.
        let _ = self.requests.send(());
    }

    /// Lets the thread end and the store be closed.
    pub(super) fn stop(self) {
        drop(self.requests);
        let waited = self.ended.recv_timeout(STOP_WAIT);
        if waited == Err(mpsc::RecvTimeoutError::Timeout) {
            warn!("stopped while loading the archive: the store keeps the generation before");
        }
    }
}

fn work(settings: &Settings, events: &Events, inbox: &mpsc::Receiver<()>) {
    let first = guarded(settings, || {
        let mut loader = Loader::open(settings)?;
        let first = load(&mut loader)?;
        let archive = Archive::with_history(&first.generation, first.history);
        Ok((loader, ArchiveHandle::new(archive)))
    });
    let (mut loader, handle) = match first {
        Ok(first) => first,
        Err(error) => return events.send(Event::Loaded(Err(error))),
    };
    events.send(Event::Loaded(Ok(handle.clone())));
    while inbox.recv().is_ok() {
        while inbox.try_recv().is_ok() {}
        let reloaded = guarded(settings, || {
            let Loaded {
                generation,
                history,
                changed,
            } = load(&mut loader)?;
            Ok(changed.then(|| Archive::with_history(&generation, history)))
        });
        match reloaded {
            Ok(Some(archive)) => handle.swap(archive),
            Ok(None) => {}
            Err(error) => error!("{error}; the archive loaded before stays served"),
        }
    }
}

/// Loads, and says what came of it.
fn load(loader: &mut Loader) -> Result<Loaded, LoadError> {
    let start = Instant::now();
    let outcome = loader.load(&mut |_, _| {})?;
    let summary = Summary::of(&outcome.generation);
    let ms = start.elapsed().as_millis();
    let state = if outcome.changed {
        "loaded"
    } else {
        "unchanged:"
    };
    info!("{state} {summary} ({ms} ms)");
    if summary.reports == 0 {
        warn!("the archive has no report: nothing but empty lists is served");
    }
    if summary.errors + summary.warnings > 0 {
        warn!(
            "the archive has {}: run `chronique check`",
            summary.faults()
        );
    }
    Ok(outcome)
}

/// A panic must not end the thread, or nothing would be reloaded ever after.
fn guarded<T>(
    settings: &Settings,
    work: impl FnOnce() -> Result<T, LoadError>,
) -> Result<T, LoadError> {
    let outcome = catch_unwind(AssertUnwindSafe(work));
    outcome.unwrap_or_else(|_| Err(LoadError::internal(&settings.archive)))
}
