//! What is wrong with a question: faults, each with a parameter and a code.

use std::fmt;

/// The stable code of a fault, the same through every door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// No parameter has this name.
    UnknownParameter,
    /// A parameter that takes one value was given twice.
    RepeatedParameter,
    /// A parameter that must be given is not.
    MissingParameter,
    /// Not of the form or set that the parameter takes.
    InvalidValue,
    /// A number outside its bounds.
    OutOfRange,
    /// Not a month, year or range of months.
    InvalidMonth,
    /// A cursor that this service did not make, or made for another list or order.
    InvalidCursor,
    /// `filter` is not JSON or not of the filter's shape.
    InvalidFilter,
    /// Two parameters that exclude each other.
    Conflict,
    /// More values or combinations than are answered.
    TooMany,
}

impl FaultCode {
    /// All codes.
    pub const ALL: [Self; 10] = [
        Self::UnknownParameter,
        Self::RepeatedParameter,
        Self::MissingParameter,
        Self::InvalidValue,
        Self::OutOfRange,
        Self::InvalidMonth,
        Self::InvalidCursor,
        Self::InvalidFilter,
        Self::Conflict,
        Self::TooMany,
    ];

    /// The code on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownParameter => "UNKNOWN_PARAMETER",
            Self::RepeatedParameter => "REPEATED_PARAMETER",
            Self::MissingParameter => "MISSING_PARAMETER",
            Self::InvalidValue => "INVALID_VALUE",
            Self::OutOfRange => "OUT_OF_RANGE",
            Self::InvalidMonth => "INVALID_MONTH",
            Self::InvalidCursor => "INVALID_CURSOR",
            Self::InvalidFilter => "INVALID_FILTER",
            Self::Conflict => "CONFLICT",
            Self::TooMany => "TOO_MANY",
        }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing wrong with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The parameter, such as `first`, `project.all` or `filter.or[0].month`.
    pub parameter: String,
    /// The stable code.
    pub code: FaultCode,
    /// What is the matter, and the mend.
    pub detail: String,
    /// The values or names that would do, closest first, where they can be listed.
    pub allowed: Vec<String>,
}

impl Fault {
    /// A fault without a list of what is allowed.
    #[must_use]
    pub fn new(parameter: impl Into<String>, code: FaultCode, detail: impl Into<String>) -> Self {
        Self {
            parameter: parameter.into(),
            code,
            detail: detail.into(),
            allowed: Vec::new(),
        }
    }

    /// A name or value that is not among those allowed: proposes the closest.
    #[must_use]
    pub fn not_among(
        parameter: impl Into<String>,
        code: FaultCode,
        given: &str,
        allowed: &[&str],
    ) -> Self {
        let mut ranked: Vec<&str> = allowed.to_vec();
        let closest = closest(given, allowed);
        ranked.sort_by_key(|name| Some(*name) != closest);
        let shown: String = given.chars().take(64).collect();
        let proposal = match closest {
            Some(name) => format!("did you mean `{name}`?"),
            None if allowed.is_empty() => "nothing is taken here".to_owned(),
            None => format!("expected one of {}", allowed.join(", ")),
        };
        Self {
            parameter: parameter.into(),
            code,
            detail: format!("`{shown}` is not known here: {proposal}"),
            allowed: ranked.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// A question that cannot be answered, with all its faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    faults: Vec<Fault>,
}

impl QueryError {
    /// The faults, at least one.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The value when nothing is wrong, else all that is.
    ///
    /// # Errors
    /// When there is at least one fault.
    pub fn check<T>(value: T, faults: Vec<Fault>) -> Result<T, Self> {
        if faults.is_empty() {
            Ok(value)
        } else {
            Err(Self { faults })
        }
    }
}

impl From<Fault> for QueryError {
    fn from(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
        }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", fault.parameter, fault.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}

/// The closest of some names, if any is close enough to be meant.
#[must_use]
pub fn closest<'a>(given: &str, names: &[&'a str]) -> Option<&'a str> {
    let given: String = given.chars().take(64).collect::<String>().to_lowercase();
    names
        .iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), *name))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_proposed() {
        let names = ["project", "month", "category", "first"];
        assert_eq!(closest("projet", &names), Some("project"));
        assert_eq!(closest("Frist", &names), Some("first"));
        assert_eq!(closest("zzz", &names), None);
    }
}
