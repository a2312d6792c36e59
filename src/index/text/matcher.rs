//! Which documents match a pattern, and how well.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::dense::{Bits, ONE_IN, set};
use super::score::{Lengths, rarity};
use super::word_counts::WordCounts;
use super::{TextIndex, usize_of};

/// More forms than this are read into one list beforehand: going forward in
/// each of them for every document would take longer.
const MANY: usize = 8;

/// Scores are computed once for each number of halves below this and each
/// length below the other.
const FEW_HALVES: usize = 8;
const SHORT: u16 = 128;

/// What a clause stands for in one index: the forms of each of its words, and
/// whether each is the word itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Vec<(u32, bool)>>,
}

impl Pattern {
    pub(super) fn new(parts: Vec<Vec<(u32, bool)>>) -> Self {
        Self { parts }
    }

    /// How many words follow each other.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether a form will do for a word.
    pub(super) fn takes(&self, part: usize, form: u32) -> bool {
        let forms = self.parts.get(part);
        forms.is_some_and(|f| f.binary_search_by_key(&form, |(f, _)| *f).is_ok())
    }
}

/// A document and how well it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its number.
    pub document: u32,
    /// BM25 in thousandths, at least 1; 0 where no text was asked for.
    pub score: u32,
}

impl Hit {
    /// A document that was not looked for by its text.
    pub fn unranked(document: u32) -> Self {
        Self { document, score: 0 }
    }
}

/// Reads the postings of one form.
struct Form<'a> {
    cursor: Cursor<'a>,
    /// Its bits, if it has some, and where the reading of them is.
    bits: Option<(&'a Bits, usize)>,
    /// Twice the weight of an occurrence: other forms of a word count half.
    weight: u32,
}

impl Form<'_> {
    /// Twice the number of times that it counts in a document.
    fn halves(&mut self, document: u32) -> u32 {
        let times = if let Some((bits, at)) = &mut self.bits {
            bits.times(document, at)
        } else {
            self.cursor.seek(document);
            let is_here = self.cursor.document() == document;
            if is_here { self.cursor.times() } else { 0 }
        };
        times.saturating_mul(self.weight)
    }
}

/// Reads the postings of one word in all its forms.
struct Reader<'a> {
    forms: Vec<Form<'a>>,
    /// `(document, halves)` of all of them, where they are many.
    merged: Option<Vec<(u32, u32)>>,
    at: usize,
    rarity: u64,
    /// No more documents than this have it.
    count: u32,
    /// How many documents there are.
    all: u32,
}

/// Goes forward through documents and says which match.
pub struct Matcher<'a> {
    readers: Vec<Reader<'a>>,
    lengths: &'a WordCounts,
    totals: Lengths,
    /// Where the phrase may begin in the document at hand.
    starts: Vec<u32>,
    /// Where its next word is.
    places: Vec<u32>,
    /// Scores by halves and length, as far as they were needed.
    scores: Vec<u32>,
}

impl TextIndex {
    /// Reads a pattern, one document after the other.
    pub fn matcher(&self, pattern: &Pattern) -> Matcher<'_> {
        let reader = |forms: &Vec<(u32, bool)>| Reader::new(self, forms);
        Matcher {
            readers: pattern.parts.iter().map(reader).collect(),
            lengths: &self.lengths,
            totals: self.totals,
            starts: Vec::new(),
            places: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Every document that matches, ascending.
    pub fn hits(&self, pattern: &Pattern) -> Vec<Hit> {
        self.matcher(pattern).all()
    }
}

impl<'a> Matcher<'a> {
    /// No more documents than this match.
    pub fn most(&self) -> u32 {
        self.readers.iter().map(|r| r.count).min().unwrap_or(0)
    }

    /// How well a document matches, 0 if it does not. Documents must be asked
    /// in ascending order.
    pub fn score(&mut self, document: u32) -> u32 {
        let mut halves = 0;
        for reader in &mut self.readers {
            halves = reader.halves(document);
            if halves == 0 {
                return 0;
            }
        }
        if self.readers.len() > 1 {
            halves = self.phrases(document).saturating_mul(2);
        }
        self.score_of(document, halves)
    }

