//! The items of a report, packed.
//!
//! A snapshot holds every item of the archive, and an answer shows twenty of
//! them: an item is kept as a few dozen bytes beside the file it was read
//! from, and made when it is asked for, which takes about a microsecond.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::delta::Packer;
use super::packed::{PackedHead, PackedItem, PackedRelations, PackedTexts, base};
use super::{Child, Item, ItemKey, ItemKind, Link, Mention, to_u32};

/// The items of a report in order, with the file they were read from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    source: Arc<str>,
    /// Where each item ends in `packed`.
    ends: Box<[u32]>,
    packed: Box<[u8]>,
}

/// What is most often asked of an item, without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemHead {
    /// The item's part of its id.
    pub key: ItemKey,
    /// What it was in the Markdown.
    pub kind: ItemKind,
    /// Index into the report's categories.
    pub category: Option<u32>,
}

/// What an item refers to, without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRelations {
    /// What is most often asked.
    pub head: ItemHead,
    /// Links in reading order.
    pub links: Vec<Link>,
    /// Projects found.
    pub mentions: Vec<Mention>,
}

impl Items {
    /// Packs items read from this file. An item's position is its place.
    #[must_use]
    pub fn pack(items: &[Item], source: Arc<str>) -> Self {
        let mut packer = Packer::default();
        let (mut ends, mut all) = (Vec::with_capacity(items.len()), Vec::new());
        for item in items {
            packer.set_base(base(item.bytes, &source));
            // Nothing in these values can fail to be written to memory.
            let bytes = postcard::to_stdvec(&PackedItem::of(item, &packer)).unwrap_or_default();
            all.extend_from_slice(&bytes);
            ends.push(to_u32(all.len()));
        }
        Self {
            source,
            ends: ends.into(),
            packed: all.into(),
        }
    }

    /// The file, byte for byte.
    #[must_use]
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The item at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Item> {
        let packed: PackedItem<'_> = postcard::from_bytes(self.bytes_of(place)?).ok()?;
        let base = base(packed.head.bytes, &self.source);
        let PackedTexts {
            section,
            text,
            markdown,
            html,
            children,
            lines,
        } = packed.texts;
        let children = children.into_iter().map(|(depth, text, markdown)| Child {
            depth,
            text: text.unpack(base),
            markdown: markdown.unpack(base),
        });
        let (links, mentions) = packed.relations.unpack(base);
        Some(Item {
            key: ItemKey::from_packed(packed.head.key),
            kind: packed.head.kind,
            position: to_u32(place.saturating_add(1)),
            category: packed.head.category,
            section: section.map(str::to_owned),
            text: text.unpack(base),
            markdown: markdown.unpack(base),
            html: html.unpack(base),
            children: children.collect(),
            links,
            mentions,
            lines,
            bytes: packed.head.bytes,
        })
    }

    /// The head of the item at a place.
    #[must_use]
    pub fn head(&self, place: usize) -> Option<ItemHead> {
        let bytes = self.bytes_of(place)?;
        let (head, _) = postcard::take_from_bytes::<PackedHead<'_>>(bytes).ok()?;
        Some(head.unpack())
    }

    /// What the item at a place refers to.
    #[must_use]
    pub fn relations(&self, place: usize) -> Option<ItemRelations> {
        let bytes = self.bytes_of(place)?;
        let (head, rest) = postcard::take_from_bytes::<PackedHead<'_>>(bytes).ok()?;
        let (relations, _) = postcard::take_from_bytes::<PackedRelations<'_>>(rest).ok()?;
        let (links, mentions) = relations.unpack(base(head.bytes, &self.source));
        let head = head.unpack();
        Some(ItemRelations {
            head,
            links,
            mentions,
        })
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Item> + '_ {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// Their heads in order.
    pub fn heads(&self) -> impl Iterator<Item = ItemHead> + '_ {
        (0..self.len()).filter_map(|place| self.head(place))
    }

    /// The place of the item with this key.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Option<usize> {
        (0..self.len()).find(|place| {
            let bytes = self.bytes_of(*place).unwrap_or_default();
            postcard::take_from_bytes::<&str>(bytes).is_ok_and(|(found, _)| found == key)
        })
    }

    /// Bytes of memory, the file included.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.source.len() + self.ends.len() * size_of::<u32>() + self.packed.len()
    }

    fn bytes_of(&self, place: usize) -> Option<&[u8]> {
        let at = |i: usize| usize::try_from(*self.ends.get(i)?).ok();
        let start = match place.checked_sub(1) {
            Some(before) => at(before)?,
            None => 0,
        };
        self.packed.get(start..at(place)?)
    }
}

impl<'a> IntoIterator for &'a Items {
    type Item = Item;
    type IntoIter = Box<dyn Iterator<Item = Item> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{LinkKind, MentionMethod, ResourceUrl, Slug, Span};
    use super::*;

    fn item() -> impl Strategy<Value = Item> {
        let texts = ("\\PC{0,40}", "\\PC{0,40}", "[a-c <>/]{0,60}");
        let links =
            prop::collection::vec(("\\PC{0,9}", "https://[a-z]{1,9}\\.org/[a-z]{0,5}"), 0..3);
        let mentions = prop::collection::vec("\\PC{1,9}", 0..3);
        let children = prop::collection::vec((0_u32..4, "\\PC{0,9}"), 0..3);
        let place = (
            0_u32..60,
            0_u32..60,
            prop::option::of(0_u32..9),
            prop::option::of("\\PC{0,9}"),
        );
        (texts, links, mentions, children, place).prop_map(
            |(texts, links, mentions, children, place)| {
                let (start, end, category, section) = place;
                Item {
                    key: ItemKey::of_text(&texts.0, start),
                    kind: ItemKind::Quote,
                    position: 0,
                    category,
                    section,
                    text: texts.0,
                    markdown: texts.1,
                    html: texts.2,
                    children: children
                        .into_iter()
                        .map(|(depth, text)| Child {
                            depth,
                            markdown: text.clone(),
                            text,
                        })
                        .collect(),
                    links: links
                        .into_iter()
                        .map(|(label, href)| Link {
                            kind: LinkKind::Bare,
                            label,
                            resource: ResourceUrl::parse(&href),
                            href,
                        })
                        .collect(),
                    mentions: mentions
                        .into_iter()
                        .map(|surface| Mention {
                            project: Slug::of_title(&surface),
                            surface,
                            range: Span { start, end },
                            method: MentionMethod::Alias,
                        })
                        .collect(),
                    lines: Span { start, end },
                    bytes: Span { start, end },
                }
            },
        )
    }

    proptest! {
        #[test]
        fn items_come_back_as_they_were(mut items in prop::collection::vec(item(), 0..6), source in "\\PC{0,60}") {
            for (item, position) in items.iter_mut().zip(1..) {
                item.position = position;
            }
            let packed = Items::pack(&items, Arc::from(source));
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), items.clone());
            for (place, item) in items.iter().enumerate() {
                let relations = packed.relations(place).unwrap();
                prop_assert_eq!(&relations.head.key, &item.key);
                prop_assert_eq!(relations.head.category, item.category);
                prop_assert_eq!(&relations.links, &item.links);
                prop_assert_eq!(&relations.mentions, &item.mentions);
                let first = items.iter().position(|i| i.key == item.key);
                prop_assert_eq!(packed.place_of(item.key.as_str()), first);
            }
            prop_assert_eq!(packed.get(items.len()), None);
            let stored = postcard::to_stdvec(&packed).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Items>(&stored).unwrap(), packed);
        }
    }
}
