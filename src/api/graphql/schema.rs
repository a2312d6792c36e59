//! The root of the schema: every question, and how a refused one is told.
//!
//! Objects hold the snapshot and a number of it, and work out a field when it
//! is selected. Nothing is validated or computed here: arguments become a raw
//! question, which `query` accepts or refuses.

mod lists;

use std::sync::Arc;

use async_graphql::{
    Context, EmptyMutation, EmptySubscription, ID, SDLExportOptions, Schema, ValidationMode,
};

use super::archive::ArchiveObject;
use super::category::{CategoryConnection, CategoryObject, CategoryOrder};
use super::change::{ChangeConnection, ChangeKindName, ChangeNounName};
use super::coverage::CoverageObject;
use super::deadline::turn;
use super::diagnostic::{DiagnosticConnection, SeverityName};
use super::graph::GraphObject;
use super::input::{FacetName, ItemFilter, KindFilter, MonthFilter, TermFilter, object};
use super::item::{ItemConnection, ItemObject, ItemOrder};
use super::node::Node;
use super::project::{ProjectConnection, ProjectKindName, ProjectObject, ProjectOrder};
use super::refusal::Refusal;
use super::report::{ReportConnection, ReportObject, ReportOrder};
use super::resource::{ResourceBy, ResourceConnection, ResourceObject, ResourceOrder};
use super::scalar::UrlScalar;
use super::search::{SearchConnection, SearchOrder, SearchTypeName, Suggestion, suggest};
use super::site::{SiteConnection, SiteOrder};
use super::stats::{StatsConnection, StatsOrder};
use crate::query::Archive;

/// The schema as served.
pub type ChroniqueSchema = Schema<Query, EmptyMutation, EmptySubscription>;

/// The schema as text, byte for byte the file of the repository.
pub const SDL: &str = include_str!("../../../schema.graphql");

/// The address under which the service is known, without trailing slash; empty
/// if it is not known.
#[derive(Debug, Clone, Default)]
struct PublicUrl(String);

/// Builds the schema, once for the process; `public_url` stands before
/// permalinks. Every request brings its `Arc<Archive>` as data. Limits and
/// validation stand in front of it: those of async-graphql are computed by the
/// walk they are to prevent.
#[must_use]
pub fn build(public_url: &str) -> ChroniqueSchema {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .validation_mode(ValidationMode::Fast)
        .data(PublicUrl(public_url.to_owned()))
        .finish()
}

/// The schema as text: types by name, the same on every machine.
///
/// Directives that every implementation has built in are not defined in it, as
/// the specification asks, except `@oneOf`: tools older than its September
/// 2025 edition do not know that one, and one that does accepts it.
#[must_use]
pub fn sdl(schema: &ChroniqueSchema) -> String {
    let options = SDLExportOptions::new()
        .include_specified_by()
        .prefer_single_line_descriptions()
        .use_space_ident();
    let sdl = schema.sdl_with_options(options);
    let mut lines: Vec<&str> = Vec::new();
    for line in sdl.lines() {
        if !line.starts_with("directive @") {
            lines.push(line);
            continue;
        }
        // Stands below its description, which is one line.
        let description = lines.pop();
        if line.starts_with("directive @oneOf ") {
            lines.extend(description);
            lines.extend([line, ""]);
        }
    }
    lines.join("\n") + "\n"
}

/// A path of this service, under the public address where that is known.
pub(super) fn permalink(ctx: &Context<'_>, path: &str) -> UrlScalar {
    let base = ctx.data_opt::<PublicUrl>().map_or("", |u| u.0.as_str());
    UrlScalar(format!("{base}{path}"))
}

/// The snapshot that the request was given.
fn archive_of<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Archive>, Refusal> {
    let archive = ctx.data_opt::<Arc<Archive>>();
    archive.ok_or_else(Refusal::internal)
}

/// The root.
pub struct Query;

object! {
    /// Every question. A list is null, with an error whose `extensions` give
    /// `code`, `type` and `errors`, when an argument is not of the right form;
    /// no match is an empty list.
    impl Query as "Query" {
        /// The archive itself.
        async fn archive(&self, ctx: &Context<'_>) -> Result<ArchiveObject, Refusal> {
            Ok(ArchiveObject(Arc::clone(archive_of(ctx)?)))
        }

