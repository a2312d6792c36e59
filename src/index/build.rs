//! From a generation to its index: a pure function of the content.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::grouped::Grouping;
use super::resources::Citations;
use super::{
    CategoryEntry, Dimension, Doc, Index, Resources, SeriesEntry, SiteEntry, Texts, usize_of,
};
use crate::domain::{Digest, Generation, ItemKind, Month, Report, Slug, fold, to_u32};

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

impl Index {
    /// Builds the index of a generation.
    pub fn build(generation: &Generation) -> Self {
        let reports = reports_in_order(generation);
        let categories = categories_of(generation, &reports);
        let series = series_of(generation, &reports);
        let mut citations = Citations::of(&reports);
        let months: BTreeSet<Month> = reports.iter().map(|r| r.date.month()).collect();
        let mut index = Self {
            report_start: Vec::with_capacity(reports.len() + 1),
            docs: Vec::new(),
            report_by_slug: numbered(reports.iter().map(|r| r.slug.to_string())),
            months: months.into_iter().collect(),
            projects: generation.registry.projects().to_vec(),
            resources: Resources::default(),
            sites: sites_of(&citations),
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
            digest: digest_of(generation),
            reports,
            series,
            categories,
        };
        index.add_names(generation);
        let mut terms = Terms::default();
        for (number, report) in (0..).zip(index.reports.clone()) {
            index.add_report(number, &report, &mut terms, &mut citations);
        }
        index.report_start.push(to_u32(index.docs.len()));
        index.docs.shrink_to_fit();
        index.by_series = Dimension::new(terms.series, index.series.len());
        index.by_month = Dimension::new(terms.month, index.months.len());
        index.by_category = Dimension::new(terms.category, index.categories.len());
        index.by_project = Dimension::new(terms.project, index.projects.len());
        index.by_resource = Dimension::new(terms.resource, citations.urls().len());
        index.by_site = Dimension::new(terms.site, index.sites.len());
        index.by_kind = Dimension::new(terms.kind, ItemKind::ALL.len());
        index.resources = citations.finish(|host| index.site_at(host));
        index.text = Texts::of(&index);
        index
    }

    /// Every way to name a category or a project; of two claims the first counts.
    fn add_names(&mut self, generation: &Generation) {
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

    fn add_report(
        &mut self,
        number: u32,
        report: &Report,
        terms: &mut Terms,
        citations: &mut Citations,
    ) {
        self.report_start.push(to_u32(self.docs.len()));
        let slugs: Vec<Option<u32>> = report
            .categories
            .iter()
            .map(|c| self.category_names.get(c.slug.as_str()).copied())
            .collect();
        let series = self.series.iter().position(|s| s.slug == report.series);
        let month = self.months.binary_search(&report.date.month()).ok();
        for place in 0..report.items.len() {
            let Some(item) = report.items.relations(place) else {
                continue;
            };
            let doc = to_u32(self.docs.len());
            self.docs.push(Doc {
                report: number,
                item: to_u32(place),
            });
            terms.series.push(series.map(to_u32));
            terms.month.push(month.map(to_u32));
            let category = item
                .head
                .category
                .and_then(|c| slugs.get(usize_of(c)).copied().flatten());
            terms.category.push(category);
            let kind = ItemKind::ALL.iter().position(|k| *k == item.head.kind);
            terms.kind.push(kind.map(to_u32));
            let projects: Vec<u32> = item
                .mentions
                .iter()
                .filter_map(|m| self.project_names.get(m.project.as_str()).copied())
                .collect();
            terms.project.push(sorted(projects));
            self.links = self.links.saturating_add(to_u32(item.links.len()));
            let cited = sorted(citations.add(doc, item.links));
            let host_of = |r: &u32| citations.urls().get(usize_of(*r))?.site();
            let sites = cited.iter().filter_map(host_of);
            let sites: Vec<u32> = sites.filter_map(|host| self.site_at(host)).collect();
            terms.site.push(sorted(sites));
            terms.resource.push(cited);
        }
    }
}

/// Newest month first, then by slug.
fn reports_in_order(generation: &Generation) -> Vec<Arc<Report>> {
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
fn items_by_category(report: &Report) -> Vec<u32> {
    let mut counts = vec![0_u32; report.categories.len()];
    for category in report.items.heads().filter_map(|i| i.category) {
        if let Some(count) = counts.get_mut(usize_of(category)) {
            *count += 1;
        }
    }
    counts
}

/// The hosts of resources, each with its resources.
fn sites_of(citations: &Citations) -> Vec<SiteEntry> {
    let mut sites: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (number, url) in (0..).zip(citations.urls()) {
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
fn digest_of(generation: &Generation) -> Digest {
    let parts = generation.documents.iter().flat_map(|document| {
        let kept = document.report.as_ref().map_or(document.source, |report| {
            // A last good version is served under the digest of the bad bytes.
            if document
                .diagnostics
                .iter()
                .any(|d| d.code == crate::domain::DiagnosticCode::LastGoodKept)
            {
                Digest::of(report.source().as_bytes())
            } else {
                document.source
            }
        });
        // Ids that follow from the text alone say nothing new.
        let carried = document.report.as_ref().and_then(|report| report.carried);
        [
            document.path.clone().into_bytes(),
            document.source.as_bytes().to_vec(),
            kept.as_bytes().to_vec(),
            carried.map_or_else(Vec::new, |digest| digest.as_bytes().to_vec()),
        ]
    });
    let parts: Vec<Vec<u8>> = std::iter::once(generation.rules.as_bytes().to_vec())
        .chain(parts)
        .chain(
            generation
                .diagnostics
                .iter()
                .map(|d| postcard::to_stdvec(d).unwrap_or_default()),
        )
        .collect();
    Digest::of_parts(parts.iter().map(Vec::as_slice))
}

fn numbered(keys: impl Iterator<Item = String>) -> HashMap<String, u32> {
    keys.zip(0..).collect()
}

fn sorted(mut numbers: Vec<u32>) -> Vec<u32> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
