//! Loose and tight lists made one: the paragraphs of list entries.

use pulldown_cmark::{Event, Tag, TagEnd};

/// Makes every list entry look the same whether its list was written tight
/// or loose: text directly in an entry is put into a paragraph, and then a
/// paragraph that is the only one of its entry loses its tags.
///
/// `in_entry` says that the events are those inside a list entry.
pub(super) fn even_out(events: Vec<Event<'_>>, in_entry: bool) -> Vec<Event<'_>> {
    let has_entry = |event| matches!(event, &Event::Start(Tag::Item));
    // An entry that is one line of text is so already.
    if (in_entry && events.iter().all(is_text)) || (!in_entry && !events.iter().any(has_entry)) {
        return events;
    }
    let mut evener = Evener {
        out: Vec::with_capacity(events.len() + 4),
        ..Evener::default()
    };
    evener.entries.push(Frame::new(in_entry));
    for event in events {
        evener.take(event);
    }
    evener.close_run();
    evener.leave();
    let Evener {
        out, mut dropped, ..
    } = evener;
    dropped.sort_unstable();
    let mut dropped = dropped.into_iter().peekable();
    let keep = |(at, event)| (dropped.next_if_eq(&at).is_none()).then_some(event);
    out.into_iter().enumerate().filter_map(keep).collect()
}

/// An open block container.
struct Frame {
    is_entry: bool,
    /// Where in `out` the tags of its first paragraph are.
    first: Option<(usize, usize)>,
    paragraphs: usize,
}

impl Frame {
    fn new(is_entry: bool) -> Self {
        Self {
            is_entry,
            first: None,
            paragraphs: 0,
        }
    }
}

#[derive(Default)]
struct Evener<'a> {
    out: Vec<Event<'a>>,
    entries: Vec<Frame>,
    /// Where the paragraph being written directly in an entry starts.
    run: Option<usize>,
    /// Whether `run` was opened here and not by the parser.
    ours: bool,
    inline: usize,
    dropped: Vec<usize>,
}

impl<'a> Evener<'a> {
    fn take(&mut self, event: Event<'a>) {
        match &event {
            Event::Start(tag) if is_inline(tag) => {
                self.open_run();
                self.inline += 1;
                self.out.push(event);
            }
            Event::End(_) if self.inline > 0 => {
                self.inline -= 1;
                self.out.push(event);
            }
            Event::Start(Tag::Paragraph) => {
                self.close_run();
                self.run = Some(self.out.len());
                self.ours = false;
                self.out.push(event);
            }
            Event::End(TagEnd::Paragraph) => {
                self.out.push(event);
                self.end_paragraph();
            }
            Event::Start(tag) => {
                self.close_run();
                self.entries.push(Frame::new(matches!(tag, Tag::Item)));
                self.out.push(event);
            }
            Event::End(_) => {
                self.close_run();
                self.leave();
                self.out.push(event);
            }
            Event::Rule => {
                self.close_run();
                self.out.push(event);
            }
            _ => {
                self.open_run();
                self.out.push(event);
            }
        }
    }

    /// Opens a paragraph when text comes directly in a list entry.
    fn open_run(&mut self) {
        let in_entry = self.entries.last().is_some_and(|f| f.is_entry);
        if in_entry && self.run.is_none() && self.inline == 0 {
            self.run = Some(self.out.len());
            self.ours = true;
            self.out.push(Event::Start(Tag::Paragraph));
        }
    }

    fn close_run(&mut self) {
        if self.ours && self.run.is_some() {
            self.out.push(Event::End(TagEnd::Paragraph));
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        let Some(start) = self.run.take() else { return };
        let end = self.out.len().saturating_sub(1);
        if let Some(frame) = self.entries.last_mut() {
            frame.paragraphs += 1;
            frame.first.get_or_insert((start, end));
        }
        self.ours = false;
    }

    fn leave(&mut self) {
        if let Some(frame) = self.entries.pop()
            && frame.is_entry
            && frame.paragraphs == 1
        {
            self.dropped
                .extend(frame.first.iter().flat_map(|(a, b)| [*a, *b]));
        }
    }
}

fn is_text(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_) | Event::Code(_) | Event::HardBreak => true,
        Event::Start(tag) => is_inline(tag),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
        ),
        _ => false,
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}
