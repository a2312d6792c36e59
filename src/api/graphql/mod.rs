//! GraphQL: the transport, and what stands before the execution. Spells
//! questions and answers; what they mean is [`crate::query`]'s to say.

pub mod engine;
pub mod fault;
pub mod guard;
pub mod http;
mod shape;
#[cfg(test)]
mod tests;
pub mod validate;

pub use engine::{Engine, GraphqlAnswer, GraphqlRequest, Outcome, QuerySchema};
pub use http::{Served, endpoint};
