//! Counts by one dimension, which nearly every question for counts asks: no
//! combination is made, and no key but those of the rows that are shown.

use std::cmp::Ordering;

use super::Archive;
use super::cursor::{Direction, Key, KeyPart};
use super::error::QueryError;
use super::filter::Facet;
use super::page::Page;
use super::stats::{StatsKey, StatsQuery, StatsRow, StatsSort, bounded};
use crate::domain::to_u32;
use crate::index::{DocSet, usize_of};

/// A term, its place among those in the order of their keys, and its items.
#[derive(Debug, Clone, Copy)]
struct Counted {
    term: u32,
    place: u32,
    count: u32,
}

impl Archive {
    /// The counts by one dimension.
    pub(super) fn tally(
        &self,
        query: &StatsQuery,
        by: Facet,
        set: &DocSet<'_>,
    ) -> Result<Page<StatsRow>, QueryError> {
        let counts = self.counts_of(by, set)?;
        let counted = |(place, term): (u32, u32)| Counted {
            term,
            place,
            count: counts.get(usize_of(term)).copied().unwrap_or(0),
        };
        let terms = self.terms_in_order(by);
        let mut rows: Vec<Counted> = (0..).zip(terms).map(counted).collect();
        rows.retain(|row| row.count > 0);
        bounded(0, rows.len())?;
        if query.sort != [(StatsSort::Keys, Direction::Asc)] {
            rows.sort_unstable_by(|a, b| compare(a, b, query));
        }
        let key = |row: Counted| {
            let name = self.term_key(by, row.term);
            let part = |(sort, _): &(StatsSort, Direction)| match sort {
                StatsSort::Keys => KeyPart::text(&name),
                StatsSort::Count => KeyPart::N(u64::from(row.count)),
            };
            let parts = query.sort.iter().map(part);
            parts.chain([KeyPart::text(&name)]).collect::<Key>()
        };
        let page = query.page.cut(rows.len(), |i| rows.get(i).copied(), key);
        Ok(page.map(|row| StatsRow {
            keys: [StatsKey { by, term: row.term }].into_iter().collect(),
            count: row.count,
        }))
    }

    /// How many items of a set have each term.
    fn counts_of(&self, by: Facet, set: &DocSet<'_>) -> Result<Vec<u32>, QueryError> {
        let dimension = by.dimension(&self.index);
        let terms = 0..to_u32(dimension.terms());
        if set.len() == usize_of(self.index.len()) {
            return Ok(terms.map(|t| to_u32(dimension.posting(t).len())).collect());
        }
        let mut counts = vec![0_u32; dimension.terms()];
        let mut looked_at = 0;
        for doc in set.iter() {
            let terms = dimension.terms_of(doc);
            looked_at += terms.len();
            bounded(looked_at, 0)?;
            for term in terms {
                if let Some(count) = counts.get_mut(usize_of(*term)) {
                    *count += 1;
                }
            }
        }
        Ok(counts)
    }

    /// The terms of a dimension in the order of what they are filtered by.
    fn terms_in_order(&self, by: Facet) -> Vec<u32> {
        let mut terms: Vec<u32> = (0..to_u32(by.dimension(&self.index).terms())).collect();
        match by {
            Facet::Month | Facet::Project => terms,
            Facet::Resource => {
                terms.sort_unstable_by_key(|term| self.index.resources.id(*term));
                terms
            }
            Facet::Series | Facet::Category | Facet::Site | Facet::Kind => {
                terms.sort_by_cached_key(|term| KeyPart::text(&self.term_key(by, *term)));
                terms
            }
        }
    }
}

/// How two rows stand in the order asked for.
fn compare(a: &Counted, b: &Counted, query: &StatsQuery) -> Ordering {
    let mut orders = query.sort.iter().map(|(sort, direction)| {
        let order = match sort {
            StatsSort::Keys => a.place.cmp(&b.place),
            StatsSort::Count => a.count.cmp(&b.count),
        };
        match direction {
            Direction::Asc => order,
            Direction::Desc => order.reverse(),
        }
    });
    let first = orders.find(|order| order.is_ne());
    first.unwrap_or_else(|| a.place.cmp(&b.place))
}
