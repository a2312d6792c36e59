//! The postings of a word in a new numbering of the documents: what stays is
//! copied as it stands, because documents are differences; only where a run of
//! documents begins is a difference written anew.

use super::cursor::Cursor;
use super::postings::{BLOCK, Postings, Skip, Writer};
use crate::index::renumber::{Piece, Renumbering};
use crate::index::usize_of;

impl Postings {
    /// Writes a word's list in a new numbering, and with it the word's places
    /// in new documents: `(document, place)` in order.
    pub(super) fn splice(
        &self,
        word: u32,
        numbering: &Renumbering,
        new: &[(u32, u32)],
        out: &mut Writer,
    ) {
        let mut cursor = self.read(word);
        let mut new = new.iter().copied().peekable();
        for (start, piece) in numbering.pieces() {
            match piece {
                Piece::New { count } => {
                    let end = start.saturating_add(count);
                    while let Some((document, place)) = new.next_if(|(d, _)| *d < end) {
                        out.add(document, place);
                    }
                }
                Piece::Kept { from, count } => {
                    cursor.seek(from);
                    let end = from.saturating_add(count);
                    if cursor.document() < end {
                        self.copy_run(word, &mut cursor, end, start.wrapping_sub(from), out);
                    }
                }
            }
        }
    }

    /// Copies what a list has from the document at hand up to another one, each
    /// document so many further on. The cursor is at that other one then.
    fn copy_run(&self, word: u32, cursor: &mut Cursor<'_>, end: u32, shift: u32, out: &mut Writer) {
        let first = cursor.here();
        out.begin(cursor.document().wrapping_add(shift), cursor.times());
        let (documents, places) = out.lengths();
        let step = cursor.clone();
        cursor.seek(end);
        let behind = if cursor.document() == u32::MAX {
            self.end(word)
        } else {
            cursor.here()
        };
        let moved = |skip: Skip| Skip {
            last: skip.last.wrapping_add(shift),
            documents: skip
                .documents
                .wrapping_add(documents)
                .wrapping_sub(first.after),
            places: skip.places.wrapping_add(places).wrapping_sub(first.places),
        };
        if out.begun() % BLOCK == first.index % BLOCK {
            let blocks = first.index / BLOCK..behind.index / BLOCK;
            let skips = self
                .skips_of(word)
                .get(usize_of(blocks.start)..usize_of(blocks.end));
            let skips = skips.unwrap_or_default();
            out.add_skips(skips.iter().map(|skip| moved(*skip)));
        } else {
            let lead = out.begun();
            let ends = step.ends_of_blocks(lead, behind.index);
            out.add_skips(ends.into_iter().map(moved));
        }
        out.take(
            self.documents_between(first.after, behind.start),
            self.places_between(first.places, behind.places),
            behind.index.saturating_sub(first.index),
            cursor.before().wrapping_add(shift),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::domain::to_u32;

    type List = BTreeMap<u32, BTreeSet<u32>>;

    fn written(lists: &[List]) -> Postings {
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
        postings
    }

    fn read(postings: &Postings, word: u32, asked: &[u32]) -> (List, Vec<u32>) {
        let mut cursor = postings.read(word);
        let mut list = List::new();
        while cursor.document() != u32::MAX {
            let mut places = Vec::new();
            cursor.places(&mut places);
            list.insert(cursor.document(), places.into_iter().collect());
            cursor.advance();
        }
        let mut cursor = postings.read(word);
        let found = asked.iter().map(|document| {
            cursor.seek(*document);
            cursor.document()
        });
        let found = found.collect();
        (list, found)
    }

    proptest! {
        #[test]
        fn a_spliced_list_is_that_of_the_documents_in_their_new_places(
            lists in prop::collection::vec(
                prop::collection::btree_map(0_u32..1_500, prop::collection::btree_set(0_u32..300, 1..4), 0..900), 1..3),
            cuts in prop::collection::btree_set(0_u32..1_500, 0..5),
            added in prop::collection::vec((0_u32..200, prop::bool::weighted(0.7)), 6),
            fresh in prop::collection::btree_map(0_u32..200, prop::collection::btree_set(0_u32..300, 1..4), 0..30),
            asked in prop::collection::btree_set(0_u32..2_000, 0..30),
        ) {
            let mut numbering = Renumbering::default();
            let bounds: Vec<u32> = cuts.into_iter().chain([1_500]).collect();
            let (mut start, mut at, mut new) = (0, 0, Vec::new());
            for (end, (many, keep)) in bounds.iter().zip(&added) {
                new.extend(at..at + many);
                at += many;
                numbering.add(*many);
                if *keep {
                    numbering.keep(start, end - start);
                    at += end - start;
                }
                start = *end;
            }
            let fresh: List = fresh.into_iter().filter_map(|(n, p)| Some((*new.get(usize_of(n))?, p))).collect();
            let pairs: Vec<(u32, u32)> = fresh.iter().flat_map(|(d, ps)| ps.iter().map(|p| (*d, *p))).collect();
            let table = numbering.table(1_500);
            let before = written(&lists);
            let mut after = Postings::default();
            let mut writer = Writer::default();
            for word in 0..to_u32(lists.len()) {
                before.splice(word, &numbering, &pairs, &mut writer);
                after.append(&mut writer);
            }
            let asked: Vec<u32> = asked.into_iter().collect();
            let expected: Vec<List> = lists.iter().map(|list| {
                let kept = list.iter().filter_map(|(d, p)| Some((table[usize_of(*d)]?, p.clone())));
                kept.chain(fresh.clone()).collect()
            }).collect();
            let right = written(&expected);
            for word in 0..to_u32(lists.len()) {
                prop_assert_eq!(after.count(word), right.count(word));
                prop_assert_eq!(read(&after, word, &asked), read(&right, word, &asked));
            }
        }
    }
}
