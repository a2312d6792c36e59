//! Below `/v1`.

mod headers;
mod items;
mod reports;
