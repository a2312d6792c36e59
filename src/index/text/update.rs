//! From an index to the next, when a few of its documents changed: what the
//! others say is copied, and only the words of those that came or went are
//! looked at. The outcome is that of building it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::builder::each_word;
use super::dense::Change;
use super::postings::Writer;
use super::{TextIndex, form, stem, usize_of};
use crate::domain::to_u32;
use crate::index::renumber::Renumbering;

/// Room for so many more, where lists are about to be copied.
pub(super) const ROOM: usize = 256;

/// What some documents say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Of each document its number and how many words it has.
    lengths: BTreeMap<u32, u16>,
    words: u64,
    forms: BTreeMap<String, Form>,
}

/// What they say in one form.
#[derive(Debug, Default, PartialEq, Eq)]
struct Form {
    /// `(document, place)` in order.
    places: Vec<(u32, u32)>,
    /// How often in each spelling.
    surfaces: BTreeMap<String, u32>,
}

impl Said {
    /// Adds a document, above those added before.
    pub fn add<'t>(&mut self, document: u32, fields: impl IntoIterator<Item = &'t str>) {
        let length = each_word(fields, |surface, place| {
            let form = self.forms.entry(form(surface)).or_default();
            form.places.push((document, place));
            *form.surfaces.entry(surface.to_owned()).or_default() += 1;
        });
        self.words += u64::from(length);
        let length = u16::try_from(length).unwrap_or(u16::MAX);
        self.lengths.insert(document, length);
    }

    /// Where they have a form, if they do.
    pub(super) fn places(&self, form: &str) -> Option<&[(u32, u32)]> {
        self.forms.get(form).map(|form| form.places.as_slice())
    }
}

/// The spellings of a form, each with how often it is written.
type Surfaces = BTreeMap<String, u32>;

/// An index on its way from another one.
struct Update<'a> {
    old: &'a TextIndex,
    new: TextIndex,
    numbering: &'a Renumbering,
    /// Whether the documents that are kept have the numbers they had.
    in_place: bool,
    writer: Writer,
    /// The new number of each old form.
    forms: Vec<Option<u32>>,
    /// For each stem that gained or lost one, its forms as they are now.
    stems: BTreeMap<String, BTreeSet<String>>,
}

impl TextIndex {
    /// The index of documents in a new numbering: `gone` is what the old ones
    /// said that are not kept, `come` what the new ones say, by new numbers.
    pub fn updated(
        self: &Arc<Self>,
        numbering: &Renumbering,
        gone: &Said,
        come: &Said,
    ) -> Arc<Self> {
        let in_place = numbering.is_in_place(self.len());
        if in_place && gone == come {
            return Arc::clone(self);
        }
        let mut update = Update {
            old: self,
            new: Self::default(),
            numbering,
            in_place,
            writer: Writer::default(),
            forms: Vec::with_capacity(usize_of(self.forms.len())),
            stems: BTreeMap::new(),
        };
        update.reserve();
        let none = Form::default();
        // What is said again where it was said is copied with the rest.
        let stays = |form: &&String| in_place && gone.forms.get(*form) == come.forms.get(*form);
        let touched = gone.forms.keys().chain(come.forms.keys());
        let touched: BTreeSet<&String> = touched.filter(|form| !stays(form)).collect();
        let mut at = 0;
        for form in touched {
            let place = self.forms.place(form);
            let (Ok(here) | Err(here)) = place;
            update.copy(at..here);
            at = here.saturating_add(u32::from(place.is_ok()));
            let gone = gone.forms.get(form).unwrap_or(&none);
            let come = come.forms.get(form).unwrap_or(&none);
            update.put(place.ok(), form, gone, come);
        }
        update.copy(at..self.forms.len());
        Arc::new(update.finish(gone, come))
    }

