//! From a generation to its index: a pure function of the content.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::Content;
use super::grouped::{Grouped, Grouping};
use super::pairs::Pairs;
use super::places::Places;
use super::resources::Citations;
use super::{
    CategoryEntry, Dimension, Index, Reports, Resources, SeriesEntry, SiteEntry, Texts, usize_of,
};
use crate::domain::{
    Category, Generation, ItemKind, KeptItem, KeptMention, Link, Month, Report, ResourceUrl, Slug,
    fold, to_u32,
};

/// The dimensions on their way, item by item.
#[derive(Default)]
struct Terms {
    series: Grouping<u32>,
    month: Grouping<u32>,
    category: Grouping<u32>,
    project: Grouping<u32>,
    kind: Grouping<u32>,
    /// Resources by the numbers that they have while they are met.
    cited: Grouping<u32>,
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

/// What all items of a report stand for.
struct Shared {
    series: Option<u32>,
    month: Option<u32>,
    /// The numbers of its categories.
    categories: Vec<Option<u32>>,
}

/// What there is of reports by something that they share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReportLists {
    pub(super) series: Vec<SeriesEntry>,
    pub(super) months: Vec<Month>,
    pub(super) categories: Vec<CategoryEntry>,
}

/// What is known of an index before its items are looked at.
pub(super) struct Frame {
    /// In the order of their numbers.
    pub(super) reports: Reports,
    pub(super) places: Places,
    pub(super) lists: ReportLists,
    pub(super) content: Content,
}

impl ReportLists {
    pub(super) fn of(generation: &Generation, reports: &Reports) -> Self {
        let months: BTreeSet<Month> = reports.iter().map(|r| r.date.month()).collect();
        Self {
            series: series_of(generation, reports),
            months: months.into_iter().collect(),
            categories: categories_of(generation, reports),
        }
    }
}

impl Index {
    /// Builds the index of a generation.
    pub fn build(generation: &Generation) -> Self {
        let reports = reports_in_order(generation);
        let mut index = Self::frame(generation, reports);
        let (mut terms, mut citations) = (Terms::default(), Citations::default());
        for report in index.reports.clone().iter() {
            index.add_report(report, &mut terms, &mut citations);
        }
        let (resources, numbers) = citations.finish();
        index.sites = sites_of(resources.urls()).into();
        index.resources = resources;
        index.place_resources();
        index.cite(&terms.cited.finish(), &numbers);
        index.by_series = Dimension::new(terms.series, index.series.len()).into();
        index.by_month = Dimension::new(terms.month, index.months.len()).into();
        index.by_category = Dimension::new(terms.category, index.categories.len()).into();
        index.by_project = Dimension::new(terms.project, index.projects.len()).into();
        index.by_kind = Dimension::new(terms.kind, ItemKind::ALL.len()).into();
        index.pairs = Pairs::of(&index);
        index.text = Texts::of(&index);
        index
    }

    /// All of an index that the reports themselves say; the rest is empty.
    fn frame(generation: &Generation, reports: Reports) -> Self {
        let frame = Frame {
            places: Places::of(&reports),
            lists: ReportLists::of(generation, &reports),
            content: Content::of(generation),
            reports,
        };
        Self::frame_with(generation, frame)
    }

    /// The same, where most of it is known.
    pub(super) fn frame_with(generation: &Generation, frame: Frame) -> Self {
        let Frame {
            reports,
            places,
            lists,
            content,
        } = frame;
        let mut index = Self {
            report_start: places.report_start,
            sampled: places.sampled,
            by_slug: places.by_slug,
            series: lists.series,
            months: lists.months,
            categories: lists.categories,
            projects: generation.registry.projects().to_vec(),
            resources: Resources::default(),
            sites: Arc::default(),
            links: 0,
            by_series: Arc::default(),
            by_month: Arc::default(),
            by_category: Arc::default(),
            by_project: Arc::default(),
            by_resource: Arc::default(),
            by_site: Arc::default(),
            by_kind: Arc::default(),
            pairs: Pairs::default(),
            category_names: HashMap::new(),
            project_names: HashMap::new(),
            moved: generation.about.moved.clone(),
            text: Texts::default(),
            rules: generation.rules,
            digest: content.digest(generation),
            content,
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
        let shared = self.shared(report);
        let item = |item: KeptItem<'_>| (self.own(&shared, &item), item.made_links());
        let items = 0..report.items.len();
        // What cannot be read has its number all the same.
        items
            .map(|place| report.items.kept(place).map(item).unwrap_or_default())
            .collect()
    }

    fn shared(&self, report: &Report) -> Shared {
        let number = |c: Category| self.category_names.get(c.slug.as_str()).copied();
        let series = self.series.iter().position(|s| s.slug == report.series);
        let month = self.months.binary_search(&report.date.month()).ok();
        Shared {
            series: series.map(to_u32),
            month: month.map(to_u32),
            categories: report.categories.iter().map(number).collect(),
        }
    }

    fn own(&self, shared: &Shared, item: &KeptItem<'_>) -> Own {
        let categories = &shared.categories;
        let category = |c: u32| categories.get(usize_of(c)).copied().flatten();
        let kind = ItemKind::ALL.iter().position(|k| *k == item.kind);
        let mut room = Vec::new();
        let mut project = |m: KeptMention<'_>| {
            let slug = m.project_in(&mut room);
            self.project_names.get(slug).copied()
        };
        Own {
            series: shared.series,
            month: shared.month,
            category: item.category.and_then(category),
            kind: kind.map(to_u32),
            projects: sorted(item.mentions().filter_map(&mut project).collect()),
        }
    }

