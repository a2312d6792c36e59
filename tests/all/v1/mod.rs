//! Below `/v1`.

mod coverage;
mod headers;
mod items;
mod reports;
mod resources;
mod search;
