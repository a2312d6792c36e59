//! The table of REST addresses.

use super::route::{Route, Shape, array_of, no_schema, schema_of};
use super::{archive, categories, items, projects, reports, resources, service, sites, stats};
use crate::query::Accepts;

const NOTHING: Accepts = Accepts {
    filter: false,
    page: false,
    other: &[],
};
const FIELDS: Accepts = Accepts {
    other: &["fields"],
    ..NOTHING
};
const LIST: Accepts = Accepts {
    page: true,
    other: &["sort", "fields"],
    ..NOTHING
};
const PAGE: Accepts = Accepts {
    page: true,
    other: &["fields"],
    ..NOTHING
};
const ITEMS: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["sort", "facet", "fields"],
};
const FILTERED: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["sort", "fields"],
};
const STATS: Accepts = Accepts {
    filter: true,
    page: true,
    other: &["by", "sort", "fields"],
};
const PROJECTS: Accepts = Accepts {
    page: true,
    other: &["kind", "sort", "fields"],
    ..NOTHING
};
const COVERAGE: Accepts = Accepts {
    other: &["series", "month", "category", "fields"],
    ..NOTHING
};
const DIAGNOSTICS: Accepts = Accepts {
    page: true,
    other: &["severity", "code", "fields"],
    ..NOTHING
};

/// What most routes have in common.
const BASE: Route = Route {
    path: "",
    id: "",
    tag: "",
    summary: "",
    segment: None,
    accepts: FIELDS,
    shape: Shape::One,
    schema: no_schema,
    also: &[],
    handler: service::livez,
};

