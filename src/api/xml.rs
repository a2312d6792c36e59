//! Text in XML 1.0.
//!
//! Two escapes are all that a feed needs of an XML library, so that none is
//! brought in: elements are written as they are sent, never as a tree.

/// Adds a text such that any XML 1.0 parser reads it back: what stands for
/// markup is escaped, line ends are kept, and what the standard does not allow
/// at all (§2.2) becomes U+FFFD.
pub fn push_text(text: &str, out: &mut Vec<u8>) {
    // Most of what is written is plain, and looked through to its end: many
    // bytes at once.
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return out.extend_from_slice(text.as_bytes());
    }
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_special(*c)) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        out.extend_from_slice(match c {
            '&' => b"&amp;",
            '<' => b"&lt;",
            // For `]]>`, which may not stand in text (§2.4).
            '>' => b"&gt;",
            '"' => b"&quot;",
            '\'' => b"&#39;",
            // A parser would make a line feed of it (§2.11).
            '\r' => b"&#13;",
            _ => "\u{fffd}".as_bytes(),
        });
        rest = from.get(c.len_utf8()..).unwrap_or_default();
    }
    out.extend_from_slice(rest.as_bytes());
}

/// Whether a byte is a character that stands for itself.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')
}

fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\'' | '\r') || !is_char(c)
}

/// Adds an element that holds a text.
pub fn push_element(name: &str, attributes: &[(&str, &str)], text: &str, out: &mut Vec<u8>) {
    push_start(name, attributes, out);
    out.push(b'>');
    push_text(text, out);
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b">\n");
}

/// Adds an element that holds nothing.
pub fn push_empty(name: &str, attributes: &[(&str, &str)], out: &mut Vec<u8>) {
    push_start(name, attributes, out);
    out.extend_from_slice(b"/>\n");
}

/// Adds the beginning of an element, up to where its tag is closed.
pub fn push_start(name: &str, attributes: &[(&str, &str)], out: &mut Vec<u8>) {
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    for (name, value) in attributes {
        out.push(b' ');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"=\"");
        push_attribute(value, out);
        out.push(b'"');
    }
}

/// White space in an attribute becomes a space unless it is escaped (§3.3.3).
fn push_attribute(value: &str, out: &mut Vec<u8>) {
    if !value.contains(['\t', '\n']) {
        return push_text(value, out);
    }
    for part in value.split_inclusive(['\t', '\n']) {
        let plain = part.trim_end_matches(['\t', '\n']);
        push_text(plain, out);
        match part.strip_prefix(plain) {
            Some("\t") => out.extend_from_slice(b"&#9;"),
            Some("\n") => out.extend_from_slice(b"&#10;"),
            _ => {}
        }
    }
}

/// XML 1.0 §2.2, production 2.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_in_their_place() {
        for (text, written) in [
            ("a & b < c ]]> d", "a &amp; b &lt; c ]]&gt; d"),
            ("\"x\" 'y'", "&quot;x&quot; &#39;y&#39;"),
            (
                "\u{0}\u{b}\u{fffe}\u{ffff}\u{1b}",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
            ),
            ("é\u{1f600}\t\n", "é\u{1f600}\t\n"),
            ("a\r\nb", "a&#13;\nb"),
        ] {
            let mut out = Vec::new();
            push_text(text, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), written, "{text:?}");
        }
        let mut out = Vec::new();
        push_empty("a", &[("b", "x\ty\n\"z\"")], &mut out);
        assert_eq!(out, b"<a b=\"x&#9;y&#10;&quot;z&quot;\"/>\n");
    }
}
