//! Below `/v1`.

mod coverage;
mod headers;
mod history;
mod items;
mod linked;
mod reports;
mod resources;
mod search;
