//! Parameters that only some forms have a use for.

use super::Form;
use super::csv::Dialect;
use crate::query::{Fault, FaultCode, Pairs};

/// Parameters of the CSV form of any list.
pub const CSV_PARAMETERS: [&str; 2] = ["dialect", "raw"];

/// How the CSV form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// For which reader.
    pub dialect: Dialect,
    /// Cells as they are, formulas too.
    pub raw: bool,
}

impl Options {
    /// Reads the parameters of a list in this form; those that make no sense
    /// in it are faults.
    pub fn read(pairs: &mut Pairs, form: Form) -> Self {
        if form != Form::Csv {
            for name in CSV_PARAMETERS {
                refuse(pairs, name, "only the CSV form has it: ask for `.csv`");
            }
        }
        if form != Form::Json {
            refuse(pairs, "facet", "only the JSON form has facets: ask for it");
        }
        if form.is_feed() {
            refuse(pairs, "fields", "a feed has no fields to choose from");
            refuse(
                pairs,
                "highlight",
                "a feed has no place to mark what was found",
            );
        }
        let dialect = one_of(pairs, "dialect", &Dialect::NAMES);
        let raw = one_of(pairs, "raw", &[("0", false), ("1", true)]);
        Self { dialect, raw }
    }
}

fn refuse(pairs: &mut Pairs, name: &str, detail: &str) {
    if pairs.one(name).is_some() {
        let fault = Fault::new(name, FaultCode::Conflict, detail);
        pairs.faults.push(fault);
    }
}

fn one_of<T: Copy + Default>(pairs: &mut Pairs, name: &str, values: &[(&str, T)]) -> T {
    let Some(given) = pairs.one(name) else {
        return T::default();
    };
    let found = values.iter().find(|(n, _)| *n == given);
    if found.is_none() {
        let names: Vec<&str> = values.iter().map(|(n, _)| *n).collect();
        let fault = Fault::not_among(name, FaultCode::InvalidValue, &given, &names);
        pairs.faults.push(fault);
    }
    found.map_or_else(T::default, |(_, value)| *value)
}
