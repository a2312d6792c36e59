//! Projects: the registry, with what the reports say of each.

use std::collections::BTreeMap;

use super::cursor::{Direction, Key, KeyPart, ListOrder};
use super::error::{Fault, FaultCode, QueryError};
use super::filter::Facet;
use super::matching::{RankBy, matching};
use super::page::{Page, PageQuery};
use super::raw::{RawListParams, RawPage, RawText};
use super::sort::{self, Sort};
use super::text::TextQuery;
use super::{Archive, ProjectNumber};
use crate::domain::{Month, Project, ProjectKind, fold, to_u32};
use crate::index::text::Hit;
use crate::index::{DocSet, usize_of};

/// What projects can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectSort {
    /// Slug.
    Slug,
    /// Display name, folded.
    Name,
    /// Number of items that mention it.
    Items,
    /// How well it matches `q`, and how recently it was mentioned.
    Relevance,
    /// How well it matches `q`.
    Score,
    /// Last month in which it is mentioned.
    LastMonth,
}

impl ProjectSort {
    /// Names in `sort`.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("slug", Self::Slug),
        ("name", Self::Name),
        ("items", Self::Items),
        ("lastMonth", Self::LastMonth),
        ("relevance", Self::Relevance),
        ("score", Self::Score),
    ];
}

/// A raw question for projects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawProjectParams {
    /// Kinds: `PROJECT`, `PROGRAMME`.
    pub kind: Vec<String>,
    /// Words and phrases to look for in names and aliases.
    pub text: RawText,
    /// Order and page.
    pub list: RawListParams,
}

/// A question for projects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectQuery {
    kinds: Vec<ProjectKind>,
    text: Option<TextQuery>,
    sort: Sort<ProjectSort>,
    page: PageQuery,
}

impl ProjectQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawProjectParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let mut kinds = Vec::new();
        for text in &raw.kind {
            match text.parse() {
                Ok(kind) => kinds.push(kind),
                Err(()) => faults.push(Fault::not_among(
                    "kind",
                    FaultCode::InvalidValue,
                    text,
                    &ProjectKind::ALL.map(ProjectKind::as_str),
                )),
            }
        }
        let default = [(ProjectSort::Slug, Direction::Asc)];
        let text = TextQuery::parse(&raw.text, &mut faults);
        let (sort, order) = sort::parse(
            "projects",
            &raw.list.sort,
            &ProjectSort::NAMES,
            &default,
            text.as_ref(),
            &mut faults,
        );
        let page = PageQuery::parse(&raw.list.page, order, &mut faults);
        let query = Self {
            kinds,
            text,
            sort,
            page,
        };
        QueryError::check(query, faults)
    }

    /// What is looked for in names.
    #[must_use]
    pub fn text(&self) -> Option<&TextQuery> {
        self.text.as_ref()
    }
}

/// The items of a project in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelinePoint {
    /// The month.
    pub month: Month,
    /// Items that mention the project.
    pub items: u32,
}

/// A project named in the same items as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoMention {
    /// The other project.
    pub project: ProjectNumber,
    /// Items that mention both.
    pub items: u32,
}

impl Archive {
    /// The projects asked for.
    #[must_use]
    pub fn projects(&self, query: &ProjectQuery) -> Page<ProjectNumber> {
        let index = &self.index.text.projects;
        let asked = query.text.as_ref().map(|text| text.meant(&[index]));
        let mut rows = match &asked {
            Some(asked) => matching(index, asked),
            None => (0..to_u32(self.index.projects.len()))
                .map(Hit::unranked)
                .collect(),
        };
        rows.retain(|hit| {
            let project = self.index.projects.get(usize_of(hit.document));
            query.kinds.is_empty() || project.is_some_and(|p| query.kinds.contains(&p.kind))
        });
        let key = |hit| self.project_key(hit, &query.sort);
        let mut page = query.page.sort_and_cut(rows, key);
        page.corrected = asked.and_then(|a| a.corrected);
        page.map(|hit| ProjectNumber(hit.document))
    }

    fn project_key(&self, hit: Hit, sort: &[(ProjectSort, Direction)]) -> Key {
        let Some(project) = self.project(ProjectNumber(hit.document)) else {
            return Key::new();
        };
        let part = |key: &ProjectSort| match key {
            ProjectSort::Slug => KeyPart::S(project.data.slug.to_string()),
            ProjectSort::Name => KeyPart::text(&fold(&project.data.name)),
            ProjectSort::Items => KeyPart::N(u64::from(project.items())),
            ProjectSort::Relevance => {
                let last = project.month_range().map(|(_, last)| last);
                KeyPart::N(self.rank(RankBy::Relevance, hit.score, last))
            }
            ProjectSort::Score => KeyPart::N(u64::from(hit.score)),
            ProjectSort::LastMonth => {
                let last = project.month_range().map_or(0, |(_, last)| last.ordinal());
                KeyPart::N(u64::from(last))
            }
        };
        let parts = sort.iter().map(|(key, _)| part(key));
        parts
            .chain([KeyPart::S(project.data.slug.to_string())])
            .collect()
    }

