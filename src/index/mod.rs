//! Posting lists over one generation: what makes an answer cheap.
//!
//! Private to the crate and used by `query` alone. Items get dense numbers in
//! the default order (newest month first, then report, then place in the
//! report), so that the default order is the order of the numbers and a month
//! is one run of them. Numbers never go on the wire. This module must not know
//! who asks, how many are wanted, or what a cursor is.

mod build;
mod content;
mod dimension;
mod ends;
mod grouped;
mod image;
mod pairs;
mod places;
mod recite;
mod redimension;
mod renumber;
mod reports;
mod resources;
mod set;
pub mod text;
mod texts;
mod update;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{
    Digest, Item, ItemHead, ItemRelations, KeptItem, Month, Moved, Project, Report, Slug,
};

pub use dimension::Dimension;
pub use reports::Reports;
pub use resources::{Resources, Spelling};
pub use set::DocSet;
pub use texts::Texts;

/// A series as served.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeriesEntry {
    pub slug: Slug,
    pub title: Option<String>,
    /// Newest day first.
    pub reports: Arc<Vec<u32>>,
}

/// A category as served: one slug, whatever the headings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CategoryEntry {
    pub slug: Slug,
    pub name: String,
    /// Every heading that opens it, as written, in order of appearance.
    pub headings: Vec<String>,
    /// `(report, items)` for every report that has the heading, oldest first.
    pub reports: Arc<Vec<(u32, u32)>>,
}

/// A host as served.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SiteEntry {
    pub host: String,
    pub resources: Vec<u32>,
}

/// Where an item is.
#[derive(Debug, Clone, Copy)]
pub struct Doc {
    pub report: u32,
    pub item: u32,
}

/// The index of one generation. What the next one has the same it shares.
#[derive(Debug)]
pub struct Index {
    /// Newest month first, then by slug.
    pub reports: Reports,
    /// First item number of each report; one more entry than reports.
    pub report_start: Arc<Vec<u32>>,
    /// The report of one item in so many.
    sampled: Arc<[u32]>,
    /// The reports in the order of their slugs.
    by_slug: Arc<[u32]>,
    pub series: Vec<SeriesEntry>,
    /// Ascending.
    pub months: Vec<Month>,
    pub categories: Vec<CategoryEntry>,
    pub projects: Vec<Project>,
    pub resources: Resources,
    /// By host.
    pub sites: Arc<Vec<SiteEntry>>,
    pub links: u32,
    pub by_series: Arc<Dimension>,
    pub by_month: Arc<Dimension>,
    pub by_category: Arc<Dimension>,
    pub by_project: Arc<Dimension>,
    pub by_resource: Arc<Dimension>,
    pub by_site: Arc<Dimension>,
    pub by_kind: Arc<Dimension>,
    pairs: pairs::Pairs,
    /// Folded slugs, names and headings to categories.
    pub category_names: HashMap<String, u32>,
    /// Folded slugs, names and aliases to projects.
    pub project_names: HashMap<String, u32>,
    /// Addresses that moved: a question may use the old one.
    pub moved: Vec<Moved>,
    /// What is in their texts.
    pub text: Texts,
    /// Digest of the rules of reading: with others it is built anew.
    rules: Digest,
    /// What the digest is made of.
    content: content::Content,
    /// Digest of everything served: equal wherever the content is.
    pub digest: Digest,
}

impl Index {
    /// The item behind a number.
    pub fn item(&self, doc: u32) -> Option<(&Report, Item)> {
        let (report, place) = self.place(doc)?;
        Some((report, report.items.get(place)?))
    }

    /// The item behind a number, without its texts.
    pub fn head(&self, doc: u32) -> Option<(&Report, ItemHead)> {
        let (report, place) = self.place(doc)?;
        Some((report, report.items.head(place)?))
    }

    /// The item behind a number as it is kept.
    pub fn kept(&self, doc: u32) -> Option<(&Report, KeptItem<'_>)> {
        let (report, place) = self.place(doc)?;
        Some((report, report.items.kept(place)?))
    }

    /// What the item behind a number refers to.
    pub fn relations(&self, doc: u32) -> Option<ItemRelations> {
        let (report, place) = self.place(doc)?;
        report.items.relations(place)
    }

    /// The report of an item.
    pub fn report_of(&self, doc: u32) -> Option<&Report> {
        self.place(doc).map(|(report, _)| report)
    }

    /// The item with this id: its report's slug and its key. Looking through
    /// one report costs less memory than a list of all ids.
    pub fn doc_by_id(&self, id: &str) -> Option<u32> {
        let (slug, key) = id.rsplit_once('-')?;
        let number = self.report_named(slug)?;
        let report = self.reports.get(usize_of(number))?;
        let place = crate::domain::to_u32(report.items.place_of(key)?);
        self.docs_of(number).start.checked_add(place)
    }

    /// Where an item is.
    pub fn at(&self, doc: u32) -> Option<Doc> {
        let report = places::report_of(doc, &self.report_start, &self.sampled)?;
        let start = *self.report_start.get(usize_of(report))?;
        let item = doc.checked_sub(start)?;
        Some(Doc { report, item })
    }

    fn place(&self, doc: u32) -> Option<(&Report, usize)> {
        let at = self.at(doc)?;
        let report = self.reports.get(usize_of(at.report))?;
        Some((report, usize_of(at.item)))
    }

    /// How many items there are.
    pub fn len(&self) -> u32 {
        self.report_start.last().copied().unwrap_or(0)
    }

    /// The report with this slug.
    pub fn report_named(&self, slug: &str) -> Option<u32> {
        let slug_of = |number: &u32| self.reports.get(usize_of(*number)).map(|r| r.slug.as_str());
        let found = self
            .by_slug
            .binary_search_by(|number| slug_of(number).cmp(&Some(slug)));
        self.by_slug.get(found.ok()?).copied()
    }

    /// The item numbers of a report.
    pub fn docs_of(&self, report: u32) -> std::ops::Range<u32> {
        let at = |i: u32| self.report_start.get(usize_of(i)).copied();
        let start = at(report).unwrap_or(0);
        start..at(report.saturating_add(1)).unwrap_or(start)
    }

    /// The site with this host.
    pub fn site_at(&self, host: &str) -> Option<u32> {
        let found = self.sites.binary_search_by(|s| s.host.as_str().cmp(host));
        found.ok().map(crate::domain::to_u32)
    }
}

/// A dense number as a place in a list.
pub fn usize_of(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
