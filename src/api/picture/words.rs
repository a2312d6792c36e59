//! The texts of pictures, French and English side by side.

use crate::domain::Month;

/// The languages that texts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

/// French and English names of months, short enough for a column.
const MONTHS: [(&str, &str); 12] = [
    ("janv", "Jan"),
    ("févr", "Feb"),
    ("mars", "Mar"),
    ("avr", "Apr"),
    ("mai", "May"),
    ("juin", "Jun"),
    ("juil", "Jul"),
    ("août", "Aug"),
    ("sept", "Sep"),
    ("oct", "Oct"),
    ("nov", "Nov"),
    ("déc", "Dec"),
];

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// Its tag (BCP 47), as the parameter `lang` has it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language of a tag: `en` for `en-GB`; French where it is none of ours.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        let same = |lang: &Self| lang.tag().eq_ignore_ascii_case(primary);
        Self::ALL.into_iter().find(same).unwrap_or_default()
    }

    /// One of two texts.
    pub(super) const fn of<'t>(self, french: &'t str, english: &'t str) -> &'t str {
        match self {
            Self::Fr => french,
            Self::En => english,
        }
    }

    /// A month of the year in a word.
    pub(super) fn month(self, month: Month) -> &'static str {
        let at = usize::from(month.month()).saturating_sub(1);
        let (french, english) = MONTHS.get(at).copied().unwrap_or_default();
        self.of(french, english)
    }

    /// A number of things: in French nought is singular, too.
    pub(super) fn count(self, count: u32, french: [&str; 2], english: [&str; 2]) -> String {
        let ([one, many], is_one) = match self {
            Self::Fr => (french, count < 2),
            Self::En => (english, count == 1),
        };
        let mut digits = itoa::Buffer::new();
        let noun = if is_one { one } else { many };
        [digits.format(count), " ", noun].concat()
    }

    pub(super) fn items(self, count: u32) -> String {
        self.count(count, ["élément", "éléments"], ["item", "items"])
    }

    pub(super) fn months(self, count: u32) -> String {
        self.count(count, ["mois", "mois"], ["month", "months"])
    }

    pub(super) fn projects(self, count: u32) -> String {
        self.count(count, ["projet", "projets"], ["project", "projects"])
    }

    pub(super) fn pairs(self, count: u32) -> String {
        self.count(count, ["paire", "paires"], ["pair", "pairs"])
    }

    pub(super) fn categories(self, count: u32) -> String {
        self.count(
            count,
            ["catégorie", "catégories"],
            ["category", "categories"],
        )
    }

    /// A span of months.
    pub(super) fn span(self, first: Month, last: Month) -> String {
        if first == last {
            return first.to_string();
        }
        match self {
            Self::Fr => format!("de {first} à {last}"),
            Self::En => format!("{first} to {last}"),
        }
    }

    /// That nothing is there to be drawn.
    pub(super) const fn nothing(self) -> &'static str {
        self.of("Rien à montrer.", "Nothing to show.")
    }
}
