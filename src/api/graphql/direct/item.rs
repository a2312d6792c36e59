//! Items, their links and mentions.

use std::cell::OnceCell;

use super::category::CategoryField;
use super::connection::Node;
use super::out::Out;
use super::project::ProjectField;
use super::report::ReportField;
use super::resource::{Cited, ResourceField};
use super::{Elsewhere, Object, fields};
use crate::api::graphql::input::ItemKind;
use crate::api::graphql::item::{LinkKindName, MentionMethodName};
use crate::domain::{self, Span};
use crate::query::{Archive, CategoryRef, DocId, ItemRef, ProjectRef, ReportRef};

/// An item of the snapshot, made when something of it is asked for that its
/// number does not tell.
pub struct Item<'r> {
    archive: &'r Archive,
    doc: DocId,
    made: OnceCell<Option<ItemRef<'r>>>,
}

impl<'r> Item<'r> {
    /// The item behind a number.
    pub fn new(archive: &'r Archive, doc: DocId) -> Self {
        let made = OnceCell::new();
        Self { archive, doc, made }
    }

    fn id(&self) -> Result<String, Elsewhere> {
        self.archive.item_id(self.doc).ok_or(Elsewhere)
    }

    fn report(&self) -> Result<ReportRef<'r>, Elsewhere> {
        let report = self.archive.report(self.archive.report_of(self.doc));
        report.ok_or(Elsewhere)
    }

    fn category(&self) -> Option<CategoryRef<'r>> {
        self.archive.category_of(self.doc)
    }

    /// Its own values.
    pub fn data(&self) -> Result<&domain::Item, Elsewhere> {
        let made = self.made.get_or_init(|| self.archive.item(self.doc));
        made.as_ref().map(|made| &made.item).ok_or(Elsewhere)
    }

    fn links(&self) -> Result<&[domain::Link], Elsewhere> {
        Ok(&self.data()?.links)
    }

    fn mentions(&self) -> Result<impl Iterator<Item = Mention<'_>>, Elsewhere> {
        let mentions = self.data()?.mentions.iter();
        Ok(mentions.filter_map(|mention| {
            let number = self.archive.project_by_name(mention.project.as_str())?;
            let project = self.archive.project(number)?;
            Some(Mention { project, mention })
        }))
    }
}

/// A link of an item.
pub struct Link<'r> {
    archive: &'r Archive,
    link: &'r domain::Link,
}

impl<'r> Link<'r> {
    /// What it points to.
    fn resource(&self) -> Option<Cited<'r>> {
        let url = self.link.resource.as_ref()?;
        Some(Cited::by_url(self.archive, url))
    }
}

/// A project found in an item.
pub struct Mention<'r> {
    project: ProjectRef<'r>,
    mention: &'r domain::Mention,
}

/// Where an item comes from.
pub struct Provenance<'r> {
    path: &'r str,
    lines: Span,
    bytes: Span,
}

fields! {
    /// A field of an item.
    ItemField of (item: Item<'r>, out) {
        "id" => Id: out.text(&item.id()?),
        "report" => Report(below: Object<ReportField>): below.write(&item.report()?, out),
        "month" => Month: out.text(&item.report()?.data.date.month().to_string()),
        "series" => Series: out.text(item.report()?.data.series.as_str()),
        "category" => Category(below: Object<CategoryField>): below.write_or_null(item.category().as_ref(), out),
        "section" => Section: out.text_or_null(item.data()?.section.as_deref()),
        "kind" => Kind: out.name::<ItemKind>(item.data()?.kind),
        "position" => Position: out.number(item.data()?.position),
        "text" => Text: out.text(&item.data()?.text),
        "markdown" => Markdown: out.text(&item.data()?.markdown),
        "html" => Html: out.text(&item.data()?.html),
        "children" => Children(below: Object<ChildField>): {
            out.list(&item.data()?.children, |child, out| below.write(&child, out))
        },
        "links" => Links(below: Object<LinkField>): {
            let archive = item.archive;
            let links = item.links()?.iter().map(|link| Link { archive, link });
            out.objects(links, below)
        },
        "mentions" => Mentions(below: Object<MentionField>): out.objects(item.mentions()?, below),
        "permalink" => Permalink: {
            let base = out.public_url;
            out.texts(&[base, "/v1/items/", &item.id()?])
        },
        "provenance" => Provenance(below: Object<ProvenanceField>): {
            let data = item.data()?;
            let path = &item.report()?.data.path;
            below.write(&Provenance { path, lines: data.lines, bytes: data.bytes }, out)
        },
    }
}

impl Node for ItemField {
    type Number = DocId;

    fn row(archive: &Archive, doc: DocId) -> Option<Item<'_>> {
        Some(Item::new(archive, doc))
    }
}

fields! {
    /// A field of a nested bullet.
    ChildField of (child: &'r domain::Child, out) {
        "depth" => Depth: out.number(child.depth),
        "text" => Text: out.text(&child.text),
        "markdown" => Markdown: out.text(&child.markdown),
    }
}

fields! {
    /// A field of a link.
    LinkField of (link: Link<'r>, out) {
        "kind" => Kind: out.name::<LinkKindName>(link.link.kind),
        "label" => Label: out.text(&link.link.label),
        "href" => Href: out.text(&link.link.href),
        "resource" => Resource(below: Object<ResourceField>): below.write_or_null(link.resource().as_ref(), out),
    }
}

fields! {
    /// A field of a mention.
    MentionField of (found: Mention<'r>, out) {
        "project" => Project(below: Object<ProjectField>): below.write(&found.project, out),
        "surface" => Surface: out.text(&found.mention.surface),
        "range" => Range(below: Object<RangeField>): below.write(&found.mention.range, out),
        "method" => Method: out.name::<MentionMethodName>(found.mention.method),
    }
}

fields! {
    /// A field of a range.
    RangeField of (range: Span, out) {
        "start" => Start: out.number(range.start),
        "end" => End: out.number(range.end),
    }
}

fields! {
    /// A field of where an item comes from.
    ProvenanceField of (provenance: Provenance<'r>, out) {
        "path" => Path: out.text(provenance.path),
        "lines" => Lines(below: Object<RangeField>): below.write(&provenance.lines, out),
        "bytes" => Bytes(below: Object<RangeField>): below.write(&provenance.bytes, out),
        "commit" => Commit: out.null(),
    }
}

/// Items in a list that is not paged.
pub fn list(docs: &[DocId], below: &Object<ItemField>, out: &mut Out<'_>) -> super::Done {
    let archive = out.archive;
    let items = docs.iter().map(|doc| Item::new(archive, *doc));
    out.objects(items, below)
}
