//! Raw HTML, which is left out: whether anything is lost with it.

/// What a piece of raw HTML holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Comments, line breaks and white space only.
    Nothing,
    /// Tags without text.
    Tags,
    /// Text that readers would see.
    Text,
}

/// Whether a tag is a line break, `<br>`.
pub(super) fn is_break(tag: &str) -> bool {
    let inside = tag.strip_prefix('<').unwrap_or_default();
    name_of(inside).eq_ignore_ascii_case("br")
}

/// Looks through raw HTML once, from start to end. It is no parser: the
/// worst that a wrong guess does is a remark too many.
pub(super) fn held(html: &str) -> Held {
    let mut held = Held::Nothing;
    let mut rest = html;
    while let Some((before, from)) = rest.split_once('<') {
        if is_visible(before) {
            return Held::Text;
        }
        if let Some(inside) = from.strip_prefix("!--") {
            rest = after_comment(inside);
            continue;
        }
        if !from.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            return Held::Text;
        }
        let name = name_of(from);
        rest = after_tag(from);
        if !name.eq_ignore_ascii_case("br") {
            held = Held::Tags;
        }
        if ["script", "style"]
            .iter()
            .any(|n| name.eq_ignore_ascii_case(n))
        {
            rest = from_closing(rest, name);
        }
    }
    if is_visible(rest) { Held::Text } else { held }
}

/// Whether text shows: a no-break space alone does not.
fn is_visible(text: &str) -> bool {
    text.split("&nbsp;").any(|part| !part.trim().is_empty())
}

/// The name at the start of a tag without its `<`; empty for a closing one.
fn name_of(tag: &str) -> &str {
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    end.map_or(tag, |end| tag.get(..end).unwrap_or_default())
}

/// What follows a comment without its `<!--`.
fn after_comment(inside: &str) -> &str {
    // `<!-->` and `<!--->` are whole comments (CommonMark 0.31 §6.6).
    let short = inside
        .strip_prefix('>')
        .or_else(|| inside.strip_prefix("->"));
    short.unwrap_or_else(|| inside.split_once("-->").map_or("", |(_, after)| after))
}

/// What follows a tag, whose quoted values may hold `>`.
fn after_tag(tag: &str) -> &str {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (c, quote) {
            ('>', None) => return tag.get(at + 1..).unwrap_or_default(),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    ""
}

/// What is left from the tag on that closes an element.
fn from_closing<'h>(html: &'h str, name: &str) -> &'h str {
    for (at, _) in html.match_indices("</") {
        let closing = html.get(at + 2..at + 2 + name.len());
        if closing.is_some_and(|closing| closing.eq_ignore_ascii_case(name)) {
            return html.get(at..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{Held, held, is_break};

    #[test]
    fn what_raw_html_holds() {
        for (html, expected) in [
            ("", Held::Nothing),
            ("<!-- a --> <br> <BR/>\n<br />", Held::Nothing),
            ("<!--> <!---> <!-- open", Held::Nothing),
            ("<div class='a>b'>&nbsp;</div>", Held::Tags),
            ("<script>a < b</script>", Held::Tags),
            ("<STYLE>a</x></style >", Held::Tags),
            ("<style>a", Held::Tags),
            ("<p>é</p>", Held::Text),
            ("<!-- a --> é", Held::Text),
            ("<script>a</script>é", Held::Text),
            ("1 < 2", Held::Text),
            ("<", Held::Text),
        ] {
            assert_eq!(held(html), expected, "{html:?}");
        }
        assert!(is_break("<br>") && is_break("<Br class=\"a\"/>"));
        assert!(!is_break("<bride>") && !is_break("</br>") && !is_break("br"));
    }

    #[test]
    fn much_of_anything_is_looked_through_in_time() {
        for piece in ["<", "<a", "<a '", "<!--", "<script>", "</", "<script></"] {
            held(&piece.repeat(200_000));
        }
    }
}
