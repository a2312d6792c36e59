//! Files into domain values and diagnostics. Total: any bytes give a value.
//!
//! ```text
//! walk → front → date, series → block → (literal, html, clean, tight, plain) item → outline → document → load
//!        config, registry ─▶ Rules (with the mention matcher) ┘
//! ```
//!
//! [`read_document`] is pure: the same path, bytes and rules give the same
//! document on every machine. [`load`] adds what only the whole archive knows:
//! the walk, the last good version of a bad file, and slugs that no two
//! reports share. [`Followed`] reads the next generation from the files alone
//! that are told to have changed; where it cannot be sure, it says so.
//!
//! This module must not know the store, the index, HTTP or GraphQL, and asks
//! no clock.

mod address;
mod block;
mod candidate;
mod catalog_entry;
mod clean;
mod config;
mod config_text;
mod date;
mod document;
mod finding;
mod follow;
mod front;
mod html;
mod item;
mod kept;
mod literal;
mod load;
mod mention;
mod outline;
mod own_slug;
mod path_date;
mod plain;
mod registry;
mod rules;
mod series;
mod source;
mod tight;
mod toml_table;
mod walk;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use candidate::{Candidate, candidates};
pub use config::parse_about;
pub use document::read_document;
pub use follow::Followed;
pub use load::{load, load_to_follow};
pub use registry::{default_registry, parse_registry};
pub use rules::Rules;

/// Largest file read, in bytes.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// Largest front matter read, in bytes.
pub const MAX_FRONT_MATTER_BYTES: usize = 256 * 1024;

/// Deepest nesting of Markdown blocks and emphasis.
pub const MAX_NESTING: usize = 100;

/// Why an archive as a whole could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The archive folder is missing, not a folder, or may not be read.
    #[error("the archive {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The folder asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder of `chronique.toml` and `projects.toml` that was asked for
    /// is missing, not a folder, or may not be read.
    #[error("the metadata folder {} cannot be read: {source}", path.display())]
    Metadata {
        /// The folder asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
