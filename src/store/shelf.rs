//! Documents are kept several to an object: ten thousand small objects would
//! take a start longer to find than to read, and a manifest of all of them
//! would be written anew for every change.

use std::sync::Arc;

use crate::domain::{Digest, Document};

/// Documents on a shelf, on average.
const MEAN: u64 = 32;

/// Documents on a shelf, at most.
const MOST: usize = 256;

/// Documents that are kept as one object.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    /// By path.
    pub(super) documents: Vec<Arc<Document>>,
    pub(super) digest: Digest,
}

/// Puts documents, ordered by path, on shelves. Where one ends follows from the
/// paths: a file that comes or goes moves the others of its own shelf alone.
pub(super) fn shelves<'a>(
    documents: &'a [&'a Arc<Document>],
) -> impl Iterator<Item = &'a [&'a Arc<Document>]> {
    let shelves = documents.chunk_by(|_, next| !begins(&next.path));
    shelves.flat_map(|shelf| shelf.chunks(MOST))
}

/// Whether a path is the first of a shelf, if it is not too full: told by FNV-1a,
/// because that is the same for ever.
fn begins(path: &str) -> bool {
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32).is_multiple_of(MEAN)
}

impl Shelf {
    /// Whether these are the very documents on it.
    pub(super) fn holds(&self, documents: &[&Arc<Document>]) -> bool {
        let pairs = || self.documents.iter().zip(documents);
        self.documents.len() == documents.len() && pairs().all(|(held, one)| Arc::ptr_eq(held, one))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn documents(paths: impl Iterator<Item = usize>) -> Vec<Arc<Document>> {
        let document = |n| Document {
            path: format!("s/{n:05}.md"),
            source: Digest::of(&[]),
            report: None,
            diagnostics: Vec::new(),
        };
        paths.map(|n| Arc::new(document(n))).collect()
    }

    fn paths(documents: &[Arc<Document>]) -> Vec<Vec<String>> {
        let documents: Vec<&Arc<Document>> = documents.iter().collect();
        let shelves = shelves(&documents);
        let names = |shelf: &[&Arc<Document>]| shelf.iter().map(|d| d.path.clone()).collect();
        shelves.map(names).collect()
    }

    #[test]
    fn a_file_that_comes_changes_its_own_shelf_alone() {
        let without: Vec<_> = paths(&documents((0..20_000).filter(|n| *n != 7_777)));
        let with = paths(&documents(0..20_000));
        assert!((300..1_300).contains(&with.len()), "{}", with.len());
        assert!(with.iter().all(|shelf| shelf.len() <= MOST));
        assert_eq!(with.concat().len(), 20_000);
        let (one, other): (HashSet<_>, HashSet<_>) =
            (with.into_iter().collect(), without.into_iter().collect());
        assert!(one.symmetric_difference(&other).count() <= 3);
    }
}
