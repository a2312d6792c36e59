//! The doors over HTTP: adapters that spell questions and answers.

pub mod graphql;
pub mod http;
pub mod live;
pub mod rest;

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};

pub use self::graphql::validate::SchemaError;
use self::graphql::{Engine, Served, endpoint, schema};
use self::http::{Answer, CachePolicy, Problem, route};
use self::live::{JournalSource, Live};
use crate::query::{Archive, ArchiveHandle};

/// What every handler needs; made once, shared by all workers.
#[derive(Clone)]
pub struct State {
    /// Where the current snapshot is.
    pub archive: ArchiveHandle,
    public_url: Arc<str>,
    engine: Engine<schema::Query>,
    live: Live,
}

impl State {
    /// State over a snapshot; `public_url` is the address under which the
    /// service is known, if absolute links are wanted.
    ///
    /// # Errors
    /// When the GraphQL schema of this build is not valid.
    pub fn new(archive: ArchiveHandle, public_url: Option<String>) -> Result<Self, SchemaError> {
        let public_url = public_url.unwrap_or_default();
        let public_url = public_url.trim_end_matches('/');
        let engine = Engine::new(schema::build(public_url), schema::SDL, public_url)?;
        Ok(Self {
            live: Live::new(archive.clone()),
            archive,
            public_url: public_url.into(),
            engine,
        })
    }

    /// The same with the journal that it exports.
    #[must_use]
    pub fn with_journal(mut self, journal: JournalSource) -> Self {
        self.live.journal = Some(Arc::new(journal));
        self
    }

    /// Ends the streams that are open: the server is about to stop.
    pub fn close(&self) {
        self.live.close();
    }

    /// The service's address without trailing slash; empty if not configured.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }
}

/// Mounts everything; the server, `chronique get` and the tests call this.
pub fn configure(state: &State, config: &mut ServiceConfig) {
    config.app_data(http::PublicUrl(state.public_url().to_owned()));
    config.app_data(state.live.clone());
    rest::configure(state, config);
    let archive = state.archive.clone();
    config.service(endpoint("/graphql", &state.engine, move || {
        served(archive.current())
    }));
    config.service(route::get("/graphql/schema.graphql", |_| async {
        let answer = Answer::new("text/plain; charset=utf-8", schema::SDL);
        Ok::<_, Problem>(answer.with_cache(CachePolicy::Static))
    }));
    config.default_service(web::to(route::not_found));
}

fn served(archive: Arc<Archive>) -> Served<Arc<Archive>> {
    Served {
        last_modified: http::respond::http_date(archive.meta().last_modified),
        license_url: archive.meta().license_url.clone(),
        language: Some(archive.about().language.clone()),
        data: archive,
    }
}