    /// How a form is written, and how often each way.
    fn surfaces_of(&self, form: u32) -> Surfaces {
        let all = self.surface_range(form).map(|at| {
            let text = match self.surfaces.get(at) {
                "" => self.forms.get(form),
                text => text,
            };
            let count = self.surface_counts.get(usize_of(at)).copied();
            (text.to_owned(), count.unwrap_or(0))
        });
        all.collect()
    }

    fn surface_range(&self, form: u32) -> Range<u32> {
        self.surface_start(form)..self.surface_start(form.saturating_add(1))
    }

    /// Where the spellings of a form begin.
    fn surface_start(&self, form: u32) -> u32 {
        let end = |i: u32| self.surface_ends.get(usize_of(i)).copied().unwrap_or(0);
        form.checked_sub(1).map_or(0, end)
    }

    /// The forms that have a stem.
    fn having_stem(&self, wanted: &str) -> BTreeSet<String> {
        let text = |form: &u32| self.forms.get(*form).to_owned();
        if let Some(stem) = self.stems.find(wanted) {
            return self.forms_of_stem(stem).iter().map(text).collect();
        }
        // A stem that is its only form is not in the table.
        let only = self.forms.find(wanted);
        let only = only.filter(|form| {
            let surfaces = self.surfaces_of(*form);
            stems_of(wanted, &surfaces).contains(wanted)
        });
        only.iter().map(text).collect()
    }
}

/// The stems of a form: those of its spellings and its own.
fn stems_of(form: &str, surfaces: &Surfaces) -> BTreeSet<String> {
    if surfaces.is_empty() {
        return BTreeSet::new();
    }
    let surfaces = surfaces.keys().map(String::as_str);
    surfaces.chain([form]).map(stem).collect()
}

