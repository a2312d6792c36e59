//! Which documents match a pattern, and how well.

use super::cursor::Cursor;
use super::score::{Lengths, rarity};
use super::{TextIndex, usize_of};

/// More forms than this are read into one list beforehand: going forward in
/// each of them for every document would take longer.
const MANY: usize = 8;

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

/// Reads the postings of one word in all its forms.
struct Reader<'a> {
    /// With twice the weight of an occurrence: other forms of the word count half.
    cursors: Vec<(Cursor<'a>, u32)>,
    /// `(document, halves)` of all of them, where they are many.
    merged: Option<Vec<(u32, u32)>>,
    at: usize,
    rarity: u64,
    count: u32,
}

/// Goes forward through documents and says which match.
pub struct Matcher<'a> {
    readers: Vec<Reader<'a>>,
    lengths: &'a [u16],
    totals: Lengths,
    /// Where the phrase may begin in the document at hand.
    starts: Vec<u32>,
    /// Where its next word is.
    places: Vec<u32>,
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
        }
    }

    /// Every document that matches, ascending.
    pub fn hits(&self, pattern: &Pattern) -> Vec<Hit> {
        self.matcher(pattern).all()
    }
}

impl Matcher<'_> {
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

    fn score_of(&self, document: u32, halves: u32) -> u32 {
        if halves == 0 {
            return 0;
        }
        let length = self.lengths.get(usize_of(document)).copied().unwrap_or(0);
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
        let cursors: Vec<(Cursor<'a>, u32)> = forms
            .iter()
            .map(|(f, own)| (index.postings.read(*f), if *own { 2 } else { 1 }))
            .collect();
        let mut reader = Self {
            merged: None,
            at: 0,
            rarity: rarity(count, index.len()),
            count,
            cursors,
        };
        if reader.cursors.len() > MANY {
            reader.merged = Some(reader.documents());
        }
        reader
    }

    /// Every document and the halves it has, ascending.
    fn documents(&self) -> Vec<(u32, u32)> {
        if let Some(merged) = &self.merged {
            return merged.clone();
        }
        let mut out = Vec::with_capacity(usize_of(self.count));
        for (cursor, weight) in &self.cursors {
            let mut cursor = cursor.clone();
            while cursor.document() != u32::MAX {
                out.push((cursor.document(), cursor.times().saturating_mul(*weight)));
                cursor.advance();
            }
        }
        if self.cursors.len() > 1 {
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

    /// Twice the number of times that the word is in a document.
    fn halves(&mut self, document: u32) -> u32 {
        if let Some(merged) = &self.merged {
            let rest = merged.get(self.at..).unwrap_or(&[]);
            self.at += rest.partition_point(|(d, _)| *d < document);
            let here = merged.get(self.at).filter(|(d, _)| *d == document);
            return here.map_or(0, |(_, halves)| *halves);
        }
        let mut halves = 0_u32;
        for (cursor, weight) in &mut self.cursors {
            cursor.seek(document);
            if cursor.document() == document {
                halves = halves.saturating_add(cursor.times().saturating_mul(*weight));
            }
        }
        halves
    }

    /// Where the word is in a document, ascending.
    fn places(&mut self, document: u32, places: &mut Vec<u32>) {
        places.clear();
        for (cursor, _) in &mut self.cursors {
            cursor.seek(document);
            if cursor.document() == document {
                cursor.places(places);
            }
        }
        places.sort_unstable();
    }
}
