//! Resources and their citations.

use std::cell::OnceCell;

use super::connection::Node;
use super::item::{Item, ItemField};
use super::list::List;
use super::report::ReportField;
use super::{Elsewhere, Object, fields};
use crate::api::graphql::item::LinkKindName;
use crate::domain::ResourceUrl;
use crate::query::{Archive, CitationNumber, CitationRef, LinkText, ResourceNumber, ResourceRef};

/// A resource, by its canonical address: its number is looked up only for what
/// the address does not tell.
pub struct Cited<'r> {
    archive: &'r Archive,
    url: &'r ResourceUrl,
    number: OnceCell<Option<ResourceRef<'r>>>,
}

impl<'r> Cited<'r> {
    /// The resource that a link of the snapshot points to.
    pub fn by_url(archive: &'r Archive, url: &'r ResourceUrl) -> Self {
        let number = OnceCell::new();
        Self {
            archive,
            url,
            number,
        }
    }

    /// The resource behind a number.
    pub fn by_number(archive: &'r Archive, number: ResourceNumber) -> Option<Self> {
        let resource = archive.resource(number)?;
        Some(Self {
            archive,
            url: resource.url(),
            number: OnceCell::from(Some(resource)),
        })
    }

    fn resource(&self) -> Result<ResourceRef<'r>, Elsewhere> {
        let find = || {
            let number = self.archive.resource_by_id(self.url.id().as_str())?;
            self.archive.resource(number)
        };
        self.number.get_or_init(find).ok_or(Elsewhere)
    }
}

fields! {
    /// A field of a resource.
    ResourceField of (cited: Cited<'r>, out) {
        "id" => Id: out.text(cited.url.id().as_str()),
        "url" => Url: out.text(cited.url.as_str()),
        "site" => Site: out.text_or_null(cited.url.site()),
        "variants" => Variants(below: Object<VariantField>): out.objects(cited.resource()?.variants(), below),
        "labels" => Labels: {
            out.list(cited.resource()?.labels(), |label, out| out.text(&label.text))
        },
        "labelUses" => LabelUses(below: Object<LabelUseField>): out.objects(cited.resource()?.labels(), below),
        "counts" => Counts(below: Object<ResourceCountField>): below.write(&cited.resource()?, out),
        "firstMonth" => FirstMonth: {
            let range = cited.resource()?.month_range();
            out.text_or_null(range.map(|(first, _)| first.to_string()).as_deref())
        },
        "lastMonth" => LastMonth: {
            let range = cited.resource()?.month_range();
            out.text_or_null(range.map(|(_, last)| last.to_string()).as_deref())
        },
        "archivedUrl" => ArchivedUrl: out.text_or_null(cited.resource()?.archived_url().as_deref()),
        "citations" => Citations(below: Box<List<CitationField>>): below.write(cited.resource()?.number, out),
    }
}

impl Node for ResourceField {
    type Number = ResourceNumber;

    fn row(archive: &Archive, number: ResourceNumber) -> Option<Cited<'_>> {
        Cited::by_number(archive, number)
    }
}

fields! {
    /// A field of an address as written.
    VariantField of (link: LinkText, out) {
        "href" => Href: out.text(&link.text),
        "count" => Count: out.number(link.count),
        "firstMonth" => FirstMonth: out.text(&link.first.to_string()),
        "lastMonth" => LastMonth: out.text(&link.last.to_string()),
    }
}

fields! {
    /// A field of a label of links.
    LabelUseField of (link: LinkText, out) {
        "label" => Label: out.text(&link.text),
        "count" => Count: out.number(link.count),
        "firstMonth" => FirstMonth: out.text(&link.first.to_string()),
        "lastMonth" => LastMonth: out.text(&link.last.to_string()),
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
    fn item(&self) -> Item<'r> {
        Item::new(self.archive, self.citation.item.doc())
    }

    fn resource(&self) -> Result<Cited<'_>, Elsewhere> {
        let url = self.citation.link.resource.as_ref().ok_or(Elsewhere)?;
        Ok(Cited::by_url(self.archive, url))
    }
}

fields! {
    /// A field of a citation.
    CitationField of (cited: Citation<'r>, out) {
        "resource" => Resource(below: Object<ResourceField>): below.write(&cited.resource()?, out),
        "item" => Item(below: Object<ItemField>): below.write(&cited.item(), out),
        "report" => Report(below: Object<ReportField>): {
            below.write(&cited.citation.item.report().ok_or(Elsewhere)?, out)
        },
        "label" => Label: out.text(&cited.citation.link.label),
        "kind" => Kind: out.name::<LinkKindName>(cited.citation.link.kind),
        "href" => Href: out.text(&cited.citation.link.href),
        "month" => Month: out.text(&cited.citation.item.report_data().date.month().to_string()),
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
