//! A store in every state it can be found in.

mod damage;
mod image;
mod journal;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::object::{Head, Objects};
use super::{FORMAT, Opened, Recovered, Replaced, Store, StoreError, codec};
use crate::domain::{
    About, Categories, Category, Diagnostic, DiagnosticCode, Digest, Document, Generation, Item,
    ItemKey, ItemKind, Items, Link, LinkKind, Mention, MentionMethod, Month, Project, ProjectKind,
    Registry, Report, ReportDate, ResourceUrl, Slug, Span,
};
use crate::history::Seal;

fn item(text: &str) -> Item {
    let span = Span { start: 1, end: 9 };
    Item {
        key: ItemKey::of_text(text, 0),
        kind: ItemKind::Bullet,
        position: 1,
        category: Some(0),
        section: None,
        text: text.to_owned(),
        markdown: text.to_owned(),
        html: format!("<p>{text}</p>"),
        children: Vec::new(),
        links: vec![Link {
            kind: LinkKind::Bare,
            label: text.to_owned(),
            href: "https://example.org/".to_owned(),
            resource: ResourceUrl::parse("https://example.org/"),
        }],
        mentions: vec![Mention {
            project: Slug::of_title("sill"),
            surface: "SILL".to_owned(),
            range: span,
            method: MentionMethod::Name,
        }],
        lines: span,
        bytes: span,
    }
}

/// A document of one report, of about `size` bytes.
fn document(path: &str, month: u8, size: usize) -> Arc<Document> {
    let date = ReportDate::of_month(Month::new(2022, month).unwrap());
    // Not to be compressed into one repeated page.
    let words = (0..size / 20).map(|n| Digest::of(format!("{path} {n}").as_bytes()).short(19));
    let source = words.collect::<Vec<_>>().join(" ");
    let report = Report {
        slug: date.to_string().parse().unwrap(),
        series: Slug::of_title("reports"),
        date,
        title: Some(format!("Rapport {path}")),
        updated: None,
        categories: Categories::pack(&[Category {
            slug: Slug::of_title("Utiliser"),
            name: "Utiliser".to_owned(),
            heading: "Utiliser".to_owned(),
            level: 2,
            line: 3,
        }]),
        items: Items::pack(&[item(&format!("SILL {path}"))], source.as_str().into()),
        carried: None,
        path: path.to_owned(),
    };
    Arc::new(Document {
        path: path.to_owned(),
        source: Digest::of(source.as_bytes()),
        report: Some(Arc::new(report)),
        diagnostics: vec![Diagnostic::of_file(
            DiagnosticCode::RawHtml,
            path,
            "left out",
        )],
    })
}

fn generation(documents: Vec<Arc<Document>>) -> Generation {
    let project = Project {
        slug: Slug::of_title("sill"),
        name: "SILL".to_owned(),
        kind: ProjectKind::Project,
        aliases: Vec::new(),
        urls: Vec::new(),
        part_of: None,
        homepage: None,
        same_as: Vec::new(),
    };
    Generation {
        about: Arc::new(About::default()),
        registry: Arc::new(Registry::new(vec![project])),
        documents,
        diagnostics: vec![Diagnostic::of_file(
            DiagnosticCode::RegistryBuiltIn,
            "",
            "built in",
        )],
        rules: Digest::of(b"rules"),
    }
}

fn year() -> Generation {
    let path = |month: u8| format!("2022/{month:02}.md");
    generation(
        (1..=12)
            .map(|month| document(&path(month), month, 2_000))
            .collect(),
    )
}

/// A place for a store that has a parent of its own, where it can be moved.
fn place() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("store");
    (temp, dir)
}

fn shelves_of(generation: &Generation) -> usize {
    super::shelf::parts(Vec::new(), &generation.documents).count()
}

