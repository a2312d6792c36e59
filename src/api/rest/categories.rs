//! `/v1/categories`, `/v1/categories/{slug}`.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid, not_found};
use super::form::{At, Entry, Line, RowWriter, Spelling};
use crate::api::http::{Answer, Problem, Reply};
use crate::query::{CategoryNumber, CategoryQuery, CategoryRef};

/// How often a category occurs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CategoryCounts)]
struct CategoryCountsView {
    /// Items under it.
    items: u32,
    /// Reports that have the heading.
    reports: u32,
    /// Reports that have the heading and nothing under it.
    empty_reports: u32,
}

/// A heading that groups items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Category)]
pub struct CategoryView<'a> {
    /// Key in addresses.
    slug: &'a str,
    /// Display name.
    name: &'a str,
    /// The headings that open it, as written.
    headings: &'a [String],
    /// How often it occurs.
    counts: CategoryCountsView,
}

impl<'a> From<CategoryRef<'a>> for CategoryView<'a> {
    fn from(category: CategoryRef<'a>) -> Self {
        Self {
            slug: category.slug(),
            name: category.name(),
            headings: category.headings(),
            counts: CategoryCountsView {
                items: category.items(),
                reports: category.reports(),
                empty_reports: category.empty_reports(),
            },
        }
    }
}

/// `/v1/categories`
pub fn list(mut call: Call<'_>) -> Result<Reply, Problem> {
    let raw = call.pairs.list_params();
    let query = CategoryQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.categories(&query);
    let row = |number: CategoryNumber, at: &At<'_>, out: &mut RowWriter<'_>| {
        if let Some(category) = at.archive.category(number) {
            out.put(&CategoryView::from(category));
        }
    };
    let spelling = Spelling { row, entry };
    call.list(page, spelling, None)
}

fn entry(number: CategoryNumber, at: &At<'_>) -> Option<Entry> {
    let category = at.archive.category(number)?;
    let (slug, name) = (category.slug(), category.name());
    let counts = (category.items(), category.reports());
    let line = Line {
        key: ("category", slug.to_owned()),
        title: name.to_owned(),
        text: format!("{name}: {} items, {} reports", counts.0, counts.1),
        months: category.month_range(),
        path: format!("/categories/{slug}"),
        tags: Vec::new(),
    };
    Some(Entry::of_line(line, at))
}

/// `/v1/categories/{slug}`
pub fn one(call: Call<'_>) -> Result<Answer, Problem> {
    let name = call.segment();
    let found = call
        .archive
        .category_by_name(&name)
        .and_then(|n| call.archive.category(n));
    let Some(category) = found else {
        return Err(not_found("category", &name, "/v1/categories"));
    };
    if category.slug() != name {
        let suffix = call.suffix.unwrap_or_default();
        let path = format!("/v1/categories/{}{suffix}", category.slug());
        return call.redirect(StatusCode::PERMANENT_REDIRECT, &path, &[]);
    }
    call.one(&CategoryView::from(category))
}
