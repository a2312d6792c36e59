//! Questions as clients write them: strings, nothing checked yet.

use serde_json::Value;

use super::error::{Fault, FaultCode};

/// Deepest nesting of `and`, `or`, `not`.
const MAX_FILTER_DEPTH: usize = 6;

/// The term filters, in the order of the documentation.
pub const TERMS: [&str; 6] = ["series", "category", "project", "resource", "site", "kind"];

/// Names of a filter object.
const FILTER_KEYS: [&str; 10] = [
    "and", "or", "not", "month", "series", "category", "project", "resource", "site", "kind",
];

/// Values that must, must all, or must not be there. An empty list asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawTerms {
    /// At least one of these.
    pub any: Vec<String>,
    /// Every one of these.
    pub all: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
}

/// Months asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawMonths {
    /// Months, years or ranges: any of them.
    pub any: Vec<String>,
    /// First month, inside.
    pub from: Option<String>,
    /// Last month, inside.
    pub until: Option<String>,
}

/// A filter: everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawFilter {
    /// All of these must hold.
    pub and: Vec<RawFilter>,
    /// One of these must hold, if there are any.
    pub or: Vec<RawFilter>,
    /// This must not hold.
    pub not: Option<Box<RawFilter>>,
    /// Months.
    pub month: RawMonths,
    /// Series.
    pub series: RawTerms,
    /// Categories.
    pub category: RawTerms,
    /// Projects mentioned.
    pub project: RawTerms,
    /// Resources cited.
    pub resource: RawTerms,
    /// Sites cited.
    pub site: RawTerms,
    /// Kinds of item.
    pub kind: RawTerms,
}

/// Page parameters. Numbers are text, so that every door has the same faults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPage {
    /// Rows from the start.
    pub first: Option<String>,
    /// Cursor to start after.
    pub after: Option<String>,
    /// Rows from the end.
    pub last: Option<String>,
    /// Cursor to end before.
    pub before: Option<String>,
    /// Rows to skip.
    pub offset: Option<String>,
    /// All rows that the cursors leave, unless `first` or `last` is given: for
    /// a door that hands rows out one by one.
    pub whole: bool,
    /// Whether only the first and the last row need a cursor: for a door that
    /// has a place for no other.
    pub outer: bool,
}

impl RawPage {
    /// Whether all rows are asked for.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole && self.first.is_none() && self.last.is_none()
    }
}

/// What is looked for in texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawText {
    /// Words, `"phrases"`, `-not`, `prefix*`.
    pub q: Option<String>,
    /// `true` or `false`: whether to say where they are.
    pub highlight: Option<String>,
}

/// A question for items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawItemParams {
    /// Which items.
    pub filter: RawFilter,
    /// Words and phrases to look for.
    pub text: RawText,
    /// Sort keys, `-` in front for descending.
    pub sort: Vec<String>,
    /// Which part of the list.
    pub page: RawPage,
    /// Dimensions to count by.
    pub facets: Vec<String>,
}

/// A question for a list that has no filter of its own but choices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawListParams {
    /// Sort keys, `-` in front for descending.
    pub sort: Vec<String>,
    /// Which part of the list.
    pub page: RawPage,
}

impl RawFilter {
    /// The term filter of that name.
    pub fn terms_mut(&mut self, name: &str) -> Option<&mut RawTerms> {
        match name {
            "series" => Some(&mut self.series),
            "category" => Some(&mut self.category),
            "project" => Some(&mut self.project),
            "resource" => Some(&mut self.resource),
            "site" => Some(&mut self.site),
            "kind" => Some(&mut self.kind),
            _ => None,
        }
    }

    /// Every term filter with its name.
    #[must_use]
    pub fn terms(&self) -> [(&'static str, &RawTerms); 6] {
        [
            ("series", &self.series),
            ("category", &self.category),
            ("project", &self.project),
            ("resource", &self.resource),
            ("site", &self.site),
            ("kind", &self.kind),
        ]
    }

    /// Reads the JSON form of the GraphQL input object.
    pub fn from_json(parameter: &str, text: &str, faults: &mut Vec<Fault>) -> Self {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => Self::from_value(parameter, &value, 0, faults),
            Err(error) => {
                let detail = format!("not JSON: {error}");
                faults.push(Fault::new(parameter, FaultCode::InvalidFilter, detail));
                Self::default()
            }
        }
    }

    fn from_value(at: &str, value: &Value, depth: usize, faults: &mut Vec<Fault>) -> Self {
        let mut filter = Self::default();
        let Some(object) = object_at(at, value, faults) else {
            return filter;
        };
        if depth > MAX_FILTER_DEPTH {
            faults.push(too_deep(at));
            return filter;
        }
        for (key, value) in object.iter().filter(|(_, v)| !v.is_null()) {
            let here = format!("{at}.{key}");
            match key.as_str() {
                "and" | "or" => {
                    let list = list_at(&here, value, faults);
                    let nested = (0..).zip(list).map(|(i, v)| {
                        Self::from_value(&format!("{here}[{i}]"), v, depth + 1, faults)
                    });
                    let nested = nested.collect();
                    if key == "and" {
                        filter.and = nested;
                    } else {
                        filter.or = nested;
                    }
                }
                "not" => {
                    filter.not = Some(Box::new(Self::from_value(&here, value, depth + 1, faults)));
                }
                "month" => filter.month = RawMonths::from_value(&here, value, faults),
                name => match filter.terms_mut(name) {
                    Some(terms) => *terms = RawTerms::from_value(&here, value, faults),
                    None => faults.push(Fault::not_among(
                        here,
                        FaultCode::InvalidFilter,
                        key,
                        &FILTER_KEYS,
                    )),
                },
            }
        }
        filter
    }

