//! The doors over HTTP: adapters that spell questions and answers.

pub mod graphql;
pub mod http;
pub mod rest;

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};

use crate::query::ArchiveHandle;

/// What every handler needs; made once, shared by all workers.
#[derive(Clone)]
pub struct State {
    /// Where the current snapshot is.
    pub archive: ArchiveHandle,
    public_url: Arc<str>,
}

impl State {
    /// State over a snapshot; `public_url` is the address under which the
    /// service is known, if absolute links are wanted.
    #[must_use]
    pub fn new(archive: ArchiveHandle, public_url: Option<String>) -> Self {
        let mut public_url = public_url.unwrap_or_default();
        public_url.truncate(public_url.trim_end_matches('/').len());
        Self {
            archive,
            public_url: public_url.into(),
        }
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
    rest::configure(state, config);
    config.default_service(web::to(http::route::not_found));
}
