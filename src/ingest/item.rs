//! One block into one item.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd, html};

use crate::domain::{Child, DiagnosticCode, Item, ItemKey, ItemKind, Span, to_u32};

use super::block::{Block, Located};
use super::clean::clean;
use super::finding::Findings;
use super::literal::keep_in_addresses;
use super::plain::plain;
use super::rules::Rules;
use super::source::Source;
use super::tight::even_out;

/// The item of a block, without its place in the report: position, category
/// and section are for the outline, the occurrence in the key as well.
/// `None` for a block without text.
pub(super) fn item_of(
    block: Block<'_>,
    kind: ItemKind,
    rules: &Rules,
    findings: &mut Findings<'_>,
) -> Option<Item> {
    let source = findings.source();
    let bytes = trimmed(source, &block.range);
    let nested = nested_entries(&block.events);
    let events = keep_in_addresses(block.events, source);
    let cleaned = clean(events, &rules.about().moved, Some(findings));
    let events = even_out(cleaned.events, kind == ItemKind::Bullet);
    let plain = plain(&events);
    if is_blank(&plain.text, kind) {
        if kind == ItemKind::Bullet {
            let message = "the list entry has no text and is left out; write it or remove it";
            findings.at(DiagnosticCode::EmptyItem, bytes, message);
        }
        return None;
    }
    let mut links = cleaned.links;
    let mut places = Vec::with_capacity(links.len());
    for (link, label) in links.iter_mut().zip(plain.labels) {
        link.label = label.text;
        places.push(label.place);
    }
    let mentions = rules.matcher().find(&plain.text, &links, &places);
    Some(Item {
        key: ItemKey::of_text(&plain.text, 0),
        kind,
        position: 0,
        category: None,
        section: None,
        markdown: markdown(source, &bytes, kind),
        html: html_of(events, 2 * bytes.len()),
        children: children(plain.children, nested, findings),
        links,
        mentions,
        lines: Span {
            start: source.line(bytes.start),
            end: source.line(bytes.end.saturating_sub(1).max(bytes.start)),
        },
        bytes: Span {
            start: to_u32(bytes.start),
            end: to_u32(bytes.end),
        },
        text: plain.text,
    })
}

fn is_blank(text: &str, kind: ItemKind) -> bool {
    let bar = kind == ItemKind::Table;
    text.chars().all(|c| c.is_whitespace() || (bar && c == '|'))
}

fn html_of(events: Vec<Event<'_>>, expected: usize) -> String {
    let mut out = String::with_capacity(expected);
    html::push_html(&mut out, events.into_iter());
    out.truncate(out.trim_end().len());
    out
}

/// A range without the white space at its end.
fn trimmed(source: &Source<'_>, range: &Range<usize>) -> Range<usize> {
    let text = source.slice(range.clone());
    range.start..range.start + text.trim_end_matches([' ', '\t', '\r', '\n']).len()
}

/// A nested list entry: where it is, and which parts of it are its own.
struct Entry {
    range: Range<usize>,
    own: Vec<Range<usize>>,
    quotes: usize,
}

