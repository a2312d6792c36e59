//! `/v1` and `/v1/archive`.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use crate::api::http::{Answer, Problem};

/// Who publishes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Publisher)]
struct PublisherView<'a> {
    /// Name.
    name: &'a str,
    /// Home page.
    url: Option<&'a str>,
}

/// Under which licence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = License)]
struct LicenseView<'a> {
    /// Name.
    name: &'a str,
    /// SPDX identifier.
    spdx: Option<&'a str>,
    /// Its text.
    url: Option<&'a str>,
}

/// One run of reports.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
struct SeriesView<'a> {
    /// Key in parameters.
    slug: &'a str,
    /// Title.
    title: Option<&'a str>,
    /// Reports.
    reports: u32,
}

/// First and last month, both inside, YYYY-MM.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthRange)]
pub struct MonthRangeView {
    /// First month.
    pub first: String,
    /// Last month.
    pub last: String,
}

impl From<(crate::domain::Month, crate::domain::Month)> for MonthRangeView {
    fn from((first, last): (crate::domain::Month, crate::domain::Month)) -> Self {
        Self {
            first: first.to_string(),
            last: last.to_string(),
        }
    }
}

/// How many of everything.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counts)]
struct CountsView {
    /// Reports.
    reports: u32,
    /// Items.
    items: u32,
    /// Links, each occurrence.
    links: u32,
    /// Resources, each once.
    resources: u32,
    /// Projects of the registry.
    projects: u32,
    /// Categories, each once.
    categories: u32,
}

/// What the archive says of itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Archive)]
pub struct ArchiveView<'a> {
    /// Title.
    title: &'a str,
    /// Language of the reports, BCP 47.
    language: &'a str,
    /// Where the reports are published.
    source: Option<&'a str>,
    /// Series, the default one first.
    series: Vec<SeriesView<'a>>,
    /// First and last month.
    months: Option<MonthRangeView>,
    /// How many of everything.
    counts: CountsView,
    /// Key of the content: equal on every server that has the same.
    revision: &'a str,
    /// Last update as the reports tell it, RFC 3339.
    last_modified: Option<String>,
    /// Licence.
    license: Option<LicenseView<'a>>,
    /// Publisher.
    publisher: Option<PublisherView<'a>>,
    /// Ready to paste.
    attribution: &'a str,
}

/// `/v1/archive`
pub fn archive(call: Call<'_>) -> Result<Answer, Problem> {
    let archive = call.archive;
    let (about, meta, counts) = (archive.about(), archive.meta(), archive.counts());
    let series = archive.series();
    let view = ArchiveView {
        title: &meta.title,
        language: &about.language,
        source: about.source.as_deref(),
        series: series
            .map(|(slug, title, reports)| SeriesView {
                slug,
                title,
                reports,
            })
            .collect(),
        months: archive.month_range().map(Into::into),
        counts: CountsView {
            reports: counts.reports,
            items: counts.items,
            links: counts.links,
            resources: counts.resources,
            projects: counts.projects,
            categories: counts.categories,
        },
        revision: &meta.revision,
        last_modified: meta.last_modified.map(|d| format!("{d}T00:00:00Z")),
        license: about.license.as_ref().map(|l| LicenseView {
            name: &l.name,
            spdx: l.spdx.as_deref(),
            url: l.url.as_deref(),
        }),
        publisher: about.publisher.as_ref().map(|p| PublisherView {
            name: &p.name,
            url: p.url.as_deref(),
        }),
        attribution: &meta.attribution,
    };
    call.one(&view)
}

/// Every address by the name of its operation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Index)]
pub struct IndexView {
    /// Title of the archive.
    title: String,
    /// Addresses; `{…}` is to be filled in (RFC 6570).
    routes: BTreeMap<&'static str, String>,
}

/// `/`
pub fn home(call: Call<'_>) -> Result<Answer, Problem> {
    call.redirect(StatusCode::TEMPORARY_REDIRECT, "/v1", &[])
}

/// `/v1`
pub fn index(call: Call<'_>) -> Result<Answer, Problem> {
    let address = |path: &str| call.addresses.at(path);
    let mut routes: BTreeMap<&'static str, String> = if call.addresses.are_files() {
        super::export::templates(call.addresses).collect()
    } else {
        super::routes().map(|r| (r.id, address(r.path))).collect()
    };
    if !call.addresses.are_files() {
        routes.insert("graphql", address("/graphql"));
    }
    routes.insert("graphqlSchema", address("/graphql/schema.graphql"));
    let view = IndexView {
        title: call.archive.meta().title.clone(),
        routes,
    };
    call.one(&view)
}
