//! Items as they are kept: for a door that copies an answer together rather
//! than making every value of it.

use super::{Archive, CategoryRef, DocId, ResourceNumber, ResourceRef};
use crate::domain::{KeptItem, Project, Report};
use crate::index::usize_of;

/// An item as it is kept, in its report.
#[derive(Debug, Clone, Copy)]
pub struct KeptItemRef<'a> {
    archive: &'a Archive,
    doc: DocId,
    /// The report it is in.
    pub report: &'a Report,
    /// The item's own values.
    pub item: KeptItem<'a>,
}

impl Archive {
    /// The item behind a number as it is kept.
    #[must_use]
    pub fn kept_item(&self, doc: DocId) -> Option<KeptItemRef<'_>> {
        let (report, item) = self.index.kept(doc.0)?;
        Some(KeptItemRef {
            archive: self,
            doc,
            report,
            item,
        })
    }
}

impl<'a> KeptItemRef<'a> {
    /// Place in the report, from 1.
    #[must_use]
    pub fn position(&self) -> u32 {
        let at = self.archive.index.at(self.doc.0);
        at.map_or(0, |at| at.item.saturating_add(1))
    }

    /// The category it stands under.
    #[must_use]
    pub fn category(&self) -> Option<CategoryRef<'a>> {
        self.archive.category_of(self.doc)
    }

    /// The letters of the id of a resource that it cites, by its place among
    /// those of the item: these are numbered by address, and so is the place.
    #[must_use]
    pub fn resource_id(&self, place: usize) -> Option<[u8; 12]> {
        let index = &self.archive.index;
        let cited = index.by_resource.terms_of(self.doc.0);
        index.resources.id(*cited.get(place)?)
    }

    /// That resource itself.
    #[must_use]
    pub fn resource(&self, place: usize) -> Option<ResourceRef<'a>> {
        let cited = self.archive.index.by_resource.terms_of(self.doc.0);
        self.archive.resource(ResourceNumber(*cited.get(place)?))
    }

    /// A project that it mentions.
    #[must_use]
    pub fn project(&self, slug: &str) -> Option<&'a Project> {
        let index = &self.archive.index;
        let mentioned = index.by_project.terms_of(self.doc.0).iter();
        let mut mentioned = mentioned.filter_map(|number| index.projects.get(usize_of(*number)));
        mentioned.find(|project| project.slug.as_str() == slug)
    }
}
