//! Pages of rows that are ranked by a number.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::cursor::{Key, KeyPart, compare};
use super::page::{Page, PageQuery};

/// How much the newest month's rows gain: 6/12, that is a half. A row that is
/// `m` months older than the newest report gains 6/(12 + m).
const GAIN: u64 = 6;
const GAIN_MONTHS: u64 = 12;

/// So many rows are looked for while the others pass; for more all are ranked.
const MOST_LEADING: usize = 1_000;

/// The rank of a row with this score, so many months old.
pub(super) fn gained(score: u64, age: u64) -> u64 {
    score + score * GAIN / (GAIN_MONTHS + age)
}

/// The score that gains no more than this rank, at this age or above it.
pub(super) fn idle(rank: u64, age: u64) -> u64 {
    rank * (GAIN_MONTHS + age) / (GAIN_MONTHS + age + GAIN)
}

/// The rows of a list, ranked, among which the first `most` are. They come in
/// the order of ties, and later ones gain no more than earlier ones. `rank` makes
/// the rank of a row from its score; `idle` tells up to which score no row
/// behind this one reaches more than a rank, so that it need not be ranked.
pub(super) struct Leading<T, R, I> {
    most: usize,
    rank: R,
    idle: I,
    rows: Vec<(u64, T)>,
    best: BinaryHeap<Reverse<u64>>,
    enough: Option<u64>,
}

impl<T: Copy, R: Fn(u32, T) -> u64, I: Fn(u64, T) -> u64> Leading<T, R, I> {
    pub(super) fn new(most: usize, rank: R, idle: I) -> Self {
        Self {
            most,
            rank,
            idle,
            rows: Vec::new(),
            best: BinaryHeap::with_capacity(most.saturating_add(1)),
            enough: None,
        }
    }

    /// A row with no more than this score is not among the first any more.
    pub(super) fn enough(&self) -> Option<u64> {
        self.enough
    }

    /// The next rows, with their scores.
    pub(super) fn take(&mut self, rows: impl Iterator<Item = (u32, T)>) {
        for (score, row) in rows {
            if self.enough.is_some_and(|enough| u64::from(score) <= enough) {
                continue;
            }
            let rank = (self.rank)(score, row);
            self.rows.push((rank, row));
            self.best.push(Reverse(rank));
            if self.best.len() > self.most {
                self.best.pop();
            }
            if self.best.len() == self.most {
                let least = self.best.peek();
                let enough = least.map_or(u64::MAX, |Reverse(least)| (self.idle)(*least, row));
                self.enough = Some(enough);
            }
        }
    }

    /// The ranks and rows, in the order in which they came.
    pub(super) fn into_rows(self) -> Vec<(u64, T)> {
        self.rows
    }
}

impl PageQuery {
    /// How many rows from the first on the page is among, where no cursor has
    /// to be found.
    pub(super) fn most_from_start(&self) -> Option<usize> {
        let (_, end) = self.window(0, usize::MAX);
        let from_start = self.after.is_none() && self.before.is_none() && !self.is_from_end();
        from_start.then_some(end).filter(|end| *end <= MOST_LEADING)
    }

