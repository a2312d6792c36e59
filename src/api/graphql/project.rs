//! Projects, their timelines and their company.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, SimpleObject};

use super::connection::connection;
use super::highlight::{HighlightObject, highlights};
use super::input::{object, order, sort_keys, text};
use super::item::{ItemConnection, ItemOrder};
use super::refusal::Refusal;
use super::scalar::{MonthScalar, UrlScalar};
use crate::domain;
use crate::query::{
    Archive, Marker, ProjectNumber, ProjectQuery, ProjectRef, RawItemParams, RawListParams,
    RawPage, RawProjectParams, Scope,
};

/// A project of the snapshot.
#[derive(Clone)]
pub struct ProjectObject {
    archive: Arc<Archive>,
    number: ProjectNumber,
}

impl ProjectObject {
    /// The project behind a number.
    pub fn new(archive: &Arc<Archive>, number: ProjectNumber) -> Self {
        let archive = Arc::clone(archive);
        Self { archive, number }
    }

    /// Always there within one snapshot; fields fall back to empty values.
    fn project(&self) -> Option<ProjectRef<'_>> {
        self.archive.project(self.number)
    }

    fn data(&self) -> Option<&domain::Project> {
        self.project().map(|p| p.data)
    }

    fn highlights(&self, marker: Option<&Marker>) -> Vec<HighlightObject> {
        let found = marker.zip(self.project());
        highlights(found.map_or(Vec::new(), |(m, p)| self.archive.project_highlights(m, &p)))
    }

    fn items_page(&self, _: &Context<'_>, raw: &RawItemParams) -> Result<ItemConnection, Refusal> {
        ItemConnection::answer(&self.archive, Scope::Project(self.number), raw)
    }

    fn timeline_page(&self, _: &Context<'_>, raw: &RawPage) -> Result<TimelineConnection, Refusal> {
        let page = self.archive.timeline(self.number, raw, Vec::new())?;
        Ok(TimelineConnection {
            page: page.map(|point| TimelinePoint {
                month: point.month.into(),
                items: point.items,
            }),
        })
    }

    fn co_mentions_page(
        &self,
        _: &Context<'_>,
        raw: &RawPage,
    ) -> Result<CoMentionConnection, Refusal> {
        let page = self.archive.co_mentions(self.number, raw, Vec::new())?;
        Ok(CoMentionConnection {
            page: page.map(|other| CoMention {
                project: Self::new(&self.archive, other.project),
                items: other.items,
            }),
        })
    }
}

/// What an entry of the registry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ProjectKind", remote = "crate::domain::ProjectKind")]
pub enum ProjectKindName {
    /// Software, a data set, a site.
    Project,
    /// An initiative, a network, a call.
    Programme,
}

object! {
    /// An entry of the project registry, with what the reports say of it.
    impl ProjectObject as "Project" {
        /// `project:` and the slug.
        pub async fn id(&self) -> ID {
            ID(format!("project:{}", self.data().map_or("", |p| p.slug.as_str())))
        }

        /// Its key in addresses.
        async fn slug(&self) -> &str {
            self.data().map_or("", |p| p.slug.as_str())
        }

        /// Its display name.
        async fn name(&self) -> &str {
            self.data().map_or("", |p| &p.name)
        }

        /// Project or programme.
        async fn kind(&self) -> ProjectKindName {
            self.data().map_or(ProjectKindName::Project, |p| p.kind.into())
        }

        /// Its other names.
        async fn aliases(&self) -> Vec<&str> {
            let aliases = self.data().into_iter().flat_map(|p| &p.aliases);
            aliases.map(|a| a.name.as_str()).collect()
        }

        /// Addresses at or below which a link is a mention.
        async fn urls(&self) -> Vec<UrlScalar> {
            let urls = self.data().into_iter().flat_map(|p| &p.urls);
            urls.map(|u| u.as_str().into()).collect()
        }

        /// The larger project it belongs to.
        async fn part_of(&self) -> Option<ProjectObject> {
            let part_of = self.project()?.part_of()?;
            Some(Self::new(&self.archive, part_of.number))
        }

        /// Its home page.
        async fn homepage(&self) -> Option<UrlScalar> {
            self.data()?.homepage.as_ref().map(UrlScalar::from)
        }

        /// The same thing elsewhere: Wikidata, the SILL and others.
        async fn same_as(&self) -> Vec<UrlScalar> {
            let same = self.data().into_iter().flat_map(|p| &p.same_as);
            same.map(UrlScalar::from).collect()
        }

        /// How many of everything it has.
        async fn counts(&self) -> ProjectCounts {
            ProjectCounts {
                items: self.project().map_or(0, |p| p.items()),
                resources: self.project().map_or(0, |p| p.resources()),
            }
        }

