//! Lists of values, one after the other in one piece of memory.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::ends::Ends;
use super::usize_of;
use crate::domain::to_u32;

/// A list of values for each number from 0. A vector of vectors would take
/// three words more for every list, and room to grow that is never used.
#[derive(Debug, Serialize, Deserialize)]
pub struct Grouped<T> {
    /// Where each list ends.
    ends: Ends,
    values: Box<[T]>,
}

impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Self {
            ends: Ends::default(),
            values: Box::default(),
        }
    }
}

/// Lists on their way into one piece of memory.
#[derive(Debug)]
pub struct Grouping<T> {
    ends: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Grouping<T> {
    fn default() -> Self {
        Self {
            ends: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Grouping<T> {
    /// The next list.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.values.extend(list);
        self.ends.push(to_u32(self.values.len()));
    }

    /// The next lists: some of another table, in the same order, each value by
    /// what becomes of it.
    pub fn copy(&mut self, from: &Grouped<T>, lists: Range<u32>, of: impl FnMut(&T) -> T) {
        let (first, last) = (from.ends.start(lists.start), from.ends.start(lists.end));
        let here = to_u32(self.values.len());
        let moved = |end: u32| end.wrapping_sub(first).wrapping_add(here);
        from.ends.copy(lists, &mut self.ends, moved);
        let values = from.values.get(usize_of(first)..usize_of(last));
        self.values
            .extend(values.unwrap_or_default().iter().map(of));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of them.
    pub fn finish(self) -> Grouped<T> {
        Grouped {
            ends: self.ends.into(),
            values: self.values.into(),
        }
    }
}

impl<T> FromIterator<Vec<T>> for Grouped<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Self {
        let mut grouping = Grouping {
            ends: Vec::new(),
            values: Vec::new(),
        };
        lists.into_iter().for_each(|list| grouping.push(list));
        grouping.finish()
    }
}

impl<T> Grouped<T> {
    /// A list.
    pub fn of(&self, number: u32) -> &[T] {
        let range = self.range(number);
        let range = usize_of(range.start)..usize_of(range.end);
        self.values.get(range).unwrap_or(&[])
    }

    /// Whether no list has more than one value.
    pub fn are_single(&self) -> bool {
        (0..to_u32(self.len())).all(|number| self.range(number).len() <= 1)
    }

    /// Where a list is among all values.
    pub fn range(&self, number: u32) -> std::ops::Range<u32> {
        let end = self.ends.get(number);
        end.map_or(0..0, |end| self.ends.start(number)..end)
    }

    /// The value at a place among all.
    pub fn value(&self, place: u32) -> Option<&T> {
        self.values.get(usize_of(place))
    }

    /// How many values there are.
    pub fn values(&self) -> u32 {
        to_u32(self.values.len())
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

impl Grouped<u32> {
    /// Turned around: for each of `terms` values the numbers of the lists that
    /// have it, ascending.
    pub fn inverted(&self, terms: usize) -> Self {
        let mut ends = vec![0_u32; terms];
        for value in &self.values {
            if let Some(count) = ends.get_mut(usize_of(*value)) {
                *count += 1;
            }
        }
        let mut total = 0;
        // First where each list starts, which filling it moves to where it ends.
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut values = vec![0_u32; usize_of(total)];
        for number in 0..to_u32(self.len()) {
            for value in self.of(number) {
                let Some(end) = ends.get_mut(usize_of(*value)) else {
                    continue;
                };
                if let Some(slot) = values.get_mut(usize_of(*end)) {
                    *slot = number;
                }
                *end += 1;
            }
        }
        Self {
            ends: ends.into(),
            values: values.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_may_be_longer_than_two_bytes_tell() {
        let lengths = [0, 3, 70_000, 1, 0, 65_535, 65_536];
        let lists = || (0_u32..).zip(lengths).map(|(n, length)| vec![n; length]);
        let grouped: Grouped<u32> = lists().chain((0..200).map(|n| vec![n])).collect();
        for (number, list) in (0..).zip(lists()) {
            assert_eq!(grouped.of(number), list);
        }
        assert_eq!(grouped.of(206), [199]);
        let mut copied = Grouping::default();
        copied.push([9]);
        copied.copy(&grouped, 2..5, |n| *n);
        let copied = copied.finish();
        assert_eq!(copied.of(1).len(), 70_000);
        assert_eq!(
            (copied.of(0), copied.of(2), copied.of(3)),
            (&[9][..], &[3][..], &[][..])
        );
    }

    proptest! {
        #[test]
        fn lists_come_back_and_can_be_turned_around(lists in prop::collection::vec(prop::collection::btree_set(0_u32..7, 0..5), 0..150)) {
            let grouped: Grouped<u32> = lists.iter().map(|l| l.iter().copied().collect()).collect();
            for (number, list) in (0..).zip(&lists) {
                prop_assert!(grouped.of(number).iter().eq(list));
            }
            prop_assert!(grouped.of(to_u32(lists.len())).is_empty());
            prop_assert_eq!(grouped.len(), lists.len());
            let inverted = grouped.inverted(7);
            for value in 0..7 {
                let having = (0_u32..).zip(&lists).filter(|(_, l)| l.contains(&value));
                prop_assert!(inverted.of(value).iter().copied().eq(having.map(|(n, _)| n)));
            }
        }
    }
}
