//! A dimension in a new numbering of the items, from the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dimension::{Dimension, Lists, Terms};
use super::grouped::Grouping;
use super::renumber::{Piece, Renumbering};
use super::usize_of;
use crate::domain::to_u32;

impl Dimension {
    /// The dimension of items in a new numbering, the new ones with these
    /// terms; `terms` are the new numbers of the old terms, if they differ.
    pub(super) fn updated(
        self: &Arc<Self>,
        docs: &Renumbering,
        terms: Option<&[Option<u32>]>,
        new: Lists,
        count: usize,
    ) -> Arc<Self> {
        let stays = |(number, term): (u32, &Option<u32>)| *term == Some(number);
        let same = self.terms() == count && terms.is_none_or(|t| (0..).zip(t).all(stays));
        if same && docs.is_in_place(self.docs()) && self.has_lists(docs, &new) {
            return Arc::clone(self);
        }
        let spliced = same.then(|| self.spliced(docs, &new)).flatten();
        Arc::new(spliced.unwrap_or_else(|| self.rebuilt(docs, terms, new, count)))
    }

    /// Whether the new items have the terms of the old ones in their places.
    fn has_lists(&self, docs: &Renumbering, new: &Lists) -> bool {
        docs.new_numbers()
            .zip(new)
            .all(|(doc, list)| self.terms_of(doc) == list.as_slice())
    }

    /// Where the terms keep their numbers: what lists the items that came or
    /// went are in is written anew, the others are copied.
    fn spliced(&self, docs: &Renumbering, new: &Lists) -> Option<Self> {
        let moves = docs.moves();
        let mut touched: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for doc in moves.gone(self.docs()) {
            let terms = self.terms_of(doc).iter();
            touched.extend(terms.map(|term| (*term, Vec::new())));
        }
        for (doc, list) in docs.new_numbers().zip(new) {
            for term in list {
                touched.entry(*term).or_default().push(doc);
            }
        }
        let mut postings = Grouping::default();
        let mut next = 0;
        let number = |doc: &u32| moves.of(*doc).unwrap_or(u32::MAX);
        for (term, come) in touched {
            postings.copy(&self.postings, next..term, number);
            let kept = self.postings.of(term).iter();
            let kept = kept.filter_map(|doc| moves.of(*doc));
            let mut list: Vec<u32> = kept.chain(come).collect();
            list.sort_unstable();
            postings.push(list);
            next = term.saturating_add(1);
        }
        postings.copy(&self.postings, next..to_u32(self.terms()), number);
        Some(Self {
            postings: postings.finish(),
            terms: self.terms.spliced(docs, new)?,
        })
    }

    fn rebuilt(
        &self,
        docs: &Renumbering,
        terms: Option<&[Option<u32>]>,
        new: Lists,
        count: usize,
    ) -> Self {
        let mut new = new.into_iter();
        let of = |term: &u32| match terms {
            None => Some(*term),
            Some(terms) => terms.get(usize_of(*term)).copied().flatten(),
        };
        let mut lists = Grouping::default();
        for (_, piece) in docs.pieces() {
            match piece {
                Piece::Kept { from, count } => {
                    for doc in from..from.saturating_add(count) {
                        lists.push(self.terms_of(doc).iter().filter_map(of));
                    }
                }
                Piece::New { count } => {
                    let new = new.by_ref().take(usize_of(count));
                    new.for_each(|list| lists.push(list));
                }
            }
        }
        Self::new(lists, count)
    }
}

impl Terms {
    /// The terms in a new numbering; `None` where they are kept another way then.
    fn spliced(&self, docs: &Renumbering, new: &Lists) -> Option<Self> {
        let are_single = new.iter().all(|list| list.len() <= 1);
        let mut new = new.iter();
        let mut next = || new.next().map(Vec::as_slice).unwrap_or_default();
        match self {
            Self::One(_) | Self::OneOfFew(_) | Self::OneOfFewer(_) if !are_single => None,
            Self::One(terms) => {
                let terms = docs.apply(terms, |_| Self::one(next()));
                Some(Self::One(terms.into()))
            }
            Self::OneOfFew(terms) => {
                let terms = docs.apply(terms, |_| Self::one_of_few(next()));
                Some(Self::OneOfFew(terms.into()))
            }
            Self::OneOfFewer(terms) => {
                let terms = docs.apply(terms, |_| Self::one_of_fewer(next()));
                Some(Self::OneOfFewer(terms.into()))
            }
            Self::Many(terms) => {
                let mut lists = Grouping::default();
                for (_, piece) in docs.pieces() {
                    match piece {
                        Piece::Kept { from, count } => {
                            let run = from..from.saturating_add(count);
                            lists.copy(terms, run, |term| *term);
                        }
                        Piece::New { count } => {
                            for _ in 0..count {
                                lists.push(next().iter().copied());
                            }
                        }
                    }
                }
                let lists = lists.finish();
                (!lists.are_single()).then_some(Self::Many(lists))
            }
        }
    }
}