        /// One report; a slug that it formerly had finds it as well.
        async fn report(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Its slug, such as `2022-02`.")] slug: String,
        ) -> Option<Result<ReportObject, Refusal>> {
            found(ctx, |archive| {
                let number = archive.report_ever(&slug)?;
                Some(ReportObject::new(archive, number))
            })
        }

        /// One item; an id that it formerly had finds it as well. Null when it
        /// is deleted: `changes` tells what it last said.
        async fn item(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Its id.")] id: ID,
        ) -> Option<Result<ItemObject, Refusal>> {
            found(ctx, |archive| Some(ItemObject::new(archive, archive.item_ever(&id)?)))
        }

        /// One category.
        async fn category(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Its slug, its name or one of its headings.")] slug: String,
        ) -> Option<Result<CategoryObject, Refusal>> {
            found(ctx, |archive| {
                let number = archive.category_by_name(&slug)?;
                Some(CategoryObject::new(archive, number))
            })
        }

        /// One project.
        async fn project(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Its slug, its name or one of its aliases.")] slug: String,
        ) -> Option<Result<ProjectObject, Refusal>> {
            found(ctx, |archive| {
                let number = archive.project_by_name(&slug)?;
                Some(ProjectObject::new(archive, number))
            })
        }

        /// One resource; null if it is never cited.
        async fn resource(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Its id, or an address that leads to it.")] by: ResourceBy,
        ) -> Option<Result<ResourceObject, Refusal>> {
            let archive = archive_of(ctx);
            archive.and_then(|archive| ResourceObject::find(archive, &by)).transpose()
        }

        /// What a word that is being typed may become: projects, then
        /// categories, sites and words, the most frequent first. Null, with an
        /// error, when an argument is not of the right form.
        async fn suggest(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How it begins; case and accents do not matter.")] prefix: String,
            #[graphql(desc = "How many: 0 to 50; 10 when not given.")] first: Option<i32>,
        ) -> Option<Result<Vec<Suggestion>, Refusal>> {
            let archive = turn(ctx).await.and_then(|()| archive_of(ctx));
            Some(archive.and_then(|archive| suggest(archive, prefix, first)))
        }

