//! Loading again: what is kept, and what a bad file leaves served.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::domain::DiagnosticCode::{
    ConfigInvalid, FrontMatterUnclosed, LastGoodKept, RegistryInvalid,
};
use crate::domain::{Document, Generation};
use crate::ingest::load;

struct Archive(tempfile::TempDir);

impl Archive {
    fn new(files: &[(&str, &str)]) -> Self {
        let archive = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            archive.write(path, text);
        }
        archive
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.0.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn load(&self, previous: Option<&Generation>) -> Generation {
        load(self.path(), None, previous, &mut |_, _| {}).unwrap()
    }
}

fn at<'g>(generation: &'g Generation, path: &str) -> &'g Arc<Document> {
    generation
        .documents
        .iter()
        .find(|d| d.path == path)
        .unwrap()
}

fn text(generation: &Generation, path: &str) -> String {
    at(generation, path)
        .report
        .as_ref()
        .unwrap()
        .items
        .get(0)
        .unwrap()
        .text
        .clone()
}

#[test]
fn unchanged_files_are_the_same_documents() {
    let archive = Archive::new(&[
        ("2022/01.md", "- a\n"),
        ("2022/02.md", "- b\n"),
        ("x.md", "x"),
    ]);
    let first = archive.load(None);
    archive.write("2022/02.md", "- c\n");
    let second = archive.load(Some(&first));
    assert!(Arc::ptr_eq(
        at(&first, "2022/01.md"),
        at(&second, "2022/01.md")
    ));
    assert!(Arc::ptr_eq(at(&first, "x.md"), at(&second, "x.md")));
    assert_eq!(text(&second, "2022/02.md"), "c");
    assert_eq!(second, archive.load(None), "the same as read afresh");
    archive.write("projects.toml", "");
    let third = archive.load(Some(&second));
    assert_ne!(second.rules, third.rules);
    assert!(!Arc::ptr_eq(
        at(&second, "2022/01.md"),
        at(&third, "2022/01.md")
    ));
}

#[test]
fn bad_file_keeps_its_last_good_version_for_as_long_as_it_is_bad() {
    let archive = Archive::new(&[("2022/01.md", "- good\n")]);
    let mut generation = archive.load(None);
    archive.write("2022/01.md", "---\n- bad\n");
    for _ in 0..3 {
        generation = archive.load(Some(&generation));
        let document = at(&generation, "2022/01.md");
        assert_eq!(text(&generation, "2022/01.md"), "good");
        let codes: Vec<_> = document.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [FrontMatterUnclosed, LastGoodKept]);
    }
    archive.write("2022/01.md", b"\xff");
    generation = archive.load(Some(&generation));
    assert_eq!(text(&generation, "2022/01.md"), "good");
    archive.write(
        "projects.toml",
        "[[project]]\nslug = \"g\"\nname = \"good\"\n",
    );
    generation = archive.load(Some(&generation));
    let report = at(&generation, "2022/01.md").report.clone().unwrap();
    assert_eq!(
        report.items.get(0).unwrap().mentions.len(),
        1,
        "read by the rules of now"
    );
    archive.write("2022/01.md", "- mended\n");
    generation = archive.load(Some(&generation));
    assert_eq!(text(&generation, "2022/01.md"), "mended");
    assert_eq!(at(&generation, "2022/01.md").diagnostics, []);
    fs::remove_file(archive.path().join("2022/01.md")).unwrap();
    assert!(archive.load(Some(&generation)).documents.is_empty());
}

#[cfg(unix)]
#[test]
fn file_that_became_a_pipe_keeps_its_last_good_version() {
    let archive = Archive::new(&[("2022/01.md", "- good\n")]);
    let first = archive.load(None);
    let file = archive.path().join("2022/01.md");
    fs::remove_file(&file).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&file)
            .status()
            .unwrap()
            .success()
    );
    let second = archive.load(Some(&first));
    let third = archive.load(Some(&second));
    assert_eq!(text(&third, "2022/01.md"), "good");
    assert_eq!(second, third);
    fs::remove_file(&file).unwrap();
    archive.write("2022/01.md", "");
    let fourth = archive.load(Some(&third));
    assert!(
        at(&fourth, "2022/01.md")
            .report
            .as_ref()
            .unwrap()
            .items
            .is_empty()
    );
}

#[cfg(unix)]
#[test]
fn folder_that_was_closed_keeps_its_reports() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::new(&[("2022/01.md", "- good\n"), ("2023/01.md", "- b\n")]);
    let first = archive.load(None);
    let folder = archive.path().join("2022");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o0)).unwrap();
    let second = archive.load(Some(&first));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(text(&second, "2022/01.md"), "good");
    assert_eq!(second.documents.len(), 2);
}

#[test]
fn slugs_are_settled_anew_for_kept_documents() {
    let archive = Archive::new(&[("b/2022-02.md", "- b\n")]);
    let first = archive.load(None);
    assert_eq!(
        at(&first, "b/2022-02.md")
            .report
            .as_ref()
            .unwrap()
            .slug
            .as_str(),
        "2022-02"
    );
    archive.write("a/2022-02.md", "- a\n");
    let second = archive.load(Some(&first));
    let report = at(&second, "b/2022-02.md").report.clone().unwrap();
    assert_eq!(report.slug.as_str(), "2022-02-2022-02");
    assert_eq!(second, archive.load(None));
    fs::remove_file(archive.path().join("a/2022-02.md")).unwrap();
    assert_eq!(archive.load(Some(&second)), first);
}

#[test]
fn bad_configuration_leaves_the_last_good_one() {
    let archive = Archive::new(&[
        ("chronique.toml", "title = \"T\"\n"),
        ("projects.toml", "[[project]]\nslug = \"p\"\nname = \"P\"\n"),
        ("2022/01.md", "- P\n"),
    ]);
    let first = archive.load(None);
    archive.write("chronique.toml", "title = \n");
    archive.write("projects.toml", b"\xff");
    let second = archive.load(Some(&first));
    assert_eq!(
        (&second.about, &second.registry),
        (&first.about, &first.registry)
    );
    assert_eq!(second.rules, first.rules);
    assert!(Arc::ptr_eq(
        at(&first, "2022/01.md"),
        at(&second, "2022/01.md")
    ));
    let codes: Vec<_> = second.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(
        codes,
        [ConfigInvalid, LastGoodKept, RegistryInvalid, LastGoodKept]
    );
    let afresh = archive.load(None);
    assert_eq!(afresh.about.title, None);
    assert!(afresh.registry.get("sill").is_some());
}
