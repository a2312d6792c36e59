//! How many bits are set in many words.
//!
//! To count the bits of a word takes a dozen operations on a processor that is
//! not known to have one for it. So bits are added up by place first, in numbers
//! whose digits are each a word: only what is carried to the fours is counted.

use super::dense::CHUNK;
use super::usize_of;

/// Words that are added at once.
const LANES: usize = CHUNK / 2;

/// Counts the bits of chunks.
#[derive(Debug, Default)]
pub(super) struct BitCount(usize);

impl BitCount {
    /// Counts those of some chunks as well.
    pub(super) fn add(&mut self, chunks: &[[u64; CHUNK]]) {
        let (mut singles, mut twos) = ([0; LANES], [0; LANES]);
        let mut fours = 0;
        let (pairs, last) = chunks.as_chunks::<2>();
        for [one, other] in pairs {
            let carried = [add(&mut singles, one), add(&mut singles, other)];
            fours += count(&add(&mut twos, carried.as_flattened()));
        }
        for chunk in last {
            let carried = add(&mut singles, chunk);
            self.0 += 2 * count(&carried);
        }
        self.0 += 4 * fours + 2 * count(&twos) + count(&singles);
    }

    /// How many there were.
    pub(super) fn count(&self) -> usize {
        self.0
    }
}

/// Adds both halves of a chunk to a number of one digit, place by place, and
/// gives what is carried.
#[inline]
fn add(sum: &mut [u64; LANES], terms: &[u64]) -> [u64; LANES] {
    let (left, right) = terms.split_at(LANES);
    let mut carried = [0; LANES];
    let terms = sum.iter_mut().zip(left.iter().zip(right));
    for (carried, (sum, (left, right))) in carried.iter_mut().zip(terms) {
        let either = left ^ right;
        *carried = (left & right) | (either & *sum);
        *sum ^= either;
    }
    carried
}

fn count(words: &[u64; LANES]) -> usize {
    let ones = words.iter().map(|word| word.count_ones());
    usize_of(ones.sum())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_bit_is_counted(
            blocks in prop::collection::vec(prop::collection::vec(any::<[u64; CHUNK]>(), 0..5), 0..5),
            full in 0_usize..9,
        ) {
            let mut found = BitCount::default();
            let blocks = blocks.into_iter().chain([vec![[u64::MAX; CHUNK]; full]]);
            let mut expected = 0;
            for chunks in blocks {
                found.add(&chunks);
                let words = chunks.as_flattened().iter();
                expected += words.map(|word| word.count_ones()).sum::<u32>();
                prop_assert_eq!(found.count(), usize_of(expected));
            }
        }
    }
}
