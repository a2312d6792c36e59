//! One question put to everything: items, reports, projects, resources and
//! categories, in one list.

use super::cursor::{Key, KeyPart};
use super::entry::SearchEntry;
use super::error::{Fault, FaultCode, QueryError};
use super::matching::{RankBy, matching};
use super::page::{Page, PageQuery};
use super::raw::{RawPage, RawText};
use super::sort;
use super::text::{Asked, TextQuery};
use super::{Archive, CategoryNumber, DocId, NodeRef, ProjectNumber, ReportNumber, ResourceNumber};
use crate::domain::{Month, to_u32};
use crate::index::DocSet;
use crate::index::text;

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchType {
    /// Entries of the registry.
    Project,
    /// Categories.
    Category,
    /// Items.
    Item,
    /// Reports.
    Report,
    /// Resources.
    Resource,
}

impl SearchType {
    /// All types, in the order of ties.
    pub const ALL: [Self; 5] = [
        Self::Project,
        Self::Category,
        Self::Item,
        Self::Report,
        Self::Resource,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "PROJECT",
            Self::Category => "CATEGORY",
            Self::Item => "ITEM",
            Self::Report => "REPORT",
            Self::Resource => "RESOURCE",
        }
    }

    /// How much a match counts, in halves. What bears a name says more than
    /// what mentions it, and a report is found by its best item, which is the
    /// better answer.
    fn weight(self) -> u64 {
        match self {
            Self::Project => 6,
            Self::Category => 4,
            Self::Item | Self::Resource => 2,
            Self::Report => 1,
        }
    }

    fn parse_list(raw: &[String], faults: &mut Vec<Fault>) -> Vec<Self> {
        let mut types = Vec::new();
        for text in raw {
            let same = |t: &Self| t.as_str().eq_ignore_ascii_case(text);
            match Self::ALL.into_iter().find(same) {
                Some(found) => types.push(found),
                None => faults.push(Fault::not_among(
                    "type",
                    FaultCode::InvalidValue,
                    text,
                    &Self::ALL.map(Self::as_str),
                )),
            }
        }
        types
    }
}

/// What hits can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchSort {
    /// How well it matches, and how recent it is.
    Relevance,
    /// How well it matches.
    Score,
}

impl SearchSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 2] =
        [("relevance", Self::Relevance), ("score", Self::Score)];
}

/// A raw question to everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawSearchParams {
    /// Words and phrases.
    pub text: RawText,
    /// Types wanted; all when empty.
    pub types: Vec<String>,
    /// `relevance` or `score`.
    pub sort: Vec<String>,
    /// Which part of the list.
    pub page: RawPage,
}

/// A question to everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    text: Option<TextQuery>,
    types: Vec<SearchType>,
    by: RankBy,
    page: PageQuery,
}

impl SearchQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawSearchParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        if raw.text.q.is_none() {
            let detail = "say what to look for, such as `q=logiciels libres`";
            faults.push(Fault::new("q", FaultCode::MissingParameter, detail));
        }
        let text = TextQuery::parse(&raw.text, &mut faults);
        let types = SearchType::parse_list(&raw.types, &mut faults);
        if raw.sort.len() > 1 {
            let detail = "one key: ties are in the order of the types, then in that of their lists";
            faults.push(Fault::new("sort", FaultCode::TooMany, detail));
        }
        let keys = raw.sort.get(..1).unwrap_or(&[]);
        let names = &SearchSort::NAMES;
        let asked = text.as_ref();
        let default = [(SearchSort::Relevance, super::Direction::Desc)];
        // Without `q` there is a fault already.
        let (sort, order) = if asked.is_some() || raw.text.q.is_some() {
            sort::parse("search", keys, names, &[], asked, &mut faults)
        } else {
            sort::parse("search", &[], names, &default, None, &mut faults)
        };
        let by = match sort.first() {
            Some((SearchSort::Score, _)) => RankBy::Score,
            _ => RankBy::Relevance,
        };
        let page = PageQuery::parse(&raw.page, order, &mut faults);
        let query = Self {
            text,
            types,
            by,
            page,
        };
        QueryError::check(query, faults)
    }

    /// What is looked for.
    #[must_use]
    pub fn text(&self) -> Option<&TextQuery> {
        self.text.as_ref()
    }
}

/// Something that matches.
#[derive(Clone, Copy)]
pub(super) struct Hit {
    pub(super) kind: SearchType,
    pub(super) number: u32,
    /// How well it matches, in thousandths.
    pub(super) rank: u64,
}

