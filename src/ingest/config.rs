//! `chronique.toml`: what an archive says of itself.

use std::ops::Range;

use toml::Spanned;

use crate::domain::{
    About, CategoryRule, DateRule, Diagnostic, DiagnosticCode, License, Moved, Publisher,
    SeriesRule, Slug,
};

use super::catalog_entry::catalog;
use super::finding::{Findings, shorten};
use super::source::Source;
use super::toml_table::{Faults, Table, address, parse, text};

/// Reads a `chronique.toml`. A file that is no TOML gives the default; an
/// unknown key or a bad value is a diagnostic and the rest counts.
#[must_use]
pub fn parse_about(text: &str, path: &str) -> (About, Vec<Diagnostic>) {
    let (about, diagnostics) = try_about(text, path);
    (about.unwrap_or_default(), diagnostics)
}

/// As [`parse_about`], `None` for a file that is no TOML.
pub(super) fn try_about(text: &str, path: &str) -> (Option<About>, Vec<Diagnostic>) {
    let source = Source::new(text);
    let mut findings = Findings::new(path, &source);
    let mut faults = Faults {
        findings: &mut findings,
        code: DiagnosticCode::ConfigInvalid,
    };
    let about = parse(text, &mut faults)
        .map(|table| about(Table::new("the configuration", 0..0, &table), &mut faults));
    (about, findings.finish())
}

fn about(mut table: Table<'_, '_>, faults: &mut Faults<'_, '_>) -> About {
    let default = About::default();
    let (series, series_title) = default_series(&mut table, faults);
    let series = series.unwrap_or(default.series);
    let about = About {
        title: table.text("title", faults),
        language: language(&mut table, faults).unwrap_or(default.language),
        source: table.page("source", faults),
        publisher: publisher(&mut table, faults),
        license: license(&mut table, faults),
        named_series: named_series(&mut table, &series, faults),
        series,
        series_title,
        categories: categories(&mut table, faults),
        date_rules: date_rules(&mut table, faults).unwrap_or(default.date_rules),
        moved: moved(&mut table, faults),
        catalog: catalog(&mut table, faults),
    };
    table.finish(faults);
    about
}

