//! What says whether two generations have the same content: a digest, and what
//! it is made of, so that a document that changed is not the reason to look at
//! all others.

use super::grouped::{Grouped, Grouping};
use crate::domain::{
    Diagnostic, DiagnosticCode, Difference, Digest, Document, Generation, Summing, to_u32,
};

/// What the digest takes from each document, by path.
#[derive(Debug)]
pub(super) struct Content {
    documents: Grouped<u8>,
}

impl Content {
    pub(super) fn of(generation: &Generation) -> Self {
        let mut documents = Grouping::default();
        for document in &generation.documents {
            documents.push(parts(document));
        }
        Self {
            documents: documents.finish(),
        }
    }

    /// The content of the next generation.
    pub(super) fn updated(
        &self,
        (before, now): (&Generation, &Generation),
        difference: &Difference<'_>,
    ) -> Self {
        let place = |of: &Generation, document: &Document| {
            of.documents.partition_point(|d| d.path < document.path)
        };
        let gone = difference.gone.iter().map(|d| to_u32(place(before, d)));
        let mut gone = gone.peekable();
        let mut documents = Grouping::default();
        let mut at = 0;
        for document in &difference.come {
            // So many of before come before it: those kept, and those gone.
            let end = to_u32(place(before, document));
            while let Some(place) = gone.next_if(|place| *place < end) {
                documents.copy(&self.documents, at..place, |byte| *byte);
                at = place.saturating_add(1);
            }
            documents.copy(&self.documents, at..end, |byte| *byte);
            documents.push(parts(document));
            at = end;
        }
        for place in gone {
            documents.copy(&self.documents, at..place, |byte| *byte);
            at = place.saturating_add(1);
        }
        let all = to_u32(self.documents.len());
        documents.copy(&self.documents, at..all, |byte| *byte);
        debug_assert_eq!(documents.len(), now.documents.len());
        Self {
            documents: documents.finish(),
        }
    }

    /// The digest of everything served.
    pub(super) fn digest(&self, generation: &Generation) -> Digest {
        let mut sum = Digest::summing();
        sum.add_part(generation.rules.as_bytes());
        sum.add(self.documents.all());
        for diagnostic in &generation.diagnostics {
            sum.add_part(&postcard::to_stdvec(diagnostic).unwrap_or_default());
        }
        sum.finish()
    }
}

/// What a digest takes from a document. A report is a function of its path, its
/// bytes and the rules of reading, so their digests say all; hashing the values
/// themselves would cost ten times more.
fn parts(document: &Document) -> Vec<u8> {
    let report = document.report.as_ref();
    // A last good version is served under the digest of the bad bytes.
    let is_kept = |d: &Diagnostic| d.code == DiagnosticCode::LastGoodKept;
    let kept = report.filter(|_| document.diagnostics.iter().any(is_kept));
    let kept = kept.map_or(document.source, |r| Digest::of(r.source().as_bytes()));
    // Ids that follow from the text alone say nothing new.
    let carried = report.and_then(|report| report.carried);
    let parts = [
        document.path.as_bytes(),
        document.source.as_bytes(),
        kept.as_bytes(),
        carried.as_ref().map_or(&[][..], |digest| digest.as_bytes()),
    ];
    let mut bytes = Vec::with_capacity(160);
    for part in parts {
        bytes.extend(Summing::length(part));
        bytes.extend_from_slice(part);
    }
    bytes
}
