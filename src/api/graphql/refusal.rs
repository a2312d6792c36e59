//! How a refused question is told: an error of the field, with its code.

use async_graphql::{Error, Name, Value, indexmap::IndexMap};

use crate::api::http::ProblemKind;
use crate::query::{Fault, QueryError};

/// Why a field has no answer. Not `Display`, so that it cannot become an error
/// without its code.
#[derive(Debug, Clone)]
pub struct Refusal(Error);

impl Refusal {
    /// The request lacks what every request has.
    pub fn internal() -> Self {
        let message = "the request could not be answered";
        Self(refusal(message, "INTERNAL", ProblemKind::Internal))
    }

    /// The time of the request was up before the field had its turn.
    pub fn timeout() -> Self {
        let message = "the time of the request was up before this field had its turn";
        Self(refusal(message, "TIMEOUT", ProblemKind::Timeout))
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let faults = error.faults();
        let code = faults.first().map_or("INVALID_VALUE", |f| f.code.as_str());
        let errors = Value::List(faults.iter().map(fault_value).collect());
        let kind = ProblemKind::InvalidParameter;
        let mut refusal = refusal(&error.to_string(), code, kind);
        if let Some(extensions) = &mut refusal.extensions {
            extensions.set("errors", errors);
        }
        Self(refusal)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

fn refusal(message: &str, code: &str, kind: ProblemKind) -> Error {
    let mut error = Error::new(message);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code);
    // The engine puts the public address before it.
    extensions.set("type", kind.type_url(""));
    error
}

/// A fault as a problem of REST has it.
fn fault_value(fault: &Fault) -> Value {
    let allowed: Vec<Value> = fault.allowed.iter().cloned().map(Value::String).collect();
    let allowed = if allowed.is_empty() {
        Value::Null
    } else {
        Value::List(allowed)
    };
    let pairs = [
        ("parameter", Value::String(fault.parameter.clone())),
        ("detail", Value::String(fault.detail.clone())),
        ("code", Value::String(fault.code.to_string())),
        ("allowed", allowed),
    ];
    let pairs = pairs.into_iter().map(|(name, v)| (Name::new(name), v));
    Value::Object(pairs.collect::<IndexMap<_, _>>())
}
