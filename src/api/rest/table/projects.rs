//! Projects, and what is below them.

use super::{BASE, ITEM_COLUMNS, ITEMS, NOTHING, PAGE};
use crate::api::rest::route::{Handler, Route, Shape, schema_of};
use crate::api::rest::view::ItemView;
use crate::api::rest::{drawing, projects};
use crate::query::Accepts;

const PROJECTS: Accepts = Accepts {
    page: true,
    other: &["kind", "q", "highlight", "sort", "fields"],
    ..NOTHING
};

const TIMELINE: Accepts = Accepts {
    page: true,
    other: &["fields", "lang"],
    ..NOTHING
};

const PROJECT: Route = Route {
    tag: "projects",
    segment: Some((
        "slug",
        "Slug of a project; its name or an alias redirects (308).",
        "sill",
    )),
    ..BASE
};

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/v1/projects",
        id: "projects",
        tag: "projects",
        summary: "The projects of the registry",
        accepts: PROJECTS,
        shape: Shape::List,
        schema: schema_of::<projects::ProjectView<'static>>,
        columns: &[
            "slug",
            "name",
            "kind",
            "aliases",
            "urls",
            "partOf.slug",
            "homepage",
            "sameAs",
            "counts.items",
            "counts.resources",
            "firstMonth",
            "lastMonth",
        ],
        handler: Handler::Any(projects::list),
        ..BASE
    },
    Route {
        path: "/v1/projects/{slug}",
        id: "project",
        summary: "One project",
        schema: schema_of::<projects::ProjectView<'static>>,
        handler: Handler::Plain(projects::one),
        ..PROJECT
    },
    Route {
        path: "/v1/projects/{slug}/items",
        id: "projectItems",
        summary: "The items that mention a project",
        accepts: ITEMS,
        shape: Shape::FacetedList,
        schema: schema_of::<ItemView<'static>>,
        columns: ITEM_COLUMNS,
        handler: Handler::Any(projects::project_items),
        ..PROJECT
    },
    Route {
        path: "/v1/projects/{slug}/timeline",
        id: "projectTimeline",
        summary: "The months that mention a project, oldest first; drawn with `.svg`",
        accepts: TIMELINE,
        shape: Shape::List,
        also: drawing::ALSO,
        schema: schema_of::<projects::TimelinePointView>,
        handler: Handler::Any(projects::timeline),
        ..PROJECT
    },
    Route {
        path: "/v1/projects/{slug}/co-mentions",
        id: "projectCoMentions",
        summary: "The projects named in the same items, most often first",
        accepts: PAGE,
        shape: Shape::List,
        schema: schema_of::<projects::CoMentionView<'static>>,
        handler: Handler::Any(projects::co_mentions),
        ..PROJECT
    },
];
