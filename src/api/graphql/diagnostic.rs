//! What the loader had to say.

use std::sync::Arc;

use async_graphql::{Enum, Object};

use super::connection::connection;
use super::refusal::Refusal;
use crate::domain;
use crate::query::{Archive, DiagnosticNumber, DiagnosticQuery, RawDiagnosticParams, RawPage};

/// A diagnostic of the snapshot.
#[derive(Clone)]
pub struct DiagnosticObject {
    archive: Arc<Archive>,
    number: DiagnosticNumber,
}

impl DiagnosticObject {
    /// Always there within one snapshot; fields fall back to empty values.
    fn data(&self) -> Option<&domain::Diagnostic> {
        self.archive.diagnostic(self.number)
    }
}

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Severity", remote = "crate::domain::Severity")]
pub enum SeverityName {
    /// The file, or the part named, is not served as it stands.
    Error,
    /// Served, but probably not as meant.
    Warning,
    /// Good to know.
    Info,
}

/// One thing the loader had to say about a file of the archive.
#[Object(name = "Diagnostic")]
impl DiagnosticObject {
    /// The stable code, such as `date-conflict`.
    async fn code(&self) -> &str {
        self.data().map_or("", |d| d.code.as_str())
    }

    /// How much it matters.
    async fn severity(&self) -> SeverityName {
        self.data()
            .map_or(SeverityName::Info, |d| d.severity().into())
    }

    /// The file, below the archive folder.
    async fn path(&self) -> &str {
        self.data().map_or("", |d| &d.path)
    }

    /// The line, from 1; 1 when it concerns the whole file.
    async fn line(&self) -> u32 {
        self.data().map_or(1, |d| d.line)
    }

    /// The column in characters, from 1.
    async fn column(&self) -> u32 {
        self.data().map_or(1, |d| d.column)
    }

    /// What is the matter, and the mend.
    async fn message(&self) -> &str {
        self.data().map_or("", |d| &d.message)
    }
}

impl DiagnosticConnection {
    /// The diagnostics asked for.
    pub fn answer(
        archive: &Arc<Archive>,
        page: &RawPage,
        severity: Option<Vec<SeverityName>>,
        code: Option<Vec<String>>,
    ) -> Result<Self, Refusal> {
        let severities = severity.into_iter().flatten();
        let raw = RawDiagnosticParams {
            severity: severities
                .map(|s| domain::Severity::from(s).to_string())
                .collect(),
            code: code.unwrap_or_default(),
            page: page.clone(),
        };
        let page = archive.diagnostics(&DiagnosticQuery::parse(&raw, Vec::new())?);
        Ok(Self {
            page: page.map(|number| DiagnosticObject {
                archive: Arc::clone(archive),
                number,
            }),
        })
    }
}

connection! {
    /// A page of diagnostics, by path, line and column.
    DiagnosticConnection of DiagnosticObject
    /// A diagnostic on a page.
    DiagnosticEdge
}
