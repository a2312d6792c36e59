//! Readable keys for addresses.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Digest, fold};

/// Longest slug in bytes.
const MAX_LEN: usize = 96;

/// A readable key: lower-case ASCII letters, digits and single inner hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a slug is 1 to {MAX_LEN} lower-case letters, digits and single inner hyphens")]
pub struct SlugError;

impl Slug {
    /// The slug of a title: folded, everything else than letters and digits
    /// made a hyphen, save a plus or sharp behind a letter. A title that is too long or has no letter gets part of
    /// its digest, so that two such titles stay two slugs.
    #[must_use]
    pub fn of_title(title: &str) -> Self {
        let folded = fold(title);
        let mut slug = String::with_capacity(folded.len().min(MAX_LEN));
        let mut whole = true;
        for c in spelled(&folded).chars() {
            if slug.len() >= MAX_LEN - 8 {
                whole = false;
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        let digest = || Digest::of(folded.as_bytes()).short(6);
        match (slug.is_empty(), whole) {
            (true, _) => Self(format!("x-{}", digest())),
            (false, true) => Self(slug.to_owned()),
            (false, false) => Self(format!("{slug}-{}", digest())),
        }
    }

    /// A slug that was packed.
    pub(super) fn from_packed(slug: &str) -> Self {
        Self(slug.to_owned())
    }

    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A folded text with a plus or sharp behind a letter as a word, so that
/// C, C++ and C# stay three slugs.
fn spelled(folded: &str) -> Cow<'_, str> {
    if !folded.contains(['+', '#']) {
        return Cow::Borrowed(folded);
    }
    let mut out = String::with_capacity(folded.len());
    let mut behind_letter = false;
    for c in folded.chars() {
        match c {
            '+' if behind_letter => out.push_str(" plus "),
            '#' if behind_letter => out.push_str(" sharp "),
            _ => {
                behind_letter = c.is_alphabetic();
                out.push(c);
            }
        }
    }
    Cow::Owned(out)
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(s: &str) -> Result<Self, SlugError> {
        let inner = s.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
        if inner && s.len() <= MAX_LEN {
            Ok(Self(s.to_owned()))
        } else {
            Err(SlugError)
        }
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(s: String) -> Result<Self, SlugError> {
        s.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Slug {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs_that_parse() {
        for (title, slug) in [
            ("Utiliser", "utiliser"),
            (
                "Renforcer l'attractivité du secteur public",
                "renforcer-l-attractivite-du-secteur-public",
            ),
            ("  À l’international ! ", "a-l-international"),
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("a+b", "a-plus-b"),
            ("#libre + 3+", "libre-3"),
        ] {
            assert_eq!(Slug::of_title(title).as_str(), slug);
        }
        let long = "très long titre ".repeat(40);
        for title in ["🎉", "", "---", &long, "漢字"] {
            let slug = Slug::of_title(title);
            assert_eq!(slug.as_str().parse::<Slug>().unwrap(), slug);
        }
        assert_ne!(Slug::of_title("🎉"), Slug::of_title("🎊"));
    }

    #[test]
    fn what_is_not_a_slug_is_refused() {
        for bad in ["", "-a", "a-", "a--b", "A", "é", "a b", &"a".repeat(97)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }
}
