//! From the parser's events to those that are served: no raw HTML, no image,
//! no unsafe target, every address a link.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, LinkType, Tag, TagEnd};

use crate::domain::{DiagnosticCode, Link, LinkKind, Moved, ResourceUrl, is_servable};

use super::address::bare_addresses;
use super::block::Located;
use super::finding::{Findings, shorten};
use super::html::{Held, held, is_break};

/// The events of one block, fit to be served, and the links among them in
/// order. Labels are filled in once the plain text is known.
pub(super) struct Clean<'a> {
    pub(super) events: Vec<Event<'a>>,
    pub(super) links: Vec<Link>,
}

/// Cleans the events of a block. With `findings`, says what was left out.
pub(super) fn clean<'a>(
    events: Vec<Located<'a>>,
    moved: &[Moved],
    findings: Option<&mut Findings<'_>>,
) -> Clean<'a> {
    let mut cleaner = Cleaner {
        out: Vec::with_capacity(events.len()),
        links: Vec::new(),
        moved,
        findings,
        open_links: Vec::new(),
        images: 0,
        in_code: false,
        html: String::new(),
        said_html: false,
    };
    for (event, range) in events {
        cleaner.take(event, range);
    }
    Clean {
        events: cleaner.out,
        links: cleaner.links,
    }
}

/// A code span with single spaces: a wrap inside one with `\r\n` comes as two.
fn one_spaced(code: CowStr<'_>) -> CowStr<'_> {
    let doubled =
        |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_whitespace() && b.is_ascii_whitespace());
    if !code.as_bytes().windows(2).any(doubled) {
        return code;
    }
    let mut out = String::with_capacity(code.len());
    for c in code.chars() {
        if !c.is_ascii_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.into()
}

struct Cleaner<'a, 'f, 's> {
    out: Vec<Event<'a>>,
    links: Vec<Link>,
    moved: &'f [Moved],
    findings: Option<&'f mut Findings<'s>>,
    /// For every open link whether it is served.
    open_links: Vec<bool>,
    images: usize,
    in_code: bool,
    /// The raw HTML block being read.
    html: String,
    said_html: bool,
}

