//! Frequent words once more: a bit for each document. Whether one of a hundred
//! thousand documents has the word is a look then, and which have two of them
//! is an `and` of 64 documents at a time.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::postings::Postings;
use super::strings::Strings;
use super::update::Said;
use super::{is_stop_word, usize_of};
use crate::domain::to_u32;
use crate::index::image;
use crate::index::renumber::{Piece, Renumbering};
use crate::index::set::gallop;

/// A word that one document in so many has: its bits take no more room than a
/// number of 32 bits for each of them.
pub(super) const ONE_IN: u32 = 32;

/// Where a word has fewer documents, reading its list takes no time.
const FEWEST: u32 = 256;

/// Words of bits that are looked at together.
pub(super) const CHUNK: usize = 8;

/// The bits of the words that have some, by number. Words that questions leave
/// out, because they are in nearly every text, have none.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Dense(Vec<(u32, Arc<Bits>)>);

/// What becomes of the documents and of the numbers of words.
pub(super) struct Change<'a> {
    pub(super) numbering: &'a Renumbering,
    /// Whether the documents that are kept have the numbers they had.
    pub(super) in_place: bool,
    /// The new number of each old word.
    pub(super) renamed: &'a [Option<u32>],
    pub(super) gone: &'a Said,
    pub(super) come: &'a Said,
}

/// Which documents there are of a kind: mostly those that have a word.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Bits {
    #[serde(with = "image::numbers")]
    having: Vec<u64>,
    /// Those that have it more than once, and how often.
    #[serde(with = "image::numbers")]
    more: Vec<u32>,
    #[serde(with = "image::numbers")]
    times: Vec<u32>,
}

impl Dense {
    /// The bits of the words of an index of so many documents.
    pub(super) fn of(forms: &Strings, postings: &Postings, documents: u32) -> Self {
        Self::with(forms, postings, documents, |_| None)
    }

    /// The same, where those of some are known.
    fn with(
        forms: &Strings,
        postings: &Postings,
        documents: u32,
        known: impl Fn(u32) -> Option<Arc<Bits>>,
    ) -> Self {
        let least = documents.div_ceil(ONE_IN).max(FEWEST);
        let frequent = (0..forms.len())
            .filter(|form| postings.count(*form) >= least && !is_stop_word(forms.get(*form)));
        let bits = frequent.map(|form| {
            let bits = known(form);
            (
                form,
                bits.unwrap_or_else(|| Bits::of(postings, form, documents).into()),
            )
        });
        Self(bits.collect())
    }

    /// Those of the next index, of these words and postings.
    pub(super) fn updated(
        &self,
        forms: &Strings,
        postings: &Postings,
        change: &Change<'_>,
    ) -> Self {
        let renamed = |form: u32| change.renamed.get(usize_of(form)).copied().flatten();
        let old = self
            .0
            .iter()
            .filter_map(|(form, bits)| Some((renamed(*form)?, bits)));
        let old: Vec<(u32, &Arc<Bits>)> = old.collect();
        Self::with(forms, postings, change.numbering.count(), |form| {
            let at = old.binary_search_by_key(&form, |(n, _)| *n).ok()?;
            let (_, bits) = old.get(at)?;
            let text = forms.get(form);
            let come = change.come.places(text);
            if change.in_place && come == change.gone.places(text) {
                return Some(Arc::clone(bits));
            }
            let come = come.unwrap_or_default();
            Some(bits.updated(change.numbering, come).into())
        })
    }

    /// The bits of a word.
    pub(super) fn find(&self, form: u32) -> Option<&Bits> {
        let at = self.0.binary_search_by_key(&form, |(n, _)| *n).ok()?;
        self.0.get(at).map(|(_, bits)| bits.as_ref())
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|(_, bits)| bits.bytes()).sum()
    }
}

impl Bits {
    fn none(documents: u32) -> Self {
        Self {
            having: vec![0; usize_of(documents.div_ceil(u64::BITS)).next_multiple_of(CHUNK)],
            ..Self::default()
        }
    }

