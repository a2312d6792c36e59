//! Where reports and items are: what follows from how many items each report has.

use std::collections::HashMap;
use std::sync::Arc;

use super::renumber::{Piece, Renumbering};
use super::{Index, Reports, usize_of};
use crate::domain::to_u32;

/// What says where something is.
pub(super) struct Places {
    pub(super) report_start: Arc<Vec<u32>>,
    pub(super) docs: Arc<Vec<u32>>,
    pub(super) report_by_slug: Arc<HashMap<String, u32>>,
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
        let report_by_slug = if in_place && come.iter().all(is_same) {
            Arc::clone(&old.report_by_slug)
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
                docs: Arc::clone(&old.docs),
                report_by_slug,
            };
        }
        Self::counted(counts, report_by_slug)
    }

    /// With so many items in each report.
    fn counted(
        counts: impl Iterator<Item = u32>,
        report_by_slug: Arc<HashMap<String, u32>>,
    ) -> Self {
        let (mut report_start, mut docs) =
            (Vec::with_capacity(report_by_slug.len() + 1), Vec::new());
        for (report, count) in (0..).zip(counts) {
            report_start.push(to_u32(docs.len()));
            docs.extend((0..count).map(|_| report));
        }
        report_start.push(to_u32(docs.len()));
        docs.shrink_to_fit();
        Self {
            report_start: report_start.into(),
            docs: docs.into(),
            report_by_slug,
        }
    }
}

fn by_slug(reports: &Reports) -> Arc<HashMap<String, u32>> {
    let slugs = reports.iter().map(|report| report.slug.to_string());
    Arc::new(slugs.zip(0..).collect())
}