    /// The project behind a number.
    #[must_use]
    pub fn project(&self, number: ProjectNumber) -> Option<ProjectRef<'_>> {
        let data = self.index.projects.get(usize_of(number.0))?;
        Some(ProjectRef {
            archive: self,
            number,
            data,
        })
    }

    /// Every project, by number: by slug.
    pub fn project_numbers(&self) -> impl Iterator<Item = ProjectNumber> + use<> {
        (0..to_u32(self.index.projects.len())).map(ProjectNumber)
    }

    /// The project with this slug, name or alias, without regard to case and accents.
    #[must_use]
    pub fn project_by_name(&self, name: &str) -> Option<ProjectNumber> {
        self.index
            .project_names
            .get(&fold(name))
            .copied()
            .map(ProjectNumber)
    }

    /// A page of a project's timeline, oldest month first.
    ///
    /// # Errors
    /// When a page parameter is not of the right form.
    pub fn timeline(
        &self,
        project: ProjectNumber,
        raw: &RawPage,
        mut faults: Vec<Fault>,
    ) -> Result<Page<TimelinePoint>, QueryError> {
        let order = ListOrder::new(vec![Direction::Asc], "timeline");
        let page = PageQuery::parse(raw, order, &mut faults);
        let page = QueryError::check(page, faults)?;
        let key = |p: TimelinePoint| {
            vec![
                KeyPart::N(u64::from(p.month.ordinal())),
                KeyPart::S(String::new()),
            ]
        };
        Ok(page.sort_and_cut(self.timeline_points(project), key))
    }

    fn timeline_points(&self, project: ProjectNumber) -> Vec<TimelinePoint> {
        let mut months: BTreeMap<Month, u32> = BTreeMap::new();
        for doc in self.index.by_project.posting(project.0) {
            if let Some(report) = self.index.report_of(*doc) {
                *months.entry(report.date.month()).or_default() += 1;
            }
        }
        months
            .into_iter()
            .map(|(month, items)| TimelinePoint { month, items })
            .collect()
    }

    /// A page of the projects mentioned with this one, most often first.
    ///
    /// # Errors
    /// When a page parameter is not of the right form.
    pub fn co_mentions(
        &self,
        project: ProjectNumber,
        raw: &RawPage,
        mut faults: Vec<Fault>,
    ) -> Result<Page<CoMention>, QueryError> {
        let order = ListOrder::new(vec![Direction::Desc], "co-mentions");
        let page = PageQuery::parse(raw, order, &mut faults);
        let page = QueryError::check(page, faults)?;
        let set = DocSet::Slice(self.index.by_project.posting(project.0));
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for doc in set.iter() {
            for other in self
                .index
                .by_project
                .terms_of(doc)
                .iter()
                .filter(|o| **o != project.0)
            {
                *counts.entry(*other).or_default() += 1;
            }
        }
        let rows = counts.into_iter().map(|(other, items)| CoMention {
            project: ProjectNumber(other),
            items,
        });
        let key = |row: CoMention| {
            let slug = self.project(row.project).map(|p| p.data.slug.to_string());
            vec![
                KeyPart::N(u64::from(row.items)),
                KeyPart::S(slug.unwrap_or_default()),
            ]
        };
        Ok(page.sort_and_cut(rows.collect(), key))
    }
}

/// A project in its archive.
#[derive(Debug, Clone, Copy)]
pub struct ProjectRef<'a> {
    archive: &'a Archive,
    /// Its number in the snapshot.
    pub number: ProjectNumber,
    /// Its entry in the registry.
    pub data: &'a Project,
}

impl<'a> ProjectRef<'a> {
    /// Items that mention it.
    #[must_use]
    pub fn items(&self) -> u32 {
        to_u32(self.archive.index.by_project.posting(self.number.0).len())
    }

    /// The larger project it belongs to.
    #[must_use]
    pub fn part_of(&self) -> Option<ProjectRef<'a>> {
        let number = self
            .archive
            .project_by_name(self.data.part_of.as_ref()?.as_str())?;
        self.archive.project(number)
    }

    /// First and last month in which it is mentioned.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        let docs = self.archive.index.by_project.posting(self.number.0);
        let month = |doc: &u32| self.archive.index.report_of(*doc).map(|r| r.date.month());
        // Newest first.
        Some((month(docs.last()?)?, month(docs.first()?)?))
    }

    /// Distinct resources cited in the items that mention it.
    #[must_use]
    pub fn resources(&self) -> u32 {
        let set = DocSet::Slice(self.archive.index.by_project.posting(self.number.0));
        to_u32(self.archive.terms_over(Facet::Resource, &set).len())
    }
}
