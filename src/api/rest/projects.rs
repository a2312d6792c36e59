//! `/v1/projects` and below.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid, marked, not_found};
use super::form::{At, Entry, Line, RowWriter, Spelling, Tag};
use super::items;
use super::view::{HighlightView, ProjectKeyView, highlights};
use crate::api::http::{Answer, Problem, Reply};
use crate::api::picture::monthly::{self, Bars};
use crate::domain::escape_html;
use crate::query::{
    CoMention, ProjectNumber, ProjectQuery, ProjectRef, RawProjectParams, Scope, Stamp,
    TimelinePoint,
};

/// What a registry entry is.
#[derive(ToSchema)]
#[schema(as = ProjectKind, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "names the values in the OpenAPI document only")]
pub(super) enum ProjectKindName {
    Project,
    Programme,
}

/// How often a project occurs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectCounts)]
struct ProjectCountsView {
    /// Items that mention it.
    items: u32,
    /// Distinct resources cited in those items.
    resources: u32,
}

/// An entry of the registry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Project)]
pub struct ProjectView<'a> {
    /// Key in addresses.
    slug: &'a str,
    /// Display name.
    name: &'a str,
    /// Project or programme.
    #[schema(value_type = ProjectKindName)]
    kind: &'a str,
    /// Other names.
    aliases: Vec<&'a str>,
    /// Addresses at or below which a link is a mention.
    urls: Vec<&'a str>,
    /// The larger project it belongs to.
    part_of: Option<ProjectKeyView<'a>>,
    /// Home page.
    homepage: Option<&'a str>,
    /// The same thing elsewhere.
    same_as: &'a [String],
    /// How often it occurs.
    counts: ProjectCountsView,
    /// First month in which it is mentioned, YYYY-MM.
    first_month: Option<String>,
    /// Last month in which it is mentioned, YYYY-MM.
    last_month: Option<String>,
    /// Only if asked for: where its names match `q`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<HighlightView>)]
    highlights: Option<Vec<HighlightView>>,
}

/// How a project is named elsewhere.
pub(super) fn key(project: ProjectRef<'_>) -> ProjectKeyView<'_> {
    ProjectKeyView {
        slug: project.data.slug.as_str(),
        name: &project.data.name,
    }
}

impl<'a> From<ProjectRef<'a>> for ProjectView<'a> {
    fn from(project: ProjectRef<'a>) -> Self {
        let months = project.month_range();
        let data = project.data;
        Self {
            slug: data.slug.as_str(),
            name: &data.name,
            kind: data.kind.as_str(),
            aliases: data.aliases.iter().map(|a| a.name.as_str()).collect(),
            urls: data
                .urls
                .iter()
                .map(crate::domain::ResourceUrl::as_str)
                .collect(),
            part_of: project.part_of().map(key),
            homepage: data.homepage.as_deref(),
            same_as: &data.same_as,
            counts: ProjectCountsView {
                items: project.items(),
                resources: project.resources(),
            },
            first_month: months.map(|(first, _)| first.to_string()),
            last_month: months.map(|(_, last)| last.to_string()),
            highlights: None,
        }
    }
}

/// `/v1/projects`
pub fn list(mut call: Call<'_>) -> Result<Reply, Problem> {
    let mut raw = RawProjectParams {
        kind: call.pairs.list("kind"),
        text: call.pairs.text(),
        list: call.pairs.list_params(),
    };
    call.newest_first(&mut raw.list.sort, "-lastMonth");
    let query = ProjectQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.projects(&query);
    call.marker = marked(query.text(), |q| call.archive.project_marker(q));
    let spelling = Spelling { row: write, entry };
    call.list(page, spelling, None)
}

/// Writes a project as one row.
pub fn write(number: ProjectNumber, at: &At<'_>, out: &mut RowWriter<'_>) {
    if let Some(project) = at.archive.project(number) {
        let found = at
            .marker
            .map(|m| at.archive.project_highlights(m, &project));
        out.put(&ProjectView {
            highlights: found.map(highlights),
            ..ProjectView::from(project)
        });
    }
}

fn entry(number: ProjectNumber, at: &At<'_>) -> Option<Entry> {
    let project = at.archive.project(number)?;
    let (slug, name) = (project.data.slug.as_str(), &project.data.name);
    let own = at.addresses.json(format_args!("/v1/projects/{slug}"));
    let unknown = at.archive.meta().last_modified.unwrap_or_default();
    let months = project.month_range();
    let span = months.map_or_else(String::new, |(a, b)| format!(", {a} – {b}"));
    let text = format!("{name}: {} items{span}", project.items());
    Some(Entry {
        key: ("project", slug.to_owned()),
        title: name.clone(),
        page: project.data.homepage.clone().unwrap_or_else(|| own.clone()),
        own,
        published: Stamp::of_day(months.map_or(unknown, |(first, _)| first.first_day())),
        updated: Stamp::of_day(months.map_or(unknown, |(_, last)| last.first_day())),
        html: format!("<p>{}</p>", escape_html(&text)),
        text,
        tags: vec![Tag {
            term: project.data.kind.as_str().to_owned(),
            label: project.data.kind.as_str().to_owned(),
        }],
    })
}