    /// The rows asked for, best first, ties by row; `key` gives a row's key,
    /// in which the score comes first and rows sort as they do themselves. There
    /// are `total`; those that cannot be on the page may be left out.
    ///
    /// A common word matches a hundred thousand rows, and making a key takes
    /// longer than finding the row: only those of the page, and those whose
    /// score is a cursor's, are given one.
    pub(super) fn rank_and_cut<T: Copy + Ord>(
        &self,
        total: usize,
        mut rows: Vec<(u64, T)>,
        key: impl Fn((u64, T)) -> Key,
    ) -> Page<(u64, T)> {
        let place = |bound: &Key, orders: &[Ordering]| {
            let of = |row: &(u64, T)| match bound.first() {
                Some(KeyPart::N(score)) if *score != row.0 => score.cmp(&row.0),
                _ => compare(&key(*row), bound, &self.order.directions),
            };
            rows.iter().filter(|row| orders.contains(&of(row))).count()
        };
        let after = self.after.as_ref();
        let start = after.map_or(0, |b| place(b, &[Ordering::Less, Ordering::Equal]));
        let before = self.before.as_ref();
        let end = before.map_or(total, |b| place(b, &[Ordering::Less]));
        let (start, end) = self.window(start, end);
        let order = |a: &(u64, T), b: &(u64, T)| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1));
        if end < rows.len() {
            rows.select_nth_unstable_by(end, order);
            rows.truncate(end);
        }
        if start > 0 && start < rows.len() {
            rows.select_nth_unstable_by(start, order);
        }
        let mut page = rows.split_off(start.min(rows.len()));
        page.sort_unstable_by(order);
        Page {
            total,
            has_previous: start > 0 && total > 0,
            has_next: end < total,
            keys: self.keys_of(&page, key),
            rows: page,
            order: self.order.clone(),
            corrected: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cursor::{Direction, ListOrder};
    use super::super::raw::RawPage;
    use super::*;

    fn order() -> ListOrder {
        ListOrder::new(vec![Direction::Desc], "test:rank")
    }

    /// Rows sort as texts of two digits do.
    fn key((rank, row): (u64, u32)) -> Key {
        vec![KeyPart::N(rank), KeyPart::S(format!("{row:02}"))]
    }

    proptest! {
        #[test]
        fn a_ranked_page_is_that_of_sorting_everything(
            ranks in prop::collection::vec(0_u64..4, 0..40),
            first in prop::option::of(0_usize..9),
            last in prop::option::of(0_usize..9),
            after in prop::option::of((0_u64..5, 0_u32..40)),
            before in prop::option::of((0_u64..5, 0_u32..40)),
            outer in any::<bool>(),
        ) {
            let cursor = |at: Option<(u64, u32)>| at.map(|at| order().encode(&key(at)));
            let raw = RawPage {
                first: first.filter(|_| last.is_none()).map(|n| n.to_string()),
                last: last.map(|n| n.to_string()),
                after: cursor(after),
                before: cursor(before),
                offset: None,
                whole: false,
                outer,
            };
            let mut faults = Vec::new();
            let query = PageQuery::parse(&raw, order(), &mut faults);
            prop_assert!(faults.is_empty());
            let rows: Vec<(u64, u32)> = ranks.into_iter().zip(0..).collect();
            let ranked = query.rank_and_cut(rows.len(), rows.clone(), key);
            let sorted = query.sort_and_cut(rows, key);
            prop_assert_eq!(&ranked.rows, &sorted.rows);
            prop_assert_eq!(ranked.total, sorted.total);
            prop_assert_eq!((ranked.has_next, ranked.has_previous), (sorted.has_next, sorted.has_previous));
            prop_assert_eq!(ranked.start_cursor(), sorted.start_cursor());
            prop_assert_eq!(ranked.end_cursor(), sorted.end_cursor());
            let has_every = (0..ranked.rows.len()).all(|i| ranked.cursor(i) == sorted.cursor(i));
            prop_assert_eq!(has_every, !outer || ranked.rows.len() < 3);
        }
    }

    proptest! {
        #[test]
        fn the_leading_rows_are_among_those_that_are_ranked(
            scores in prop::collection::vec((0_u32..30, 0_u64..3), 0..80),
            most in 0_usize..9,
        ) {
            // Each row is as old as the one before, or older.
            let mut age = 0;
            let aged = scores.into_iter().map(|(score, step)| {
                age += step;
                (score, age)
            });
            let rows: Vec<(u32, (u64, usize))> = aged
                .enumerate()
                .map(|(n, (score, age))| (score, (age, n)))
                .collect();
            let rank = |score: u32, (age, _): (u64, usize)| gained(u64::from(score), age);
            let idle = |least: u64, (age, _): (u64, usize)| idle(least, age);
            let first = |mut ranked: Vec<(u64, (u64, usize))>| {
                ranked.sort_unstable_by_key(|(rank, (_, n))| (Reverse(*rank), *n));
                ranked.truncate(most);
                ranked
            };
            let mut leading = Leading::new(most, rank, idle);
            for some in rows.chunks(7) {
                let enough = leading.enough();
                let may_lead = |(score, _): &(u32, _)| enough.is_none_or(|e| u64::from(*score) > e);
                leading.take(some.iter().copied().filter(may_lead));
            }
            let all = rows.iter().map(|(score, row)| (rank(*score, *row), *row));
            prop_assert_eq!(first(leading.into_rows()), first(all.collect()));
        }
    }
}
