//! From a typed filter to what passes it: items, or resources cited in items.

use std::sync::Arc;

use smallvec::SmallVec;

use super::filter::{Facet, ItemFilter, Terms};
use super::month::MonthRange;
use crate::domain::{Report, to_u32};
use crate::index::{Dimension, DocSet, Index, usize_of};

/// A term that items must have, and its dimension.
pub(super) type Single<'a> = (&'a Dimension, u32);

/// What a filter is put to.
#[derive(Clone, Copy)]
enum Universe {
    /// Items, by number.
    Items,
    /// Reports, by number; only series and month can be said of them.
    Reports,
    /// Resources in items: what is said of resource and site must hold for the
    /// resource itself, everything else for an item that cites it.
    Citations,
}

impl ItemFilter {
    /// The items that pass.
    pub(super) fn items<'a>(&self, index: &'a Index) -> DocSet<'a> {
        self.items_having(None, index)
    }

    /// The items that pass and have a term besides.
    pub(super) fn items_having<'a>(
        &self,
        also: Option<Single<'a>>,
        index: &'a Index,
    ) -> DocSet<'a> {
        self.within(Universe::Items, index, also)
    }

    /// The resources cited in an item such that both pass, as numbers.
    pub(super) fn resources(&self, index: &Index) -> Vec<u32> {
        let citations = self.within(Universe::Citations, index, None);
        let cited = citations
            .iter()
            .filter_map(|c| index.by_resource.term_at(c));
        let mut resources: Vec<u32> = cited.collect();
        resources.sort_unstable();
        resources.dedup();
        resources
    }

    /// The reports that pass, whether they have items or not; only meaningful
    /// when nothing but series and months is asked for.
    pub(super) fn reports(&self, index: &Index) -> Vec<u32> {
        self.within(Universe::Reports, index, None).iter().collect()
    }

    fn within<'a>(
        &self,
        universe: Universe,
        index: &'a Index,
        also: Option<Single<'a>>,
    ) -> DocSet<'a> {
        let mut set = DocSet::Range(0..universe.len(index));
        if !self.months.is_empty() {
            let runs = self.months.iter().map(|r| universe.months(r, index));
            set = set.and(DocSet::union(runs.collect()));
        }
        let mut single = SmallVec::from_iter(also);
        for terms in &self.terms {
            match terms.single(universe, index) {
                Some(term) => single.push((terms.facet.dimension(index), term)),
                None => set = terms.narrow(set, universe, index),
            }
        }
        set = having_all(set, single, index);
        for filter in &self.and {
            set = set.and(filter.within(universe, index, None));
        }
        if !self.or.is_empty() {
            let any = self.or.iter().map(|f| f.within(universe, index, None));
            set = set.and(DocSet::union(any.collect()));
        }
        if let Some(not) = &self.not {
            set = set.and_not(&not.within(universe, index, None));
        }
        set
    }
}

/// The items of a set that have all of some terms.
fn having_all<'a>(
    set: DocSet<'a>,
    mut terms: SmallVec<[Single<'a>; 4]>,
    index: &Index,
) -> DocSet<'a> {
    // Of the rarest term, each item is looked at: a look at what it has costs
    // less than a step through the list of a frequent one.
    terms.sort_by_key(|(dimension, term)| dimension.posting(*term).len());
    let (rarest, others) = match terms.as_slice() {
        [] => return set,
        [(dimension, term), others @ ..] => (dimension.posting(*term), others),
    };
    // Of two alone not even that, where their total is known.
    if let ([first, second], DocSet::Range(all)) = (terms.as_slice(), &set)
        && *all == (0..index.len())
        && let Some(len) = index.with_both(*first, *second)
    {
        if len == 0 {
            return DocSet::EMPTY;
        }
        return DocSet::Both {
            list: rarest,
            having: *second,
            len,
        };
    }
    let set = set.and(DocSet::Slice(rarest));
    others.iter().fold(set, |set, (dimension, term)| {
        set.keep(|doc| dimension.has(doc, *term))
    })
}

