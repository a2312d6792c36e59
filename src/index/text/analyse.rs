//! From a text to its words, and from a word to its forms.
//!
//! The one analyser: texts, questions and highlights go through it, so that
//! what one calls a word the others do, too. It must not know what an item is.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::domain::{fold, is_word_char};

/// Longest word that is stemmed, in bytes; no French word is longer.
const MAX_STEMMED: usize = 40;

/// What is elided before a vowel and says nothing of its own, folded.
const ELIDED: [&str; 13] = [
    "l", "d", "c", "j", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
];

/// Words too frequent to tell texts apart, folded. They are indexed, so that
/// phrases are found as written; a question of other words leaves them out.
const STOP: [&str; 67] = [
    "a", "ai", "as", "au", "aux", "avec", "ce", "ces", "cet", "cette", "d", "dans", "de", "des",
    "du", "elle", "elles", "en", "est", "et", "eux", "il", "ils", "je", "l", "la", "le", "les",
    "leur", "leurs", "lui", "ma", "mais", "mes", "mon", "ne", "nos", "notre", "nous", "on", "ont",
    "ou", "par", "pas", "pour", "qu", "que", "qui", "sa", "se", "ses", "son", "sont", "sur", "ta",
    "te", "tes", "ton", "tu", "un", "une", "vos", "votre", "vous", "y", "the", "of",
];

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::French));

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// First byte after.
    pub end: usize,
    /// First byte after the inclusive spelling that the word begins, such as
    /// `chargé·e·s`: read without its dots, it is a word as well.
    pub joined: Option<usize>,
}

/// The words of a text, in order. Elided articles are none.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut at = 0;
    let mut follows_dot = false;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let skipped = until_word(rest)?;
            follows_dot = follows_dot && skipped == 0;
            let start = at.saturating_add(skipped);
            let mut end = start.saturating_add(run(text.get(start..)?));
            at = end;
            let rest = text.get(end..).unwrap_or("");
            // Most words end with a space, and with nothing more to be said.
            if rest.starts_with(|c: char| c.is_ascii() && c != '\'') {
                follows_dot = false;
                return Some(Word {
                    start,
                    end,
                    joined: None,
                });
            }
            let next = rest.chars().next();
            if let Some(apostrophe) = next.filter(|c| is_apostrophe(*c)) {
                at = end.saturating_add(apostrophe.len_utf8());
                let left = text.get(start..end)?;
                if is_elided(left) {
                    follows_dot = false;
                    continue;
                }
                let right = text.get(at..).map_or(0, run);
                let right = at.saturating_add(right);
                // The one word that is written with an apostrophe and is
                // looked for as a whole.
                let parts = (left, text.get(at..right).unwrap_or_default());
                if folds_to(parts.0, "aujourd") && folds_to(parts.1, "hui") {
                    end = right;
                    at = right;
                }
            }
            let joined = if follows_dot {
                None
            } else {
                inclusive(text, end)
            };
            follows_dot = next.is_some_and(is_inclusive_dot);
            if follows_dot {
                at = end.saturating_add(next.map_or(0, char::len_utf8));
            }
            return Some(Word { start, end, joined });
        }
    })
}

/// The end of the inclusive spelling that goes on behind a word.
fn inclusive(text: &str, end: usize) -> Option<usize> {
    let mut at = end;
    while let Some(rest) = text.get(at..).filter(|r| r.starts_with(is_inclusive_dot)) {
        let dot = rest.chars().next().map_or(0, char::len_utf8);
        let from = at.saturating_add(dot);
        let letters = text.get(from..).map_or(0, run);
        if letters == 0 {
            break;
        }
        at = from.saturating_add(letters);
    }
    (at > end).then_some(at)
}

fn is_elided(word: &str) -> bool {
    ELIDED.iter().any(|elided| folds_to(word, elided))
}

/// Whether a text folds to a word of ASCII letters.
fn folds_to(text: &str, word: &str) -> bool {
    if text.is_ascii() {
        text.eq_ignore_ascii_case(word)
    } else {
        fold(text) == word
    }
}

/// Bytes before the first word of a text.
fn until_word(text: &str) -> Option<usize> {
    let is_other = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
    let at = text.bytes().take_while(is_other).count();
    let rest = text.get(at..)?;
    Some(at.saturating_add(rest.find(is_part)?))
}

