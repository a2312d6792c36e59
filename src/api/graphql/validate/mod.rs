//! Whether a document is valid, and what its variables are: the rules of the
//! specification, decided as graphql-js 16 decides them. A differential test
//! holds both to each other (`.ci/graphql-js`).
//!
//! async-graphql lets 174 of 1,064 invalid documents of graphql-js's own tests
//! pass. No walk here takes more than the document times its variables or its
//! fragments, written out where conflicts of fields are looked for; the guard
//! has bounded all of them.

mod definitions;
mod merge;
mod selections;
mod values;
mod variables;

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::document::{Document, Fragment, Place};
use super::fault::Fault;
use super::types::{Type, Types};
use crate::api::http::ProblemKind;

pub use definitions::owned;
pub use variables::{Variables, coerce, coerced, whole, written};

/// Errors listed of a document; the rest is noise.
const LISTED_ERRORS: usize = 20;

/// Validates a document.
///
/// # Errors
/// What is wrong with it.
pub fn validate(types: &Types, document: &Document<'_>) -> Result<(), Vec<Fault>> {
    let mut check = Check {
        types,
        document,
        fragments: HashMap::new(),
        scopes: Vec::new(),
        faults: Vec::new(),
    };
    for fragment in &document.fragments {
        check
            .fragments
            .entry(fragment.name.text)
            .or_insert(fragment);
    }
    check.definitions();
    // Only a document that is valid otherwise tells which fields would merge.
    if check.faults.is_empty() {
        check.merges();
    }
    if check.faults.is_empty() {
        Ok(())
    } else {
        Err(check.faults)
    }
}

/// A validation under way.
struct Check<'a> {
    types: &'a Types,
    document: &'a Document<'a>,
    fragments: HashMap<&'a str, &'a Fragment<'a>>,
    /// What each operation and each fragment uses: operations first.
    scopes: Vec<Scope<'a>>,
    faults: Vec<Fault>,
}

/// What an operation or a fragment uses itself.
#[derive(Default)]
struct Scope<'a> {
    spreads: HashSet<&'a str>,
    usages: Vec<Usage<'a>>,
}

/// A variable where it is used.
#[derive(Clone, Copy)]
struct Usage<'a> {
    name: &'a str,
    at: Place,
    /// What is expected there, where that is known.
    expected: Option<&'a Type>,
    has_default: bool,
    is_of_one_of: bool,
}

impl Check<'_> {
    /// Whether nothing more is listed.
    fn is_full(&self) -> bool {
        self.faults.len() >= LISTED_ERRORS
    }

    fn fault(&mut self, at: Place, message: impl fmt::Display) {
        if !self.is_full() {
            let kind = ProblemKind::GraphqlValidation;
            let fault = Fault::new(kind, "GRAPHQL_VALIDATION_FAILED", message.to_string());
            self.faults.push(at.locate(fault));
        }
    }
}

/// What occurs more than once among names with places.
fn repeated<'a>(
    names: impl Iterator<Item = super::document::Name<'a>>,
) -> Vec<super::document::Name<'a>> {
    let mut seen = HashSet::new();
    names.filter(|name| !seen.insert(name.text)).collect()
}
