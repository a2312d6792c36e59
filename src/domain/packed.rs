//! An item as it is kept: numbers, and texts as deltas, in the order in which
//! an answer names them, so that reading goes once through them and can stop
//! early.

use std::borrow::Cow;

use super::delta::{take, unpack, write};
use super::items::ItemHead;
use super::json::of_json;
use super::key::{Key, short_key};
use super::reader::Reader;
use super::{
    Child, Item, ItemKind, Link, LinkKind, Mention, MentionMethod, ResourceUrl, Slug, Span,
};

/// How a link was written, and how a mention was found, by number.
pub(super) const LINK_KINDS: [LinkKind; 4] = [
    LinkKind::Inline,
    LinkKind::Reference,
    LinkKind::Autolink,
    LinkKind::Bare,
];
pub(super) const METHODS: [MentionMethod; 3] = [
    MentionMethod::Name,
    MentionMethod::Alias,
    MentionMethod::Url,
];

/// In the first byte, beside the kind.
pub(super) const SHORT_KEY: usize = 1 << 3;
pub(super) const SECTION: usize = 1 << 4;
pub(super) const CHILDREN: usize = 1 << 5;
pub(super) const LINKS: usize = 1 << 6;
pub(super) const MENTIONS: usize = 1 << 7;

/// A text of an item as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptText<'a> {
    pub(super) delta: &'a [u8],
    pub(super) base: &'a [u8],
}

impl KeptText<'_> {
    /// Adds the text as it stands in a JSON string, without the quotes.
    pub fn push_json(&self, out: &mut Vec<u8>) {
        write(self.delta, self.base, out);
    }

    /// The text itself.
    #[must_use]
    pub fn plain(&self) -> String {
        unpack(self.delta, self.base)
    }

    /// The same, made in a buffer.
    pub fn plain_in<'b>(&self, buffer: &'b mut Vec<u8>) -> Cow<'b, str> {
        buffer.clear();
        write(self.delta, self.base, buffer);
        of_json(buffer)
    }
}

/// An item as it is kept, none of its texts made.
#[derive(Debug, Clone, Copy)]
pub struct KeptItem<'a> {
    key: Key<'a>,
    /// What it was in the Markdown.
    pub kind: ItemKind,
    /// Index into the report's categories.
    pub category: Option<u32>,
    /// Bytes of the file, which everything is packed against.
    pub bytes: Span,
    /// Lines of the file.
    pub lines: Span,
    /// The nearest heading below category level.
    pub section: Option<KeptText<'a>>,
    /// Plain text.
    pub text: KeptText<'a>,
    /// Markdown.
    pub markdown: KeptText<'a>,
    /// HTML.
    pub html: KeptText<'a>,
    children: Reader<'a>,
    links: Reader<'a>,
    mentions: Reader<'a>,
}

/// A nested bullet as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptChild<'a> {
    /// As in [`Child`].
    pub depth: u32,
    /// Plain text.
    pub text: KeptText<'a>,
    /// Markdown.
    pub markdown: KeptText<'a>,
}

/// A link as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptLink<'a> {
    /// How it was written.
    pub kind: LinkKind,
    /// Plain text of the label.
    pub label: KeptText<'a>,
    /// Target as written.
    pub href: KeptText<'a>,
    /// The canonical target, and its place among those of the item in
    /// ascending order, each once.
    pub resource: Option<(usize, KeptText<'a>)>,
}

/// A mention as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptMention<'a> {
    /// Slug of the project; `None` where it is the surface in lower case.
    slug: Option<&'a str>,
    /// The text that names it.
    pub surface: KeptText<'a>,
    /// Where in the item's text.
    pub range: Span,
    /// How it was recognised.
    pub method: MentionMethod,
}

impl KeptLink<'_> {
    /// The canonical target, made.
    #[must_use]
    pub fn url(&self) -> Option<ResourceUrl> {
        let (_, url) = self.resource?;
        Some(ResourceUrl::from_packed(url.plain()))
    }
}

impl<'a> KeptMention<'a> {
    /// Slug of the project, made in a buffer where it must be made.
    pub fn project_in<'b>(&self, buffer: &'b mut Vec<u8>) -> &'b str
    where
        'a: 'b,
    {
        if let Some(slug) = self.slug {
            return slug;
        }
        // Nothing in a slug is escaped.
        buffer.clear();
        self.surface.push_json(buffer);
        buffer.make_ascii_lowercase();
        std::str::from_utf8(buffer).unwrap_or_default()
    }

    /// Slug of the project.
    #[must_use]
    pub fn project(&self) -> String {
        self.project_in(&mut Vec::new()).to_owned()
    }
}

