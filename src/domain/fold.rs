//! Comparison without regard to case and accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The comparison key of a text: compatibility-decomposed, marks dropped,
/// lower-cased, typographic apostrophes and dashes made plain, white space
/// (no-break spaces too) as single spaces, trimmed.
///
/// `fold("Renforcer  l’ATTRACTIVITÉ")` is `renforcer l'attractivite`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
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
        return;
    }
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
    use super::fold;

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
