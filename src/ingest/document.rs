//! One file into one document.

use std::sync::Arc;

use crate::domain::{Categories, Diagnostic, DiagnosticCode, Digest, Document, Items, Report};

use super::block::{Block, Shape, TooDeep, each_block};
use super::clean::{clean, tell_html};
use super::date::{date_of, tell_no_date, updated};
use super::finding::Findings;
use super::front::{self, Front};
use super::html::held;
use super::item::item_of;
use super::outline::{Entry, Heading, outline};
use super::path_date::stem;
use super::plain::plain;
use super::rules::Rules;
use super::series::{series_of, slug_of};
use super::source::Source;
use super::{MAX_FILE_BYTES, MAX_NESTING};

/// Reads one file: any path and bytes give a document.
///
/// The slug is the one the report has by its own date; that no other report
/// has it is for [`load`](super::load) to see to.
#[must_use]
pub fn read_document(path: &str, bytes: &[u8], rules: &Rules) -> Document {
    let (report, diagnostics) = read(path, bytes, rules);
    Document {
        path: path.to_owned(),
        source: Digest::of(bytes),
        report: report.map(Arc::new),
        diagnostics,
    }
}

fn read(path: &str, bytes: &[u8], rules: &Rules) -> (Option<Report>, Vec<Diagnostic>) {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = stem(name);
    if ["index", "readme"]
        .iter()
        .any(|index| stem.eq_ignore_ascii_case(index))
    {
        let message = format!("{name} is taken for an index, not a report, and skipped");
        let skipped = Diagnostic::of_file(DiagnosticCode::IndexSkipped, path, message);
        return (None, vec![skipped]);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return (None, vec![too_large(path)]);
    }
    let (valid, invalid) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let text = std::str::from_utf8(valid).unwrap_or_default();
            (text, bytes.get(error.valid_up_to()))
        }
    };
    let source = Source::new(valid);
    let mut findings = Findings::new(path, &source);
    if let Some(byte) = invalid {
        let message =
            format!("the file is not UTF-8: byte 0x{byte:02X} has no place here; save it as UTF-8");
        let at = valid.len();
        findings.at(DiagnosticCode::NotUtf8, at..at + 1, message);
        return (None, findings.finish());
    }
    let report =
        front::read(&mut findings).and_then(|front| report(path, &front, rules, &mut findings));
    (report, findings.finish())
}

/// What is said of a file that is too large.
pub(super) fn too_large(path: &str) -> Diagnostic {
    let limit = MAX_FILE_BYTES / (1024 * 1024);
    let message = format!("the file is larger than {limit} MB; split it into several reports");
    Diagnostic::of_file(DiagnosticCode::TooLarge, path, message)
}

fn report(path: &str, front: &Front, rules: &Rules, findings: &mut Findings<'_>) -> Option<Report> {
    let about = rules.about();
    let Some(date) = date_of(path, front, &about.date_rules, findings) else {
        tell_no_date(path, &about.date_rules, findings);
        return None;
    };
    let updated = updated(front, findings);
    let entries = match entries(front.body, rules, findings) {
        Ok(entries) => entries,
        Err(TooDeep(range)) => {
            let message = format!(
                "blocks or emphasis are nested more than {MAX_NESTING} deep here; \
                 flatten the lists or quotes"
            );
            findings.at(
                DiagnosticCode::NestingTooDeep,
                range.start..range.start,
                message,
            );
            return None;
        }
    };
    let outline = outline(entries, front.title.as_deref(), rules, findings);
    let series = series_of(about, path).clone();
    Some(Report {
        slug: slug_of(about, &series, date),
        series,
        date,
        title: front.title.clone().or(outline.title),
        updated,
        categories: Categories::pack(&outline.categories),
        items: Items::pack(&outline.items, Arc::from(findings.source().text())),
        carried: None,
        path: path.to_owned(),
    })
}

/// The headings and items of a text, in order.
fn entries(body: usize, rules: &Rules, findings: &mut Findings<'_>) -> Result<Vec<Entry>, TooDeep> {
    let mut entries = Vec::with_capacity(32);
    each_block(findings.source().text(), body, |block| match block.shape {
        Shape::Heading(level) => entries.extend(heading(block, level, rules, findings)),
        Shape::Item(kind) => entries.extend(item_of(block, kind, rules, findings).map(Entry::Item)),
        Shape::Html => {
            let held = held(findings.source().slice(block.range.clone()));
            tell_html(held, block.range, findings);
        }
    })?;
    Ok(entries)
}

fn heading(
    block: Block<'_>,
    level: u8,
    rules: &Rules,
    findings: &mut Findings<'_>,
) -> Option<Entry> {
    // A heading's links count for nothing, so nothing is said of them.
    let cleaned = clean(block.events, &rules.about().moved, None);
    let text = plain(&cleaned.events).text;
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    if words.iter().all(|word| word.trim().is_empty()) {
        let message = "the heading has no text and is left out; write it or remove it";
        findings.at(DiagnosticCode::EmptyHeading, block.range, message);
        return None;
    }
    Some(Entry::Heading(Heading {
        level,
        text: words.join(" "),
        range: block.range,
    }))
}
