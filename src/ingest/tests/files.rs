//! Folders: what is read, and what is refused without being opened.

use std::fs;
use std::path::Path;

use crate::domain::{DiagnosticCode, Generation};
use crate::ingest::{IngestError, MAX_FILE_BYTES, load};

fn write(folder: &Path, path: &str, text: impl AsRef<[u8]>) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn read(folder: &Path) -> Generation {
    load(folder, None, None, &mut |_, _| {}).unwrap()
}

fn slugs(generation: &Generation) -> Vec<&str> {
    let reports = generation
        .documents
        .iter()
        .filter_map(|d| d.report.as_ref());
    reports.map(|r| r.slug.as_str()).collect()
}

fn said(generation: &Generation, path: &str) -> Vec<DiagnosticCode> {
    let documents = generation.documents.iter().flat_map(|d| &d.diagnostics);
    let all = documents
        .chain(&generation.diagnostics)
        .filter(|d| d.path == path);
    all.map(|d| d.code).collect()
}

#[test]
fn only_markdown_files_in_byte_order_of_their_paths() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        "2022/02.md",
        "2022-a/2022-05.MD",
        "2022/03.markdown",
        "2022/04.txt",
        "2022/.06.md",
        ".git/2022-07.md",
        "node_modules/2022-08.md",
        "a/target/2022-09.md",
        "2022/x.md/01.md",
    ] {
        write(folder.path(), path, "- a\n");
    }
    let mut seen = Vec::new();
    let generation = load(folder.path(), None, None, &mut |done, total| {
        seen.push((done, total));
    })
    .unwrap();
    let paths: Vec<_> = generation
        .documents
        .iter()
        .map(|d| d.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "2022-a/2022-05.MD",
            "2022/02.md",
            "2022/03.markdown",
            "2022/x.md/01.md"
        ]
    );
    // Files are read a few at a time.
    assert_eq!((seen.first(), seen.last()), (Some(&(0, 4)), Some(&(4, 4))));
    assert!(seen.is_sorted() && seen.iter().all(|(_, total)| *total == 4));
    assert_eq!(
        said(&generation, "projects.toml"),
        [DiagnosticCode::RegistryBuiltIn]
    );
}

