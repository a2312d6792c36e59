//! What `chronique.toml` says of an archive.

use serde::{Deserialize, Serialize};

use super::{Moved, Slug};

/// The archive's own description and reading rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Title; `None` lets the reports' common title stand in.
    pub title: Option<String>,
    /// Language of the reports (BCP 47).
    pub language: String,
    /// Where the reports are published.
    pub source: Option<String>,
    /// Who publishes them.
    pub publisher: Option<Publisher>,
    /// Under which licence.
    pub license: Option<License>,
    /// Slug of the default series.
    pub series: Slug,
    /// Title of the default series.
    pub series_title: Option<String>,
    /// Named series, in the order they are tried.
    pub named_series: Vec<SeriesRule>,
    /// Categories known by name, in order.
    pub categories: Vec<CategoryRule>,
    /// Where dates come from, first match first.
    pub date_rules: Vec<DateRule>,
    /// Addresses that moved.
    pub moved: Vec<Moved>,
    /// What only a catalogue wants to know.
    pub catalog: CatalogEntry,
}

impl Default for About {
    fn default() -> Self {
        Self {
            title: None,
            language: "fr".to_owned(),
            source: None,
            publisher: None,
            license: None,
            series: Slug::of_title("reports"),
            series_title: None,
            named_series: Vec::new(),
            categories: Vec::new(),
            date_rules: vec![DateRule::FrontMatter, DateRule::Path],
            moved: Vec::new(),
            catalog: CatalogEntry::default(),
        }
    }
}

/// What a catalogue says of the archive beyond title, publisher and licence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogEntry {
    /// What the reports are about, in their language.
    pub description: Option<String>,
    /// Keywords, in the reports' language.
    pub keywords: Vec<String>,
    /// Codes of the European vocabulary of data themes, such as `GOVE`.
    pub themes: Vec<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}

/// Whom to ask about the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Address of electronic mail.
    pub email: Option<String>,
    /// Page to write to them.
    pub url: Option<String>,
}

/// Who publishes the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// Name.
    pub name: String,
    /// Home page.
    pub url: Option<String>,
}

/// The licence of the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Name.
    pub name: String,
    /// SPDX identifier.
    pub spdx: Option<String>,
    /// Its text.
    pub url: Option<String>,
}

/// A named series and the files that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesRule {
    /// Key in addresses.
    pub slug: Slug,
    /// Title.
    pub title: Option<String>,
    /// Path patterns: `*` matches within a folder, `**` any number of folders.
    pub paths: Vec<String>,
}

/// A category known by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryRule {
    /// Key in addresses.
    pub slug: Slug,
    /// Display name.
    pub name: String,
    /// Headings that open it, compared folded; the name is one of them.
    pub headings: Vec<String>,
}

/// Where a report's date may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateRule {
    /// `date` or `month` of the front matter.
    FrontMatter,
    /// The path: `2022/02.md`, `2022-02-14-x.md`, `2022/fevrier.md`, …
    Path,
}
