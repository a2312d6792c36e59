//! Diagnostics for reading: the file, its line, and a caret.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::ops::Range;
use std::path::PathBuf;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer as Layout, Snippet, normalize_untrusted_str,
};

use super::error::CliError;
use super::output::Output;
use crate::domain::{Diagnostic, Severity};
use crate::server::Settings;

/// Files that may lie in the metadata folder.
const METADATA: [&str; 2] = ["chronique.toml", "projects.toml"];
/// Largest file read again for its lines: as much as the loader reads.
const MAX_FILE_BYTES: u64 = 4 << 20;
/// Longest excerpt: an annotation over more says where it starts.
const MAX_EXCERPT_BYTES: usize = 4096;

/// Finds the files that diagnostics point at.
pub(super) struct Renderer<'a> {
    settings: &'a Settings,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        Self { settings }
    }

    /// The file as seen from where the command runs.
    pub(super) fn shown(&self, diagnostic: &Diagnostic) -> String {
        self.file(&diagnostic.path).to_string_lossy().into_owned()
    }

    /// Prints diagnostics one after the other, an empty line between.
    pub(super) fn text(
        &self,
        diagnostics: &[&Diagnostic],
        coloured: bool,
        out: &mut Output,
    ) -> Result<(), CliError> {
        let layout = if coloured {
            Layout::styled()
        } else {
            Layout::plain()
        };
        let layout = layout.decor_style(DecorStyle::Ascii).hyperlink(false);
        // In order of path: one file is held at a time.
        let mut texts: HashMap<&str, Option<String>> = HashMap::new();
        for diagnostic in diagnostics {
            let path = diagnostic.path.as_str();
            if !texts.contains_key(path) {
                texts.clear();
            }
            let text = texts.entry(path).or_insert_with(|| self.read(path));
            let group = self.group(diagnostic, text.as_deref());
            writeln!(out, "{}\n", layout.render(&[group]))?;
        }
        Ok(())
    }

    fn group<'d>(&self, diagnostic: &'d Diagnostic, text: Option<&'d str>) -> Group<'d> {
        let level = match diagnostic.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let title = level
            .primary_title(normalize_untrusted_str(&diagnostic.message))
            .id(diagnostic.code.as_str());
        let path = normalize_untrusted_str(&self.shown(diagnostic));
        let line = usize::try_from(diagnostic.line).unwrap_or(1);
        if let Some(excerpt) = text.and_then(|text| Excerpt::of(diagnostic, text)) {
            let place = AnnotationKind::Primary.span(excerpt.span);
            let source = Snippet::source(excerpt.text).path(path);
            return title.element(source.line_start(line).annotation(place));
        }
        let column = usize::try_from(diagnostic.column).unwrap_or(1);
        title.element(Origin::path(path).line(line).char_column(column))
    }

    fn file(&self, path: &str) -> PathBuf {
        let metadata = self
            .settings
            .metadata
            .as_ref()
            .filter(|_| METADATA.contains(&path));
        let beside = metadata
            .map(|folder| folder.join(path))
            .filter(|file| file.is_file());
        beside.unwrap_or_else(|| self.settings.archive.join(path))
    }

    /// The text of a regular file, should it still be one: the loader has
    /// refused pipes and devices, and neither may they hang this.
    fn read(&self, path: &str) -> Option<String> {
        let file = self.file(path);
        let regular = fs::symlink_metadata(&file).is_ok_and(|meta| meta.is_file());
        let file = if regular {
            File::open(file).ok()?
        } else {
            return None;
        };
        let mut text = String::new();
        file.take(MAX_FILE_BYTES).read_to_string(&mut text).ok()?;
        Some(text)
    }
}

/// The lines that a diagnostic points at, and where in them.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt<'a> {
    text: &'a str,
    span: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// `None` when it concerns the whole file, or the file changed since.
    fn of(diagnostic: &Diagnostic, text: &'a str) -> Option<Self> {
        let start = usize::try_from(diagnostic.bytes.start).ok()?;
        let end = usize::try_from(diagnostic.bytes.end).ok()?;
        let (before, pointed) = (text.get(..start)?, text.get(start..end)?);
        if pointed.is_empty() {
            return None;
        }
        let first = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(end..)?;
        let pointed_lines = pointed.trim_end_matches(['\r', '\n']);
        let last = if pointed_lines.len() == pointed.len() {
            end + rest.find('\n').unwrap_or(rest.len())
        } else {
            start + pointed_lines.len()
        };
        let mut last = last.min(first + MAX_EXCERPT_BYTES);
        while !text.is_char_boundary(last) {
            last -= 1;
        }
        let excerpt = text.get(first..last)?;
        let span = (start - first).min(excerpt.len())..(end - first).min(excerpt.len());
        (!span.is_empty()).then_some(Self {
            text: excerpt,
            span,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;
    use crate::domain::{Diagnostic, DiagnosticCode, Span};

    fn excerpt(text: &str, start: u32, end: u32) -> Option<(&str, &str)> {
        let mut diagnostic = Diagnostic::of_file(DiagnosticCode::RawHtml, "x.md", "x");
        diagnostic.bytes = Span { start, end };
        Excerpt::of(&diagnostic, text).map(|e| (e.text, e.text.get(e.span).unwrap()))
    }

    #[test]
    fn an_excerpt_is_whole_lines_around_the_place() {
        let text = "un\ndeux é\ntrois\n";
        assert_eq!(excerpt(text, 8, 10), Some(("deux é", "é")));
        assert_eq!(excerpt(text, 3, 11), Some(("deux é", "deux é")));
        assert_eq!(excerpt(text, 0, 6), Some(("un\ndeux é", "un\ndeu")));
        for (start, end) in [(0, 0), (9, 10), (4, 99), (5, 4), (2, 3)] {
            assert_eq!(excerpt(text, start, end), None, "{start}..{end}");
        }
        let long = "é".repeat(5000);
        assert_eq!(excerpt(&long, 0, 10_000).unwrap().0.len(), 4096);
    }
}
