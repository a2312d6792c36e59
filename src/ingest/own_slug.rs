//! Slugs that no two reports share.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{About, Diagnostic, DiagnosticCode, Document, Slug};

use super::path_date::stem;
use super::series::slug_of;

/// Gives every report a slug of its own; the same documents get the same
/// slugs whether they were read now or kept.
///
/// Of several with one slug, the first by path whose file name is nothing but
/// a date keeps it, else the first by path: `2022/02.md` goes before
/// `2022-02-suite.md`, though its path comes later.
pub(super) fn with_own_slugs(documents: Vec<Arc<Document>>, about: &About) -> Vec<Arc<Document>> {
    let bases: Vec<Option<Slug>> = documents
        .iter()
        .map(|document| {
            let report = document.report.as_ref()?;
            Some(slug_of(about, &report.series, report.date))
        })
        .collect();
    let mut owners: HashMap<Slug, String> = HashMap::new();
    for (document, base) in documents.iter().zip(&bases) {
        let Some(base) = base else { continue };
        let before = |path: &String| {
            let rank = |path: &str| Reverse(is_date_alone(path));
            rank(path) <= rank(&document.path)
        };
        if !owners.get(base).is_some_and(before) {
            owners.insert(base.clone(), document.path.clone());
        }
    }
    let mut next: HashMap<Slug, u32> = HashMap::new();
    let mut out = Vec::with_capacity(documents.len());
    for (document, base) in documents.into_iter().zip(bases) {
        let Some(base) = base else {
            out.push(document);
            continue;
        };
        let owner = owners.get(&base).cloned();
        let other = owner.filter(|owner| *owner != document.path);
        let slug = if other.is_some() {
            free_slug(&base, &document.path, &owners, &mut next)
        } else {
            base
        };
        owners.insert(slug.clone(), document.path.clone());
        out.push(with_slug(document, slug, other.as_deref()));
    }
    out
}

/// A document that was read now in the place of one of before, where all slugs
/// stay as they are for that; else `None`. Slugs follow from the paths of all
/// documents and the slugs that their dates give.
pub(super) fn in_place(
    document: Arc<Document>,
    before: &Document,
    about: &About,
) -> Option<Arc<Document>> {
    let base = |document: &Document| {
        let report = document.report.as_ref()?;
        Some(slug_of(about, &report.series, report.date))
    };
    let is_duplicate = |d: &Diagnostic| d.code == DiagnosticCode::DuplicateSlug;
    let slug = base(&document);
    if slug != base(before) || before.diagnostics.iter().any(is_duplicate) {
        return None;
    }
    Some(match slug {
        Some(slug) => with_slug(document, slug, None),
        None => document,
    })
}

fn stem_of(path: &str) -> &str {
    stem(path.rsplit('/').next().unwrap_or_default())
}

/// Whether a file name says nothing but a date.
fn is_date_alone(path: &str) -> bool {
    let stem = stem_of(path);
    !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// A slug nobody has: the base and the file's stem, then a number. A stem of
/// digits alone would make `2022-02-14` of `2022-02`, which is another date:
/// it counts as a version.
fn free_slug(
    base: &Slug,
    path: &str,
    owners: &HashMap<Slug, String>,
    next: &mut HashMap<Slug, u32>,
) -> Slug {
    let suffix = Slug::of_title(stem_of(path));
    let (longer, mark) = if suffix.as_str().bytes().all(|b| b.is_ascii_digit()) {
        (base.clone(), "v")
    } else {
        (Slug::of_title(&format!("{base}-{suffix}")), "")
    };
    if !owners.contains_key(&longer) {
        return longer;
    }
    let number = next.entry(longer.clone()).or_insert(2);
    loop {
        let numbered = Slug::of_title(&format!("{longer}-{mark}{number}"));
        *number = number.saturating_add(1);
        if !owners.contains_key(&numbered) || *number == u32::MAX {
            return numbered;
        }
    }
}

/// A document whose report has this slug, with what there is to say of it.
fn with_slug(document: Arc<Document>, slug: Slug, other: Option<&str>) -> Arc<Document> {
    let said = other.map(|other| {
        let message = format!(
            "{other} has the same date in the same series, so this report is served as {slug}; \
             merge the two or give one another date"
        );
        Diagnostic::of_file(DiagnosticCode::DuplicateSlug, &document.path, message)
    });
    let is_duplicate = |d: &&Diagnostic| d.code == DiagnosticCode::DuplicateSlug;
    let now = document.diagnostics.iter().find(is_duplicate);
    let same_slug = document.report.as_ref().is_none_or(|r| r.slug == slug);
    if same_slug && now == said.as_ref() {
        return document;
    }
    let mut document = Arc::unwrap_or_clone(document);
    document
        .diagnostics
        .retain(|d| d.code != DiagnosticCode::DuplicateSlug);
    document.diagnostics.extend(said);
    if let Some(report) = &mut document.report
        && report.slug != slug
    {
        Arc::make_mut(report).slug = slug;
    }
    Arc::new(document)
}
