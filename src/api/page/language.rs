//! The two languages of the pages, and how they write numbers and months.

use crate::domain::Month;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language of a tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.tag() == tag)
    }

    /// `février 2022`
    pub fn month(self, month: Month) -> String {
        let names = match self {
            Self::French => FRENCH_MONTHS,
            Self::English => ENGLISH_MONTHS,
        };
        let place = usize::from(month.month()).checked_sub(1);
        let name = place
            .and_then(|i| names.get(i))
            .copied()
            .unwrap_or_default();
        [name, " ", itoa::Buffer::new().format(month.year())].concat()
    }

    /// A number with its thousands apart.
    pub fn number(self, number: impl itoa::Integer) -> String {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(number);
        let gap = match self {
            // Narrow and not to be broken, as French typography wants it.
            Self::French => "\u{202f}",
            Self::English => ",",
        };
        let mut out = String::with_capacity(2 * digits.len());
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(gap);
            }
            out.push(digit);
        }
        out
    }

    /// A number and what is counted: in French one and none are singular.
    pub fn count(self, number: usize, (one, many): (&str, &str)) -> String {
        let singular = match self {
            Self::French => number < 2,
            Self::English => number == 1,
        };
        let noun = if singular { one } else { many };
        [&self.number(number), " ", noun].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_months_are_written_as_each_language_does() {
        let month = "2022-02".parse().unwrap();
        assert_eq!(Language::French.month(month), "février 2022");
        assert_eq!(Language::English.month(month), "February 2022");
        assert_eq!(
            Language::French.number(1_234_567),
            "1\u{202f}234\u{202f}567"
        );
        assert_eq!(Language::English.number(1234), "1,234");
        assert_eq!(Language::English.number(999), "999");
        let items = ("élément", "éléments");
        assert_eq!(Language::French.count(0, items), "0 élément");
        assert_eq!(Language::English.count(0, ("item", "items")), "0 items");
    }
}