const REPORT: Route = Route {
    tag: "reports",
    segment: Some((
        "slug",
        "Slug of a report; `latest` and `first` redirect.",
        "2022-02",
    )),
    ..BASE
};
const CATEGORY: Route = Route {
    tag: "categories",
    segment: Some((
        "slug",
        "Slug of a category; another of its names redirects (308).",
        "publier",
    )),
    ..BASE
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
const RESOURCE: Route = Route {
    tag: "resources",
    segment: Some(("id", "Id of a resource.", "zctj2ukmotpp")),
    ..BASE
};

/// Every REST address.
pub static ROUTES: &[Route] = &[
    Route {
        path: "/",
        id: "home",
        tag: "archive",
        summary: "Leads to the addresses there are",
        accepts: NOTHING,
        shape: Shape::Redirect,
        handler: archive::home,
        ..BASE
    },
    Route {
        path: "/v1",
        id: "index",
        tag: "archive",
        summary: "The addresses there are",
        schema: schema_of::<archive::IndexView>,
        handler: archive::index,
        ..BASE
    },
    Route {
        path: "/v1/archive",
        id: "archive",
        tag: "archive",
        summary: "What the archive says of itself, and how much it holds",
        schema: schema_of::<archive::ArchiveView<'static>>,
        handler: archive::archive,
        ..BASE
    },
    Route {
        path: "/v1/reports",
        id: "reports",
        tag: "reports",
        summary: "Reports, newest month first; with an item filter, those that have an item that passes",
        accepts: FILTERED,
        shape: Shape::List,
        schema: schema_of::<reports::ReportSummaryView<'static>>,
        handler: reports::list,
        ..BASE
    },
    Route {
        path: "/v1/reports/{slug}/items",
        id: "reportItems",
        summary: "The items of a report",
        accepts: ITEMS,
        shape: Shape::FacetedList,
        schema: schema_of::<super::view::ItemView<'static>>,
        handler: reports::report_items,
        ..REPORT
    },
    Route {
        path: "/v1/reports/{slug}",
        id: "report",
        summary: "One report: its categories with their items; with `.md` the exact source, with `.html` or `.txt` as a document",
        schema: schema_of::<reports::ReportView<'static>>,
        also: &["text/markdown", "text/html", "text/plain"],
        handler: reports::one,
        ..REPORT
    },
    Route {
        path: "/v1/items",
        id: "items",
        tag: "items",
        summary: "Items, newest month first, then in reading order",
        accepts: ITEMS,
        shape: Shape::FacetedList,
        schema: schema_of::<super::view::ItemView<'static>>,
        handler: items::list,
        ..BASE
    },
    Route {
        path: "/v1/items/{id}",
        id: "item",
        tag: "items",
        summary: "One item",
        segment: Some(("id", "Id of an item.", "2022-02-abcdefgh")),
        schema: schema_of::<super::view::ItemView<'static>>,
        handler: items::one,
        ..BASE
    },
    Route {
        path: "/v1/categories",
        id: "categories",
        tag: "categories",
        summary: "Categories in the order of the reports",
        accepts: LIST,
        shape: Shape::List,
        schema: schema_of::<categories::CategoryView<'static>>,
        handler: categories::list,
        ..BASE
    },
    Route {
        path: "/v1/categories/{slug}",
        id: "category",
        summary: "One category",
        schema: schema_of::<categories::CategoryView<'static>>,
        handler: categories::one,
        ..CATEGORY
    },
    Route {
        path: "/v1/projects",
        id: "projects",
        tag: "projects",
        summary: "The projects of the registry",
        accepts: PROJECTS,
        shape: Shape::List,
        schema: schema_of::<projects::ProjectView<'static>>,
        handler: projects::list,
        ..BASE
    },
    Route {
        path: "/v1/projects/{slug}",
        id: "project",
        summary: "One project",
        schema: schema_of::<projects::ProjectView<'static>>,
        handler: projects::one,
        ..PROJECT
    },
    Route {
        path: "/v1/projects/{slug}/items",
        id: "projectItems",
        summary: "The items that mention a project",
        accepts: ITEMS,
        shape: Shape::FacetedList,
        schema: schema_of::<super::view::ItemView<'static>>,
        handler: projects::project_items,
        ..PROJECT
    },
    Route {
        path: "/v1/projects/{slug}/timeline",
        id: "projectTimeline",
        summary: "The months that mention a project, oldest first",
        accepts: PAGE,
        shape: Shape::List,
        schema: schema_of::<projects::TimelinePointView>,
        handler: projects::timeline,
        ..PROJECT
    },
    Route {
        path: "/v1/projects/{slug}/co-mentions",
        id: "projectCoMentions",
        summary: "The projects named in the same items, most often first",
        accepts: PAGE,
        shape: Shape::List,
        schema: schema_of::<projects::CoMentionView<'static>>,
        handler: projects::co_mentions,
        ..PROJECT
    },
    Route {
        path: "/v1/resources",
        id: "resources",
        tag: "resources",
        summary: "Resources by URL; with an item filter, those cited in an item that passes",
        accepts: FILTERED,
        shape: Shape::List,
        schema: schema_of::<resources::ResourceView<'static>>,
        handler: resources::list,
        ..BASE
    },
    Route {
        path: "/v1/resources/lookup",
        id: "resourceLookup",
        tag: "resources",
        summary: "The resource that an address leads to, in any of its spellings",
        accepts: Accepts {
            other: &["url"],
            ..NOTHING
        },
        shape: Shape::Redirect,
        handler: resources::lookup,
        ..BASE
    },
    Route {
        path: "/v1/resources/{id}",
        id: "resource",
        summary: "One resource",
        schema: schema_of::<resources::ResourceView<'static>>,
        handler: resources::one,
        ..RESOURCE
    },
    Route {
        path: "/v1/resources/{id}/citations",
        id: "resourceCitations",
        summary: "The links to a resource, newest month first",
        accepts: PAGE,
        shape: Shape::List,
        schema: schema_of::<resources::CitationView<'static>>,
        handler: resources::citations,
        ..RESOURCE
    },
    Route {
        path: "/v1/sites",
        id: "sites",
        tag: "resources",
        summary: "The hosts of resources, most cited first",
        accepts: LIST,
        shape: Shape::List,
        schema: schema_of::<sites::SiteView<'static>>,
        handler: sites::list,
        ..BASE
    },
    Route {
        path: "/v1/stats",
        id: "stats",
        tag: "statistics",
        summary: "Counts of items by up to three dimensions",
        accepts: STATS,
        shape: Shape::List,
        schema: schema_of::<stats::StatsRowView>,
        handler: stats::stats,
        ..BASE
    },
    Route {
        path: "/v1/coverage",
        id: "coverage",
        tag: "statistics",
        summary: "Month × category: published, empty or missing",
        accepts: COVERAGE,
        schema: schema_of::<stats::CoverageView<'static>>,
        handler: stats::coverage,
        ..BASE
    },
    Route {
        path: "/v1/diagnostics",
        id: "diagnostics",
        tag: "archive",
        summary: "What the loader had to say, by file and line",
        accepts: DIAGNOSTICS,
        shape: Shape::List,
        schema: schema_of::<stats::DiagnosticView<'static>>,
        handler: stats::diagnostics,
        ..BASE
    },
    Route {
        path: "/openapi.yaml",
        id: "openapiYaml",
        tag: "service",
        summary: "This document",
        accepts: NOTHING,
        shape: Shape::File("application/yaml"),
        handler: service::openapi_yaml,
        ..BASE
    },
    Route {
        path: "/openapi.json",
        id: "openapiJson",
        tag: "service",
        summary: "This document in JSON",
        accepts: NOTHING,
        shape: Shape::Bare,
        handler: service::openapi_json,
        ..BASE
    },
    Route {
        path: "/problems",
        id: "problems",
        tag: "service",
        summary: "The kinds of problems there are",
        schema: array_of::<service::ProblemKindView>,
        handler: service::problems,
        ..BASE
    },
    Route {
        path: "/problems/{slug}",
        id: "problem",
        tag: "service",
        summary: "What a kind of problem means, and the mend",
        segment: Some((
            "slug",
            "Last segment of a problem's `type`.",
            "invalid-parameter",
        )),
        schema: schema_of::<service::ProblemKindView>,
        handler: service::problem,
        ..BASE
    },
    Route {
        path: "/livez",
        id: "livez",
        tag: "service",
        summary: "Whether the process answers",
        accepts: NOTHING,
        shape: Shape::Bare,
        handler: service::livez,
        ..BASE
    },
    Route {
        path: "/readyz",
        id: "readyz",
        tag: "service",
        summary: "Whether a snapshot is loaded",
        accepts: NOTHING,
        shape: Shape::Bare,
        handler: service::readyz,
        ..BASE
    },
];
