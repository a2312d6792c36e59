//! From an index to the next, when a few reports changed. The outcome is that
//! of building it anew, in every answer: the test `an_updated_index_answers_as_
//! one_that_was_built` asks both.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::{Own, ReportLists, items_by_category, reports_in_order, sites_of, sorted};
use super::dimension::Lists;
use super::recite::{Citing, Recited};
use super::renumber::{Piece, Renumbering};
use super::{Dimension, Index, usize_of};
use crate::domain::{Generation, ItemKind, Report, Slug, to_u32};

/// With more than one report in so many new, building anew takes less time.
const FEW: usize = 4;

/// What is the same and what is not.
#[derive(Default)]
struct Change {
    reports: Renumbering,
    docs: Renumbering,
    /// Old numbers of reports that are gone or read otherwise now.
    gone: Vec<u32>,
    /// New numbers of reports that were not there or read otherwise.
    come: Vec<u32>,
}

impl Index {
    /// The index of another generation, from this one; `None` where too much
    /// is another.
    pub fn updated(&self, generation: &Generation) -> Option<Self> {
        if self.rules != generation.rules {
            return None;
        }
        let reports = reports_in_order(generation);
        let change = Change::between(self, &reports);
        if (change.come.len() + change.gone.len()) * FEW > reports.len() {
            return None;
        }
        let mut next = match change.lists(self, &reports) {
            Some(lists) => Self::frame_with(generation, reports, lists),
            None => Self::frame(generation, reports),
        };
        let (owns, come) = items_of(&next, &change.come);
        let (_, gone) = items_of(self, &change.gone);
        let recited = Recited::of(self, &next, &change.docs, &gone, &come);
        next.links = self.links.saturating_sub(count(&gone));
        next.links = next.links.saturating_add(count(&come));
        next.resources = recited.resources;
        if recited.numbering.is_same(to_u32(self.resources.len())) {
            next.sites.clone_from(&self.sites);
            next.resources.place_as(&self.resources);
        } else {
            next.sites = sites_of(next.resources.urls());
            next.place_resources();
        }
        next.add_own(self, &change.docs, &owns);
        next.add_cited(self, &change.docs, &recited.numbering, &come);
        next.text = self.text.updated(
            (self, &next),
            (&change.reports, &change.gone, &change.come),
            &change.docs,
            (&recited.texts, &recited.touched.0, &recited.touched.1),
        );
        Some(next)
    }

    /// The dimensions that links say nothing of.
    fn add_own(&mut self, old: &Self, docs: &Renumbering, owns: &[Own]) {
        let month = |old: &_| self.months.binary_search(old).ok().map(to_u32);
        let months: Vec<Option<u32>> = old.months.iter().map(month).collect();
        let category = |old: &super::CategoryEntry| self.category_names.get(old.slug.as_str());
        let categories = old.categories.iter().map(|c| category(c).copied());
        let categories: Vec<Option<u32>> = categories.collect();
        let one = |of: fn(&Own) -> Option<u32>| -> Lists {
            owns.iter()
                .map(|own| of(own).into_iter().collect())
                .collect()
        };
        let projects = owns.iter().map(|own| own.projects.clone()).collect();
        // The rules are the same, and with them series and projects.
        let (series, kinds) = (self.series.len(), ItemKind::ALL.len());
        self.by_series = old
            .by_series
            .updated(docs, None, one(|own| own.series), series);
        self.by_kind = old.by_kind.updated(docs, None, one(|own| own.kind), kinds);
        self.by_project = old
            .by_project
            .updated(docs, None, projects, self.projects.len());
        let new = one(|own| own.month);
        self.by_month = old
            .by_month
            .updated(docs, Some(&months), new, self.months.len());
        let new = one(|own| own.category);
        let count = self.categories.len();
        self.by_category = old.by_category.updated(docs, Some(&categories), new, count);
    }

    /// Those that links tell.
    fn add_cited(&mut self, old: &Self, docs: &Renumbering, urls: &Renumbering, come: &[Citing]) {
        let cited = |links: &Citing| {
            let urls = links.1.iter().filter_map(|link| link.resource.as_ref());
            sorted(urls.filter_map(|url| self.resources.at(url)).collect())
        };
        let cited: Lists = come.iter().map(cited).collect();
        let sites = |cited: &Vec<u32>| {
            let sites = cited
                .iter()
                .filter_map(|number| self.resources.site(*number));
            sorted(sites.collect())
        };
        let sites: Lists = cited.iter().map(sites).collect();
        let same = urls.is_same(to_u32(old.resources.len()));
        let (mut numbers, mut hosts) = (None, None);
        if !same {
            numbers = Some(urls.table(to_u32(old.resources.len())));
            let host = |site: &super::SiteEntry| self.site_at(&site.host);
            hosts = Some(old.sites.iter().map(host).collect::<Vec<_>>());
        }
        let count = self.resources.len();
        let by_resource = old
            .by_resource
            .updated(docs, numbers.as_deref(), cited, count);
        let by_site = old
            .by_site
            .updated(docs, hosts.as_deref(), sites, self.sites.len());
        (self.by_resource, self.by_site) = (by_resource, by_site);
    }
}

