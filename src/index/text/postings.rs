//! Which documents a word is in, how often, and where: packed.
//!
//! Documents and places are differences to the one before, seven bits a byte.
//! Places stand in a block of their own, so that nothing but a phrase reads
//! them. Every 128th document of a list has an entry to skip to.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::cursor::{Cursor, Here};
use super::update::ROOM;
use crate::domain::to_u32;
use crate::index::{image, usize_of};

/// Documents between two entries to skip to.
pub(super) const BLOCK: u32 = 128;

/// Where a block of a list ends.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Skip {
    /// Its last document.
    pub(super) last: u32,
    /// First byte of the next block's documents.
    pub(super) documents: u32,
    /// First byte of the next block's places.
    pub(super) places: u32,
}

/// One word's part of the postings.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct List {
    documents: u32,
    places: u32,
    skips: u32,
    count: u32,
}

/// The postings of a list of words.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Postings {
    lists: Vec<List>,
    #[serde(with = "image::bytes")]
    pub(super) documents: Vec<u8>,
    #[serde(with = "image::bytes")]
    pub(super) places: Vec<u8>,
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

/// What copying a list in parts takes.
impl Writer {
    /// Begins a part that is copied with its first document, whose places are
    /// among those copied.
    pub(super) fn begin(&mut self, document: u32, times: u32) {
        self.flush();
        self.current = None;
        let step = document.saturating_sub(self.last).saturating_mul(2);
        if times == 1 {
            write(&mut self.documents, step);
        } else {
            write(&mut self.documents, step + 1);
            write(&mut self.documents, times);
        }
    }

    /// Documents before the part that was begun.
    pub(super) fn begun(&self) -> u32 {
        self.count
    }

    /// Bytes of documents and places.
    pub(super) fn lengths(&self) -> (u32, u32) {
        (to_u32(self.documents.len()), to_u32(self.places.len()))
    }

    pub(super) fn add_skips(&mut self, skips: impl Iterator<Item = Skip>) {
        self.skips.extend(skips);
    }

    /// Ends the part: the bytes behind its first document, all of its places,
    /// how many documents it has, and the last of them.
    pub(super) fn take(&mut self, documents: &[u8], places: &[u8], count: u32, last: u32) {
        self.documents.extend_from_slice(documents);
        self.places.extend_from_slice(places);
        self.count += count;
        self.last = last;
    }

    fn clear(&mut self) {
        self.documents.clear();
        self.places.clear();
        self.skips.clear();
        (self.count, self.last, self.current) = (0, 0, None);
        (self.times, self.place) = (0, 0);
    }
}

impl Postings {
    /// Adds the next word's list.
    pub fn push(&mut self, mut writer: Writer) {
        self.append(&mut writer);
    }

    /// The same, and leaves the writer to write the next.
    pub(super) fn append(&mut self, writer: &mut Writer) {
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
        writer.clear();
    }

    /// Adds the lists of some words of others, whose documents are the same.
    pub(super) fn copy(&mut self, from: &Self, words: Range<u32>) {
        let lists = from.lists.get(usize_of(words.start)..usize_of(words.end));
        let (first, last) = (from.start(words.start), from.start(words.end));
        let here = self.start(u32::MAX);
        let moved = |at: u32, first: u32, here: u32| at.wrapping_sub(first).wrapping_add(here);
        let lists = lists.unwrap_or_default().iter().map(|list| List {
            documents: moved(list.documents, first.documents, here.documents),
            places: moved(list.places, first.places, here.places),
            skips: moved(list.skips, first.skips, here.skips),
            count: list.count,
        });
        self.lists.extend(lists);
        let skips = from.skips.get(usize_of(first.skips)..usize_of(last.skips));
        let skips = skips.unwrap_or_default().iter().map(|skip| Skip {
            last: skip.last,
            documents: moved(skip.documents, first.documents, here.documents),
            places: moved(skip.places, first.places, here.places),
        });
        self.skips.extend(skips);
        let documents = from.documents_between(first.documents, last.documents);
        self.documents.extend_from_slice(documents);
        let places = from.places_between(first.places, last.places);
        self.places.extend_from_slice(places);
    }

    /// Room for the lists of others, and a little more.
    pub(super) fn reserve(&mut self, like: &Self) {
        self.lists.reserve(like.lists.len() + ROOM);
        self.documents.reserve(like.documents.len() + ROOM);
        self.places.reserve(like.places.len() + ROOM);
        self.skips.reserve(like.skips.len() + ROOM);
    }

    /// Where the list of a word begins, or all end.
    fn start(&self, word: u32) -> List {
        let list = self.lists.get(usize_of(word)).copied();
        list.unwrap_or_else(|| List {
            documents: to_u32(self.documents.len()),
            places: to_u32(self.places.len()),
            skips: to_u32(self.skips.len()),
            count: 0,
        })
    }

    /// Where a word's list ends.
    pub(super) fn end(&self, word: u32) -> Here {
        let next = word
            .checked_add(1)
            .and_then(|w| self.lists.get(usize_of(w)));
        let lengths = (to_u32(self.documents.len()), to_u32(self.places.len()));
        let (start, places) = next.map_or(lengths, |l| (l.documents, l.places));
        Here {
            index: self.count(word),
            start,
            after: start,
            places,
        }
    }

    /// The entries to skip to in a word's list.
    pub(super) fn skips_of(&self, word: u32) -> &[Skip] {
        let list = self.lists.get(usize_of(word)).copied();
        let skips = list.map(|l| usize_of(l.skips)..usize_of(l.skips + l.count / BLOCK));
        skips
            .and_then(|skips| self.skips.get(skips))
            .unwrap_or_default()
    }

    pub(super) fn documents_between(&self, start: u32, end: u32) -> &[u8] {
        let bytes = self.documents.get(usize_of(start)..usize_of(end));
        bytes.unwrap_or_default()
    }

    pub(super) fn places_between(&self, start: u32, end: u32) -> &[u8] {
        let bytes = self.places.get(usize_of(start)..usize_of(end));
        bytes.unwrap_or_default()
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
        let starts = (usize_of(list.documents), usize_of(list.places));
        Cursor::new(self, self.skips_of(word), list.count, starts)
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.lists.capacity() * size_of::<List>()
            + self.documents.capacity()
            + self.places.capacity()
            + self.skips.capacity() * size_of::<Skip>()
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
#[inline]
pub(super) fn read(bytes: &[u8], at: &mut usize) -> u32 {
    match bytes.get(*at) {
        // Most are of one byte.
        Some(byte) if *byte < 0x80 => {
            *at += 1;
            u32::from(*byte)
        }
        _ => read_long(bytes, at),
    }
}

fn read_long(bytes: &[u8], at: &mut usize) -> u32 {
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
