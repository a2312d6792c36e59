//! What the loader had to say.

use super::cursor::{Direction, KeyPart, ListOrder};
use super::error::{Fault, FaultCode, QueryError};
use super::page::{Page, PageQuery};
use super::raw::RawPage;
use super::{Archive, DiagnosticNumber};
use crate::domain::{Diagnostic, DiagnosticCode, Severity, to_u32};
use crate::index::usize_of;

/// A diagnostic as served.
pub type DiagnosticRef<'a> = &'a Diagnostic;

/// A raw question for diagnostics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDiagnosticParams {
    /// Severities.
    pub severity: Vec<String>,
    /// Codes.
    pub code: Vec<String>,
    /// Which part of the list.
    pub page: RawPage,
}

/// A question for diagnostics, in the order of path, line and column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosticQuery {
    severities: Vec<Severity>,
    codes: Vec<DiagnosticCode>,
    page: PageQuery,
}

impl DiagnosticQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawDiagnosticParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let mut severities = Vec::new();
        for text in &raw.severity {
            let names = Severity::ALL.map(Severity::as_str);
            match text.parse() {
                Ok(severity) => severities.push(severity),
                Err(()) => faults.push(Fault::not_among(
                    "severity",
                    FaultCode::InvalidValue,
                    text,
                    &names,
                )),
            }
        }
        let mut codes = Vec::new();
        let names: Vec<&str> = DiagnosticCode::ALL.iter().map(|c| c.as_str()).collect();
        for text in &raw.code {
            match DiagnosticCode::ALL.iter().find(|c| c.as_str() == text) {
                Some(code) => codes.push(*code),
                None => faults.push(Fault::not_among(
                    "code",
                    FaultCode::InvalidValue,
                    text,
                    &names,
                )),
            }
        }
        let order = ListOrder::new(vec![Direction::Asc; 4], "diagnostics");
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        QueryError::check(
            Self {
                severities,
                codes,
                page,
            },
            faults,
        )
    }
}

impl Archive {
    /// The diagnostics asked for.
    #[must_use]
    pub fn diagnostics(&self, query: &DiagnosticQuery) -> Page<DiagnosticNumber> {
        let passes = |d: &Diagnostic| {
            (query.severities.is_empty() || query.severities.contains(&d.severity()))
                && (query.codes.is_empty() || query.codes.contains(&d.code))
        };
        let numbered = (0_u32..).zip(self.diagnostics.iter());
        let rows = numbered
            .filter(|(_, d)| passes(d))
            .map(|(n, _)| DiagnosticNumber(n));
        let key = |number: DiagnosticNumber| {
            self.diagnostic(number).map_or_else(Vec::new, |d| {
                vec![
                    KeyPart::text(&d.path),
                    KeyPart::N(u64::from(d.line)),
                    KeyPart::N(u64::from(d.column)),
                    KeyPart::S(d.code.to_string()),
                    KeyPart::text(&d.message),
                ]
            })
        };
        query.page.sort_and_cut(rows.collect(), key)
    }

    /// The diagnostic behind a number.
    #[must_use]
    pub fn diagnostic(&self, number: DiagnosticNumber) -> Option<DiagnosticRef<'_>> {
        self.diagnostics.get(usize_of(number.0))
    }

    /// How many diagnostics of a severity there are.
    #[must_use]
    pub fn diagnostic_count(&self, severity: Severity) -> u32 {
        let of = self.diagnostics.iter().filter(|d| d.severity() == severity);
        to_u32(of.count())
    }
}
