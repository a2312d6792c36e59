//! The date of a report, by the archive's rules in their order.

use std::ops::{Range, RangeInclusive};

use crate::domain::{DateRule, DiagnosticCode, ReportDate};

use super::finding::{Findings, shorten};
use super::front::{Front, Key};
use super::path_date::{dates_in_path, no_date_in_path};

/// Years a report may well be of.
const PLAUSIBLE: RangeInclusive<u16> = 1970..=2100;

/// The date of the file at `path`; `None` when no rule gives one.
///
/// The first rule that gives a date decides. A later one that agrees and
/// knows the day refines it; one that disagrees is reported.
pub(super) fn date_of(
    path: &str,
    front: &Front,
    rules: &[DateRule],
    findings: &mut Findings<'_>,
) -> Option<ReportDate> {
    let mut said: Vec<(ReportDate, String, Range<usize>)> = Vec::new();
    for rule in rules {
        match rule {
            DateRule::FrontMatter => {
                for key in [Key::Date, Key::Month] {
                    if let Some(date) = front_date(front, key, findings) {
                        let place = place_of(front, key, findings);
                        said.push((
                            date,
                            format!("`{}` of the front matter", key.as_str()),
                            place,
                        ));
                    }
                }
            }
            DateRule::Path => {
                let dates = dates_in_path(path).into_iter();
                said.extend(dates.map(|date| (date, "the path".to_owned(), 0..0)));
            }
        }
    }
    let mut said = said.into_iter();
    let (mut date, by, first) = said.next()?;
    for (other, other_by, place) in said {
        if !date.agrees_with(other) {
            let message = format!(
                "{by} says {date} and {other_by} says {other}; {date} counts: \
                 make them agree"
            );
            findings.at(DiagnosticCode::DateConflict, place, message);
        } else if date.day().is_none() {
            date = other;
        }
    }
    if !PLAUSIBLE.contains(&date.month().year()) {
        let message = format!("{by} says {date}; check the year");
        findings.at(DiagnosticCode::DateImplausible, first, message);
    }
    Some(date)
}

/// Says that no rule gives the file at `path` a date.
pub(super) fn tell_no_date(path: &str, rules: &[DateRule], findings: &mut Findings<'_>) {
    let by_path = rules.contains(&DateRule::Path);
    if let Some(none) = by_path.then(|| no_date_in_path(path)).flatten() {
        let message = format!("{none} is no date, so this file is skipped; mend its path");
        findings.whole(DiagnosticCode::PathDateInvalid, message);
        return;
    }
    let message = "no rule gives this file a date, so it is skipped; give it `date` in its \
                   front matter or a path such as 2022/02.md or 2022-02-14-title.md";
    findings.whole(DiagnosticCode::NoDate, message);
}

/// The day of the last update that the front matter gives.
pub(super) fn updated(front: &Front, findings: &mut Findings<'_>) -> Option<ReportDate> {
    let keys = [Key::Updated, Key::Lastmod, Key::Modified];
    keys.into_iter()
        .find_map(|key| front_date(front, key, findings))
}

/// A date of the front matter; a finding when it is none.
fn front_date(front: &Front, key: Key, findings: &mut Findings<'_>) -> Option<ReportDate> {
    let written = front
        .date(key)
        .filter(|written| !written.trim().is_empty())?;
    let date = parse(written.trim());
    if date.is_none() {
        let message = format!(
            "`{}` is {:?}, which is no date; write YYYY-MM or YYYY-MM-DD",
            key.as_str(),
            shorten(written)
        );
        let place = place_of(front, key, findings);
        findings.at(DiagnosticCode::DateInvalid, place, message);
    }
    date
}

/// A month, a day, or the day of a date-time as written.
fn parse(written: &str) -> Option<ReportDate> {
    if let Ok(date) = written.parse() {
        return Some(date);
    }
    let (day, time) = written.split_at_checked(10)?;
    time.starts_with(['T', 't', ' '])
        .then(|| day.parse().ok())?
}

/// The line a key of the front matter stands on.
fn place_of(front: &Front, key: Key, findings: &Findings<'_>) -> Range<usize> {
    let mut at = front.range.start;
    for line in findings
        .source()
        .slice(front.range.clone())
        .split_inclusive('\n')
    {
        let name = line
            .trim_start_matches(['"', '\''])
            .strip_prefix(key.as_str());
        let name = name.map(|rest| rest.trim_start_matches(['"', '\'', ' ', '\t']));
        if name.is_some_and(|rest| rest.starts_with([':', '='])) {
            return at..at + line.trim_end().len();
        }
        at += line.len();
    }
    front.range.start..front.range.start
}