    /// Whether the nesting stays within bounds; a filter object that GraphQL
    /// built never went through JSON.
    pub(super) fn check_depth(&self, at: &str, depth: usize, faults: &mut Vec<Fault>) -> bool {
        if depth > MAX_FILTER_DEPTH {
            faults.push(too_deep(at));
            return false;
        }
        let nested = self.and.iter().chain(&self.or).chain(self.not.as_deref());
        nested
            .into_iter()
            .all(|f| f.check_depth(at, depth + 1, faults))
    }
}

impl RawTerms {
    fn from_value(at: &str, value: &Value, faults: &mut Vec<Fault>) -> Self {
        let mut terms = Self::default();
        for (key, value) in object_at(at, value, faults).into_iter().flatten() {
            let here = format!("{at}.{key}");
            let list = match key.as_str() {
                "any" => &mut terms.any,
                "all" => &mut terms.all,
                "none" => &mut terms.none,
                _ => {
                    faults.push(Fault::not_among(
                        here,
                        FaultCode::InvalidFilter,
                        key,
                        &["any", "all", "none"],
                    ));
                    continue;
                }
            };
            *list = strings_at(&here, value, faults);
        }
        terms
    }
}

impl RawMonths {
    fn from_value(at: &str, value: &Value, faults: &mut Vec<Fault>) -> Self {
        let mut months = Self::default();
        for (key, value) in object_at(at, value, faults).into_iter().flatten() {
            let here = format!("{at}.{key}");
            match key.as_str() {
                "any" => months.any = strings_at(&here, value, faults),
                "from" => months.from = string_at(&here, value, faults),
                "until" => months.until = string_at(&here, value, faults),
                _ => faults.push(Fault::not_among(
                    here,
                    FaultCode::InvalidFilter,
                    key,
                    &["any", "from", "until"],
                )),
            }
        }
        months
    }
}

fn too_deep(at: &str) -> Fault {
    let detail = format!("and, or, not may nest {MAX_FILTER_DEPTH} deep at most");
    Fault::new(at, FaultCode::InvalidFilter, detail)
}

fn object_at<'a>(
    at: &str,
    value: &'a Value,
    faults: &mut Vec<Fault>,
) -> Option<&'a serde_json::Map<String, Value>> {
    if value.as_object().is_none() && !value.is_null() {
        faults.push(Fault::new(
            at,
            FaultCode::InvalidFilter,
            "expected a JSON object",
        ));
    }
    value.as_object()
}

/// A list, or one value standing for a list of one, as GraphQL coerces it.
fn list_at<'a>(at: &str, value: &'a Value, faults: &mut Vec<Fault>) -> &'a [Value] {
    match value {
        Value::Array(list) => list,
        Value::Object(_) | Value::String(_) => std::slice::from_ref(value),
        Value::Null => &[],
        _ => {
            faults.push(Fault::new(at, FaultCode::InvalidFilter, "expected a list"));
            &[]
        }
    }
}

fn string_at(at: &str, value: &Value, faults: &mut Vec<Fault>) -> Option<String> {
    if value.as_str().is_none() && !value.is_null() {
        faults.push(Fault::new(
            at,
            FaultCode::InvalidFilter,
            "expected one text value",
        ));
    }
    value.as_str().map(str::to_owned)
}

fn strings_at(at: &str, value: &Value, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut out = Vec::new();
    for value in list_at(at, value, faults) {
        match value.as_str() {
            Some(text) => out.push(text.to_owned()),
            None => faults.push(Fault::new(
                at,
                FaultCode::InvalidFilter,
                "expected text values",
            )),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::{ItemQuery, RawItemParams};

    fn json() -> impl Strategy<Value = Value> {
        let key = prop::sample::select(vec![
            "and", "or", "not", "month", "project", "any", "all", "none", "from", "x",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[0-9a-z/.-]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(10, 64, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..4)
                    .prop_map(|pairs| pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_a_filter_or_faults(value in json()) {
            let mut faults = Vec::new();
            let filter = RawFilter::from_json("filter", &value.to_string(), &mut faults);
            let params = RawItemParams { filter, ..RawItemParams::default() };
            let read = ItemQuery::parse(&params, faults.clone());
            prop_assert!(faults.is_empty() || read.is_err());
        }

        #[test]
        fn any_text_is_a_filter_or_faults(text in "\\PC{0,60}") {
            RawFilter::from_json("filter", &text, &mut Vec::new());
        }
    }
}
