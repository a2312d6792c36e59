//! The one door (stub).
use std::sync::Arc;
use arc_swap::ArcSwap;
use crate::domain::Generation;

/// An immutable snapshot of everything served, and the questions it answers.
pub struct Archive {}

impl Archive {
    /// Builds the snapshot of a generation. A pure function of its content.
    #[must_use]
    pub fn build(generation: &Generation) -> Self { let _ = generation; Self {} }
}

/// The place the current snapshot is read from and swapped in.
#[derive(Clone)]
pub struct ArchiveHandle(Arc<ArcSwap<Archive>>);

impl ArchiveHandle {
    /// A handle on a first snapshot.
    #[must_use]
    pub fn new(archive: Archive) -> Self { Self(Arc::new(ArcSwap::from_pointee(archive))) }
    /// The current snapshot; keep it for the whole of one answer.
    #[must_use]
    pub fn current(&self) -> Arc<Archive> { self.0.load_full() }
    /// Makes another snapshot the current one, at once and whole.
    pub fn swap(&self, archive: Archive) { self.0.store(Arc::new(archive)); }
}