impl<'a> Cleaner<'a, '_, '_> {
    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(text),
            Event::Code(code) if self.images > 0 => self.out.push(Event::Text(code)),
            Event::SoftBreak => self.out.push(Event::Text(CowStr::Borrowed(" "))),
            Event::HardBreak => self.break_line(),
            Event::Code(code) => self.out.push(Event::Code(one_spaced(code))),
            Event::Rule => self.out.push(event),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) if is_break(&html) => self.break_line(),
            // Text between inline tags is text of its paragraph and served.
            Event::InlineHtml(html) if held(&html) == Held::Nothing => {}
            Event::InlineHtml(_) => self.say_html(Held::Tags, range),
            // A box is no text; the others are not enabled, so never sent.
            Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_) => {}
        }
    }

    fn break_line(&mut self) {
        self.out.push(if self.images > 0 {
            Event::Text(CowStr::Borrowed(" "))
        } else {
            Event::HardBreak
        });
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Image { .. } => self.images += 1,
            Tag::HtmlBlock => self.html.clear(),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.open_link(link_type, dest_url, &title, range),
            _ if self.images > 0 => {}
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.out.push(Event::Start(tag));
            }
            // One in an item heads nothing: whoever shows the item has headings
            // of its own, and levels to keep.
            Tag::Heading { .. } => {
                self.out.push(Event::Start(Tag::Paragraph));
                self.out.push(Event::Start(Tag::Strong));
            }
            // Alignment would be an inline style.
            Tag::Table(columns) => {
                let columns = vec![Alignment::None; columns.len()];
                self.out.push(Event::Start(Tag::Table(columns)));
            }
            _ => self.out.push(Event::Start(tag)),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::HtmlBlock => self.say_html(held(&self.html), range),
            TagEnd::Link => {
                if self.open_links.pop() == Some(true) {
                    self.out.push(Event::End(tag));
                }
            }
            _ if self.images > 0 => {}
            TagEnd::Heading(_) => {
                self.out.push(Event::End(TagEnd::Strong));
                self.out.push(Event::End(TagEnd::Paragraph));
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push(Event::End(tag));
            }
            _ => self.out.push(Event::End(tag)),
        }
    }

    /// Text, in which addresses become links unless it is code, a label or
    /// the text of an image.
    fn text(&mut self, text: CowStr<'a>) {
        if self.in_code || self.images > 0 || !self.open_links.is_empty() {
            self.out.push(Event::Text(text));
            return;
        }
        let mut done = 0;
        for range in bare_addresses(&text) {
            let address = text.get(range.clone()).unwrap_or_default().to_owned();
            let href = without_zero_width(address.clone().into());
            let resource = ResourceUrl::parse_moved(&href, self.moved);
            if resource.is_none() && !is_servable(&href) {
                continue;
            }
            let before = text.get(done..range.start).unwrap_or_default();
            self.push_text(before.to_owned());
            done = range.end;
            self.push_link((LinkKind::Bare, href, resource), "");
            self.push_text(address);
            self.out.push(Event::End(TagEnd::Link));
        }
        if done == 0 {
            self.out.push(Event::Text(text));
        } else {
            self.push_text(text.get(done..).unwrap_or_default().to_owned());
        }
    }

    fn push_text(&mut self, text: String) {
        if !text.is_empty() {
            self.out.push(Event::Text(text.into()));
        }
    }

    fn open_link(&mut self, how: LinkType, dest: CowStr<'a>, title: &str, range: Range<usize>) {
        // A link holds no link (CommonMark §6.3); the parser lets an address in
        // angle brackets through. It stays as text of the link around it.
        if self.images > 0 || self.open_links.contains(&true) {
            self.open_links.push(false);
            return;
        }
        let href = without_zero_width(if matches!(how, LinkType::Email) {
            format!("mailto:{dest}").into()
        } else {
            dest
        });
        let resource = ResourceUrl::parse_moved(&href, self.moved);
        let found = resource.is_some();
        if !found && !is_servable(&href) {
            self.say_unsafe(&href, range);
            self.open_links.push(false);
            return;
        }
        let kind = match how {
            LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => LinkKind::Reference,
            _ => LinkKind::Inline,
        };
        self.open_links.push(true);
        self.push_link((kind, href, resource), title);
        if found {
            return;
        }
        if let (Some(findings), Some(link)) = (&mut self.findings, self.links.last()) {
            let message = format!(
                "the link target {:?} is relative to this file, so it is no resource; \
                 write the full address to have it cited",
                shorten(&link.href)
            );
            findings.at(DiagnosticCode::RelativeLink, range, message);
        }
    }

    /// Opens a served link.
    fn push_link(
        &mut self,
        (kind, href, resource): (LinkKind, CowStr<'a>, Option<ResourceUrl>),
        title: &str,
    ) {
        self.links.push(Link {
            kind,
            label: String::new(),
            href: href.to_string(),
            resource,
        });
        let title: Vec<&str> = title.split_ascii_whitespace().collect();
        self.out.push(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: href,
            title: title.join(" ").into(),
            id: CowStr::Borrowed(""),
        }));
    }

    fn say_unsafe(&mut self, href: &str, range: Range<usize>) {
        let Some(findings) = &mut self.findings else {
            return;
        };
        let message = if href.trim().is_empty() {
            "the link has no target and is kept as text; give it an address or write it as text"
                .to_owned()
        } else {
            format!(
                "the link target {:?} is of no kind that is served and is kept as text; \
                 use an http or https address",
                shorten(href)
            )
        };
        findings.at(DiagnosticCode::UnsafeLink, range, message);
    }

    /// Says once a block that HTML was left out.
    fn say_html(&mut self, held: Held, range: Range<usize>) {
        if held == Held::Nothing || std::mem::replace(&mut self.said_html, true) {
            return;
        }
        if let Some(findings) = &mut self.findings {
            tell_html(held, range, findings);
        }
    }
}

/// Says what of raw HTML is left out.
pub(super) fn tell_html(held: Held, range: Range<usize>, findings: &mut Findings<'_>) {
    match held {
        Held::Nothing => {}
        Held::Tags => findings.at(
            DiagnosticCode::RawHtml,
            range,
            "HTML in the Markdown is left out of texts and pages; write it as Markdown",
        ),
        Held::Text => findings.at(
            DiagnosticCode::RawHtmlText,
            range,
            "text inside HTML is not served; write it as Markdown",
        ),
    }
}

/// An address without the characters that have no width: they come along
/// when it is copied, and lead nowhere.
fn without_zero_width(href: CowStr<'_>) -> CowStr<'_> {
    let no_width = |c: char| {
        matches!(
            c,
            '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
        )
    };
    if href.is_ascii() || !href.contains(no_width) {
        href
    } else {
        href.replace(no_width, "").into()
    }
}
