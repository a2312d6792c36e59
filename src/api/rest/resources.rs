//! `/v1/resources` and below.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid, marked, not_found};
use super::form::{At, Entry, RowWriter, Spelling};
use super::items::item_entry;
use super::view::{HighlightView, LinkKindName, ReportKeyView, ResourceKeyView, highlights};
use crate::api::http::{Answer, Problem, Reply};
use crate::domain::{LinkKind, escape_html};
use crate::query::{
    CitationNumber, Fault, FaultCode, LinkText, ResourceNumber, ResourceQuery, ResourceRef, Stamp,
};

/// An address as written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Variant)]
struct VariantView {
    /// The address.
    href: String,
    /// Links that use it.
    count: u32,
    /// First month in which one does, YYYY-MM.
    first_month: String,
    /// Last month in which one does, YYYY-MM.
    last_month: String,
}

impl From<LinkText> for VariantView {
    fn from(link: LinkText) -> Self {
        Self {
            href: link.text,
            count: link.count,
            first_month: link.first.to_string(),
            last_month: link.last.to_string(),
        }
    }
}

/// A label of links.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LabelUse)]
struct LabelUseView {
    /// The label.
    label: String,
    /// Links that have it.
    count: u32,
    /// First month in which one does, YYYY-MM.
    first_month: String,
    /// Last month in which one does, YYYY-MM.
    last_month: String,
}

impl From<LinkText> for LabelUseView {
    fn from(link: LinkText) -> Self {
        Self {
            label: link.text,
            count: link.count,
            first_month: link.first.to_string(),
            last_month: link.last.to_string(),
        }
    }
}

/// How often a resource is cited.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResourceCounts)]
struct ResourceCountsView {
    /// Links that point to it.
    citations: u32,
    /// Items that cite it.
    items: u32,
}

/// The canonical URL that links point to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Resource)]
pub struct ResourceView<'a> {
    /// Key in addresses.
    id: String,
    /// Canonical URL.
    url: &'a str,
    /// Host; null for addresses without one.
    site: Option<&'a str>,
    /// Addresses as written, most frequent first.
    variants: Vec<VariantView>,
    /// Labels used, newest first.
    labels: Vec<String>,
    /// The same labels with their months.
    label_uses: Vec<LabelUseView>,
    /// How often it is cited.
    counts: ResourceCountsView,
    /// First month in which it is cited, YYYY-MM.
    first_month: Option<String>,
    /// Last month in which it is cited, YYYY-MM.
    last_month: Option<String>,
    /// Where the web archive keeps it as it was when it was first cited: the
    /// copy nearest to that day, or to the middle of that month. Computed, not
    /// asked: there may be none. Null for what is no page of the web.
    archived_url: Option<String>,
    /// Only if asked for: where its address and labels match `q`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<HighlightView>)]
    highlights: Option<Vec<HighlightView>>,
}

impl<'a> From<ResourceRef<'a>> for ResourceView<'a> {
    fn from(resource: ResourceRef<'a>) -> Self {
        let months = resource.month_range();
        let labels = resource.labels();
        Self {
            id: resource.url().id().to_string(),
            url: resource.url().as_str(),
            site: resource.url().site(),
            variants: resource.variants().into_iter().map(Into::into).collect(),
            labels: labels.iter().map(|label| label.text.clone()).collect(),
            label_uses: labels.into_iter().map(Into::into).collect(),
            archived_url: resource.archived_url(),
            counts: ResourceCountsView {
                citations: resource.citation_count(),
                items: resource.items(),
            },
            first_month: months.map(|(first, _)| first.to_string()),
            last_month: months.map(|(_, last)| last.to_string()),
            highlights: None,
        }
    }
}

/// `/v1/resources`
pub fn list(mut call: Call<'_>) -> Result<Reply, Problem> {
    let mut raw = call.pairs.item_params();
    call.newest_first(&mut raw.sort, "-lastMonth");
    let query = ResourceQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.resources(&query);
    call.marker = marked(query.text(), |q| call.archive.resource_marker(q));
    let spelling = Spelling { row: write, entry };
    call.list(page, spelling, None)
}

/// Writes a resource as one row.
pub fn write(number: ResourceNumber, at: &At<'_>, out: &mut RowWriter<'_>) {
    if let Some(resource) = at.archive.resource(number) {
        let found = at
            .marker
            .map(|m| at.archive.resource_highlights(m, &resource));
        out.put(&ResourceView {
            highlights: found.map(highlights),
            ..ResourceView::from(resource)
        });
    }
}

