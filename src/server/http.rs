//! The HTTP server and its life: bind, load, serve, reload, drain.

use std::net::TcpListener;
use std::num::NonZero;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::{self, System};
use actix_web::{App, HttpServer};
use tokio::sync::mpsc::UnboundedReceiver;
use tracing::info;

use super::reload::Reloader;
use super::signal::{Event, Events};
use super::{ServeError, Settings};
use crate::api::live::JournalSource;
use crate::api::{self, State};
use crate::query::ArchiveHandle;
use crate::store::journal_path;

/// For the head of a request to come in whole.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// For the next request on an open connection.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// For the answers under way when the server is told to stop.
const DRAIN_SECONDS: u64 = 10;

/// Serves an archive until SIGTERM or SIGINT; SIGHUP reloads it.
///
/// # Errors
/// When the address, the archive or the store cannot be used.
pub fn run(settings: Settings) -> Result<(), ServeError> {
    let bind = |e| ServeError::listen(&settings.listen, &e);
    let listener = TcpListener::bind(&settings.listen).map_err(bind)?;
    System::new().block_on(live(settings, listener))
}

async fn live(settings: Settings, listener: TcpListener) -> Result<(), ServeError> {
    let (events, mut inbox) = Events::new();
    events.watch_signals()?;
    let public_url = settings.public_url.clone();
    let store = settings.store.clone();
    let reloader = Reloader::start(settings, events.clone())?;
    let Some(archive) = loaded(&mut inbox, &reloader).await? else {
        return Ok(());
    };
    let address = listener.local_addr()?;
    let journal = JournalSource {
        file: store.as_deref().map(journal_path),
        unsaved: String::new(),
    };
    let state = State::new(archive, public_url)?.with_journal(journal);
    let server = server(state.clone(), listener)?;
    let handle = server.handle();
    rt::spawn(async move { events.send(Event::Stopped(server.await)) });
    info!("listening on http://{address}");
    let outcome = until_stopped(&mut inbox, &reloader, (&handle, &state)).await;
    reloader.stop();
    info!("stopped");
    Ok(outcome?)
}

/// Waits for the first load; `None` when told to stop before.
async fn loaded(
    inbox: &mut UnboundedReceiver<Event>,
    reloader: &Reloader,
) -> Result<Option<ArchiveHandle>, ServeError> {
    while let Some(event) = inbox.recv().await {
        match event {
            Event::Loaded(outcome) => return Ok(Some(outcome?)),
            Event::Reload => reloader.request(),
            Event::Terminate | Event::Stopped(_) => break,
        }
    }
    Ok(None)
}

fn server(state: State, listener: TcpListener) -> std::io::Result<Server> {
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    // The state is made once, not once per worker: schema and snapshot are shared.
    let app = move || App::new().configure(|config| api::configure(&state, config));
    let server = HttpServer::new(app)
        .workers(workers)
        .client_request_timeout(REQUEST_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

async fn until_stopped(
    inbox: &mut UnboundedReceiver<Event>,
    reloader: &Reloader,
    (handle, state): (&ServerHandle, &State),
) -> std::io::Result<()> {
    let mut stopping = false;
    while let Some(event) = inbox.recv().await {
        match event {
            Event::Stopped(outcome) => return outcome,
            Event::Reload => reloader.request(),
            // The first drains; whoever asks twice does not want to wait.
            Event::Terminate if stopping => return Ok(()),
            Event::Terminate => {
                stopping = true;
                info!("stopping");
                // Streams have no end of their own to be waited for.
                state.close();
                // Not awaited: it tells only that it is done, as `Stopped` does.
                rt::spawn(handle.stop(true));
            }
            Event::Loaded(_) => {}
        }
    }
    Ok(())
}
