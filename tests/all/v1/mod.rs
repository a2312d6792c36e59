//! Below `/v1`.

mod coverage;
mod forms;
mod headers;
mod items;
mod reports;
mod resources;
