//! Where reports and items are: what follows from how many items each report has.

use std::sync::Arc;

use super::renumber::{Piece, Renumbering};
use super::{Index, Reports, usize_of};
use crate::domain::to_u32;

/// The report is kept of one item in so many: between two of them there are a
/// few to look at.
const SAMPLE: u32 = 64;

/// What says where something is.
pub(super) struct Places {
    pub(super) report_start: Arc<Vec<u32>>,
    pub(super) sampled: Arc<[u32]>,
    pub(super) by_slug: Arc<[u32]>,
}

impl Places {
    pub(super) fn of(reports: &Reports) -> Self {
        let counts = reports.iter().map(|report| to_u32(report.items.len()));
        Self::counted(counts, by_slug(reports))
    }

    /// Those of the next index, whose reports are these.
    pub(super) fn updated(
        old: &Index,
        reports: &Reports,
        (numbering, come): (&Renumbering, &[u32]),
        docs: &Renumbering,
    ) -> Self {
        let is_same = |number: &u32| {
            let at = usize_of(*number);
            let slugs = (old.reports.get(at), reports.get(at));
            slugs.0.map(|report| &report.slug) == slugs.1.map(|report| &report.slug)
        };
        let in_place = numbering.is_in_place(to_u32(old.reports.len()));
        let by_slug = if in_place && come.iter().all(is_same) {
            Arc::clone(&old.by_slug)
        } else {
            by_slug(reports)
        };
        let come = |number: &u32| {
            let report = reports.get(usize_of(*number));
            report.map_or(0, |report| to_u32(report.items.len()))
        };
        let counts = numbering.pieces().flat_map(|(start, piece)| {
            (0..piece.count()).map(move |step| match piece {
                Piece::Kept { from, .. } => {
                    let docs = old.docs_of(from.saturating_add(step));
                    docs.end.saturating_sub(docs.start)
                }
                Piece::New { .. } => come(&start.saturating_add(step)),
            })
        });
        let stays = |(number, count): (u32, u32)| {
            let docs = old.docs_of(number);
            count == docs.end.saturating_sub(docs.start)
        };
        if in_place && docs.is_in_place(old.len()) && (0..).zip(counts.clone()).all(stays) {
            return Self {
                report_start: Arc::clone(&old.report_start),
                sampled: Arc::clone(&old.sampled),
                by_slug,
            };
        }
        Self::counted(counts, by_slug)
    }

    /// With so many items in each report.
    fn counted(counts: impl Iterator<Item = u32>, by_slug: Arc<[u32]>) -> Self {
        let mut report_start = Vec::with_capacity(by_slug.len() + 1);
        let (mut sampled, mut items) = (Vec::new(), 0_u32);
        for (report, count) in (0..).zip(counts) {
            report_start.push(items);
            items = items.saturating_add(count);
            let here = usize_of(items.div_ceil(SAMPLE));
            sampled.resize(here, report);
        }
        report_start.push(items);
        Self {
            report_start: report_start.into(),
            sampled: sampled.into(),
            by_slug,
        }
    }
}

/// The report of an item.
pub(super) fn report_of(doc: u32, report_start: &[u32], sampled: &[u32]) -> Option<u32> {
    report_start.last().filter(|end| doc < **end)?;
    let sample = usize_of(doc / SAMPLE);
    let first = *sampled.get(sample)?;
    let starts = match sampled.get(sample.saturating_add(1)) {
        Some(last) => report_start.get(usize_of(first)..=usize_of(*last)),
        None => report_start.get(usize_of(first)..),
    };
    let started = starts?.partition_point(|start| *start <= doc);
    first.checked_add(to_u32(started.checked_sub(1)?))
}

fn by_slug(reports: &Reports) -> Arc<[u32]> {
    let mut numbered: Vec<(&str, u32)> = reports.iter().map(|r| r.slug.as_str()).zip(0..).collect();
    numbered.sort_unstable();
    numbered.into_iter().map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_item_is_in_the_report_that_counts_it(counts in prop::collection::vec(prop_oneof![4 => 0_u32..3, 1 => 50_u32..200], 0..40)) {
            let by_slug = (0..to_u32(counts.len())).collect();
            let places = Places::counted(counts.iter().copied(), by_slug);
            let reports = (0..).zip(&counts);
            let expected: Vec<u32> = reports.flat_map(|(report, count)| vec![report; usize_of(*count)]).collect();
            let report = |doc| report_of(doc, &places.report_start, &places.sampled);
            let all = to_u32(expected.len());
            prop_assert_eq!((0..all).map_while(report).collect::<Vec<_>>(), expected);
            prop_assert_eq!((report(all), report(all + 64)), (None, None));
        }
    }
}
