//! Anything by its id.

use super::error::{Fault, FaultCode, QueryError};
use super::{Archive, CategoryNumber, DocId, ProjectNumber, ReportNumber, ResourceNumber};

/// Most ids in one question.
const MAX_NODES: usize = 200;

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeRef {
    /// An item, by the id it has everywhere.
    Item(DocId),
    /// `report:{slug}`
    Report(ReportNumber),
    /// `category:{slug}`
    Category(CategoryNumber),
    /// `project:{slug}`
    Project(ProjectNumber),
    /// A resource, by the id it has everywhere.
    Resource(ResourceNumber),
}

impl Archive {
    /// What an id stands for. Items and resources keep the id that every door
    /// shows; slugs, which are unique only among their own, get a prefix. A former id
    /// of an item or a report stands for what it is now.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<NodeRef> {
        match id.split_once(':') {
            Some(("report", slug)) => self.report_ever(slug).map(NodeRef::Report),
            Some(("category", slug)) => {
                let number = self.category_by_name(slug)?;
                (self.category(number)?.slug() == slug).then_some(NodeRef::Category(number))
            }
            Some(("project", slug)) => {
                let number = self.project_by_name(slug)?;
                (self.project(number)?.data.slug.as_str() == slug)
                    .then_some(NodeRef::Project(number))
            }
            Some(_) => None,
            None => {
                let resource = self.resource_by_id(id).map(NodeRef::Resource);
                resource.or_else(|| self.item_ever(id).map(NodeRef::Item))
            }
        }
    }

    /// What each of some ids stands for, in their order.
    ///
    /// # Errors
    /// When there are more ids than are answered at once.
    pub fn nodes(&self, ids: &[String]) -> Result<Vec<Option<NodeRef>>, QueryError> {
        if ids.len() > MAX_NODES {
            let detail = format!("{} ids; at most {MAX_NODES} are answered", ids.len());
            return Err(Fault::new("ids", FaultCode::TooMany, detail).into());
        }
        Ok(ids.iter().map(|id| self.node(id)).collect())
    }
}
