//! Reports, and the generation that holds all of them.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{About, Categories, Diagnostic, Digest, Items, Registry, ReportDate, Slug};

/// One Markdown file of a series, read.
///
/// Its identity is its series and date; the path is provenance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Key in addresses: the date, behind the series' slug in a named series.
    pub slug: Slug,
    /// The series it belongs to.
    pub series: Slug,
    /// Its date, at the precision known.
    pub date: ReportDate,
    /// Title: front matter, or a title heading.
    pub title: Option<String>,
    /// `updated`, `lastmod` or `modified` of the front matter (a calendar
    /// day), which serves as the day of the last update.
    pub updated: Option<ReportDate>,
    /// Categories in order, empty ones too.
    pub categories: Categories,
    /// Items in order, with the file they were read from.
    pub items: Items,
    /// Digest of the keys of its items, when one of them was carried: when it is
    /// not the one that the text alone would give.
    pub carried: Option<Digest>,
    /// Path below the archive folder, `/` between folders.
    pub path: String,
}

impl Report {
    /// The file, byte for byte.
    #[must_use]
    pub fn source(&self) -> &Arc<str> {
        self.items.source()
    }
}

/// A heading that groups items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Key in addresses.
    pub slug: Slug,
    /// Display name: configured, or the heading as written.
    pub name: String,
    /// The heading as written, plain text.
    pub heading: String,
    /// Heading level, 1 to 6.
    pub level: u8,
    /// Line of the heading.
    pub line: u32,
}

/// One file of the archive as the loader understood it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Path below the archive folder.
    pub path: String,
    /// Digest of the file's bytes: what says that it did not change.
    pub source: Digest,
    /// The report, unless the file was skipped or bad.
    pub report: Option<Arc<Report>>,
    /// What there is to say about the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// The day of the last update of some reports, told by their content alone:
/// the newest `updated` or date of one that has items, or else of any.
#[must_use]
pub fn last_update<'a>(reports: impl Iterator<Item = &'a Report> + Clone) -> Option<NaiveDate> {
    let day = |r: &Report| r.updated.unwrap_or(r.date).first_day();
    let with_items = reports.clone().filter(|r| !r.items.is_empty());
    with_items.map(day).max().or_else(|| reports.map(day).max())
}

impl Document {
    /// Whether the file is bad, as opposed to read or rightly skipped.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        let error = |d: &Diagnostic| d.severity() == super::Severity::Error;
        self.report.is_none() && self.diagnostics.iter().any(error)
    }
}

/// The documents that two generations do not share.
#[derive(Debug, Default)]
pub struct Difference<'a> {
    /// Those of the one before, by path.
    pub gone: Vec<&'a Arc<Document>>,
    /// Those of the one now, by path.
    pub come: Vec<&'a Arc<Document>>,
}

/// Everything one load found: what the store keeps and the index is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// What the archive says of itself.
    pub about: Arc<About>,
    /// The projects that can be mentioned.
    pub registry: Arc<Registry>,
    /// All Markdown files, by path.
    pub documents: Vec<Arc<Document>>,
    /// What there is to say that belongs to no one report.
    pub diagnostics: Vec<Diagnostic>,
    /// Digest of the rules that reading depends on (configuration, registry,
    /// version of the reader): when it differs, every file is read anew.
    pub rules: Digest,
}

impl Generation {
    /// The documents that this one does not share with the one before. Nothing
    /// of those that it does is looked at.
    #[must_use]
    pub fn since<'a>(&'a self, last: &'a Self) -> Difference<'a> {
        let mut difference = Difference::default();
        let mut before = last.documents.iter().peekable();
        for document in &self.documents {
            if before.next_if(|d| Arc::ptr_eq(d, document)).is_some() {
                continue;
            }
            while let Some(other) = before.next_if(|d| d.path < document.path) {
                difference.gone.push(other);
            }
            match before.next_if(|d| d.path == document.path) {
                Some(same) if Arc::ptr_eq(same, document) => continue,
                other => difference.gone.extend(other),
            }
            difference.come.push(document);
        }
        difference.gone.extend(before);
        difference
    }
}
