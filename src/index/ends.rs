//! Where lists end that stand one after the other.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{image, usize_of};

/// So many lists are told from where the first of them starts.
const BLOCK: usize = 64;

/// Where each of some lists ends: in two bytes each, where they are short.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Ends {
    Near {
        /// Where each block of lists starts.
        #[serde(with = "image::numbers")]
        starts: Box<[u32]>,
        /// How far from there each list ends.
        #[serde(with = "image::numbers")]
        after: Box<[u16]>,
    },
    Far(#[serde(with = "image::numbers")] Box<[u32]>),
}

impl Default for Ends {
    fn default() -> Self {
        Self::Far(Box::default())
    }
}

impl From<Vec<u32>> for Ends {
    fn from(ends: Vec<u32>) -> Self {
        let (mut starts, mut after) = (Vec::new(), Vec::with_capacity(ends.len()));
        let mut start = 0;
        for block in ends.chunks(BLOCK) {
            // They ascend: where the last is near enough all are.
            let last = block.last().copied().unwrap_or(start);
            if last.wrapping_sub(start) > u32::from(u16::MAX) {
                return Self::Far(ends.into());
            }
            let near = |end: &u32| {
                let [low, high, ..] = end.wrapping_sub(start).to_le_bytes();
                u16::from_le_bytes([low, high])
            };
            after.extend(block.iter().map(near));
            starts.push(start);
            start = last;
        }
        Self::Near {
            starts: starts.into(),
            after: after.into(),
        }
    }
}

impl Ends {
    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Near { after, .. } => after.len(),
            Self::Far(ends) => ends.len(),
        }
    }

    /// Where a list ends.
    pub(super) fn get(&self, number: u32) -> Option<u32> {
        let at = usize_of(number);
        match self {
            Self::Near { starts, after } => {
                let start = starts.get(at / BLOCK)?;
                start.checked_add(u32::from(*after.get(at)?))
            }
            Self::Far(ends) => ends.get(at).copied(),
        }
    }

    /// Where a list starts.
    pub(super) fn start(&self, number: u32) -> u32 {
        let before = number.checked_sub(1);
        before.and_then(|before| self.get(before)).unwrap_or(0)
    }

    /// Adds where some lists end, by what becomes of it; they must be there.
    pub(super) fn copy(&self, lists: Range<u32>, out: &mut Vec<u32>, of: impl Fn(u32) -> u32) {
        let (first, last) = (usize_of(lists.start), usize_of(lists.end));
        debug_assert!(last <= self.len());
        match self {
            Self::Far(ends) => {
                let ends = ends.get(first..last).unwrap_or_default();
                out.extend(ends.iter().map(|end| of(*end)));
            }
            Self::Near { starts, after } => {
                let mut at = first;
                // Block by block: what starts a block is added to all of it.
                while let Some(start) = starts.get(at / BLOCK).filter(|_| at < last) {
                    let next = (at + BLOCK - at % BLOCK).min(last);
                    let block = after.get(at..next).unwrap_or_default();
                    let end = |after: &u16| of(start.wrapping_add(u32::from(*after)));
                    out.extend(block.iter().map(end));
                    at = next;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(lengths: &[u32]) -> (Ends, Vec<u32>) {
        let sum = |end: &mut u32, length: &u32| {
            *end += length;
            Some(*end)
        };
        let all: Vec<u32> = lengths.iter().scan(0, sum).collect();
        (all.clone().into(), all)
    }

    #[test]
    fn a_block_is_near_up_to_what_two_bytes_tell() {
        // The last list of the first block makes it as long as may be, or longer.
        for (last, is_near) in [(65_535 - 63, true), (65_536 - 63, false)] {
            let lengths = [&[1; 63][..], &[last], &[2; 70]].concat();
            let (ends, all) = ends(&lengths);
            assert_eq!(matches!(ends, Ends::Near { .. }), is_near);
            let each: Vec<u32> = (0..200).map_while(|number| ends.get(number)).collect();
            assert_eq!(each, all);
            assert_eq!((ends.start(0), ends.start(64)), (0, 63 + last));
            let mut some = Vec::new();
            ends.copy(60..131, &mut some, |end| end + 1);
            let expected: Vec<u32> = all[60..131].iter().map(|end| end + 1).collect();
            assert_eq!(some, expected);
        }
    }
}
