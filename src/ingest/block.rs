//! The top-level blocks of a Markdown text, as events of the parser.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use crate::domain::ItemKind;

use super::MAX_NESTING;
use super::source::without_nul;

/// An event and the bytes of the file it comes from.
pub(super) type Located<'a> = (Event<'a>, Range<usize>);

/// What a top-level block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A heading of this level.
    Heading(u8),
    /// Something that becomes an item.
    Item(ItemKind),
    /// Raw HTML.
    Html,
}

/// One top-level block; a list gives one block for each of its entries.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) shape: Shape,
    /// Bytes of the file.
    pub(super) range: Range<usize>,
    /// Its events; those of a list entry without the entry's own two.
    pub(super) events: Vec<Located<'a>>,
}

/// Where the nesting goes past the limit.
#[derive(Debug)]
pub(super) struct TooDeep(pub(super) Range<usize>);

/// Gives every top-level block of `text`, from byte `offset` on, to `each`.
///
/// pulldown-cmark needs no guard before it: measured on 4 MB each of some
/// seventy hostile patterns, it takes less than a second and its stack does
/// not grow with the input. What depth costs is what is done with the
/// events, so it is counted here.
pub(super) fn each_block<'a>(
    text: &'a str,
    offset: usize,
    mut each: impl FnMut(Block<'a>),
) -> Result<(), TooDeep> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let body = text.get(offset..).unwrap_or_default();
    let events = TextMergeWithOffset::new(Parser::new_ext(body, options).into_offset_iter());
    let (mut depth, mut lists) = (0_usize, 0_usize);
    let mut open: Option<(Block<'a>, usize)> = None;
    let has_nul = body.contains('\0');
    for (event, range) in events {
        let event = if has_nul { shown(event) } else { event };
        let range = range.start + offset..range.end + offset;
        match &event {
            Event::Start(tag) => {
                depth += 1;
                lists += usize::from(matches!(tag, Tag::List(_)));
                // A list and its entry are one level.
                if depth.saturating_sub(lists) > MAX_NESTING {
                    return Err(TooDeep(range));
                }
                if let Some((block, _)) = &mut open {
                    block.events.push((event, range));
                } else if let Some(shape) = shape_of(tag) {
                    open = Some((start(shape, event, range), depth));
                }
            }
            Event::End(tag) => {
                lists = lists.saturating_sub(usize::from(matches!(tag, TagEnd::List(_))));
                let closes = open.as_ref().is_some_and(|(_, at)| *at == depth);
                if let Some((block, _)) = &mut open
                    && !(closes && is_bullet(block))
                {
                    block.events.push((event, range));
                }
                if closes {
                    open.take().into_iter().for_each(|(block, _)| each(block));
                }
                depth = depth.saturating_sub(1);
            }
            _ => {
                if let Some((block, _)) = &mut open {
                    block.events.push((event, range));
                }
            }
        }
    }
    Ok(())
}

fn start(shape: Shape, event: Event<'_>, range: Range<usize>) -> Block<'_> {
    let mut block = Block {
        shape,
        range: range.clone(),
        // Few have more, and more would take the slow way of the allocator.
        events: Vec::with_capacity(10),
    };
    if !is_bullet(&block) {
        block.events.push((event, range));
    }
    block
}

fn is_bullet(block: &Block<'_>) -> bool {
    block.shape == Shape::Item(ItemKind::Bullet)
}

/// The block a tag opens; `None` for a list, whose entries are the blocks.
fn shape_of(tag: &Tag<'_>) -> Option<Shape> {
    match tag {
        Tag::Heading { level, .. } => Some(Shape::Heading(number(*level))),
        Tag::Item => Some(Shape::Item(ItemKind::Bullet)),
        Tag::Paragraph => Some(Shape::Item(ItemKind::Paragraph)),
        Tag::BlockQuote(_) => Some(Shape::Item(ItemKind::Quote)),
        Tag::CodeBlock(_) => Some(Shape::Item(ItemKind::Code)),
        Tag::Table(_) => Some(Shape::Item(ItemKind::Table)),
        Tag::HtmlBlock => Some(Shape::Html),
        _ => None,
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// An event whose texts hold no U+0000; where they stand stays what it is.
fn shown(event: Event<'_>) -> Event<'_> {
    let mend = |text: CowStr<'_>| CowStr::from(without_nul(&text).into_owned());
    match event {
        Event::Text(text) => Event::Text(mend(text)),
        Event::Code(text) => Event::Code(mend(text)),
        Event::Html(text) => Event::Html(mend(text)),
        Event::InlineHtml(text) => Event::InlineHtml(mend(text)),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(mend(info))))
        }
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: mend(dest_url),
            title: mend(title),
            id,
        }),
        other => other,
    }
}
