//! The changes of a load, told one by one.
//!
//! Those of a first load say everything that the archive says: they are made
//! from it whenever they are told, and never there at once.

use std::sync::Arc;

use super::Entry;
use super::known::KnownReport;
use super::log::History;
use super::settle::report_outcome;
use crate::domain::{Document, Report, ReportDate, Slug};

/// The changes of a load, in order.
#[derive(Debug, Clone)]
pub struct Entries(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Listed(Vec<Entry>),
    /// The documents that came, where there never was anything, by date and
    /// slug of their reports.
    Everything(Vec<Arc<Document>>),
}

impl Entries {
    /// Those of documents that come where there never was anything; what has no
    /// report is of no consequence.
    pub(super) fn of_first(mut documents: Vec<Arc<Document>>) -> Self {
        documents.retain(|document| document.report.is_some());
        documents.sort_by(|a, b| place(a).cmp(&place(b)));
        Self(Kind::Everything(documents))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Listed(entries) => entries.len(),
            // One says that the report is there.
            Kind::Everything(documents) => reports(documents).map(|r| r.items.len() + 1).sum(),
        }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tells each of them.
    pub fn each(&self, mut tell: impl FnMut(&Entry)) {
        let told = self.try_each(|entry| {
            tell(entry);
            Ok::<(), std::convert::Infallible>(())
        });
        told.unwrap_or_else(|never| match never {});
    }

    /// Tells each of them, up to the first of which that fails.
    ///
    /// # Errors
    /// What `tell` says.
    pub fn try_each<E>(&self, mut tell: impl FnMut(&Entry) -> Result<(), E>) -> Result<(), E> {
        match &self.0 {
            Kind::Listed(entries) => entries.iter().try_for_each(tell),
            Kind::Everything(documents) => {
                let nothing = History::default();
                reports(documents).try_for_each(|report| {
                    let (outcome, _) = report_outcome(&nothing, None, KnownReport::now(report));
                    outcome.entries.iter().try_for_each(&mut tell)
                })
            }
        }
    }

    /// All of them at once.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(self.len());
        self.each(|entry| entries.push(entry.clone()));
        entries
    }
}

fn reports(documents: &[Arc<Document>]) -> impl Iterator<Item = &Report> {
    documents.iter().filter_map(|d| d.report.as_deref())
}

/// Where the changes of a report stand among those of others.
fn place(document: &Document) -> Option<(ReportDate, &Slug)> {
    let report = document.report.as_deref()?;
    Some((report.date, &report.slug))
}

impl From<Vec<Entry>> for Entries {
    fn from(entries: Vec<Entry>) -> Self {
        Self(Kind::Listed(entries))
    }
}

/// However they are told.
impl PartialEq for Entries {
    fn eq(&self, other: &Self) -> bool {
        self.to_vec() == other.to_vec()
    }
}

impl Eq for Entries {}
