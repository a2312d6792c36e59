//! A whole archive into a generation.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use crate::domain::{About, Diagnostic, DiagnosticCode, Document, Generation};

use super::IngestError;
use super::config::try_about;
use super::config_text::{ABOUT, ConfigTexts, REGISTRY, metadata_folders};
use super::follow::Followed;
use super::kept::Kept;
use super::own_slug::with_own_slugs;
use super::registry::{default_registry, try_registry};
use super::rules::Rules;
use super::walk::{Place, Walk, walk};

/// Files that a thread takes at once.
const BATCH: usize = 32;

/// Threads that read files, at most.
const MOST_READERS: usize = 8;

/// Reads a whole archive.
///
/// `metadata` is a folder whose `chronique.toml` and `projects.toml` go
/// before the archive's own. What did not change since `previous` is taken
/// from it without parsing, and a bad file keeps its last good version there.
/// `progress` is told the files done and the files there are.
///
/// # Errors
/// When the archive or the metadata folder itself cannot be read; a bad file
/// is a diagnostic.
pub fn load(
    archive: &Path,
    metadata: Option<&Path>,
    previous: Option<&Generation>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Generation, IngestError> {
    Ok(load_to_follow(archive, metadata, previous, progress)?.0)
}

/// The same, with what it takes to read from now on only what changes; `None`
/// where something in the folder can change without an event that tells of it.
///
/// # Errors
/// As those of [`load`].
pub fn load_to_follow(
    archive: &Path,
    metadata: Option<&Path>,
    previous: Option<&Generation>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(Generation, Option<Followed>), IngestError> {
    let found = walk(archive).map_err(|source| IngestError::Unreadable {
        path: archive.to_owned(),
        source,
    })?;
    let texts = ConfigTexts::read(&metadata_folders(metadata, &found.root)?);
    let mut diagnostics = found.diagnostics.clone();
    let rules = rules(&texts, previous, &mut diagnostics);
    let kept = Kept::new(previous, rules.digest());
    let (mut documents, are_sure) = read_files(&found, &kept, &rules, progress);
    documents.extend(kept.behind(&found, &rules));
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let generation = Generation {
        documents: with_own_slugs(documents, rules.about()),
        diagnostics,
        rules: rules.digest(),
        about: Arc::clone(rules.about()),
        registry: Arc::clone(rules.registry()),
    };
    let followed = are_sure.then(|| Followed::of(found, texts, rules, &generation));
    Ok((generation, followed.flatten()))
}

/// The documents of all files, in order, and whether all can be followed: each
/// follows from its file alone, so that it makes no difference which thread
/// reads which.
fn read_files(
    found: &Walk,
    kept: &Kept<'_>,
    rules: &Rules,
    progress: &mut dyn FnMut(usize, usize),
) -> (Vec<Arc<Document>>, bool) {
    let are_sure = AtomicBool::new(true);
    let read = |(path, file): &(String, Place)| {
        let (document, is_sure) = kept.load(&found.root, (path, file), rules);
        are_sure.fetch_and(is_sure, Ordering::Relaxed);
        document
    };
    let total = found.files.len();
    progress(0, total);
    let batches: Vec<_> = found.files.chunks(BATCH).collect();
    let next = AtomicUsize::new(0);
    let (done, inbox) = mpsc::channel();
    let work = |done: mpsc::Sender<(usize, Vec<Arc<Document>>)>| {
        while let Some((place, batch)) = Some(next.fetch_add(1, Ordering::Relaxed))
            .and_then(|place| Some((place, batches.get(place)?)))
        {
            let documents = batch.iter().map(read).collect();
            if done.send((place, documents)).is_err() {
                return;
            }
        }
    };
    let mut all = thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores.min(batches.len()).min(MOST_READERS) {
            let done = done.clone();
            scope.spawn(|| work(done));
        }
        drop(done);
        let (mut all, mut count) = (Vec::with_capacity(batches.len()), 0);
        for (place, documents) in inbox {
            count += documents.len();
            all.push((place, documents));
            progress(count, total);
        }
        all
    });
    all.sort_unstable_by_key(|(place, _)| *place);
    let documents = all.into_iter().flat_map(|(_, documents)| documents);
    (documents.collect(), are_sure.into_inner())
}

/// The rules of an archive. A file that is bad leaves those of `previous`.
fn rules(
    texts: &ConfigTexts,
    previous: Option<&Generation>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Rules {
    let about = match texts.about.clone() {
        None => Arc::new(About::default()),
        Some(text) => {
            let last = previous.map(|p| Arc::clone(&p.about));
            settle_config(ABOUT, text, try_about, last, diagnostics).unwrap_or_default()
        }
    };
    let built_in = || Arc::new(default_registry());
    let registry = match texts.registry.clone() {
        None => {
            let message = "no projects.toml here: the registry built into the program is used; \
                           add one to name your own projects";
            let code = DiagnosticCode::RegistryBuiltIn;
            diagnostics.push(Diagnostic::of_file(code, REGISTRY, message));
            built_in()
        }
        Some(text) => {
            let last = previous.map(|p| Arc::clone(&p.registry));
            settle_config(REGISTRY, text, try_registry, last, diagnostics).unwrap_or_else(built_in)
        }
    };
    Rules::new(about, registry)
}

/// A configuration value: the file's, else the last good one.
fn settle_config<T>(
    name: &str,
    text: Result<String, Diagnostic>,
    parse: impl Fn(&str, &str) -> (Option<T>, Vec<Diagnostic>),
    last: Option<Arc<T>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Arc<T>> {
    let value = match text {
        Ok(text) => {
            let (value, said) = parse(&text, name);
            diagnostics.extend(said);
            value
        }
        Err(fault) => {
            diagnostics.push(fault);
            None
        }
    };
    if value.is_none() && last.is_some() {
        let message = format!("{name} is bad; what it said when it was last good stays in use");
        diagnostics.push(Diagnostic::of_file(
            DiagnosticCode::LastGoodKept,
            name,
            message,
        ));
    }
    value.map(Arc::new).or(last)
}
