//! How well documents match that are known to match: where each word asked for
//! has bits of its own, for all words at once.

use super::dense::Bits;
use super::matcher::Matcher;
use super::word_counts::WordCounts;
use crate::index::set::gallop;

/// Words that are all in a document.
pub struct Joint<'a> {
    words: Vec<Word<'a>>,
    lengths: Option<&'a WordCounts>,
    /// Scores of documents that have each word once, by length; 0 until needed.
    once: Vec<u32>,
    /// Bits of short documents, and the score that no other one exceeds that has
    /// each word once; from the fewest documents to the most.
    short: Vec<(u32, &'a [u64])>,
}

/// Lengths of which scores are noted.
const NOTED: usize = 128;

struct Word<'a> {
    matcher: Matcher<'a>,
    bits: &'a Bits,
    /// Twice the weight of an occurrence.
    weight: u32,
    /// Where the reading of its bits is.
    at: usize,
}

impl<'a> Joint<'a> {
    /// The words of patterns that each stand for one form which has bits.
    pub fn of(matchers: Vec<Matcher<'a>>) -> Self {
        let word = |matcher: Matcher<'a>| {
            debug_assert!(matcher.is_one_frequent_form());
            let (bits, weight) = matcher.only_bits()?;
            Some(Word {
                matcher,
                bits,
                weight,
                at: 0,
            })
        };
        let words: Vec<Word<'a>> = matchers.into_iter().filter_map(word).collect();
        let lengths = words.first().map(|word| word.matcher.lengths());
        let none: (u32, &[u64]) = (score_of_once(&words, 0), &[]);
        let short = lengths.into_iter().flat_map(WordCounts::short);
        let short = short.map(|(most, short)| {
            let above = most.saturating_add(1);
            (score_of_once(&words, above), short.words())
        });
        Self {
            short: std::iter::once(none).chain(short).collect(),
            once: vec![0; NOTED],
            lengths,
            words,
        }
    }

    /// Bits of all documents that may score more than this, but for those of
    /// [`Self::many`]; `None` where any document may.
    pub fn above(&self, score: u64) -> Option<&'a [u64]> {
        let mut short = self.short.iter();
        let short = short.find(|(others, _)| u64::from(*others) <= score);
        short.map(|(_, bits)| *bits)
    }

    /// For each of the words, the documents that have it more than once, ascending.
    pub fn many(&self) -> Vec<&'a [u32]> {
        self.words.iter().map(|word| word.bits.many()).collect()
    }

    /// The documents that have all of the words, and one of them more than once.
    pub fn all_and_many(&self) -> Vec<u32> {
        let have = |document: &u32| self.words.iter().all(|word| word.bits.has(*document));
        let many = self.many().into_iter().flatten();
        let mut many: Vec<u32> = many.copied().filter(have).collect();
        many.sort_unstable();
        many.dedup();
        many
    }

    /// The scores of documents that have all of the words, ascending; `many` has
    /// those of them that have one more than once, and may have others. Those
    /// that are asked for next must be behind them.
    pub fn scores(&mut self, documents: &[u32], many: &[u32]) -> Vec<u32> {
        // Nearly all have each word once, so that nothing but their length has
        // to be known.
        let once = documents.iter().map(|document| self.score_once(*document));
        let mut scores: Vec<u32> = once.collect();
        let mut rest = documents;
        for document in many {
            rest = gallop(rest, *document);
            if rest.is_empty() {
                break;
            }
            let at = documents.len() - rest.len();
            let is_here = rest.first() == Some(document);
            if let Some(score) = scores.get_mut(at).filter(|_| is_here) {
                let words = self.words.iter_mut();
                *score = words
                    .map(|word| word.score(*document))
                    .fold(0, u32::saturating_add);
            }
        }
        scores
    }

    fn score_once(&mut self, document: u32) -> u32 {
        let length = self.lengths.map_or(0, |lengths| lengths.get(document));
        match self.once.get(usize::from(length)) {
            Some(score) if *score > 0 => *score,
            _ => self.note_once(length),
        }
    }

    #[cold]
    fn note_once(&mut self, length: u16) -> u32 {
        let score = score_of_once(&self.words, length);
        if let Some(slot) = self.once.get_mut(usize::from(length)) {
            *slot = score;
        }
        score
    }
}

/// The score of a document of so many words that has each of these once.
fn score_of_once(words: &[Word<'_>], length: u16) -> u32 {
    let scores = words
        .iter()
        .map(|word| word.matcher.score_at(length, word.weight));
    scores.fold(0, u32::saturating_add)
}

impl Word<'_> {
    /// The score of a document behind those before that has it.
    fn score(&mut self, document: u32) -> u32 {
        let times = self.bits.times_in(document, &mut self.at);
        self.matcher
            .score_of(document, times.saturating_mul(self.weight))
    }
}
