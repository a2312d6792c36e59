//! What REST and GraphQL share of HTTP: problems, negotiation, caching,
//! routes. Knows neither the archive nor either door.

pub mod body;
pub mod coding;
mod compress;
mod kind;
mod link;
pub mod negotiate;
pub mod problem;
pub mod query_string;
pub mod respond;
pub mod route;

pub use link::WebLink;
pub use problem::{ParameterFault, Problem, ProblemKind, PublicUrl};
pub use respond::{Answer, CachePolicy};
pub use route::Reply;