    /// The bits of the documents that match, where a word is that frequent.
    pub fn bits(&self) -> Option<Cow<'a, [u64]>> {
        match self.readers.as_slice() {
            [word] => word.bits(),
            _ => None,
        }
    }

    /// The bits of the one form that is asked for, and twice its weight.
    pub(super) fn only_bits(&self) -> Option<(&'a Bits, u32)> {
        match self.readers.as_slice() {
            [word] => word.only_bits(),
            _ => None,
        }
    }

    /// Whether all that is asked for is one form that has bits.
    pub fn is_one_frequent_form(&self) -> bool {
        self.only_bits().is_some()
    }

    /// How many words each document has.
    pub(super) fn lengths(&self) -> &'a WordCounts {
        self.lengths
    }

    /// Adds to each of some hits, ascending, how well it matches; those that do
    /// not go.
    pub fn rank(&mut self, hits: &mut Vec<Hit>) {
        // Most questions about many documents are for one form of a word.
        let dense = self.only_bits();
        let mut at = 0;
        hits.retain_mut(|hit| {
            let score = match dense {
                Some((bits, weight)) => {
                    let times = bits.times(hit.document, &mut at);
                    self.score_of(hit.document, times.saturating_mul(weight))
                }
                None => self.score(hit.document),
            };
            hit.score = hit.score.saturating_add(score);
            score > 0
        });
    }

    /// Every document that matches, ascending.
    pub fn all(mut self) -> Vec<Hit> {
        let rarest = self.readers.iter().min_by_key(|r| r.count);
        let candidates = rarest.map(Reader::documents).unwrap_or_default();
        let single = self.readers.len() == 1;
        let hits = candidates.into_iter().filter_map(|(document, halves)| {
            let score = if single {
                self.score_of(document, halves)
            } else {
                self.score(document)
            };
            (score > 0).then_some(Hit { document, score })
        });
        hits.collect()
    }

    /// The score of a document that counts so many halves of each word.
    pub(super) fn score_of(&mut self, document: u32, halves: u32) -> u32 {
        if halves == 0 {
            return 0;
        }
        let length = self.lengths.get(document);
        let row = usize_of(halves);
        if row >= FEW_HALVES || length >= SHORT {
            return self.score_at(length, halves);
        }
        let at = row * usize::from(SHORT) + usize::from(length);
        match self.scores.get(at).copied() {
            Some(score) if score > 0 => score,
            _ => self.note_score(at, length, halves),
        }
    }

    #[cold]
    fn note_score(&mut self, at: usize, length: u16, halves: u32) -> u32 {
        let score = self.score_at(length, halves);
        if self.scores.is_empty() {
            self.scores = vec![0; FEW_HALVES * usize::from(SHORT)];
        }
        if let Some(slot) = self.scores.get_mut(at) {
            *slot = score;
        }
        score
    }

    /// The score of a document of so many words that counts so many halves of
    /// each word.
    pub(super) fn score_at(&self, length: u16, halves: u32) -> u32 {
        let one = |r: &Reader<'_>| self.totals.score(r.rarity, halves, length);
        self.readers.iter().map(one).fold(0, u32::saturating_add)
    }

    /// How often the words follow each other in a document that has them all.
    /// Stops at the first word that does not follow: a long phrase of frequent
    /// words would otherwise read every place of each.
    fn phrases(&mut self, document: u32) -> u32 {
        for (step, reader) in (0_u32..).zip(&mut self.readers) {
            if step == 0 {
                reader.places(document, &mut self.starts);
            } else {
                reader.places(document, &mut self.places);
                let places = &self.places;
                let follows = |start: &u32| places.binary_search(&start.saturating_add(step));
                self.starts.retain(|start| follows(start).is_ok());
            }
            if self.starts.is_empty() {
                return 0;
            }
        }
        crate::domain::to_u32(self.starts.len())
    }
}

