//! Errors of a GraphQL request as a whole: the document, its variables, its
//! cost. Errors of single fields are the resolvers' own.

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::http::ProblemKind;

/// No message is longer: a client's own value may be part of it.
const MESSAGE_CHARACTERS: usize = 400;

/// Why a request was not executed, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as a sentence.
    pub message: String,
    /// Where in the document.
    pub locations: Vec<Location>,
    /// The stable `extensions.code`.
    pub code: &'static str,
    /// The row of the problem table that `extensions.type` leads to.
    pub kind: ProblemKind,
}

/// A place in a document, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Fault {
    /// A fault without a place.
    #[must_use]
    pub fn new(kind: ProblemKind, code: &'static str, message: impl AsRef<str>) -> Self {
        let message = message.as_ref();
        let mut kept: String = message.chars().take(MESSAGE_CHARACTERS).collect();
        if kept.len() < message.len() {
            kept.push('…');
        }
        Self {
            message: kept,
            locations: Vec::new(),
            code,
            kind,
        }
    }

    /// The request cannot be read (a parameter is missing or of a wrong type).
    #[must_use]
    pub fn malformed(message: impl AsRef<str>) -> Self {
        Self::new(ProblemKind::MalformedRequest, "BAD_REQUEST", message)
    }

    /// A limit is passed: `message` holds the figure and the limit.
    #[must_use]
    pub fn limit(code: &'static str, message: impl AsRef<str>) -> Self {
        Self::new(ProblemKind::GraphqlLimit, code, message)
    }

    /// As an entry of `errors` in a GraphQL response.
    #[must_use]
    pub fn to_json(&self, public_url: &str) -> Value {
        let mut error = json!({ "message": self.message });
        if let Some(members) = error.as_object_mut() {
            if !self.locations.is_empty() {
                members.insert("locations".to_owned(), json!(self.locations));
            }
            members.insert(
                "extensions".to_owned(),
                json!({ "code": self.code, "type": self.kind.type_url(public_url) }),
            );
        }
        error
    }
}
