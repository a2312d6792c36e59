//! Addresses of this service, as they stand in bodies and headers.

use std::fmt::Display;
use std::sync::Arc;

/// Where the service is known, and whether what is behind its addresses are
/// files: then the JSON of a thing is at an address that ends in `.json`,
/// because a file server does not negotiate.
#[derive(Debug, Clone)]
pub struct Addresses {
    base: Arc<str>,
    /// The path of the base, behind scheme and host.
    below: Arc<str>,
    files: bool,
}

impl Addresses {
    /// Those of a server; `base` without trailing slash, empty if not known.
    #[must_use]
    pub fn of_server(base: &str) -> Self {
        Self {
            base: base.into(),
            below: path_of(base).into(),
            files: false,
        }
    }

    /// Those of files below `base`.
    #[must_use]
    pub fn of_files(base: &str) -> Self {
        Self {
            files: true,
            ..Self::of_server(base)
        }
    }

    /// Where the service is known; empty if it is not.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether the answers are to be files.
    #[must_use]
    pub fn are_files(&self) -> bool {
        self.files
    }

    /// The address of a path as it is.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        [&*self.base, path].concat()
    }

    /// A path as the pages link to each other: without the host, so that they
    /// work wherever they are reached, but below the path of the base.
    #[must_use]
    pub fn local(&self, path: &str) -> String {
        [&*self.below, path].concat()
    }

    /// The address of the JSON that a path without suffix stands for.
    #[must_use]
    pub fn json(&self, path: impl Display) -> String {
        let suffix = if self.files { ".json" } else { "" };
        format!("{}{path}{suffix}", self.base)
    }

    /// The address of a page to read; among files, which have no such pages, of
    /// the JSON that it shows.
    #[must_use]
    pub fn reading(&self, path: impl Display) -> String {
        if self.files {
            self.json(format_args!("/v1{path}"))
        } else {
            format!("{}{path}", self.base)
        }
    }

    /// The address of an item.
    #[must_use]
    pub fn item(&self, id: impl Display) -> String {
        self.json(format_args!("/v1/items/{id}"))
    }

    /// The address of a report.
    #[must_use]
    pub fn report(&self, slug: impl Display) -> String {
        self.json(format_args!("/v1/reports/{slug}"))
    }

    /// The address of a report as a page to be read.
    #[must_use]
    pub fn page(&self, slug: impl Display) -> String {
        format!("{}/v1/reports/{slug}.html", self.base)
    }
}

fn path_of(base: &str) -> &str {
    let behind_scheme = base.split_once("://").map_or("", |(_, rest)| rest);
    let host = behind_scheme.find('/').unwrap_or(behind_scheme.len());
    behind_scheme.get(host..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_addresses_keep_the_path_of_the_base_only() {
        assert_eq!(Addresses::of_server("").local("/items"), "/items");
        let at_host = Addresses::of_server("https://example.org");
        assert_eq!(at_host.local("/items"), "/items");
        let below = Addresses::of_server("https://example.org/team/api");
        assert_eq!(below.local("/items"), "/team/api/items");
    }
}
