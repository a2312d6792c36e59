//! The application as the server mounts it, asked in process.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service, read_body, try_call_service};
use actix_web::{App, body::MessageBody};
use chronique::api::live::JournalSource;
use chronique::api::{self, State};
use chronique::domain::Generation;
use chronique::history::{
    Before, History, Lines, Load, Recollection, Seal, Stamp, first_load, settle,
};
use chronique::ingest;
use chronique::query::{Archive, ArchiveHandle};
use serde_json::Value;

/// The top of the repository.
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The snapshot of an archive.
pub fn archive_of(dir: &Path) -> Archive {
    let generation = ingest::load(dir, None, None, &mut |_, _| {}).unwrap();
    Archive::build(&generation)
}

/// State over the repository's own archive.
pub fn state() -> State {
    state_of(&top().join("data"))
}

/// State over an archive, as after its first load.
pub fn state_of(dir: &Path) -> State {
    loaded(dir, None)
}

/// State over the repository's own archive, known under this address.
pub fn state_at(public_url: &str) -> State {
    loaded(&top().join("data"), Some(public_url))
}

/// State over an archive that was loaded in several states, the first on
/// 2020-01-01 and the others a second apart.
pub fn state_after(states: &[&[(&str, &str)]]) -> State {
    let mut current: Option<Generation> = None;
    let mut history = History::default();
    let mut lines = Lines::after(Seal::default());
    for (files, second) in states.iter().zip(0..) {
        let dir = archive_with(files);
        let read = ingest::load(dir.path(), None, current.as_ref(), &mut |_, _| {}).unwrap();
        let settled = match &current {
            Some(current) => settle(&history, Before::Generation(current), read),
            None => settle(&history, Before::Recalled(&Recollection::default()), read),
        };
        let load = Load {
            at: Stamp::of_seconds(1_577_836_800 + second).unwrap(),
            entries: settled.entries,
        };
        history.extend(&load);
        lines.push(&load);
        current = Some(settled.generation);
    }
    state_with(&current.unwrap(), history, lines, None)
}

fn loaded(dir: &Path, public_url: Option<&str>) -> State {
    let generation = ingest::load(dir, None, None, &mut |_, _| {}).unwrap();
    let (generation, history, load) = first_load(&generation);
    let mut lines = Lines::after(Seal::default());
    lines.push(&load);
    state_with(&generation, history, lines, public_url)
}

fn state_with(
    generation: &Generation,
    mut history: History,
    lines: Lines,
    public_url: Option<&str>,
) -> State {
    let (unsaved, seal) = lines.finish();
    history.seal(seal);
    let archive = Archive::with_history(&Arc::new(generation.clone()), Arc::new(history));
    let state = State::new(ArchiveHandle::new(archive), public_url.map(str::to_owned)).unwrap();
    state.with_journal(JournalSource {
        file: None,
        unsaved,
    })
}

/// An archive made of the files given: path and text.
pub fn archive_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path: PathBuf = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// Asks a fresh application, one request after the other.
pub fn ask_all(state: &State, requests: Vec<TestRequest>) -> Vec<Response> {
    actix_web::rt::System::new().block_on(async {
        let app = App::new().configure(|config| api::configure(state, config));
        let app = init_service(app).await;
        let mut responses = Vec::new();
        for request in requests {
            let response = try_call_service(&app, request.to_request()).await;
            let response = response.expect("every error is a response");
            let status = response.status();
            let header = |(name, value): (
                &actix_web::http::header::HeaderName,
                &actix_web::http::header::HeaderValue,
            )| { (name.to_string(), value.to_str().unwrap().to_owned()) };
            let headers = response.headers().iter().map(header).collect();
            let body = read_body(response.map_body(|_, b| b.boxed()))
                .await
                .to_vec();
            responses.push(Response {
                status,
                headers,
                body,
            });
        }
        responses
    })
}

/// Asks one thing.
pub fn ask(state: &State, request: TestRequest) -> Response {
    ask_all(state, vec![request]).remove(0)
}

/// GET of an address.
pub fn get(state: &State, address: &str) -> Response {
    ask(state, TestRequest::get().uri(address))
}

/// GET of an address that must answer 200 with JSON.
pub fn get_json(state: &State, address: &str) -> Value {
    let response = get(state, address);
    assert_eq!(
        response.status,
        StatusCode::OK,
        "{address}: {}",
        response.text()
    );
    response.json()
}

/// Another method on an address.
pub fn send(state: &State, method: Method, address: &str) -> Response {
    ask(state, TestRequest::default().method(method).uri(address))
}
