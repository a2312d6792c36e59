//! `/v1/reports` and below.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid, marked, not_found};
use super::changes::{gone, moved};
use super::document;
use super::form::{At, Entry, RowWriter, Spelling, Tag};
use super::items;
use super::view::{HighlightView, ItemView, highlights, items as item_views};
use crate::api::Addresses;
use crate::api::Linked;
use crate::api::http::{Answer, Problem, Reply};
use crate::query::{ReportNumber, ReportQuery, ReportRef, Scope, Stamp, Standing};

/// How much is in a report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReportCounts)]
struct ReportCountsView {
    /// Items.
    items: usize,
    /// Links in them.
    links: u32,
    /// Category headings.
    categories: usize,
    /// Category headings with nothing under them.
    empty_categories: usize,
}

/// Where a report comes from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportProvenance)]
struct ReportProvenanceView<'a> {
    /// File below the archive folder.
    path: &'a str,
    /// Size of the file in bytes.
    bytes: usize,
    /// Commit of the archive's repository, where it is one.
    commit: Option<&'a str>,
}

/// One Markdown file of a series.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportHead)]
struct ReportHeadView<'a> {
    /// Key in addresses: the date, behind the series' slug in a named series.
    slug: &'a str,
    /// Its series.
    series: &'a str,
    /// Its month, YYYY-MM.
    month: String,
    /// Its date, YYYY-MM or YYYY-MM-DD, as precise as it is known.
    date: String,
    /// Title.
    title: Option<&'a str>,
    /// How much is in it.
    counts: ReportCountsView,
    /// Slug of the report before it in its series.
    previous: Option<&'a str>,
    /// Slug of the report after it in its series.
    next: Option<&'a str>,
    /// Its own address.
    permalink: String,
    /// Where it comes from.
    provenance: ReportProvenanceView<'a>,
}

/// A category heading of a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportCategorySummary)]
struct CategorySummaryView<'a> {
    /// Key of the category.
    slug: &'a str,
    /// Display name.
    name: &'a str,
    /// The heading as written.
    heading: String,
    /// Items under it.
    count: usize,
}

/// A category heading of a report with its items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportCategory)]
struct CategoryItemsView<'a> {
    /// Key of the category.
    slug: &'a str,
    /// Display name.
    name: &'a str,
    /// The heading as written.
    heading: String,
    /// Items under it.
    count: usize,
    /// The items.
    items: Vec<ItemView<'a>>,
}

/// A report without its items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportSummary)]
pub struct ReportSummaryView<'a> {
    #[serde(flatten)]
    head: ReportHeadView<'a>,
    /// Its category headings in order, empty ones too.
    categories: Vec<CategorySummaryView<'a>>,
    /// Only if asked for: where its title and headings match `q`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<HighlightView>)]
    highlights: Option<Vec<HighlightView>>,
}

/// A report with its items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportView<'a> {
    #[serde(flatten)]
    head: ReportHeadView<'a>,
    /// Items before the first category.
    preamble: Vec<ItemView<'a>>,
    /// Its category headings in order, empty ones too.
    categories: Vec<CategoryItemsView<'a>>,
}

fn head<'a>(report: ReportRef<'a>, addresses: &Addresses) -> ReportHeadView<'a> {
    let data = report.data;
    let categories = report.categories();
    ReportHeadView {
        slug: data.slug.as_str(),
        series: data.series.as_str(),
        month: data.date.month().to_string(),
        date: data.date.to_string(),
        title: data.title.as_deref(),
        counts: ReportCountsView {
            items: data.items.len(),
            links: report.link_count(),
            categories: categories.len(),
            empty_categories: categories.iter().filter(|c| c.docs.is_empty()).count(),
        },
        previous: report.previous().map(|r| r.data.slug.as_str()),
        next: report.next().map(|r| r.data.slug.as_str()),
        permalink: addresses.report(&data.slug),
        provenance: ReportProvenanceView {
            path: &data.path,
            bytes: data.source().len(),
            commit: None,
        },
    }
}

fn summary<'a>(report: ReportRef<'a>, addresses: &Addresses) -> ReportSummaryView<'a> {
    let categories = report
        .categories()
        .into_iter()
        .map(|c| CategorySummaryView {
            slug: c.category.slug(),
            name: c.category.name(),
            heading: c.heading,
            count: c.docs.len(),
        });
    ReportSummaryView {
        head: head(report, addresses),
        categories: categories.collect(),
        highlights: None,
    }
}

/// `/v1/reports`
pub fn list(mut call: Call<'_>) -> Result<Reply, Problem> {
    let raw = call.pairs.item_params();
    let query = ReportQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.reports(&query);
    call.marker = marked(query.text(), |q| call.archive.report_marker(q));
    let spelling = Spelling { row: write, entry };
    call.list(page, spelling, None)
}

