//! One dimension: which items have a term, and which terms an item has.

use serde::{Deserialize, Serialize};

use super::grouped::{Grouped, Grouping};
use super::{image, usize_of};
use crate::domain::to_u32;

/// The term of an item that has none, where each has one at most.
const NONE: u32 = u32::MAX;

/// With no more terms than this each is kept in two bytes.
const FEW: usize = 1 << 12;
const NONE_OF_FEW: u16 = u16::MAX;

/// With no more than this, in one.
const FEWER: usize = 0xff;
const NONE_OF_FEWER: u8 = u8::MAX;

/// The terms of which there are few: what an item has is a piece of this.
static NUMBERS: [u32; FEW] = numbers();

const fn numbers() -> [u32; FEW] {
    let mut numbers = [0; FEW];
    let mut slots = numbers.as_mut_slice();
    let mut number = 0;
    while let Some((slot, rest)) = slots.split_first_mut() {
        *slot = number;
        number += 1;
        slots = rest;
    }
    numbers
}

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
    /// The same, where there are few terms.
    OneOfFew(#[serde(with = "image::numbers")] Box<[u16]>),
    /// And where there are even fewer.
    OneOfFewer(#[serde(with = "image::numbers")] Box<[u8]>),
    /// Any number.
    Many(Grouped<u32>),
}

impl Terms {
    /// The term of an item that has these, one at most.
    pub(super) fn one(terms: &[u32]) -> u32 {
        terms.first().copied().unwrap_or(NONE)
    }

    /// The same, where there are few.
    pub(super) fn one_of_few(terms: &[u32]) -> u16 {
        let term = terms.first().and_then(|term| u16::try_from(*term).ok());
        term.unwrap_or(NONE_OF_FEW)
    }

    /// The same, where there are even fewer.
    pub(super) fn one_of_fewer(terms: &[u32]) -> u8 {
        let term = terms.first().and_then(|term| u8::try_from(*term).ok());
        term.unwrap_or(NONE_OF_FEWER)
    }

    /// The term of an item, where there are few.
    fn of_few(&self, doc: u32) -> Option<u16> {
        let at = usize_of(doc);
        match self {
            Self::OneOfFew(terms) => terms.get(at).copied().filter(|t| *t != NONE_OF_FEW),
            Self::OneOfFewer(terms) => {
                let term = terms.get(at).copied().filter(|t| *t != NONE_OF_FEWER);
                term.map(u16::from)
            }
            Self::One(_) | Self::Many(_) => None,
        }
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
            terms: if one && terms <= FEWER {
                let term = |doc| Terms::one_of_fewer(many.of(doc));
                Terms::OneOfFewer(docs().map(term).collect())
            } else if one && terms <= FEW {
                let term = |doc| Terms::one_of_few(many.of(doc));
                Terms::OneOfFew(docs().map(term).collect())
            } else if one {
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
            Terms::OneOfFew(terms) => to_u32(terms.len()),
            Terms::OneOfFewer(terms) => to_u32(terms.len()),
            Terms::Many(terms) => to_u32(terms.len()),
        }
    }

    /// The first number that is that of no pair.
    pub fn pairs(&self) -> u32 {
        match &self.terms {
            Terms::One(terms) => to_u32(terms.len()),
            Terms::OneOfFew(terms) => to_u32(terms.len()),
            Terms::OneOfFewer(terms) => to_u32(terms.len()),
            Terms::Many(terms) => terms.values(),
        }
    }

    /// The pairs of an item; ascending items have ascending pairs.
    pub fn pairs_of(&self, doc: u32) -> std::ops::Range<u32> {
        match &self.terms {
            Terms::Many(terms) => terms.range(doc),
            _ if self.terms_of(doc).is_empty() => 0..0,
            _ => doc..doc.saturating_add(1),
        }
    }

    /// The term of a pair.
    pub fn term_at(&self, pair: u32) -> Option<u32> {
        match &self.terms {
            Terms::Many(terms) => terms.value(pair).copied(),
            _ => self.terms_of(pair).first().copied(),
        }
    }

    /// Whether an item has a term.
    pub fn has(&self, doc: u32, term: u32) -> bool {
        match &self.terms {
            Terms::One(terms) => terms.get(usize_of(doc)) == Some(&term),
            Terms::OneOfFew(_) | Terms::OneOfFewer(_) => {
                self.terms.of_few(doc).map(u32::from) == Some(term)
            }
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
            Terms::OneOfFew(_) | Terms::OneOfFewer(_) => {
                let term = self.terms.of_few(doc).map(usize::from);
                let own = term.and_then(|term| NUMBERS.get(term..)?.get(..1));
                own.unwrap_or_default()
            }
            Terms::Many(terms) => terms.of(doc),
        }
    }
}
