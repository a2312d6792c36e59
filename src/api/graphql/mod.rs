//! GraphQL: the transport, what stands before the execution, and the objects.
//! Spells questions and answers; what they mean is [`crate::query`]'s to say.

mod archive;
mod category;
mod change;
mod connection;
mod coverage;
mod deadline;
mod diagnostic;
pub mod engine;
pub mod fault;
pub mod graph;
mod guard;
pub use guard::{ALIASES, COMPLEXITY, DEPTH, DOCUMENT_BYTES};
mod highlight;
pub mod http;
mod input;
mod item;
mod node;
mod order;
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
pub mod validate;

pub use engine::{Engine, GraphqlAnswer, GraphqlRequest, Outcome, QuerySchema};
pub use http::{Served, endpoint};
