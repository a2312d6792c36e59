//! Sets of item numbers: ascending, borrowed from the postings where they can be.

use super::{Dimension, usize_of};
use crate::domain::to_u32;

/// A set of item numbers.
#[derive(Debug, Clone)]
pub enum DocSet<'a> {
    /// A run of numbers.
    Range(std::ops::Range<u32>),
    /// A posting list as it stands.
    Slice(&'a [u32]),
    /// The outcome of an operation.
    Owned(Vec<u32>),
    /// Those of a posting list that have a term, too; `len` is how many.
    Both {
        list: &'a [u32],
        having: (&'a Dimension, u32),
        len: u32,
    },
}

impl DocSet<'_> {
    /// No item.
    pub const EMPTY: DocSet<'static> = DocSet::Range(0..0);

    /// How many items are in the set.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(r) => usize_of(r.end.saturating_sub(r.start)),
            Self::Slice(s) => s.len(),
            Self::Owned(v) => v.len(),
            Self::Both { len, .. } => usize_of(*len),
        }
    }

    /// The `i`th item of the set; of one told by a condition the items before
    /// are looked at.
    pub fn get(&self, i: usize) -> Option<u32> {
        match self {
            Self::Range(r) => r.start.checked_add(to_u32(i)).filter(|n| *n < r.end),
            Self::Slice(s) => s.get(i).copied(),
            Self::Owned(v) => v.get(i).copied(),
            Self::Both { .. } => self.iter().nth(i),
        }
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let (range, list, having) = match self {
            Self::Range(r) => (r.clone(), [].as_slice(), None),
            Self::Slice(s) => (0..0, *s, None),
            Self::Owned(v) => (0..0, v.as_slice(), None),
            Self::Both { list, having, .. } => (0..0, *list, Some(*having)),
        };
        let passes = move |doc: &u32| having.is_none_or(|(all, term)| all.has(*doc, term));
        range.chain(list.iter().copied().filter(passes))
    }

    /// The same set, in a list of its own where it was told by a condition.
    fn listed(self) -> Self {
        match self {
            Self::Both { .. } => Self::Owned(self.iter().collect()),
            set => set,
        }
    }

    /// The items in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self.listed(), other.listed()) {
            (Self::Range(a), Self::Range(b)) => {
                Self::Range(a.start.max(b.start)..a.end.min(b.end).max(a.start.max(b.start)))
            }
            (Self::Range(r), set) | (set, Self::Range(r)) => set.within(&r),
            (a, b) => {
                let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                let mut rest = large.as_slice();
                let mut out = Vec::with_capacity(small.len());
                for n in small.iter() {
                    rest = gallop(rest, n);
                    if rest.first() == Some(&n) {
                        out.push(n);
                    }
                }
                Self::Owned(out)
            }
        }
    }

    /// The items of the set that are in a run.
    fn within(self, run: &std::ops::Range<u32>) -> Self {
        let cut = |list: &[u32]| {
            let start = list.partition_point(|n| *n < run.start);
            (start, list.partition_point(|n| *n < run.end).max(start))
        };
        match self {
            Self::Slice(s) => {
                let (start, end) = cut(s);
                Self::Slice(s.get(start..end).unwrap_or(&[]))
            }
            Self::Owned(mut v) => {
                let (start, end) = cut(&v);
                v.truncate(end);
                v.drain(..start);
                Self::Owned(v)
            }
            set => set,
        }
    }

    /// The items of the set that pass.
    #[must_use]
    pub fn keep(self, passes: impl Fn(u32) -> bool) -> Self {
        Self::Owned(self.iter().filter(|n| passes(*n)).collect())
    }

    /// The items of the first set that are not in the second.
    #[must_use]
    pub fn and_not(self, other: &Self) -> Self {
        if other.len() == 0 {
            return self;
        }
        let mut gone = other.iter().peekable();
        let keep = |n: &u32| {
            while gone.next_if(|g| g < n).is_some() {}
            gone.peek() != Some(n)
        };
        let kept = match self {
            Self::Owned(v) => v.into_iter().filter(keep).collect(),
            set => set.iter().filter(keep).collect(),
        };
        Self::Owned(kept)
    }

    /// Leaves the rows whose number is in the set; rows are by number.
    pub fn retain<T>(&self, rows: &mut Vec<T>, number: impl Fn(&T) -> u32) {
        if let Self::Range(range) = self {
            let end = rows.partition_point(|row| number(row) < range.end);
            rows.truncate(end);
            let start = rows.partition_point(|row| number(row) < range.start);
            rows.drain(..start);
            return;
        }
        let listed = self.clone().listed();
        let mut rest = listed.as_slice();
        rows.retain(|row| {
            let n = number(row);
            rest = gallop(rest, n);
            rest.first() == Some(&n)
        });
    }

    /// The items in any of the sets.
    #[must_use]
    pub fn union(mut sets: Vec<Self>) -> Self {
        sets.retain(|s| s.len() > 0);
        if sets.len() <= 1 {
            return sets.pop().unwrap_or(Self::EMPTY);
        }
        // One mark a number, rather than sorting the lists into one: the work
        // is that of reading them, however many there are.
        let last = |set: &Self| set.get(set.len().saturating_sub(1)).map_or(0, usize_of);
        let end = sets
            .iter()
            .map(last)
            .max()
            .map_or(0, |n| n.saturating_add(1));
        let mut marks = vec![false; end];
        for n in sets.iter().flat_map(Self::iter) {
            if let Some(mark) = marks.get_mut(usize_of(n)) {
                *mark = true;
            }
        }
        let marked = (0..).zip(marks).filter(|(_, m)| *m);
        Self::Owned(marked.map(|(n, _)| n).collect())
    }

    fn as_slice(&self) -> &[u32] {
        match self {
            Self::Range(_) | Self::Both { .. } => &[],
            Self::Slice(s) => s,
            Self::Owned(v) => v,
        }
    }
}

