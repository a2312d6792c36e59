//! Tests of the reader, one file per concern.

mod archive;
mod candidate;
mod config;
mod date;
mod equivalence;
mod files;
#[cfg(target_os = "linux")]
mod follow;
mod front;
mod hostile;
mod link;
mod markdown;
mod mention;
mod outline;
mod reload;

use std::sync::{Arc, LazyLock};

use crate::domain::{About, DiagnosticCode, Document, Item, Report};

use super::{Rules, default_registry, read_document};

/// The rules of an archive without configuration.
fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> =
        LazyLock::new(|| Rules::new(About::default().into(), default_registry().into()));
    &RULES
}

/// A document of February 2022.
fn document(markdown: impl AsRef<[u8]>) -> Document {
    read_document("2022/02.md", markdown.as_ref(), rules())
}

fn report(markdown: &str) -> Arc<Report> {
    let document = document(markdown);
    document
        .report
        .unwrap_or_else(|| panic!("{:?}", document.diagnostics))
}

fn items(markdown: &str) -> Vec<Item> {
    report(markdown).items.iter().collect()
}

/// The only item of a text.
fn item(markdown: &str) -> Item {
    let mut items = items(markdown);
    assert_eq!(items.len(), 1, "{markdown:?}: {items:#?}");
    items.remove(0)
}

fn texts(markdown: &str) -> Vec<String> {
    items(markdown).into_iter().map(|item| item.text).collect()
}

fn codes(document: &Document) -> Vec<DiagnosticCode> {
    document.diagnostics.iter().map(|d| d.code).collect()
}

/// A place in a text as an index.
fn index(place: u32) -> usize {
    usize::try_from(place).unwrap()
}
