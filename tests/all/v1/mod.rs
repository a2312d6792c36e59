//! Below `/v1`.

mod coverage;
mod export;
mod forms;
mod headers;
mod items;
mod reports;
mod resources;
