//! What REST and GraphQL share of HTTP: problems, negotiation, caching,
//! routes. Knows neither the archive nor either door.

pub mod body;
mod compress;
mod kind;
pub mod negotiate;
pub mod problem;
pub mod respond;
pub mod route;

pub use problem::{ParameterFault, Problem, ProblemKind, PublicUrl};
pub use respond::{Answer, CachePolicy, WebLink};
pub use route::Reply;
