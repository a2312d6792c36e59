//! From a generation to its index: a pure function of the content.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::grouped::Grouping;
use super::resources::Citations;
use super::{
    CategoryEntry, Dimension, Doc, Index, Resources, SeriesEntry, SiteEntry, Texts, usize_of,
};
use crate::domain::{
    Diagnostic, DiagnosticCode, Digest, Generation, ItemKind, ItemRelations, Link, Mention, Month,
    Report, ResourceUrl, Slug, fold, to_u32,
};

/// The dimensions on their way, item by item.
#[derive(Default)]
struct Terms {
    series: Grouping<u32>,
    month: Grouping<u32>,
    category: Grouping<u32>,
    project: Grouping<u32>,
    resource: Grouping<u32>,
    site: Grouping<u32>,
    kind: Grouping<u32>,
}

/// What an item stands for in the dimensions that its links say nothing of.
#[derive(Debug, Clone, Default)]
pub(super) struct Own {
    pub(super) series: Option<u32>,
    pub(super) month: Option<u32>,
    pub(super) category: Option<u32>,
    pub(super) kind: Option<u32>,
    pub(super) projects: Vec<u32>,
}

/// What there is of reports by something that they share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReportLists {
    pub(super) series: Vec<SeriesEntry>,
    pub(super) months: Vec<Month>,
    pub(super) categories: Vec<CategoryEntry>,
}

impl Index {
    /// Builds the index of a generation.
    pub fn build(generation: &Generation) -> Self {
        let reports = reports_in_order(generation);
        let mut citations = Citations::of(&reports);
        let mut index = Self::frame(generation, reports);
        index.sites = sites_of(citations.urls());
        let mut terms = Terms::default();
        for report in index.reports.clone() {
            index.add_report(&report, &mut terms, &mut citations);
        }
        let urls = citations.urls().len();
        index.by_series = Dimension::new(terms.series, index.series.len());
        index.by_month = Dimension::new(terms.month, index.months.len());
        index.by_category = Dimension::new(terms.category, index.categories.len());
        index.by_project = Dimension::new(terms.project, index.projects.len());
        index.by_resource = Dimension::new(terms.resource, urls);
        index.by_site = Dimension::new(terms.site, index.sites.len());
        index.by_kind = Dimension::new(terms.kind, ItemKind::ALL.len());
        index.resources = citations.finish();
        index.place_resources();
        index.text = Texts::of(&index);
        index
    }

    /// All of an index that the reports themselves say; the rest is empty.
    pub(super) fn frame(generation: &Generation, reports: Vec<Arc<Report>>) -> Self {
        let months: BTreeSet<Month> = reports.iter().map(|r| r.date.month()).collect();
        let lists = ReportLists {
            series: series_of(generation, &reports),
            months: months.into_iter().collect(),
            categories: categories_of(generation, &reports),
        };
        Self::frame_with(generation, reports, lists)
    }

    /// The same, where the lists are known.
    pub(super) fn frame_with(
        generation: &Generation,
        reports: Vec<Arc<Report>>,
        lists: ReportLists,
    ) -> Self {
        let (mut report_start, mut docs) = (Vec::with_capacity(reports.len() + 1), Vec::new());
        for (number, report) in (0..).zip(&reports) {
            report_start.push(to_u32(docs.len()));
            let items = 0..to_u32(report.items.len());
            docs.extend(items.map(|item| Doc {
                report: number,
                item,
            }));
        }
        report_start.push(to_u32(docs.len()));
        docs.shrink_to_fit();
        let mut index = Self {
            report_start,
            docs,
            report_by_slug: numbered(reports.iter().map(|r| r.slug.to_string())),
            series: lists.series,
            months: lists.months,
            categories: lists.categories,
            projects: generation.registry.projects().to_vec(),
            resources: Resources::default(),
            sites: Vec::new(),
            links: 0,
            by_series: Dimension::default(),
            by_month: Dimension::default(),
            by_category: Dimension::default(),
            by_project: Dimension::default(),
            by_resource: Dimension::default(),
            by_site: Dimension::default(),
            by_kind: Dimension::default(),
            category_names: HashMap::new(),
            project_names: HashMap::new(),
            moved: generation.about.moved.clone(),
            text: Texts::default(),
            rules: generation.rules,
            digest: digest_of(generation),
            reports,
        };
        index.add_names(generation);
        index
    }

