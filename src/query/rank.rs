//! Pages of rows that are ranked by a number.

use std::cmp::Ordering;

use super::cursor::{Key, KeyPart, compare};
use super::page::{Page, PageQuery};

impl PageQuery {
    /// The rows asked for, best first, ties by row; `key` gives a row's key,
    /// in which the score comes first and rows sort as they do themselves.
    ///
    /// A common word matches a hundred thousand rows, and making a key takes
    /// longer than finding the row: only those of the page, and those whose
    /// score is a cursor's, are given one.
    pub(super) fn rank_and_cut<T: Copy + Ord>(
        &self,
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
        let end = before.map_or(rows.len(), |b| place(b, &[Ordering::Less]));
        let (start, end) = self.window(start, end);
        let total = rows.len();
        let order = |a: &(u64, T), b: &(u64, T)| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1));
        if end < total {
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
            keys: page.iter().map(|row| key(*row)).collect(),
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
        ) {
            let cursor = |at: Option<(u64, u32)>| at.map(|at| order().encode(&key(at)));
            let raw = RawPage {
                first: first.filter(|_| last.is_none()).map(|n| n.to_string()),
                last: last.map(|n| n.to_string()),
                after: cursor(after),
                before: cursor(before),
                offset: None,
                whole: false,
                outer: false,
            };
            let mut faults = Vec::new();
            let query = PageQuery::parse(&raw, order(), &mut faults);
            prop_assert!(faults.is_empty());
            let rows: Vec<(u64, u32)> = ranks.into_iter().zip(0..).collect();
            let ranked = query.rank_and_cut(rows.clone(), key);
            let sorted = query.sort_and_cut(rows, key);
            prop_assert_eq!(&ranked.rows, &sorted.rows);
            prop_assert_eq!(ranked.total, sorted.total);
            prop_assert_eq!((ranked.has_next, ranked.has_previous), (sorted.has_next, sorted.has_previous));
            prop_assert_eq!(ranked.end_cursor(), sorted.end_cursor());
        }
    }
}
