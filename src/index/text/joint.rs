//! How well documents match that are known to match: where each word asked for
//! has bits of its own, in one pass over all words at once.

use super::dense::Bits;
use super::matcher::{Matcher, SHORT};
use super::usize_of;

/// Words that are all in a document.
pub struct Joint<'a> {
    words: Vec<Word<'a>>,
    lengths: &'a [u16],
    /// Scores of documents that have each word once, by length; 0 until needed.
    once: Vec<u32>,
    /// No document before this one has a word more than once.
    more: u32,
}

struct Word<'a> {
    matcher: Matcher<'a>,
    bits: &'a Bits,
    /// Twice the weight of an occurrence.
    weight: u32,
    /// Where the reading of its bits is.
    at: usize,
    /// What it counts in the document at hand, if that was looked at.
    halves: u32,
}

impl<'a> Joint<'a> {
    /// The words of patterns that each stand for one form which has bits.
    pub fn of(matchers: impl Iterator<Item = Matcher<'a>>) -> Self {
        let word = |matcher: Matcher<'a>| {
            debug_assert!(matcher.is_one_frequent_form());
            let (bits, weight) = matcher.only_bits()?;
            Some(Word {
                matcher,
                bits,
                weight,
                at: 0,
                halves: 0,
            })
        };
        let words: Vec<Word<'a>> = matchers.filter_map(word).collect();
        let lengths = words.first().map(|word| word.matcher.lengths());
        Self {
            lengths: lengths.unwrap_or_default(),
            once: vec![0; usize::from(SHORT)],
            more: 0,
            words,
        }
    }

    /// The score of a document that has all of the words. Documents must be
    /// asked in ascending order.
    pub fn score(&mut self, document: u32) -> u32 {
        if document < self.more || self.are_all_once(document) {
            return self.score_once(document);
        }
        let words = self.words.iter_mut();
        words
            .map(|word| word.matcher.score_of(document, word.halves))
            .fold(0, u32::saturating_add)
    }

    /// Looks how often each word is in a document.
    fn are_all_once(&mut self, document: u32) -> bool {
        let mut are_once = true;
        self.more = u32::MAX;
        for word in &mut self.words {
            let times = word.bits.times_in(document, &mut word.at);
            are_once &= times == 1;
            word.halves = times.saturating_mul(word.weight);
            let more = word.bits.next_of_many(document, word.at);
            self.more = self.more.min(more);
        }
        are_once
    }

    fn score_once(&mut self, document: u32) -> u32 {
        let length = self.lengths.get(usize_of(document)).copied();
        let length = usize::from(length.unwrap_or_default());
        match self.once.get(length).copied() {
            Some(score) if score > 0 => score,
            _ => self.note_once(document, length),
        }
    }

    #[cold]
    fn note_once(&mut self, document: u32, length: usize) -> u32 {
        let words = self.words.iter_mut();
        let score = words
            .map(|word| word.matcher.score_of(document, word.weight))
            .fold(0, u32::saturating_add);
        if let Some(slot) = self.once.get_mut(length) {
            *slot = score;
        }
        score
    }
}