impl Hit {
    pub(super) fn node(self) -> NodeRef {
        match self.kind {
            SearchType::Project => NodeRef::Project(ProjectNumber(self.number)),
            SearchType::Category => NodeRef::Category(CategoryNumber(self.number)),
            SearchType::Item => NodeRef::Item(DocId(self.number)),
            SearchType::Report => NodeRef::Report(ReportNumber(self.number)),
            SearchType::Resource => NodeRef::Resource(ResourceNumber(self.number)),
        }
    }
}

/// How many of a type match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchCount {
    /// The type.
    pub kind: SearchType,
    /// Of it, whatever types are asked for.
    pub count: u32,
}

impl Archive {
    /// What matches, and how much of each type.
    #[must_use]
    pub fn search(&self, query: &SearchQuery) -> (Page<SearchEntry>, Vec<SearchCount>) {
        let asked = query.text.as_ref().map(|q| self.asked_of_everything(q));
        let mut counts = Vec::new();
        let mut rows: Vec<(u64, (SearchType, u32))> = Vec::new();
        for kind in SearchType::ALL {
            let hits = asked.as_ref().map_or(Vec::new(), |a| self.hits_of(kind, a));
            counts.push(SearchCount {
                kind,
                count: to_u32(hits.len()),
            });
            if query.types.is_empty() || query.types.contains(&kind) {
                rows.extend(hits.iter().map(|hit| {
                    let month = self.month_of_hit(kind, hit.document);
                    let rank = self.rank(query.by, hit.score, month) * kind.weight() / 2;
                    (rank, (kind, hit.document))
                }));
            }
        }
        let key = |(rank, (kind, number)): (u64, (SearchType, u32))| -> Key {
            vec![KeyPart::N(rank), self.tie(kind, number)]
        };
        let marker = asked.as_ref().map(|a| self.search_marker(a));
        let marker = marker.unwrap_or_default();
        let page = query.page.rank_and_cut(rows.len(), rows, key);
        let mut page = page.filter_map(|(rank, (kind, number))| {
            self.search_entry(Hit { kind, number, rank }, &marker)
        });
        page.corrected = asked.and_then(|a| a.corrected);
        (page, counts)
    }

    fn asked_of_everything(&self, q: &TextQuery) -> Asked {
        let text = &self.index.text;
        q.meant(&[
            &text.items,
            &text.reports,
            &text.projects,
            &text.resources,
            &text.categories,
        ])
    }

    fn hits_of(&self, kind: SearchType, asked: &Asked) -> Vec<text::Hit> {
        let text = &self.index.text;
        match kind {
            SearchType::Item => {
                let all = DocSet::Range(0..self.index.len());
                self.matching_items(asked, &all).scored()
            }
            SearchType::Report => self.matching_reports(asked),
            SearchType::Project => matching(&text.projects, asked),
            SearchType::Resource => matching(&text.resources, asked),
            SearchType::Category => matching(&text.categories, asked),
        }
    }

    pub(super) fn month_of_hit(&self, kind: SearchType, number: u32) -> Option<Month> {
        match kind {
            SearchType::Item => self.month_of(number),
            SearchType::Report => {
                let report = self.report(ReportNumber(number))?;
                Some(report.data.date.month())
            }
            SearchType::Project => {
                let project = self.project(ProjectNumber(number))?;
                project.month_range().map(|(_, last)| last)
            }
            SearchType::Resource => {
                let resource = self.resource(ResourceNumber(number))?;
                resource.month_range().map(|(_, last)| last)
            }
            SearchType::Category => None,
        }
    }

    /// The place of a hit among those with its score: by type, then in the
    /// order of the numbers.
    fn tie(&self, kind: SearchType, number: u32) -> KeyPart {
        let place = SearchType::ALL.iter().position(|k| *k == kind).unwrap_or(0);
        let newest_first = |month: Option<Month>| {
            let ordinal = month.map_or(0, Month::ordinal);
            999_999_u32.saturating_sub(ordinal)
        };
        let month = self.month_of_hit(kind, number);
        let rest = match kind {
            SearchType::Item => {
                let report = self.index.report_of(number);
                let slug = report.map_or("", |r| r.slug.as_str());
                let docs = self.index.at(number);
                let position = docs.map_or(0, |d| d.item);
                format!("{:06} {slug} {position:08}", newest_first(month))
            }
            SearchType::Report => {
                let report = self.report(ReportNumber(number));
                let slug = report.map_or("", |r| r.data.slug.as_str());
                format!("{:06} {slug}", newest_first(month))
            }
            SearchType::Project => {
                let project = self.project(ProjectNumber(number));
                project.map_or("", |p| p.data.slug.as_str()).to_owned()
            }
            SearchType::Resource => {
                let resource = self.resource(ResourceNumber(number));
                resource.map_or("", |r| r.url().as_str()).to_owned()
            }
            SearchType::Category => format!("{number:08}"),
        };
        KeyPart::text(&format!("{place}{rest}"))
    }
}
