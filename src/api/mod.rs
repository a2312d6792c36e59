//! The doors over HTTP.
pub mod graphql;
pub mod http;
pub mod rest;

use crate::query::ArchiveHandle;
use actix_web::web::ServiceConfig;

/// What every handler needs (stub: will also hold the GraphQL schema).
#[derive(Clone)]
pub struct State {
    /// Where the current snapshot is.
    pub archive: ArchiveHandle,
}

impl State {
    /// State over a snapshot; `public_url` is the address without trailing
    /// slash under which the service is known, if absolute links are wanted.
    #[must_use]
    pub fn new(archive: ArchiveHandle, public_url: Option<String>) -> Self {
        let _ = public_url;
        Self { archive }
    }
}

/// Mounts everything; the server, `chronique get` and the tests call this.
pub fn configure(state: &State, config: &mut ServiceConfig) {
    let _ = (state, config);
}
