//! What strings of a document stand for.

use std::borrow::Cow;
use std::str::Chars;

/// A string with its escapes resolved.
///
/// # Errors
/// What is wrong with an escape.
pub fn unescaped(raw: &str) -> Result<String, String> {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(next) = chars.next() {
        if next != '\\' {
            text.push(next);
            continue;
        }
        text.push(match chars.next() {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => code_point(&mut chars)?,
            Some(other) => return Err(format!("`\\{other}` is no escape of a string.")),
            None => return Err("A string does not end.".to_owned()),
        });
    }
    Ok(text)
}

/// What follows `\u`: `{…}` or four digits, of which two in a row may be the
/// halves of one character.
fn code_point(chars: &mut Chars<'_>) -> Result<char, String> {
    let bad = || "`\\u` is followed by no character's number.".to_owned();
    let rest = chars.as_str();
    if let Some(braced) = rest.strip_prefix('{') {
        let (digits, after) = braced.split_once('}').ok_or_else(bad)?;
        // Eight digits are room for every number, leading zeros included.
        let number = hexadecimal(digits, 1..=8).ok_or_else(bad)?;
        *chars = after.chars();
        return char::from_u32(number).ok_or_else(bad);
    }
    let number = four(chars).ok_or_else(bad)?;
    if let Some(found) = char::from_u32(number) {
        return Ok(found);
    }
    // The first half of a pair; the second must follow.
    let second = chars.as_str().strip_prefix("\\u").ok_or_else(bad)?;
    *chars = second.chars();
    let second = four(chars).ok_or_else(bad)?;
    let units = [number, second].map(|n| u16::try_from(n).unwrap_or_default());
    let mut decoded = char::decode_utf16(units);
    match (decoded.next(), decoded.next()) {
        (Some(Ok(found)), None) => Ok(found),
        _ => Err(bad()),
    }
}

fn four(chars: &mut Chars<'_>) -> Option<u32> {
    let (digits, after) = chars.as_str().split_at_checked(4)?;
    let number = hexadecimal(digits, 4..=4)?;
    *chars = after.chars();
    Some(number)
}

fn hexadecimal(digits: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_digits = digits.bytes().all(|b| b.is_ascii_hexdigit());
    (is_digits && lengths.contains(&digits.len()))
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

/// A block string without the indentation its lines share, and without blank
/// lines at both ends.
pub fn dedented(raw: &str) -> Cow<'_, str> {
    let text = if raw.contains("\\\"\"\"") {
        Cow::Owned(raw.replace("\\\"\"\"", "\"\"\""))
    } else {
        Cow::Borrowed(raw)
    };
    if !text.contains(['\n', '\r']) && !is_blank(&text) {
        return text;
    }
    let written = || {
        (0_usize..)
            .zip(Lines(Some(&text)))
            .filter(|(_, line)| !is_blank(line))
    };
    let indent = |line: &str| line.bytes().take_while(|b| is_space(*b)).count();
    let shared = written()
        .filter(|(number, _)| *number > 0)
        .map(|(_, line)| indent(line))
        .min()
        .unwrap_or(0);
    let first = written().map(|(number, _)| number).next().unwrap_or(0);
    let last = written().map(|(number, _)| number).last();
    let kept = (0_usize..).zip(Lines(Some(&text)));
    let kept =
        kept.filter(|(number, _)| *number >= first && last.is_some_and(|last| *number <= last));
    let mut dedented = String::with_capacity(text.len());
    for (number, line) in kept {
        if number > first {
            dedented.push('\n');
        }
        let from = if number == 0 { 0 } else { shared };
        dedented.push_str(line.get(from..).unwrap_or_default());
    }
    Cow::Owned(dedented)
}

/// Lines, whichever way they end.
struct Lines<'a>(Option<&'a str>);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0?;
        let Some((line, after)) = rest.split_once(['\n', '\r']) else {
            return self.0.take();
        };
        // The two characters of `\r\n` are one end.
        let is_return = rest.as_bytes().get(line.len()) == Some(&b'\r');
        let after = after
            .strip_prefix('\n')
            .filter(|_| is_return)
            .unwrap_or(after);
        self.0 = Some(after);
        Some(line)
    }
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(is_space)
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