    /// Every way to name a category or a project; of two claims the first counts.
    pub(super) fn add_names(&mut self, generation: &Generation) {
        // Slugs first: no name ever hides another entry's slug.
        for (number, category) in self.categories.iter().enumerate() {
            self.category_names
                .insert(category.slug.to_string(), to_u32(number));
        }
        for (number, category) in self.categories.iter().enumerate() {
            let configured = generation.about.categories.iter();
            let rule = configured.filter(|r| r.slug == category.slug);
            let names = std::iter::once(category.name.as_str())
                .chain(category.headings.iter().map(String::as_str))
                .chain(rule.flat_map(|r| r.headings.iter().map(String::as_str)));
            for name in names {
                self.category_names
                    .entry(fold(name))
                    .or_insert(to_u32(number));
            }
        }
        for (number, project) in self.projects.iter().enumerate() {
            self.project_names
                .insert(project.slug.to_string(), to_u32(number));
        }
        for (number, project) in self.projects.iter().enumerate() {
            let aliases = project.aliases.iter().map(|a| &a.name);
            for name in std::iter::once(&project.name).chain(aliases) {
                self.project_names
                    .entry(fold(name))
                    .or_insert(to_u32(number));
            }
        }
    }

    /// What the items of a report stand for, with their links.
    pub(super) fn items_of(&self, report: &Report) -> Vec<(Own, Vec<Link>)> {
        let slugs: Vec<Option<u32>> = report
            .categories
            .iter()
            .map(|c| self.category_names.get(c.slug.as_str()).copied())
            .collect();
        let series = self.series.iter().position(|s| s.slug == report.series);
        let month = self.months.binary_search(&report.date.month()).ok();
        let item = |item: ItemRelations| {
            let category = item.head.category;
            let category = category.and_then(|c| slugs.get(usize_of(c)).copied().flatten());
            let kind = ItemKind::ALL.iter().position(|k| *k == item.head.kind);
            let project = |m: &Mention| self.project_names.get(m.project.as_str()).copied();
            let own = Own {
                series: series.map(to_u32),
                month: month.map(to_u32),
                category,
                kind: kind.map(to_u32),
                projects: sorted(item.mentions.iter().filter_map(project).collect()),
            };
            (own, item.links)
        };
        let items = 0..report.items.len();
        // What cannot be read has its number all the same.
        items
            .map(|place| report.items.relations(place).map(item).unwrap_or_default())
            .collect()
    }

    fn add_report(&mut self, report: &Report, terms: &mut Terms, citations: &mut Citations) {
        for (own, links) in self.items_of(report) {
            let doc = to_u32(terms.series.len());
            terms.series.push(own.series);
            terms.month.push(own.month);
            terms.category.push(own.category);
            terms.kind.push(own.kind);
            terms.project.push(own.projects);
            self.links = self.links.saturating_add(to_u32(links.len()));
            let cited = sorted(citations.add(doc, links));
            let host_of = |r: &u32| citations.urls().get(usize_of(*r))?.site();
            let sites = cited.iter().filter_map(host_of);
            let sites: Vec<u32> = sites.filter_map(|host| self.site_at(host)).collect();
            terms.site.push(sorted(sites));
            terms.resource.push(cited);
        }
    }

    /// Notes which sites the resources are on.
    pub(super) fn place_resources(&mut self) {
        let mut resources = std::mem::take(&mut self.resources);
        resources.place(|host| self.site_at(host));
        self.resources = resources;
    }
}

/// Newest month first, then by slug.
pub(super) fn reports_in_order(generation: &Generation) -> Vec<Arc<Report>> {
    let documents = generation.documents.iter();
    let mut reports: Vec<_> = documents.filter_map(|d| d.report.clone()).collect();
    reports.sort_by(|a, b| {
        let by_month = b.date.month().cmp(&a.date.month());
        by_month.then_with(|| a.slug.cmp(&b.slug))
    });
    reports
}

