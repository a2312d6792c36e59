//! Resources and their citations.

use super::connection::Node;
use super::item::{Item, ItemField};
use super::list::List;
use super::out::Out;
use super::report::ReportField;
use super::{Done, Elsewhere, Object, fields};
use crate::api::graphql::item::LinkKindName;
use crate::domain::KeptText;
use crate::query::{
    Archive, CitationNumber, CitationRef, KeptItemRef, LinkText, ResourceNumber, ResourceRef,
};

/// A resource.
#[derive(Clone, Copy)]
pub enum Cited<'r> {
    /// As an item cites it: its place among the resources of the item, and its
    /// address. Nothing is looked up for what these tell.
    Kept {
        /// The item.
        item: &'r KeptItemRef<'r>,
        /// The place.
        place: usize,
        /// The canonical address.
        url: KeptText<'r>,
    },
    /// By number.
    Known(ResourceRef<'r>),
}

impl<'r> Cited<'r> {
    fn resource(&self) -> Result<ResourceRef<'r>, Elsewhere> {
        match self {
            Self::Kept { item, place, .. } => item.resource(*place).ok_or(Elsewhere),
            Self::Known(resource) => Ok(*resource),
        }
    }

    fn id(&self, out: &mut Out<'_>) -> Done {
        match self {
            Self::Kept { item, place, .. } => {
                let id = item.resource_id(*place).ok_or(Elsewhere)?;
                out.between_quotes(|bytes| bytes.extend_from_slice(&id))
            }
            Self::Known(resource) => out.text(resource.url().id().as_str()),
        }
    }

    fn url(&self, out: &mut Out<'_>) -> Done {
        match self {
            Self::Kept { url, .. } => out.kept(url),
            Self::Known(resource) => out.text(resource.url().as_str()),
        }
    }
}

fields! {
    /// A field of a resource.
    ResourceField of (cited: Cited<'r>, out) {
        "id" => Id: cited.id(out),
        "url" => Url: cited.url(out),
        "site" => Site: out.text_or_null(cited.resource()?.url().site()),
        "variants" => Variants(below: Object<VariantField>): out.objects(cited.resource()?.variants(), below),
        "labels" => Labels: {
            out.list(cited.resource()?.labels(), |label, out| out.text(&label.text))
        },
        "labelUses" => LabelUses(below: Object<LabelUseField>): out.objects(cited.resource()?.labels(), below),
        "counts" => Counts(below: Object<ResourceCountField>): below.write(&cited.resource()?, out),
        "firstMonth" => FirstMonth: out.month_or_null(cited.resource()?.month_range().map(|range| range.0)),
        "lastMonth" => LastMonth: out.month_or_null(cited.resource()?.month_range().map(|range| range.1)),
        "archivedUrl" => ArchivedUrl: out.text_or_null(cited.resource()?.archived_url().as_deref()),
        "citations" => Citations(below: Box<List<CitationField>>): below.write(cited.resource()?.number, out),
    }
}

impl Node for ResourceField {
    type Number = ResourceNumber;

    fn row(archive: &Archive, number: ResourceNumber) -> Option<Cited<'_>> {
        archive.resource(number).map(Cited::Known)
    }
}

fields! {
    /// A field of an address as written.
    VariantField of (link: LinkText, out) {
        "href" => Href: out.text(&link.text),
        "count" => Count: out.number(link.count),
        "firstMonth" => FirstMonth: out.month(link.first),
        "lastMonth" => LastMonth: out.month(link.last),
    }
}

fields! {
    /// A field of a label of links.
    LabelUseField of (link: LinkText, out) {
        "label" => Label: out.text(&link.text),
        "count" => Count: out.number(link.count),
        "firstMonth" => FirstMonth: out.month(link.first),
        "lastMonth" => LastMonth: out.month(link.last),
    }
}

fields! {
    /// A field of how often a resource is cited.
    ResourceCountField of (resource: ResourceRef<'r>, out) {
        "citations" => Citations: out.number(resource.citation_count()),
        "items" => Items: out.number(resource.items()),
    }
}

/// A citation of a resource.
pub struct Citation<'r> {
    archive: &'r Archive,
    citation: CitationRef<'r>,
}

impl<'r> Citation<'r> {
    fn item(&self) -> Result<Item<'r>, Elsewhere> {
        Item::new(self.archive, self.citation.item.doc()).ok_or(Elsewhere)
    }

    fn resource(&self) -> Result<Cited<'r>, Elsewhere> {
        let url = self.citation.link.resource.as_ref().ok_or(Elsewhere)?;
        let number = self.archive.resource_by_id(url.id().as_str());
        let resource = number.and_then(|number| self.archive.resource(number));
        resource.map(Cited::Known).ok_or(Elsewhere)
    }
}

fields! {
    /// A field of a citation.
    CitationField of (cited: Citation<'r>, out) {
        "resource" => Resource(below: Object<ResourceField>): below.write(&cited.resource()?, out),
        "item" => Item(below: Object<ItemField>): below.write(&cited.item()?, out),
        "report" => Report(below: Object<ReportField>): {
            below.write(&cited.citation.item.report().ok_or(Elsewhere)?, out)
        },
        "label" => Label: out.text(&cited.citation.link.label),
        "kind" => Kind: out.name::<LinkKindName>(cited.citation.link.kind),
        "href" => Href: out.text(&cited.citation.link.href),
        "month" => Month: out.month(cited.citation.item.report_data().date.month()),
        "archivedUrl" => ArchivedUrl: out.text_or_null(cited.citation.archived_url().as_deref()),
        "text" => Text: out.text(&cited.citation.item.item.text),
    }
}

impl Node for CitationField {
    type Number = CitationNumber;

    fn row(archive: &Archive, number: CitationNumber) -> Option<Citation<'_>> {
        let citation = archive.citation(number)?;
        Some(Citation { archive, citation })
    }
}
