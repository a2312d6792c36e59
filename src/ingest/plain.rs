//! The plain text of a block: soft wraps joined, nested bullets on lines of
//! their own, every link's place known.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::domain::{Span, to_u32};

/// The plain text of a block.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// All of it.
    pub(super) text: String,
    /// Each nested bullet's depth and own text, in reading order; empty ones too.
    pub(super) children: Vec<(u32, String)>,
    /// Each link's label.
    pub(super) labels: Vec<Label>,
}

/// The label of a link, and where it is.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) place: Place,
}

/// A place in a text.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// In code points.
    pub(super) span: Span,
    pub(super) bytes: Range<usize>,
}

/// Writes the plain text of clean events.
pub(super) fn plain(events: &[Event<'_>]) -> Plain {
    let mut writer = Writer::default();
    let lengths = events.iter().map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.len() + 1,
        _ => 0,
    });
    writer.plain.text.reserve(lengths.sum());
    for event in events {
        writer.take(event);
    }
    writer.end_segment();
    writer.plain
}

/// Characters so far, without counting them again for every link.
#[derive(Default)]
struct Writer {
    plain: Plain,
    count: u32,
    /// The nested bullets that are open: indexes into `plain.children`.
    open: Vec<usize>,
    /// Where the current run of text starts; `None` between runs.
    segment: Option<Segment>,
    /// White space seen but not written yet.
    space: bool,
    /// The code block being read.
    code: Option<String>,
    in_link: bool,
    cells: usize,
}

/// A run of text: a paragraph, a code block, a table row.
struct Segment {
    /// Byte of the text.
    start: usize,
    /// Links before it.
    labels: usize,
}

