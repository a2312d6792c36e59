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
        let mut all = *block(self.first, self.at, &mut None);
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

/// The block of some bits that begins with a chunk; `room` is for one of which
/// not all is there.
fn block<'a>(bits: &'a [Chunk], at: usize, room: &'a mut Option<Block>) -> &'a Block {
    let bits = bits.get(at..).unwrap_or_default();
    bits.first_chunk().unwrap_or_else(|| {
        let padded = room.insert([[0; CHUNK]; BLOCK]);
        let chunks = padded.iter_mut().zip(bits);
        chunks.for_each(|(chunk, bits)| *chunk = *bits);
        padded
    })
}

/// Leaves what is in some bits as well, from a chunk on.
fn and(all: &mut Block, bits: &[Chunk], at: usize) {
    let mut room = None;
    let bits = block(bits, at, &mut room).as_flattened();
    let pairs = all.as_flattened_mut().iter_mut().zip(bits);
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
        let most = prop::sample::select(vec![0, 90, 2_000, 9_000]);
        let some = most.prop_flat_map(|most| prop::collection::btree_set(0..DOCUMENTS, 0..=most));
        some.prop_map(|some| some.into_iter().collect())
    }

    /// As long as it has to be, by the chunk.
    fn bits(documents: &[u32]) -> Vec<u64> {
        let count = documents.last().map_or(0, |last| usize_of(last / 64) + 1);
        let mut bits = vec![0; count.next_multiple_of(CHUNK)];
        for document in documents {
            set(&mut bits, *document);
        }
        bits
    }

    proptest! {
        #[test]
        fn what_is_wanted_is_given_and_everything_is_counted(
            words in prop::collection::vec(some(), 0..4),
            only in some(),
            special in prop::collection::vec(some(), 0..3),
            turns in prop::collection::vec(any::<bool>(), 3),
        ) {
            let has = |list: &Vec<u32>, d: &u32| list.binary_search(d).is_ok();
            let in_each = |d: &u32| !words.is_empty() && words.iter().all(|word| has(word, d));
            let all: Vec<u32> = (0..DOCUMENTS).filter(in_each).collect();
            let of_words: Vec<_> = words.iter().map(|word| bits(word)).collect();
            prop_assert_eq!(in_all(&of_words), all.clone());
            let is_special = |d: &u32| special.iter().any(|list| has(list, d));
            let is_wanted = |d: &u32| has(&only, d) || is_special(d);
            let mask = bits(&only);
            let lists = special.iter().map(Vec::as_slice).collect();
            let (mut walk, mut at) = (Walk::new(&of_words, lists), 0);
            for turn in turns {
                let Some(step) = walk.next(turn.then_some(mask.as_slice())) else { break };
                let end = at + 8_192;
                let here = all.iter().copied().filter(|d| (at..end).contains(d));
                let expected: Vec<u32> = here.filter(|d| !turn || is_wanted(d)).collect();
                prop_assert_eq!(step.documents, &expected);
                let told: Vec<u32> = expected.into_iter().filter(is_special).collect();
                prop_assert_eq!(step.special, told);
                at = end;
            }
            prop_assert!(walk.next(None).is_none());
            prop_assert_eq!(walk.total(), all.len());
        }
    }
}
