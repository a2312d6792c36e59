//! Anything by its id, as Relay wants it.

use std::sync::Arc;

use async_graphql::Interface;

use super::category::CategoryObject;
use super::item::ItemObject;
use super::project::ProjectObject;
use super::report::ReportObject;
use super::resource::ResourceObject;
use crate::query::{Archive, NodeRef};

/// Anything that has an id of its own.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "async_graphql::ID",
    desc = "The id: unique in the archive, the same through every door, and stable when other things come and go."
))]
pub enum Node {
    /// An item.
    Item(ItemObject),
    /// A report.
    Report(ReportObject),
    /// A category.
    Category(CategoryObject),
    /// A project.
    Project(ProjectObject),
    /// A resource.
    Resource(ResourceObject),
}

impl Node {
    /// The object that a reference stands for.
    pub fn new(archive: &Arc<Archive>, node: NodeRef) -> Self {
        match node {
            NodeRef::Item(doc) => ItemObject::new(archive, doc).into(),
            NodeRef::Report(number) => ReportObject::new(archive, number).into(),
            NodeRef::Category(number) => CategoryObject::new(archive, number).into(),
            NodeRef::Project(number) => ProjectObject::new(archive, number).into(),
            NodeRef::Resource(number) => ResourceObject::new(archive, number).into(),
        }
    }
}
