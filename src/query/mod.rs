//! The one door: typed questions about the archive, and their answers.
//!
//! Raw parameters become a typed query in one function each, which is the only
//! validation of client input there is; a query never fails. Bounds, defaults,
//! order, error codes and cursors are decided here and nowhere else. This
//! module must not know which door asked, and the read path takes no lock,
//! clock, randomness or I/O.

mod archive;
mod archived;
mod catalog;
mod category;
mod change;
mod coverage;
mod cursor;
mod diagnostic;
mod entry;
mod error;
mod evaluate;
mod facet;
mod filter;
mod graph;
mod highlight;
mod item;
mod kept;
mod matched;
mod matching;
mod month;
mod node;
mod page;
mod pairs;
mod project;
mod rank;
mod raw;
mod report;
mod resource;
mod search;
mod site;
mod sort;
mod stats;
mod suggest;
mod tally;
mod text;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

pub use crate::history::{Action, LastWords, Noun, Seal, Stamp, Tombstone};
pub use archive::{Archive, Counts, Meta};
pub use catalog::CatalogFacts;
pub use category::{CategoryQuery, CategoryRef, CategorySort};
pub use change::{ChangeQuery, ChangeRef, RawChangeParams, Standing};
pub use coverage::{
    CellStatus, Coverage, CoverageCell, CoverageMonth, CoverageQuery, RawCoverageParams,
};
pub use cursor::{Direction, MAX_CURSOR_LEN};
pub use diagnostic::{DiagnosticQuery, DiagnosticRef, RawDiagnosticParams};
pub use entry::SearchEntry;
pub use error::{Fault, FaultCode, QueryError, closest};
pub use facet::{FacetCounts, FacetValue};
pub use filter::Facet;
pub use graph::{
    DEFAULT_NODES, Graph, GraphEdge, GraphNode, GraphQuery, MAX_NODES, RawGraphParams,
};
pub use highlight::{Highlight, Marker};
pub use item::{ItemQuery, ItemRef, ItemSort, Scope};
pub use kept::KeptItemRef;
pub use node::NodeRef;
pub use page::{DEFAULT_PAGE, MAX_OFFSET, MAX_PAGE, Page, PageQuery};
pub use pairs::{Accepts, PAGE, Pairs};
pub use project::{
    CoMention, ProjectQuery, ProjectRef, ProjectSort, RawProjectParams, TimelinePoint,
};
pub use raw::{
    RawFilter, RawItemParams, RawListParams, RawMonths, RawPage, RawTerms, RawText, TERMS,
};
pub use report::{ReportCategory, ReportQuery, ReportRef, ReportSort};
pub use resource::{
    CitationNumber, CitationRef, LinkText, ResourceQuery, ResourceRef, ResourceSort,
};
pub use search::{RawSearchParams, SearchCount, SearchQuery, SearchSort, SearchType};
pub use site::{SiteQuery, SiteRef, SiteSort};
pub use sort::RANKED;
pub use stats::{MAX_DIMENSIONS, RawStatsParams, StatsKey, StatsQuery, StatsRow, StatsSort};
pub use suggest::{
    DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, RawSuggestParams, SuggestQuery, Suggestion,
    SuggestionType,
};
pub use text::{MAX_Q_LEN, MAX_Q_WORDS, TextQuery};

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        ///
        /// Only means something in the snapshot it came from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);
    )+};
}

numbers! {
    /// An item.
    DocId
    /// A report.
    ReportNumber
    /// A category.
    CategoryNumber
    /// A project.
    ProjectNumber
    /// A resource.
    ResourceNumber
    /// A site.
    SiteNumber
    /// A diagnostic.
    DiagnosticNumber
    /// A change, by its position.
    ChangeNumber
}

/// The place the current snapshot is read from and swapped in.
#[derive(Clone)]
pub struct ArchiveHandle(Arc<Current>);

struct Current {
    archive: ArcSwap<Archive>,
    generation: AtomicU64,
}

/// Snapshots that were ever made current, by whatever handle.
static GENERATIONS: AtomicU64 = AtomicU64::new(0);

fn next_generation() -> u64 {
    GENERATIONS.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
}

impl ArchiveHandle {
    /// A handle on a first snapshot.
    #[must_use]
    pub fn new(archive: Archive) -> Self {
        Self(Arc::new(Current {
            archive: ArcSwap::from_pointee(archive),
            generation: AtomicU64::new(next_generation()),
        }))
    }

    /// A number of the current snapshot that no other ever has in this process.
    /// Taken before [`Self::current`] it is never newer than what that gives.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::Acquire)
    }

    /// The current snapshot; keep it for the whole of one answer.
    #[must_use]
    pub fn current(&self) -> Arc<Archive> {
        self.0.archive.load_full()
    }

    /// Makes another snapshot the current one, at once and whole.
    pub fn swap(&self, archive: Archive) {
        let old = self.0.archive.swap(Arc::new(archive));
        self.0
            .generation
            .store(next_generation(), Ordering::Release);
        // It takes a while to free: nobody is to be given it meanwhile.
        drop(old);
    }
}
