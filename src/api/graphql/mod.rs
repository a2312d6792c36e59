//! GraphQL: the transport, what stands before the execution, and the objects.
//! Spells questions and answers; what they mean is [`crate::query`]'s to say.

mod archive;
mod category;
mod change;
mod connection;
mod coverage;
mod deadline;
mod declared;
mod diagnostic;
mod direct;
mod document;
pub mod engine;
pub mod fault;
pub mod graph;
mod guard;
mod highlight;
pub mod http;
mod input;
mod item;
mod known;
mod node;
mod plan;
mod project;
mod refusal;
mod report;
mod resource;
mod scalar;
pub mod schema;
mod search;
mod shape;
mod site;
mod stats;
#[cfg(test)]
mod tests;
mod types;
mod validate;

pub use document::{DOCUMENT_BYTES, TOKENS};
pub use engine::{Engine, GraphqlAnswer, GraphqlRequest, Outcome, QuerySchema};
pub use guard::{ALIASES, COMPLEXITY, DEPTH};
pub use http::{Served, VALUES, endpoint};
pub use types::SchemaError;
