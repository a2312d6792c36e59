//! Writes the keys that items keep into the document that is served.

use std::sync::Arc;

use super::known::with_keys;
use crate::domain::{Digest, Document, ItemKey};

/// The keys of the items of a report.
pub(super) struct Keys {
    pub(super) keys: Vec<ItemKey>,
    /// Whether they are those that the texts alone give.
    pub(super) are_natural: bool,
}

/// Writes the keys into a document, if they are not those it has.
pub(super) fn carry(document: &mut Arc<Document>, Keys { keys, are_natural }: &Keys) {
    let carried =
        (!are_natural).then(|| Digest::of_parts(keys.iter().map(|k| k.as_str().as_bytes())));
    let Some(report) = &document.report else {
        return;
    };
    let has_them = report.items.have_keys(keys);
    if has_them && report.carried == carried {
        return;
    }
    let mut changed = report.as_ref().clone();
    if !has_them {
        changed.items = with_keys(report, keys);
    }
    changed.carried = carried;
    let mut with = document.as_ref().clone();
    with.report = Some(Arc::new(changed));
    *document = Arc::new(with);
}