/// Writes a report without its items as one row.
pub fn write(number: ReportNumber, at: &At<'_>, out: &mut RowWriter<'_>) {
    if let Some(report) = at.archive.report(number) {
        let found = at.marker.map(|m| at.archive.report_highlights(m, &report));
        out.put(&ReportSummaryView {
            highlights: found.map(highlights),
            ..summary(report, at.addresses)
        });
    }
}

fn entry(number: ReportNumber, at: &At<'_>) -> Option<Entry> {
    let report = at.archive.report(number)?;
    let data = report.data;
    let filled = report.categories().into_iter();
    let filled = filled.filter(|c| !c.docs.is_empty());
    Some(Entry {
        key: ("report", data.slug.to_string()),
        title: document::title(at.archive, report),
        page: at.addresses.page(&data.slug),
        own: at.addresses.report(&data.slug),
        published: Stamp::of_day(data.date.first_day()),
        updated: Stamp::of_day(data.updated.unwrap_or(data.date).first_day()),
        text: document::text(at.archive, report),
        html: document::content(at.archive, report),
        tags: filled
            .map(|c| Tag {
                term: c.category.slug().to_owned(),
                label: c.category.name().to_owned(),
            })
            .collect(),
    })
}

/// What a path names: a report, or one that stands for another.
enum Named {
    Report(ReportNumber),
    Redirect(ReportNumber),
    /// The slug that it has now.
    Moved(String),
}

fn named(call: &Call<'_>, slug: &str) -> Result<Named, Problem> {
    let archive = call.archive;
    let found = match slug {
        "latest" => archive.latest_report().map(Named::Redirect),
        "first" => archive.first_report().map(Named::Redirect),
        slug => match archive.report_standing(slug) {
            Standing::Live(number) => Some(Named::Report(number)),
            Standing::Moved(to) => Some(Named::Moved(to)),
            Standing::Gone(tombstone) => return Err(gone(tombstone)),
            Standing::Unknown => None,
        },
    };
    found.ok_or_else(|| not_found("report", slug, "/v1/reports"))
}

fn go_to(call: Call<'_>, number: ReportNumber, rest: &str) -> Result<Answer, Problem> {
    let slug = call
        .archive
        .report(number)
        .map_or("", |r| r.data.slug.as_str());
    let suffix = call.suffix.unwrap_or_default();
    let path = format!("/v1/reports/{slug}{rest}{suffix}");
    call.redirect(StatusCode::TEMPORARY_REDIRECT, &path, &[])
}

/// `/v1/reports/{slug}`, also with `.md`, `.html`, `.txt`, `.jsonld` or `.json`.
pub fn one(mut call: Call<'_>) -> Result<Answer, Problem> {
    let slug = call.segment();
    let number = match named(&call, &slug)? {
        Named::Report(number) => number,
        Named::Redirect(number) => return go_to(call, number, ""),
        Named::Moved(to) => return moved(call, &format!("/v1/reports/{to}"), ""),
    };
    let Some(report) = call.archive.report(number) else {
        return Err(not_found("report", &slug, "/v1/reports"));
    };
    call.check()?;
    let media_type = call.media_type()?;
    if media_type != "application/json" {
        call.check_no_fields()?;
    }
    let addresses = call.addresses;
    let mut answer = match media_type {
        "text/markdown" => call.text(
            "text/markdown; charset=utf-8",
            report.data.source().to_string(),
        ),
        "text/html" => document::html_answer(&call, report),
        "text/plain" => call.text(
            "text/plain; charset=utf-8",
            document::text(call.archive, report),
        ),
        "application/ld+json" => call.text(
            "application/ld+json",
            Linked::new(call.archive, call.addresses).report(report),
        ),
        _ => json(call, report)?,
    };
    answer.links.extend(document::alternates(
        addresses,
        report.data.slug.as_str(),
        media_type,
    ));
    Ok(answer)
}

fn json(call: Call<'_>, report: ReportRef<'_>) -> Result<Answer, Problem> {
    let views = |docs: Vec<_>| item_views(call.archive, docs, call.addresses);
    let categories = report.categories().into_iter().map(|c| CategoryItemsView {
        slug: c.category.slug(),
        name: c.category.name(),
        heading: c.heading,
        count: c.docs.len(),
        items: views(c.docs),
    });
    let view = ReportView {
        head: head(report, call.addresses),
        preamble: views(report.preamble()),
        categories: categories.collect(),
    };
    call.one_as_json(&view)
}

/// `/v1/reports/{slug}/items`
pub fn report_items(call: Call<'_>) -> Result<Reply, Problem> {
    let slug = call.segment();
    match named(&call, &slug)? {
        Named::Report(number) => items::within(call, Scope::Report(number)),
        Named::Redirect(number) => go_to(call, number, "/items").map(Into::into),
        Named::Moved(to) => moved(call, &format!("/v1/reports/{to}"), "/items").map(Into::into),
    }
}
