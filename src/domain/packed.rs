//! An item as it is kept: texts as deltas, the parts in the order in which
//! less and less is asked of them, so that reading can stop early.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::delta::{Packer, unpack};
use super::items::ItemHead;
use super::{
    Item, ItemKey, ItemKind, Link, LinkKind, Mention, MentionMethod, ResourceUrl, Slug, Span,
};

/// All of an item.
#[derive(Serialize, Deserialize)]
pub(super) struct PackedItem<'a> {
    #[serde(borrow)]
    pub(super) head: PackedHead<'a>,
    #[serde(borrow)]
    pub(super) relations: PackedRelations<'a>,
    #[serde(borrow)]
    pub(super) texts: PackedTexts<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackedHead<'a> {
    pub(super) key: &'a str,
    pub(super) kind: ItemKind,
    pub(super) category: Option<u32>,
    /// Bytes of the file, which everything is packed against.
    pub(super) bytes: Span,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackedRelations<'a> {
    #[serde(borrow)]
    pub(super) links: Vec<PackedLink<'a>>,
    #[serde(borrow)]
    pub(super) mentions: Vec<PackedMention<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackedLink<'a> {
    pub(super) kind: LinkKind,
    #[serde(borrow)]
    pub(super) label: Delta<'a>,
    #[serde(borrow)]
    pub(super) href: Delta<'a>,
    #[serde(borrow)]
    pub(super) resource: Option<Delta<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackedMention<'a> {
    pub(super) project: &'a str,
    #[serde(borrow)]
    pub(super) surface: Delta<'a>,
    pub(super) range: Span,
    pub(super) method: MentionMethod,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackedTexts<'a> {
    #[serde(borrow)]
    pub(super) section: Option<&'a str>,
    #[serde(borrow)]
    pub(super) text: Delta<'a>,
    #[serde(borrow)]
    pub(super) markdown: Delta<'a>,
    #[serde(borrow)]
    pub(super) html: Delta<'a>,
    #[serde(borrow)]
    pub(super) children: Vec<(u32, Delta<'a>, Delta<'a>)>,
    pub(super) lines: Span,
}

/// The bytes of a delta.
#[derive(Serialize, Deserialize)]
pub(super) struct Delta<'a>(#[serde(borrow)] Cow<'a, [u8]>);

impl Delta<'_> {
    pub(super) fn unpack(&self, base: &str) -> String {
        unpack(&self.0, base)
    }
}

/// What an item is packed against: its own lines.
pub(super) fn base(bytes: Span, source: &str) -> &str {
    let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    source.get(at(bytes.start)..at(bytes.end)).unwrap_or("")
}

impl<'a> PackedItem<'a> {
    pub(super) fn of(item: &'a Item, packer: &Packer) -> Self {
        let pack = |text: &str| Delta(Cow::Owned(packer.pack(text)));
        let links = item.links.iter().map(|link| PackedLink {
            kind: link.kind,
            label: pack(&link.label),
            href: pack(&link.href),
            resource: link.resource.as_ref().map(|url| pack(url.as_str())),
        });
        let mentions = item.mentions.iter().map(|mention| PackedMention {
            project: mention.project.as_str(),
            surface: pack(&mention.surface),
            range: mention.range,
            method: mention.method,
        });
        let children = item.children.iter();
        let children = children.map(|c| (c.depth, pack(&c.text), pack(&c.markdown)));
        Self {
            head: PackedHead {
                key: item.key.as_str(),
                kind: item.kind,
                category: item.category,
                bytes: item.bytes,
            },
            relations: PackedRelations {
                links: links.collect(),
                mentions: mentions.collect(),
            },
            texts: PackedTexts {
                section: item.section.as_deref(),
                text: pack(&item.text),
                markdown: pack(&item.markdown),
                html: pack(&item.html),
                children: children.collect(),
                lines: item.lines,
            },
        }
    }
}

impl PackedHead<'_> {
    pub(super) fn unpack(&self) -> ItemHead {
        ItemHead {
            key: ItemKey::from_packed(self.key),
            kind: self.kind,
            category: self.category,
        }
    }
}

impl PackedRelations<'_> {
    pub(super) fn unpack(self, base: &str) -> (Vec<Link>, Vec<Mention>) {
        let links = self.links.into_iter().map(|link| Link {
            kind: link.kind,
            label: link.label.unpack(base),
            href: link.href.unpack(base),
            resource: link
                .resource
                .map(|url| ResourceUrl::from_packed(url.unpack(base))),
        });
        let mentions = self.mentions.into_iter().map(|mention| Mention {
            project: Slug::from_packed(mention.project),
            surface: mention.surface.unpack(base),
            range: mention.range,
            method: mention.method,
        });
        (links.collect(), mentions.collect())
    }
}