/// The default series first, then the named ones, each with its reports.
fn series_of(generation: &Generation, reports: &[Arc<Report>]) -> Vec<SeriesEntry> {
    let about = &generation.about;
    let default = (about.series.clone(), about.series_title.clone());
    let named = about
        .named_series
        .iter()
        .map(|s| (s.slug.clone(), s.title.clone()));
    std::iter::once(default)
        .chain(named)
        .map(|(slug, title)| {
            let own = (0_u32..).zip(reports).filter(|(_, r)| r.series == slug);
            let mut own: Vec<_> = own.map(|(n, r)| (r.date, &r.slug, n)).collect();
            own.sort_unstable_by(|a, b| b.cmp(a));
            let reports = own.into_iter().map(|(_, _, n)| n).collect();
            SeriesEntry {
                slug,
                title,
                reports,
            }
        })
        .collect()
}

/// Configured categories in their order, then the others by first appearance,
/// oldest report first.
fn categories_of(generation: &Generation, reports: &[Arc<Report>]) -> Vec<CategoryEntry> {
    let mut found: Vec<CategoryEntry> = Vec::new();
    let mut numbers: HashMap<Slug, usize> = HashMap::new();
    let mut entry = |slug: &Slug, name: &str, found: &mut Vec<CategoryEntry>| {
        *numbers.entry(slug.clone()).or_insert_with(|| {
            found.push(CategoryEntry {
                slug: slug.clone(),
                name: name.to_owned(),
                headings: Vec::new(),
                reports: Vec::new(),
            });
            found.len() - 1
        })
    };
    for rule in &generation.about.categories {
        entry(&rule.slug, &rule.name, &mut found);
    }
    let mut seen: HashSet<(usize, String)> = HashSet::new();
    for (number, report) in reports.iter().enumerate().rev() {
        let number = to_u32(number);
        for (category, here) in report.categories.iter().zip(items_by_category(report)) {
            let at = entry(&category.slug, &category.name, &mut found);
            let Some(slot) = found.get_mut(at) else {
                continue;
            };
            if seen.insert((at, category.heading.clone())) {
                slot.headings.push(category.heading);
            }
            match slot.reports.last_mut().filter(|(r, _)| *r == number) {
                Some((_, items)) => *items = items.saturating_add(here),
                None => slot.reports.push((number, here)),
            }
        }
    }
    found
}

/// How many items each category of a report has.
pub(super) fn items_by_category(report: &Report) -> Vec<u32> {
    let mut counts = vec![0_u32; report.categories.len()];
    for category in report.items.heads().filter_map(|i| i.category) {
        if let Some(count) = counts.get_mut(usize_of(category)) {
            *count += 1;
        }
    }
    counts
}

/// The hosts of resources, each with its resources.
pub(super) fn sites_of(urls: &[ResourceUrl]) -> Vec<SiteEntry> {
    let mut sites: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (number, url) in (0..).zip(urls) {
        if let Some(host) = url.site() {
            sites.entry(host).or_default().push(number);
        }
    }
    let entry = |(host, resources): (&str, Vec<u32>)| SiteEntry {
        host: host.to_owned(),
        resources,
    };
    sites.into_iter().map(entry).collect()
}

/// A report is a function of its path, its bytes and the rules of reading, so
/// their digests say all; hashing the values themselves would cost ten times more.
pub(super) fn digest_of(generation: &Generation) -> Digest {
    let mut sum = Digest::summing();
    sum.add_part(generation.rules.as_bytes());
    for document in &generation.documents {
        let report = document.report.as_ref();
        // A last good version is served under the digest of the bad bytes.
        let is_kept = |d: &Diagnostic| d.code == DiagnosticCode::LastGoodKept;
        let kept = report.filter(|_| document.diagnostics.iter().any(is_kept));
        let kept = kept.map_or(document.source, |r| Digest::of(r.source().as_bytes()));
        // Ids that follow from the text alone say nothing new.
        let carried = report.and_then(|report| report.carried);
        sum.add_part(document.path.as_bytes());
        sum.add_part(document.source.as_bytes());
        sum.add_part(kept.as_bytes());
        sum.add_part(carried.as_ref().map_or(&[][..], |digest| digest.as_bytes()));
    }
    for diagnostic in &generation.diagnostics {
        sum.add_part(&postcard::to_stdvec(diagnostic).unwrap_or_default());
    }
    sum.finish()
}

pub(super) fn numbered(keys: impl Iterator<Item = String>) -> HashMap<String, u32> {
    keys.zip(0..).collect()
}

pub(super) fn sorted(mut numbers: Vec<u32>) -> Vec<u32> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
