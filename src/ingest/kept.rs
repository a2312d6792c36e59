//! The documents of the generation before: for what did not change, and for
//! what is bad now.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::domain::{Diagnostic, DiagnosticCode, Digest, Document, Generation};

use super::document::read_document;
use super::rules::Rules;
use super::walk::{Place, Walk, read_file};

/// The documents of a generation, by path.
pub(super) struct Kept<'p> {
    documents: &'p [Arc<Document>],
    same_rules: bool,
}

impl<'p> Kept<'p> {
    pub(super) fn new(previous: Option<&'p Generation>, rules: Digest) -> Self {
        Self {
            documents: previous.map(|p| p.documents.as_slice()).unwrap_or_default(),
            same_rules: previous.is_some_and(|p| p.rules == rules),
        }
    }

    fn at(&self, path: &str) -> Option<&'p Arc<Document>> {
        let at = place_of(self.documents, path).ok()?;
        self.documents.get(at)
    }

    /// The document of a file: the one of before, where its bytes are the same.
    /// Also says whether the file can be followed: it was read, and cannot be
    /// written under another name.
    pub(super) fn load(
        &self,
        root: &Path,
        (path, file): (&str, &Place),
        rules: &Rules,
    ) -> (Arc<Document>, bool) {
        match read_file(root, path, file) {
            Ok(read) => (self.read(path, &read.bytes, rules), read.has_one_name),
            Err(fault) => (self.settle(unread(path, fault), rules), false),
        }
    }

    fn read(&self, path: &str, bytes: &[u8], rules: &Rules) -> Arc<Document> {
        if self.same_rules
            && let Some(last) = self.at(path)
            && last.source == Digest::of(bytes)
            && !is_unread(last)
        {
            return Arc::clone(last);
        }
        self.settle(read_document(path, bytes, rules), rules)
    }

    /// Gives a bad document its last good report.
    fn settle(&self, mut document: Document, rules: &Rules) -> Arc<Document> {
        let last = self.at(&document.path);
        if document.is_bad()
            && let Some(report) = last.and_then(|last| last.report.as_ref())
        {
            let read = (!self.same_rules)
                .then(|| read_document(&report.path, report.source().as_bytes(), rules).report);
            document.report = read.flatten().or_else(|| Some(Arc::clone(report)));
            let message =
                "the file is bad now; its last good version stays served until it is mended";
            let code = DiagnosticCode::LastGoodKept;
            let said = Diagnostic::of_file(code, &document.path, message);
            document.diagnostics.push(said);
        }
        Arc::new(document)
    }

    /// The last good documents in folders that cannot be read now.
    pub(super) fn behind(&self, found: &Walk, rules: &Rules) -> Vec<Arc<Document>> {
        let files: HashSet<&str> = found.files.iter().map(|(path, _)| path.as_str()).collect();
        let mut documents = Vec::new();
        for folder in &found.closed {
            let inside = |path: &str| {
                let rest = path.strip_prefix(folder.as_str());
                folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
            };
            for last in self.documents {
                if inside(&last.path)
                    && !files.contains(last.path.as_str())
                    && last.report.is_some()
                {
                    let message = "the folder of the file cannot be read";
                    let code = DiagnosticCode::Unreadable;
                    let fault = Diagnostic::of_file(code, &last.path, message);
                    documents.push(self.settle(unread(&last.path, fault), rules));
                }
            }
        }
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        documents.dedup_by(|a, b| a.path == b.path);
        documents
    }
}

/// The place of a path among documents, which are ordered by path.
pub(super) fn place_of(documents: &[Arc<Document>], path: &str) -> Result<usize, usize> {
    documents.binary_search_by(|document| document.path.as_str().cmp(path))
}

/// A document of a file whose bytes could not be had.
fn unread(path: &str, fault: Diagnostic) -> Document {
    Document {
        path: path.to_owned(),
        source: Digest::of(&[]),
        report: None,
        diagnostics: vec![fault],
    }
}

/// Whether a document comes from a file whose bytes could not be had: an
/// empty file has the same digest.
fn is_unread(document: &Document) -> bool {
    let unread = |d: &Diagnostic| {
        matches!(
            d.code,
            DiagnosticCode::Unreadable | DiagnosticCode::NotRegular | DiagnosticCode::TooLarge
        )
    };
    document.diagnostics.iter().any(unread)
}