    fn of(postings: &Postings, form: u32, documents: u32) -> Self {
        let mut bits = Self::none(documents);
        let mut cursor = postings.read(form);
        while cursor.document() != u32::MAX {
            bits.add(cursor.document(), cursor.times());
            cursor.advance();
        }
        bits.shrink();
        bits
    }

    /// Gives back what memory is not needed.
    pub(super) fn shrink(&mut self) {
        self.having.shrink_to_fit();
        self.more.shrink_to_fit();
        self.times.shrink_to_fit();
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.having.capacity() * size_of::<u64>()
            + (self.more.capacity() + self.times.capacity()) * size_of::<u32>()
    }

    /// Says of the document behind those before whether it is one of them.
    pub(super) fn put(&mut self, document: u32, is_one: bool) {
        let word = usize_of(document / u64::BITS);
        if word >= self.having.len() {
            self.having.resize((word + 1).next_multiple_of(CHUNK), 0);
        }
        if is_one {
            set(&mut self.having, document);
        }
    }

    /// A document, above those added before, has the word.
    fn add(&mut self, document: u32, times: u32) {
        set(&mut self.having, document);
        if times > 1 {
            self.more.push(document);
            self.times.push(times);
        }
    }

    /// The bits in a new numbering, with the places of the word in documents
    /// that are new: `(document, place)` in order.
    pub(super) fn updated(&self, numbering: &Renumbering, come: &[(u32, u32)]) -> Self {
        let mut bits = Self::none(numbering.count());
        let mut come = come.chunk_by(|a, b| a.0 == b.0).peekable();
        for (start, piece) in numbering.pieces() {
            let end = start.saturating_add(piece.count());
            match piece {
                Piece::New { .. } => {
                    let is_here =
                        |places: &&[(u32, u32)]| places.first().is_some_and(|p| p.0 < end);
                    while let Some(places) = come.next_if(is_here) {
                        let document = places.first().map_or(0, |p| p.0);
                        bits.add(document, to_u32(places.len()));
                    }
                }
                Piece::Kept { from, count } => {
                    bits.copy(self, from..from.saturating_add(count), start);
                }
            }
        }
        bits.shrink();
        bits
    }

    /// Copies what a run of documents has to where it is now.
    fn copy(&mut self, old: &Self, run: Range<u32>, start: u32) {
        let mut from = run.start;
        while from < run.end {
            // As many as fit into the word that they go to.
            let to = start.saturating_add(from - run.start);
            let whole = usize_of((run.end - from) / u64::BITS);
            if whole > 0 && to.is_multiple_of(u64::BITS) && from.is_multiple_of(u64::BITS) {
                self.copy_words(
                    old,
                    (usize_of(from / u64::BITS), whole),
                    usize_of(to / u64::BITS),
                );
                from += to_u32(whole) * u64::BITS;
                continue;
            }
            let count = (u64::BITS - to % u64::BITS).min(run.end - from);
            let many = old.from(from) & (u64::MAX >> (u64::BITS - count));
            if let Some(word) = self.having.get_mut(usize_of(to / u64::BITS)) {
                *word |= many << (to % u64::BITS);
            }
            from += count;
        }
        let place = |document: u32| old.more.partition_point(|d| *d < document);
        let here = place(run.start)..place(run.end);
        let more = old.more.get(here.clone()).unwrap_or_default().iter();
        self.more
            .extend(more.map(|document| document - run.start + start));
        let times = old.times.get(here).unwrap_or_default();
        self.times.extend_from_slice(times);
    }

    /// Copies so many whole words to another place.
    fn copy_words(&mut self, old: &Self, (from, count): (usize, usize), to: usize) {
        let here = self.having.get_mut(to..to + count);
        let there = old.having.get(from..from + count);
        if let (Some(here), Some(there)) = (here, there) {
            here.copy_from_slice(there);
        }
    }

