//! What is remembered of what is gone.

use super::Stamp;
use super::entry::{Entry, LastWords, Noun};
use crate::domain::{ItemKey, Slug};

/// What a deleted item or report last was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Position of the change that deleted it.
    pub position: u64,
    /// When that was.
    pub at: Stamp,
    /// What it was.
    pub noun: Noun,
    /// Slug of the report, as it then was.
    pub report: Slug,
    /// Its id, as it then was.
    pub id: String,
    /// What it last said.
    pub words: LastWords,
    pub(super) key: Option<ItemKey>,
    pub(super) base: ItemKey,
}

impl Tombstone {
    pub(super) fn of(entry: &Entry, position: u64, at: Stamp) -> Self {
        let parts = (entry.noun, entry.report.clone(), entry.key.clone());
        Self::new(parts, entry.words.clone(), position, at)
    }

    pub(super) fn new(
        (noun, report, key): (Noun, Slug, Option<ItemKey>),
        words: LastWords,
        position: u64,
        at: Stamp,
    ) -> Self {
        Self {
            position,
            at,
            noun,
            id: match &key {
                Some(key) => format!("{report}-{}", key.as_str()),
                None => report.to_string(),
            },
            base: ItemKey::of_text(&words.text, 0),
            report,
            words,
            key,
        }
    }
}
