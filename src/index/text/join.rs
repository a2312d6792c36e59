//! Which documents have all of some frequent words.

use super::bit_count::BitCount;
use super::dense::{CHUNK, has, set};
use super::usize_of;
use crate::domain::to_u32;

/// The bits of some documents that follow each other.
type Chunk = [u64; CHUNK];

const CHUNK_BITS: usize = CHUNK * 64;

/// Chunks that are joined at once: enough that what is done for each of them is
/// all that counts, few enough to stay at hand.
const BLOCK: usize = 16;

/// Bits of a word that are written down without asking whether they are there.
const AT_ONCE: usize = 4;

/// The documents that are in all of some bits, ascending.
pub fn in_all(bits: &[impl AsRef<[u64]>]) -> Vec<u32> {
    let mut walk = Walk::new(bits, Vec::new());
    let mut documents = Vec::new();
    while let Some(some) = walk.next(None) {
        documents.extend_from_slice(some.documents);
    }
    documents
}

/// Goes through the documents that are in all of some bits, ascending.
pub struct Walk<'a> {
    /// The next block, in chunks.
    at: usize,
    first: &'a [Chunk],
    others: Vec<&'a [Chunk]>,
    /// What is left of lists of documents that are wanted whatever else is, each
    /// ascending.
    special: Vec<&'a [u32]>,
    /// How many there are before the next block.
    total: BitCount,
    wanted: Listed,
    wanted_special: Vec<u32>,
}

/// The documents of a block: maybe none.
pub struct Step<'a> {
    /// Ascending.
    pub documents: &'a [u32],
    /// Those of them that are in one of the lists.
    pub special: &'a [u32],
}

type Block = [Chunk; BLOCK];

/// Documents by number.
#[derive(Default)]
struct Listed {
    count: usize,
    /// With room behind the last.
    documents: Vec<u32>,
}

impl<'a> Walk<'a> {
    /// Where it begins; documents of the `special` lists, each ascending, are
    /// given whatever is wanted, and told.
    pub fn new(bits: &'a [impl AsRef<[u64]>], special: Vec<&'a [u32]>) -> Self {
        // Room for bits is made by the chunk.
        let mut all = bits.iter().map(|bits| bits.as_ref().as_chunks().0);
        Self {
            at: 0,
            first: all.next().unwrap_or_default(),
            others: all.collect(),
            special,
            total: BitCount::default(),
            wanted: Listed::default(),
            wanted_special: Vec::new(),
        }
    }

    /// How many documents there were so far, wanted or not.
    pub fn total(&self) -> usize {
        self.total.count()
    }

    /// Those of the next block, if there is one: where some bits are given, the
    /// documents that have one there, and the special ones.
    pub fn next(&mut self, only: Option<&[u64]>) -> Option<Step<'_>> {
        if self.at >= self.first.len() {
            return None;
        }
        let mut all = [[u64::MAX; CHUNK]; BLOCK];
        and(&mut all, self.first, self.at);
        for other in &self.others {
            and(&mut all, other, self.at);
        }
        self.total.add(&all);
        self.find_special(&all);
        if let Some(only) = only {
            and(&mut all, only.as_chunks().0, self.at);
            let start = first_of(self.at);
            for document in &self.wanted_special {
                set(all.as_flattened_mut(), document.saturating_sub(start));
            }
        }
        self.wanted.list(&all, self.at);
        self.at += BLOCK;
        Some(Step {
            documents: self.wanted.get(),
            special: &self.wanted_special,
        })
    }

    /// Finds the documents of the next block that are in one of the lists.
    fn find_special(&mut self, all: &Block) {
        let (start, end) = (first_of(self.at), first_of(self.at + BLOCK));
        let found = &mut self.wanted_special;
        found.clear();
        let words = all.as_flattened();
        for list in &mut self.special {
            while let Some((document, rest)) = list.split_first().filter(|(d, _)| **d < end) {
                if has(words, document.saturating_sub(start)) {
                    found.push(*document);
                }
                *list = rest;
            }
        }
        found.sort_unstable();
        found.dedup();
    }
}