impl<'a> KeptItem<'a> {
    /// Reads what was packed against a file.
    pub(super) fn read(packed: &'a [u8], source: &'a str) -> Option<Self> {
        let mut reader = Reader::new(packed);
        let head = reader.head()?;
        let base = base(head.bytes, source).as_bytes();
        reader.base = base;
        let lines = reader.span()?;
        let section = match head.flags & SECTION {
            0 => None,
            _ => Some(reader.text()?),
        };
        let (text, markdown, html) = (reader.text()?, reader.text()?, reader.text()?);
        let mut part = |flag| match head.flags & flag {
            0 => Some(Reader::default()),
            _ => reader.part(),
        };
        let children = part(CHILDREN)?;
        let cited = part(LINKS)?;
        let mentions = part(MENTIONS)?;
        Some(Self {
            key: head.key,
            kind: head.kind,
            category: head.category,
            bytes: head.bytes,
            lines,
            section,
            text,
            markdown,
            html,
            children,
            links: cited,
            mentions,
        })
    }

    /// Adds the key.
    pub fn push_key(&self, out: &mut Vec<u8>) {
        self.key.push(out);
    }

    /// Nested bullets in reading order.
    pub fn children(&self) -> impl Iterator<Item = KeptChild<'a>> + use<'a> {
        let mut reader = self.children;
        std::iter::from_fn(move || {
            Some(KeptChild {
                depth: reader.number()?,
                text: reader.text()?,
                markdown: reader.text()?,
            })
        })
    }

    /// Links in reading order.
    pub fn links(&self) -> impl Iterator<Item = KeptLink<'a>> + use<'a> {
        let mut reader = self.links;
        std::iter::from_fn(move || {
            let first = take(&mut reader.rest)?;
            let kind = *LINK_KINDS.get(first & 3)?;
            let (label, href) = (reader.text()?, reader.text()?);
            let resource = match first >> 2 {
                0 => None,
                // Most often the target was canonical as it was written.
                code if code & 1 == 1 => Some((code / 2, href)),
                code => Some((code / 2 - 1, reader.text()?)),
            };
            Some(KeptLink {
                kind,
                label,
                href,
                resource,
            })
        })
    }

    /// Mentions by place in the text.
    pub fn mentions(&self) -> impl Iterator<Item = KeptMention<'a>> + use<'a> {
        let mut reader = self.mentions;
        std::iter::from_fn(move || {
            let code = take(&mut reader.rest)?;
            let slug = match code & 1 {
                0 => Some(reader.plain()?),
                _ => None,
            };
            Some(KeptMention {
                method: *METHODS.get(code / 2)?,
                slug,
                surface: reader.text()?,
                range: reader.span()?,
            })
        })
    }

    /// What is most often asked of it.
    #[must_use]
    pub fn head(&self) -> ItemHead {
        ItemHead {
            key: self.key.key(),
            kind: self.kind,
            category: self.category,
        }
    }

    /// Links in reading order, made.
    #[must_use]
    pub fn made_links(&self) -> Vec<Link> {
        let link = |link: KeptLink<'_>| Link {
            kind: link.kind,
            label: link.label.plain(),
            href: link.href.plain(),
            resource: link.url(),
        };
        self.links().map(link).collect()
    }

    pub(super) fn made_mentions(&self) -> Vec<Mention> {
        let mention = |mention: KeptMention<'_>| Mention {
            project: Slug::from_packed(&mention.project()),
            surface: mention.surface.plain(),
            range: mention.range,
            method: mention.method,
        };
        self.mentions().map(mention).collect()
    }

    pub(super) fn made(&self, position: u32) -> Item {
        let child = |child: KeptChild<'_>| Child {
            depth: child.depth,
            text: child.text.plain(),
            markdown: child.markdown.plain(),
        };
        Item {
            key: self.key.key(),
            kind: self.kind,
            position,
            category: self.category,
            section: self.section.as_ref().map(KeptText::plain),
            text: self.text.plain(),
            markdown: self.markdown.plain(),
            html: self.html.plain(),
            children: self.children().map(child).collect(),
            links: self.made_links(),
            mentions: self.made_mentions(),
            lines: self.lines,
            bytes: self.bytes,
        }
    }
}

/// What an item is packed against: its own lines.
pub(super) fn base(bytes: Span, source: &str) -> &str {
    let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    source.get(at(bytes.start)..at(bytes.end)).unwrap_or("")
}

/// The head of a packed item.
pub(super) fn head(packed: &[u8]) -> Option<ItemHead> {
    let head = Reader::new(packed).head()?;
    Some(ItemHead {
        key: head.key.key(),
        kind: head.kind,
        category: head.category,
    })
}

/// The category of a packed item.
pub(super) fn category(packed: &[u8]) -> Option<u32> {
    Reader::new(packed).head()?.category
}

/// Whether a packed item has this key.
pub(super) fn has_key(packed: &[u8], key: &str) -> bool {
    let found = Reader::new(packed).head().map(|head| head.key);
    let wanted = short_key(key).map_or(Key::Long(key), Key::Short);
    found == Some(wanted)
}
