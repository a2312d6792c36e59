//! The plain text of a block: soft wraps joined, nested bullets on lines of
//! their own, every link's place known.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::domain::Span;

/// The plain text of a block.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// All of it.
    pub(super) text: String,
    /// Each nested bullet's depth and own text, in reading order; empty ones too.
    pub(super) children: Vec<(u32, String)>,
    /// Each link's label and where it is, in code points.
    pub(super) labels: Vec<(String, Span)>,
}

/// Writes the plain text of clean events.
pub(super) fn plain(events: &[Event<'_>]) -> Plain {
    let mut writer = Writer::default();
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
                None => text.chars().for_each(|c| self.push(c)),
            },
            Event::Code(code) => code.chars().for_each(|c| self.push(c)),
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
                let nowhere = Span {
                    start: u32::MAX,
                    end: 0,
                };
                self.plain.labels.push((String::new(), nowhere));
            }
            Tag::TableCell => {
                self.cells += 1;
                if self.cells > 1 {
                    " | ".chars().for_each(|c| self.push(c));
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

    /// A character of running text: runs of ASCII white space become one
    /// space, none at the start of a line.
    fn push(&mut self, c: char) {
        if c.is_ascii_whitespace() {
            self.space = true;
            return;
        }
        if self.at_line_start() {
            self.space = false;
            if c.is_whitespace() {
                return;
            }
        }
        if self.space {
            self.space = false;
            self.write(' ');
        }
        self.write(c);
    }

    fn at_line_start(&self) -> bool {
        self.segment.is_none() || self.plain.text.ends_with('\n')
    }

    fn write(&mut self, c: char) {
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
            && let Some((label, place)) = self.plain.labels.last_mut()
        {
            if place.start != u32::MAX || c != ' ' {
                label.push(c);
            }
            if place.start == u32::MAX && c != ' ' {
                place.start = self.count;
            }
        }
        self.plain.text.push(c);
        self.count = self.count.saturating_add(1);
    }

    /// A hard break: a line end of its own.
    fn break_line(&mut self) {
        self.space = false;
        if !self.at_line_start() {
            self.write('\n');
        }
    }

    fn push_code(&mut self, code: &str) {
        for line in code.trim_end_matches(['\n', '\r']).split_inclusive('\n') {
            let (line, end) = match line.strip_suffix('\n') {
                Some(line) => (line.strip_suffix('\r').unwrap_or(line), Some('\n')),
                None => (line, None),
            };
            line.chars().chain(end).for_each(|c| self.write(c));
        }
        self.end_segment();
    }

    fn end_link(&mut self) {
        self.in_link = false;
        let count = self.count;
        if let Some((_, place)) = self.plain.labels.last_mut() {
            if place.start == u32::MAX {
                place.start = count;
            }
            place.end = count;
        }
    }

    /// Ends a run of text: trims it and gives it to the bullet it belongs to.
    fn end_segment(&mut self) {
        self.space = false;
        let Some(segment) = self.segment.take() else {
            return;
        };
        let text = &mut self.plain.text;
        let own = text.get(segment.start..).unwrap_or_default();
        let trimmed = own.trim_end();
        let cut = own.get(trimmed.len()..).unwrap_or_default().chars().count();
        let own = trimmed.to_owned();
        text.truncate(segment.start + own.len());
        let mut cut = u32::try_from(cut).unwrap_or(u32::MAX);
        if own.is_empty() && text.ends_with('\n') {
            text.pop();
            cut = cut.saturating_add(1);
        }
        self.count = self.count.saturating_sub(cut);
        let labels = self.plain.labels.get_mut(segment.labels..);
        for (label, place) in labels.unwrap_or_default() {
            place.start = place.start.min(self.count);
            place.end = place.end.min(self.count);
            label.truncate(label.trim_end().len());
        }
        if let Some((_, child)) = self
            .open
            .last()
            .and_then(|i| self.plain.children.get_mut(*i))
        {
            if !child.is_empty() {
                child.push('\n');
            }
            child.push_str(&own);
        }
    }
}
