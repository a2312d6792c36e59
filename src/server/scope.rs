//! What of an archive is to be read again.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// More paths than this are not kept: reading everything takes no longer.
const MOST: usize = 1_000;

/// What is to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Whole,
    /// What is at these paths, without links in them: nothing else changed.
    At(BTreeSet<PathBuf>),
}

impl Scope {
    /// Nothing yet.
    pub(super) fn none() -> Self {
        Self::At(BTreeSet::new())
    }

    /// Adds what another one has.
    pub(super) fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::At(paths), Self::At(more)) => {
                paths.extend(more);
                if paths.len() > MOST {
                    *self = Self::Whole;
                }
            }
            _ => *self = Self::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_too_many_are_everything() {
        let at = |path: &str| Scope::At(BTreeSet::from([path.into()]));
        let mut scope = Scope::none();
        scope.join(at("/a"));
        scope.join(at("/b"));
        assert_eq!(scope, Scope::At(["/a".into(), "/b".into()].into()));
        let mut whole = scope.clone();
        whole.join(Scope::Whole);
        whole.join(at("/c"));
        assert_eq!(whole, Scope::Whole);
        for n in 0..MOST {
            scope.join(at(&format!("/{n}")));
        }
        assert_eq!(scope, Scope::Whole);
    }
}
