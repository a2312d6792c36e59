//! From documents to their index.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::analyse::{form, stem, words};
use super::dense::Dense;
use super::postings::Writer;
use super::score::Lengths;
use super::word_counts::WordCounts;
use super::{TextIndex, usize_of};
use crate::domain::to_u32;

/// Words by text. The hasher of the standard library takes half as long again
/// over all of building.
type Table<T> = HashMap<String, T, RandomState>;

/// A spelling met in the texts.
struct Surface {
    form: u32,
    count: u32,
}

/// Takes in documents in the order of their numbers.
#[derive(Default)]
pub struct Builder {
    /// Spellings by text: folding is done once for each.
    known: Table<Surface>,
    forms: Table<u32>,
    writers: Vec<Writer>,
    lengths: WordCounts,
    words: u64,
}

impl Builder {
    /// Adds the next document, made of some texts; no phrase reaches from one
    /// to the next.
    pub fn add<'t>(&mut self, fields: impl IntoIterator<Item = &'t str>) {
        let document = self.lengths.len();
        let length = each_word(fields, |surface, place| {
            let number = self.form_of(surface);
            if let Some(writer) = self.writers.get_mut(usize_of(number)) {
                writer.add(document, place);
            }
        });
        self.words += u64::from(length);
        self.lengths.push(u16::try_from(length).unwrap_or(u16::MAX));
    }

    /// The number of a spelling's form.
    fn form_of(&mut self, surface: &str) -> u32 {
        if let Some(found) = self.known.get_mut(surface) {
            found.count = found.count.saturating_add(1);
            return found.form;
        }
        let form = form(surface);
        let next = to_u32(self.writers.len());
        let number = *self.forms.entry(form).or_insert(next);
        if number == next {
            self.writers.push(Writer::default());
        }
        let known = Surface {
            form: number,
            count: 1,
        };
        self.known.insert(surface.to_owned(), known);
        number
    }

    /// The index of what was added.
    pub fn finish(self) -> TextIndex {
        let mut order: Vec<(String, u32)> = self.forms.into_iter().collect();
        order.sort_unstable();
        let mut rank = vec![0_u32; order.len()];
        for (place, (_, number)) in (0..).zip(&order) {
            if let Some(slot) = rank.get_mut(usize_of(*number)) {
                *slot = place;
            }
        }
        let ranked = |s: &Surface| rank.get(usize_of(s.form)).copied().unwrap_or(0);
        let mut surfaces: Vec<(u32, String, u32)> = self
            .known
            .into_iter()
            .map(|(text, surface)| (ranked(&surface), text, surface.count))
            .collect();
        surfaces.sort_unstable();
        let mut index = TextIndex {
            totals: Lengths {
                words: self.words,
                documents: self.lengths.len(),
            },
            lengths: self.lengths,
            ..TextIndex::default()
        };
        index.add_stems(&order, &surfaces);
        index.add_forms(&order, &surfaces);
        let mut writers: Vec<Option<Writer>> = self.writers.into_iter().map(Some).collect();
        for (_, number) in &order {
            let writer = writers.get_mut(usize_of(*number)).and_then(Option::take);
            index.postings.push(writer.unwrap_or_default());
        }
        index.shrink();
        index.dense = Dense::of(&index.forms, &index.postings, index.len());
        index
    }
}

impl TextIndex {
    /// Which forms share a stem. A form has the stems of all its spellings and
    /// its own: who writes without accents writes endings without them, too.
    fn add_stems(&mut self, order: &[(String, u32)], surfaces: &[(u32, String, u32)]) {
        let mut pairs: Vec<(String, u32)> = Vec::with_capacity(surfaces.len());
        for (form, text, _) in surfaces {
            pairs.push((stem(text), *form));
        }
        for (form, (text, _)) in (0..).zip(order) {
            pairs.push((stem(text), form));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let Some((stem, first)) = group.first() else {
                continue;
            };
            let own = order.get(usize_of(*first)).map(|(form, _)| form);
            if group.len() == 1 && own == Some(stem) {
                continue;
            }
            self.stems.push(stem);
            self.stem_forms.extend(group.iter().map(|(_, form)| form));
            self.stem_ends.push(to_u32(self.stem_forms.len()));
        }
    }

    /// Every form, and how it is written.
    fn add_forms(&mut self, order: &[(String, u32)], surfaces: &[(u32, String, u32)]) {
        let mut groups = surfaces.chunk_by(|a, b| a.0 == b.0);
        for (form, _) in order {
            self.forms.push(form);
            let group = groups.next().unwrap_or(&[]);
            let group = group.iter().map(|(_, text, count)| (text.as_str(), *count));
            self.push_spellings(form, group);
        }
    }

    /// How the form added last is most often written, and how often each way;
    /// spellings come in order.
    pub(super) fn push_spellings<'t>(
        &mut self,
        form: &str,
        surfaces: impl Iterator<Item = (&'t str, u32)> + Clone,
    ) {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for (text, count) in surfaces.clone() {
            *counts.entry(as_inside_a_sentence(text)).or_default() += count;
        }
        // Of two as frequent, the first by alphabet.
        let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let best = best.map(|(text, _)| text).filter(|text| text != form);
        self.spellings.push(best.as_deref().unwrap_or(""));
        for (text, count) in surfaces {
            // Most forms are written as they are.
            self.surfaces.push(if text == form { "" } else { text });
            self.surface_counts.push(count);
        }
        self.surface_ends.push(self.surfaces.len());
    }

    /// Gives back what growing took too much.
    pub(super) fn shrink(&mut self) {
        for strings in [
            &mut self.forms,
            &mut self.spellings,
            &mut self.stems,
            &mut self.surfaces,
        ] {
            strings.shrink();
        }
        for numbers in [
            &mut self.stem_forms,
            &mut self.stem_ends,
            &mut self.surface_ends,
            &mut self.surface_counts,
        ] {
            numbers.shrink_to_fit();
        }
        self.postings.shrink();
        self.lengths.shrink();
    }
}

/// Takes the words of texts one by one with their places, and says how many
/// there are. No phrase reaches from one text to the next. What is spelled
/// inclusively is also a word without its dots, in the same place.
pub(super) fn each_word<'t>(
    fields: impl IntoIterator<Item = &'t str>,
    mut take: impl FnMut(&str, u32),
) -> u32 {
    let (mut place, mut length) = (0, 0);
    for text in fields {
        for word in words(text) {
            take(text.get(word.start..word.end).unwrap_or(""), place);
            if let Some(end) = word.joined {
                let joined: String = words(text.get(word.start..end).unwrap_or(""))
                    .filter_map(|w| text.get(word.start + w.start..word.start + w.end))
                    .collect();
                take(&joined, place);
            }
            place += 1;
            length += 1;
        }
        place += 1;
    }
    length
}

/// A word without the capital that the beginning of a sentence gives it, and
/// without what cannot be seen.
fn as_inside_a_sentence(surface: &str) -> String {
    let seen = surface
        .chars()
        .filter(|c| c.is_alphanumeric() || super::analyse::is_seen_in_a_word(*c));
    let text: String = seen.collect();
    let mut chars = text.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    if capital && !chars.any(char::is_uppercase) && text.chars().nth(1).is_some() {
        text.to_lowercase()
    } else {
        text
    }
}
