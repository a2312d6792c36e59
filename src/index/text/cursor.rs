//! Reading the postings of a word.

use super::postings::{BLOCK, Postings, Skip, read};
use crate::domain::to_u32;
use crate::index::usize_of;

/// Where a document is in a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    /// How many come before it.
    pub(super) index: u32,
    /// Its first byte, and the first one after it.
    pub(super) start: u32,
    pub(super) after: u32,
    /// The first byte of its places.
    pub(super) places: u32,
}

/// Where the reading of a list is.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    postings: &'a Postings,
    skips: &'a [Skip],
    count: u32,
    /// Documents read.
    read: u32,
    /// Next byte of the documents, and the first of the one at hand.
    at: usize,
    start: usize,
    document: u32,
    /// The document before it.
    before: u32,
    times: u32,
    /// A byte of the places, and how many places lie between it and those of
    /// the document at hand.
    places_at: usize,
    places_behind: u32,
}

impl<'a> Cursor<'a> {
    /// At the first document of a list whose documents and places begin there.
    pub(super) fn new(
        postings: &'a Postings,
        skips: &'a [Skip],
        count: u32,
        (documents, places): (usize, usize),
    ) -> Self {
        let mut cursor = Self {
            postings,
            skips,
            count,
            read: 0,
            at: documents,
            start: documents,
            document: 0,
            before: 0,
            times: 0,
            places_at: places,
            places_behind: 0,
        };
        cursor.advance();
        cursor
    }
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
        self.before = self.document;
        self.start = self.at;
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

    /// The document before the one at hand.
    pub(super) fn before(&self) -> u32 {
        self.before
    }

    /// Where the document at hand is.
    pub(super) fn here(&mut self) -> Here {
        for _ in 0..self.places_behind {
            read(&self.postings.places, &mut self.places_at);
        }
        self.places_behind = 0;
        Here {
            index: self.read.saturating_sub(1),
            start: to_u32(self.start),
            after: to_u32(self.at),
            places: to_u32(self.places_at),
        }
    }

    /// Where blocks end among the documents from the one at hand up to that
    /// with an index, if `lead` documents come before it.
    pub(super) fn ends_of_blocks(mut self, lead: u32, index: u32) -> Vec<Skip> {
        let mut ends = Vec::new();
        let mut places = usize_of(self.here().places);
        let mut count = lead;
        while self.document != u32::MAX && self.read <= index {
            for _ in 0..self.times {
                read(&self.postings.places, &mut places);
            }
            count += 1;
            if count.is_multiple_of(BLOCK) {
                ends.push(Skip {
                    last: self.document,
                    documents: to_u32(self.at),
                    places: to_u32(places),
                });
            }
            self.advance();
        }
        ends
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