        /// The first month in which it is mentioned; null if it never is.
        async fn first_month(&self) -> Option<MonthScalar> {
            Some(self.project()?.month_range()?.0.into())
        }

        /// The last month in which it is mentioned; null if it never is.
        async fn last_month(&self) -> Option<MonthScalar> {
            Some(self.project()?.month_range()?.1.into())
        }
    }
    paged {
        /// The months in which it is mentioned, oldest first. Null, with an
        /// error, when an argument is not of the right form.
        fn timeline() -> TimelineConnection = timeline_page;

        /// The projects mentioned in the same items, most often first. Null,
        /// with an error, when an argument is not of the right form.
        fn co_mentions() -> CoMentionConnection = co_mentions_page;
    }
    filtered {
        /// The items that mention it and pass the filters. Null, with an
        /// error, when an argument is not of the right form.
        fn items(sort: ItemOrder) -> ItemConnection = items_page;
    }
}

/// How many of everything a project has.
#[derive(SimpleObject)]
pub struct ProjectCounts {
    /// Items that mention it.
    items: u32,
    /// Distinct resources cited in those items.
    resources: u32,
}

/// The items of a project in one month.
#[derive(Clone, SimpleObject)]
pub struct TimelinePoint {
    /// The month.
    month: MonthScalar,
    /// Items that mention the project.
    items: u32,
}

connection! {
    /// A page of a project's timeline.
    TimelineConnection of TimelinePoint
    /// A month on a page.
    TimelineEdge
}

/// A project named in the same items as another.
#[derive(Clone, SimpleObject)]
pub struct CoMention {
    /// The other project.
    project: ProjectObject,
    /// Items that mention both.
    items: u32,
}

connection! {
    /// A page of the projects mentioned with another.
    CoMentionConnection of CoMention
    /// A co-mention on a page.
    CoMentionEdge
}

order! {
    /// How projects are ordered. The default is by slug;
    /// with `q`, relevance comes before it.
    ProjectOrder as "ProjectSort" {
        /// By slug, ascending.
        SlugAsc "slug"
        /// By slug, descending.
        SlugDesc "-slug"
        /// By name without regard to case and accents, ascending.
        NameAsc "name"
        /// By name without regard to case and accents, descending.
        NameDesc "-name"
        /// Least mentioned first.
        ItemsAsc "items"
        /// Most mentioned first.
        ItemsDesc "-items"
        /// By the last month in which it is mentioned, oldest first.
        LastMonthAsc "lastMonth"
        /// By the last month in which it is mentioned, newest first.
        LastMonthDesc "-lastMonth"
        /// Best match of `q` first, one mentioned recently before others.
        Relevance "relevance"
        /// Best match of `q` first, whenever it was mentioned.
        Score "score"
    }
}

/// The question that the arguments of a list of projects ask.
pub fn project_params(
    page: &RawPage,
    q: Option<String>,
    kind: Option<Vec<ProjectKindName>>,
    sort: Option<Vec<ProjectOrder>>,
) -> RawProjectParams {
    let kinds = kind.into_iter().flatten();
    RawProjectParams {
        kind: kinds
            .map(|k| domain::ProjectKind::from(k).to_string())
            .collect(),
        text: text(q),
        list: RawListParams {
            sort: sort_keys(sort),
            page: page.clone(),
        },
    }
}

impl ProjectConnection {
    /// The projects asked for.
    pub fn answer(
        archive: &Arc<Archive>,
        page: &RawPage,
        q: Option<String>,
        kind: Option<Vec<ProjectKindName>>,
        sort: Option<Vec<ProjectOrder>>,
    ) -> Result<Self, Refusal> {
        let raw = project_params(page, q, kind, sort);
        let query = ProjectQuery::parse(&raw, Vec::new())?;
        let page = archive.projects(&query);
        Ok(Self {
            marker: query.text().map(|q| Arc::new(archive.project_marker(q))),
            page: page.map(|number| ProjectObject::new(archive, number)),
        })
    }
}

connection! {
    /// A page of projects.
    ProjectConnection of ProjectObject {
        marker: Option<Arc<Marker>>
    } with {
        /// What `q` was taken to mean, where a word of it is nowhere and is
        /// close to one that is; null otherwise.
        async fn corrected(&self) -> Option<&str> {
            self.page.corrected.as_deref()
        }
    }
    /// A project on a page.
    ProjectEdge complex (marker: Option<Arc<Marker>>) {
        /// Where the row matches `q`, text by text; empty without `q`.
        async fn highlights(&self) -> Vec<HighlightObject> {
            self.node.highlights(self.marker.as_deref())
        }
    }
}
