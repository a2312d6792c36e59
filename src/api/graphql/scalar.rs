//! Scalars: text with a standard behind it.
//!
//! Input is taken as it comes, whatever it is: saying that `2022-2` is no
//! month is for `query`, so that every door refuses it with the same code. A
//! parser that failed here would also leave the field out of the answer
//! instead of setting it to null (async-graphql 7.2.1).

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

use crate::domain::Month;

/// A month, as text.
#[derive(Debug, Clone)]
pub struct MonthScalar(pub String);

/// A calendar month, written `YYYY-MM` (ISO 8601), such as `2022-02`. A filter
/// also takes a year, `2022`, or a range of both ends, `2022-01/2022-03`,
/// `2022-03/..` or `../2022-03`.
#[Scalar(
    name = "Month",
    specified_by_url = "https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#valid-month-string"
)]
impl ScalarType for MonthScalar {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(text_of(value)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl From<Month> for MonthScalar {
    fn from(month: Month) -> Self {
        Self(month.to_string())
    }
}

/// A moment, as text.
#[derive(Debug, Clone)]
pub struct DateTimeScalar(String);

/// A moment in UTC, written as RFC 3339 has it, such as `2022-12-31T00:00:00Z`.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339"
)]
impl ScalarType for DateTimeScalar {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(text_of(value)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl From<NaiveDate> for DateTimeScalar {
    /// The start of a day.
    fn from(day: NaiveDate) -> Self {
        Self(format!("{day}T00:00:00Z"))
    }
}

impl From<String> for DateTimeScalar {
    /// A moment that is written already.
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// An address, as text.
#[derive(Debug, Clone)]
pub struct UrlScalar(pub String);

/// An address, as the URL Standard has it. Absolute, except for permalinks
/// when the service was not told its public address: those then start at the
/// root of the host, `/v1/…`.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for UrlScalar {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(text_of(value)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for UrlScalar {
    fn from(url: &T) -> Self {
        Self(url.as_ref().to_owned())
    }
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