        /// What was published when, month against category. Null, with an
        /// error, when an argument is not of the right form.
        async fn coverage(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "The series, by slug or title; the default one, or the first with reports, when not given.")]
            series: Option<String>,
            #[graphql(desc = "Months.")] month: Option<MonthFilter>,
            #[graphql(desc = "Categories, by slug, name or heading; all of the series when not given.")]
            category: Option<Vec<String>>,
        ) -> Option<Result<CoverageObject, Refusal>> {
            let archive = turn(ctx).await.and_then(|()| archive_of(ctx));
            Some(archive.and_then(|a| CoverageObject::answer(a, series, month, category)))
        }

        /// Which projects the items that pass the filters name, and which they
        /// name together. Null, with an error, when an argument is not of the
        /// right form.
        #[expect(clippy::too_many_arguments, reason = "the arguments of a GraphQL field")]
        async fn graph(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "What texts must hold: words, `\"phrases\"`, `-not`, `prefix*`.")] q: Option<String>,
            #[graphql(desc = "The month of the report.")] month: Option<MonthFilter>,
            #[graphql(desc = "The series of the report, by slug or title.")] series: Option<TermFilter>,
            #[graphql(desc = "The category, by slug, name or heading.")] category: Option<TermFilter>,
            #[graphql(desc = "Projects mentioned, by slug, name or alias.")] project: Option<TermFilter>,
            #[graphql(desc = "Resources cited, by id or by any address that leads to them.")] resource: Option<TermFilter>,
            #[graphql(desc = "Sites cited, by host.")] site: Option<TermFilter>,
            #[graphql(desc = "The kind of item.")] kind: Option<KindFilter>,
            #[graphql(desc = "Anything else, with `and`, `or` and `not`; must hold together with the other arguments.")]
            filter: Option<ItemFilter>,
            #[graphql(desc = "How many projects, most mentioned first: 0 to 200; 50 when not given.")]
            first: Option<i32>,
        ) -> Option<Result<GraphObject, Refusal>> {
            let archive = turn(ctx).await.and_then(|()| archive_of(ctx));
            let and = filter.map(|f| vec![f]);
            let direct = ItemFilter { and, month, series, category, project, resource, site, kind, ..ItemFilter::default() };
            Some(archive.and_then(|a| GraphObject::answer(a, direct, q, first)))
        }

        /// Anything that has an id.
        async fn node(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "The id.")] id: ID,
        ) -> Option<Result<Node, Refusal>> {
            found(ctx, |archive| Some(Node::new(archive, archive.node(&id)?)))
        }

        /// Some things by their ids, in their order, null where there is
        /// nothing. Null as a whole, with an error, for more than 200 ids.
        async fn nodes(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "The ids, at most 200.")] ids: Vec<ID>,
        ) -> Option<Result<Vec<Option<Node>>, Refusal>> {
            let archive = turn(ctx).await.and_then(|()| archive_of(ctx));
            let ids: Vec<String> = ids.into_iter().map(|id| id.0).collect();
            Some(archive.and_then(|archive| {
                let nodes = archive.nodes(&ids)?.into_iter();
                Ok(nodes.map(|node| Some(Node::new(archive, node?))).collect())
            }))
        }
    }
    paged {
        /// Items, reports, projects, resources and categories in one list, best
        /// match first.
        fn search(
            q: String = "What to look for: words, `\"phrases\"` as written, `-not`, `prefix*`.",
            r#type: Option<Vec<SearchTypeName>> = "Only of these types.",
            sort: Option<Vec<SearchOrder>> = "The order: one key. Ties are in the order of the types.",
        ) -> SearchConnection = search_page;

        /// Categories.
        fn categories(
            sort: Option<Vec<CategoryOrder>> = "The order, first key first; ties are broken by slug.",
        ) -> CategoryConnection = categories_page;

        /// Projects of the registry.
        fn projects(
            q: Option<String> = "What names and aliases must hold: words, `\"phrases\"`, `-not`, `prefix*`. Rows are then in order of relevance.",
            kind: Option<Vec<ProjectKindName>> = "Only of these kinds.",
            sort: Option<Vec<ProjectOrder>> = "The order, first key first; ties are broken by slug.",
        ) -> ProjectConnection = projects_page;

        /// The hosts of resources.
        fn sites(
            sort: Option<Vec<SiteOrder>> = "The order, first key first; ties are broken by host.",
        ) -> SiteConnection = sites_page;

        /// What the loader had to say about the files of the archive.
        fn diagnostics(
            severity: Option<Vec<SeverityName>> = "Only of these severities.",
            code: Option<Vec<String>> = "Only with these codes.",
        ) -> DiagnosticConnection = diagnostics_page;

        /// What was created, updated and deleted, oldest first; a position is
        /// never given twice, and none is left out.
        fn changes(
            since: Option<String> = "Changes behind this position (a number), or since this moment (an instant of RFC 3339, or a day); all when not given.",
            noun: Option<Vec<ChangeNounName>> = "Only changes of these.",
            change: Option<Vec<ChangeKindName>> = "Only changes of these kinds.",
            report: Option<Vec<String>> = "Only in the reports with these slugs.",
        ) -> ChangeConnection = changes_page;
    }
    filtered {
        /// Reports that have an item which passes the filters; with none but
        /// series and month, also those without items.
        fn reports(sort: ReportOrder) -> ReportConnection = reports_page;

        /// Items that pass the filters.
        fn items(sort: ItemOrder) -> ItemConnection = items_page;

        /// Resources cited in an item that passes the filters.
        fn resources(sort: ResourceOrder) -> ResourceConnection = resources_page;

        /// Counts of the items that pass the filters. An item without value in
        /// a dimension has no row; one with several has one in each.
        fn stats(
            sort: StatsOrder,
            by: Vec<FacetName> = "What to count by: one to three dimensions.",
        ) -> StatsConnection = stats_page;
    }
}

/// One thing, or null where there is none.
fn found<T>(
    ctx: &Context<'_>,
    find: impl FnOnce(&Arc<Archive>) -> Option<T>,
) -> Option<Result<T, Refusal>> {
    match archive_of(ctx) {
        Ok(archive) => find(archive).map(Ok),
        Err(refusal) => Some(Err(refusal)),
    }
}

#[cfg(test)]
mod tests;
