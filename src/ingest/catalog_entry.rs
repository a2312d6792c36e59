//! `[catalog]` of `chronique.toml`: what only a catalogue wants to know.

use std::ops::Range;

use super::config::required;
use super::finding::shorten;
use super::toml_table::{Faults, Table};
use crate::domain::{CatalogEntry, Contact};

/// Codes of the European vocabulary of data themes, which DCAT-AP asks for
/// (<http://publications.europa.eu/resource/authority/data-theme>).
const THEMES: [&str; 14] = [
    "AGRI",
    "ECON",
    "EDUC",
    "ENER",
    "ENVI",
    "GOVE",
    "HEAL",
    "INTR",
    "JUST",
    "OP_DATPRO",
    "REGI",
    "SOCI",
    "TECH",
    "TRAN",
];

/// Reads the table; without it, everything is left to the catalogue.
pub(super) fn catalog(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> CatalogEntry {
    let Some(mut entry) = table.table("catalog", faults) else {
        return CatalogEntry::default();
    };
    let description = entry.text("description", faults);
    let keywords = entry.texts("keywords", faults);
    let themes = entry.texts("themes", faults);
    let read = CatalogEntry {
        description,
        keywords: keywords.into_iter().map(|(text, _)| text).collect(),
        themes: known_themes(themes, faults),
        contact: contact(&mut entry, faults),
    };
    entry.finish(faults);
    read
}

fn known_themes(written: Vec<(String, Range<usize>)>, faults: &mut Faults<'_, '_>) -> Vec<String> {
    let mut themes = Vec::new();
    for (theme, range) in written {
        if THEMES.contains(&theme.as_str()) {
            themes.push(theme);
        } else {
            let message = format!(
                "no data theme is called {:?}; known: {}",
                shorten(&theme),
                THEMES.join(", ")
            );
            faults.at(range, message);
        }
    }
    themes
}

fn contact(table: &mut Table<'_, '_>, faults: &mut Faults<'_, '_>) -> Option<Contact> {
    let mut contact = table.table("contact", faults)?;
    let name = contact.text("name", faults);
    let email = contact.text("email", faults);
    let range = contact.value("email").map(toml::Spanned::span);
    let email = email.filter(|address| {
        let is_address = is_mail_address(address);
        if !is_address {
            let message = format!(
                "{:?} is no address of electronic mail and is left out",
                shorten(address)
            );
            faults.at(range.clone().unwrap_or_default(), message);
        }
        is_address
    });
    let url = contact.page("url", faults);
    let name = required(name, "name", &contact, faults);
    contact.finish(faults);
    Some(Contact {
        name: name?,
        email,
        url,
    })
}

/// The characters of RFC 5322's `addr-spec` without quotes and comments.
fn is_mail_address(text: &str) -> bool {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_domain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.chars().all(is_local)
            && domain.split('.').all(|label| !label.is_empty())
            && domain.chars().all(is_domain)
    })
}
