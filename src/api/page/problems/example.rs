//! For each kind of problem that a request provokes: that request, and the
//! answer it was given. A test sends the requests and holds the answers to
//! `answers.json`, so that nothing here is made up.

use std::sync::LazyLock;

use serde_json::Value;

use crate::api::http::ProblemKind;

/// By slug: the line for curl, the status, the body.
static ANSWERS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("answers.json")).unwrap_or_default());

/// A request and its answer.
pub struct Example {
    /// The request, as a line for a shell.
    pub line: &'static str,
    /// Status of the answer.
    pub status: u64,
    /// Its body, on lines.
    pub body: String,
}

impl Example {
    /// What provokes this kind, if a request does so for certain.
    pub fn of(kind: ProblemKind) -> Option<Self> {
        let example = ANSWERS.get(kind.slug())?;
        Some(Self {
            line: example.get("request")?.as_str()?,
            status: example.get("status")?.as_u64()?,
            body: serde_json::to_string_pretty(example.get("body")?).ok()?,
        })
    }
}