/// The nested list entries of a block in reading order.
fn nested_entries(events: &[Located<'_>]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // Open entries, and for each where the part of it that is its own starts.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut quotes = 0_usize;
    for (event, range) in events {
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes = quotes.saturating_sub(1),
            Event::Start(Tag::Item) => {
                open.push((entries.len(), range.start));
                entries.push(Entry {
                    range: range.clone(),
                    own: Vec::new(),
                    quotes,
                });
            }
            Event::End(TagEnd::Item) => {
                if let Some((entry, from)) = open.pop()
                    && let Some(entry) = entries.get_mut(entry)
                {
                    entry.own.push(from..range.end.max(from));
                }
            }
            Event::Start(Tag::List(_)) => {
                if let Some((entry, from)) = open.last()
                    && let Some(entry) = entries.get_mut(*entry)
                {
                    entry.own.push(*from..range.start.max(*from));
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((_, from)) = open.last_mut() {
                    *from = range.end;
                }
            }
            _ => {}
        }
    }
    entries
}

/// The nested bullets that have text.
fn children(
    texts: Vec<(u32, String)>,
    nested: Vec<Entry>,
    findings: &mut Findings<'_>,
) -> Vec<Child> {
    let source = findings.source();
    let mut children = Vec::new();
    for ((depth, text), entry) in texts.into_iter().zip(nested) {
        if !text.trim().is_empty() {
            let markdown = own_markdown(source, &entry);
            children.push(Child {
                depth,
                text,
                markdown,
            });
        } else if entry.own.len() == 1 {
            let message = "the list entry has no text and is left out; write it or remove it";
            let place = trimmed(source, &entry.range);
            findings.at(DiagnosticCode::EmptyItem, place, message);
        }
    }
    children
}

/// The Markdown of an item, as it would stand at the start of a line.
fn markdown(source: &Source<'_>, range: &Range<usize>, kind: ItemKind) -> String {
    if kind == ItemKind::Bullet {
        let (start, width) = content_of_entry(source, range);
        return dedented(source.slice(start..range.end), width, 0);
    }
    let text = source.slice(range.clone());
    if kind == ItemKind::Code && !text.starts_with(['`', '~']) {
        // The indentation is what makes it code.
        let start = source.line_start(range.start);
        return dedented(source.slice(start..range.end), 0, 0);
    }
    dedented(text, column(source, range.start), 0)
}

/// The Markdown of a nested entry without the lists below it.
fn own_markdown(source: &Source<'_>, entry: &Entry) -> String {
    let (start, width) = content_of_entry(source, &entry.range);
    let mut parts = Vec::new();
    for own in &entry.own {
        let text = source.slice(own.start.max(start)..own.end);
        let part = dedented(text, width, entry.quotes);
        let part = part.trim_matches('\n');
        if !part.trim().is_empty() {
            parts.push(part.to_owned());
        }
    }
    parts.join("\n")
}

/// Where the content of a list entry starts, and in which column.
fn content_of_entry(source: &Source<'_>, range: &Range<usize>) -> (usize, usize) {
    let text = source.slice(range.clone());
    let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
    let text = text.get(blank..).unwrap_or_default();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = blank + digits + 1;
    let rest = text.get(digits + 1..).unwrap_or_default();
    let after = column(source, range.start + marker);
    let (mut spaces, mut at) = (0, after);
    for c in rest.chars() {
        match c {
            ' ' => at += 1,
            '\t' => at += 4 - at % 4,
            _ => break,
        }
        spaces += 1;
    }
    let content_follows = rest
        .get(spaces..)
        .is_some_and(|r| !r.starts_with(['\r', '\n']));
    // CommonMark §5.2: one to four columns behind the marker belong to it;
    // with more, or on an empty line, one does and the rest is content.
    if content_follows && (1..=4).contains(&(at - after)) {
        (range.start + marker + spaces, at)
    } else {
        (range.start + marker + spaces.min(1), after + 1)
    }
}

/// Column of a byte with tab stops of four, from 0.
fn column(source: &Source<'_>, byte: usize) -> usize {
    let before = source.slice(source.line_start(byte)..byte);
    before.chars().fold(0, |column, c| match c {
        '\t' => column + 4 - column % 4,
        '\u{FEFF}' => column,
        _ => column + 1,
    })
}

/// A text with up to `width` columns of indentation, and up to `quotes`
/// quote markers, taken off every line but the first; line ends as `\n`.
fn dedented(text: &str, width: usize, quotes: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if number == 0 {
            out.push_str(line);
        } else {
            out.push('\n');
            dedent_line(line, width, quotes, &mut out);
        }
    }
    out.truncate(out.trim_end_matches([' ', '\t', '\n']).len());
    out
}

fn dedent_line(line: &str, width: usize, mut quotes: usize, out: &mut String) {
    let (mut column, mut rest) = (0, line);
    while column < width {
        let mut chars = rest.chars();
        match chars.next() {
            Some(' ') => column += 1,
            Some('\t') => column += 4 - column % 4,
            Some('>') if quotes > 0 => {
                quotes -= 1;
                column += 1;
            }
            _ => break,
        }
        rest = chars.as_str();
    }
    // A tab across the edge leaves its other columns.
    out.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
    out.push_str(rest);
}
