//! The snapshot itself, and what the archive says of itself.

use std::io::{self, Write};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{
    About, Diagnostic, Difference, Digest, Document, Generation, Month, Report, last_update, to_u32,
};
use crate::history::{History, first_load};
use crate::index::Index;

/// An immutable snapshot of everything served, and the questions it answers.
#[derive(Debug)]
pub struct Archive {
    pub(super) index: Index,
    pub(super) about: Arc<About>,
    pub(super) diagnostics: Arc<Vec<Diagnostic>>,
    pub(super) history: Arc<History>,
    meta: Meta,
    /// What it was built from: the next one asks what it has in common with it.
    generation: Arc<Generation>,
}

/// How many of everything there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: u32,
    /// Items.
    pub items: u32,
    /// Links, each occurrence.
    pub links: u32,
    /// Resources, each once.
    pub resources: u32,
    /// Projects of the registry.
    pub projects: u32,
    /// Categories, each slug once.
    pub categories: u32,
}

/// What stands with every answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Title of the archive.
    pub title: String,
    /// Key of the content: equal wherever the content is.
    pub revision: String,
    /// Day of the last update, told by the content alone: the newest `updated`
    /// or date of a report that has items.
    pub last_modified: Option<NaiveDate>,
    /// Name of the licence.
    pub license: Option<String>,
    /// Address of the licence.
    pub license_url: Option<String>,
    /// Ready to paste: publisher, title, date of last update, licence.
    pub attribution: String,
}

impl Archive {
    /// Builds the snapshot of a generation that was never loaded before.
    #[must_use]
    pub fn build(generation: &Generation) -> Self {
        let (generation, history, _) = first_load(generation);
        Self::with_history(&Arc::new(generation), Arc::new(history))
    }

    /// Builds the snapshot of a generation, and of what became of it: a pure
    /// function of the two.
    #[must_use]
    pub fn with_history(generation: &Arc<Generation>, history: Arc<History>) -> Self {
        Self::of(Index::build(generation), generation, history)
    }

    /// The same, where the tables that were kept for a key need not be built
    /// again: they must be those of [`Self::write_image`].
    #[must_use]
    pub fn from_image(
        generation: &Arc<Generation>,
        history: Arc<History>,
        kept: impl FnOnce(Digest) -> Option<Vec<u8>>,
    ) -> Option<Self> {
        let index = Index::from_image(generation, kept)?;
        Some(Self::of(index, generation, history))
    }

    /// The snapshot of another generation, and of what became of it. Where a few
    /// reports changed the rest is taken over; the outcome is the same.
    #[must_use]
    pub fn updated(&self, generation: &Arc<Generation>, history: Arc<History>) -> Self {
        let Some(index) = self.index.updated(&self.generation, generation) else {
            return Self::with_history(generation, history);
        };
        let difference = generation.since(&self.generation);
        let last_modified = self.last_update(&index, &difference);
        Self {
            meta: meta_of(&index, &generation.about, last_modified),
            about: Arc::clone(&generation.about),
            diagnostics: self.diagnostics_of(generation, &difference),
            history,
            generation: Arc::clone(generation),
            index,
        }
    }

    /// The diagnostics of the next generation, which are most often the same.
    fn diagnostics_of(
        &self,
        generation: &Generation,
        difference: &Difference<'_>,
    ) -> Arc<Vec<Diagnostic>> {
        let said = |documents: &[&'_ Arc<Document>]| -> Vec<Diagnostic> {
            let all = documents.iter().flat_map(|d| d.diagnostics.iter().cloned());
            all.collect()
        };
        let is_same = self.generation.diagnostics == generation.diagnostics
            && said(&difference.gone) == said(&difference.come);
        if is_same {
            Arc::clone(&self.diagnostics)
        } else {
            Arc::new(diagnostics_of(generation))
        }
    }

