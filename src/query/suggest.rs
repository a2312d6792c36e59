//! What a word that is being typed may become.

use std::collections::HashSet;

use super::Archive;
use super::error::{Fault, FaultCode, QueryError};
use super::page::bounded;
use crate::domain::{fold, to_u32};
use crate::index::text::is_stop_word;

/// Suggestions when no other number is asked for.
pub const DEFAULT_SUGGESTIONS: usize = 10;
/// Most suggestions.
pub const MAX_SUGGESTIONS: usize = 50;
/// Longest prefix, in Unicode code points.
const MAX_PREFIX: usize = 100;
/// Fewest letters of a word that is worth a suggestion.
const MIN_WORD: usize = 3;

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestionType {
    /// A name or an alias of a project.
    Project,
    /// A category.
    Category,
    /// A site.
    Site,
    /// A frequent word.
    Word,
}

impl SuggestionType {
    /// All types, in the order in which they are given.
    pub const ALL: [Self; 4] = [Self::Project, Self::Category, Self::Site, Self::Word];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "PROJECT",
            Self::Category => "CATEGORY",
            Self::Site => "SITE",
            Self::Word => "WORD",
        }
    }
}

/// A raw question for suggestions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawSuggestParams {
    /// What is typed so far.
    pub prefix: Option<String>,
    /// How many are wanted.
    pub first: Option<String>,
}

/// A question for suggestions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestQuery {
    /// Folded.
    prefix: String,
    first: usize,
}

impl SuggestQuery {
    /// Reads raw parameters.
    ///
    /// # Errors
    /// When a value is not of the right form: all faults at once.
    pub fn parse(raw: &RawSuggestParams, mut faults: Vec<Fault>) -> Result<Self, QueryError> {
        let prefix = fold(raw.prefix.as_deref().unwrap_or(""));
        let length = raw.prefix.as_deref().unwrap_or("").chars().count();
        if raw.prefix.is_none() {
            let detail = "say how it begins, such as `prefix=sil`";
            faults.push(Fault::new("prefix", FaultCode::MissingParameter, detail));
        } else if prefix.is_empty() {
            let detail = "there is no letter in it: give one, such as `prefix=s`";
            faults.push(Fault::new("prefix", FaultCode::InvalidValue, detail));
        } else if length > MAX_PREFIX {
            let detail = format!("{length} characters; at most {MAX_PREFIX} are read");
            faults.push(Fault::new("prefix", FaultCode::OutOfRange, detail));
        }
        let first = raw.first.as_deref();
        let first = bounded("first", first, MAX_SUGGESTIONS, &mut faults);
        let first = first.unwrap_or(DEFAULT_SUGGESTIONS);
        QueryError::check(Self { prefix, first }, faults)
    }
}

/// Something to go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestionType,
    /// The name, alias, host or word.
    pub text: String,
    /// What to filter by: slug or host; `None` for a word.
    pub key: Option<String>,
    /// Items that mention it, stand under it, cite it or hold it.
    pub items: u32,
}

impl Archive {
    /// What begins so: projects, then categories, sites and words; of each the
    /// names that begin so themselves before those that have such a word in
    /// them, the most frequent first, by alphabet where that is equal.
    #[must_use]
    pub fn suggest(&self, query: &SuggestQuery) -> Vec<Suggestion> {
        let prefix = query.prefix.as_str();
        let mut found: Vec<(bool, Suggestion)> = Vec::new();
        let mut add = |kind, text: &str, key: Option<&str>, items| {
            if let Some(within) = begins(text, prefix) {
                let suggestion = Suggestion {
                    kind,
                    text: text.to_owned(),
                    key: key.map(str::to_owned),
                    items,
                };
                found.push((within, suggestion));
            }
        };
        for (number, project) in (0..).zip(&self.index.projects) {
            let items = to_u32(self.index.by_project.posting(number).len());
            let aliases = project.aliases.iter().map(|a| a.name.as_str());
            for name in std::iter::once(project.name.as_str()).chain(aliases) {
                let key = Some(project.slug.as_str());
                add(SuggestionType::Project, name, key, items);
            }
        }
        for (number, category) in (0..).zip(&self.index.categories) {
            let items = to_u32(self.index.by_category.posting(number).len());
            let key = Some(category.slug.as_str());
            add(SuggestionType::Category, &category.name, key, items);
        }
        for (number, site) in (0..).zip(self.index.sites.iter()) {
            let items = to_u32(self.index.by_site.posting(number).len());
            let key = Some(site.host.as_str());
            add(SuggestionType::Site, &site.host, key, items);
        }
        for (form, spelling, items) in self.index.text.items.words_beginning(prefix) {
            let letters = form.chars().all(char::is_alphabetic);
            if letters && form.chars().count() >= MIN_WORD && !is_stop_word(form) {
                add(SuggestionType::Word, spelling, None, items);
            }
        }
        found.sort_by(|(a_within, a), (b_within, b)| {
            let by_kind = a.kind.cmp(&b.kind).then(a_within.cmp(b_within));
            let by_items = by_kind.then(b.items.cmp(&a.items));
            by_items.then_with(|| a.text.cmp(&b.text))
        });
        // A word that is a name as well is suggested once, as the name.
        let mut seen = HashSet::new();
        let found = found.into_iter().map(|(_, suggestion)| suggestion);
        let found = found.filter(|s| seen.insert(fold(&s.text)));
        found.take(query.first).collect()
    }
}

/// Whether a name begins so, or a word in it does, and then whether it is only
/// one inside.
fn begins(name: &str, prefix: &str) -> Option<bool> {
    let folded = fold(name);
    if folded.starts_with(prefix) {
        return Some(false);
    }
    let inside = folded.match_indices(prefix).any(|(at, _)| {
        let before = folded.get(..at).and_then(|b| b.chars().next_back());
        before.is_some_and(|c| !c.is_alphanumeric())
    });
    inside.then_some(true)
}