/// The tail of an ascending list that starts at the first number not below
/// `n`, found by doubling steps.
pub(super) fn gallop(list: &[u32], n: u32) -> &[u32] {
    let mut step = 1;
    while list.get(step).is_some_and(|m| *m < n) {
        step *= 2;
    }
    let window = list.get(..step.saturating_add(1)).unwrap_or(list);
    let at = window.partition_point(|m| *m < n);
    list.get(at..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Dimension, DocSet};
    use crate::index::grouped::Grouping;

    /// Those of a list that have a term.
    fn both((list, having): (BTreeSet<u32>, BTreeSet<u32>)) -> (DocSet<'static>, BTreeSet<u32>) {
        let mut terms = Grouping::default();
        (0..60).for_each(|n| terms.push(having.contains(&n).then_some(1)));
        let dimension: &Dimension = Box::leak(Dimension::new(terms, 2).into());
        let those: BTreeSet<u32> = list.intersection(&having).copied().collect();
        let set = DocSet::Both {
            list: list.into_iter().collect::<Vec<_>>().leak(),
            having: (dimension, 1),
            len: those.len().try_into().unwrap(),
        };
        (set, those)
    }

    fn set() -> impl Strategy<Value = (DocSet<'static>, BTreeSet<u32>)> {
        prop_oneof![
            (0_u32..60, 0_u32..60)
                .prop_map(|(a, b)| (DocSet::Range(a..b.max(a)), (a..b).collect())),
            prop::collection::btree_set(0_u32..60, 0..40)
                .prop_map(|s| (DocSet::Owned(s.iter().copied().collect()), s)),
            (
                prop::collection::btree_set(0_u32..60, 0..40),
                prop::collection::btree_set(0_u32..60, 0..40),
            )
                .prop_map(both),
        ]
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets((a, sa) in set(), (b, sb) in set(), (c, sc) in set()) {
            let list = |d: &DocSet| d.iter().collect::<Vec<_>>();
            prop_assert_eq!(list(&a.clone().and(b.clone())), sa.intersection(&sb).copied().collect::<Vec<_>>());
            let mut kept = list(&a);
            b.retain(&mut kept, |n| *n);
            prop_assert_eq!(kept, sa.intersection(&sb).copied().collect::<Vec<_>>());
            prop_assert_eq!(list(&a.clone().and_not(&b)), sa.difference(&sb).copied().collect::<Vec<_>>());
            let all: BTreeSet<u32> = sa.iter().chain(&sb).chain(&sc).copied().collect();
            let union = DocSet::union(vec![a, b, c]);
            prop_assert_eq!(list(&union), all.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(union.get(3), all.iter().nth(3).copied());
            prop_assert_eq!(union.len(), all.len());
        }
    }
}