#[test]
fn folders_that_cannot_be_read_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "file", "");
    for name in ["missing", "file"] {
        let path = folder.path().join(name);
        let fault = load(&path, None, None, &mut |_, _| {});
        assert!(
            matches!(fault, Err(IngestError::Unreadable { .. })),
            "{name}"
        );
        let fault = load(folder.path(), Some(&path), None, &mut |_, _| {});
        assert!(matches!(fault, Err(IngestError::Metadata { .. })), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_pipes_and_closed_files_are_refused_and_the_rest_loads() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(outside.path(), "secret.md", "- secret\n");
    write(folder.path(), "2022/01.md", "- a\n");
    let at = |path: &str| folder.path().join(path);
    symlink(outside.path().join("secret.md"), at("2022/02.md")).unwrap();
    symlink(at("2022/01.md"), at("2022/03.md")).unwrap();
    symlink(at("nowhere.md"), at("2022/04.md")).unwrap();
    symlink(outside.path(), at("2023")).unwrap();
    symlink(folder.path(), at("2024")).unwrap();
    symlink("/dev/zero", at("2022/05.md")).unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(at("2022/06.md"))
        .status();
    assert!(pipe.unwrap().success());
    write(folder.path(), "2022/07.md", "- a\n");
    fs::set_permissions(at("2022/07.md"), fs::Permissions::from_mode(0o0)).unwrap();
    fs::File::create(at("2022/08.md"))
        .unwrap()
        .set_len(5_000_000)
        .unwrap();
    let generation = read(folder.path());
    let closed = fs::read(at("2022/07.md")).is_err();
    let mut expected = vec!["2022-01", "2022-03"];
    // The super-user reads what is closed to others.
    if !closed {
        expected.push("2022-07");
    }
    assert_eq!(slugs(&generation), expected);
    assert_eq!(
        said(&generation, "2022/02.md"),
        [DiagnosticCode::NotRegular]
    );
    assert_eq!(
        said(&generation, "2022/04.md"),
        [DiagnosticCode::Unreadable]
    );
    assert_eq!(
        said(&generation, "2022/05.md"),
        [DiagnosticCode::NotRegular]
    );
    assert_eq!(
        said(&generation, "2022/06.md"),
        [DiagnosticCode::NotRegular]
    );
    assert_eq!(said(&generation, "2022/08.md"), [DiagnosticCode::TooLarge]);
    let root = folder.path().to_string_lossy().into_owned();
    let documents = generation.documents.iter().flat_map(|d| &d.diagnostics);
    for said in documents.chain(&generation.diagnostics) {
        assert!(
            !said.message.contains(&root) && !said.path.contains(&root),
            "{said:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn file_names_that_are_not_utf_8_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"2022-0\xff.md");
    fs::write(folder.path().join(name), "- a\n").unwrap();
    let generation = read(folder.path());
    assert!(generation.documents.is_empty());
    assert_eq!(
        said(&generation, "2022-0\u{fffd}.md"),
        [DiagnosticCode::Unreadable]
    );
}

#[test]
fn folders_deeper_than_the_bound_are_told() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &format!("{}2022-01.md", "d/".repeat(32)),
        "- a\n",
    );
    assert_eq!(slugs(&read(folder.path())), ["2022-01"]);
    write(
        folder.path(),
        &format!("{}2022-02.md", "d/".repeat(33)),
        "- a\n",
    );
    let generation = read(folder.path());
    assert_eq!(slugs(&generation), ["2022-01"]);
    assert_eq!(generation.diagnostics.len(), 2);
}

#[test]
fn files_up_to_the_limit_are_read() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "2022/01.md", "x".repeat(MAX_FILE_BYTES));
    write(folder.path(), "2022/02.md", "x".repeat(MAX_FILE_BYTES + 1));
    let generation = read(folder.path());
    assert_eq!(slugs(&generation), ["2022-01"]);
    assert_eq!(said(&generation, "2022/02.md"), [DiagnosticCode::TooLarge]);
}

#[test]
fn reports_of_one_date_get_slugs_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        "2022/02.md",
        "2022-02-Été.md",
        "a/2022-02-ete.md",
        "b/2022-02-ete.md",
        "2024/12.MD",
        "2024/12.markdown",
        "2024/12.md",
        "g/2022-02.md",
    ] {
        write(folder.path(), path, "- a\n");
    }
    write(
        folder.path(),
        "chronique.toml",
        "[[series]]\nslug = \"g\"\npaths = [\"g/*\"]\n",
    );
    let generation = read(folder.path());
    let found: Vec<_> = generation
        .documents
        .iter()
        .map(|d| {
            (
                d.path.as_str(),
                d.report.as_ref().unwrap().slug.as_str(),
                d.diagnostics.len(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("2022-02-Été.md", "2022-02-2022-02-ete", 1),
            ("2022/02.md", "2022-02", 0),
            ("2024/12.MD", "2024-12", 0),
            ("2024/12.markdown", "2024-12-v2", 1),
            ("2024/12.md", "2024-12-v3", 1),
            ("a/2022-02-ete.md", "2022-02-2022-02-ete-2", 1),
            ("b/2022-02-ete.md", "2022-02-2022-02-ete-3", 1),
            ("g/2022-02.md", "g-2022-02", 0),
        ]
    );
    let said = &generation.documents[0].diagnostics[0];
    assert_eq!(said.code, DiagnosticCode::DuplicateSlug);
    assert!(said.message.contains("2022/02.md"));
}

#[test]
fn metadata_folder_goes_first_and_lends_what_the_archive_lacks() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(folder.path(), "chronique.toml", "title = \"own\"\n");
    write(
        folder.path(),
        "projects.toml",
        "[[project]]\nslug = \"own\"\nname = \"Own\"\n",
    );
    write(other.path(), "chronique.toml", "title = \"lent\"\n");
    let generation = load(folder.path(), Some(other.path()), None, &mut |_, _| {}).unwrap();
    assert_eq!(generation.about.title.as_deref(), Some("lent"));
    assert!(generation.registry.get("own").is_some());
    assert_eq!(generation.diagnostics, []);
}