/// Bytes of the word that a text begins with.
fn run(text: &str) -> usize {
    let ascii = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let rest = text.get(ascii..).unwrap_or_default();
    if ascii == 0 && !rest.starts_with(is_part) {
        return 0;
    }
    let end = rest.find(|c: char| !is_part(c) && !is_invisible(c));
    ascii.saturating_add(end.unwrap_or(rest.len()))
}

fn is_part(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        _ => is_word_char(c) && !is_apostrophe(c),
    }
}

/// What folding drops: it may stand inside a word and is not seen.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{00AD}' | '\u{2060}'
    )
}

/// Whether a character of a word that is neither letter nor digit is shown.
pub fn is_seen_in_a_word(c: char) -> bool {
    is_apostrophe(c) || (is_word_char(c) && !is_invisible(c))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}')
}

fn is_inclusive_dot(c: char) -> bool {
    matches!(c, '\u{00B7}' | '\u{2022}' | '\u{2027}' | '\u{22C5}')
}

/// The form that a word is indexed under: without case, accents and what
/// stands between its letters.
pub fn form(surface: &str) -> String {
    let mut form = fold(surface);
    form.retain(|c| !is_apostrophe(c) && !is_inclusive_dot(c));
    form
}

/// The folded stem of a word as written. Words that are not French letters
/// alone are their own stems: the stemmer is not made for them.
pub fn stem(surface: &str) -> String {
    // A soft hyphen inside a word must not hide its ending from the stemmer.
    let seen = surface.chars().filter(|c| !is_invisible(*c));
    let lower: String = seen.nfc().flat_map(char::to_lowercase).collect();
    let is_french = |c: char| matches!(c, 'a'..='z' | 'à'..='ö' | 'ø'..='ÿ' | 'œ');
    if lower.len() <= MAX_STEMMED && lower.chars().all(is_french) {
        return fold(&STEMMER.stem(&lower));
    }
    form(surface)
}

/// Whether a form is too frequent to tell texts apart.
pub fn is_stop_word(form: &str) -> bool {
    STOP.contains(&form)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn forms(text: &str) -> Vec<String> {
        words(text)
            .map(|w| form(text.get(w.start..w.end).unwrap()))
            .collect()
    }

    #[test]
    fn words_are_cut_where_a_reader_would() {
        for (text, expected) in [
            ("L'appel à idées", vec!["appel", "a", "idees"]),
            ("l’ouverture d’un dépôt", vec!["ouverture", "un", "depot"]),
            ("jusqu'à lorsqu’il", vec!["a", "il"]),
            ("Aujourd'hui, aujourd’hui", vec!["aujourdhui", "aujourdhui"]),
            ("code.gouv.fr", vec!["code", "gouv", "fr"]),
            ("XCP-ng n°15", vec!["xcp", "ng", "n", "15"]),
            ("prud'hommes", vec!["prud", "hommes"]),
            ("co\u{ad}opération", vec!["cooperation"]),
            ("snake_case", vec!["snake", "case"]),
            ("« l' »", vec![]),
            ("", vec![]),
            ("'·'", vec![]),
        ] {
            assert_eq!(forms(text), expected, "{text}");
        }
    }

    #[test]
    fn inclusive_spellings_are_read_whole_too() {
        let text = "poste de chargé·e·s ici";
        let joined: Vec<String> = words(text)
            .filter_map(|w| Some(form(text.get(w.start..w.joined?).unwrap())))
            .collect();
        assert_eq!(joined, ["chargees"]);
        assert_eq!(forms(text), ["poste", "de", "charge", "e", "s", "ici"]);
    }

    #[test]
    fn stems_join_the_forms_of_a_word() {
        assert_eq!(stem("attractivité"), "attract");
        assert_eq!(stem("ateliers"), stem("Atelier"));
        assert_eq!(stem("contribuer"), stem("contributions"));
        assert_ne!(stem("sillage"), stem("sill"));
        assert_eq!(stem("n°15"), "n°15");
        assert_eq!(stem("évé\u{ad}ne\u{200b}ments"), stem("événement"));
    }

    proptest! {
        #[test]
        fn any_text_has_words_inside_it(text in "[a-zé'’·\\-. \u{301}\u{200b}ʼŉ\u{fdfa}À-ž]{0,40}|\\PC{0,40}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(last <= word.start && word.start < word.end);
                prop_assert!(text.get(word.start..word.joined.unwrap_or(word.end)).is_some());
                let surface = text.get(word.start..word.end).unwrap();
                stem(surface);
                prop_assert_eq!(form(&form(surface)), form(surface));
                last = word.end;
            }
        }
    }
}