/// Goes on with the project that the path names, or sends an alias to it.
fn with_project<R: From<Answer>>(
    call: Call<'_>,
    below: &str,
    answer: impl FnOnce(Call<'_>, ProjectRef<'_>) -> Result<R, Problem>,
) -> Result<R, Problem> {
    let name = call.segment();
    let archive = call.archive;
    let found = archive
        .project_by_name(&name)
        .and_then(|n| archive.project(n));
    let Some(project) = found else {
        return Err(not_found("project", &name, "/v1/projects"));
    };
    let slug = project.data.slug.as_str();
    if slug != name {
        let suffix = call.suffix.unwrap_or_default();
        let path = format!("/v1/projects/{slug}{below}{suffix}");
        let redirect = call.redirect(StatusCode::PERMANENT_REDIRECT, &path, &[]);
        return redirect.map(Into::into);
    }
    answer(call, project)
}

/// `/v1/projects/{slug}`
pub fn one(call: Call<'_>) -> Result<Answer, Problem> {
    with_project(call, "", |call, project| {
        call.one(&ProjectView::from(project))
    })
}

/// `/v1/projects/{slug}/items`
pub fn project_items(call: Call<'_>) -> Result<Reply, Problem> {
    with_project(call, "/items", |call, project| {
        items::within(call, Scope::Project(project.number))
    })
}

/// One month of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelinePoint)]
pub struct TimelinePointView {
    /// The month, YYYY-MM.
    month: String,
    /// Items that mention the project.
    items: u32,
}

/// `/v1/projects/{slug}/timeline`, also as `.svg`.
pub fn timeline(call: Call<'_>) -> Result<Reply, Problem> {
    with_project(call, "/timeline", |mut call, project| {
        let drawn = call.drawn_in();
        let (raw, faults) = (call.pairs.page(), call.faults());
        let page = call
            .archive
            .timeline(project.number, &raw, faults)
            .map_err(|e| invalid(&e))?;
        if let Some(lang) = drawn {
            let bars = Bars::of_project(project, &page.rows, lang);
            let picture = call.picture(lang, |style| monthly::svg(&bars, style));
            return picture.map(Into::into);
        }
        let row = |(_, p): Of<TimelinePoint>, _: &At<'_>, out: &mut RowWriter<'_>| {
            out.put(&TimelinePointView {
                month: p.month.to_string(),
                items: p.items,
            });
        };
        let spelling = Spelling {
            row,
            entry: month_entry,
        };
        let number = project.number;
        call.list(page.map(|point| (number, point)), spelling, None)
    })
}

/// A row below a project, which its entry names.
type Of<T> = (ProjectNumber, T);

fn month_entry((number, point): Of<TimelinePoint>, at: &At<'_>) -> Option<Entry> {
    let project = at.archive.project(number)?;
    let (slug, name) = (project.data.slug.as_str(), &project.data.name);
    let (month, items) = (point.month, point.items);
    let line = Line {
        key: ("mentions", format!("{slug}/{month}")),
        title: format!("{name}, {month}: {items}"),
        text: format!("{name}: {items} items in {month}"),
        months: Some((month, month)),
        path: format!("/items?project={slug}&month={month}"),
        tags: Vec::new(),
    };
    Some(Entry::of_line(line, at))
}

/// A project named in the same items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoMention)]
pub struct CoMentionView<'a> {
    /// The other project.
    project: ProjectKeyView<'a>,
    /// Items that mention both.
    items: u32,
}

/// `/v1/projects/{slug}/co-mentions`
pub fn co_mentions(call: Call<'_>) -> Result<Reply, Problem> {
    with_project(call, "/co-mentions", |mut call, project| {
        let (raw, faults) = (call.pairs.page(), call.faults());
        let page = call
            .archive
            .co_mentions(project.number, &raw, faults)
            .map_err(|e| invalid(&e))?;
        let row = |(_, c): Of<CoMention>, at: &At<'_>, out: &mut RowWriter<'_>| {
            if let Some(other) = at.archive.project(c.project) {
                out.put(&CoMentionView {
                    project: key(other),
                    items: c.items,
                });
            }
        };
        let spelling = Spelling {
            row,
            entry: company_entry,
        };
        let number = project.number;
        call.list(page.map(|row| (number, row)), spelling, None)
    })
}

fn company_entry((number, row): Of<CoMention>, at: &At<'_>) -> Option<Entry> {
    let (one, other) = (
        at.archive.project(number)?,
        at.archive.project(row.project)?,
    );
    let (slug, with) = (one.data.slug.as_str(), other.data.slug.as_str());
    let names = format!("{}, {}", one.data.name, other.data.name);
    let line = Line {
        key: ("co-mention", format!("{slug}/{with}")),
        title: format!("{names}: {}", row.items),
        text: format!("{names}: {} items name both", row.items),
        months: other.month_range(),
        path: format!("/items?project.all={slug},{with}"),
        tags: Vec::new(),
    };
    Some(Entry::of_line(line, at))
}
