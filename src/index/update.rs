//! From an index to the next, when a few reports changed. The outcome is that
//! of building it anew, in every answer: the test `an_updated_index_answers_as_
//! one_that_was_built` asks both.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::{Frame, Own, ReportLists, items_by_category, order, sites_of, sorted};
use super::dimension::Lists;
use super::pairs::Pairs;
use super::places::Places;
use super::recite::{Citing, Recited};
use super::renumber::Renumbering;
use super::{Index, Reports, usize_of};
use crate::domain::{Difference, Document, Generation, ItemKind, Report, Slug, to_u32};

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
    /// The index of another generation, from this one, which is that of the
    /// generation `before`; `None` where too much is another.
    pub fn updated(&self, before: &Generation, generation: &Generation) -> Option<Self> {
        if self.rules != generation.rules {
            return None;
        }
        let difference = generation.since(before);
        let (reports, change) = Change::between(self, &difference);
        if (change.come.len() + change.gone.len()) * FEW > reports.len() {
            return None;
        }
        let numbering = (&change.reports, change.come.as_slice());
        let places = Places::updated(self, &reports, numbering, &change.docs);
        let lists = change.lists(self, &reports);
        let lists = lists.unwrap_or_else(|| ReportLists::of(generation, &reports));
        let frame = Frame {
            places,
            lists,
            content: self.content.updated((before, generation), &difference),
            reports,
        };
        let mut next = Self::frame_with(generation, frame);
        let (owns, come) = items_of(&next, &change.come);
        let (_, gone) = items_of(self, &change.gone);
        let recited = Recited::of(self, &next, &change.docs.moves(), &gone, &come);
        next.links = self.links.saturating_sub(count(&gone));
        next.links = next.links.saturating_add(count(&come));
        next.resources = recited.resources;
        if recited.numbering.is_same(to_u32(self.resources.len())) {
            next.sites = Arc::clone(&self.sites);
        } else {
            next.sites = sites_of(next.resources.urls()).into();
            next.place_resources();
        }
        next.add_own(self, &change.docs, &owns);
        next.add_cited(self, &change.docs, &recited.numbering, &come);
        let before = change.gone.iter().flat_map(|report| self.docs_of(*report));
        let now = change.come.iter().flat_map(|report| next.docs_of(*report));
        let resources = recited.numbering.moves();
        next.pairs = Pairs::updated((self, &next), &resources, before, now);
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
    /// The reports of now in order, and what became of those of before; one
    /// that is the very value of before has not changed.
    fn between(old: &Index, difference: &Difference<'_>) -> (Reports, Self) {
        let (mut gone, mut new) = (in_order(&difference.gone), in_order(&difference.come));
        let place = |report: &Report| {
            let before = |other: &Arc<Report>| order(other, report) == Ordering::Less;
            to_u32(old.reports.partition_point(before))
        };
        gone.retain(|report| !is_among(report, &new));
        new.retain(|report| !is_among_old(report, old, place(report)));
        let mut gone = gone.iter().map(|report| place(report)).peekable();
        let mut come = new.iter().map(|report| (place(report), report)).peekable();
        let mut change = Self::default();
        let (all, mut at) = (to_u32(old.reports.len()), 0);
        loop {
            let next_come = come.peek().map_or(all, |(place, _)| *place);
            let until = next_come.min(gone.peek().copied().unwrap_or(all));
            let docs = old.docs_of(at).start..old.docs_of(until).start;
            change.reports.keep(at, until.saturating_sub(at));
            change
                .docs
                .keep(docs.start, docs.end.saturating_sub(docs.start));
            at = until;
            if let Some((_, report)) = come.next_if(|(place, _)| *place == at) {
                change.come.push(change.reports.count());
                change.reports.add(1);
                change.docs.add(to_u32(report.items.len()));
            } else if let Some(number) = gone.next_if(|number| *number == at) {
                change.gone.push(number);
                at = at.saturating_add(1);
            } else {
                let new = new.into_iter().map(Arc::clone);
                return (old.reports.updated(&change.reports, new), change);
            }
        }
    }
}

/// The reports of some documents, in the order of their numbers.
fn in_order<'a>(documents: &[&'a Arc<Document>]) -> Vec<&'a Arc<Report>> {
    let reports = documents
        .iter()
        .filter_map(|document| document.report.as_ref());
    let mut reports: Vec<&Arc<Report>> = reports.collect();
    reports.sort_by(|a, b| order(a, b));
    reports
}

/// Whether a report itself is among some in order.
fn is_among(report: &Arc<Report>, others: &[&Arc<Report>]) -> bool {
    let found = others.binary_search_by(|other| order(other, report)).ok();
    found
        .and_then(|at| others.get(at))
        .is_some_and(|other| Arc::ptr_eq(other, report))
}

/// Whether it is the old one at its place.
fn is_among_old(report: &Arc<Report>, old: &Index, place: u32) -> bool {
    let there = old.reports.get(usize_of(place));
    there.is_some_and(|other| Arc::ptr_eq(other, report))
}

impl Change {
    /// The lists of reports, where those that changed stand where they stood,
    /// under the same date and headings: only their items are counted anew.
    fn lists(&self, old: &Index, reports: &Reports) -> Option<ReportLists> {
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
                let at = entry
                    .reports
                    .binary_search_by(|(r, _)| number.cmp(r))
                    .ok()?;
                if entry.reports.get(at) != Some(&(*number, count)) {
                    Arc::make_mut(&mut entry.reports).get_mut(at)?.1 = count;
                }
            }
        }
        Some(ReportLists {
            series: old.series.clone(),
            months: old.months.clone(),
            categories,
        })
    }
}
