//! The HTTP server and its life: listen, load, serve, reload, drain.

use std::any::Any;
use std::net::TcpListener;
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Extensions, Server, ServerHandle};
use actix_web::rt::net::TcpStream;
use actix_web::rt::{self, System};
use actix_web::{App, HttpServer};
use socket2::SockRef;
use tokio::sync::mpsc::UnboundedReceiver;
use tracing::{info, warn};

use super::admin::{self, Admin};
use super::gate::{Gate, Rates, Rules, Way};
use super::metrics::Metrics;
use super::record::Records;
use super::reload::{Reloader, Told};
use super::room::Room;
use super::signal::{Event, Events};
use super::watch::Watch;
use super::{DRAIN_SECONDS, ServeError, Serving, Settings, listener, manager};
use crate::api::live::JournalSource;
use crate::api::{self, Limits, Service, State};
use crate::query::ArchiveHandle;
use crate::store::journal_path;

/// For a client to take what it is sent; past it the connection is cut.
const UNREAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves an archive until SIGTERM or SIGINT; SIGHUP reloads it.
///
/// # Errors
/// When the address, the archive or the store cannot be used.
pub fn run(settings: Settings, serving: Serving) -> Result<(), ServeError> {
    // Before anything is opened: the runtime itself would panic without room.
    let room = Room::of_process()?;
    let listener = listener::open(&settings.listen)?;
    System::new().block_on(live(settings, serving, (listener, room)))
}

async fn live(
    settings: Settings,
    serving: Serving,
    (listener, room): (TcpListener, Room),
) -> Result<(), ServeError> {
    let (events, mut inbox) = Events::new();
    events.watch_signals()?;
    let service = Arc::new(Service::new(limits(&serving)));
    let is_measured = serving.admin.is_some();
    let metrics = is_measured.then(|| Metrics::new(settings.store.as_deref()).map(Arc::new));
    let metrics = metrics.transpose()?;
    let told = Told {
        service: Arc::clone(&service),
        metrics: metrics.clone(),
    };
    let reloader = Reloader::start(settings.clone(), events.clone(), told)?;
    let Some(archive) = loaded(&mut inbox, &reloader).await? else {
        return Ok(());
    };
    let address = listener.local_addr()?;
    let journal = JournalSource {
        file: settings.store.as_deref().map(journal_path),
        unsaved: String::new(),
    };
    let state = State::new(archive, settings.public_url.clone())?
        .with_journal(journal)
        .with_service(Arc::clone(&service));
    let records = serving.requests.map(Records::start).transpose()?;
    let known = (service, state.archive.clone());
    let gate = Gate::new(rules(&serving), known, records, metrics.clone());
    let seats = gate.seats();
    let server = server(state.clone(), gate, (listener, room))?;
    let handle = server.handle();
    let stopped = events.clone();
    rt::spawn(async move { stopped.send(Event::Stopped(server.await)) });
    info!("listening on http://{address}");
    if let (Some(at), Some(metrics)) = (&serving.admin, metrics) {
        let admin = Admin {
            state: state.clone(),
            metrics,
            seats,
            wishes: reloader.wishes(),
        };
        rt::spawn(admin::serve(admin, at)?);
        info!("the operator's listener is at {at}");
    }
    let watch = serving
        .watch
        .then(|| Watch::start(&settings, reloader.wishes()));
    manager::ready();
    manager::watch();
    let life = Life {
        events,
        handle,
        state,
        drain: serving.drain,
    };
    let outcome = life.until_stopped(&mut inbox, &reloader).await;
    drop(watch);
    reloader.stop();
    info!("stopped");
    Ok(outcome?)
}

fn limits(serving: &Serving) -> Limits {
    Limits {
        answer_cache_bytes: serving.answer_cache_bytes,
        concurrency: serving.concurrency,
        requests_per_minute: serving.rate.map(NonZero::get),
        ..Limits::default()
    }
}

