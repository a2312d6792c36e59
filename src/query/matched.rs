//! The items that match a question about texts, and how well.

use std::borrow::Cow;

use super::rank::Leading;
use crate::index::text::{Hit, Joint, Matcher, Step, Walk, in_all};

/// So many items are scored at once.
const TOGETHER: usize = 512;

/// The items that match, ascending.
pub(super) enum Matched<'a> {
    /// And how well.
    Scored(Vec<Hit>),
    /// So many that scores are made while they are read, of words that each of
    /// them has.
    Frequent(Vec<u32>, Vec<Matcher<'a>>),
    /// All that have each of some words, by their bits, not looked for yet.
    Joined(Vec<Cow<'a, [u64]>>, Vec<Matcher<'a>>),
}

impl Matched<'_> {
    /// The items alone.
    pub(super) fn documents(self) -> Vec<u32> {
        match self {
            Self::Scored(hits) => hits.iter().map(|hit| hit.document).collect(),
            Self::Frequent(documents, _) => documents,
            Self::Joined(bits, _) => in_all(&bits),
        }
    }

    /// All of them with their scores.
    pub(super) fn scored(self) -> Vec<Hit> {
        let (documents, words) = match self {
            Self::Scored(hits) => return hits,
            Self::Frequent(documents, words) => (documents, words),
            Self::Joined(bits, words) => (in_all(&bits), words),
        };
        let mut words = Joint::of(words);
        let scores = words.scores(&documents, &words.all_and_many());
        let hits = documents.into_iter().zip(scores);
        hits.map(|(document, score)| Hit { document, score })
            .collect()
    }

    /// Has all of them ranked that may be among the first; how many there are.
    pub(super) fn rank<R, I>(self, leading: &mut Leading<u32, R, I>) -> usize
    where
        R: Fn(u32, u32) -> u64,
        I: Fn(u64, u32) -> u64,
    {
        match self {
            Self::Scored(hits) => {
                leading.take(hits.iter().map(|hit| (hit.score, hit.document)));
                hits.len()
            }
            Self::Frequent(documents, words) => {
                let mut words = Joint::of(words);
                let many = words.all_and_many();
                let mut many = many.as_slice();
                for some in documents.chunks(TOGETHER) {
                    let Some(first) = some.first() else { continue };
                    let passed = many.partition_point(|document| document < first);
                    many = many.get(passed..).unwrap_or_default();
                    let scores = words.scores(some, many).into_iter();
                    leading.take(scores.zip(some.iter().copied()));
                }
                documents.len()
            }
            Self::Joined(bits, words) => {
                let mut words = Joint::of(words);
                let mut walk = Walk::new(&bits, words.many());
                loop {
                    // Most score too little for that, which their length tells:
                    // they are counted, never looked at.
                    let only = leading.enough().and_then(|enough| words.above(enough));
                    let Some(Step { documents, special }) = walk.next(only) else {
                        return walk.total();
                    };
                    if documents.is_empty() {
                        continue;
                    }
                    let scores = words.scores(documents, special).into_iter();
                    leading.take(scores.zip(documents.iter().copied()));
                }
            }
        }
    }
}
