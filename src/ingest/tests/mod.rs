//! Tests of the reader, one file per concern.

mod archive;

use std::sync::Arc;

use crate::domain::{About, DiagnosticCode, Document, Item, Report};

use super::{Rules, default_registry, read_document};

/// The rules of an archive without configuration.
pub(super) fn rules() -> Rules {
    Rules::new(Arc::new(About::default()), Arc::new(default_registry()))
}

/// A document of February 2022.
pub(super) fn document(markdown: &str) -> Document {
    read_document("2022/02.md", markdown.as_bytes(), &rules())
}

pub(super) fn report(markdown: &str) -> Arc<Report> {
    let document = document(markdown);
    document
        .report
        .unwrap_or_else(|| panic!("{:?}", document.diagnostics))
}

pub(super) fn items(markdown: &str) -> Vec<Item> {
    report(markdown).items.clone()
}

pub(super) fn item(markdown: &str) -> Item {
    let mut items = items(markdown);
    assert_eq!(items.len(), 1, "{markdown:?}: {items:#?}");
    items.remove(0)
}

pub(super) fn codes(document: &Document) -> Vec<DiagnosticCode> {
    document.diagnostics.iter().map(|d| d.code).collect()
}
