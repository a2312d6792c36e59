//! `key=value` pairs, as REST and the command line give them, into raw questions.

use super::change::RawChangeParams;
use super::error::{Fault, FaultCode};
use super::raw::{RawFilter, RawItemParams, RawListParams, RawPage, RawText, TERMS};

/// Page parameters.
pub const PAGE: [&str; 5] = ["first", "after", "last", "before", "offset"];

/// Every filter parameter with its spellings: `month`, `project`,
/// `project.all`, `project.none`, …, `filter`.
#[must_use]
pub fn filter_names() -> Vec<String> {
    let terms = TERMS
        .iter()
        .flat_map(|t| ["", ".all", ".none"].map(|suffix| format!("{t}{suffix}")));
    std::iter::once("month".to_owned())
        .chain(terms)
        .chain(["filter".to_owned()])
        .collect()
}

/// What a list takes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Accepts {
    /// The item filters.
    pub filter: bool,
    /// Page parameters.
    pub page: bool,
    /// Anything else, by name; `sort`, `facet`, `fields`, `by`, `kind`, …
    pub other: &'static [&'static str],
}

impl Accepts {
    /// Every parameter name, in the order of the documentation.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let filter = if self.filter {
            filter_names()
        } else {
            Vec::new()
        };
        let page: &[&str] = if self.page { &PAGE } else { &[] };
        let rest = page.iter().chain(self.other).map(|s| (*s).to_owned());
        filter.into_iter().chain(rest).collect()
    }
}

/// Pairs whose names were checked, to be taken one by one.
#[derive(Debug)]
pub struct Pairs {
    given: Vec<(String, String)>,
    /// What was wrong so far.
    pub faults: Vec<Fault>,
    /// Whether a list is wanted whole when no page is asked for.
    pub whole: bool,
}

impl Pairs {
    /// Checks the names: an unknown one is a fault that proposes the closest.
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>, names: &[String]) -> Self {
        let mut faults = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (name, _) in &pairs {
            let shown = || name.chars().take(64).collect::<String>();
            if names.contains(name) {
                let list =
                    name == "month" || name.split('.').next().is_some_and(|n| TERMS.contains(&n));
                let list = list
                    || [
                        "sort", "facet", "fields", "by", "severity", "code", "noun", "change",
                        "report", "type",
                    ]
                    .contains(&name.as_str());
                if !list && seen.contains(&name.as_str()) {
                    let shown = shown();
                    let detail = format!("`{shown}` takes one value but is given more than once");
                    faults.push(Fault::new(shown, FaultCode::RepeatedParameter, detail));
                }
                seen.push(name);
            } else {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                faults.push(Fault::not_among(
                    shown(),
                    FaultCode::UnknownParameter,
                    name,
                    &names,
                ));
            }
        }
        Self {
            given: pairs,
            faults,
            whole: false,
        }
    }

    /// The pairs as they were given.
    #[must_use]
    pub fn given(&self) -> &[(String, String)] {
        &self.given
    }

    /// The value of a parameter that takes one.
    #[must_use]
    pub fn one(&self, name: &str) -> Option<String> {
        let pair = self.given.iter().find(|(n, _)| n == name);
        pair.map(|(_, value)| value.clone())
    }

    /// The values of a parameter that takes a list: a comma always separates.
    pub fn list(&mut self, name: &str) -> Vec<String> {
        self.list_with(name, "")
    }

    /// The values of a parameter whose name has this ending.
    fn list_with(&mut self, name: &str, suffix: &str) -> Vec<String> {
        let is_it = |given: &str| given.strip_prefix(name) == Some(suffix);
        let mut values = Vec::new();
        for (_, text) in self.given.iter().filter(|(n, _)| is_it(n)) {
            values.extend(text.split(',').map(|v| v.trim().to_owned()));
        }
        if values.iter().any(String::is_empty) {
            let detail =
                "a value is empty: leave the parameter out, or give a value between all commas";
            let name = format!("{name}{suffix}");
            self.faults
                .push(Fault::new(name, FaultCode::InvalidValue, detail));
            values.retain(|v| !v.is_empty());
        }
        values
    }

    /// The page parameters.
    #[must_use]
    pub fn page(&self) -> RawPage {
        RawPage {
            first: self.one("first"),
            after: self.one("after"),
            last: self.one("last"),
            before: self.one("before"),
            offset: self.one("offset"),
            whole: self.whole,
            outer: true,
        }
    }

    /// The item filters.
    pub fn filter(&mut self) -> RawFilter {
        let mut filter = RawFilter::default();
        filter.month.any = self.list("month");
        for term in TERMS {
            let (any, all, none) = (
                self.list_with(term, ""),
                self.list_with(term, ".all"),
                self.list_with(term, ".none"),
            );
            if let Some(terms) = filter.terms_mut(term) {
                (terms.any, terms.all, terms.none) = (any, all, none);
            }
        }
        if let Some(json) = self.one("filter") {
            filter
                .and
                .push(RawFilter::from_json("filter", &json, &mut self.faults));
        }
        filter
    }

    /// What is looked for in texts.
    #[must_use]
    pub fn text(&self) -> RawText {
        RawText {
            q: self.one("q"),
            highlight: self.one("highlight"),
        }
    }

    /// Filters, order, page and facets of an item list.
    pub fn item_params(&mut self) -> RawItemParams {
        RawItemParams {
            filter: self.filter(),
            text: self.text(),
            sort: self.list("sort"),
            page: self.page(),
            facets: self.list("facet"),
        }
    }

    /// Everything that changes are asked by.
    pub fn change_params(&mut self) -> RawChangeParams {
        RawChangeParams {
            since: self.one("since"),
            noun: self.list("noun"),
            change: self.list("change"),
            report: self.list("report"),
            page: self.page(),
        }
    }

    /// Order and page of a list without filter.
    pub fn list_params(&mut self) -> RawListParams {
        RawListParams {
            sort: self.list("sort"),
            page: self.page(),
        }
    }
}
