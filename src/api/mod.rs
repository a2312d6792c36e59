//! The doors over HTTP: adapters that spell questions and answers.

mod address;
pub mod graphql;
pub mod http;
mod linked;
pub mod live;
mod page;
pub mod picture;
pub mod rest;
mod seat;
mod service;
mod xml;

use std::sync::{Arc, LazyLock};

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use serde_json::Value;

pub use self::address::Addresses;
pub use self::graphql::SchemaError;
use self::graphql::{Engine, Served, endpoint, schema};
use self::http::{Answer, CachePolicy, Problem, route};
pub use self::linked::{Linked, in_html};
use self::live::{JournalSource, Live};
pub use self::rest::{Parameter, SiteFile, export_files, index_html, site_files, vocabulary};
pub use self::seat::{Seat, Seats};
pub use self::service::{Limits, Service};
use crate::query::{Archive, ArchiveHandle};

/// The OpenAPI document, which the pages show without knowing REST; made when it
/// is first shown.
fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(rest::openapi_document);
    &DOCUMENT
}

/// What every handler needs; made once, shared by all workers.
#[derive(Clone)]
pub struct State {
    /// Where the current snapshot is.
    pub archive: ArchiveHandle,
    addresses: Addresses,
    assets: Arc<page::Assets>,
    exports: rest::Exports,
    engine: Engine<schema::Query>,
    live: Live,
    service: Arc<Service>,
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
        Self::at(archive, Addresses::of_server(public_url))
    }

    /// State over a snapshot whose answers become files below an address.
    ///
    /// # Errors
    /// When the GraphQL schema of this build is not valid.
    pub fn for_files(archive: ArchiveHandle, base_url: &str) -> Result<Self, SchemaError> {
        let addresses = Addresses::of_files(base_url.trim_end_matches('/'));
        Self::at(archive, addresses)
    }

    fn at(archive: ArchiveHandle, addresses: Addresses) -> Result<Self, SchemaError> {
        let base = addresses.base();
        let engine = Engine::new(schema::build(base), schema::SDL, base)?.writing_directly();
        Ok(Self {
            live: Live::new(archive.clone()),
            archive,
            exports: rest::Exports::default(),
            engine,
            assets: Arc::new(page::Assets::new(&addresses)),
            addresses,
            service: Arc::default(),
        })
    }

    /// The same with the journal that it exports.
    #[must_use]
    pub fn with_journal(mut self, journal: JournalSource) -> Self {
        self.exports = self.exports.with_journal(journal);
        self
    }

    /// The same as part of this service.
    #[must_use]
    pub fn with_service(mut self, service: Arc<Service>) -> Self {
        self.service = service;
        self
    }

    /// What is known of the service itself.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// What outlives one answer.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Ends the streams that are open: the server is about to stop.
    pub fn close(&self) {
        self.live.close();
    }

    /// What is known of the exports of the snapshot.
    #[must_use]
    pub fn exports(&self) -> &rest::Exports {
        &self.exports
    }

    /// What stands beside the pages.
    #[must_use]
    fn assets(&self) -> &page::Assets {
        &self.assets
    }

    /// How addresses are written.
    #[must_use]
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The service's address without trailing slash; empty if not configured.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.addresses.base()
    }
}

/// Mounts everything; the server, `chronique get` and the tests call this.
pub fn configure(state: &State, config: &mut ServiceConfig) {
    config.app_data(http::PublicUrl(state.public_url().to_owned()));
    // Addresses are tried one after the other: first the one that is all of
    // GraphQL.
    let archive = state.archive.clone();
    let snapshot = move || served(archive.current());
    config.service(endpoint("/graphql", &state.engine, snapshot));
    // One without a key is a mere comparison, one with a key an expression to
    // be tried: those come behind all that have none.
    for keyed in [false, true] {
        rest::configure(state, keyed, config);
        page::configure(state, keyed, config);
    }
    rest::configure_others(state, config);
    config.service(route::get("/graphql/schema.graphql", |_| async {
        let answer = Answer::new("text/plain; charset=utf-8", schema::SDL);
        Ok::<_, Problem>(answer.with_cache(CachePolicy::Static))
    }));
    let state = state.clone();
    config.default_service(web::to(move |request: HttpRequest| {
        let page = page::not_found(&state, &request);
        async move {
            match page {
                Some(page) => page,
                None => route::not_found(request).await,
            }
        }
    }));
}

/// Mounts what tells whether the service is well, alone.
pub fn health(state: &State, config: &mut ServiceConfig) {
    rest::health(state, config);
}

fn served(archive: Arc<Archive>) -> Served<Arc<Archive>> {
    Served {
        last_modified: archive.meta().last_modified,
        license_url: archive.meta().license_url.clone(),
        language: Some(archive.about().language.clone()),
        data: archive,
    }
}
