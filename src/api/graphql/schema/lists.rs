//! The lists of the root: each question goes to the noun it is about.

use async_graphql::Context;

use super::{Query, archive_of};
use crate::api::graphql::category::{CategoryConnection, CategoryOrder};
use crate::api::graphql::change::{ChangeConnection, ChangeKindName, ChangeNounName};
use crate::api::graphql::diagnostic::{DiagnosticConnection, SeverityName};
use crate::api::graphql::input::FacetName;
use crate::api::graphql::item::ItemConnection;
use crate::api::graphql::project::{ProjectConnection, ProjectKindName, ProjectOrder};
use crate::api::graphql::refusal::Refusal;
use crate::api::graphql::report::ReportConnection;
use crate::api::graphql::resource::ResourceConnection;
use crate::api::graphql::search::{SearchConnection, SearchOrder, SearchTypeName};
use crate::api::graphql::site::{SiteConnection, SiteOrder};
use crate::api::graphql::stats::StatsConnection;
use crate::query::{RawChangeParams, RawItemParams, RawPage, Scope};

#[expect(
    clippy::unused_self,
    reason = "called as the lists of other objects are"
)]
impl Query {
    pub(super) fn categories_page(
        &self,
        ctx: &Context<'_>,
        page: &RawPage,
        sort: Option<Vec<CategoryOrder>>,
    ) -> Result<CategoryConnection, Refusal> {
        CategoryConnection::answer(archive_of(ctx)?, page, sort)
    }

    pub(super) fn search_page(
        &self,
        ctx: &Context<'_>,
        page: &RawPage,
        q: String,
        types: Option<Vec<SearchTypeName>>,
        sort: Option<Vec<SearchOrder>>,
    ) -> Result<SearchConnection, Refusal> {
        SearchConnection::answer(archive_of(ctx)?, page, q, types, sort)
    }

    pub(super) fn projects_page(
        &self,
        ctx: &Context<'_>,
        page: &RawPage,
        q: Option<String>,
        kind: Option<Vec<ProjectKindName>>,
        sort: Option<Vec<ProjectOrder>>,
    ) -> Result<ProjectConnection, Refusal> {
        ProjectConnection::answer(archive_of(ctx)?, page, q, kind, sort)
    }

    pub(super) fn sites_page(
        &self,
        ctx: &Context<'_>,
        page: &RawPage,
        sort: Option<Vec<SiteOrder>>,
    ) -> Result<SiteConnection, Refusal> {
        SiteConnection::answer(archive_of(ctx)?, page, sort)
    }

    pub(super) fn diagnostics_page(
        &self,
        ctx: &Context<'_>,
        page: &RawPage,
        severity: Option<Vec<SeverityName>>,
        code: Option<Vec<String>>,
    ) -> Result<DiagnosticConnection, Refusal> {
        DiagnosticConnection::answer(archive_of(ctx)?, page, severity, code)
    }

    pub(super) fn changes_page(
        &self,
        ctx: &Context<'_>,
        page: &RawPage,
        since: Option<String>,
        noun: Option<Vec<ChangeNounName>>,
        change: Option<Vec<ChangeKindName>>,
        report: Option<Vec<String>>,
    ) -> Result<ChangeConnection, Refusal> {
        let raw = RawChangeParams {
            since,
            noun: noun
                .into_iter()
                .flatten()
                .map(ChangeNounName::spell)
                .collect(),
            change: change
                .into_iter()
                .flatten()
                .map(ChangeKindName::spell)
                .collect(),
            report: report.unwrap_or_default(),
            page: page.clone(),
        };
        ChangeConnection::answer(archive_of(ctx)?, &raw)
    }

    pub(super) fn reports_page(
        &self,
        ctx: &Context<'_>,
        raw: &RawItemParams,
    ) -> Result<ReportConnection, Refusal> {
        ReportConnection::answer(archive_of(ctx)?, raw)
    }

    pub(super) fn items_page(
        &self,
        ctx: &Context<'_>,
        raw: &RawItemParams,
    ) -> Result<ItemConnection, Refusal> {
        ItemConnection::answer(archive_of(ctx)?, Scope::All, raw)
    }

    pub(super) fn resources_page(
        &self,
        ctx: &Context<'_>,
        raw: &RawItemParams,
    ) -> Result<ResourceConnection, Refusal> {
        ResourceConnection::answer(archive_of(ctx)?, raw)
    }

    pub(super) fn stats_page(
        &self,
        ctx: &Context<'_>,
        raw: &RawItemParams,
        by: Vec<FacetName>,
    ) -> Result<StatsConnection, Refusal> {
        StatsConnection::answer(archive_of(ctx)?, raw, by)
    }
}
