//! Items, their links and mentions.

use super::category::CategoryField;
use super::connection::Node;
use super::out::Out;
use super::project::ProjectField;
use super::report::ReportField;
use super::resource::{Cited, ResourceField};
use super::{Done, Elsewhere, Object, fields};
use crate::api::graphql::input::ItemKind;
use crate::api::graphql::item::{LinkKindName, MentionMethodName};
use crate::domain::{KeptChild, KeptLink, KeptMention, Span, push_json};
use crate::query::{Archive, DocId, KeptItemRef, ProjectRef, ReportRef};

/// An item of the snapshot, as it is kept.
#[derive(Clone, Copy)]
pub struct Item<'r> {
    archive: &'r Archive,
    doc: DocId,
    kept: KeptItemRef<'r>,
}

impl<'r> Item<'r> {
    /// The item behind a number.
    pub fn new(archive: &'r Archive, doc: DocId) -> Option<Self> {
        let kept = archive.kept_item(doc)?;
        Some(Self { archive, doc, kept })
    }

    fn id(&self, before: &[&str], out: &mut Out<'_>) -> Done {
        out.between_quotes(|bytes| {
            for part in before.iter().chain(&[self.kept.report.slug.as_str(), "-"]) {
                push_json(part, bytes);
            }
            self.kept.item.push_key(bytes);
        })
    }

    fn report(&self) -> Result<ReportRef<'r>, Elsewhere> {
        let report = self.archive.report(self.archive.report_of(self.doc));
        report.ok_or(Elsewhere)
    }

    fn links(&self) -> impl Iterator<Item = Link<'_>> {
        let item = &self.kept;
        item.item.links().map(move |link| Link { item, link })
    }

    fn mentions(&self) -> impl Iterator<Item = Mention<'r>> + use<'r> {
        let archive = self.archive;
        self.kept.item.mentions().filter_map(move |mention| {
            let number = archive.project_by_name(&mention.project())?;
            let project = archive.project(number)?;
            Some(Mention { project, mention })
        })
    }
}

/// A link of an item.
pub struct Link<'r> {
    item: &'r KeptItemRef<'r>,
    link: KeptLink<'r>,
}

impl<'r> Link<'r> {
    /// What it points to.
    fn resource(&self) -> Option<Cited<'r>> {
        let item = self.item;
        let kept = self.link.resource;
        kept.map(|(place, url)| Cited::Kept { item, place, url })
    }
}

/// A project found in an item.
pub struct Mention<'r> {
    project: ProjectRef<'r>,
    mention: KeptMention<'r>,
}

fields! {
    /// A field of an item.
    ItemField of (item: Item<'r>, out) {
        "id" => Id: item.id(&[], out),
        "report" => Report(below: Object<ReportField>): below.write(&item.report()?, out),
        "month" => Month: out.month(item.kept.report.date.month()),
        "series" => Series: out.plain(item.kept.report.series.as_str()),
        "category" => Category(below: Object<CategoryField>): below.write_or_null(item.kept.category().as_ref(), out),
        "section" => Section: match &item.kept.item.section {
            Some(section) => out.kept(section),
            None => out.null(),
        },
        "kind" => Kind: out.name::<ItemKind>(item.kept.item.kind),
        "position" => Position: out.number(item.kept.position()),
        "text" => Text: out.kept(&item.kept.item.text),
        "markdown" => Markdown: out.kept(&item.kept.item.markdown),
        "html" => Html: out.kept(&item.kept.item.html),
        "children" => Children(below: Object<ChildField>): out.objects(item.kept.item.children(), below),
        "links" => Links(below: Object<LinkField>): out.objects(item.links(), below),
        "mentions" => Mentions(below: Object<MentionField>): out.objects(item.mentions(), below),
        "permalink" => Permalink: {
            let base = out.public_url;
            item.id(&[base, "/v1/items/"], out)
        },
        "provenance" => Provenance(below: Object<ProvenanceField>): below.write(&item.kept, out),
    }
}

impl Node for ItemField {
    type Number = DocId;

    fn row(archive: &Archive, doc: DocId) -> Option<Item<'_>> {
        Item::new(archive, doc)
    }
}

fields! {
    /// A field of a nested bullet.
    ChildField of (child: KeptChild<'r>, out) {
        "depth" => Depth: out.number(child.depth),
        "text" => Text: out.kept(&child.text),
        "markdown" => Markdown: out.kept(&child.markdown),
    }
}

fields! {
    /// A field of a link.
    LinkField of (link: Link<'r>, out) {
        "kind" => Kind: out.name::<LinkKindName>(link.link.kind),
        "label" => Label: out.kept(&link.link.label),
        "href" => Href: out.kept(&link.link.href),
        "resource" => Resource(below: Object<ResourceField>): below.write_or_null(link.resource().as_ref(), out),
    }
}

fields! {
    /// A field of a mention.
    MentionField of (found: Mention<'r>, out) {
        "project" => Project(below: Object<ProjectField>): below.write(&found.project, out),
        "surface" => Surface: out.kept(&found.mention.surface),
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
    ProvenanceField of (item: KeptItemRef<'r>, out) {
        "path" => Path: out.text(&item.report.path),
        "lines" => Lines(below: Object<RangeField>): below.write(&item.item.lines, out),
        "bytes" => Bytes(below: Object<RangeField>): below.write(&item.item.bytes, out),
        "commit" => Commit: out.null(),
    }
}

/// Items in a list that is not paged.
pub fn list(docs: &[DocId], below: &Object<ItemField>, out: &mut Out<'_>) -> Done {
    let archive = out.archive;
    out.list(docs, |doc, out| {
        let item = Item::new(archive, *doc).ok_or(Elsewhere)?;
        below.write(&item, out)
    })
}