impl Update<'_> {
    /// Forms of which the documents that came say what those that went said.
    fn copy(&mut self, run: Range<u32>) {
        let (old, new) = (self.old, &mut self.new);
        let first = new.forms.len();
        self.forms
            .extend((first..).zip(run.clone()).map(|(form, _)| Some(form)));
        new.forms.copy(&old.forms, run.clone());
        new.spellings.copy(&old.spellings, run.clone());
        let surfaces = old.surface_start(run.start)..old.surface_start(run.end);
        let here = new.surfaces.len();
        let ends = old.surface_ends.get(usize_of(run.start)..usize_of(run.end));
        let moved = |end: &u32| end.wrapping_sub(surfaces.start).wrapping_add(here);
        new.surface_ends
            .extend(ends.unwrap_or_default().iter().map(moved));
        let counts = old
            .surface_counts
            .get(usize_of(surfaces.start)..usize_of(surfaces.end));
        new.surface_counts
            .extend_from_slice(counts.unwrap_or_default());
        new.surfaces.copy(&old.surfaces, surfaces);
        if self.in_place {
            new.postings.copy(&old.postings, run);
            return;
        }
        for form in run {
            old.postings
                .splice(form, self.numbering, &[], &mut self.writer);
            self.new.postings.append(&mut self.writer);
        }
    }

    /// A form that one of them has, if any document has it now.
    fn put(&mut self, old: Option<u32>, form: &str, gone: &Form, come: &Form) {
        let before = old.map(|n| self.old.surfaces_of(n)).unwrap_or_default();
        let mut now = before.clone();
        for (surface, count) in &come.surfaces {
            *now.entry(surface.clone()).or_default() += count;
        }
        for (surface, count) in &gone.surfaces {
            let left = now.entry(surface.clone()).or_default();
            *left = left.saturating_sub(*count);
        }
        now.retain(|_, count| *count > 0);
        if now.keys().ne(before.keys()) {
            self.restem(form, &stems_of(form, &before), &stems_of(form, &now));
        }
        if old.is_some() {
            let number = (!now.is_empty()).then(|| self.new.forms.len());
            self.forms.push(number);
        }
        if now.is_empty() {
            return;
        }
        self.new.forms.push(form);
        let surfaces = now.iter().map(|(text, count)| (text.as_str(), *count));
        self.new.push_spellings(form, surfaces);
        match old {
            Some(old) => {
                let postings = &self.old.postings;
                postings.splice(old, self.numbering, &come.places, &mut self.writer);
            }
            None => come
                .places
                .iter()
                .for_each(|(document, place)| self.writer.add(*document, *place)),
        }
        self.new.postings.append(&mut self.writer);
    }

    /// Notes the stems that a form gained and lost.
    fn restem(&mut self, form: &str, before: &BTreeSet<String>, now: &BTreeSet<String>) {
        for stem in before.symmetric_difference(now) {
            let old = self.old;
            let forms = self.stems.entry(stem.clone());
            let forms = forms.or_insert_with(|| old.having_stem(stem));
            if now.contains(stem) {
                forms.insert(form.to_owned());
            } else {
                forms.remove(form);
            }
        }
    }

    /// Room for what is about to be copied, and a little more.
    fn reserve(&mut self) {
        let (old, new) = (self.old, &mut self.new);
        new.forms.reserve(&old.forms);
        new.spellings.reserve(&old.spellings);
        new.surfaces.reserve(&old.surfaces);
        new.surface_counts.reserve(old.surface_counts.len() + ROOM);
        new.surface_ends.reserve(old.surface_ends.len() + ROOM);
        new.postings.reserve(&old.postings);
    }

    fn finish(mut self, gone: &Said, come: &Said) -> TextIndex {
        self.put_stems();
        let length = |document| come.lengths.get(&document).copied().unwrap_or(0);
        self.new.lengths = self.old.lengths.updated(self.numbering, length);
        let words = self.old.totals.words.saturating_sub(gone.words);
        self.new.totals.words = words.saturating_add(come.words);
        self.new.totals.documents = self.new.lengths.len();
        self.new.shrink();
        let change = Change {
            numbering: self.numbering,
            in_place: self.in_place,
            renamed: &self.forms,
            gone,
            come,
        };
        let (forms, postings) = (&self.new.forms, &self.new.postings);
        self.new.dense = self.old.dense.updated(forms, postings, &change);
        self.new
    }

    /// The table of stems: those that changed in their places among the others.
    fn put_stems(&mut self) {
        let changed = std::mem::take(&mut self.stems);
        if changed.is_empty() && (0..).zip(&self.forms).all(|(n, form)| *form == Some(n)) {
            self.new.stems.clone_from(&self.old.stems);
            self.new.stem_ends.clone_from(&self.old.stem_ends);
            self.new.stem_forms.clone_from(&self.old.stem_forms);
            return;
        }
        let mut changed = changed.into_iter().peekable();
        for number in 0..self.old.stems.len() {
            let stem = self.old.stems.get(number);
            while let Some((stem, forms)) = changed.next_if(|(s, _)| s.as_str() < stem) {
                self.put_stem(&stem, &forms);
            }
            if let Some((stem, forms)) = changed.next_if(|(s, _)| s == stem) {
                self.put_stem(&stem, &forms);
                continue;
            }
            let forms = self.old.forms_of_stem(number).iter();
            let forms = forms.filter_map(|f| self.forms.get(usize_of(*f)).copied().flatten());
            self.new.stem_forms.extend(forms);
            self.new.stems.push(stem);
            self.new.stem_ends.push(to_u32(self.new.stem_forms.len()));
        }
        for (stem, forms) in changed {
            self.put_stem(&stem, &forms);
        }
    }

    fn put_stem(&mut self, stem: &str, forms: &BTreeSet<String>) {
        let only = forms.len() == 1 && forms.contains(stem);
        if forms.is_empty() || only {
            return;
        }
        let numbers = forms.iter().filter_map(|f| self.new.forms.find(f));
        self.new.stem_forms.extend(numbers);
        self.new.stems.push(stem);
        self.new.stem_ends.push(to_u32(self.new.stem_forms.len()));
    }
}