/// What the items of some reports stand for, and what they cite.
fn items_of(index: &Index, reports: &[u32]) -> (Vec<Own>, Vec<Citing>) {
    let (mut owns, mut citing) = (Vec::new(), Vec::new());
    for number in reports {
        let Some(report) = index.reports.get(usize_of(*number)) else {
            continue;
        };
        for (doc, (own, links)) in index.docs_of(*number).zip(index.items_of(report)) {
            owns.push(own);
            citing.push((doc, links));
        }
    }
    (owns, citing)
}

fn count(citing: &[Citing]) -> u32 {
    to_u32(citing.iter().map(|(_, links)| links.len()).sum())
}

impl Change {
    /// Both in the order of their numbers; a report that is the very value of
    /// before has not changed.
    fn between(old: &Index, new: &[Arc<Report>]) -> Self {
        let mut change = Self::default();
        let mut before = (0..).zip(&old.reports).peekable();
        for (number, report) in (0..).zip(new) {
            while let Some((number, _)) =
                before.next_if(|(_, before)| order(before, report) == Ordering::Less)
            {
                change.gone.push(number);
            }
            let items = to_u32(report.items.len());
            match before.next_if(|(_, before)| order(before, report) == Ordering::Equal) {
                Some((was, before)) if Arc::ptr_eq(before, report) => {
                    change.reports.keep(was, 1);
                    change.docs.keep(old.docs_of(was).start, items);
                    continue;
                }
                Some((was, _)) => change.gone.push(was),
                None => {}
            }
            change.come.push(number);
            change.reports.add(1);
            change.docs.add(items);
        }
        change.gone.extend(before.map(|(number, _)| number));
        change
    }
}

impl Change {
    /// The lists of reports, where those that changed stand where they stood,
    /// under the same date and headings: only their items are counted anew.
    fn lists(&self, old: &Index, reports: &[Arc<Report>]) -> Option<ReportLists> {
        if self.gone != self.come {
            return None;
        }
        let mut categories = old.categories.clone();
        for number in &self.come {
            let report = reports.get(usize_of(*number))?;
            let before = old.reports.get(usize_of(*number))?;
            let headings = |report: &Report| -> Vec<(Slug, String, String)> {
                let all = report.categories.iter();
                all.map(|c| (c.slug, c.name, c.heading)).collect()
            };
            let (now, is_same) = (headings(report), headings(before) == headings(report));
            if !is_same || (&report.series, report.date) != (&before.series, before.date) {
                return None;
            }
            let mut counts: BTreeMap<&Slug, u32> = BTreeMap::new();
            for ((slug, _, _), count) in now.iter().zip(items_by_category(report)) {
                *counts.entry(slug).or_default() += count;
            }
            for (slug, count) in counts {
                let entry = categories.iter_mut().find(|c| c.slug == *slug)?;
                let slot = entry.reports.iter_mut().find(|(r, _)| r == number)?;
                slot.1 = count;
            }
        }
        Some(ReportLists {
            series: old.series.clone(),
            months: old.months.clone(),
            categories,
        })
    }
}

/// The order in which reports are numbered.
fn order(a: &Report, b: &Report) -> Ordering {
    let by_month = b.date.month().cmp(&a.date.month());
    by_month.then_with(|| a.slug.cmp(&b.slug))
}

impl Dimension {
    /// The dimension of items in a new numbering, the new ones with these
    /// terms; `terms` are the new numbers of the old terms, if they differ.
    fn updated(
        &self,
        docs: &Renumbering,
        terms: Option<&[Option<u32>]>,
        new: Lists,
        count: usize,
    ) -> Self {
        let mut new = new.into_iter();
        let of = |term: &u32| match terms {
            None => Some(*term),
            Some(terms) => terms.get(usize_of(*term)).copied().flatten(),
        };
        let mut lists = super::grouped::Grouping::default();
        for (_, piece) in docs.pieces() {
            match piece {
                Piece::Kept { from, count } => {
                    for doc in from..from.saturating_add(count) {
                        lists.push(self.terms_of(doc).iter().filter_map(of));
                    }
                }
                Piece::New { count } => {
                    let new = new.by_ref().take(usize_of(count));
                    new.for_each(|list| lists.push(list));
                }
            }
        }
        Self::new(lists, count)
    }
}
