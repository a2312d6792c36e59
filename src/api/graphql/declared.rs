//! What is known of variables before anything is executed, and what values
//! take once variables are put in: a long one may be used thousands of times.

use serde_json::Value as Json;

use super::document::{Value, Variable};
use super::guard::BOUNDED_VARIABLES;
use super::shape::{Surveyor, count, literal_number};

/// Bytes that a value takes besides its text.
const VALUE: u64 = 64;

/// A variable as the guard sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Declared {
    /// The number that it is by default.
    pub number: Option<u64>,
    /// How long the list is that it is by default.
    pub length: Option<u64>,
    /// What its value takes, given or by default.
    bytes: u64,
}

impl<'a> Surveyor<'a> {
    /// Takes a variable in.
    pub fn declare(&mut self, variable: &Variable<'a>) {
        let given = self.variables.map(|all| all.get(variable.name.text));
        let default = variable.default.as_ref().map(|default| &default.value);
        let bytes = match (given, default) {
            (Some(Some(given)), _) => json_bytes(given),
            (Some(None), Some(default)) => self.value_bytes(default),
            (Some(None), None) => 0,
            (None, default) => {
                let default = default.map_or(0, |default| self.value_bytes(default));
                default.max(BOUNDED_VARIABLES)
            }
        };
        let known = self.declared.entry(variable.name.text).or_default();
        known.number = known.number.max(default.and_then(literal_number));
        known.length = known.length.max(match default {
            Some(Value::List(values)) => Some(count(values.len())),
            Some(_) => Some(1),
            None => None,
        });
        known.bytes = known.bytes.max(bytes);
    }

    /// What a value takes, variables put in.
    pub fn value_bytes(&self, value: &Value<'_>) -> u64 {
        let inner = match value {
            Value::Variable(name) => self.declared.get(name).map_or(0, |known| known.bytes),
            Value::Int(text) | Value::Float(text) | Value::Enum(text) => count(text.len()),
            Value::Text(text) | Value::Block(text) => count(text.len()),
            Value::Boolean(_) | Value::Null => 0,
            Value::List(values) => values
                .iter()
                .map(|value| self.value_bytes(&value.value))
                .fold(0, u64::saturating_add),
            Value::Object(fields) => fields
                .iter()
                .map(|field| self.value_bytes(&field.value.value))
                .fold(0, u64::saturating_add),
        };
        inner.saturating_add(VALUE)
    }
}

/// What a value that is given takes.
pub fn json_bytes(value: &Json) -> u64 {
    let inner = match value {
        Json::String(text) => count(text.len()),
        Json::Array(values) => values.iter().map(json_bytes).fold(0, u64::saturating_add),
        Json::Object(fields) => fields
            .iter()
            .map(|(name, value)| json_bytes(value).saturating_add(count(name.len())))
            .fold(0, u64::saturating_add),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    };
    inner.saturating_add(VALUE)
}