fn rules(serving: &Serving) -> Rules {
    Rules {
        hosts: serving.hosts.clone(),
        proxies: serving.proxies.clone(),
        rates: serving.rate.map(Rates::a_minute),
        log_clients: serving.log_clients,
    }
}

/// Waits for the first load; `None` when told to stop before.
async fn loaded(
    inbox: &mut UnboundedReceiver<Event>,
    reloader: &Reloader,
) -> Result<Option<ArchiveHandle>, ServeError> {
    while let Some(event) = inbox.recv().await {
        match event {
            Event::Loaded(outcome) => return Ok(Some(outcome?)),
            Event::Reload => reloader.wishes().reload(),
            Event::Terminate | Event::Interrupt | Event::Stopped(_) => break,
            Event::Drained => {}
        }
    }
    Ok(None)
}

fn server(
    state: State,
    gate: Gate,
    (listener, room): (TcpListener, Room),
) -> std::io::Result<Server> {
    if let Some(limit) = room.limit {
        let connections = room.workers * room.connections;
        info!("{connections} connections at once: no more than {limit} files may be open");
    }
    let limits = state.service().limits();
    let head = Duration::from_secs(limits.request_seconds);
    let idle = Duration::from_secs(limits.idle_seconds);
    // The state is made once, not once per worker: schema and snapshot are shared.
    let app = move || {
        App::new()
            .wrap(Way(gate.clone()))
            .configure(|config| api::configure(&state, config))
    };
    let server = HttpServer::new(app)
        .workers(room.workers)
        .max_connections(room.connections)
        .client_request_timeout(head)
        .keep_alive(idle)
        .on_connect(cut_unread)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// Has the system cut a connection whose client takes nothing of what it is
/// sent: a worker cannot tell, because there is nothing for it to do.
fn cut_unread(connection: &dyn Any, _: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>() {
        let set = SockRef::from(stream).set_tcp_user_timeout(Some(UNREAD_TIMEOUT));
        if let Err(error) = set {
            warn!("clients that take nothing are not cut off: {error}");
        }
    }
}

/// What ends when the service does.
struct Life {
    events: Events,
    handle: ServerHandle,
    state: State,
    /// How long it is told to be unready before it stops.
    drain: Duration,
}

impl Life {
    async fn until_stopped(
        &self,
        inbox: &mut UnboundedReceiver<Event>,
        reloader: &Reloader,
    ) -> std::io::Result<()> {
        let mut stopping = false;
        while let Some(event) = inbox.recv().await {
            match event {
                Event::Stopped(outcome) => return outcome,
                Event::Reload => reloader.wishes().reload(),
                // The first drains; whoever asks twice does not want to wait.
                Event::Terminate | Event::Interrupt if stopping => return Ok(()),
                Event::Terminate => {
                    stopping = true;
                    self.drain();
                }
                Event::Interrupt => {
                    stopping = true;
                    self.stop();
                }
                Event::Drained => self.stop(),
                Event::Loaded(_) => {}
            }
        }
        Ok(())
    }

    /// Tells whoever asks that it is not ready any more, and goes on answering
    /// until they have had time to hear it.
    fn drain(&self) {
        self.state.service().drain();
        if !self.state.service().is_probed() {
            // Nobody asks: nobody would hear it.
            return self.stop();
        }
        manager::stopping();
        info!("stopping in {} s", self.drain.as_secs());
        let (events, drain) = (self.events.clone(), self.drain);
        rt::spawn(async move {
            rt::time::sleep(drain).await;
            events.send(Event::Drained);
        });
    }

    fn stop(&self) {
        self.state.service().drain();
        manager::stopping();
        info!("stopping");
        // Streams have no end of their own to be waited for.
        self.state.close();
        // Not awaited: it tells only that it is done, as `Stopped` does.
        rt::spawn(self.handle.stop(true));
    }
}
