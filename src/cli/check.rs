//! `check`: what the loader has to say, for people, programs and GitHub.

use std::io::{self, Write};

use annotate_snippets::normalize_untrusted_str;
use serde::Serialize;

use super::args::Format;
use super::color::When;
use super::diagnostic::Renderer;
use super::error::{CliError, Outcome};
use super::output::Output;
use super::sarif;
use crate::domain::{Diagnostic, Generation, Severity};
use crate::ingest::{Candidate, candidates};
use crate::server::{self, Settings, Summary};

/// Reads the archive and prints its diagnostics; fails when one is an error.
pub(super) fn run(
    settings: &Settings,
    (format, color): (Format, When),
    out: &mut Output,
) -> Result<Outcome, CliError> {
    let generation = server::read(settings)?;
    let diagnostics = in_order(&generation);
    let renderer = Renderer::new(settings);
    match format {
        Format::Text => {
            renderer.text(&diagnostics, color.colours(&io::stdout()), out)?;
            propose(&candidates(&generation), out)?;
        }
        Format::Json => json(&diagnostics, out)?,
        Format::Sarif => sarif::print(&diagnostics, |d| renderer.shown(d), out)?,
        Format::Github => {
            for diagnostic in &diagnostics {
                writeln!(out, "{}", github(diagnostic, &renderer.shown(diagnostic)))?;
            }
        }
    }
    out.done()?;
    let summary = Summary::of(&generation);
    // A summary, not data: where standard error is closed nobody misses it.
    let notes = summary.infos;
    let _ = writeln!(
        io::stderr(),
        "{summary}: {}, {notes} for information",
        summary.faults()
    );
    Ok(if summary.errors > 0 {
        Outcome::BadData
    } else {
        Outcome::Ok
    })
}

/// One line of names that the registry may lack: proposals for people, so
/// they are in no other format, and no fault.
fn propose(candidates: &[Candidate], out: &mut Output) -> Result<(), CliError> {
    if candidates.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = candidates
        .iter()
        .map(|c| format!("{} ({} items, {}:{})", c.name, c.items, c.path, c.line))
        .collect();
    let list = normalize_untrusted_str(&list.join(", "));
    Ok(writeln!(out, "candidates for projects.toml: {list}")?)
}

/// All diagnostics by place.
fn in_order(generation: &Generation) -> Vec<&Diagnostic> {
    let of_files = generation.documents.iter().flat_map(|d| &d.diagnostics);
    let mut all: Vec<_> = generation.diagnostics.iter().chain(of_files).collect();
    all.sort_by(|a, b| {
        let place = |d: &Diagnostic| (d.line, d.column, d.code);
        a.path.cmp(&b.path).then_with(|| place(a).cmp(&place(b)))
    });
    all
}

fn json(diagnostics: &[&Diagnostic], out: &mut Output) -> Result<(), CliError> {
    #[derive(Serialize)]
    struct View<'a> {
        code: &'a str,
        severity: &'a str,
        path: &'a str,
        line: u32,
        column: u32,
        message: &'a str,
    }
    let views: Vec<View<'_>> = diagnostics
        .iter()
        .map(|d| View {
            code: d.code.as_str(),
            severity: d.severity().as_str(),
            path: &d.path,
            line: d.line,
            column: d.column,
            message: &d.message,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &views).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

/// A workflow command. Its grammar escapes with percent signs, in properties
/// also what separates them.
fn github(diagnostic: &Diagnostic, file: &str) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let data = |text: &str| {
        let text = text.replace('%', "%25");
        text.replace('\r', "%0D").replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{level} file={},line={},col={},title={}::{}",
        property(file),
        diagnostic.line,
        diagnostic.column,
        property(diagnostic.code.as_str()),
        data(&diagnostic.message)
    )
}

#[cfg(test)]
mod tests {
    use super::github;
    use crate::domain::{Diagnostic, DiagnosticCode};

    #[test]
    fn a_workflow_command_cannot_be_broken_out_of() {
        let message = "100%\r\n::error::x";
        let diagnostic = Diagnostic::of_file(DiagnosticCode::RawHtml, "ignored", message);
        assert_eq!(
            github(&diagnostic, "a,b:c%\n.md"),
            "::notice file=a%2Cb%3Ac%25%0A.md,line=1,col=1,title=raw-html::100%25%0D%0A::error::x"
        );
    }
}
