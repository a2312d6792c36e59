//! Below `/v1`.

mod changes;
mod coverage;
mod export;
mod feeds;
mod forms;
mod frequent;
mod graph;
mod headers;
mod history;
mod items;
mod linked;
mod pictures;
mod reports;
mod resources;
mod search;
mod stats;
