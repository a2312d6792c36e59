//! A whole archive into a generation.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use crate::domain::{About, Diagnostic, DiagnosticCode, Digest, Document, Generation};

use super::IngestError;
use super::config::try_about;
use super::document::read_document;
use super::own_slug::with_own_slugs;
use super::registry::{default_registry, try_registry};
use super::rules::Rules;
use super::walk::{Place, Walk, read_file, walk};

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
    let found = walk(archive).map_err(|source| IngestError::Unreadable {
        path: archive.to_owned(),
        source,
    })?;
    let folders = metadata_folders(metadata, &found)?;
    let mut diagnostics = found.diagnostics.clone();
    let rules = rules(&folders, previous, &mut diagnostics);
    let kept = Kept::new(previous, rules.digest());
    let mut documents = read_files(&found, &kept, &rules, progress);
    documents.extend(kept.behind(&found, &rules));
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Generation {
        documents: with_own_slugs(documents, rules.about()),
        diagnostics,
        rules: rules.digest(),
        about: Arc::clone(rules.about()),
        registry: Arc::clone(rules.registry()),
    })
}

/// The documents of all files, in order: each follows from its file alone, so
/// that it makes no difference which thread reads which.
fn read_files(
    found: &Walk,
    kept: &Kept<'_>,
    rules: &Rules,
    progress: &mut dyn FnMut(usize, usize),
) -> Vec<Arc<Document>> {
    let read = |(path, file): &(String, Place)| match read_file(&found.root, path, file) {
        Ok(bytes) => kept.read(path, &bytes, rules),
        Err(fault) => kept.settle(unread(path, fault), rules),
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
    all.into_iter()
        .flat_map(|(_, documents)| documents)
        .collect()
}

/// A document of a file whose bytes could not be had.
fn unread(path: &str, fault: Diagnostic) -> Document {
    Document {
        path: path.to_owned(),
        source: Digest::of(&[]),
        report: None,
        diagnostics: vec![fault],
    }
}

/// The folders where configuration is looked for, in order.
fn metadata_folders(
    metadata: Option<&Path>,
    found: &Walk,
) -> Result<Vec<std::path::PathBuf>, IngestError> {
    let mut folders = Vec::new();
    if let Some(path) = metadata {
        let fault = |source| IngestError::Metadata {
            path: path.to_owned(),
            source,
        };
        let folder = path.canonicalize().map_err(fault)?;
        if !folder.is_dir() {
            return Err(fault(io::ErrorKind::NotADirectory.into()));
        }
        folders.push(folder);
    }
    folders.push(found.root.clone());
    Ok(folders)
}

/// The rules of an archive. A file that is bad leaves those of `previous`.
fn rules(
    folders: &[std::path::PathBuf],
    previous: Option<&Generation>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Rules {
    let about = match config_text("chronique.toml", folders, DiagnosticCode::ConfigInvalid) {
        None => Arc::new(About::default()),
        Some(text) => {
            let last = previous.map(|p| Arc::clone(&p.about));
            settle_config("chronique.toml", text, try_about, last, diagnostics).unwrap_or_default()
        }
    };
    let built_in = || Arc::new(default_registry());
    let registry = match config_text("projects.toml", folders, DiagnosticCode::RegistryInvalid) {
        None => {
            let message = "no projects.toml here: the registry built into the program is used; \
                           add one to name your own projects";
            let code = DiagnosticCode::RegistryBuiltIn;
            diagnostics.push(Diagnostic::of_file(code, "projects.toml", message));
            built_in()
        }
        Some(text) => {
            let last = previous.map(|p| Arc::clone(&p.registry));
            settle_config("projects.toml", text, try_registry, last, diagnostics)
                .unwrap_or_else(built_in)
        }
    };
    Rules::new(about, registry)
}

/// The text of a configuration file in the first folder that has one.
fn config_text(
    name: &str,
    folders: &[std::path::PathBuf],
    code: DiagnosticCode,
) -> Option<Result<String, Diagnostic>> {
    let has = |folder: &&std::path::PathBuf| folder.join(name).symlink_metadata().is_ok();
    let folder = folders.iter().find(has)?;
    let place = Place::Other(folder.join(name));
    let read = read_file(folder, name, &place).and_then(|bytes| {
        let text = String::from_utf8(bytes);
        text.map_err(|_| Diagnostic::of_file(code, name, "the file is not UTF-8; save it as UTF-8"))
    });
    Some(read)
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

/// The documents of the previous generation, for what did not change and for
/// what is bad now.
struct Kept<'p> {
    by_path: HashMap<&'p str, &'p Arc<Document>>,
    same_rules: bool,
}

impl<'p> Kept<'p> {
    fn new(previous: Option<&'p Generation>, rules: Digest) -> Self {
        let documents = previous.map(|p| p.documents.as_slice()).unwrap_or_default();
        Self {
            by_path: documents.iter().map(|d| (d.path.as_str(), d)).collect(),
            same_rules: previous.is_some_and(|p| p.rules == rules),
        }
    }

    fn read(&self, path: &str, bytes: &[u8], rules: &Rules) -> Arc<Document> {
        if self.same_rules
            && let Some(last) = self.by_path.get(path)
            && last.source == Digest::of(bytes)
            && !is_unread(last)
        {
            return Arc::clone(last);
        }
        self.settle(read_document(path, bytes, rules), rules)
    }

    /// Gives a bad document its last good report.
    fn settle(&self, mut document: Document, rules: &Rules) -> Arc<Document> {
        let last = self.by_path.get(document.path.as_str());
        if document.is_bad()
            && let Some(report) = last.and_then(|last| last.report.as_ref())
        {
            let read = (!self.same_rules)
                .then(|| read_document(&report.path, report.source().as_bytes(), rules).report);
            document.report = read.flatten().or_else(|| Some(Arc::clone(report)));
            let message =
                "the file is bad now; its last good version stays served until it is mended";
            let code = DiagnosticCode::LastGoodKept;
            let said = Diagnostic::of_file(code, &document.path, message);
            document.diagnostics.push(said);
        }
        Arc::new(document)
    }

    /// The last good documents in folders that cannot be read now.
    fn behind(&self, found: &Walk, rules: &Rules) -> Vec<Arc<Document>> {
        let files: HashSet<&str> = found.files.iter().map(|(path, _)| path.as_str()).collect();
        let mut documents = Vec::new();
        for folder in &found.closed {
            let inside = |path: &str| {
                let rest = path.strip_prefix(folder.as_str());
                folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
            };
            for last in self.by_path.values() {
                if inside(&last.path)
                    && !files.contains(last.path.as_str())
                    && last.report.is_some()
                {
                    let message = "the folder of the file cannot be read";
                    let code = DiagnosticCode::Unreadable;
                    let fault = Diagnostic::of_file(code, &last.path, message);
                    documents.push(self.settle(unread(&last.path, fault), rules));
                }
            }
        }
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        documents.dedup_by(|a, b| a.path == b.path);
        documents
    }
}

/// Whether a document comes from a file whose bytes could not be had: an
/// empty file has the same digest.
fn is_unread(document: &Document) -> bool {
    let unread = |d: &Diagnostic| {
        matches!(
            d.code,
            DiagnosticCode::Unreadable | DiagnosticCode::NotRegular | DiagnosticCode::TooLarge
        )
    };
    document.diagnostics.iter().any(unread)
}
