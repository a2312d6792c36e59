//! Chronique: a REST and GraphQL API server over an archive of monthly
//! Markdown reports.
//!
//! ```text
//!                 main → cli → server                      wires; nobody imports it
//!               ┌──────────────┴──────────────┐
//!           api::rest                    api::graphql      adapters: never import each other
//!               └────────┬─── api::http ──────┘            problem, caching, extractors: shared by both
//!                        ▼
//!                      query                               policy: bounds, defaults, order, codes, cursors
//!                        ▼
//!                      index                               postings, facets, text; private to the crate
//!                        ▼
//!    ingest ────────▶ domain ◀── history ◀── store ─▶ disk  arrow = may import
//! ```
//!
//! Markdown in, answers out, one way. `ARCHITECTURE.md` is the long form.

pub mod api;
pub mod cli;
mod disk;
pub mod domain;
pub mod history;
mod index;
pub mod ingest;
pub mod query;
pub mod server;
pub mod store;
