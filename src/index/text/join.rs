//! Which documents have all of some frequent words.

use std::rc::Rc;

use super::dense::CHUNK;
use super::usize_of;
use crate::domain::to_u32;

const CHUNK_BITS: usize = CHUNK * 64;

/// Bits of a word that are written down without asking whether they are there.
const AT_ONCE: usize = 4;

/// So many documents are given at once, or up to a chunk more: enough that what
/// is done for each of them is all that counts, few enough to stay at hand.
const TOGETHER: usize = 256;

/// The documents that are in all of some bits, ascending.
pub fn in_all(bits: &[impl AsRef<[u64]>]) -> Vec<u32> {
    let mut walk = Walk::new(bits, Rc::default());
    let mut documents = Vec::new();
    while let Some(some) = walk.next(None) {
        documents.extend_from_slice(some);
    }
    documents
}

/// Goes through the documents that are in all of some bits, ascending.
pub struct Walk<'a> {
    first: &'a [[u64; CHUNK]],
    others: Vec<&'a [[u64; CHUNK]]>,
    /// The next chunk.
    at: usize,
    /// How many there are before it.
    total: usize,
    /// Documents that are wanted whatever else is, ascending.
    besides: Rc<[u32]>,
    /// How many of them are before the next chunk.
    passed: usize,
    found: [u32; TOGETHER + CHUNK_BITS + AT_ONCE],
}

impl<'a> Walk<'a> {
    /// Where it begins; some documents, ascending, are given whatever is wanted.
    pub fn new(bits: &'a [impl AsRef<[u64]>], besides: Rc<[u32]>) -> Self {
        // Room for bits is made by the chunk.
        let mut all = bits.iter().map(|bits| bits.as_ref().as_chunks().0);
        Self {
            first: all.next().unwrap_or_default(),
            others: all.collect(),
            at: 0,
            total: 0,
            besides,
            passed: 0,
            found: [0; TOGETHER + CHUNK_BITS + AT_ONCE],
        }
    }

    /// How many documents there were so far, wanted or not.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The next of them, if there are any: where some bits are given, those that
    /// have one there, and those that are given whatever is wanted.
    pub fn next(&mut self, only: Option<&[u64]>) -> Option<&[u32]> {
        let only = only.map(|bits| bits.as_chunks::<CHUNK>().0);
        let mut count = 0;
        while count < TOGETHER {
            let Some(mut words) = self.chunk() else {
                break;
            };
            if let Some(only) = only {
                let ones = words.iter().map(|word| word.count_ones());
                self.total += usize_of(ones.sum());
                let mut wanted = only.get(self.at).copied().unwrap_or_default();
                self.want_besides(&mut wanted);
                and(&mut words, &wanted);
                count = self.note(&words, count);
            } else {
                let before = count;
                count = self.note(&words, count);
                self.total += count - before;
            }
            self.at += 1;
        }
        let found = self.found.get(..count)?;
        (!found.is_empty()).then_some(found)
    }

    /// The bits of the next chunk that are in all.
    fn chunk(&self) -> Option<[u64; CHUNK]> {
        let mut words = *self.first.get(self.at)?;
        for other in &self.others {
            and(&mut words, &other.get(self.at).copied().unwrap_or_default());
        }
        Some(words)
    }

    /// Adds what is wanted besides to the bits that are wanted of a chunk.
    fn want_besides(&mut self, wanted: &mut [u64; CHUNK]) {
        let start = to_u32(self.at * CHUNK_BITS);
        while let Some(document) = self.besides.get(self.passed) {
            let Some(place) = document.checked_sub(start) else {
                self.passed += 1;
                continue;
            };
            let Some(word) = wanted.get_mut(usize_of(place / u64::BITS)) else {
                return;
            };
            *word |= 1 << (place % u64::BITS);
            self.passed += 1;
        }
    }

    /// Writes the documents of a chunk behind those found; how many there are.
    fn note(&mut self, words: &[u64; CHUNK], mut count: usize) -> usize {
        if *words == [0; CHUNK] {
            return count;
        }
        // Which of them have a bit: nothing is asked of each in turn, because
        // what it would be cannot be foreseen.
        let mut some = words
            .iter()
            .rev()
            .fold(0_u32, |some, word| some << 1 | u32::from(*word != 0));
        while some != 0 {
            let at = some.trailing_zeros();
            some &= some - 1;
            let word = words.get(usize_of(at)).copied().unwrap_or_default();
            let first = (to_u32(self.at * CHUNK) + at).saturating_mul(u64::BITS);
            list(word, first, self.found.get_mut(count..).unwrap_or_default());
            count += usize_of(word.count_ones());
        }
        count
    }
}

fn and(words: &mut [u64; CHUNK], others: &[u64; CHUNK]) {
    let pairs = words.iter_mut().zip(others);
    pairs.for_each(|(word, other)| *word &= other);
}

/// Writes the places of the bits of a word, told from `first` on, some at once:
/// what is written behind the last means nothing.
fn list(mut word: u64, first: u32, out: &mut [u32]) {
    for places in out.as_chunks_mut::<AT_ONCE>().0 {
        for place in places {
            *place = first.wrapping_add(word.trailing_zeros());
            word &= word.wrapping_sub(1);
        }
        if word == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::dense::set;
    use super::*;

    /// Two chunks and a bit.
    const DOCUMENTS: u32 = 1_100;

    fn some() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::btree_set(0..DOCUMENTS, 0..900)
            .prop_map(|some| some.into_iter().collect())
    }

    fn bits(documents: &[u32]) -> Vec<u64> {
        let mut bits = vec![0; 3 * CHUNK];
        for document in documents {
            set(&mut bits, *document);
        }
        bits
    }

    proptest! {
        #[test]
        fn what_is_wanted_is_given_and_everything_is_counted(
            (one, other, only, besides) in (some(), some(), some(), some()),
            turns in prop::collection::vec(any::<bool>(), 8),
        ) {
            let both = |d: &u32| one.binary_search(d).is_ok() && other.binary_search(d).is_ok();
            let all: Vec<u32> = (0..DOCUMENTS).filter(both).collect();
            let words = [bits(&one), bits(&other)];
            prop_assert_eq!(in_all(&words), all.clone());
            let is_wanted = |d: &u32| only.binary_search(d).is_ok() || besides.binary_search(d).is_ok();
            let wanted: Vec<u32> = all.iter().copied().filter(is_wanted).collect();
            let mask = bits(&only);
            // What is given where all are asked for is more than what is wanted.
            let (mut walk, mut given) = (Walk::new(&words, besides.as_slice().into()), Vec::new());
            for turn in turns.into_iter().chain([true; 8]) {
                let only = turn.then_some(mask.as_slice());
                given.extend_from_slice(walk.next(only).unwrap_or_default());
            }
            prop_assert!(given.is_sorted_by(|a, b| a < b));
            prop_assert!(given.iter().all(both));
            given.retain(is_wanted);
            prop_assert_eq!(given, wanted);
            prop_assert_eq!(walk.total(), all.len());
            prop_assert!(walk.next(None).is_none());
        }
    }
}
