//! What says whether two generations have the same content: a digest, and what
//! it is made of, so that a document that changed is not the reason to look at
//! all others.

use std::sync::Arc;

use crate::domain::{Diagnostic, DiagnosticCode, Difference, Digest, Document, Generation};

/// What stands for each document, by path.
#[derive(Debug)]
pub(super) struct Content {
    documents: Vec<[u8; 32]>,
}

impl Content {
    pub(super) fn of(generation: &Generation) -> Self {
        let documents = generation.documents.iter();
        Self {
            documents: documents.map(|document| digest_of(document)).collect(),
        }
    }

    /// The content of the next generation.
    pub(super) fn updated(
        &self,
        (before, now): (&Generation, &Generation),
        difference: &Difference<'_>,
    ) -> Self {
        let place = |document: &Document| {
            let is_before = |d: &Arc<Document>| d.path < document.path;
            before.documents.partition_point(is_before)
        };
        let gone = difference.gone.iter().map(|d| place(d));
        let mut gone = gone.peekable();
        let mut documents = Vec::with_capacity(now.documents.len());
        let mut at = 0;
        for document in difference.come.iter().map(Some).chain([None]) {
            // So many of before come before it: those kept, and those gone.
            let end = document.map_or(self.documents.len(), |d| place(d));
            while let Some(place) = gone.next_if(|place| *place < end) {
                documents.extend_from_slice(self.documents.get(at..place).unwrap_or_default());
                at = place.saturating_add(1);
            }
            documents.extend_from_slice(self.documents.get(at..end).unwrap_or_default());
            documents.extend(document.map(|document| digest_of(document)));
            at = end;
        }
        debug_assert_eq!(documents.len(), now.documents.len());
        Self { documents }
    }

    /// The digest of everything served.
    pub(super) fn digest(&self, generation: &Generation) -> Digest {
        let mut sum = Digest::summing();
        sum.add_part(generation.rules.as_bytes());
        sum.add(self.documents.as_flattened());
        for diagnostic in &generation.diagnostics {
            sum.add_part(&postcard::to_stdvec(diagnostic).unwrap_or_default());
        }
        sum.finish()
    }
}

/// What stands for a document. A report is a function of its path, its
/// bytes and the rules of reading, so their digests say all; hashing the values
/// themselves would cost ten times more.
fn digest_of(document: &Document) -> [u8; 32] {
    let report = document.report.as_ref();
    // A last good version is served under the digest of the bad bytes.
    let is_kept = |d: &Diagnostic| d.code == DiagnosticCode::LastGoodKept;
    let kept = report.filter(|_| document.diagnostics.iter().any(is_kept));
    let kept = kept.map_or(document.source, |r| Digest::of(r.source().as_bytes()));
    // Ids that follow from the text alone say nothing new.
    let carried = report.and_then(|report| report.carried);
    let digest = Digest::of_parts([
        document.path.as_bytes(),
        document.source.as_bytes(),
        kept.as_bytes(),
        carried.as_ref().map_or(&[][..], |digest| digest.as_bytes()),
    ]);
    *digest.as_bytes()
}
