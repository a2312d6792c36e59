//! Full text: which documents have a word, a phrase, the beginning of a word.
//!
//! A document is whatever its number stands for: an item, a report's headings,
//! a project's names. Words are indexed once, under their folded form; a stem
//! leads to the forms that share it, so that neither the accented and the
//! plain nor the stemmed spelling costs postings of its own.

mod analyse;
mod bit_count;
mod builder;
mod cursor;
mod dense;
mod join;
mod joint;
mod mark;
mod matcher;
mod postings;
mod score;
mod splice;
mod strings;
mod typo;
mod update;
mod word_counts;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{image, usize_of};

pub use analyse::{Word, form, is_stop_word, stem, words};
pub use builder::Builder;
pub use dense::set;
pub use join::{Step, Walk, in_all};
pub use joint::Joint;
pub use mark::{html, merge, points};
pub use matcher::{Hit, Matcher, Pattern};
pub use update::Said;

use dense::Dense;
use postings::Postings;
use score::Lengths;
use strings::Strings;
use word_counts::WordCounts;

/// Most words that a prefix stands for, the most frequent ones.
pub const MAX_EXPANSIONS: usize = 1_000;

/// One word that a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its folded form.
    pub form: String,
    /// Its folded stem; `None` where the word must stand as written.
    pub stem: Option<String>,
    /// Whether any word that begins so will do.
    pub prefix: bool,
    /// Where it is in the question, in bytes.
    pub span: Range<usize>,
}

/// One thing that a question asks for: words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether it must not be there.
    pub negated: bool,
    /// The words, at least one.
    pub parts: Vec<Part>,
}

/// The index of the texts of some documents.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct TextIndex {
    /// Every form, ascending.
    forms: Strings,
    /// How each is most often written, empty where that is the form itself.
    spellings: Strings,
    /// How each is written, and how often, ascending; empty where that is the
    /// form itself. Needed to change the index, not to read it.
    surfaces: Strings,
    #[serde(with = "image::numbers")]
    surface_counts: Vec<u32>,
    /// End of each form's in `surfaces`.
    #[serde(with = "image::numbers")]
    surface_ends: Vec<u32>,
    /// Stems that are not their only form, ascending.
    stems: Strings,
    /// End of each stem's forms in `stem_forms`.
    #[serde(with = "image::numbers")]
    stem_ends: Vec<u32>,
    #[serde(with = "image::numbers")]
    stem_forms: Vec<u32>,
    /// Of each form.
    postings: Postings,
    /// Of the frequent ones.
    dense: Dense,
    /// Words of each document.
    lengths: WordCounts,
    totals: Lengths,
}

impl TextIndex {
    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        let texts = [&self.forms, &self.spellings, &self.stems, &self.surfaces];
        texts.map(Strings::bytes).iter().sum::<usize>()
            + (self.stem_ends.capacity() + self.stem_forms.capacity()) * size_of::<u32>()
            + (self.surface_ends.capacity() + self.surface_counts.capacity()) * size_of::<u32>()
            + self.postings.bytes()
            + self.dense.bytes()
            + self.lengths.bytes()
    }

    /// How many documents there are.
    pub fn len(&self) -> u32 {
        self.lengths.len()
    }

    /// What a clause stands for here.
    pub fn pattern(&self, clause: &Clause) -> Pattern {
        Pattern::new(clause.parts.iter().map(|p| self.expand(p)).collect())
    }

    /// Whether a word, or one that it stands for, is in any document.
    pub fn knows(&self, part: &Part) -> bool {
        !self.expand(part).is_empty()
    }

    /// The forms that a word stands for, ascending, and whether each is the
    /// word itself.
    fn expand(&self, part: &Part) -> Vec<(u32, bool)> {
        if part.prefix {
            return self.beginning(part);
        }
        let own = self.forms.find(&part.form);
        let mut forms: Vec<u32> = own.into_iter().collect();
        if let Some(wanted) = part.stem.as_deref() {
            if let Some(stem) = self.stems.find(wanted) {
                forms.extend(self.forms_of_stem(stem));
            } else {
                // A stem that is its only form is not in the table.
                let only = self.forms.find(wanted);
                forms.extend(only.filter(|form| self.is_its_own_stem(*form)));
            }
        }
        forms.sort_unstable();
        forms.dedup();
        forms.iter().map(|f| (*f, Some(*f) == own)).collect()
    }

    /// Whether a form that may stand for a stem has that stem.
    fn is_its_own_stem(&self, form: u32) -> bool {
        stem(self.spelling(form)) == self.forms.get(form)
    }

    fn beginning(&self, part: &Part) -> Vec<(u32, bool)> {
        let mut forms: Vec<u32> = self.forms.beginning(&part.form).collect();
        if forms.len() > MAX_EXPANSIONS {
            forms.sort_by_key(|f| (u32::MAX - self.postings.count(*f), *f));
            forms.truncate(MAX_EXPANSIONS);
            forms.sort_unstable();
        }
        let own = |form: &u32| self.forms.get(*form) == part.form;
        forms.iter().map(|f| (*f, own(f))).collect()
    }

    fn forms_of_stem(&self, stem: u32) -> &[u32] {
        let end = |i: u32| self.stem_ends.get(usize_of(i)).map_or(0, |e| usize_of(*e));
        let start = stem.checked_sub(1).map_or(0, end);
        self.stem_forms.get(start..end(stem)).unwrap_or(&[])
    }

    /// How a form is most often written.
    pub fn spelling(&self, form: u32) -> &str {
        match self.spellings.get(form) {
            "" => self.forms.get(form),
            spelling => spelling,
        }
    }

    /// The words that begin so, each as it is most often written and with the
    /// number of documents it is in.
    pub fn words_beginning(&self, prefix: &str) -> impl Iterator<Item = (&str, &str, u32)> {
        let forms = self.forms.beginning(prefix);
        forms.map(|f| (self.forms.get(f), self.spelling(f), self.postings.count(f)))
    }
}

#[cfg(test)]
mod tests;
