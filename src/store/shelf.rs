//! Documents are kept several to an object: ten thousand small objects would
//! take a start longer to find than to read, and a manifest of all of them
//! would be written anew for every change.

use std::borrow::Cow;
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

/// Documents by path. That those are which stand on shelves, one after the
/// other, is not asked again.
pub(super) fn in_order<'a>(
    kept: &[Shelf],
    documents: &'a [Arc<Document>],
) -> Cow<'a, [Arc<Document>]> {
    let mut kept = kept.iter().flat_map(|shelf| &shelf.documents).peekable();
    let mut last: Option<(&Arc<Document>, bool)> = None;
    let is_in_order = documents.iter().all(|document| {
        let mut is_kept = kept.next_if(|d| Arc::ptr_eq(d, document)).is_some();
        if !is_kept {
            while kept.next_if(|d| d.path < document.path).is_some() {}
            is_kept = kept.next_if(|d| Arc::ptr_eq(d, document)).is_some();
        }
        let before = last.replace((document, is_kept));
        before
            .is_none_or(|(before, was_kept)| (is_kept && was_kept) || before.path <= document.path)
    });
    if is_in_order {
        return Cow::Borrowed(documents);
    }
    let mut sorted = documents.to_vec();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    Cow::Owned(sorted)
}

/// A shelf, or what is to be put on one.
pub(super) enum Part<'a> {
    /// The very documents that are on one already.
    Kept(Shelf),
    /// Others.
    New(&'a [Arc<Document>]),
}

/// Puts documents, ordered by path, on shelves. Where one ends follows from the
/// paths: a file that comes or goes moves the others of its own shelf alone.
/// Of the documents of a shelf that is kept none is looked at.
pub(super) fn parts(
    kept: Vec<Shelf>,
    mut documents: &[Arc<Document>],
) -> impl Iterator<Item = Part<'_>> {
    let mut kept = kept.into_iter().peekable();
    std::iter::from_fn(move || {
        let first = documents.first()?;
        while kept.next_if(|shelf| shelf.is_before(first)).is_some() {}
        if let Some(shelf) = kept.next_if(|shelf| shelf.holds(documents)) {
            documents = documents.get(shelf.documents.len()..).unwrap_or_default();
            return Some(Part::Kept(shelf));
        }
        let (shelf, rest) = documents.split_at_checked(first_shelf(documents))?;
        documents = rest;
        Some(Part::New(shelf))
    })
}

/// How many of some documents are on the first shelf.
fn first_shelf(documents: &[Arc<Document>]) -> usize {
    let next = documents.iter().take(MOST).skip(1);
    let end = next.clone().position(|document| begins(&document.path));
    end.map_or(next.len(), |end| end) + 1
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
    /// Whether these begin with the very documents on it, and a shelf ends there.
    fn holds(&self, documents: &[Arc<Document>]) -> bool {
        let Some((here, rest)) = documents.split_at_checked(self.documents.len()) else {
            return false;
        };
        let mut pairs = self.documents.iter().zip(here);
        let ends = || rest.first().is_none_or(|next| begins(&next.path));
        pairs.all(|(held, one)| Arc::ptr_eq(held, one)) && (here.len() == MOST || ends())
    }

    /// Whether all of it comes before a document.
    fn is_before(&self, document: &Arc<Document>) -> bool {
        let first = self.documents.first();
        first.is_none_or(|d| !Arc::ptr_eq(d, document) && d.path < document.path)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use proptest::prelude::*;

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
        let names = |part| match part {
            Part::New(shelf) => shelf.iter().map(|d| d.path.clone()).collect(),
            Part::Kept(_) => panic!("nothing is kept"),
        };
        parts(Vec::new(), documents).map(names).collect()
    }

    proptest! {
        #[test]
        fn shelves_that_are_kept_are_those_that_would_be_made(
            edits in prop::collection::vec((0_usize..900, 0_usize..3), 0..6),
        ) {
            let mut all: BTreeMap<String, Arc<Document>> = documents(200..700)
                .into_iter()
                .map(|document| (document.path.clone(), document))
                .collect();
            let mut kept = Vec::new();
            for (n, deed) in edits {
                let made = documents(std::iter::once(n)).pop().unwrap();
                match deed {
                    0 => drop(all.remove(&made.path)),
                    _ => drop(all.insert(made.path.clone(), made)),
                }
                let now: Vec<_> = all.values().cloned().collect();
                prop_assert!(matches!(in_order(&kept, &now), Cow::Borrowed(_)));
                let mut turned = now.clone();
                turned.rotate_left(n % now.len());
                prop_assert!(in_order(&kept, &turned).iter().eq(&now));
                let count = |part: &Part<'_>| match part {
                    Part::Kept(shelf) => shelf.documents.len(),
                    Part::New(documents) => documents.len(),
                };
                let anew: Vec<usize> = parts(Vec::new(), &now).map(|p| count(&p)).collect();
                let before = kept.len();
                let parts: Vec<Part<'_>> = parts(kept, &now).collect();
                prop_assert_eq!(parts.iter().map(count).collect::<Vec<_>>(), anew);
                let is_new = |part: &&Part<'_>| matches!(part, Part::New(_));
                prop_assert!(before == 0 || parts.iter().filter(is_new).count() <= 2);
                let shelf = |part| match part {
                    Part::Kept(shelf) => shelf,
                    Part::New(documents) => Shelf {
                        documents: documents.to_vec(),
                        digest: Digest::of(&[]),
                    },
                };
                kept = parts.into_iter().map(shelf).collect();
                prop_assert!(kept.iter().flat_map(|s| &s.documents).eq(&now));
            }
        }
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
