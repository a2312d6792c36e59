//! What a catalogue wants to know of the archive: when, about what, under
//! which licence. All of it told by the content alone, never by a clock.

use chrono::{Days, NaiveDate};

use super::Archive;
use crate::domain::{License, Month, ReportDate, fold};

/// At most this many projects stand in for keywords.
const MAX_KEYWORDS: usize = 20;

/// The address under which catalogues know the Licence Ouverte 2.0.
const OPEN_LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";

/// What a catalogue says of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogFacts {
    /// The first day of the oldest report.
    pub issued: Option<NaiveDate>,
    /// Day of the last update.
    pub modified: Option<NaiveDate>,
    /// First and last day covered.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Keywords: those of the configuration, else the projects mentioned.
    pub keywords: Vec<String>,
    /// Address that identifies the licence.
    pub license: Option<String>,
}

impl Archive {
    /// What a catalogue says of the archive.
    #[must_use]
    pub fn catalog_facts(&self) -> CatalogFacts {
        let oldest = self.index.reports.iter().map(|r| r.date.first_day()).min();
        CatalogFacts {
            issued: oldest,
            modified: self.meta().last_modified,
            period: self
                .month_range()
                .map(|(first, last)| (ReportDate::of_month(first).first_day(), last_day(last))),
            keywords: self.keywords(),
            license: self.license_address(),
        }
    }

    /// The address that identifies its licence.
    #[must_use]
    pub fn license_address(&self) -> Option<String> {
        self.about.license.as_ref().and_then(license_address)
    }

    fn keywords(&self) -> Vec<String> {
        let configured = &self.about.catalog.keywords;
        if !configured.is_empty() {
            return configured.clone();
        }
        let mentioned = (0..).zip(&self.index.projects).filter_map(|(number, p)| {
            let items = self.index.by_project.posting(number).len();
            (items > 0).then_some(&p.name)
        });
        mentioned.take(MAX_KEYWORDS).cloned().collect()
    }
}

/// The last day of a month.
fn last_day(month: Month) -> NaiveDate {
    let first = ReportDate::of_month(month).first_day();
    let next = month.next().map(|m| ReportDate::of_month(m).first_day());
    let last = next.and_then(|day| day.checked_sub_days(Days::new(1)));
    // December 9999 has no month after it.
    last.or_else(|| first.checked_add_days(Days::new(30)))
        .unwrap_or(first)
}

/// The address that identifies a licence: for the Licence Ouverte 2.0 the one
/// that data.gouv.fr knows, whichever of its addresses the archive gives; for
/// others the one given, or that of their SPDX identifier.
fn license_address(license: &License) -> Option<String> {
    let name = fold(&license.name);
    let spdx = license.spdx.as_deref();
    let is_open_licence = spdx.is_some_and(|id| id.eq_ignore_ascii_case("etalab-2.0"))
        || spdx.is_none() && name.contains("licence ouverte") && name.contains("2.0");
    if is_open_licence {
        return Some(OPEN_LICENCE.to_owned());
    }
    let by_spdx = || spdx.map(|id| format!("https://spdx.org/licenses/{id}"));
    license.url.clone().or_else(by_spdx)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(name: &str, spdx: Option<&str>, url: Option<&str>) -> Option<String> {
        license_address(&License {
            name: name.to_owned(),
            spdx: spdx.map(str::to_owned),
            url: url.map(str::to_owned),
        })
    }

    #[test]
    fn the_open_licence_is_known_by_one_address() {
        for (name, spdx, url) in [
            ("Licence Ouverte / Open Licence 2.0", None, None),
            ("LO", Some("etalab-2.0"), None),
            ("LO", Some("Etalab-2.0"), Some("https://example.org/lo.pdf")),
        ] {
            assert_eq!(address(name, spdx, url).as_deref(), Some(OPEN_LICENCE));
        }
        assert_eq!(
            address("CC BY 4.0", Some("CC-BY-4.0"), None).as_deref(),
            Some("https://spdx.org/licenses/CC-BY-4.0")
        );
        assert_eq!(address("Licence Ouverte 1.0", None, None), None);
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        for (month, day) in [
            ("2022-02", "2022-02-28"),
            ("2024-02", "2024-02-29"),
            ("9999-12", "9999-12-31"),
        ] {
            let month = month.parse().unwrap();
            assert_eq!(last_day(month).to_string(), day);
        }
    }
}
