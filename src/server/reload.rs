//! The threads that load: one to start, then another, which gives way, whenever
//! that is asked for.
//!
//! Reading files and the store block, so they stay off the workers; one of the
//! two has the store at a time, so nothing needs a lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tracing::{error, info, warn};

use super::load::now;
use super::metrics::Metrics;
use super::priority::giving_way;
use super::signal::{Event, Events};
use super::{LoadError, Loaded, Loader, Scope, Settings, manager};
use crate::api::Service;
use crate::query::ArchiveHandle;

/// How long a stop waits for a load that is under way. Whatever it was doing
/// in the store is whole or not there at the next start.
const STOP_WAIT: Duration = Duration::from_secs(5);

/// What came of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Another snapshot is served now.
    Changed,
    /// The files say what they said.
    Unchanged,
    /// The snapshot before stays served; why.
    Failed(String),
}

impl Outcome {
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Failed(_) => "failed",
        }
    }
}

/// What who loads is asked for.
enum Wish {
    /// A reload of that; somebody may wait for what comes of it.
    Reload(Scope, Option<oneshot::Sender<Outcome>>),
    /// To end.
    End,
}

/// Where reloads are asked for.
#[derive(Clone)]
pub(super) struct Wishes(mpsc::Sender<Wish>);

impl Wishes {
    /// Asks for a reload of everything. Requests made during one come to one
    /// more.
    pub(super) fn reload(&self) {
        self.reload_of(Scope::Whole);
    }

    /// The same, where it is known what may have changed since this was last
    /// asked for.
    pub(super) fn reload_of(&self, scope: Scope) {
        // The thread is gone only after a first load that failed.
        let _ = self.0.send(Wish::Reload(scope, None));
    }

    /// The same, with what comes of it.
    pub(super) async fn reloaded(&self) -> Outcome {
        let (reply, outcome) = oneshot::channel();
        let _ = self.0.send(Wish::Reload(Scope::Whole, Some(reply)));
        let stopped = || Outcome::Failed("the service is about to stop".to_owned());
        outcome.await.unwrap_or_else(|_| stopped())
    }
}

/// What is told of loads.
#[derive(Clone)]
pub(super) struct Told {
    /// Since when the snapshot is served.
    pub service: Arc<Service>,
    /// Counted, if anyone reads it.
    pub metrics: Option<Arc<Metrics>>,
}

/// Asks for reloads, and ends them.
pub(super) struct Reloader {
    wishes: Wishes,
    ended: mpsc::Receiver<()>,
}

impl Reloader {
    /// Starts the thread; `Event::Loaded` says how the first load went.
    pub(super) fn start(settings: Settings, events: Events, told: Told) -> std::io::Result<Self> {
        let (wishes, mut inbox) = mpsc::channel();
        let (alive, ended) = mpsc::channel();
        thread::Builder::new()
            .name("loader".to_owned())
            .spawn(move || {
                work(&settings, &events, &mut inbox, &told);
                drop(alive);
            })?;
        let wishes = Wishes(wishes);
        Ok(Self { wishes, ended })
    }

    /// Where reloads are asked for.
    pub(super) fn wishes(&self) -> Wishes {
        self.wishes.clone()
    }

    /// Lets the thread end and the store be closed.
    pub(super) fn stop(self) {
        let _ = self.wishes.0.send(Wish::End);
        let waited = self.ended.recv_timeout(STOP_WAIT);
        if waited == Err(mpsc::RecvTimeoutError::Timeout) {
            warn!(
                "stopped while loading was not at its end: the store keeps the generation before"
            );
        }
    }
}