impl Terms {
    /// The one term that items must have, where it is no more than that.
    fn single(&self, universe: Universe, index: &Index) -> Option<u32> {
        match (universe, self.any.as_slice()) {
            (Universe::Items, [name]) if self.all.is_empty() && self.none.is_empty() => {
                self.facet.term(name, index)
            }
            _ => None,
        }
    }

    fn narrow<'a>(&self, set: DocSet<'a>, universe: Universe, index: &'a Index) -> DocSet<'a> {
        // Names of one term are one term: nothing is looked up or joined twice.
        let numbers = |names: &[String]| {
            let found = names.iter().filter_map(|n| self.facet.term(n, index));
            let mut numbers: Vec<u32> = found.collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let having = |term: u32| universe.having(self.facet, term, index);
        let union =
            |names: &[String]| DocSet::union(numbers(names).into_iter().map(having).collect());
        let mut set = set;
        if !self.any.is_empty() {
            set = set.and(union(&self.any));
        }
        let unknown = self.all.iter().any(|n| self.facet.term(n, index).is_none());
        for term in numbers(&self.all) {
            set = set.and(having(term));
        }
        if unknown {
            set = DocSet::EMPTY;
        }
        if !self.none.is_empty() {
            set = set.and_not(&union(&self.none));
        }
        set
    }
}

impl Universe {
    fn len(self, index: &Index) -> u32 {
        match self {
            Self::Items => index.len(),
            Self::Reports => to_u32(index.reports.len()),
            Self::Citations => index.by_resource.pairs(),
        }
    }

    /// What has a term.
    fn having(self, facet: Facet, term: u32, index: &Index) -> DocSet<'_> {
        let posting = DocSet::Slice(facet.dimension(index).posting(term));
        let is = |pair: &u32| {
            let resource = index.by_resource.term_at(*pair);
            match facet {
                Facet::Site => resource.and_then(|r| index.resources.site(r)) == Some(term),
                Facet::Resource => resource == Some(term),
                _ => true,
            }
        };
        match self {
            Self::Items => posting,
            Self::Reports => {
                let entry = index
                    .series
                    .get(usize_of(term))
                    .filter(|_| facet == Facet::Series);
                let mut reports = entry.map(|e| e.reports.to_vec()).unwrap_or_default();
                reports.sort_unstable();
                DocSet::Owned(reports)
            }
            Self::Citations => match self.spread(posting, index) {
                DocSet::Owned(mut pairs) => {
                    pairs.retain(is);
                    DocSet::Owned(pairs)
                }
                pairs => DocSet::Owned(pairs.iter().filter(is).collect()),
            },
        }
    }

    /// What belongs to some items.
    fn spread<'a>(self, items: DocSet<'a>, index: &Index) -> DocSet<'a> {
        match self {
            Self::Items | Self::Reports => items,
            Self::Citations => DocSet::Owned(
                items
                    .iter()
                    .flat_map(|d| index.by_resource.pairs_of(d))
                    .collect(),
            ),
        }
    }

    /// What belongs to a run of months: reports, and so items, are numbered by
    /// month, so that it is a run of numbers.
    fn months<'a>(self, range: &MonthRange, index: &Index) -> DocSet<'a> {
        let month_of = |r: &Arc<Report>| r.date.month();
        let (from, until) = range;
        let reports = &index.reports;
        let first = until.map_or(0, |b| reports.partition_point(|r| month_of(r) > b));
        let end = from.map_or(reports.len(), |b| {
            reports.partition_point(|r| month_of(r) >= b)
        });
        let end = end.max(first);
        let start = |report: usize| {
            index
                .report_start
                .get(report)
                .copied()
                .unwrap_or(index.len())
        };
        match self {
            Self::Reports => DocSet::Range(to_u32(first)..to_u32(end)),
            Self::Items => DocSet::Range(start(first)..start(end)),
            Self::Citations => self.spread(DocSet::Range(start(first)..start(end)), index),
        }
    }
}
