//! Comparison without regard to case and accents.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is folded once and for all: Latin letters and general punctuation.
const LATIN: Range<char> = '\u{80}'..'\u{180}';
const PUNCTUATION: Range<char> = '\u{2000}'..'\u{2070}';

/// The comparison key of a text: compatibility-decomposed, marks dropped,
/// lower-cased, typographic apostrophes and dashes made plain, white space
/// (no-break spaces too) as single spaces, trimmed.
///
/// `fold("Renforcer  l’ATTRACTIVITÉ")` is `renforcer l'attractivite`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        rest = push_plain(rest, &mut out);
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        fold_char(c, |folded| {
            if folded != ' ' || !(out.is_empty() || out.ends_with(' ')) {
                out.push(folded);
            }
        });
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Adds the ASCII characters that a text begins with, folded, as far as
/// folding drops and joins none of them: most of a text goes this way. Gives
/// the rest.
pub fn push_plain<'t>(text: &'t str, out: &mut String) -> &'t str {
    let mut before = b' ';
    let is_special = |byte: u8| {
        let is_plain = byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
        before = byte;
        !is_plain
    };
    let end = text.bytes().position(is_special);
    let (plain, rest) = text.split_at(end.unwrap_or(text.len()));
    let start = out.len();
    out.push_str(plain);
    if let Some(added) = out.get_mut(start..) {
        added.make_ascii_lowercase();
    }
    rest
}

/// Folds one character, giving zero or more characters to `push`.
///
/// White space becomes one space each; joining runs is for the caller, so
/// that a matcher can map every folded character to where it came from.
pub fn fold_char(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        push(if c.is_ascii_whitespace() {
            ' '
        } else {
            c.to_ascii_lowercase()
        });
    } else if let Some(folded) = known(c) {
        folded.chars().for_each(push);
    } else {
        fold_by_rule(c, push);
    }
}

/// What the characters beyond ASCII fold to that French is written with.
fn known(c: char) -> Option<&'static str> {
    static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| {
        let fold = |c: char| {
            let mut folded = String::new();
            fold_by_rule(c, |f| folded.push(f));
            folded
        };
        LATIN.chain(PUNCTUATION).map(fold).collect()
    });
    let step = |from: char| usize::try_from(u32::from(c) - u32::from(from)).ok();
    let place = if LATIN.contains(&c) {
        step(LATIN.start)
    } else if PUNCTUATION.contains(&c) {
        step(PUNCTUATION.start).map(|at| at + LATIN.count())
    } else {
        None
    };
    FOLDED.get(place?).map(String::as_str)
}

fn fold_by_rule(c: char, mut push: impl FnMut(char)) {
    for d in std::iter::once(c).nfkd() {
        match d {
            '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' => push('\''),
            '\u{2010}'..='\u{2015}' => push('-'),
            '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{00AD}' | '\u{2060}' => {}
            'œ' | 'Œ' => ['o', 'e'].into_iter().for_each(&mut push),
            'æ' | 'Æ' => ['a', 'e'].into_iter().for_each(&mut push),
            d if d.is_whitespace() => push(' '),
            d if is_combining_mark(d) => {}
            d => d.to_lowercase().for_each(&mut push),
        }
    }
}

/// Whether a character is part of a word: what stands on both sides of a
/// hyphen that does not bound a name.
#[must_use]
pub fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn folding_goes_character_by_character(text in "[a-cA-C .\t\n\u{a0}éŒ½’\u{200b}\u{301}İ]{0,30}|\\PC{0,30}") {
            let mut folded = String::new();
            for c in text.chars() {
                let by_rule = |f| folded.push(f);
                if c.is_ascii() { fold_char(c, by_rule) } else { fold_by_rule(c, by_rule) }
            }
            let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(fold(&text), words.join(" "));
        }
    }

    #[test]
    fn case_accents_apostrophes_and_spaces_fold() {
        for (text, folded) in [
            ("Renforcer  l’ATTRACTIVITÉ", "renforcer l'attractivite"),
            ("\u{a0}n°15\u{202f}: Œuvre\n", "n°15 : oeuvre"),
            ("e\u{301}te\u{301}", "ete"),
            ("zéro\u{200b}largeur", "zerolargeur"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
    }
}
