//! Below `/v1`.

mod changes;
mod coverage;
mod headers;
mod history;
mod items;
mod linked;
mod reports;
mod resources;
