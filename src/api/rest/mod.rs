//! REST: spells questions and answers as resources under `/v1`.
//!
//! A handler is: extract → typed query → one `Archive` method → view. This
//! module must not validate values, choose defaults, sort or limit: `query`
//! does, once for every door.

mod archive;
mod call;
mod catalog;
mod categories;
mod changes;
mod document;
mod drawing;
mod envelope;
mod events;
mod export;
mod fields;
mod form;
mod graph;
mod items;
mod openapi;
mod parameters;
mod projects;
mod reports;
mod resources;
mod route;
mod row;
mod search;
mod service;
mod sites;
mod spell;
mod stats;
mod table;
mod view;
mod vocabulary;

use actix_web::web::ServiceConfig;

pub use export::{Exports, SiteFile, exports as export_files, index_html, site as site_files};
pub use openapi::{
    YAML as OPENAPI_YAML, document as openapi_document, document_with as openapi_document_with,
    to_yaml as openapi_to_yaml,
};
pub use table::routes;
pub use vocabulary::{Parameter, vocabulary};

use crate::api::State;
use route::Route;

/// The `operationId` and path template of every address.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    routes().map(|r| (r.id, r.path))
}

/// Mounts what tells whether the service is well.
pub fn health(state: &State, config: &mut ServiceConfig) {
    let is_health = |route: &&Route| ["/livez", "/readyz"].contains(&route.path);
    route::mount(state, routes().filter(is_health), config);
}

/// Mounts what is below `/v1`, where no page is: paths with a key, or those
/// without.
pub fn configure(state: &State, keyed: bool, config: &mut ServiceConfig) {
    let wanted = |r: &&Route| is_versioned(r) && r.is_keyed() == keyed;
    route::mount(state, routes().filter(wanted), config);
}

/// Mounts the addresses beside it.
pub fn configure_others(state: &State, config: &mut ServiceConfig) {
    let (keyed, fixed): (Vec<_>, Vec<_>) = routes()
        .filter(|r| !is_versioned(r))
        .partition(|r| r.is_keyed());
    route::mount(state, fixed.into_iter().chain(keyed), config);
}

fn is_versioned(route: &Route) -> bool {
    route.path.starts_with("/v1/")
}
