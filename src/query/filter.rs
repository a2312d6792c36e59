//! The typed filter, and the items it leaves.

use super::error::{Fault, FaultCode};
use super::month::{MonthRange, parse_months};
use super::raw::{RawFilter, RawTerms};
use crate::domain::{ItemKind, Month, ResourceId, ResourceUrl, fold, to_u32};
use crate::index::{Dimension, Index};

/// Most values in one whole filter: bounds the work of a question.
const MAX_VALUES: usize = 200;

/// What items can be filtered and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// The series of the report.
    Series,
    /// The month of the report.
    Month,
    /// The category.
    Category,
    /// Projects mentioned.
    Project,
    /// Resources cited.
    Resource,
    /// Sites cited.
    Site,
    /// The kind of item.
    Kind,
}

impl Facet {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Series,
        Self::Month,
        Self::Category,
        Self::Project,
        Self::Resource,
        Self::Site,
        Self::Kind,
    ];

    /// The name in parameters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Month => "month",
            Self::Category => "category",
            Self::Project => "project",
            Self::Resource => "resource",
            Self::Site => "site",
            Self::Kind => "kind",
        }
    }

    /// Reads a list of names; what is wrong is added to `faults`.
    pub(super) fn parse_list(
        parameter: &str,
        raw: &[String],
        faults: &mut Vec<Fault>,
    ) -> Vec<Self> {
        let names = Self::ALL.map(Self::as_str);
        let mut out = Vec::new();
        for name in raw {
            match Self::ALL.into_iter().find(|f| f.as_str() == name) {
                Some(facet) if out.contains(&facet) => {
                    let detail = format!("`{name}` is named twice");
                    faults.push(Fault::new(parameter, FaultCode::InvalidValue, detail));
                }
                Some(facet) => out.push(facet),
                None => faults.push(Fault::not_among(
                    parameter,
                    FaultCode::InvalidValue,
                    name,
                    &names,
                )),
            }
        }
        out
    }

    /// The postings of this dimension.
    pub(super) fn dimension(self, index: &Index) -> &Dimension {
        match self {
            Self::Series => &index.by_series,
            Self::Month => &index.by_month,
            Self::Category => &index.by_category,
            Self::Project => &index.by_project,
            Self::Resource => &index.by_resource,
            Self::Site => &index.by_site,
            Self::Kind => &index.by_kind,
        }
    }

    /// The number of the term that a client's value names, if there is one.
    pub(super) fn term(self, value: &str, index: &Index) -> Option<u32> {
        match self {
            Self::Series => {
                let wanted = fold(value);
                let named = |s: &crate::index::SeriesEntry| {
                    s.slug.as_str() == wanted
                        || s.title.as_deref().is_some_and(|t| fold(t) == wanted)
                };
                index.series.iter().position(named).map(to_u32)
            }
            Self::Month => {
                let month: Month = value.parse().ok()?;
                index.months.binary_search(&month).ok().map(to_u32)
            }
            Self::Category => index.category_names.get(&fold(value)).copied(),
            Self::Project => index.project_names.get(&fold(value)).copied(),
            Self::Resource => resource_number(value, index),
            Self::Site => {
                let host = value.to_lowercase();
                index.site_at(host.strip_prefix("www.").unwrap_or(&host))
            }
            Self::Kind => {
                let kind: ItemKind = value.parse().ok()?;
                ItemKind::ALL.iter().position(|k| *k == kind).map(to_u32)
            }
        }
    }
}

/// A resource by id, or by any address that leads to it.
pub(super) fn resource_number(value: &str, index: &Index) -> Option<u32> {
    if value.parse::<ResourceId>().is_ok() {
        return index.resources.by_id(value);
    }
    index
        .resources
        .at(&ResourceUrl::parse_moved(value, &index.moved)?)
}

/// What must, must all, or must not be there of one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) facet: Facet,
    pub(super) any: Vec<String>,
    pub(super) all: Vec<String>,
    pub(super) none: Vec<String>,
}