    fn add_report(&mut self, report: &Report, terms: &mut Terms, citations: &mut Citations) {
        let shared = self.shared(report);
        for place in 0..report.items.len() {
            // What cannot be read has its number all the same.
            let item = report.items.kept(place);
            let own = item.as_ref().map(|item| self.own(&shared, item));
            let own = own.unwrap_or_default();
            let doc = to_u32(terms.series.len());
            terms.series.push(own.series);
            terms.month.push(own.month);
            terms.category.push(own.category);
            terms.kind.push(own.kind);
            terms.project.push(own.projects);
            let links = item.iter().flat_map(KeptItem::links);
            let links = links.inspect(|_| self.links = self.links.saturating_add(1));
            let cited = (0..).zip(links);
            let cited = cited.filter_map(|(at, link)| citations.add((doc, at), &link));
            terms.cited.push(cited);
        }
    }

    /// Notes which resources, and which sites, are cited by each item: `cited`
    /// has numbers that become those in `numbers`.
    fn cite(&mut self, cited: &Grouped<u32>, numbers: &[u32]) {
        let (mut resources, mut sites) = (Grouping::default(), Grouping::default());
        for doc in 0..to_u32(cited.len()) {
            let number = |here: &u32| numbers.get(usize_of(*here)).copied();
            let of = sorted(cited.of(doc).iter().filter_map(number).collect());
            let site = |number: &u32| self.resources.site(*number);
            sites.push(sorted(of.iter().filter_map(site).collect()));
            resources.push(of);
        }
        self.by_resource = Dimension::new(resources, numbers.len()).into();
        self.by_site = Dimension::new(sites, self.sites.len()).into();
    }

    /// Notes which sites the resources are on.
    pub(super) fn place_resources(&mut self) {
        let mut resources = std::mem::take(&mut self.resources);
        resources.place(|host| self.site_at(host));
        self.resources = resources;
    }
}

/// Newest month first, then by slug.
pub(super) fn reports_in_order(generation: &Generation) -> Reports {
    let documents = generation.documents.iter();
    let mut reports: Vec<_> = documents.filter_map(|d| d.report.clone()).collect();
    reports.sort_by(|a, b| order(a, b));
    reports.into()
}

/// The order in which reports are numbered.
pub(super) fn order(a: &Report, b: &Report) -> Ordering {
    let by_month = b.date.month().cmp(&a.date.month());
    by_month.then_with(|| a.slug.cmp(&b.slug))
}

/// The default series first, then the named ones, each with its reports.
fn series_of(generation: &Generation, reports: &Reports) -> Vec<SeriesEntry> {
    let about = &generation.about;
    let default = (about.series.clone(), about.series_title.clone());
    let named = about
        .named_series
        .iter()
        .map(|s| (s.slug.clone(), s.title.clone()));
    std::iter::once(default)
        .chain(named)
        .map(|(slug, title)| {
            let own = (0_u32..)
                .zip(reports.iter())
                .filter(|(_, r)| r.series == slug);
            let mut own: Vec<_> = own.map(|(n, r)| (r.date, &r.slug, n)).collect();
            own.sort_unstable_by(|a, b| b.cmp(a));
            let reports: Vec<u32> = own.into_iter().map(|(_, _, n)| n).collect();
            SeriesEntry {
                slug,
                title,
                reports: reports.into(),
            }
        })
        .collect()
}

/// Configured categories in their order, then the others by first appearance,
/// oldest report first.
fn categories_of(generation: &Generation, reports: &Reports) -> Vec<CategoryEntry> {
    let mut found: Vec<CategoryEntry> = Vec::new();
    let mut numbers: HashMap<Slug, usize> = HashMap::new();
    let mut entry = |slug: &Slug, name: &str, found: &mut Vec<CategoryEntry>| {
        *numbers.entry(slug.clone()).or_insert_with(|| {
            found.push(CategoryEntry {
                slug: slug.clone(),
                name: name.to_owned(),
                headings: Vec::new(),
                reports: Arc::default(),
            });
            found.len() - 1
        })
    };
    for rule in &generation.about.categories {
        entry(&rule.slug, &rule.name, &mut found);
    }
    let mut seen: HashSet<(usize, String)> = HashSet::new();
    for (number, report) in (0..to_u32(reports.len())).rev().zip(reports.iter().rev()) {
        for (category, here) in report.categories.iter().zip(items_by_category(report)) {
            let at = entry(&category.slug, &category.name, &mut found);
            let Some(slot) = found.get_mut(at) else {
                continue;
            };
            if seen.insert((at, category.heading.clone())) {
                slot.headings.push(category.heading);
            }
            let reports = Arc::make_mut(&mut slot.reports);
            match reports.last_mut().filter(|(r, _)| *r == number) {
                Some((_, items)) => *items = items.saturating_add(here),
                None => reports.push((number, here)),
            }
        }
    }
    found
}

/// How many items each category of a report has.
pub(super) fn items_by_category(report: &Report) -> Vec<u32> {
    let mut counts = vec![0_u32; report.categories.len()];
    for category in report.items.categories() {
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

pub(super) fn sorted(mut numbers: Vec<u32>) -> Vec<u32> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