/// The first document of a chunk.
fn first_of(chunk: usize) -> u32 {
    to_u32(chunk * CHUNK_BITS)
}

impl Listed {
    fn get(&self) -> &[u32] {
        self.documents.get(..self.count).unwrap_or_default()
    }

    /// Lists the documents of a block.
    fn list(&mut self, block: &Block, at: usize) {
        self.count = 0;
        for (chunk, words) in (at..).zip(block) {
            if words.iter().fold(0, |all, word| all | word) != 0 {
                self.add(words, chunk);
            }
        }
    }

    /// Adds those of a chunk.
    fn add(&mut self, words: &Chunk, chunk: usize) {
        let most = self.count + CHUNK_BITS + AT_ONCE;
        if self.documents.len() < most {
            self.documents.resize(2 * most, 0);
        }
        // Which words have a bit: nothing is asked of each in turn, because what
        // it would be cannot be foreseen.
        let mut some = words
            .iter()
            .rev()
            .fold(0_u32, |some, word| some << 1 | u32::from(*word != 0));
        while some != 0 {
            let at = some.trailing_zeros();
            some &= some - 1;
            let word = words.get(usize_of(at)).copied().unwrap_or_default();
            let first = (to_u32(chunk * CHUNK) + at).saturating_mul(u64::BITS);
            let free = self.documents.get_mut(self.count..);
            list(word, first, free.unwrap_or_default());
            self.count += usize_of(word.count_ones());
        }
    }
}

/// Leaves what is in some bits as well, from a chunk on.
fn and(block: &mut Block, bits: &[Chunk], at: usize) {
    let bits = bits.get(at..).unwrap_or_default();
    let padded;
    let bits = if let Some(bits) = bits.first_chunk() {
        bits
    } else {
        // There are none behind the last.
        let mut some = [[0; CHUNK]; BLOCK];
        let chunks = some.iter_mut().zip(bits);
        chunks.for_each(|(chunk, bits)| *chunk = *bits);
        padded = some;
        &padded
    };
    let words = block.as_flattened_mut().iter_mut();
    let pairs = words.zip(bits.as_flattened());
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

    use super::*;

    /// Two blocks, a chunk and a bit.
    const DOCUMENTS: u32 = 2 * 8_192 + 512 + 70;

    fn some() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::btree_set(0..DOCUMENTS, 0..2_000)
            .prop_map(|some| some.into_iter().collect())
    }

    fn bits(documents: &[u32]) -> Vec<u64> {
        let mut bits = vec![0; (2 * BLOCK + 2) * CHUNK];
        for document in documents {
            set(&mut bits, *document);
        }
        bits
    }

    proptest! {
        #[test]
        fn what_is_wanted_is_given_and_everything_is_counted(
            (one, other, only) in (some(), some(), some()),
            special in prop::collection::vec(some(), 0..3),
            turns in prop::collection::vec(any::<bool>(), 8),
        ) {
            let both = |d: &u32| one.binary_search(d).is_ok() && other.binary_search(d).is_ok();
            let all: Vec<u32> = (0..DOCUMENTS).filter(both).collect();
            let words = [bits(&one), bits(&other)];
            prop_assert_eq!(in_all(&words), all.clone());
            let is_special = |d: &u32| special.iter().any(|list| list.binary_search(d).is_ok());
            let is_wanted = |d: &u32| only.binary_search(d).is_ok() || is_special(d);
            let wanted: Vec<u32> = all.iter().copied().filter(is_wanted).collect();
            let mask = bits(&only);
            // What is given where all are asked for is more than what is wanted.
            let lists = special.iter().map(Vec::as_slice).collect();
            let (mut walk, mut given) = (Walk::new(&words, lists), Vec::new());
            for turn in turns.into_iter().chain([true; 8]) {
                let only = turn.then_some(mask.as_slice());
                let Some(step) = walk.next(only) else { break };
                let told: Vec<u32> = step.documents.iter().copied().filter(is_special).collect();
                prop_assert_eq!(step.special, told);
                given.extend_from_slice(step.documents);
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