    /// The day of the last update, from the one before where that tells.
    fn last_update(&self, index: &Index, difference: &Difference<'_>) -> Option<NaiveDate> {
        let all = || last_update(index.reports.iter().map(Arc::as_ref));
        let day_of = |documents: &[&Arc<Document>]| {
            let reports = documents.iter().filter_map(|d| d.report.as_deref());
            let with_items: Vec<&Report> = reports.filter(|r| !r.items.is_empty()).collect();
            last_update(with_items.into_iter())
        };
        let (gone, come) = (day_of(&difference.gone), day_of(&difference.come));
        let last = self.meta.last_modified;
        // Where no report has items those without count.
        if self.index.len() == 0 || index.len() == 0 || (gone >= last && come < last) {
            return all();
        }
        last.max(come)
    }

    /// What an image is to be kept for: content and version of the program.
    #[must_use]
    pub fn image_key(&self) -> Digest {
        self.index.image_key()
    }

    /// Writes the tables of the snapshot.
    ///
    /// # Errors
    /// That `out` failed.
    pub fn write_image(&self, out: &mut dyn Write) -> io::Result<()> {
        self.index.write_image(out)
    }

    fn of(index: Index, generation: &Arc<Generation>, history: Arc<History>) -> Self {
        let last_modified = last_update(index.reports.iter().map(Arc::as_ref));
        Self {
            meta: meta_of(&index, &generation.about, last_modified),
            about: Arc::clone(&generation.about),
            diagnostics: Arc::new(diagnostics_of(generation)),
            history,
            generation: Arc::clone(generation),
            index,
        }
    }

    /// What stands with every answer.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What `chronique.toml` says.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.about
    }

    /// How many of everything there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            reports: to_u32(self.index.reports.len()),
            items: self.index.len(),
            links: self.index.links,
            resources: to_u32(self.index.resources.len()),
            projects: to_u32(self.index.projects.len()),
            categories: to_u32(self.index.categories.len()),
        }
    }

    /// Bytes of memory that the text indexes take.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        self.index.text.bytes()
    }

    /// First and last month.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        Some((*self.index.months.first()?, *self.index.months.last()?))
    }

    /// Every series: slug, title, number of reports.
    pub fn series(&self) -> impl Iterator<Item = (&str, Option<&str>, u32)> {
        self.index
            .series
            .iter()
            .map(|s| (s.slug.as_str(), s.title.as_deref(), to_u32(s.reports.len())))
    }
}

/// Everything there is to say, by path and place.
fn diagnostics_of(generation: &Generation) -> Vec<Diagnostic> {
    let mut diagnostics = generation.diagnostics.clone();
    let documents = generation.documents.iter();
    diagnostics.extend(documents.flat_map(|d| d.diagnostics.iter().cloned()));
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.line, d.column, d.code);
        a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b)))
    });
    diagnostics
}

fn meta_of(index: &Index, about: &About, last_modified: Option<NaiveDate>) -> Meta {
    let title = about.title.clone().unwrap_or_else(|| common_title(index));
    let publisher = about.publisher.as_ref().map(|p| p.name.clone());
    let license = about.license.as_ref().map(|l| l.name.clone());
    let parts = [
        publisher,
        Some(format!("« {title} »")),
        last_modified.map(|day| updated(day, &about.language)),
        license.clone(),
    ];
    Meta {
        attribution: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
        title,
        revision: index.digest.short(16),
        last_modified,
        license,
        license_url: about.license.as_ref().and_then(|l| l.url.clone()),
    }
}

/// The date of the last update, which the Licence Ouverte wants told beside
/// the source. A noun in French, so that it agrees with any title.
fn updated(day: NaiveDate, language: &str) -> String {
    let primary = language.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("fr") {
        format!("mise à jour du {day}")
    } else {
        format!("updated {day}")
    }
}

/// The title that all reports share, when the archive gives none itself.
fn common_title(index: &Index) -> String {
    let mut titles = index.reports.iter().map(|r| r.title.as_deref());
    let first = titles.next().flatten();
    match first {
        Some(title) if titles.all(|t| t == first) => title.to_owned(),
        _ => "Archive".to_owned(),
    }
}
