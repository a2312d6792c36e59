//! How many words each document has.

use serde::{Deserialize, Serialize};

use super::dense::Bits;
use super::usize_of;
use crate::domain::to_u32;
use crate::index::image;
use crate::index::renumber::{Piece, Renumbering};

/// Stands for a number that does not fit into a byte.
const MANY: u8 = u8::MAX;

/// Degrees of being short: up to so many words.
const DEGREES: [u16; 4] = [8, 16, 32, 64];

/// A byte a document: most have less than 255 words, and what is small is near
/// when it is asked for. The few that have more take eight bytes besides.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct WordCounts {
    #[serde(with = "image::bytes")]
    few: Vec<u8>,
    /// The documents that have more, ascending.
    many: Vec<(u32, u16)>,
    /// Those that are short, by each of the degrees.
    short: [Bits; DEGREES.len()],
}

impl WordCounts {
    /// The next document has so many.
    pub(super) fn push(&mut self, words: u16) {
        let document = self.len();
        for (most, short) in DEGREES.iter().zip(&mut self.short) {
            short.put(document, words <= *most);
        }
        self.count(words);
    }

    /// The same without saying by what degrees it is short.
    fn count(&mut self, words: u16) {
        let few = u8::try_from(words).unwrap_or(MANY);
        if few == MANY {
            self.many.push((self.len(), words));
        }
        self.few.push(few);
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> u32 {
        to_u32(self.few.len())
    }

    /// How many words a document has.
    pub(super) fn get(&self, document: u32) -> u16 {
        match self.few.get(usize_of(document)) {
            Some(&MANY) => self.look(document),
            Some(few) => u16::from(*few),
            None => 0,
        }
    }

    #[cold]
    fn look(&self, document: u32) -> u16 {
        let at = self.many.binary_search_by_key(&document, |(d, _)| *d);
        let found = at.ok().and_then(|at| self.many.get(at));
        found.map_or(0, |(_, words)| *words)
    }

    /// The documents that have no more words than each degree, by bits.
    pub(super) fn short(&self) -> impl Iterator<Item = (u16, &Bits)> {
        DEGREES.into_iter().zip(&self.short)
    }

    /// Those in a new numbering; new documents have `come`.
    pub(super) fn updated(&self, numbering: &Renumbering, come: impl Fn(u32) -> u16) -> Self {
        let mut next = Self::default();
        next.few.reserve_exact(usize_of(numbering.count()));
        for (start, piece) in numbering.pieces() {
            let end = start.saturating_add(piece.count());
            match piece {
                Piece::New { .. } => (start..end).for_each(|document| next.count(come(document))),
                Piece::Kept { from, count } => next.copy(self, from, count),
            }
        }
        for ((most, before), short) in self.short().zip(&mut next.short) {
            let new = numbering.new_numbers().filter(|new| come(*new) <= most);
            let new: Vec<(u32, u32)> = new.map(|document| (document, 0)).collect();
            *short = before.updated(numbering, &new);
        }
        next.shrink();
        next
    }

    /// The next documents are some of those before.
    fn copy(&mut self, old: &Self, from: u32, count: u32) {
        let end = from.saturating_add(count);
        let start = self.len();
        let few = old.few.get(usize_of(from)..usize_of(end));
        self.few.extend_from_slice(few.unwrap_or_default());
        let place = |document: u32| old.many.partition_point(|(d, _)| *d < document);
        let many = old.many.get(place(from)..place(end)).unwrap_or_default();
        let moved = |(document, words): &(u32, u16)| (document - from + start, *words);
        self.many.extend(many.iter().map(moved));
    }

    /// Gives back what memory is not needed.
    pub(super) fn shrink(&mut self) {
        self.few.shrink_to_fit();
        self.many.shrink_to_fit();
        self.short.iter_mut().for_each(Bits::shrink);
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        let short: usize = self.short.iter().map(Bits::bytes).sum();
        short + self.few.capacity() + self.many.capacity() * size_of::<(u32, u16)>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(words: &[u16]) -> WordCounts {
        let mut counts = WordCounts::default();
        for words in words {
            counts.push(*words);
        }
        counts
    }

    fn some() -> impl Strategy<Value = Vec<u16>> {
        let degree = prop::sample::select(DEGREES.to_vec());
        let words = prop_oneof![
            0_u16..18,
            (degree, 0_u16..3).prop_map(|(degree, more)| degree - 1 + more),
            250_u16..260,
            Just(u16::MAX)
        ];
        // More than there are bits in a chunk.
        prop::collection::vec(words, 0..600)
    }

    proptest! {
        #[test]
        fn numbers_of_words_come_back_and_move(old in some(), come in some(), gone in 0_usize..600) {
            let before = counts(&old);
            let read = |counts: &WordCounts| (0..counts.len()).map(|d| counts.get(d)).collect::<Vec<_>>();
            prop_assert_eq!(read(&before), old.clone());
            prop_assert_eq!(before.get(before.len()), 0);
            for (most, short) in before.short() {
                let found = (0..before.len()).filter(|document| short.has(*document));
                let expected = (0..).zip(&old).filter(|(_, words)| **words <= most);
                prop_assert!(found.eq(expected.map(|(document, _)| document)));
            }
            // New ones in front, then what is kept but for one in the middle.
            let gone = gone.min(old.len());
            let rest = (gone + 1).min(old.len());
            let mut numbering = Renumbering::default();
            numbering.add(to_u32(come.len()));
            numbering.keep(0, to_u32(gone));
            numbering.keep(to_u32(rest), to_u32(old.len() - rest));
            let after = before.updated(&numbering, |document| come[usize_of(document)]);
            let now = [&come[..], &old[..gone], &old[rest..]].concat();
            let built = counts(&now);
            prop_assert_eq!(read(&after), now);
            for ((_, short), (_, built)) in after.short().zip(built.short()) {
                prop_assert_eq!(short.words(), built.words());
            }
        }
    }
}
