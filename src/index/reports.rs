//! The reports of an index, in pieces: where no number moves the next index
//! shares those in which nothing changed, and does not touch what is in them.

use std::sync::Arc;

use super::renumber::{Piece, Renumbering};
use super::usize_of;
use crate::domain::{Report, to_u32};

/// Reports in a piece; the last may have fewer.
const PIECE: usize = 128;

/// Reports by number.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    pieces: Vec<Arc<[Arc<Report>]>>,
}

impl From<Vec<Arc<Report>>> for Reports {
    fn from(reports: Vec<Arc<Report>>) -> Self {
        Self {
            pieces: reports.chunks(PIECE).map(Arc::from).collect(),
        }
    }
}

impl Reports {
    /// How many there are.
    pub fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, |piece| piece.len());
        self.pieces.len().saturating_sub(1) * PIECE + last
    }

    /// The report with this number.
    pub fn get(&self, number: usize) -> Option<&Arc<Report>> {
        self.pieces.get(number / PIECE)?.get(number % PIECE)
    }

    /// All of them in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Report>> + Clone {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }

    /// How many there are before the first that does not pass, where those that
    /// pass come first.
    pub fn partition_point(&self, passes: impl Fn(&Arc<Report>) -> bool) -> usize {
        let whole = |piece: &Arc<[Arc<Report>]>| piece.last().is_some_and(&passes);
        let piece = self.pieces.partition_point(whole);
        let within = |rest: &Arc<[Arc<Report>]>| piece * PIECE + rest.partition_point(&passes);
        self.pieces.get(piece).map_or(self.len(), within)
    }

    /// The reports in a new numbering; `new` are those that come, in order.
    pub(super) fn updated(
        &self,
        numbering: &Renumbering,
        mut new: impl Iterator<Item = Arc<Report>>,
    ) -> Self {
        if numbering.is_in_place(to_u32(self.len())) {
            return self.replaced(numbering, new);
        }
        let mut reports = Vec::with_capacity(usize_of(numbering.count()));
        for (_, piece) in numbering.pieces() {
            match piece {
                Piece::Kept { from, count } => {
                    let kept = self.iter().skip(usize_of(from)).take(usize_of(count));
                    reports.extend(kept.cloned());
                }
                Piece::New { count } => reports.extend(new.by_ref().take(usize_of(count))),
            }
        }
        reports.into()
    }

    /// The same, where all that are kept have the numbers they had.
    fn replaced(
        &self,
        numbering: &Renumbering,
        mut new: impl Iterator<Item = Arc<Report>>,
    ) -> Self {
        let mut next = self.clone();
        for number in numbering.new_numbers().map(usize_of) {
            let piece = next.pieces.get_mut(number / PIECE).map(Arc::make_mut);
            let slot = piece.and_then(|piece| piece.get_mut(number % PIECE));
            if let (Some(slot), Some(report)) = (slot, new.next()) {
                *slot = report;
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Categories, Items, Slug};

    /// A report told from others by its title.
    fn report(number: u32) -> Arc<Report> {
        Arc::new(Report {
            slug: Slug::of_title("2022-02"),
            series: Slug::of_title("reports"),
            date: "2022-02".parse().unwrap(),
            title: Some(number.to_string()),
            updated: None,
            categories: Categories::pack(&[]),
            items: Items::pack(&[], "".into()),
            carried: None,
            path: String::new(),
        })
    }

    fn titles(reports: &Reports) -> Vec<u32> {
        let title = |report: &Arc<Report>| report.title.as_ref()?.parse().ok();
        reports.iter().filter_map(title).collect()
    }

    proptest! {
        #[test]
        fn reports_are_those_of_one_list(
            before in 0_u32..400,
            gone in prop::collection::btree_set(0_u32..400, 0..4),
            added in prop::collection::btree_set(0_u32..400, 0..3),
        ) {
            let all: Vec<_> = (0..before).map(report).collect();
            let reports = Reports::from(all);
            prop_assert_eq!(reports.len(), usize_of(before));
            prop_assert!(reports.get(usize_of(before)).is_none());
            for point in [0, before / 2, before] {
                let is_below = |r: &Arc<Report>| r.title.as_ref().unwrap().parse::<u32>().unwrap() < point;
                prop_assert_eq!(reports.partition_point(is_below), usize_of(point));
            }
            let mut numbering = Renumbering::default();
            let mut expected = Vec::new();
            let mut new: Vec<u32> = Vec::new();
            for number in 0..=before {
                if added.contains(&number) {
                    numbering.add(1);
                    new.push(1_000 + number);
                    expected.push(1_000 + number);
                }
                if number < before && !gone.contains(&number) {
                    numbering.keep(number, 1);
                    expected.push(number);
                }
            }
            let next = reports.updated(&numbering, new.iter().copied().map(report));
            prop_assert_eq!(titles(&next), expected);
            prop_assert_eq!(titles(&reports), (0..before).collect::<Vec<_>>());
            let in_place: BTreeSet<u32> = gone.into_iter().filter(|n| *n < before).collect();
            let mut numbering = Renumbering::default();
            for number in 0..before {
                if in_place.contains(&number) {
                    numbering.add(1);
                } else {
                    numbering.keep(number, 1);
                }
            }
            let next = reports.updated(&numbering, in_place.iter().map(|n| report(1_000 + n)));
            let now = |n: u32| if in_place.contains(&n) { 1_000 + n } else { n };
            prop_assert_eq!(titles(&next), (0..before).map(now).collect::<Vec<_>>());
            let touched: BTreeSet<usize> = in_place.iter().map(|n| usize_of(*n) / PIECE).collect();
            for (number, (old, new)) in reports.pieces.iter().zip(&next.pieces).enumerate() {
                prop_assert_eq!(Arc::ptr_eq(old, new), !touched.contains(&number));
            }
            prop_assert_eq!(to_u32(next.len()), before);
        }
    }
}
