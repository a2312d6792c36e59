//! Text of files and servers, made harmless for a terminal.

use std::io::{self, Write};

/// One line that commands no terminal. Character for character, so that places
/// in the text stay where they are.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(one_line).collect()
}

fn one_line(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        c => shown(c),
    }
}

/// Control characters (of both sets) begin what terminals obey; marks of
/// direction make text read as what it is not.
fn shown(c: char) -> char {
    match c {
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        '\u{200e}'
        | '\u{200f}'
        | '\u{061c}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Passes bytes on to a terminal with nothing in them that it would obey;
/// lines and tabs stay.
pub(super) struct Screen<'a, W: Write> {
    out: &'a mut W,
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
}

impl<'a, W: Write> Screen<'a, W> {
    pub(super) fn new(out: &'a mut W) -> Self {
        let rest = Vec::new();
        Self { out, rest }
    }

    /// What is behind it, for what is to pass as it is.
    pub(super) fn unchanged(&mut self) -> &mut W {
        self.out
    }
}

impl<W: Write> Write for Screen<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let mut text = String::new();
        let mut kept = 0;
        for chunk in self.rest.utf8_chunks() {
            text.push_str(chunk.valid());
            kept = chunk.invalid().len();
            text.extend((kept > 0).then_some(char::REPLACEMENT_CHARACTER));
        }
        // What is invalid at the very end may be the beginning of a character.
        let is_cut = std::str::from_utf8(&self.rest).is_err_and(|e| e.error_len().is_none());
        if is_cut {
            text.pop();
        } else {
            kept = 0;
        }
        self.rest.drain(..self.rest.len().saturating_sub(kept));
        let harmless: String = text
            .chars()
            .map(|c| {
                if matches!(c, '\n' | '\t') {
                    c
                } else {
                    shown(c)
                }
            })
            .collect();
        self.out.write_all(harmless.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::{Screen, clean};

    #[test]
    fn what_a_terminal_would_obey_is_not_passed_on() {
        assert_eq!(
            clean("a\u{1b}[31mb\u{9b}2Jc\r\nd"),
            "a\u{fffd}[31mb\u{fffd}2Jc  d"
        );
        assert_eq!(clean("é\u{202e}x\t日"), "é\u{fffd}x 日");
    }

    proptest! {
        #[test]
        fn a_screen_gets_every_other_character_however_it_is_cut(
            text in "(\\PC|[\n\t\u{1b}\u{9b}é日😀]){0,40}",
            size in 1_usize..5,
        ) {
            let mut out = Vec::new();
            let mut screen = Screen::new(&mut out);
            for part in text.as_bytes().chunks(size) {
                screen.write_all(part).unwrap();
            }
            let out = String::from_utf8(out).unwrap();
            prop_assert_eq!(out.chars().count(), text.chars().count());
            for (shown, written) in out.chars().zip(text.chars()) {
                let is_kept = shown == written || shown == char::REPLACEMENT_CHARACTER;
                prop_assert!(is_kept);
                prop_assert!(!shown.is_control() || "\n\t".contains(shown));
            }
        }

        #[test]
        fn a_screen_takes_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut out = Vec::new();
            Screen::new(&mut out).write_all(&bytes).unwrap();
            let text = String::from_utf8(out).unwrap();
            prop_assert!(!text.chars().any(|c| c.is_control() && !"\n\t".contains(c)));
        }
    }
}