fn filled(dir: &Path, generation: &Generation) -> Replaced {
    let mut opened = Store::open(dir).unwrap();
    opened.store.replace(generation, None).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Files of a store that hold data, with their sizes.
fn data_files(dir: &Path) -> Vec<(PathBuf, usize)> {
    let entries = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
    let files = entries.filter(|p| p.is_file() && !p.ends_with("chronique.lock"));
    let size = |p: &PathBuf| usize::try_from(p.metadata().unwrap().len()).unwrap();
    let mut files: Vec<_> = files.map(|p| (p.clone(), size(&p))).collect();
    files.sort();
    files
}

#[test]
fn what_is_put_in_comes_out() {
    let (_temp, dir) = place();
    let first = year();
    let replaced = filled(&dir, &first);
    // The shelves, and what there is one of.
    assert!(replaced.changed && replaced.removed == 0);
    assert_eq!(replaced.written, shelves_of(&first) + 4);
    let Opened {
        mut store,
        latest,
        recovered,
        ..
    } = Store::open(&dir).unwrap();
    assert_eq!((latest.as_ref(), recovered), (Some(&first), None));
    assert_eq!(store.generation_digest(), Some(replaced.digest));
    assert!(store.size_bytes() > 24_000);

    let mut second = latest.unwrap();
    second.documents.remove(3);
    second.documents[5] = document("2022/07.md", 7, 900);
    let replaced = store.replace(&second, None).unwrap();
    // Two shelves, and the manifest.
    assert_eq!((replaced.written, replaced.removed), (3, 3));
    drop(store);
    assert_eq!(Store::open(&dir).unwrap().latest, Some(second));
}

#[test]
fn an_unchanged_generation_writes_nothing() {
    let (_temp, dir) = place();
    let digest = filled(&dir, &year()).digest;
    let unchanged = Replaced {
        digest,
        changed: false,
        written: 0,
        removed: 0,
    };
    let files = || {
        data_files(&dir)
            .into_iter()
            .map(|(p, _)| fs::read(p).unwrap())
    };
    // Equal values, not the same ones: compared by digest.
    assert_eq!(filled(&dir, &year()), unchanged);
    let before: Vec<_> = files().collect();
    let mut opened = Store::open(&dir).unwrap();
    let latest = opened.latest.unwrap();
    assert_eq!(opened.store.replace(&latest, None).unwrap(), unchanged);
    let contents = opened.store.contents.as_ref().unwrap();
    let mut parts = super::shelf::parts(contents.kept.clone(), &latest.documents);
    assert!(parts.all(|part| matches!(part, super::shelf::Part::Kept(_))));
    drop(opened.store);
    assert!(files().eq(before));
}

#[test]
fn the_digest_is_that_of_the_content_alone() {
    let (_one, first) = place();
    let (_two, second) = place();
    let mut reversed = year();
    reversed.documents.reverse();
    filled(&second, &generation(vec![document("x.md", 1, 50_000)]));
    assert_eq!(
        filled(&first, &year()).digest,
        filled(&second, &reversed).digest
    );
    let mut other = year();
    other.rules = Digest::of(b"other");
    assert_ne!(
        filled(&first, &other).digest,
        filled(&second, &year()).digest
    );
}

#[test]
fn the_second_to_open_is_told_so_and_moves_nothing() {
    let (temp, dir) = place();
    let first = Store::open(&dir).unwrap();
    let error = Store::open(&dir).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("another chronique uses the store ")
    );
    // sled's own lock says the same, should the lock file be gone.
    fs::remove_file(dir.join("chronique.lock")).unwrap();
    let error = Store::open(&dir).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    drop(first);
    assert!(Store::open(&dir).unwrap().recovered.is_none());
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
}

#[test]
fn what_is_closed_after_much_was_written_is_still_ours_and_goes_on() {
    let (_temp, dir) = place();
    let large = |last| {
        let documents = (1..=last).map(|m| document(&format!("2022/{m:02}.md"), m, 400_000));
        generation(documents.collect())
    };
    let mut store = Store::open(&dir).unwrap().store;
    for last in [8, 9, 12] {
        assert!(store.replace(&large(last), None).unwrap().changed);
        let lock = dir.join("chronique.lock");
        let marked = fs::read(&lock).unwrap();
        fs::remove_file(&lock).unwrap();
        let error = Store::open(&dir).unwrap_err();
        assert!(matches!(error, StoreError::InUse { .. }), "{error}");
        fs::write(&lock, marked).unwrap();
    }
    drop(store);
    let opened = Store::open(&dir).unwrap();
    assert!(opened.recovered.is_none());
    assert_eq!(opened.latest, Some(large(12)));
}

