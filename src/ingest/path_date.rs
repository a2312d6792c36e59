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
    let (folders, stem) = parts(path);
    let numbers = numbers(&folders, stem).and_then(Result::ok);
    let mut dates: Vec<ReportDate> = numbers.into_iter().collect();
    dates.extend(named(&folders, stem));
    dates
}

/// What has the shape of a date in a path and is none, such as `2025-02-30`.
pub(super) fn no_date_in_path(path: &str) -> Option<String> {
    let (folders, stem) = parts(path);
    numbers(&folders, stem).and_then(Result::err)
}

/// The folders of a path, and its file name without extension.
fn parts(path: &str) -> (Vec<&str>, &str) {
    let mut folders: Vec<&str> = path.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    (folders, stem(name))
}

fn numbers(folders: &[&str], stem: &str) -> Pattern {
    let parent = folders.last().copied();
    let grand = folders.iter().rev().nth(1).copied();
    in_stem(stem)
        .or_else(|| in_day_folders(grand, parent, stem))
        .or_else(|| in_year_folder(parent, stem))
}

/// A file name without its extension.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a pattern applies, and then the date, or what is none.
type Pattern = Option<Result<ReportDate, String>>;

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
        .filter_map(|(_, month)| month_of(year, month).ok())
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

fn month_of(year: u16, month: u16) -> Result<ReportDate, String> {
    let valid = u8::try_from(month).ok().and_then(|m| Month::new(year, m));
    let date = valid.map(ReportDate::of_month);
    date.ok_or_else(|| format!("{year:04}-{month:02}"))
}

fn day_of(year: u16, month: u16, day: u16) -> Result<ReportDate, String> {
    let valid = u8::try_from(month).ok().and_then(|m| Month::new(year, m));
    let date = valid.and_then(|month| ReportDate::of_day(month, u8::try_from(day).ok()?));
    date.ok_or_else(|| format!("{year:04}-{month:02}-{day:02}"))
}
