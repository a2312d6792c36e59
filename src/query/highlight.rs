//! Where in a row the words asked for are.

use super::text::{Asked, TextQuery};
use super::{Archive, ItemRef, ProjectRef, ReportRef, ResourceRef};
use crate::domain::Span;
use crate::index::text::{Pattern, TextIndex, html, merge, points};

/// The places in one text of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Which text, as `fields` names it; of a list with the place, from 0, in
    /// brackets.
    pub field: String,
    /// In Unicode code points of the text, in order, apart from each other.
    pub ranges: Vec<Span>,
    /// The text as HTML that holds nothing but `<mark>`.
    pub html: String,
}

/// What is to be marked in the texts of rows, made once for a page.
#[derive(Debug, Clone, Default)]
pub struct Marker {
    /// What is asked for, in each index that the row's texts are in.
    patterns: Vec<(Source, Vec<Pattern>)>,
}

/// Which index a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Items,
    Categories,
    Reports,
    Projects,
    Resources,
}

impl Source {
    fn index(self, archive: &Archive) -> &TextIndex {
        let text = &archive.index.text;
        match self {
            Self::Items => &text.items,
            Self::Categories => &text.categories,
            Self::Reports => &text.reports,
            Self::Projects => &text.projects,
            Self::Resources => &text.resources,
        }
    }
}

impl Archive {
    fn marker(&self, asked: &Asked, sources: &[Source]) -> Marker {
        let patterns = |source: &Source| {
            let index = source.index(self);
            let wanted = asked.clauses.iter().filter(|c| !c.negated);
            (*source, wanted.map(|c| index.pattern(c)).collect())
        };
        Marker {
            patterns: sources.iter().map(patterns).collect(),
        }
    }

    /// Marks what a question asks of items.
    #[must_use]
    pub fn item_marker(&self, q: &TextQuery) -> Marker {
        let asked = self.asked_of_items(q);
        self.marker(&asked, &[Source::Items, Source::Categories])
    }

    /// Marks what a question asks of reports.
    #[must_use]
    pub fn report_marker(&self, q: &TextQuery) -> Marker {
        self.marker(&self.asked_of_reports(q), &[Source::Reports])
    }

    /// Marks what a question asks of projects.
    #[must_use]
    pub fn project_marker(&self, q: &TextQuery) -> Marker {
        let asked = q.meant(&[&self.index.text.projects]);
        self.marker(&asked, &[Source::Projects])
    }

    /// Marks what a question asks of resources.
    #[must_use]
    pub fn resource_marker(&self, q: &TextQuery) -> Marker {
        let asked = q.meant(&[&self.index.text.resources]);
        self.marker(&asked, &[Source::Resources])
    }

    /// Marks what a question put to everything asks.
    pub(super) fn search_marker(&self, asked: &Asked) -> Marker {
        let all = [
            Source::Items,
            Source::Categories,
            Source::Reports,
            Source::Projects,
            Source::Resources,
        ];
        self.marker(asked, &all)
    }

    /// The places in a text, in bytes, by what is asked of any of the indexes.
    pub(super) fn places(&self, marker: &Marker, text: &str) -> Vec<std::ops::Range<usize>> {
        let sources = marker.patterns.iter();
        let found = sources.flat_map(|(source, patterns)| {
            let index = source.index(self);
            patterns.iter().flat_map(|p| index.matches(p, text))
        });
        merge(found.collect())
    }

    /// The places in one text of a row, if there are any.
    pub(super) fn highlight(&self, marker: &Marker, field: &str, text: &str) -> Option<Highlight> {
        let ranges = self.places(marker, text);
        (!ranges.is_empty()).then(|| Highlight {
            field: field.to_owned(),
            ranges: points(text, &ranges),
            html: html(text, &ranges),
        })
    }

    /// Where an item matches.
    #[must_use]
    pub fn item_highlights(&self, marker: &Marker, item: &ItemRef<'_>) -> Vec<Highlight> {
        let category = item.category();
        let fields = [
            ("text", Some(item.item.text.as_str())),
            ("section", item.item.section.as_deref()),
            (
                "category.name",
                category.as_ref().map(super::CategoryRef::name),
            ),
        ];
        let mark = |(field, text): (&str, Option<&str>)| self.highlight(marker, field, text?);
        fields.into_iter().filter_map(mark).collect()
    }

    /// Where a report's title and headings match; its items have their own.
    #[must_use]
    pub fn report_highlights(&self, marker: &Marker, report: &ReportRef<'_>) -> Vec<Highlight> {
        let title = report.data.title.as_deref();
        let title = title.and_then(|t| self.highlight(marker, "title", t));
        let headings = (0_usize..).zip(report.data.categories.iter());
        let headings = headings.filter_map(|(i, c)| {
            self.highlight(marker, &format!("categories[{i}].heading"), &c.heading)
        });
        title.into_iter().chain(headings).collect()
    }

    /// Where a project's names match.
    #[must_use]
    pub fn project_highlights(&self, marker: &Marker, project: &ProjectRef<'_>) -> Vec<Highlight> {
        let name = self.highlight(marker, "name", &project.data.name);
        let aliases = (0_usize..).zip(&project.data.aliases);
        let aliases =
            aliases.filter_map(|(i, a)| self.highlight(marker, &format!("aliases[{i}]"), &a.name));
        name.into_iter().chain(aliases).collect()
    }

    /// Where a resource's address and labels match.
    #[must_use]
    pub fn resource_highlights(
        &self,
        marker: &Marker,
        resource: &ResourceRef<'_>,
    ) -> Vec<Highlight> {
        let url = self.highlight(marker, "url", resource.url().as_str());
        let labels = (0_usize..).zip(resource.labels());
        let labels =
            labels.filter_map(|(i, l)| self.highlight(marker, &format!("labels[{i}]"), &l.text));
        url.into_iter().chain(labels).collect()
    }
}
