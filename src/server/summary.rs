//! What an archive comes to, in a line.

use std::fmt;

use crate::domain::{Diagnostic, Document, Generation, Severity};

/// What an archive comes to, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
        let mut summary = Self::default();
        let add = |count: &mut usize, one: usize| *count = count.saturating_add(one);
        for document in &generation.documents {
            summary.count_document(document, add);
        }
        summary.count_diagnostics(&generation.diagnostics, add);
        summary
    }

    /// Counts a generation, where another one is counted: what they share is
    /// not looked at.
    #[must_use]
    pub fn after(mut self, before: &Generation, now: &Generation) -> Self {
        let add = |count: &mut usize, one: usize| *count = count.saturating_add(one);
        let take = |count: &mut usize, one: usize| *count = count.saturating_sub(one);
        let difference = now.since(before);
        for document in difference.come {
            self.count_document(document, add);
        }
        self.count_diagnostics(&now.diagnostics, add);
        for document in difference.gone {
            self.count_document(document, take);
        }
        self.count_diagnostics(&before.diagnostics, take);
        self
    }

    fn count_document(&mut self, document: &Document, count: fn(&mut usize, usize)) {
        count(&mut self.files, 1);
        if let Some(report) = &document.report {
            count(&mut self.reports, 1);
            count(&mut self.items, report.items.len());
        }
        self.count_diagnostics(&document.diagnostics, count);
    }

    fn count_diagnostics(&mut self, diagnostics: &[Diagnostic], count: fn(&mut usize, usize)) {
        for diagnostic in diagnostics {
            let of = match diagnostic.severity() {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Info => &mut self.infos,
            };
            count(of, 1);
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

fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ingest::{Rules, default_registry, read_document};

    #[test]
    fn what_is_counted_from_another_is_what_is_counted() {
        let rules = Rules::new(Arc::default(), default_registry().into());
        let generation = |files: &[(&str, &str)]| {
            let read = |(path, text): &(&str, &str)| read_document(path, text.as_bytes(), &rules);
            let documents: Vec<Arc<Document>> = files.iter().map(read).map(Arc::new).collect();
            Generation {
                about: Arc::clone(rules.about()),
                registry: Arc::clone(rules.registry()),
                diagnostics: documents
                    .iter()
                    .flat_map(|d| d.diagnostics.clone())
                    .collect(),
                documents,
                rules: rules.digest(),
            }
        };
        let states = [
            generation(&[("2022/01.md", "- a\n"), ("2022/02.md", "---\n- bad\n")]),
            generation(&[
                ("2022/01.md", "- a\n- b\n"),
                ("2022/03.md", "- c\n"),
                ("x.md", ""),
            ]),
            generation(&[]),
        ];
        for before in &states {
            for now in &states {
                assert_eq!(Summary::of(before).after(before, now), Summary::of(now));
            }
        }
        let all: Vec<Summary> = states.iter().map(Summary::of).collect();
        assert_eq!((all[0].errors, all[1].items, all[1].infos), (2, 3, 2));
        assert_eq!(all[2], Summary::default());
    }
}