/// A filter whose values are of the right form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    pub(super) and: Vec<ItemFilter>,
    pub(super) or: Vec<ItemFilter>,
    pub(super) not: Option<Box<ItemFilter>>,
    /// Any of these ranges, when there are some.
    pub(super) months: Vec<MonthRange>,
    pub(super) terms: Vec<Terms>,
}

impl ItemFilter {
    /// Reads a filter; what is wrong is added to `faults`.
    pub(super) fn parse(raw: &RawFilter, faults: &mut Vec<Fault>) -> Self {
        if !raw.check_depth("filter", 0, faults) {
            return Self::default();
        }
        let mut values = 0;
        let filter = Self::parse_at("", raw, &mut values, faults);
        if values > MAX_VALUES {
            let detail =
                format!("{values} values in one question; at most {MAX_VALUES} are answered");
            let longest = raw.terms().into_iter().max_by_key(|(_, t)| t.any.len());
            let direct = longest.filter(|(_, t)| t.any.len() > MAX_VALUES / 2);
            let parameter = direct.map_or("filter", |(name, _)| name);
            faults.push(Fault::new(parameter, FaultCode::TooMany, detail));
        }
        filter
    }

    fn parse_at(at: &str, raw: &RawFilter, values: &mut usize, faults: &mut Vec<Fault>) -> Self {
        let mut nested = |name: &str, list: &[RawFilter], faults: &mut Vec<Fault>| {
            let parse = |(i, f): (usize, &RawFilter)| {
                // Direct arguments and the `filter` object meet as `and`.
                let here = if at.is_empty() {
                    "filter".to_owned()
                } else {
                    format!("{at}.{name}[{i}]")
                };
                *values += 1;
                Self::parse_at(&here, f, values, faults)
            };
            list.iter().enumerate().map(parse).collect::<Vec<_>>()
        };
        let and = nested("and", &raw.and, faults);
        let or = nested("or", &raw.or, faults);
        let not = raw
            .not
            .as_deref()
            .map(|f| Box::new(Self::parse_at(&format!("{at}.not"), f, values, faults)));
        let dot = if at.is_empty() {
            String::new()
        } else {
            format!("{at}.")
        };
        let months = parse_months(&format!("{dot}month"), &raw.month, faults);
        *values += months.len();
        let mut terms = Vec::new();
        for ((name, raw), facet) in raw.terms().into_iter().zip(TERM_FACETS) {
            *values += raw.any.len() + raw.all.len() + raw.none.len();
            if facet == Facet::Kind {
                check_kinds(&format!("{dot}{name}"), raw, faults);
            }
            if *raw != RawTerms::default() {
                terms.push(Terms {
                    facet,
                    any: raw.any.clone(),
                    all: raw.all.clone(),
                    none: raw.none.clone(),
                });
            }
        }
        Self {
            and,
            or,
            not,
            months,
            terms,
        }
    }

    /// Whether nothing but series and months is asked for, which reports
    /// without items can answer too.
    pub(super) fn is_about_reports(&self) -> bool {
        let nested = self.and.iter().chain(&self.or).chain(self.not.as_deref());
        self.terms.iter().all(|t| t.facet == Facet::Series)
            && nested.into_iter().all(Self::is_about_reports)
    }
}

/// The facets of `RawFilter::terms`, in its order.
const TERM_FACETS: [Facet; 6] = [
    Facet::Series,
    Facet::Category,
    Facet::Project,
    Facet::Resource,
    Facet::Site,
    Facet::Kind,
];

fn check_kinds(at: &str, raw: &RawTerms, faults: &mut Vec<Fault>) {
    let names = ItemKind::ALL.map(ItemKind::as_str);
    for (suffix, list) in [("", &raw.any), (".all", &raw.all), (".none", &raw.none)] {
        for value in list.iter().filter(|v| v.parse::<ItemKind>().is_err()) {
            faults.push(Fault::not_among(
                format!("{at}{suffix}"),
                FaultCode::InvalidValue,
                value,
                &names,
            ));
        }
    }
}