impl Writer {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(text),
                None => self.push(text),
            },
            Event::Code(code) => self.push(code),
            Event::HardBreak => self.break_line(),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            _ => self.end_segment(),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Link { .. } => {
                self.in_link = true;
                // No place yet: known with its first character.
                let nowhere = Place {
                    span: Span {
                        start: u32::MAX,
                        end: 0,
                    },
                    bytes: 0..0,
                };
                self.plain.labels.push(Label {
                    text: String::new(),
                    place: nowhere,
                });
            }
            Tag::TableCell => {
                self.cells += 1;
                if self.cells > 1 {
                    self.push(" | ");
                }
            }
            Tag::TableHead | Tag::TableRow => {
                self.end_segment();
                self.cells = 0;
            }
            Tag::CodeBlock(_) => {
                self.end_segment();
                self.code = Some(String::new());
            }
            Tag::Item => {
                self.end_segment();
                let depth = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
                self.open.push(self.plain.children.len());
                self.plain
                    .children
                    .push((depth.saturating_add(1), String::new()));
            }
            _ => self.end_segment(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::TableCell => {}
            TagEnd::Link => self.end_link(),
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push_code(&code);
                }
            }
            TagEnd::Item => {
                self.end_segment();
                self.open.pop();
            }
            _ => self.end_segment(),
        }
    }

    /// Running text: runs of ASCII white space become one space, none at the
    /// start of a line.
    fn push(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let (words, after) = rest.split_at(single_spaced(rest));
            if !words.is_empty() {
                self.push_words(words);
            }
            rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            self.space |= rest.len() < after.len();
        }
    }

    /// Text without ASCII white space but single spaces between words.
    fn push_words(&mut self, words: &str) {
        let at_start = self.at_line_start();
        let words = if at_start { words.trim_start() } else { words };
        if std::mem::take(&mut self.space) && !at_start {
            self.write(" ");
        }
        self.write(words);
    }

    fn at_line_start(&self) -> bool {
        self.segment.is_none() || self.plain.text.ends_with('\n')
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.segment.is_none() {
            if !self.plain.text.is_empty() {
                self.plain.text.push('\n');
                self.count = self.count.saturating_add(1);
            }
            self.segment = Some(Segment {
                start: self.plain.text.len(),
                labels: self.plain.labels.len() - usize::from(self.in_link),
            });
        }
        if self.in_link
            && let Some(label) = self.plain.labels.last_mut()
        {
            label.push(text, self.count, self.plain.text.len());
        }
        self.plain.text.push_str(text);
        self.count = self.count.saturating_add(to_u32(text.chars().count()));
    }

    /// A hard break: a line end of its own.
    fn break_line(&mut self) {
        self.space = false;
        if !self.at_line_start() {
            self.write("\n");
        }
    }

    fn push_code(&mut self, code: &str) {
        for line in code.trim_end_matches(['\n', '\r']).split_inclusive('\n') {
            let (line, end) = match line.strip_suffix('\n') {
                Some(line) => (line.strip_suffix('\r').unwrap_or(line), "\n"),
                None => (line, ""),
            };
            self.write(line);
            self.write(end);
        }
        self.end_segment();
    }

    fn end_link(&mut self) {
        self.in_link = false;
        let (count, bytes) = (self.count, self.plain.text.len());
        if let Some(Label { place, .. }) = self.plain.labels.last_mut() {
            if place.span.start == u32::MAX {
                place.span.start = count;
                place.bytes.start = bytes;
            }
            place.span.end = count;
            place.bytes.end = bytes;
        }
    }

    /// Ends a run of text: trims it and gives it to the bullet it belongs to.
    fn end_segment(&mut self) {
        self.space = false;
        let Some(segment) = self.segment.take() else {
            return;
        };
        let Plain {
            text,
            children,
            labels,
        } = &mut self.plain;
        let own = text.get(segment.start..).unwrap_or_default();
        let length = own.trim_end().len();
        let cut = own.get(length..).unwrap_or_default().chars().count();
        text.truncate(segment.start + length);
        let mut cut = to_u32(cut);
        if length == 0 && text.ends_with('\n') {
            text.pop();
            cut = cut.saturating_add(1);
        }
        self.count = self.count.saturating_sub(cut);
        let labels = labels.get_mut(segment.labels..);
        for label in labels.unwrap_or_default() {
            label.end_at(self.count, text.len());
        }
        if let Some((_, child)) = self.open.last().and_then(|i| children.get_mut(*i)) {
            if !child.is_empty() {
                child.push('\n');
            }
            child.push_str(text.get(segment.start..).unwrap_or_default());
        }
    }
}

impl Label {
    /// Adds text of the label, which stands at a place of the whole text; no
    /// space at its start.
    fn push(&mut self, text: &str, count: u32, bytes: usize) {
        if self.place.span.start != u32::MAX {
            self.text.push_str(text);
            return;
        }
        let shown = text.trim_start_matches(' ');
        if !shown.is_empty() {
            let spaces = text.len() - shown.len();
            self.place.span.start = count.saturating_add(to_u32(spaces));
            self.place.bytes.start = bytes + spaces;
            self.text.push_str(shown);
        }
    }

    /// Nothing of it stands behind the end of the text.
    fn end_at(&mut self, count: u32, bytes: usize) {
        let Place { span, bytes: range } = &mut self.place;
        span.start = span.start.min(count);
        span.end = span.end.min(count);
        range.start = range.start.min(bytes);
        range.end = range.end.min(bytes);
        self.text.truncate(self.text.trim_end().len());
    }
}

/// Bytes at the start of a text that have no ASCII white space but single
/// spaces between others.
fn single_spaced(text: &str) -> usize {
    let mut after_space = true;
    let is_single = |b: &u8| {
        let is_space = *b == b' ';
        let single = !(b.is_ascii_whitespace() && (after_space || !is_space));
        after_space = is_space;
        single
    };
    let end = text.bytes().take_while(is_single).count();
    end - usize::from(end > 0 && text.as_bytes().get(end - 1) == Some(&b' '))
}