impl<'a> Reader<'a> {
    fn new(index: &'a TextIndex, forms: &[(u32, bool)]) -> Self {
        let counts = forms.iter().map(|(f, _)| index.postings.count(*f));
        let count = counts.fold(0, u32::saturating_add).min(index.len());
        let form = |(form, own): &(u32, bool)| Form {
            cursor: index.postings.read(*form),
            bits: index.dense.find(*form).map(|bits| (bits, 0)),
            weight: if *own { 2 } else { 1 },
        };
        let mut reader = Self {
            merged: None,
            at: 0,
            rarity: rarity(count, index.len()),
            count,
            all: index.len(),
            forms: forms.iter().map(form).collect(),
        };
        if reader.forms.len() > MANY {
            reader.merged = Some(reader.documents());
        }
        reader
    }

    /// Every document and the halves it has, ascending.
    fn documents(&self) -> Vec<(u32, u32)> {
        if let Some(merged) = &self.merged {
            return merged.clone();
        }
        if self.forms.len() > 1 && self.count >= self.all / ONE_IN {
            return self.counted();
        }
        let mut out = Vec::with_capacity(usize_of(self.count));
        for form in &self.forms {
            let mut cursor = form.cursor.clone();
            while cursor.document() != u32::MAX {
                let halves = cursor.times().saturating_mul(form.weight);
                out.push((cursor.document(), halves));
                cursor.advance();
            }
        }
        if self.forms.len() > 1 {
            out.sort_unstable();
            out.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = kept.1.saturating_add(next.1);
                }
                same
            });
        }
        out
    }

    /// The same, where that is so many documents that to count for each of all
    /// takes less time than to sort those.
    fn counted(&self) -> Vec<(u32, u32)> {
        let mut counts = vec![0_u32; usize_of(self.all)];
        for form in &self.forms {
            let mut cursor = form.cursor.clone();
            while let Some(count) = counts.get_mut(usize_of(cursor.document())) {
                *count = count.saturating_add(cursor.times().saturating_mul(form.weight));
                cursor.advance();
            }
        }
        let counted = (0..).zip(counts);
        counted.filter(|(_, halves)| *halves > 0).collect()
    }

    /// Twice the number of times that the word is in a document.
    fn halves(&mut self, document: u32) -> u32 {
        if let Some(merged) = &self.merged {
            let rest = merged.get(self.at..).unwrap_or(&[]);
            self.at += rest.partition_point(|(d, _)| *d < document);
            let here = merged.get(self.at).filter(|(d, _)| *d == document);
            return here.map_or(0, |(_, halves)| *halves);
        }
        let forms = self.forms.iter_mut().map(|form| form.halves(document));
        forms.fold(0, u32::saturating_add)
    }

    /// The bits of its only form, and the weight of that.
    fn only_bits(&self) -> Option<(&'a Bits, u32)> {
        match self.forms.as_slice() {
            [form] => form.bits.map(|(bits, _)| (bits, form.weight)),
            _ => None,
        }
    }

    /// The bits of the documents that have it, if one of its forms has some.
    fn bits(&self) -> Option<Cow<'a, [u64]>> {
        let dense = self.forms.iter().filter_map(|form| form.bits);
        let (first, _) = dense.clone().next()?;
        if let Some(merged) = &self.merged {
            let mut all = first.words().to_vec();
            for (document, _) in merged {
                set(&mut all, *document);
            }
            return Some(all.into());
        }
        let mut all = Cow::Borrowed(first.words());
        for (bits, _) in dense.skip(1) {
            let words = all.to_mut().iter_mut().zip(bits.words());
            words.for_each(|(word, other)| *word |= other);
        }
        for form in self.forms.iter().filter(|form| form.bits.is_none()) {
            let mut cursor = form.cursor.clone();
            while cursor.document() != u32::MAX {
                set(all.to_mut(), cursor.document());
                cursor.advance();
            }
        }
        Some(all)
    }

    /// Where the word is in a document, ascending.
    fn places(&mut self, document: u32, places: &mut Vec<u32>) {
        places.clear();
        for Form { cursor, .. } in &mut self.forms {
            cursor.seek(document);
            if cursor.document() == document {
                cursor.places(places);
            }
        }
        places.sort_unstable();
    }
}
