//! The text of everything there is: one index for each kind of thing.

use super::text::{Builder, TextIndex};
use super::{Index, Spelling, usize_of};
use crate::domain::{ProjectKind, to_u32};

/// The text indexes of a generation; documents are the numbers of the things.
#[derive(Debug, Default)]
pub struct Texts {
    /// Text and section of items.
    pub items: TextIndex,
    /// Titles and headings of reports.
    pub reports: TextIndex,
    /// Names and headings of categories.
    pub categories: TextIndex,
    /// Names, slugs and kinds of projects.
    pub projects: TextIndex,
    /// Addresses and labels of resources.
    pub resources: TextIndex,
}

impl Texts {
    /// Indexes the texts of an index that is otherwise complete.
    pub fn of(index: &Index) -> Self {
        Self {
            items: items(index),
            reports: reports(index),
            categories: categories(index),
            projects: projects(index),
            resources: resources(index),
        }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        [
            &self.items,
            &self.reports,
            &self.categories,
            &self.projects,
            &self.resources,
        ]
        .map(TextIndex::bytes)
        .iter()
        .sum()
    }
}

fn items(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    for report in &index.reports {
        for item in report.items.iter() {
            let section = item.section.as_deref();
            builder.add(std::iter::once(item.text.as_str()).chain(section));
        }
    }
    builder.finish()
}

fn reports(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    for report in &index.reports {
        let headings: Vec<String> = report.categories.iter().map(|c| c.heading).collect();
        let headings = headings.iter().map(String::as_str);
        builder.add(report.title.as_deref().into_iter().chain(headings));
    }
    builder.finish()
}

fn categories(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    for category in &index.categories {
        // Most often the one heading is the name.
        let headings = category.headings.iter().map(String::as_str);
        let headings = headings.filter(|h| *h != category.name);
        builder.add(std::iter::once(category.name.as_str()).chain(headings));
    }
    builder.finish()
}

fn projects(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    for project in &index.projects {
        let kind = match project.kind {
            ProjectKind::Project => "projet project",
            ProjectKind::Programme => "programme",
        };
        let aliases = project.aliases.iter().map(|a| a.name.as_str());
        let names = [project.name.as_str(), project.slug.as_str(), kind];
        builder.add(names.into_iter().chain(aliases));
    }
    builder.finish()
}

fn resources(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    for number in 0..to_u32(index.resources.len()) {
        let url = index.resources.url(number).map_or("", |u| u.as_str());
        let citations = index.resources.citations(number);
        let label = |label: &Spelling| {
            let (doc, place) = citations.get(usize_of(label.newest))?;
            let mut links = index.relations(*doc)?.links.into_iter();
            let label = links.nth(usize_of(*place))?.label;
            // A bare address as label says nothing that the address does not.
            (!label.contains("://")).then_some(label)
        };
        let labels: Vec<String> = index
            .resources
            .labels(number)
            .iter()
            .filter_map(label)
            .collect();
        builder.add(std::iter::once(url).chain(labels.iter().map(String::as_str)));
    }
    builder.finish()
}