/// A language tag by the shape of BCP 47; no list of languages is kept.
fn language(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Option<String> {
    let written = table.text("language", faults)?;
    let mut parts = written.split('-');
    let first = parts.next().unwrap_or_default();
    let is_first = (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if is_first && parts.all(is_part) {
        return Some(written);
    }
    let message = format!(
        "{:?} is no language tag; write one such as fr or fr-CA",
        shorten(&written)
    );
    let range = table.value("language").map_or(table.range(), Spanned::span);
    faults.at(range, message);
    None
}

fn default_series(
    table: &mut Table<'_, '_>,
    faults: &mut Faults<'_, '_>,
) -> (Option<Slug>, Option<String>) {
    let Some(mut series) = table.table("default_series", faults) else {
        return (None, None);
    };
    let read = (series.slug("slug", faults), series.text("title", faults));
    series.finish(faults);
    read
}

fn publisher(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Option<Publisher> {
    let mut publisher = table.table("publisher", faults)?;
    let (name, url) = (
        publisher.text("name", faults),
        publisher.page("url", faults),
    );
    let name = required(name, "name", &publisher, faults);
    publisher.finish(faults);
    Some(Publisher { name: name?, url })
}

fn license(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Option<License> {
    let mut license = table.table("license", faults)?;
    let name = license.text("name", faults);
    let (spdx, url) = (license.text("spdx", faults), license.page("url", faults));
    let name = required(name, "name", &license, faults);
    license.finish(faults);
    Some(License {
        name: name?,
        spdx,
        url,
    })
}

fn named_series(
    table: &mut Table<'_, '_>,
    default: &Slug,
    faults: &mut Faults<'_, '_>,
) -> Vec<SeriesRule> {
    let mut rules: Vec<SeriesRule> = Vec::new();
    for mut series in table.tables("series", faults) {
        let (slug, title) = (series.slug("slug", faults), series.text("title", faults));
        let paths = series.texts("paths", faults);
        let slug = required(slug, "slug", &series, faults);
        let range = series.range();
        series.finish(faults);
        let Some(slug) = slug else { continue };
        if slug == *default || rules.iter().any(|rule| rule.slug == slug) {
            faults.at(range, format!("a second series `{slug}`; the first counts"));
            continue;
        }
        let paths = patterns(paths, &range, faults);
        rules.push(SeriesRule { slug, title, paths });
    }
    rules
}

/// The patterns that can match a path below the archive.
fn patterns(
    written: Vec<(String, Range<usize>)>,
    series: &Range<usize>,
    faults: &mut Faults<'_, '_>,
) -> Vec<String> {
    if written.is_empty() {
        let message = "`paths` is needed here, with a pattern such as gazettes/*.md: \
                       no file belongs to this series";
        faults.at(series.clone(), message);
    }
    let mut patterns = Vec::new();
    for (pattern, range) in written {
        if pattern.starts_with('/') || pattern.split('/').any(|part| part == "..") {
            let message = format!(
                "the pattern {:?} matches nothing; write it from the archive's folder on, \
                 without a leading slash or `..`",
                shorten(&pattern)
            );
            faults.at(range, message);
        } else {
            patterns.push(pattern);
        }
    }
    patterns
}

fn categories(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Vec<CategoryRule> {
    let mut rules: Vec<CategoryRule> = Vec::new();
    for mut category in table.tables("category", faults) {
        let (slug, name) = (category.slug("slug", faults), category.text("name", faults));
        let headings = category.texts("headings", faults);
        let name = required(name, "name", &category, faults);
        let range = category.range();
        category.finish(faults);
        let Some(name) = name else { continue };
        let slug = slug.unwrap_or_else(|| Slug::of_title(&name));
        if rules.iter().any(|rule| rule.slug == slug) {
            let message = format!(
                "a second category {slug:?}; the first counts",
                slug = slug.as_str()
            );
            faults.at(range, message);
            continue;
        }
        let mut headings: Vec<String> = headings.into_iter().map(|(text, _)| text).collect();
        if !headings.contains(&name) {
            headings.insert(0, name.clone());
        }
        rules.push(CategoryRule {
            slug,
            name,
            headings,
        });
    }
    rules
}

fn date_rules(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Option<Vec<DateRule>> {
    let list = table.value("date_rules")?;
    let Some(values) = list.get_ref().as_array() else {
        faults.at(list.span(), "`date_rules` must be a list, in brackets");
        return None;
    };
    let mut rules = Vec::new();
    for value in values {
        match text("date_rules", value, faults).as_deref() {
            Some("front-matter") => rules.push(DateRule::FrontMatter),
            Some("path") => rules.push(DateRule::Path),
            Some(other) => {
                let message = format!(
                    "no date rule is called {:?}; known: front-matter, path",
                    shorten(other)
                );
                faults.at(value.span(), message);
            }
            None => {}
        }
    }
    (!rules.is_empty()).then_some(rules)
}

fn moved(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Vec<Moved> {
    let mut rules = Vec::new();
    for mut entry in table.tables("moved", faults) {
        let (from, to) = (entry.text("from", faults), entry.text("to", faults));
        let range = entry.range();
        let from = required(from, "from", &entry, faults);
        let to = required(to, "to", &entry, faults);
        entry.finish(faults);
        let from = from.and_then(|from| address(&from, range.clone(), faults));
        let to = to.and_then(|to| address(&to, range, faults));
        rules.extend(from.zip(to).map(|(from, to)| Moved { from, to }));
    }
    rules
}

/// A value that has to be there.
pub(super) fn required<T>(
    value: Option<T>,
    key: &str,
    table: &Table<'_, '_>,
    faults: &mut Faults<'_, '_>,
) -> Option<T> {
    if value.is_none() {
        faults.at(
            table.range(),
            format!("`{key}` is needed here; this entry is left out"),
        );
    }
    value
}
