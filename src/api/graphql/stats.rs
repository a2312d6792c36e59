//! Counts of items: by one dimension for facets, by up to three for statistics.

use async_graphql::SimpleObject;

use super::connection::connection;
use super::input::{FacetName, facet_names, order};
use super::refusal::Refusal;
use crate::query::{self, Archive, RawItemParams, RawListParams, RawStatsParams, StatsQuery};

/// The value of a row in one dimension.
#[derive(Clone, SimpleObject)]
pub struct StatsKey {
    /// The dimension.
    by: FacetName,
    /// What to filter by: slug, month, host, resource id or kind.
    key: String,
    /// What to show.
    name: String,
}

/// One combination of values, and how many items have it.
#[derive(Clone, SimpleObject)]
pub struct StatsRow {
    /// The values, in the order of `by`.
    keys: Vec<StatsKey>,
    /// Items.
    count: u32,
}

impl StatsRow {
    fn new(row: &query::StatsRow, archive: &Archive) -> Self {
        let key = |k: &query::StatsKey| StatsKey {
            by: k.by.into(),
            key: k.key(archive).into_owned(),
            name: k.name(archive).into_owned(),
        };
        Self {
            keys: row.keys.iter().map(key).collect(),
            count: row.count,
        }
    }
}

order! {
    /// How counts are ordered. The default is by their keys.
    StatsOrder as "StatsSort" {
        /// By the keys, in the order of `by`, ascending.
        KeysAsc "keys"
        /// By the keys, in the order of `by`, descending.
        KeysDesc "-keys"
        /// Lowest count first.
        CountAsc "count"
        /// Highest count first.
        CountDesc "-count"
    }
}

impl StatsConnection {
    /// The counts asked for.
    pub fn answer(
        archive: &Archive,
        raw: &RawItemParams,
        by: Vec<FacetName>,
    ) -> Result<Self, Refusal> {
        let raw = RawStatsParams {
            by: facet_names(by),
            filter: raw.filter.clone(),
            text: raw.text.clone(),
            list: RawListParams {
                sort: raw.sort.clone(),
                page: raw.page.clone(),
            },
        };
        let page = archive.stats(&StatsQuery::parse(&raw, Vec::new())?)?;
        Ok(Self {
            page: page.map(|row| StatsRow::new(&row, archive)),
        })
    }
}

connection! {
    /// A page of counts.
    StatsConnection of StatsRow {} with {
        /// What `q` was taken to mean, where a word of it is nowhere and is
        /// close to one that is; null otherwise.
        async fn corrected(&self) -> Option<&str> {
            self.page.corrected.as_deref()
        }
    }
    /// A count on a page.
    StatsEdge
}

/// How often each value of a dimension occurs.
#[derive(SimpleObject)]
pub struct FacetResult {
    /// The dimension.
    by: FacetName,
    /// The values, most frequent first; at most 200.
    values: Vec<FacetValue>,
}

/// One value and how many items have it.
#[derive(SimpleObject)]
pub struct FacetValue {
    /// What to filter by: slug, month, host, resource id or kind.
    key: String,
    /// What to show.
    name: String,
    /// Items that have it.
    count: u32,
}

impl From<query::FacetCounts> for FacetResult {
    fn from(counts: query::FacetCounts) -> Self {
        let value = |v: query::FacetValue| FacetValue {
            key: v.key,
            name: v.name,
            count: v.count,
        };
        Self {
            by: counts.by.into(),
            values: counts.values.into_iter().map(value).collect(),
        }
    }
}
