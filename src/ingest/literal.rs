//! Emphasis that is none: `_` and `*` inside an address in running text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::address::{goes_on, is_cut, may_hold_address};
use super::block::Located;
use super::source::Source;

/// Gives back to addresses the emphasis marks that the parser took from them:
/// in `https://example.org/_a_/b` the underscores belong to the address.
pub(super) fn keep_in_addresses<'a>(
    events: Vec<Located<'a>>,
    source: &Source<'_>,
) -> Vec<Located<'a>> {
    let text = |event: &Event<'_>| matches!(event, Event::Text(t) if may_hold_address(t));
    if !events.iter().any(|(event, _)| text(event)) {
        return events;
    }
    let mut keeper = Keeper {
        out: Vec::with_capacity(events.len()),
        run: None,
        in_address: false,
        open: Vec::new(),
        closed: 0,
    };
    for (event, range) in events {
        keeper.take(event, range, source);
    }
    keeper.flush();
    keeper.out
}

struct Keeper<'a> {
    out: Vec<Located<'a>>,
    /// Text being put together.
    run: Option<(String, Range<usize>)>,
    /// Whether that text ends inside an address.
    in_address: bool,
    /// For every open emphasis the mark it is written with, if it is none.
    open: Vec<Option<String>>,
    /// Open links, images and code blocks, where text is left alone.
    closed: usize,
}

impl<'a> Keeper<'a> {
    fn take(&mut self, event: Event<'a>, range: Range<usize>, source: &Source<'_>) {
        match &event {
            Event::Text(text) if self.closed == 0 => {
                self.in_address = goes_on(text) || (self.in_address && !text.contains(is_cut));
                self.push(text, range);
            }
            Event::Start(tag @ (Tag::Emphasis | Tag::Strong | Tag::Strikethrough)) => {
                let mark = self.in_address.then(|| mark_of(tag, range.start, source));
                self.open.push(mark.clone());
                match mark {
                    Some(mark) => self.push(&mark, range.start..range.start + mark.len()),
                    None => self.put(event, range),
                }
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                match self.open.pop().flatten() {
                    Some(mark) => self.push(&mark, range.end.saturating_sub(mark.len())..range.end),
                    None => self.put(event, range),
                }
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => {
                self.closed += 1;
                self.put(event, range);
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                self.closed = self.closed.saturating_sub(1);
                self.put(event, range);
            }
            _ => self.put(event, range),
        }
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        match &mut self.run {
            Some((run, place)) => {
                run.push_str(text);
                place.end = range.end;
            }
            None => self.run = Some((text.to_owned(), range)),
        }
    }

    fn put(&mut self, event: Event<'a>, range: Range<usize>) {
        self.flush();
        self.in_address = false;
        self.out.push((event, range));
    }

    fn flush(&mut self) {
        let run = self.run.take();
        let event = run.map(|(text, range)| (Event::Text(text.into()), range));
        self.out.extend(event);
    }
}

/// The mark an emphasis starts with.
fn mark_of(tag: &Tag<'_>, at: usize, source: &Source<'_>) -> String {
    let rest = source.slice(at..source.text().len()).chars();
    let width = match tag {
        Tag::Strong => 2,
        Tag::Strikethrough => rest.clone().take(2).take_while(|c| *c == '~').count(),
        _ => 1,
    };
    rest.take(width).collect()
}
