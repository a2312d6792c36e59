//! How often each value of a dimension occurs.

use super::Archive;
use super::filter::Facet;
use super::item::{ItemQuery, Scope};
use crate::domain::to_u32;
use crate::index::{DocSet, usize_of};

/// Most values given for one facet; `stats` gives all of them.
const MAX_FACET_VALUES: usize = 200;

/// How often each value of a dimension occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The dimension.
    pub by: Facet,
    /// The values, most frequent first; at most 200.
    pub values: Vec<FacetValue>,
}

/// One value and how many items have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// What to filter by: slug, month, host, resource id or kind.
    pub key: String,
    /// What to show.
    pub name: String,
    /// Items that have it.
    pub count: u32,
}

impl Archive {
    /// Counts by every dimension that the question names.
    #[must_use]
    pub fn item_facets(&self, scope: Scope, query: &ItemQuery) -> Vec<FacetCounts> {
        if query.facets().is_empty() {
            return Vec::new();
        }
        let set = self.set_within(scope, query);
        let set = self.with_text(set, query.text.as_ref());
        query
            .facets()
            .iter()
            .map(|f| self.facet_counts(*f, &set))
            .collect()
    }

    pub(super) fn facet_counts(&self, by: Facet, set: &DocSet<'_>) -> FacetCounts {
        let dimension = by.dimension(&self.index);
        let mut counts = vec![0_u32; dimension.terms()];
        for doc in set.iter() {
            for term in dimension.terms_of(doc) {
                if let Some(count) = counts.get_mut(usize_of(*term)) {
                    *count += 1;
                }
            }
        }
        let mut found: Vec<(u32, u32)> = (0..).zip(counts).filter(|(_, n)| *n > 0).collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(MAX_FACET_VALUES);
        let values = found.into_iter().map(|(term, count)| FacetValue {
            key: self.term_key(by, term).into_owned(),
            name: self.term_name(by, term).into_owned(),
            count,
        });
        FacetCounts {
            by,
            values: values.collect(),
        }
    }

    /// Distinct terms of a dimension over some items, as numbers.
    pub(super) fn terms_over(&self, by: Facet, set: &DocSet<'_>) -> Vec<u32> {
        let dimension = by.dimension(&self.index);
        let mut seen = vec![false; dimension.terms()];
        for doc in set.iter() {
            for term in dimension.terms_of(doc) {
                if let Some(slot) = seen.get_mut(usize_of(*term)) {
                    *slot = true;
                }
            }
        }
        let marked = seen.iter().enumerate().filter(|(_, s)| **s);
        marked.map(|(i, _)| to_u32(i)).collect()
    }
}
