//! The forms of a list: JSON, CSV, NDJSON, Atom and JSON Feed.
//!
//! A handler asks `query` for a page of numbers and says how one row is
//! spelled; everything else about a form is here. Rows are spelled one by one
//! as the answer is sent, so that a whole list takes no more room than its
//! numbers. This module must not know which list it writes.

mod atom;
mod body;
mod csv;
mod entry;
mod json_feed;
mod list;
mod options;

pub use body::{At, Body, Encoding, NextRow, Place, RowWriter, Stream};
pub use csv::{Csv, Dialect};
pub use entry::{Entry, Line, Tag, headline, urn};
pub use list::Spelling;
pub use options::{CSV_PARAMETERS, Options};

/// A form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The envelope; paged unless said otherwise.
    Json,
    /// RFC 4180.
    Csv,
    /// One JSON text a line.
    Ndjson,
    /// RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
}

/// The forms of a list.
pub const ALL: &[Form] = &[
    Form::Json,
    Form::Csv,
    Form::Ndjson,
    Form::Atom,
    Form::JsonFeed,
];

impl Form {
    /// What an address in this form ends in.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Json => ".json",
            Self::Csv => ".csv",
            Self::Ndjson => ".ndjson",
            Self::Atom => ".atom",
            Self::JsonFeed => ".feed.json",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
            Self::Atom => "application/atom+xml",
            Self::JsonFeed => "application/feed+json",
        }
    }

    /// Its media type with parameters.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            // RFC 4180 §3: whether the first line is a header.
            Self::Csv => "text/csv; charset=utf-8; header=present",
            other => other.media_type(),
        }
    }

    /// Whether rows are entries that one subscribes to.
    #[must_use]
    pub const fn is_feed(self) -> bool {
        matches!(self, Self::Atom | Self::JsonFeed)
    }

    /// The form of this media type.
    #[must_use]
    pub fn of_type(media_type: &str) -> Option<Self> {
        ALL.iter().copied().find(|f| f.media_type() == media_type)
    }
}
