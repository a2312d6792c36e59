//! The text of everything there is: one index for each kind of thing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::renumber::Renumbering;
use super::text::{Builder, Said, TextIndex};
use super::{Index, Spelling, usize_of};
use crate::domain::{ProjectKind, Report, to_u32};

/// The text indexes of a generation; documents are the numbers of the things.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Texts {
    /// Text and section of items.
    pub items: Arc<TextIndex>,
    /// Titles and headings of reports.
    pub reports: Arc<TextIndex>,
    /// Names and headings of categories.
    pub categories: Arc<TextIndex>,
    /// Names, slugs and kinds of projects.
    pub projects: Arc<TextIndex>,
    /// Addresses and labels of resources.
    pub resources: Arc<TextIndex>,
}

impl Texts {
    /// Indexes the texts of an index that is otherwise complete.
    pub fn of(index: &Index) -> Self {
        Self {
            items: items(index).into(),
            reports: reports(index).into(),
            categories: categories(index).into(),
            projects: projects(index).into(),
            resources: resources(index).into(),
        }
    }

    /// The texts of the next index, which is otherwise complete, from those of
    /// this one: for reports and resources their numbering, which of the old
    /// are not what they were, and which of the new.
    pub fn updated(
        &self,
        (old, new): (&Index, &Index),
        (numbering, gone, come): (&Renumbering, &[u32], &[u32]),
        docs: &Renumbering,
        resources: (&Renumbering, &[u32], &[u32]),
    ) -> Self {
        let report = |index: &Index, number: u32, said: &mut Said| {
            if let Some(report) = index.reports.get(usize_of(number)) {
                let fields = report_fields(report);
                said.add(number, fields.iter().map(String::as_str));
            }
        };
        let items = |index: &Index, number: u32, said: &mut Said| {
            if let Some(report) = index.reports.get(usize_of(number)) {
                for (doc, item) in index.docs_of(number).zip(&report.items) {
                    let section = item.section.as_deref();
                    said.add(doc, std::iter::once(item.text.as_str()).chain(section));
                }
            }
        };
        let resource = |index: &Index, number: u32, said: &mut Said| {
            let fields = resource_fields(index, number);
            said.add(number, fields.iter().map(String::as_str));
        };
        let said = |index: &Index, numbers: &[u32], add: &dyn Fn(&Index, u32, &mut Said)| {
            let mut said = Said::default();
            for number in numbers {
                add(index, *number, &mut said);
            }
            said
        };
        let (cited, lost, found) = resources;
        Self {
            items: {
                let (gone, come) = (said(old, gone, &items), said(new, come, &items));
                self.items.updated(docs, &gone, &come)
            },
            reports: {
                let (gone, come) = (said(old, gone, &report), said(new, come, &report));
                self.reports.updated(numbering, &gone, &come)
            },
            categories: categories(new).into(),
            // The rules are the same, and with them the projects.
            projects: Arc::clone(&self.projects),
            resources: {
                let (gone, come) = (said(old, lost, &resource), said(new, found, &resource));
                self.resources.updated(cited, &gone, &come)
            },
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
        .map(|index| index.bytes())
        .iter()
        .sum()
    }
}

fn items(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    let (mut of_text, mut of_section) = (Vec::new(), Vec::new());
    for report in index.reports.iter() {
        let places = 0..report.items.len();
        for item in places.filter_map(|place| report.items.kept(place)) {
            let text = item.text.plain_in(&mut of_text);
            let section = item.section.map(|s| s.plain_in(&mut of_section));
            builder.add(std::iter::once(&*text).chain(section.as_deref()));
        }
    }
    builder.finish()
}

fn reports(index: &Index) -> TextIndex {
    let mut builder = Builder::default();
    for report in index.reports.iter() {
        builder.add(report_fields(report).iter().map(String::as_str));
    }
    builder.finish()
}

/// Title and headings.
fn report_fields(report: &Report) -> Vec<String> {
    let headings = report.categories.iter().map(|c| c.heading);
    report.title.iter().cloned().chain(headings).collect()
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
        let fields = resource_fields(index, number);
        builder.add(fields.iter().map(String::as_str));
    }
    builder.finish()
}

/// Address and labels.
fn resource_fields(index: &Index, number: u32) -> Vec<String> {
    let url = index.resources.url(number).map_or("", |u| u.as_str());
    let citations = index.resources.citations(number);
    let label = |label: &Spelling| {
        let (doc, place) = citations.get(usize_of(label.newest))?;
        let (_, item) = index.kept(*doc)?;
        let label = item.links().nth(usize_of(*place))?.label.plain();
        // A bare address as label says nothing that the address does not.
        (!label.contains("://")).then_some(label)
    };
    let labels = index.resources.labels(number).iter().filter_map(label);
    std::iter::once(url.to_owned()).chain(labels).collect()
}
