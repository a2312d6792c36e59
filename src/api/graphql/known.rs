//! Documents known already: what was valid once is neither validated again nor,
//! as far as it is written straight from the snapshot, read at all.
//!
//! Each worker has its own, so that nothing here needs a lock. A document is
//! found by its text, compared in full. What is known of it depends on the
//! schema alone, never on a snapshot or on variables, so that it stays true; it
//! goes when its place is needed, by two halves as `api::http::kept` has them.
//! Only valid documents are kept: a refusal is worked out anew.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use async_graphql::Value as Constant;
use serde_json::{Map, Value as Json};

use super::direct::Program;
use super::document::{Document, Operation};
use super::guard::{Bounded, bounded};
use super::types::{Type, Types};
use super::validate::{Variables, coerced, owned, written};

/// Bytes that the documents of one worker take, at most.
pub const KNOWN_BYTES: usize = 1 << 20;
/// What a document takes besides its text and its fields.
const ENTRY_BYTES: usize = 512;
/// What a variable takes besides its name.
const VARIABLE_BYTES: usize = 160;

/// What is known of a valid document.
#[derive(Debug)]
pub struct Known {
    /// What holds of its size whatever its variables are.
    bounded: Bounded,
    operations: Vec<KnownOperation>,
    bytes: usize,
}

#[derive(Debug)]
struct KnownOperation {
    name: Option<Box<str>>,
    variables: Box<[KnownVariable]>,
    /// How it is written, if that is here.
    program: Option<Program>,
}

#[derive(Debug)]
struct KnownVariable {
    name: Box<str>,
    ty: Type,
    default: Option<Constant>,
}

impl Known {
    /// What there is to know of a document that is valid.
    pub fn of<'a>(types: &'a Types, document: &'a Document<'a>, is_direct: bool) -> Self {
        let read = |operation: &'a Operation<'a>| KnownOperation {
            name: operation.name.map(|name| name.text.into()),
            variables: operation.variables.iter().map(known_variable).collect(),
            program: is_direct
                .then(|| Program::read(types, document, operation))
                .flatten(),
        };
        let operations: Vec<_> = document.operations.iter().map(read).collect();
        let bytes = operations.iter().map(|operation| {
            let program = operation.program.as_ref().map_or(0, Program::bytes);
            let variables = operation.variables.iter();
            let variables = variables.map(|v| v.name.len().saturating_add(VARIABLE_BYTES));
            variables.fold(program, usize::saturating_add)
        });
        Self {
            bounded: bounded(types, document),
            bytes: bytes.fold(ENTRY_BYTES, usize::saturating_add),
            operations,
        }
    }

    /// Whether no limit can be passed with these variables.
    pub fn is_within_limits(&self, variables: &Map<String, Json>) -> bool {
        self.bounded.is_within_limits(variables)
    }

    /// How an operation is written, and its variables; none if it, they or
    /// their size are for others to judge.
    pub fn program<'k>(
        &'k self,
        types: &Types,
        operation_name: Option<&str>,
        given: &Map<String, Json>,
    ) -> Option<(&'k Program, Variables<'k>)> {
        if !self.bounded.is_short_work(given) {
            return None;
        }
        let operation = match (operation_name, self.operations.as_slice()) {
            (None, [only]) => only,
            (None, _) => return None,
            (Some(name), all) => all.iter().find(|o| o.name.as_deref() == Some(name))?,
        };
        let program = operation.program.as_ref()?;
        let mut variables = Variables::with_capacity(operation.variables.len());
        for variable in &operation.variables {
            let value = match (given.get(&*variable.name), &variable.default) {
                (Some(value), _) => coerced(types, &variable.ty, value).ok()?,
                (None, Some(default)) => default.clone(),
                (None, None) if variable.ty.is_non_null() => return None,
                (None, None) => continue,
            };
            variables.insert(&variable.name, value);
        }
        Some((program, variables))
    }
}

fn known_variable(variable: &super::document::Variable<'_>) -> KnownVariable {
    let default = variable.default.as_ref();
    KnownVariable {
        name: variable.name.text.into(),
        ty: owned(&variable.ty),
        default: default.map(|d| written(d, &Variables::new()).unwrap_or_default()),
    }
}

/// The documents of one worker.
#[derive(Debug, Default)]
pub struct Documents(RefCell<Halves>);

#[derive(Debug, Default)]
struct Halves {
    younger: HashMap<Box<str>, Rc<Known>>,
    older: HashMap<Box<str>, Rc<Known>>,
    /// Bytes of the younger half.
    bytes: usize,
}

impl Documents {
    /// What is known of a document.
    pub fn find(&self, text: &str) -> Option<Rc<Known>> {
        let mut halves = self.0.borrow_mut();
        if let Some(known) = halves.younger.get(text) {
            return Some(Rc::clone(known));
        }
        let (text, known) = halves.older.remove_entry(text)?;
        halves.put(text, Rc::clone(&known));
        Some(known)
    }

    /// Keeps what is known of a document.
    pub fn keep(&self, text: &str, known: &Rc<Known>) {
        if bytes(text, known) <= KNOWN_BYTES / 8 {
            self.0.borrow_mut().put(text.into(), Rc::clone(known));
        }
    }
}

impl Halves {
    fn put(&mut self, text: Box<str>, known: Rc<Known>) {
        let bytes = bytes(&text, &known);
        if self.bytes.saturating_add(bytes) > KNOWN_BYTES / 2 {
            self.older = std::mem::take(&mut self.younger);
            self.bytes = 0;
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.younger.insert(text, known);
    }
}

fn bytes(text: &str, known: &Known) -> usize {
    known.bytes.saturating_add(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::graphql::document::parse;

    fn known(types: &Types, text: &str) -> Rc<Known> {
        Rc::new(Known::of(types, &parse(text).unwrap(), false))
    }

    #[test]
    fn what_nobody_asks_for_goes() {
        let types = Types::new("type Query { a(b: [String!]): String }").unwrap();
        let documents = Documents::default();
        let keep = |text: &str| documents.keep(text, &known(&types, text));
        keep("{ asked: a }");
        keep("{ not: a }");
        for number in 0..2000 {
            keep(&format!("{{ a(b: \"{number} {}\") }}", "x".repeat(900)));
            assert!(documents.find("{ asked: a }").is_some(), "{number}");
        }
        assert!(documents.find("{ not: a }").is_none());
        assert!(documents.find("{ asked: a } ").is_none());
        let halves = documents.0.borrow();
        let both = halves.younger.iter().chain(&halves.older);
        let texts = both.map(|(text, _)| text.len() + ENTRY_BYTES);
        assert!(texts.sum::<usize>() <= KNOWN_BYTES);
        // One of its length would drive out all others.
        drop(halves);
        let long = format!("{{ a(b: \"{}\") }}", "x".repeat(KNOWN_BYTES / 8));
        documents.keep(&long, &known(&types, "{ a }"));
        assert!(documents.find(&long).is_none());
    }
}
