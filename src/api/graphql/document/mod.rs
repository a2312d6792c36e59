//! GraphQL documents as text: executable definitions, read as the
//! specification (September 2025) has it, each part with its place.
//!
//! Neither async-graphql nor apollo-compiler judges documents as graphql-js
//! does; so they are read here, borrowed from the request, and async-graphql is
//! handed what is to be executed.

mod lexer;
mod parser;
mod text;

use std::borrow::Cow;
use std::fmt;

use super::fault::{Fault, Location};
use crate::api::http::ProblemKind;

pub use parser::parse;

/// Longest document.
pub const DOCUMENT_BYTES: usize = 64 * 1024;
/// Most lexical tokens: names, numbers, strings, punctuators.
pub const TOKENS: usize = 4_000;
/// How deep selections, values and types may nest in the text. Bounds the
/// recursion of every walk over the document.
pub const NESTING_IN_TEXT: usize = 64;

/// A place in a document, counted from 1, the column in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Place {
    /// What does not parse here.
    fn fault(self, message: impl AsRef<str>) -> Fault {
        let fault = Fault::new(ProblemKind::GraphqlParse, "GRAPHQL_PARSE_FAILED", message);
        self.locate(fault)
    }

    /// A fault with this place.
    pub fn locate(self, mut fault: Fault) -> Fault {
        let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        fault.locations.push(Location {
            line: number(self.line),
            column: number(self.column),
        });
        fault
    }
}

/// A name with its place.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// The name.
    pub text: &'a str,
    /// Where it stands.
    pub at: Place,
}

impl AsRef<str> for Name<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// A type as it is written.
#[derive(Debug, Clone)]
pub enum TypeRef<N> {
    /// `Name`.
    Named(N),
    /// `[…]`.
    List(Box<Self>),
    /// `…!`.
    NonNull(Box<Self>),
}

impl<N> TypeRef<N> {
    /// The name inside.
    pub fn named(&self) -> &N {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::NonNull(inner) => inner.named(),
        }
    }

    /// The same without its own `!`.
    pub fn nullable(&self) -> &Self {
        match self {
            Self::NonNull(inner) => inner,
            other => other,
        }
    }

    /// Whether it ends with `!`.
    pub const fn is_non_null(&self) -> bool {
        matches!(self, Self::NonNull(_))
    }

    /// Whether it is a list, null or not.
    pub fn is_list(&self) -> bool {
        matches!(self.nullable(), Self::List(_))
    }
}

impl<N: AsRef<str>> fmt::Display for TypeRef<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name.as_ref()),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::NonNull(inner) => write!(f, "{inner}!"),
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Literal<'a> {
    /// Where it begins.
    pub at: Place,
    /// The value.
    pub value: Value<'a>,
}

/// A value as it is written.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// `$name`.
    Variable(&'a str),
    /// A number without fraction, as written.
    Int(&'a str),
    /// A number with fraction or exponent, as written.
    Float(&'a str),
    /// A string, what it stands for.
    Text(Cow<'a, str>),
    /// The same in three quotes.
    Block(Cow<'a, str>),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// Any other name.
    Enum(&'a str),
    /// `[…]`.
    List(Box<[Literal<'a>]>),
    /// `{…}`.
    Object(Box<[Argument<'a>]>),
}

/// An argument, or a field of an input object.
#[derive(Debug, Clone)]
pub struct Argument<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its value.
    pub value: Literal<'a>,
}

/// `@name(…)`.
#[derive(Debug, Clone)]
pub struct Directive<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its arguments.
    pub arguments: Box<[Argument<'a>]>,
}

/// One selection.
#[derive(Debug, Clone)]
pub enum Selection<'a> {
    /// A field.
    Field(Field<'a>),
    /// `...name`.
    Spread(Spread<'a>),
    /// `... on Type {…}`.
    Inline(Inline<'a>),
}

/// A field that is selected.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// What it is called in the answer.
    pub alias: Option<Name<'a>>,
    /// Its name.
    pub name: Name<'a>,
    /// Its arguments.
    pub arguments: Box<[Argument<'a>]>,
    /// Its directives.
    pub directives: Box<[Directive<'a>]>,
    /// What is selected of it; never `{}`.
    pub selections: Box<[Selection<'a>]>,
}

impl<'a> Field<'a> {
    /// Its name in the answer.
    pub fn key(&self) -> Name<'a> {
        self.alias.unwrap_or(self.name)
    }
}

/// A fragment spread.
#[derive(Debug, Clone)]
pub struct Spread<'a> {
    /// The fragment.
    pub name: Name<'a>,
    /// Its directives.
    pub directives: Box<[Directive<'a>]>,
}

/// An inline fragment.
#[derive(Debug, Clone)]
pub struct Inline<'a> {
    /// Where it begins.
    pub at: Place,
    /// The type it is on.
    pub on: Option<Name<'a>>,
    /// Its directives.
    pub directives: Box<[Directive<'a>]>,
    /// What it selects.
    pub selections: Box<[Selection<'a>]>,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
    /// Listens.
    Subscription,
}

/// A variable that an operation takes.
#[derive(Debug, Clone)]
pub struct Variable<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its type.
    pub ty: TypeRef<Name<'a>>,
    /// What it is when it is not given.
    pub default: Option<Literal<'a>>,
    /// Its directives.
    pub directives: Box<[Directive<'a>]>,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation<'a> {
    /// Where it begins.
    pub at: Place,
    /// What it does.
    pub kind: OperationKind,
    /// Its name.
    pub name: Option<Name<'a>>,
    /// Its variables.
    pub variables: Box<[Variable<'a>]>,
    /// Its directives.
    pub directives: Box<[Directive<'a>]>,
    /// What it selects.
    pub selections: Box<[Selection<'a>]>,
}

/// A fragment.
#[derive(Debug, Clone)]
pub struct Fragment<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// The type it is on.
    pub on: Name<'a>,
    /// Its directives.
    pub directives: Box<[Directive<'a>]>,
    /// What it selects.
    pub selections: Box<[Selection<'a>]>,
}

/// A document.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// Its operations, at least one of them or of the fragments.
    pub operations: Vec<Operation<'a>>,
    /// Its fragments.
    pub fragments: Vec<Fragment<'a>>,
}

impl<'a> Document<'a> {
    /// The operation to be executed: the one of that name, or the only one.
    ///
    /// # Errors
    /// When there is none, or several and no name.
    pub fn operation(&self, name: Option<&str>) -> Result<&Operation<'a>, Fault> {
        let message = match (name, self.operations.as_slice()) {
            (None, [only]) => return Ok(only),
            (None, []) => "The document has no operation.".to_owned(),
            (None, _) => {
                "The document has several operations: `operationName` has to say which.".to_owned()
            }
            (Some(name), operations) => {
                let is_asked = |o: &&Operation<'_>| o.name.is_some_and(|n| n.text == name);
                if let Some(found) = operations.iter().find(is_asked) {
                    return Ok(found);
                }
                format!("The document has no operation named `{name}`.")
            }
        };
        Err(Fault::new(
            ProblemKind::GraphqlValidation,
            "OPERATION_RESOLUTION_FAILURE",
            message,
        ))
    }
}

#[cfg(test)]
mod tests;
