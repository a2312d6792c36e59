//! `chronique.toml`: what an archive says of itself.

use crate::domain::{
    About, CategoryRule, DateRule, Diagnostic, DiagnosticCode, License, Moved, Publisher,
    SeriesRule, Slug,
};

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
    let about = About {
        title: table.text("title", faults),
        language: table.text("language", faults).unwrap_or(default.language),
        source: table.text("source", faults),
        publisher: publisher(&mut table, faults),
        license: license(&mut table, faults),
        series: series.unwrap_or(default.series),
        series_title,
        named_series: named_series(&mut table, faults),
        categories: categories(&mut table, faults),
        date_rules: date_rules(&mut table, faults).unwrap_or(default.date_rules),
        moved: moved(&mut table, faults),
    };
    table.finish(faults);
    about
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
        publisher.text("url", faults),
    );
    let name = required(name, "name", &publisher, faults);
    publisher.finish(faults);
    Some(Publisher { name: name?, url })
}

fn license(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Option<License> {
    let mut license = table.table("license", faults)?;
    let name = license.text("name", faults);
    let (spdx, url) = (license.text("spdx", faults), license.text("url", faults));
    let name = required(name, "name", &license, faults);
    license.finish(faults);
    Some(License {
        name: name?,
        spdx,
        url,
    })
}

fn named_series(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Vec<SeriesRule> {
    let mut rules = Vec::new();
    for mut series in table.tables("series", faults) {
        let (slug, title) = (series.slug("slug", faults), series.text("title", faults));
        let paths = series.texts("paths", faults);
        let slug = required(slug, "slug", &series, faults);
        series.finish(faults);
        if let Some(slug) = slug {
            let paths = paths.into_iter().map(|(path, _)| path).collect();
            rules.push(SeriesRule { slug, title, paths });
        }
    }
    rules
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
fn required<T>(
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
