//! Dates in paths: `2022/02.md`, `2022-02-14-x.md`, `2022/fevrier.md`, …

use crate::domain::{Month, ReportDate, fold};

/// Names of the months, folded, French and English.
const MONTHS: [[&str; 2]; 12] = [
    ["janvier", "january"],
    ["fevrier", "february"],
    ["mars", "march"],
    ["avril", "april"],
    ["mai", "may"],
    ["juin", "june"],
    ["juillet", "july"],
    ["aout", "august"],
    ["septembre", "september"],
    ["octobre", "october"],
    ["novembre", "november"],
    ["decembre", "december"],
];

/// The dates a path gives, the most telling pattern first; more than one
/// only when two patterns hold, as in `2022/02-fevrier.md`.
///
/// A number that is no month or no day (`2022/13.md`) gives no date at all
/// by that pattern, rather than half of one.
pub(super) fn dates_in_path(path: &str) -> Vec<ReportDate> {
    let mut folders: Vec<&str> = path.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    let stem = stem(name);
    let (parent, grand) = (
        folders.last().copied(),
        folders.iter().rev().nth(1).copied(),
    );
    let numbers = in_stem(stem)
        .or_else(|| in_day_folders(grand, parent, stem))
        .or_else(|| in_year_folder(parent, stem));
    let mut dates: Vec<ReportDate> = numbers.flatten().into_iter().collect();
    dates.extend(named(&folders, stem));
    dates
}

/// A file name without its extension.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a pattern applies, and then the date if there is such a date.
type Pattern = Option<Option<ReportDate>>;

/// `YYYY-MM-DD*` and `YYYY-MM*`.
fn in_stem(stem: &str) -> Pattern {
    let (year, rest) = number(stem, 4)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    if let Some((day, rest)) = rest.strip_prefix('-').and_then(|rest| number(rest, 2))
        && !continues(rest)
    {
        return Some(day_of(year, month, day));
    }
    (!continues(rest)).then(|| month_of(year, month))
}

/// `YYYY/MM/DD*`.
fn in_day_folders(year: Option<&str>, month: Option<&str>, stem: &str) -> Pattern {
    let year = whole_number(year?, 4)?;
    let month = whole_number(month?, 2)?;
    let (day, rest) = number(stem, 2)?;
    (!continues(rest)).then(|| day_of(year, month, day))
}

/// `YYYY/MM`, `YYYY/MM-*` and `YYYY/MM_*`.
fn in_year_folder(year: Option<&str>, stem: &str) -> Pattern {
    let year = whole_number(year?, 4)?;
    let (month, rest) = number(stem, 2)?;
    (rest.is_empty() || rest.starts_with(['-', '_'])).then(|| month_of(year, month))
}

/// The name of a month in the file name, with a year there or as a folder.
fn named(folders: &[&str], stem: &str) -> Vec<ReportDate> {
    let folded = fold(stem);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
    let in_name = words.iter().find_map(|word| whole_number(word, 4));
    let in_folder = || folders.iter().rev().find_map(|f| whole_number(f, 4));
    let Some(year) = in_name.or_else(in_folder) else {
        return Vec::new();
    };
    let month = |word: &&str| {
        MONTHS
            .iter()
            .zip(1..)
            .find(|(names, _)| names.contains(word))
    };
    let months = words.iter().filter_map(month);
    months
        .filter_map(|(_, month)| month_of(year, month))
        .collect()
}

/// A number of exactly `width` digits at the start, and what follows.
fn number(text: &str, width: usize) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(width)?;
    let all = digits.bytes().all(|b| b.is_ascii_digit());
    all.then(|| digits.parse().ok())
        .flatten()
        .map(|n| (n, rest))
}

fn whole_number(text: &str, width: usize) -> Option<u16> {
    number(text, width)
        .filter(|(_, rest)| rest.is_empty())
        .map(|(n, _)| n)
}

fn continues(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit())
}

fn month_of(year: u16, month: u16) -> Option<ReportDate> {
    let month = Month::new(year, u8::try_from(month).ok()?)?;
    Some(ReportDate::of_month(month))
}

fn day_of(year: u16, month: u16, day: u16) -> Option<ReportDate> {
    let month = Month::new(year, u8::try_from(month).ok()?)?;
    ReportDate::of_day(month, u8::try_from(day).ok()?)
}
