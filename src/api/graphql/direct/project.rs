//! Projects, their timelines and their company.

use super::connection::Node;
use super::item::ItemField;
use super::list::List;
use super::{Elsewhere, Object, fields};
use crate::api::graphql::project::ProjectKindName;
use crate::query::{Archive, CoMention, ProjectNumber, ProjectRef, Scope, TimelinePoint};

fields! {
    /// A field of a project.
    ProjectField of (project: ProjectRef<'r>, out) {
        "id" => Id: out.texts(&["project:", project.data.slug.as_str()]),
        "slug" => Slug: out.plain(project.data.slug.as_str()),
        "name" => Name: out.text(&project.data.name),
        "kind" => Kind: out.name::<ProjectKindName>(project.data.kind),
        "aliases" => Aliases: out.list(&project.data.aliases, |alias, out| out.text(&alias.name)),
        "urls" => Urls: out.list(&project.data.urls, |url, out| out.text(url.as_str())),
        "partOf" => PartOf(below: Box<Object<ProjectField>>): below.write_or_null(project.part_of().as_ref(), out),
        "homepage" => Homepage: out.text_or_null(project.data.homepage.as_deref()),
        "sameAs" => SameAs: out.list(&project.data.same_as, |url, out| out.text(url)),
        "counts" => Counts(below: Object<ProjectCountField>): below.write(project, out),
        "firstMonth" => FirstMonth: out.month_or_null(project.month_range().map(|range| range.0)),
        "lastMonth" => LastMonth: out.month_or_null(project.month_range().map(|range| range.1)),
        "timeline" => Timeline(below: Box<List<TimelineField>>): below.write(project.number, out),
        "coMentions" => CoMentions(below: Box<List<CoMentionField>>): below.write(project.number, out),
        "items" => Items(below: Box<List<ItemField>>): below.write(Scope::Project(project.number), out),
    }
}

impl Node for ProjectField {
    type Number = ProjectNumber;

    fn row(archive: &Archive, number: ProjectNumber) -> Option<ProjectRef<'_>> {
        archive.project(number)
    }
}

fields! {
    /// A field of how many of everything a project has.
    ProjectCountField of (project: ProjectRef<'r>, out) {
        "items" => Items: out.number(project.items()),
        "resources" => Resources: out.number(project.resources()),
    }
}

fields! {
    /// A field of a project's month.
    TimelineField of (point: TimelinePoint, out) {
        "month" => Month: out.month(point.month),
        "items" => Items: out.number(point.items),
    }
}

impl Node for TimelineField {
    type Number = TimelinePoint;

    fn row(_: &Archive, point: TimelinePoint) -> Option<TimelinePoint> {
        Some(point)
    }
}

fields! {
    /// A field of a project named with another.
    CoMentionField of (other: CoMention, out) {
        "project" => Project(below: Object<ProjectField>): {
            let project = out.archive.project(other.project).ok_or(Elsewhere)?;
            below.write(&project, out)
        },
        "items" => Items: out.number(other.items),
    }
}

impl Node for CoMentionField {
    type Number = CoMention;

    fn row(_: &Archive, other: CoMention) -> Option<CoMention> {
        Some(other)
    }
}