fn entry(number: ResourceNumber, at: &At<'_>) -> Option<Entry> {
    let resource = at.archive.resource(number)?;
    let (id, url) = (resource.url().id(), resource.url().as_str());
    let (first, last) = resource.month_range()?;
    let labels = resource.labels();
    let label = labels.iter().find(|l| !l.text.trim().is_empty());
    let title = label.map_or(url, |l| l.text.as_str());
    Some(Entry {
        key: ("resource", id.to_string()),
        title: title.to_owned(),
        page: url.to_owned(),
        own: at.addresses.json(format_args!("/v1/resources/{id}")),
        published: Stamp::of_day(first.first_day()),
        updated: Stamp::of_day(last.first_day()),
        text: format!("{title}: {url}"),
        html: format!(
            "<p><a href=\"{}\">{}</a></p>",
            escape_html(url),
            escape_html(title)
        ),
        tags: Vec::new(),
    })
}

/// `/v1/resources/lookup?url=`
pub fn lookup(mut call: Call<'_>) -> Result<Answer, Problem> {
    let url = call.pairs.one("url");
    if url.is_none() {
        let detail = "say which address, such as `url=https://github.com/etalab/sill`";
        call.pairs
            .faults
            .push(Fault::new("url", FaultCode::MissingParameter, detail));
    }
    call.check()?;
    let url = url.unwrap_or_default();
    let number = call
        .archive
        .resource_by_url(&url)
        .map_err(|e| invalid(&e))?;
    let found = number.and_then(|n| call.archive.resource(n));
    let Some(resource) = found else {
        return Err(not_found("resource cited at", &url, "/v1/resources"));
    };
    let path = format!("/v1/resources/{}", resource.url().id());
    call.redirect(StatusCode::TEMPORARY_REDIRECT, &path, &["url"])
}

/// `/v1/resources/{id}`
pub fn one(call: Call<'_>) -> Result<Answer, Problem> {
    let id = call.segment();
    let found = call
        .archive
        .resource_by_id(&id)
        .and_then(|n| call.archive.resource(n));
    let Some(resource) = found else {
        return Err(not_found("resource", &id, "/v1/resources"));
    };
    call.one(&ResourceView::from(resource))
}

/// A resource cited by an item.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Citation)]
pub struct CitationView<'a> {
    /// The resource.
    resource: ResourceKeyView,
    /// Id of the item.
    item: String,
    /// The report it is in.
    report: ReportKeyView<'a>,
    /// The report's month, YYYY-MM.
    month: String,
    /// How the link was written.
    #[schema(value_type = LinkKindName)]
    kind: LinkKind,
    /// Plain text of the label.
    label: String,
    /// Target as written.
    href: String,
    /// Where the web archive keeps the page as it was when it was cited: the
    /// copy nearest to the report's day, or to the middle of its month.
    /// Computed, not asked: there may be none. Null for what is no page of the
    /// web.
    archived_url: Option<String>,
    /// Text of the item.
    text: String,
}

/// Writes a citation as one row.
pub fn write_citation(number: CitationNumber, at: &At<'_>, out: &mut RowWriter<'_>) {
    let Some(citation) = at.archive.citation(number) else {
        return;
    };
    let Some(url) = &citation.link.resource else {
        return;
    };
    let report = citation.item.report_data();
    let month = report.date.month().to_string();
    out.put(&CitationView {
        resource: url.into(),
        item: citation.item.id(),
        report: ReportKeyView {
            slug: report.slug.as_str(),
            month: month.clone(),
        },
        month,
        archived_url: citation.archived_url(),
        kind: citation.link.kind,
        label: citation.link.label,
        href: citation.link.href,
        text: citation.item.item.text,
    });
}

fn citation_entry(number: CitationNumber, at: &At<'_>) -> Option<Entry> {
    let citation = at.archive.citation(number)?;
    let key = format!("{}#{}", citation.item.id(), number.place());
    let title = match citation.link.label.trim() {
        "" => &citation.link.href,
        label => label,
    };
    Some(item_entry(citation.item, ("citation", key), title, at))
}

/// `/v1/resources/{id}/citations`
pub fn citations(mut call: Call<'_>) -> Result<Reply, Problem> {
    let id = call.segment();
    let archive = call.archive;
    let found = archive
        .resource_by_id(&id)
        .and_then(|n| archive.resource(n));
    let Some(resource) = found else {
        return Err(not_found("resource", &id, "/v1/resources"));
    };
    let (raw, faults) = (call.pairs.page(), call.faults());
    let page = archive
        .citations(resource.number, &raw, faults)
        .map_err(|e| invalid(&e))?;
    let spelling = Spelling {
        row: write_citation,
        entry: citation_entry,
    };
    call.list(page, spelling, None)
}
