//! Tables of a TOML file, read key by key: what is not known or not of the
//! right type is a finding with its place, and the rest still counts.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::{DiagnosticCode, ResourceUrl, Slug};

use super::finding::{Findings, shorten};
use super::source::without_nul;

/// Where faults of one configuration file go.
pub(super) struct Faults<'f, 's> {
    pub(super) findings: &'f mut Findings<'s>,
    pub(super) code: DiagnosticCode,
}

impl Faults<'_, '_> {
    pub(super) fn at(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.findings.at(self.code, range, message);
    }
}

/// Parses a file; `None`, with a fault, when it is no TOML.
pub(super) fn parse<'a>(text: &'a str, faults: &mut Faults<'_, '_>) -> Option<DeTable<'a>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table.into_inner()),
        Err(error) => {
            let range = error.span().unwrap_or_default();
            faults.at(
                range,
                format!("no valid TOML: {}", shorten(error.message())),
            );
            None
        }
    }
}

/// A table being read.
pub(super) struct Table<'t, 'a> {
    name: String,
    range: Range<usize>,
    keys: &'t DeTable<'a>,
    known: Vec<&'static str>,
}

impl<'t, 'a> Table<'t, 'a> {
    /// A table called `name` in messages, at a range of the file.
    pub(super) fn new(name: &str, range: Range<usize>, table: &'t DeTable<'a>) -> Self {
        Self {
            name: name.to_owned(),
            range,
            keys: table,
            known: Vec::new(),
        }
    }

    /// Where the table is.
    pub(super) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// A value by its key.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'a>>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.keys.get(key)
    }

    /// A text by its key.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_, '_>,
    ) -> Option<String> {
        self.value(key).and_then(|value| text(key, value, faults))
    }

    /// The address of a web page by its key, as written.
    pub(super) fn page(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_, '_>,
    ) -> Option<String> {
        let value = self.value(key)?;
        let written = text(key, value, faults)?;
        page(written, value.span(), faults)
    }

    /// A list of texts by its key, with places.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_, '_>,
    ) -> Vec<(String, Range<usize>)> {
        let values = self.list(key, faults);
        let texts = values.filter_map(|value| Some((text(key, value, faults)?, value.span())));
        texts.collect()
    }

    /// A list by its key.
    pub(super) fn list(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_, '_>,
    ) -> impl Iterator<Item = &'t Spanned<DeValue<'a>>> + use<'t, 'a> {
        let value = self.value(key);
        let list = value.and_then(|value| value.get_ref().as_array());
        if let (Some(value), None) = (value, list) {
            faults.at(value.span(), format!("`{key}` must be a list, in brackets"));
        }
        list.into_iter().flat_map(|list| list.iter())
    }

    /// The tables of an array of tables.
    pub(super) fn tables(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_, '_>,
    ) -> Vec<Table<'t, 'a>> {
        let values: Vec<_> = self.list(key, faults).collect();
        let tables = values
            .into_iter()
            .filter_map(|value| table(key, value, faults));
        tables.collect()
    }

    /// A table by its key.
    pub(super) fn table(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_, '_>,
    ) -> Option<Table<'t, 'a>> {
        self.value(key).and_then(|value| table(key, value, faults))
    }

    /// A slug by its key.
    pub(super) fn slug(&mut self, key: &'static str, faults: &mut Faults<'_, '_>) -> Option<Slug> {
        let written = self.text(key, faults)?;
        let slug = written.parse().ok();
        if slug.is_none() {
            let range = self.keys.get(key).map_or(self.range(), Spanned::span);
            let message = format!(
                "`{key}` is {:?}; a slug has lower-case letters, digits and single inner hyphens",
                shorten(&written)
            );
            faults.at(range, message);
        }
        slug
    }

    /// Names the keys that nobody asked for.
    pub(super) fn finish(self, faults: &mut Faults<'_, '_>) {
        for key in self.keys.keys() {
            let name: &str = key.get_ref();
            if !self.known.contains(&name) {
                let message = format!(
                    "unknown key `{}` in {}; known: {}",
                    shorten(name),
                    self.name,
                    self.known.join(", ")
                );
                faults.at(key.span(), message);
            }
        }
    }
}

fn table<'t, 'a>(
    key: &str,
    value: &'t Spanned<DeValue<'a>>,
    faults: &mut Faults<'_, '_>,
) -> Option<Table<'t, 'a>> {
    let table = value.get_ref().as_table();
    if table.is_none() {
        faults.at(value.span(), format!("`{key}` must be a table"));
    }
    table.map(|table| Table::new(&format!("[{key}]"), value.span(), table))
}

/// The text of a value.
pub(super) fn text(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    faults: &mut Faults<'_, '_>,
) -> Option<String> {
    let text = value.get_ref().as_str();
    match text.map(str::trim) {
        None => faults.at(value.span(), format!("`{key}` must be a text, in quotes")),
        Some("") => faults.at(value.span(), format!("`{key}` is empty; fill or remove it")),
        Some(text) => return Some(without_nul(text).into_owned()),
    }
    None
}

/// The canonical form of an address.
pub(super) fn address(
    written: &str,
    range: Range<usize>,
    faults: &mut Faults<'_, '_>,
) -> Option<ResourceUrl> {
    let url = ResourceUrl::parse(written);
    if url.is_none() {
        let message = format!(
            "{:?} is no full address; write it with its scheme, such as https://",
            shorten(written)
        );
        faults.at(range, message);
    }
    url
}

/// An address that browsers can follow: a full one of the web.
pub(super) fn page(
    written: String,
    range: Range<usize>,
    faults: &mut Faults<'_, '_>,
) -> Option<String> {
    let folded = written.to_ascii_lowercase();
    let is_web = folded.starts_with("https://") || folded.starts_with("http://");
    let is_clean = !written.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_web && is_clean && ResourceUrl::parse(&written).is_some() {
        return Some(written);
    }
    let message = format!(
        "{:?} is no full web address and is left out; write it with http:// or https://",
        shorten(&written)
    );
    faults.at(range, message);
    None
}
