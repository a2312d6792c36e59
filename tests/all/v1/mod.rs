//! Below `/v1`.

mod changes;
mod coverage;
mod export;
mod feeds;
mod forms;
mod headers;
mod history;
mod items;
mod linked;
mod reports;
mod resources;
mod search;
