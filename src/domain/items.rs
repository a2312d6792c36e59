//! The items of a report, packed.
//!
//! A snapshot holds every item of the archive, and an answer shows twenty of
//! them: an item is kept as a few dozen bytes beside the file it was read
//! from, and made when it is asked for, which takes about a microsecond.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::delta::Packer;
use super::packed::{self, KeptItem, base};
use super::packing::pack;
use super::{Item, ItemKey, ItemKind, Link, Mention, to_u32};

/// The items of a report in order, with the file they were read from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    source: Arc<str>,
    /// Where each item ends in `packed`.
    ends: PackedEnds,
    packed: Box<[u8]>,
}

/// Places in a piece of memory, in as little of it as they fit in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
enum PackedEnds {
    Short(Box<[u16]>),
    Long(Box<[u32]>),
}

impl PackedEnds {
    fn new(ends: Vec<u32>) -> Self {
        let short: Result<Box<[u16]>, _> = ends.iter().map(|end| u16::try_from(*end)).collect();
        short.map_or_else(|_| Self::Long(ends.into()), Self::Short)
    }

    fn get(&self, i: usize) -> Option<usize> {
        match self {
            Self::Short(ends) => ends.get(i).map(|end| usize::from(*end)),
            Self::Long(ends) => usize::try_from(*ends.get(i)?).ok(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Short(ends) => ends.len(),
            Self::Long(ends) => ends.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Short(ends) => size_of_val::<[u16]>(ends),
            Self::Long(ends) => size_of_val::<[u32]>(ends),
        }
    }
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
        let (mut packer, mut part) = (Packer::default(), Vec::new());
        let (mut ends, mut all) = (
            Vec::with_capacity(items.len()),
            Vec::with_capacity(source.len()),
        );
        for item in items {
            packer.set_base(base(item.bytes, &source));
            pack(item, &mut packer, &mut part, &mut all);
            ends.push(to_u32(all.len()));
        }
        Self {
            source,
            ends: PackedEnds::new(ends),
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
        self.len() == 0
    }

    /// The item at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Item> {
        let position = to_u32(place.saturating_add(1));
        Some(self.kept(place)?.made(position))
    }

    /// The item at a place as it is kept.
    #[must_use]
    pub fn kept(&self, place: usize) -> Option<KeptItem<'_>> {
        KeptItem::read(self.bytes_of(place)?, &self.source)
    }

    /// The head of the item at a place.
    #[must_use]
    pub fn head(&self, place: usize) -> Option<ItemHead> {
        packed::head(self.bytes_of(place)?)
    }

    /// What the item at a place refers to.
    #[must_use]
    pub fn relations(&self, place: usize) -> Option<ItemRelations> {
        let kept = self.kept(place)?;
        Some(ItemRelations {
            head: kept.head(),
            links: kept.made_links(),
            mentions: kept.made_mentions(),
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

    /// The categories of those that have one, in order.
    pub fn categories(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).filter_map(|place| packed::category(self.bytes_of(place)?))
    }

    /// Whether they have these keys, in order.
    #[must_use]
    pub fn have_keys(&self, keys: &[ItemKey]) -> bool {
        let has_key = |(place, key): (usize, &ItemKey)| {
            let bytes = self.bytes_of(place);
            bytes.is_some_and(|bytes| packed::has_key(bytes, key.as_str()))
        };
        keys.iter().enumerate().all(has_key)
    }

    /// The place of the item with this key.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Option<usize> {
        let has_key = |place: &usize| {
            self.bytes_of(*place)
                .is_some_and(|b| packed::has_key(b, key))
        };
        (0..self.len()).find(has_key)
    }

    /// Bytes of memory, the file included.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.source.len() + self.ends.bytes() + self.packed.len()
    }

    fn bytes_of(&self, place: usize) -> Option<&[u8]> {
        let start = match place.checked_sub(1) {
            Some(before) => self.ends.get(before)?,
            None => 0,
        };
        self.packed.get(start..self.ends.get(place)?)
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

    use super::super::{Child, LinkKind, MentionMethod, ResourceUrl, Slug, Span};
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

    #[test]
    fn long_reports_come_back_too() {
        let text = |i: usize| format!("Texte {i} {}", "é\"".repeat(i % 90));
        let items: Vec<Item> = (0..3000)
            .map(|i| Item {
                key: ItemKey::of_text(&text(i), 0),
                kind: ItemKind::Bullet,
                position: to_u32(i + 1),
                category: None,
                section: None,
                text: text(i),
                markdown: String::new(),
                html: text(i + 1),
                children: Vec::new(),
                links: Vec::new(),
                mentions: Vec::new(),
                lines: Span { start: 1, end: 1 },
                bytes: Span { start: 0, end: 0 },
            })
            .collect();
        let packed = Items::pack(&items, Arc::from(""));
        assert!(packed.size_bytes() > 1 << 16);
        assert!(packed.iter().eq(items));
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
