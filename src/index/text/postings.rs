//! Which documents a word is in, how often, and where: packed.
//!
//! Documents and places are differences to the one before, seven bits a byte.
//! Places stand in a block of their own, so that nothing but a phrase reads
//! them. Every 128th document of a list has an entry to skip to.

use crate::domain::to_u32;
use crate::index::usize_of;

/// Documents between two entries to skip to.
const BLOCK: u32 = 128;

/// Where a block of a list ends.
#[derive(Debug, Clone, Copy)]
struct Skip {
    /// Its last document.
    last: u32,
    /// First byte of the next block's documents.
    documents: u32,
    /// First byte of the next block's places.
    places: u32,
}

/// One word's part of the postings.
#[derive(Debug, Clone, Copy)]
struct List {
    documents: u32,
    places: u32,
    skips: u32,
    count: u32,
}

/// The postings of a list of words.
#[derive(Debug, Default)]
pub struct Postings {
    lists: Vec<List>,
    documents: Vec<u8>,
    places: Vec<u8>,
    skips: Vec<Skip>,
}

/// The postings of one word while they are written.
#[derive(Debug, Default)]
pub struct Writer {
    documents: Vec<u8>,
    places: Vec<u8>,
    skips: Vec<Skip>,
    count: u32,
    /// The last document written.
    last: u32,
    /// The document at hand, if the word was in one.
    current: Option<u32>,
    times: u32,
    place: u32,
}

impl Writer {
    /// The word is in a document at a place; both only grow.
    pub fn add(&mut self, document: u32, place: u32) {
        if self.current != Some(document) {
            self.flush();
            self.current = Some(document);
        }
        write(&mut self.places, place.saturating_sub(self.place));
        self.place = place;
        self.times += 1;
    }

    fn flush(&mut self) {
        let Some(document) = self.current else {
            return;
        };
        let step = document.saturating_sub(self.last).saturating_mul(2);
        if self.times == 1 {
            write(&mut self.documents, step);
        } else {
            write(&mut self.documents, step + 1);
            write(&mut self.documents, self.times);
        }
        self.count += 1;
        self.last = document;
        self.times = 0;
        self.place = 0;
        if self.count.is_multiple_of(BLOCK) {
            self.skips.push(Skip {
                last: document,
                documents: to_u32(self.documents.len()),
                places: to_u32(self.places.len()),
            });
        }
    }
}

impl Postings {
    /// Adds the next word's list.
    pub fn push(&mut self, mut writer: Writer) {
        writer.flush();
        let (documents, places) = (to_u32(self.documents.len()), to_u32(self.places.len()));
        self.lists.push(List {
            documents,
            places,
            skips: to_u32(self.skips.len()),
            count: writer.count,
        });
        self.documents.extend_from_slice(&writer.documents);
        self.places.extend_from_slice(&writer.places);
        self.skips.extend(writer.skips.iter().map(|skip| Skip {
            documents: documents.saturating_add(skip.documents),
            places: places.saturating_add(skip.places),
            ..*skip
        }));
    }

    /// Gives back what growing took too much.
    pub fn shrink(&mut self) {
        self.lists.shrink_to_fit();
        self.documents.shrink_to_fit();
        self.places.shrink_to_fit();
        self.skips.shrink_to_fit();
    }

    /// In how many documents a word is.
    pub fn count(&self, word: u32) -> u32 {
        self.lists.get(usize_of(word)).map_or(0, |l| l.count)
    }

    /// Reads a word's list from its start.
    pub fn read(&self, word: u32) -> Cursor<'_> {
        let list = self.lists.get(usize_of(word)).copied();
        let list = list.unwrap_or(List {
            documents: 0,
            places: 0,
            skips: 0,
            count: 0,
        });
        let skips = usize_of(list.skips)..usize_of(list.skips + list.count / BLOCK);
        let mut cursor = Cursor {
            postings: self,
            skips: self.skips.get(skips).unwrap_or(&[]),
            count: list.count,
            read: 0,
            at: usize_of(list.documents),
            document: 0,
            times: 0,
            places_at: usize_of(list.places),
            places_behind: 0,
        };
        cursor.advance();
        cursor
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.lists.capacity() * size_of::<List>()
            + self.documents.capacity()
            + self.places.capacity()
            + self.skips.capacity() * size_of::<Skip>()
    }
}

/// Where the reading of a list is.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    postings: &'a Postings,
    skips: &'a [Skip],
    count: u32,
    /// Documents read.
    read: u32,
    /// Next byte of the documents.
    at: usize,
    document: u32,
    times: u32,
    /// A byte of the places, and how many places lie between it and those of
    /// the document at hand.
    places_at: usize,
    places_behind: u32,
}

