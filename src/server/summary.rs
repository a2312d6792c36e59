//! What an archive comes to, in a line.

use std::fmt;

use crate::domain::{Diagnostic, Generation, Severity};

/// What an archive comes to, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Markdown files.
    pub files: usize,
    /// Reports among them.
    pub reports: usize,
    /// Items of all reports.
    pub items: usize,
    /// Diagnostics that are errors.
    pub errors: usize,
    /// Diagnostics that are warnings.
    pub warnings: usize,
    /// Other diagnostics.
    pub infos: usize,
}

impl Summary {
    /// Counts a generation.
    #[must_use]
    pub fn of(generation: &Generation) -> Self {
        let reports = || {
            generation
                .documents
                .iter()
                .filter_map(|d| d.report.as_ref())
        };
        let count = |severity| {
            diagnostics(generation)
                .filter(|d| d.severity() == severity)
                .count()
        };
        Self {
            files: generation.documents.len(),
            reports: reports().count(),
            items: reports().map(|r| r.items.len()).sum(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }

    /// `2 errors, 1 warning`.
    #[must_use]
    pub fn faults(&self) -> String {
        let errors = plural(self.errors, "error");
        format!("{errors}, {}", plural(self.warnings, "warning"))
    }
}

/// `12 reports with 41 items in 14 files`.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reports = plural(self.reports, "report");
        let items = plural(self.items, "item");
        write!(
            f,
            "{reports} with {items} in {}",
            plural(self.files, "file")
        )
    }
}

fn diagnostics(generation: &Generation) -> impl Iterator<Item = &Diagnostic> {
    let of_files = generation.documents.iter().flat_map(|d| &d.diagnostics);
    generation.diagnostics.iter().chain(of_files)
}

fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
