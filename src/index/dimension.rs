//! One dimension: which items have a term, and which terms an item has.

use super::usize_of;
use crate::domain::to_u32;

/// Postings of one dimension, both ways.
#[derive(Debug, Default)]
pub struct Dimension {
    postings: Vec<Vec<u32>>,
    /// Terms of item `i` are `values[offsets[i]..offsets[i + 1]]`.
    offsets: Vec<u32>,
    values: Vec<u32>,
}

impl Dimension {
    /// An empty dimension of `terms` terms.
    pub fn new(terms: usize) -> Self {
        Self {
            postings: vec![Vec::new(); terms],
            offsets: vec![0],
            values: Vec::new(),
        }
    }

    /// Adds the next item with its terms, each counted once.
    pub fn push(&mut self, terms: impl IntoIterator<Item = u32>) {
        let doc = to_u32(self.offsets.len() - 1);
        for term in terms {
            let Some(list) = self.postings.get_mut(usize_of(term)) else {
                continue;
            };
            if list.last() != Some(&doc) {
                list.push(doc);
                self.values.push(term);
            }
        }
        self.offsets.push(to_u32(self.values.len()));
    }

    /// The items that have a term, ascending.
    pub fn posting(&self, term: u32) -> &[u32] {
        self.postings.get(usize_of(term)).map_or(&[], Vec::as_slice)
    }

    /// How many terms there are.
    pub fn terms(&self) -> usize {
        self.postings.len()
    }

    /// How many pairs of an item and a term there are.
    pub fn pairs(&self) -> u32 {
        to_u32(self.values.len())
    }

    /// The pairs of an item; ascending items have ascending pairs.
    pub fn pairs_of(&self, doc: u32) -> std::ops::Range<u32> {
        let at = |i: usize| self.offsets.get(i).copied();
        let i = usize_of(doc);
        let start = at(i).unwrap_or(0);
        start..at(i.saturating_add(1)).unwrap_or(start)
    }

    /// The term of a pair.
    pub fn term_at(&self, pair: u32) -> Option<u32> {
        self.values.get(usize_of(pair)).copied()
    }

    /// The terms of an item.
    pub fn terms_of(&self, doc: u32) -> &[u32] {
        let pairs = self.pairs_of(doc);
        let range = usize_of(pairs.start)..usize_of(pairs.end);
        self.values.get(range).unwrap_or(&[])
    }
}
