//! How many items have two terms at once, so that the total of a list that is
//! filtered by both needs no walk through the items of either.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::renumber::Moves;
use super::{Dimension, Index, usize_of};
use crate::domain::to_u32;

/// The items of a term that has fewer are looked at one by one, in microseconds.
const LONG: usize = 512;

/// The most frequent terms that are counted: 130 KB of counts.
const MOST: usize = 256;

/// A term, under the place of its dimension in `Index::dimensions`.
type Named = (usize, u32);

/// The items that two frequent terms share.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Pairs {
    /// Ascending.
    terms: Vec<Named>,
    /// For each term and each before it.
    counts: Vec<u32>,
}

impl Pairs {
    /// The pairs of an index.
    pub(super) fn of(index: &Index) -> Self {
        let mut pairs = Self::none(frequent(index));
        pairs.count_items(index, 0..index.len(), u32::wrapping_add);
        pairs
    }

    /// The pairs of the next index, from those of the index before: `gone` and
    /// `come` are the items that went, by their old numbers, and that came.
    pub(super) fn updated(
        (old, new): (&Index, &Index),
        resources: &Moves,
        gone: impl Iterator<Item = u32>,
        come: impl Iterator<Item = u32>,
    ) -> Self {
        let terms = frequent(new);
        let before = &old.pairs.terms;
        let renamed = before
            .iter()
            .map(|term| renamed(old, new, resources, *term));
        if !renamed.eq(terms.iter().copied().map(Some)) {
            return Self::of(new);
        }
        let mut pairs = Self {
            terms: before.clone(),
            counts: old.pairs.counts.clone(),
        };
        pairs.count_items(old, gone, u32::wrapping_sub);
        pairs.terms = terms;
        pairs.count_items(new, come, u32::wrapping_add);
        pairs
    }

    fn none(terms: Vec<Named>) -> Self {
        let pairs = terms.len() * terms.len().saturating_sub(1) / 2;
        Self {
            terms,
            counts: vec![0; pairs],
        }
    }

    /// Adds the pairs of some items, or takes them away.
    fn count_items(
        &mut self,
        index: &Index,
        items: impl Iterator<Item = u32>,
        count: fn(u32, u32) -> u32,
    ) {
        let mut dimensions = Vec::new();
        for (slot, dimension) in index.dimensions().into_iter().enumerate() {
            let mut places = vec![None; dimension.terms()];
            for (place, (_, term)) in (0_usize..).zip(&self.terms).filter(|(_, t)| t.0 == slot) {
                if let Some(slot) = places.get_mut(usize_of(*term)) {
                    *slot = Some(place);
                }
            }
            if places.iter().any(Option::is_some) {
                dimensions.push((dimension, places));
            }
        }
        // Ascending: so are the dimensions, and the terms of an item in each.
        let mut here = Vec::new();
        for item in items {
            here.clear();
            for (dimension, places) in &dimensions {
                let terms = dimension.terms_of(item).iter();
                here.extend(terms.filter_map(|t| places.get(usize_of(*t)).copied().flatten()));
            }
            for (at, later) in here.iter().enumerate() {
                for earlier in here.iter().take(at) {
                    if let Some(slot) = self.counts.get_mut(place(*earlier, *later)) {
                        *slot = count(*slot, 1);
                    }
                }
            }
        }
    }

    /// How many items have both of two terms, where both are frequent.
    fn both(&self, a: Named, b: Named) -> Option<u32> {
        let a_at = self.terms.binary_search(&a).ok()?;
        let b_at = self.terms.binary_search(&b).ok()?;
        (a_at != b_at).then_some(())?;
        let place = place(a_at.min(b_at), a_at.max(b_at));
        self.counts.get(place).copied()
    }
}

/// Where the count of two terms is, the first of which is before the second.
fn place(earlier: usize, later: usize) -> usize {
    later * later.saturating_sub(1) / 2 + earlier
}

/// The terms that are counted, ascending.
fn frequent(index: &Index) -> Vec<Named> {
    let mut found = Vec::new();
    for (slot, dimension) in index.dimensions().into_iter().enumerate() {
        let terms = (0..to_u32(dimension.terms())).map(|t| (dimension.posting(t).len(), (slot, t)));
        found.extend(terms.filter(|(items, _)| *items >= LONG));
    }
    found.sort_unstable_by_key(|(items, term)| (Reverse(*items), *term));
    found.truncate(MOST);
    let mut terms: Vec<Named> = found.into_iter().map(|(_, term)| term).collect();
    terms.sort_unstable();
    terms
}

/// What a term is in the next index, where the rules are the same, and with
/// them series, projects and kinds.
fn renamed(old: &Index, new: &Index, resources: &Moves, (slot, term): Named) -> Option<Named> {
    let dimension = *old.dimensions().get(slot)?;
    let is = |other: &Dimension| std::ptr::eq(dimension, other);
    let now = if is(&old.by_category) {
        let slug = &old.categories.get(usize_of(term))?.slug;
        *new.category_names.get(slug.as_str())?
    } else if is(&old.by_resource) {
        resources.of(term)?
    } else if is(&old.by_site) {
        new.site_at(&old.sites.get(usize_of(term))?.host)?
    } else {
        term
    };
    Some((slot, now))
}

impl Index {
    /// The dimensions that filters name terms of. Months are not among them:
    /// those of a month are one run of numbers.
    pub(super) fn dimensions(&self) -> [&Dimension; 6] {
        [
            &self.by_series,
            &self.by_category,
            &self.by_project,
            &self.by_resource,
            &self.by_site,
            &self.by_kind,
        ]
    }

    /// How many items have both of two terms, where that is known without a
    /// look at them.
    pub fn with_both(&self, a: (&Dimension, u32), b: (&Dimension, u32)) -> Option<u32> {
        let named = |(dimension, term): (&Dimension, u32)| {
            let mut all = self.dimensions().into_iter();
            let slot = all.position(|other| std::ptr::eq(other, dimension))?;
            Some((slot, term))
        };
        self.pairs.both(named(a)?, named(b)?)
    }
}
