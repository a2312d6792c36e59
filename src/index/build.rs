//! From a generation to its index: a pure function of the content.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{
    CategoryEntry, Dimension, Doc, Index, ResourceEntry, SeriesEntry, SiteEntry, Spelling, usize_of,
};
use crate::domain::{
    Digest, Generation, ItemKind, Link, Month, Report, ResourceUrl, Slug, fold, to_u32,
};

/// What was seen of each resource so far: a list alone would make a resource
/// with a thousand labels cost a million comparisons.
#[derive(Default)]
struct Spellings {
    variants: HashMap<(u32, String), usize>,
    labels: HashMap<(u32, String), usize>,
}

impl Index {
    /// Builds the index of a generation.
    pub fn build(generation: &Generation) -> Self {
        let reports = reports_in_order(generation);
        let categories = categories_of(generation, &reports);
        let series = series_of(generation, &reports);
        let months: BTreeSet<Month> = reports.iter().map(|r| r.date.month()).collect();
        let mut index = Self {
            report_start: Vec::with_capacity(reports.len() + 1),
            docs: Vec::new(),
            report_by_slug: numbered(reports.iter().map(|r| r.slug.to_string())),
            months: months.into_iter().collect(),
            projects: generation.registry.projects().to_vec(),
            resources: resources_of(&reports),
            sites: Vec::new(),
            links: 0,
            by_series: Dimension::new(series.len()),
            by_month: Dimension::default(),
            by_category: Dimension::new(categories.len()),
            by_project: Dimension::new(generation.registry.projects().len()),
            by_resource: Dimension::default(),
            by_site: Dimension::default(),
            by_kind: Dimension::new(ItemKind::ALL.len()),
            category_names: HashMap::new(),
            project_names: HashMap::new(),
            resource_ids: HashMap::new(),
            moved: generation.about.moved.clone(),
            digest: digest_of(generation),
            reports,
            series,
            categories,
        };
        index.add_sites();
        index.by_month = Dimension::new(index.months.len());
        index.by_resource = Dimension::new(index.resources.len());
        index.by_site = Dimension::new(index.sites.len());
        index.add_names(generation);
        let reports = index.reports.clone();
        let mut spellings = Spellings::default();
        for (number, report) in (0..).zip(&reports) {
            index.add_report(number, report, &mut spellings);
        }
        index.report_start.push(to_u32(index.docs.len()));
        for resource in &mut index.resources {
            resource
                .variants
                .sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        }
        index
    }

    /// Numbers the sites and tells resources and sites of each other.
    fn add_sites(&mut self) {
        let hosts: BTreeSet<&str> = self.resources.iter().filter_map(|r| r.url.site()).collect();
        self.sites = hosts
            .into_iter()
            .map(|host| SiteEntry {
                host: host.to_owned(),
                resources: Vec::new(),
            })
            .collect();
        for number in 0..self.resources.len() {
            let Some(url) = self.resources.get(number).map(|r| r.url.clone()) else {
                continue;
            };
            self.resource_ids
                .insert(url.id().to_string(), to_u32(number));
            let site = url.site().and_then(|host| self.site_at(host));
            if let Some(entry) = site.and_then(|s| self.sites.get_mut(usize_of(s))) {
                entry.resources.push(to_u32(number));
            }
            if let Some(resource) = self.resources.get_mut(number) {
                resource.site = site;
            }
        }
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

    fn add_report(&mut self, number: u32, report: &Report, spellings: &mut Spellings) {
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
            self.by_series.push(series.map(to_u32));
            self.by_month.push(month.map(to_u32));
            let category = item
                .head
                .category
                .and_then(|c| slugs.get(usize_of(c)).copied().flatten());
            self.by_category.push(category);
            let kind = ItemKind::ALL.iter().position(|k| *k == item.head.kind);
            self.by_kind.push(kind.map(to_u32));
            let projects: Vec<u32> = item
                .mentions
                .iter()
                .filter_map(|m| self.project_names.get(m.project.as_str()).copied())
                .collect();
            self.by_project.push(sorted(projects));
            self.add_links(doc, item.links, spellings);
        }
    }

    fn add_links(&mut self, doc: u32, links: Vec<Link>, spellings: &mut Spellings) {
        let mut cited = Vec::new();
        for (place, link) in links.into_iter().enumerate() {
            self.links = self.links.saturating_add(1);
            let Some(number) = link.resource.as_ref().and_then(|url| self.resource_at(url)) else {
                continue;
            };
            cited.push(number);
            if let Some(entry) = self.resources.get_mut(usize_of(number)) {
                entry.citations.push((doc, to_u32(place)));
                let seen = &mut spellings.variants;
                count_spelling(&mut entry.variants, seen, (number, link.href), doc);
                if !link.label.is_empty() {
                    let seen = &mut spellings.labels;
                    count_spelling(&mut entry.labels, seen, (number, link.label), doc);
                }
            }
        }
        let cited = sorted(cited);
        let site_of = |r: &u32| self.resources.get(usize_of(*r)).and_then(|e| e.site);
        let sites: Vec<u32> = cited.iter().filter_map(site_of).collect();
        self.by_site.push(sorted(sites));
        self.by_resource.push(cited);
    }
}

/// Counts one more link with this text; items come in default order.
fn count_spelling(
    all: &mut Vec<Spelling>,
    seen: &mut HashMap<(u32, String), usize>,
    key: (u32, String),
    doc: u32,
) {
    let text = key.1.clone();
    let at = *seen.entry(key).or_insert_with(|| {
        all.push(Spelling {
            text,
            count: 0,
            newest: doc,
            oldest: doc,
        });
        all.len() - 1
    });
    if let Some(spelling) = all.get_mut(at) {
        spelling.count += 1;
        spelling.oldest = doc;
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
    let mut seen: HashSet<(usize, &str)> = HashSet::new();
    for (number, report) in reports.iter().enumerate().rev() {
        let number = to_u32(number);
        for (category, here) in report.categories.iter().zip(items_by_category(report)) {
            let at = entry(&category.slug, &category.name, &mut found);
            let Some(slot) = found.get_mut(at) else {
                continue;
            };
            if seen.insert((at, &category.heading)) {
                slot.headings.push(category.heading.clone());
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

/// Every resource cited, by URL.
fn resources_of(reports: &[Arc<Report>]) -> Vec<ResourceEntry> {
    let items = reports.iter().map(|r| &r.items);
    let relations = items.flat_map(|items| (0..items.len()).filter_map(|i| items.relations(i)));
    let links = relations.flat_map(|r| r.links);
    // Most links go where another went: sorting them all would take longer.
    let urls: HashSet<ResourceUrl> = links.filter_map(|l| l.resource).collect();
    let mut urls: Vec<ResourceUrl> = urls.into_iter().collect();
    urls.sort_unstable();
    urls.into_iter()
        .map(|url| ResourceEntry {
            url,
            site: None,
            variants: Vec::new(),
            labels: Vec::new(),
            citations: Vec::new(),
        })
        .collect()
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
        [
            document.path.clone().into_bytes(),
            document.source.as_bytes().to_vec(),
            kept.as_bytes().to_vec(),
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
