//! One dimension: which items have a term, and which terms an item has.

use serde::{Deserialize, Serialize};

use super::grouped::{Grouped, Grouping};
use super::{image, usize_of};
use crate::domain::to_u32;

/// The term of an item that has none, where each has one at most.
const NONE: u32 = u32::MAX;

/// The terms of some items.
pub type Lists = Vec<Vec<u32>>;

/// Postings of one dimension, both ways.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Dimension {
    pub(super) postings: Grouped<u32>,
    pub(super) terms: Terms,
}

/// The terms of the items. A pair is an item and a term that it has.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Terms {
    /// One an item at most: the number of the pair is that of the item.
    One(#[serde(with = "image::numbers")] Box<[u32]>),
    /// Any number.
    Many(Grouped<u32>),
}

impl Terms {
    /// The term of an item that has these, one at most.
    pub(super) fn one(terms: &[u32]) -> u32 {
        terms.first().copied().unwrap_or(NONE)
    }
}

impl Default for Terms {
    fn default() -> Self {
        Self::One(Box::default())
    }
}

impl Dimension {
    /// The dimension in which each item has these terms, each once, of `terms`
    /// in all.
    pub fn new(items: Grouping<u32>, terms: usize) -> Self {
        let many = items.finish();
        let docs = || 0..to_u32(many.len());
        let one = docs().all(|doc| many.of(doc).len() <= 1);
        Self {
            postings: many.inverted(terms),
            terms: if one {
                Terms::One(docs().map(|doc| Terms::one(many.of(doc))).collect())
            } else {
                Terms::Many(many)
            },
        }
    }

    /// The items that have a term, ascending.
    pub fn posting(&self, term: u32) -> &[u32] {
        self.postings.of(term)
    }

    /// How many terms there are.
    pub fn terms(&self) -> usize {
        self.postings.len()
    }

    /// How many items there are.
    pub fn docs(&self) -> u32 {
        match &self.terms {
            Terms::One(terms) => to_u32(terms.len()),
            Terms::Many(terms) => to_u32(terms.len()),
        }
    }

    /// The first number that is that of no pair.
    pub fn pairs(&self) -> u32 {
        match &self.terms {
            Terms::One(terms) => to_u32(terms.len()),
            Terms::Many(terms) => terms.values(),
        }
    }

    /// The pairs of an item; ascending items have ascending pairs.
    pub fn pairs_of(&self, doc: u32) -> std::ops::Range<u32> {
        match &self.terms {
            Terms::One(_) if self.terms_of(doc).is_empty() => 0..0,
            Terms::One(_) => doc..doc.saturating_add(1),
            Terms::Many(terms) => terms.range(doc),
        }
    }

    /// The term of a pair.
    pub fn term_at(&self, pair: u32) -> Option<u32> {
        match &self.terms {
            Terms::One(terms) => {
                let term = terms.get(usize_of(pair)).copied();
                term.filter(|t| *t != NONE)
            }
            Terms::Many(terms) => terms.value(pair).copied(),
        }
    }

    /// Whether an item has a term.
    pub fn has(&self, doc: u32, term: u32) -> bool {
        match &self.terms {
            Terms::One(terms) => terms.get(usize_of(doc)) == Some(&term),
            Terms::Many(terms) => terms.of(doc).contains(&term),
        }
    }

    /// The terms of an item.
    pub fn terms_of(&self, doc: u32) -> &[u32] {
        match &self.terms {
            Terms::One(terms) => {
                let term = terms.get(usize_of(doc)).filter(|t| **t != NONE);
                term.map_or(&[], std::slice::from_ref)
            }
            Terms::Many(terms) => terms.of(doc),
        }
    }
}
