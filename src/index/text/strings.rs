//! Sorted texts in one block of memory.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::update::ROOM;
use crate::domain::to_u32;
use crate::index::{image, usize_of};

/// A list of texts without an allocation for each.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Strings {
    text: String,
    /// End of each in `text`.
    #[serde(with = "image::numbers")]
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a text behind the others.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(to_u32(self.text.len()));
    }

    /// Adds some texts of another list behind the others.
    pub fn copy(&mut self, from: &Self, run: Range<u32>) {
        let (first, last) = (from.start(run.start), from.start(run.end));
        let here = to_u32(self.text.len());
        let ends = from.ends.get(usize_of(run.start)..usize_of(run.end));
        let moved = |end: &u32| end.wrapping_sub(first).wrapping_add(here);
        self.ends.extend(ends.unwrap_or_default().iter().map(moved));
        let text = from.text.get(usize_of(first)..usize_of(last));
        self.text.push_str(text.unwrap_or_default());
    }

    /// Room for those of another list, and a little more.
    pub fn reserve(&mut self, like: &Self) {
        self.text.reserve(like.text.len() + ROOM);
        self.ends.reserve(like.ends.len() + ROOM);
    }

    /// Where the `i`th text begins.
    fn start(&self, i: u32) -> u32 {
        let before = i.checked_sub(1).and_then(|i| self.ends.get(usize_of(i)));
        before.copied().unwrap_or(0)
    }

    /// Gives back what growing took too much.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        to_u32(self.ends.len())
    }

    /// The `i`th text; empty where there is none.
    pub fn get(&self, i: u32) -> &str {
        let end = self.ends.get(usize_of(i)).map_or(0, |e| usize_of(*e));
        self.text.get(usize_of(self.start(i))..end).unwrap_or("")
    }

    /// The place of a text, of texts in ascending order.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.place(text).ok()
    }

    /// The same, or else the place that it would have.
    pub fn place(&self, text: &str) -> Result<u32, u32> {
        let at = self.partition(|t| t < text);
        let is_there = at < self.len() && self.get(at) == text;
        if is_there { Ok(at) } else { Err(at) }
    }

    /// The places of the texts that begin so, of texts in ascending order.
    pub fn beginning(&self, prefix: &str) -> Range<u32> {
        let start = self.partition(|t| t < prefix);
        start..self.partition(|t| t < prefix || t.starts_with(prefix))
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }

    fn partition(&self, before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_sorted_set_finds(
            texts in prop::collection::btree_set("[abé]{0,4}", 0..20),
            asked in "[abé]{0,4}",
        ) {
            let mut strings = Strings::default();
            for text in &texts {
                strings.push(text);
            }
            strings.shrink();
            let sorted: Vec<&String> = texts.iter().collect();
            prop_assert_eq!(strings.find(&asked).map(|i| sorted[usize_of(i)]), texts.get(&asked));
            let begin: BTreeSet<&str> = strings.beginning(&asked).map(|i| strings.get(i)).collect();
            let expected = texts.iter().filter(|t| t.starts_with(&asked)).map(String::as_str);
            prop_assert_eq!(begin, expected.collect());
        }
    }
}