#[test]
fn a_place_that_is_no_store_is_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("file");
    fs::write(&file, "mine").unwrap();
    for at in [file.clone(), file.join("below")] {
        let error = Store::open(&at).unwrap_err();
        assert!(matches!(error, StoreError::Unusable { .. }), "{error}");
        assert_eq!(error.to_string().lines().count(), 1);
    }
    let error = Store::open(temp.path()).unwrap_err();
    assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
    // A folder that is missing is made, with those above it.
    assert!(
        Store::open(&temp.path().join("a/b/c"))
            .unwrap()
            .latest
            .is_none()
    );
}

#[test]
fn another_format_is_cleared_in_place() {
    let (temp, dir) = place();
    filled(&dir, &year());
    let objects = Objects::open(&dir).unwrap();
    let head = objects.head().unwrap().unwrap();
    let newer = Head {
        format: FORMAT + 1,
        manifest: Digest::of(b"?"),
        journal: Seal::default(),
    };
    objects.switch(Some(head), newer).unwrap();
    drop(objects);
    let mut opened = Store::open(&dir).unwrap();
    let found = FORMAT + 1;
    assert_eq!(opened.recovered, Some(Recovered::OtherFormat { found }));
    assert_eq!(opened.latest, None);
    let written = opened.store.replace(&year(), None).unwrap().written;
    assert_eq!(written, shelves_of(&year()) + 4);
    drop(opened);
    assert_eq!(Store::open(&dir).unwrap().latest, Some(year()));
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
}

/// Whatever is on disk while a generation is being replaced opens as the old
/// one until the head has moved. Copies of the files stand in for a kill.
#[test]
fn a_crash_leaves_the_old_generation_or_the_new() {
    let (temp, dir) = place();
    let mut opened = Store::open(&dir).unwrap();
    opened.store.replace(&year(), None).unwrap();
    let crash = |name: &str| {
        let at = temp.path().join(name);
        copy(&dir, &at);
        Store::open(&at).unwrap()
    };
    assert_eq!(crash("first").latest, Some(year()));
    let stray = codec::encode(document("2023/01.md", 1, 9_000).as_ref()).unwrap();
    let objects = &opened.store.contents.as_ref().unwrap().objects;
    let packed = codec::Packer::new().unwrap().pack(&stray).unwrap();
    objects.put(vec![(Digest::of(&stray), packed)], 0).unwrap();
    assert_eq!(crash("added").latest, Some(year()));
    objects.flush().unwrap();
    let mut after = crash("flushed");
    assert_eq!(after.latest, Some(year()));
    // What the crash left over goes with the next replacement.
    assert_eq!(after.store.replace(&year(), None).unwrap().removed, 1);
}

#[test]
fn a_failed_replacement_keeps_the_old_head_and_can_be_tried_again() {
    let (_temp, dir) = place();
    filled(&dir, &year());
    let mut store = Store::open(&dir).unwrap().store;
    store.contents.as_mut().unwrap().head = Some(Head::of(Digest::of(b"moved"), Seal::default()));
    let next = generation(vec![document("2022/01.md", 1, 3_000)]);
    assert!(matches!(
        store.replace(&next, None),
        Err(StoreError::Unusable { .. })
    ));
    assert!(store.replace(&next, None).unwrap().changed);
    drop(store);
    assert_eq!(Store::open(&dir).unwrap().latest, Some(next));
}

/// Pins the encoding: when this fails, raise `FORMAT` and write the new digest
/// here, or a store of the version before would be read wrongly.
#[test]
fn the_encoding_changes_only_with_the_format() {
    let (_temp, dir) = place();
    let digest = filled(&dir, &year()).digest.short(12);
    assert_eq!((FORMAT, digest.as_str()), (5, "gy3shugbtlhm"));
}

/// sled leaves the files of large pages behind: none must ever be made.
#[test]
fn replacing_again_and_again_does_not_grow_without_end() {
    let (_temp, dir) = place();
    let path = |n: u8| format!("{n}.md");
    let version = |v: u8| {
        let documents = (1..=12).map(|n| document(&path(n), (n + v) % 12 + 1, 60_000));
        generation(documents.collect())
    };
    let mut store = Store::open(&dir).unwrap().store;
    for round in 0..24 {
        assert!(store.replace(&version(round % 2), None).unwrap().changed);
    }
    assert_eq!(fs::read_dir(dir.join("blobs")).unwrap().count(), 0);
    // It levels off at a dozen times such a small archive, three times a large one.
    let live = 12 * 60_000;
    assert!(store.size_bytes() < 16 * live, "{}", store.size_bytes());
}
