//! How well documents match that are known to match: where each word asked for
//! has bits of its own, for all words at once.

use super::dense::Bits;
use super::matcher::{Matcher, SHORT};
use super::word_counts::WordCounts;

/// Words that are all in a document.
pub struct Joint<'a> {
    words: Vec<Word<'a>>,
    lengths: Option<&'a WordCounts>,
    /// Scores of documents that have each word once, by length; 0 until needed.
    once: Vec<u32>,
    /// The documents that have all of the words, and one of them more than once.
    many: Vec<u32>,
}

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
        let have = |document: &u32| words.iter().all(|word| word.bits.has(*document));
        let many = words.iter().flat_map(|word| word.bits.many());
        let mut many: Vec<u32> = many.copied().filter(have).collect();
        many.sort_unstable();
        many.dedup();
        Self {
            lengths: words.first().map(|word| word.matcher.lengths()),
            once: vec![0; usize::from(SHORT)],
            many,
            words,
        }
    }

    /// The scores of documents that have all of the words, ascending. Those that
    /// are asked for next must be behind them.
    pub fn scores(&mut self, documents: &[u32]) -> Vec<u32> {
        // Nearly all have each word once, so that nothing but their length has
        // to be known.
        let once = documents.iter().map(|document| self.score_once(*document));
        let mut scores: Vec<u32> = once.collect();
        let (Some(first), Some(last)) = (documents.first(), documents.last()) else {
            return scores;
        };
        let start = self.many.partition_point(|document| document < first);
        let end = self.many.partition_point(|document| document <= last);
        for document in self.many.get(start..end).unwrap_or_default() {
            let at = documents.binary_search(document);
            if let Some(score) = at.ok().and_then(|at| scores.get_mut(at)) {
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
            _ => self.note_once(document, usize::from(length)),
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

impl Word<'_> {
    /// The score of a document behind those before that has it.
    fn score(&mut self, document: u32) -> u32 {
        let times = self.bits.times_in(document, &mut self.at);
        self.matcher
            .score_of(document, times.saturating_mul(self.weight))
    }
}