    /// The bits of 64 documents from one on.
    fn from(&self, document: u32) -> u64 {
        let at = usize_of(document / u64::BITS);
        let word = |at: usize| self.having.get(at).copied().unwrap_or(0);
        match document % u64::BITS {
            0 => word(at),
            shift => (word(at) >> shift) | (word(at + 1) << (u64::BITS - shift)),
        }
    }

    /// The bits themselves.
    pub(super) fn words(&self) -> &[u64] {
        &self.having
    }

    /// How often the word is in a document; `at` is where the reading of those
    /// that have it more than once is, for documents that only grow.
    pub(super) fn times(&self, document: u32, at: &mut usize) -> u32 {
        if self.has(document) {
            self.times_in(document, at)
        } else {
            0
        }
    }

    /// The same of a document that has it.
    pub(super) fn times_in(&self, document: u32, at: &mut usize) -> u32 {
        // Most often it is no further on than this.
        for _ in 0..CHUNK {
            match self.more.get(*at) {
                Some(next) if *next < document => *at += 1,
                Some(next) if *next == document => break,
                _ => return 1,
            }
        }
        let rest = gallop(self.more.get(*at..).unwrap_or_default(), document);
        *at = self.more.len() - rest.len();
        let is_here = rest.first() == Some(&document);
        let times = self.times.get(*at).filter(|_| is_here);
        times.copied().unwrap_or(1)
    }

    /// The documents that have the word more than once, ascending.
    pub(super) fn many(&self) -> &[u32] {
        &self.more
    }

    /// Whether a document has the word.
    pub(super) fn has(&self, document: u32) -> bool {
        has(&self.having, document)
    }
}

/// Whether a document is among those of some bits.
pub(super) fn has(bits: &[u64], document: u32) -> bool {
    let word = bits.get(usize_of(document / u64::BITS));
    word.is_some_and(|word| word >> (document % u64::BITS) & 1 == 1)
}

/// Adds a document to some bits.
pub fn set(bits: &mut [u64], document: u32) {
    if let Some(word) = bits.get_mut(usize_of(document / u64::BITS)) {
        *word |= 1 << (document % u64::BITS);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::in_all;
    use super::*;

    fn bits(times: &BTreeMap<u32, u32>, documents: u32) -> Bits {
        let mut bits = Bits::none(documents);
        for (document, times) in times {
            bits.add(*document, *times);
        }
        bits
    }

    proptest! {
        #[test]
        fn bits_go_over_into_a_new_numbering(
            times in prop::collection::btree_map(0_u32..300, 1_u32..4, 0..200),
            pieces in prop::collection::vec((0_u32..90, 0_u32..90, 0_u32..90), 0..5),
            come in prop::collection::btree_map(0_u32..700, 1_u32..4, 0..200),
        ) {
            let old = bits(&times, 300);
            let (mut numbering, mut from) = (Renumbering::default(), 0);
            let mut expected = BTreeMap::new();
            let mut places = Vec::new();
            for (gone, kept, new) in pieces {
                from = (from + gone).min(300);
                let kept = kept.min(300 - from);
                let start = numbering.count();
                numbering.keep(from, kept);
                let here = times.range(from..from + kept);
                expected.extend(here.map(|(document, times)| (document - from + start, *times)));
                from += kept;
                let start = numbering.count();
                numbering.add(new);
                for (document, times) in come.range(start..start + new) {
                    places.extend((0..*times).map(|place| (*document, place)));
                    expected.insert(*document, *times);
                }
            }
            let new = old.updated(&numbering, &places);
            let built = bits(&expected, numbering.count());
            prop_assert_eq!(&new.having, &built.having);
            prop_assert_eq!((&new.more, &new.times), (&built.more, &built.times));
            let mut at = 0;
            for document in 0..numbering.count() {
                let times = expected.get(&document).copied().unwrap_or(0);
                prop_assert_eq!(new.times(document, &mut at), times);
            }
            let documents: Vec<u32> = expected.into_keys().collect();
            prop_assert_eq!(in_all(&[new.words()]), documents);
        }
    }
}
