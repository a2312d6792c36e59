//! GraphQL (stub).
mod archive;
mod category;
mod connection;
mod coverage;
mod diagnostic;
mod input;
mod item;
mod node;
mod order;
mod project;
mod report;
mod resource;
mod scalar;
pub mod schema;
mod site;
mod stats;