fn work(settings: &Settings, events: &Events, inbox: &mut mpsc::Receiver<Wish>, told: &Told) {
    let first = guarded(settings, || {
        let mut loader = Loader::open(settings)?;
        let first = load(&mut loader, &Scope::Whole, told);
        let first = first.or_else(|error| held(&loader, error, told))?;
        let archive = loader.archive(&first);
        Ok((loader, ArchiveHandle::new(archive)))
    });
    let (mut loader, handle) = match first {
        Ok(first) => first,
        Err(error) => return events.send(Event::Loaded(Err(error))),
    };
    told.service.set_loaded(now());
    events.send(Event::Loaded(Ok(handle.clone())));
    // From now on somebody may be waiting for an answer.
    let mut until_end = || reloads(settings, inbox, (&mut loader, &handle), told);
    if let Err(error) = giving_way(&mut until_end) {
        warn!("no thread to reload on: {error}; reloads take their time from answers");
        until_end();
    }
    keep_ready(&mut loader, &handle);
}

/// Keeps what makes the next start quicker. Whatever becomes of that, reloads
/// go on.
fn keep_ready(loader: &mut Loader, handle: &ArchiveHandle) {
    let kept = catch_unwind(AssertUnwindSafe(|| loader.keep_ready(&handle.current())));
    if kept.is_err() {
        warn!("the next start takes longer: what would make it quicker is not kept");
    }
}

/// Reloads whenever that is asked for, until the end is.
fn reloads(
    settings: &Settings,
    inbox: &mut mpsc::Receiver<Wish>,
    (loader, handle): (&mut Loader, &ArchiveHandle),
    told: &Told,
) {
    keep_ready(loader, handle);
    while let Ok(Wish::Reload(mut scope, reply)) = inbox.recv() {
        let mut replies: Vec<_> = reply.into_iter().collect();
        while let Ok(another) = inbox.try_recv() {
            match another {
                Wish::Reload(more, reply) => {
                    scope.join(more);
                    replies.extend(reply);
                }
                Wish::End => return,
            }
        }
        manager::reloading();
        let outcome = reload(settings, &scope, (loader, handle), told);
        manager::ready();
        for reply in replies {
            // Who waited may have gone.
            let _ = reply.send(outcome.clone());
        }
    }
}

/// What the store holds, in the place of a folder that was emptied: a mount
/// that failed must not take the service down as well.
fn held(loader: &Loader, error: LoadError, told: &Told) -> Result<Loaded, LoadError> {
    let is_emptied = matches!(error, LoadError::Emptied { .. });
    match loader.held().filter(|_| is_emptied) {
        Some(held) => {
            warn!("{error}; what the store holds is served");
            let of = "failed";
            told.metrics
                .iter()
                .for_each(|m| m.loaded(of, Duration::ZERO));
            Ok(held)
        }
        None => Err(error),
    }
}

fn reload(
    settings: &Settings,
    scope: &Scope,
    (loader, handle): (&mut Loader, &ArchiveHandle),
    told: &Told,
) -> Outcome {
    let start = Instant::now();
    let reloaded = guarded(settings, || {
        let Loaded {
            generation,
            history,
            changed,
        } = load(loader, scope, told)?;
        if changed {
            handle.swap(handle.current().updated(&generation, history));
            told.service.set_loaded(now());
        }
        Ok(changed)
    });
    match reloaded {
        Ok(true) => Outcome::Changed,
        Ok(false) => Outcome::Unchanged,
        Err(error) => {
            error!("{error}; the archive loaded before stays served");
            let outcome = Outcome::Failed(error.to_string());
            told.metrics
                .iter()
                .for_each(|m| m.loaded(outcome.as_str(), start.elapsed()));
            outcome
        }
    }
}

/// Loads, and says what came of it.
fn load(loader: &mut Loader, scope: &Scope, told: &Told) -> Result<Loaded, LoadError> {
    let start = Instant::now();
    let outcome = loader.load_of(scope, &mut |_, _| {})?;
    let summary = loader.summary(&outcome.generation);
    let elapsed = start.elapsed();
    let ms = elapsed.as_millis();
    let (state, name) = if outcome.changed {
        ("loaded", "changed")
    } else {
        ("unchanged:", "unchanged")
    };
    told.metrics.iter().for_each(|m| m.loaded(name, elapsed));
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

#[cfg(test)]
mod tests;
