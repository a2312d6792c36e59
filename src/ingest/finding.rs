//! Collects what there is to say about one file, with places.

use std::ops::Range;

use crate::domain::{Diagnostic, DiagnosticCode, Span, to_u32};

use super::source::Source;

/// Diagnostics of one code kept for one file: a hostile or generated file
/// must not fill memory and screens with a million times the same remark.
const MAX_PER_CODE: usize = 100;

/// The diagnostics of one file in the making.
pub(super) struct Findings<'a> {
    path: &'a str,
    source: &'a Source<'a>,
    list: Vec<Diagnostic>,
    counts: Vec<(DiagnosticCode, usize)>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(path: &'a str, source: &'a Source<'a>) -> Self {
        Self {
            path,
            source,
            list: Vec::new(),
            counts: Vec::new(),
        }
    }

    pub(super) fn source(&self) -> &'a Source<'a> {
        self.source
    }

    /// Adds a finding about the whole file.
    pub(super) fn whole(&mut self, code: DiagnosticCode, message: impl Into<String>) {
        self.at(code, 0..0, message);
    }

    /// Adds a finding about a range of bytes.
    pub(super) fn at(
        &mut self,
        code: DiagnosticCode,
        range: Range<usize>,
        message: impl Into<String>,
    ) {
        let known = self.counts.iter_mut().find(|(c, _)| *c == code);
        let count = if let Some((_, count)) = known {
            *count += 1;
            *count
        } else {
            self.counts.push((code, 1));
            1
        };
        if count > MAX_PER_CODE {
            return;
        }
        self.list.push(Diagnostic {
            code,
            path: self.path.to_owned(),
            line: self.source.line(range.start),
            column: self.source.column(range.start),
            bytes: Span {
                start: to_u32(range.start),
                end: to_u32(range.end),
            },
            message: message.into(),
        });
    }

    /// All findings, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for (code, count) in &self.counts {
            let more = count.saturating_sub(MAX_PER_CODE);
            if more > 0
                && let Some(last) = self.list.iter_mut().rev().find(|d| d.code == *code)
            {
                last.message = format!("{} ({more} more like it in this file)", last.message);
            }
        }
        self.list.sort_by_key(|d| (d.bytes.start, d.code));
        self.list
    }
}

/// At most the first 80 characters of a text, for a message.
pub(super) fn shorten(text: &str) -> String {
    const MAX: usize = 80;
    let mut short: String = text.chars().take(MAX).collect();
    if text.chars().nth(MAX).is_some() {
        short.push('…');
    }
    short
}
