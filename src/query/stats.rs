//! Counts of items by up to three dimensions.

use std::array;
use std::borrow::Cow;
use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::Archive;
use super::cursor::{Direction, Key, KeyPart};
use super::error::{Fault, FaultCode, QueryError};
use super::filter::{Facet, ItemFilter};
use super::page::{Page, PageQuery};
use super::raw::{RawFilter, RawListParams, RawText};
use super::sort::{self, Sort};
use super::text::TextQuery;
use crate::index::DocSet;

/// Most dimensions.
pub const MAX_DIMENSIONS: usize = 3;
/// Most combinations of terms looked at: an item with a thousand links has a
/// million combinations of resource and site.
const MAX_COMBINATIONS: usize = 2_000_000;
/// Most rows: each is spelled before the page is cut.
const MAX_ROWS: usize = 100_000;

/// One term in each dimension; a list of its own for every item counted would
/// cost more than the counting.
type Terms = [u32; MAX_DIMENSIONS];
/// The terms of every item in a dimension that was not asked for.
const NO_DIMENSION: [u32; 1] = [0];

/// What statistics can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatsSort {
    /// The keys, in the order of `by`.
    Keys,
    /// The count.
    Count,
}

impl StatsSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 2] = [("keys", Self::Keys), ("count", Self::Count)];
}

/// A raw question for counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawStatsParams {
    /// Dimensions, one to three.
    pub by: Vec<String>,
    /// Which items.
    pub filter: RawFilter,
    /// Words and phrases that they must hold.
    pub text: RawText,
    /// Order and page.
    pub list: RawListParams,
}

/// A question for counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsQuery {
    by: Vec<Facet>,
    filter: ItemFilter,
    text: Option<TextQuery>,
    pub(super) sort: Sort<StatsSort>,
    pub(super) page: PageQuery,
}

impl StatsQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawStatsParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let by = Facet::parse_list("by", &raw.by, &mut faults);
        if raw.by.is_empty() {
            let detail = "say what to count by, such as `by=month,category`";
            faults.push(Fault::new("by", FaultCode::MissingParameter, detail));
        }
        if raw.by.len() > MAX_DIMENSIONS {
            let detail = format!("at most {MAX_DIMENSIONS} dimensions");
            faults.push(Fault::new("by", FaultCode::TooMany, detail));
        }
        let filter = ItemFilter::parse(&raw.filter, &mut faults);
        let text = TextQuery::parse(&raw.text, &mut faults);
        let default = [(StatsSort::Keys, Direction::Asc)];
        let names: Vec<&str> = by.iter().map(|f| f.as_str()).collect();
        let list = format!("stats:{}", names.join(","));
        let (sort, mut order) = sort::parse(
            &list,
            &raw.list.sort,
            &StatsSort::NAMES,
            &default,
            None,
            &mut faults,
        );
        // `keys` stands for one part for each dimension.
        order.directions = sort
            .iter()
            .flat_map(|(key, d)| vec![*d; if *key == StatsSort::Keys { by.len() } else { 1 }])
            .collect();
        let page = PageQuery::parse(&raw.list.page, order, &mut faults);
        QueryError::check(
            Self {
                by,
                filter,
                text,
                sort,
                page,
            },
            faults,
        )
    }

    /// The dimensions counted by.
    #[must_use]
    pub fn by(&self) -> &[Facet] {
        &self.by
    }
}

/// The value of a row in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatsKey {
    /// The dimension.
    pub by: Facet,
    pub(super) term: u32,
}

impl StatsKey {
    /// What to filter by; `archive` is the one that was asked.
    #[must_use]
    pub fn key(self, archive: &Archive) -> Cow<'_, str> {
        archive.term_key(self.by, self.term)
    }

    /// What to show.
    #[must_use]
    pub fn name(self, archive: &Archive) -> Cow<'_, str> {
        archive.term_name(self.by, self.term)
    }
}

/// One combination of values and the items that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsRow {
    /// The values, in the order of `by`.
    pub keys: SmallVec<[StatsKey; MAX_DIMENSIONS]>,
    /// Items.
    pub count: u32,
}

/// Refuses what takes too long.
pub(super) fn bounded(looked_at: usize, rows: usize) -> Result<(), QueryError> {
    if looked_at <= MAX_COMBINATIONS && rows <= MAX_ROWS {
        return Ok(());
    }
    let detail = format!(
        "more than {MAX_ROWS} rows, or {MAX_COMBINATIONS} combinations to look at: \
         narrow the filter or count by less"
    );
    Err(Fault::new("by", FaultCode::TooMany, detail).into())
}

impl Archive {
    /// The counts asked for. An item without value in a dimension has no row;
    /// one with several has one in each.
    ///
    /// # Errors
    /// When there are more combinations than are counted.
    pub fn stats(&self, query: &StatsQuery) -> Result<Page<StatsRow>, QueryError> {
        let set = query.filter.items(&self.index);
        let set = self.with_text(set, query.text.as_ref());
        let mut page = match query.by.as_slice() {
            [by] => self.tally(query, *by, &set)?,
            _ => self.stats_page(query, &self.combinations(query, &set)?),
        };
        page.corrected = query
            .text
            .as_ref()
            .and_then(|q| self.asked_of_items(q).corrected);
        Ok(page)
    }

    fn stats_page(&self, query: &StatsQuery, counts: &BTreeMap<Terms, u32>) -> Page<StatsRow> {
        let rows = counts.iter().map(|(terms, count)| (*terms, *count));
        let key = |(terms, count): (Terms, u32)| {
            let keys = query.by.iter().zip(terms);
            let keys: Vec<_> = keys.map(|(by, term)| self.term_key(*by, term)).collect();
            let mut parts = Key::new();
            for (sort, _) in &query.sort {
                match sort {
                    StatsSort::Keys => parts.extend(keys.iter().map(|key| KeyPart::text(key))),
                    StatsSort::Count => parts.push(KeyPart::N(u64::from(count))),
                }
            }
            parts.push(KeyPart::text(&keys.join(" ")));
            parts
        };
        let page = query.page.sort_and_cut(rows.collect(), key);
        let numbered = |(by, term): (&Facet, u32)| StatsKey { by: *by, term };
        page.map(|(terms, count)| StatsRow {
            keys: query.by.iter().zip(terms).map(numbered).collect(),
            count,
        })
    }

    fn combinations(
        &self,
        query: &StatsQuery,
        set: &DocSet<'_>,
    ) -> Result<BTreeMap<Terms, u32>, QueryError> {
        let dimensions: Vec<_> = query.by.iter().map(|f| f.dimension(&self.index)).collect();
        let mut counts: BTreeMap<Terms, u32> = BTreeMap::new();
        let mut looked_at = 0_usize;
        for doc in set.iter() {
            let [first, second, third]: [&[u32]; MAX_DIMENSIONS] = array::from_fn(|i| {
                let dimension = dimensions.get(i);
                dimension.map_or(NO_DIMENSION.as_slice(), |d| d.terms_of(doc))
            });
            let product = [first, second, third]
                .iter()
                .fold(1_usize, |n, t| n.saturating_mul(t.len()));
            looked_at = looked_at.saturating_add(product);
            bounded(looked_at, counts.len())?;
            for a in first {
                for b in second {
                    for c in third {
                        *counts.entry([*a, *b, *c]).or_default() += 1;
                    }
                }
            }
        }
        Ok(counts)
    }
}
