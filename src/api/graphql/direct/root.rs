//! The root: one thing by its name, and the lists.

use async_graphql::ID;

use super::argument::Arguments;
use super::category::CategoryField;
use super::connection::Node;
use super::item::ItemField;
use super::list::List;
use super::out::Out;
use super::project::ProjectField;
use super::report::ReportField;
use super::resource::ResourceField;
use super::{Asked, Done, Elsewhere, Object, Read, fields};
use crate::api::graphql::resource::ResourceBy;
use crate::query::{Archive, Scope};

/// One thing that is asked for: its arguments, and what is selected of it.
#[derive(Debug)]
pub struct One<F> {
    arguments: Arguments,
    below: Object<F>,
}

impl<F: Node> Read for One<F> {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        Some(Self {
            arguments: Arguments::read(asked)?,
            below: Object::read(asked)?,
        })
    }
}

impl<F: Node> One<F> {
    /// The thing that a text names, or null.
    fn by_text(
        &self,
        argument: &str,
        find: impl Fn(&Archive, &str) -> Option<F::Number>,
        out: &mut Out<'_>,
    ) -> Done {
        let text: String = self.arguments.take(argument, out)?;
        self.write(find(out.archive, &text), out)
    }

    fn write(&self, number: Option<F::Number>, out: &mut Out<'_>) -> Done {
        let row = number.and_then(|number| F::row(out.archive, number));
        self.below.write_or_null(row.as_ref(), out)
    }
}

impl One<ItemField> {
    fn by_id(&self, out: &mut Out<'_>) -> Done {
        let id: ID = self.arguments.take("id", out)?;
        self.write(out.archive.item_ever(&id), out)
    }
}

impl One<ResourceField> {
    fn by(&self, out: &mut Out<'_>) -> Done {
        let number = match self.arguments.take("by", out)? {
            ResourceBy::Id(id) => out.archive.resource_by_id(&id),
            ResourceBy::Url(url) => out.archive.resource_by_url(&url.0).map_err(|_| Elsewhere)?,
        };
        self.write(number, out)
    }
}

fields! {
    /// A field of the root.
    RootField of (_root: (), out) {
        "item" => Item(below: One<ItemField>): below.by_id(out),
        "report" => Report(below: One<ReportField>): below.by_text("slug", Archive::report_ever, out),
        "category" => Category(below: One<CategoryField>): below.by_text("slug", Archive::category_by_name, out),
        "project" => Project(below: One<ProjectField>): below.by_text("slug", Archive::project_by_name, out),
        "resource" => Resource(below: One<ResourceField>): below.by(out),
        "items" => Items(below: List<ItemField>): below.write(Scope::All, out),
        "reports" => Reports(below: List<ReportField>): below.write(out),
        "categories" => Categories(below: List<CategoryField>): below.write(out),
        "projects" => Projects(below: List<ProjectField>): below.write(out),
        "resources" => Resources(below: List<ResourceField>): below.write(out),
    }
}
