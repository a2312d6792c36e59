//! What REST and GraphQL share of HTTP: problems, negotiation, caching,
//! routes. Knows neither the archive nor either door.

pub mod body;
mod cache;
pub mod coding;
mod compress;
pub mod date;
pub mod kept;
mod kind;
mod link;
pub mod negotiate;
pub mod problem;
pub mod query_string;
pub mod respond;
pub mod route;
mod turn;

pub use cache::CachePolicy;
pub use link::WebLink;
pub use problem::{ParameterFault, Problem, ProblemKind, PublicUrl};
pub use respond::Answer;
pub use route::Reply;
pub use turn::leave_to_others;