impl Cursor<'_> {
    /// The document at hand; `u32::MAX` behind the last one.
    pub fn document(&self) -> u32 {
        self.document
    }

    /// How often the word is in it.
    pub fn times(&self) -> u32 {
        self.times
    }

    /// Goes on to the next document.
    pub fn advance(&mut self) {
        if self.read >= self.count {
            self.document = u32::MAX;
            return;
        }
        self.places_behind += self.times;
        let bytes = &self.postings.documents;
        let step = read(bytes, &mut self.at);
        self.times = if step.is_multiple_of(2) {
            1
        } else {
            read(bytes, &mut self.at)
        };
        self.document = self.document.saturating_add(step / 2);
        self.read += 1;
    }

    /// Goes on to the first document not before this one.
    pub fn seek(&mut self, document: u32) {
        if self.document >= document {
            return;
        }
        // The block at hand is most often the right one.
        let block = usize_of(self.read.saturating_sub(1) / BLOCK);
        let ahead = self.skips.get(block..).unwrap_or(&[]);
        if ahead.first().is_some_and(|s| s.last < document) {
            let over = ahead.partition_point(|s| s.last < document);
            if let Some(skip) = ahead.get(over.saturating_sub(1)) {
                self.read = to_u32(block + over).saturating_mul(BLOCK);
                self.at = usize_of(skip.documents);
                self.document = skip.last;
                self.places_at = usize_of(skip.places);
                self.places_behind = 0;
                self.times = 0;
                self.advance();
            }
        }
        while self.document < document {
            self.advance();
        }
    }

    /// The word's places in the document at hand.
    pub fn places(&mut self, out: &mut Vec<u32>) {
        let bytes = &self.postings.places;
        for _ in 0..self.places_behind {
            read(bytes, &mut self.places_at);
        }
        self.places_behind = 0;
        let mut at = self.places_at;
        let mut place = 0_u32;
        for _ in 0..self.times {
            place = place.saturating_add(read(bytes, &mut at));
            out.push(place);
        }
    }
}

/// Writes a number, seven bits a byte, lowest first.
fn write(out: &mut Vec<u8>, mut n: u32) {
    while n > 0x7f {
        let [low, ..] = n.to_le_bytes();
        out.push(low | 0x80);
        n >>= 7;
    }
    let [low, ..] = n.to_le_bytes();
    out.push(low);
}

/// Reads such a number; 0 behind the last byte.
fn read(bytes: &[u8], at: &mut usize) -> u32 {
    let mut n = 0_u32;
    let mut shift = 0;
    while let Some(byte) = bytes.get(*at) {
        *at += 1;
        n |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 || shift >= 28 {
            break;
        }
        shift += 7;
    }
    n
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    type Lists = Vec<BTreeMap<u32, BTreeSet<u32>>>;

    fn postings(lists: &Lists) -> Postings {
        let mut postings = Postings::default();
        for list in lists {
            let mut writer = Writer::default();
            for (document, places) in list {
                for place in places {
                    writer.add(*document, *place);
                }
            }
            postings.push(writer);
        }
        postings.shrink();
        postings
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(lists in prop::collection::vec(
            prop::collection::btree_map(0_u32..5_000, prop::collection::btree_set(0_u32..400, 1..4), 0..700), 1..4),
            asked in prop::collection::btree_set(0_u32..5_100, 0..60),
        ) {
            let written = postings(&lists);
            for (word, list) in (0..).zip(&lists) {
                prop_assert_eq!(usize_of(written.count(word)), list.len());
                let mut cursor = written.read(word);
                let mut read = BTreeMap::new();
                while cursor.document() != u32::MAX {
                    let mut places = Vec::new();
                    cursor.places(&mut places);
                    prop_assert_eq!(usize_of(cursor.times()), places.len());
                    read.insert(cursor.document(), places.into_iter().collect());
                    cursor.advance();
                }
                prop_assert_eq!(&read, list);
                let mut cursor = written.read(word);
                for document in &asked {
                    cursor.seek(*document);
                    let found = list.range(document..).next();
                    prop_assert_eq!(cursor.document(), found.map_or(u32::MAX, |(d, _)| *d));
                    if let Some((_, expected)) = found {
                        let mut places = Vec::new();
                        cursor.places(&mut places);
                        prop_assert_eq!(&places.into_iter().collect::<BTreeSet<_>>(), expected);
                    }
                }
            }
            prop_assert_eq!(written.read(9).document(), u32::MAX);
        }

        #[test]
        fn numbers_of_any_size_come_back(n in any::<u32>()) {
            let mut bytes = Vec::new();
            write(&mut bytes, n);
            let mut at = 0;
            prop_assert_eq!(read(&bytes, &mut at), n);
            prop_assert_eq!((at, read(&bytes, &mut at)), (bytes.len(), 0));
        }
    }
}
