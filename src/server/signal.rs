//! What happens to a running server, as one queue of events.

use actix_web::rt;
use actix_web::rt::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::LoadError;
use crate::query::ArchiveHandle;

/// Something the server must act on.
pub(super) enum Event {
    /// The first load is done.
    Loaded(Result<ArchiveHandle, LoadError>),
    /// SIGHUP: read the archive again.
    Reload,
    /// SIGTERM: tell that it is over, finish the answers under way, then stop.
    Terminate,
    /// SIGINT, from a terminal: the same without telling.
    Interrupt,
    /// It was told long enough.
    Drained,
    /// The HTTP server has stopped.
    Stopped(std::io::Result<()>),
}

/// Where events are put.
#[derive(Clone)]
pub(super) struct Events(mpsc::UnboundedSender<Event>);

impl Events {
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Event>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    pub(super) fn send(&self, event: Event) {
        // Nobody listens once the server has stopped.
        let _ = self.0.send(event);
    }

    /// Turns signals into events from now on. Called before anything is
    /// loaded: until then a SIGHUP would end the process.
    pub(super) fn watch_signals(&self) -> std::io::Result<()> {
        self.watch(SignalKind::hangup(), || Event::Reload)?;
        self.watch(SignalKind::terminate(), || Event::Terminate)?;
        self.watch(SignalKind::interrupt(), || Event::Interrupt)
    }

    fn watch(&self, kind: SignalKind, event: fn() -> Event) -> std::io::Result<()> {
        let mut signals = signal(kind)?;
        let events = self.clone();
        rt::spawn(async move {
            while signals.recv().await.is_some() {
                events.send(event());
            }
        });
        Ok(())
    }
}
