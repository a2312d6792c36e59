//! `/v1/sites`.

use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, invalid};
use super::form::{At, Entry, Line, RowWriter, Spelling};
use crate::api::http::{Problem, Reply};
use crate::query::{SiteNumber, SiteQuery, SiteRef};

/// How often a site is cited.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SiteCounts)]
struct SiteCountsView {
    /// Resources on it.
    resources: u32,
    /// Links to it.
    citations: u32,
    /// Items that link to it.
    items: u32,
}

/// The host of resources.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Site)]
pub struct SiteView<'a> {
    /// The host.
    host: &'a str,
    /// How often it is cited.
    counts: SiteCountsView,
}

impl<'a> From<SiteRef<'a>> for SiteView<'a> {
    fn from(site: SiteRef<'a>) -> Self {
        let counts = SiteCountsView {
            resources: site.resources(),
            citations: site.citations(),
            items: site.items(),
        };
        Self {
            host: site.host(),
            counts,
        }
    }
}

/// `/v1/sites`
pub fn list(mut call: Call<'_>) -> Result<Reply, Problem> {
    let raw = call.pairs.list_params();
    let query = SiteQuery::parse(&raw, call.faults()).map_err(|e| invalid(&e))?;
    let page = call.archive.sites(&query);
    let row = |number: SiteNumber, at: &At<'_>, out: &mut RowWriter<'_>| {
        if let Some(site) = at.archive.site(number) {
            out.put(&SiteView::from(site));
        }
    };
    let spelling = Spelling { row, entry };
    call.list(page, spelling, None)
}

fn entry(number: SiteNumber, at: &At<'_>) -> Option<Entry> {
    let site = at.archive.site(number)?;
    let host = site.host();
    let (citations, resources) = (site.citations(), site.resources());
    let line = Line {
        key: ("site", host.to_owned()),
        title: host.to_owned(),
        text: format!("{host}: {citations} citations, {resources} resources"),
        months: site.month_range(),
        path: format!("/resources?site={host}"),
        tags: Vec::new(),
    };
    Some(Entry::of_line(line, at))
}
