//! Lists with their arguments: what each asks of `query`.

use async_graphql::InputType;

use super::argument::Arguments;
use super::category::CategoryField;
use super::connection::{ConnectionField, Node};
use super::item::ItemField;
use super::out::Out;
use super::project::{CoMentionField, ProjectField, TimelineField};
use super::report::ReportField;
use super::resource::{CitationField, ResourceField};
use super::{Asked, Done, Elsewhere, Object, Read};
use crate::api::graphql::category::list_params;
use crate::api::graphql::input::Order;
use crate::api::graphql::item::ItemOrder;
use crate::api::graphql::project::project_params;
use crate::api::graphql::report::ReportOrder;
use crate::api::graphql::resource::ResourceOrder;
use crate::query::{
    CategoryQuery, ItemQuery, Page, ProjectNumber, ProjectQuery, QueryError, RawItemParams,
    RawPage, ReportQuery, ResourceNumber, ResourceQuery, Scope,
};

/// A list that is asked for: its arguments, and what is selected of its page.
#[derive(Debug)]
pub struct List<F: Node> {
    arguments: Arguments,
    page: Object<ConnectionField<F>>,
    /// Whether no row shows its cursor: at most the outer ones are asked for.
    outer: bool,
}

impl<F: Node> Read for List<F> {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        let page: Object<ConnectionField<F>> = Object::read(asked)?;
        Some(Self {
            arguments: Arguments::read(asked)?,
            outer: !page.has(|field| matches!(field, ConnectionField::Edges(_))),
            page,
        })
    }
}

impl<F: Node> List<F> {
    fn page_params(&self, out: &Out<'_>) -> Result<RawPage, Elsewhere> {
        let outer = self.outer;
        let page = RawPage::from(self.arguments.page(out)?);
        Ok(RawPage { outer, ..page })
    }

    fn params<O: Order + InputType>(&self, out: &Out<'_>) -> Result<RawItemParams, Elsewhere> {
        let mut raw = self.arguments.item_params::<O>(out)?;
        raw.page.outer = self.outer;
        Ok(raw)
    }

    fn of_page(&self, page: Result<Page<F::Number>, QueryError>, out: &mut Out<'_>) -> Done {
        self.page.write(&page.map_err(|_| Elsewhere)?, out)
    }
}

impl List<ItemField> {
    /// The items of a scope that are asked for.
    pub fn write(&self, scope: Scope, out: &mut Out<'_>) -> Done {
        let raw = self.params::<ItemOrder>(out)?;
        let query = ItemQuery::parse(&raw, Vec::new());
        let page = query.map(|query| out.archive.items_within(scope, &query));
        self.of_page(page, out)
    }
}

impl List<ReportField> {
    /// The reports asked for.
    pub fn write(&self, out: &mut Out<'_>) -> Done {
        let raw = self.params::<ReportOrder>(out)?;
        let query = ReportQuery::parse(&raw, Vec::new());
        self.of_page(query.map(|query| out.archive.reports(&query)), out)
    }
}

impl List<ResourceField> {
    /// The resources asked for.
    pub fn write(&self, out: &mut Out<'_>) -> Done {
        let raw = self.params::<ResourceOrder>(out)?;
        let query = ResourceQuery::parse(&raw, Vec::new());
        self.of_page(query.map(|query| out.archive.resources(&query)), out)
    }
}

impl List<CategoryField> {
    /// The categories asked for.
    pub fn write(&self, out: &mut Out<'_>) -> Done {
        let page = self.page_params(out)?;
        let raw = list_params(&page, self.arguments.take("sort", out)?);
        let query = CategoryQuery::parse(&raw, Vec::new());
        self.of_page(query.map(|query| out.archive.categories(&query)), out)
    }
}

impl List<ProjectField> {
    /// The projects asked for.
    pub fn write(&self, out: &mut Out<'_>) -> Done {
        let (q, kind) = (
            self.arguments.take("q", out)?,
            self.arguments.take("kind", out)?,
        );
        let page = self.page_params(out)?;
        let raw = project_params(&page, q, kind, self.arguments.take("sort", out)?);
        let query = ProjectQuery::parse(&raw, Vec::new());
        self.of_page(query.map(|query| out.archive.projects(&query)), out)
    }
}

impl List<TimelineField> {
    /// The months of a project.
    pub fn write(&self, project: ProjectNumber, out: &mut Out<'_>) -> Done {
        let raw = self.page_params(out)?;
        let page = out.archive.timeline(project, &raw, Vec::new());
        self.of_page(page, out)
    }
}

impl List<CoMentionField> {
    /// The company of a project.
    pub fn write(&self, project: ProjectNumber, out: &mut Out<'_>) -> Done {
        let raw = self.page_params(out)?;
        let page = out.archive.co_mentions(project, &raw, Vec::new());
        self.of_page(page, out)
    }
}

impl List<CitationField> {
    /// The citations of a resource.
    pub fn write(&self, resource: ResourceNumber, out: &mut Out<'_>) -> Done {
        let raw = self.page_params(out)?;
        let page = out.archive.citations(resource, &raw, Vec::new());
        self.of_page(page, out)
    }
}
