//! What is shown of something that a search found.

use super::highlight::{Highlight, Marker};
use super::search::{Hit, SearchType};
use super::{Archive, CategoryNumber, DocId, NodeRef, ProjectNumber, ReportNumber, ResourceNumber};
use crate::domain::Month;

/// Longest snippet, in Unicode code points, and how much of it stands before
/// the first place.
const SNIPPET: usize = 240;
const LEAD: usize = 60;

/// A hit as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchEntry {
    /// What it is.
    pub kind: SearchType,
    /// The thing itself.
    pub node: NodeRef,
    /// Its key in addresses: slug or id.
    pub key: String,
    /// What to call it; `None` for an item without category.
    pub title: Option<String>,
    /// Some of its text around the first place that matches.
    pub snippet: Option<String>,
    /// Its month, or the last one in which it is cited or mentioned.
    pub month: Option<Month>,
    /// How well it matches.
    pub score: f64,
    /// Its path, from the top of the service.
    pub path: String,
    /// Where title and snippet match.
    pub highlights: Vec<Highlight>,
}

impl Archive {
    /// A hit as it is shown, with the places of a marker.
    pub(super) fn search_entry(&self, hit: Hit, marker: &Marker) -> Option<SearchEntry> {
        let (key, title, text) = self.shown(hit)?;
        let snippet = text.map(|t| self.snippet(&t, marker));
        let path = match hit.kind {
            SearchType::Item => "items",
            SearchType::Report => "reports",
            SearchType::Project => "projects",
            SearchType::Resource => "resources",
            SearchType::Category => "categories",
        };
        let texts = [("title", &title), ("snippet", &snippet)];
        let highlights = texts
            .iter()
            .filter_map(|(field, text)| self.highlight(marker, field, text.as_deref()?));
        Some(SearchEntry {
            kind: hit.kind,
            node: hit.node(),
            highlights: highlights.collect(),
            month: self.month_of_hit(hit.kind, hit.number),
            score: f64::from(u32::try_from(hit.rank).unwrap_or(u32::MAX)) / 1000.0,
            path: format!("/v1/{path}/{key}"),
            key,
            title,
            snippet,
        })
    }

    /// Key, title and text of a hit.
    fn shown(&self, hit: Hit) -> Option<(String, Option<String>, Option<String>)> {
        Some(match hit.kind {
            SearchType::Item => {
                let item = self.item(DocId(hit.number))?;
                let category = item.category().map(|c| c.name().to_owned());
                (item.id(), category, Some(item.item.text))
            }
            SearchType::Report => {
                let report = self.report(ReportNumber(hit.number))?.data;
                let headings: Vec<String> = report.categories.iter().map(|c| c.heading).collect();
                let headings = (!headings.is_empty()).then(|| headings.join(" · "));
                (report.slug.to_string(), report.title.clone(), headings)
            }
            SearchType::Project => {
                let project = self.project(ProjectNumber(hit.number))?.data;
                let aliases: Vec<&str> = project.aliases.iter().map(|a| a.name.as_str()).collect();
                let aliases = (!aliases.is_empty()).then(|| aliases.join(" · "));
                (
                    project.slug.to_string(),
                    Some(project.name.clone()),
                    aliases,
                )
            }
            SearchType::Resource => {
                let resource = self.resource(ResourceNumber(hit.number))?;
                let url = resource.url();
                let label = resource.labels().into_iter().next().map(|l| l.text);
                (url.id().to_string(), label, Some(url.to_string()))
            }
            SearchType::Category => {
                let category = self.category(CategoryNumber(hit.number))?;
                (
                    category.slug().to_owned(),
                    Some(category.name().to_owned()),
                    None,
                )
            }
        })
    }

    /// A part of a text around the first place that matches, cut between words.
    fn snippet(&self, text: &str, marker: &Marker) -> String {
        if text.chars().nth(SNIPPET).is_none() {
            return text.to_owned();
        }
        let first = self.places(marker, text).first().map_or(0, |r| r.start);
        let before = text.get(..first).unwrap_or("");
        let lead = before.char_indices().rev().nth(LEAD).map_or(0, |(i, _)| i);
        let space = |from: usize| {
            text.get(from..first)
                .and_then(|t| t.find(char::is_whitespace))
        };
        let start = if lead == 0 {
            0
        } else {
            lead + space(lead).map_or(0, |i| i + 1)
        };
        let rest = text.get(start..).unwrap_or("");
        let cut = rest
            .char_indices()
            .nth(SNIPPET)
            .map_or(rest.len(), |(i, _)| i);
        let inside = rest.get(..cut).unwrap_or(rest);
        let end = if cut == rest.len() {
            cut
        } else {
            inside
                .rfind(char::is_whitespace)
                .filter(|e| start + *e > first)
                .unwrap_or(cut)
        };
        let lead = if start > 0 { "… " } else { "" };
        let tail = if end < rest.len() { " …" } else { "" };
        format!("{lead}{}{tail}", rest.get(..end).unwrap_or(rest).trim())
    }
}
