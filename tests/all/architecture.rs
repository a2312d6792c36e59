//! The layers hold: who may import whom, and where each framework stays.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::top;

/// What each module may import of the crate, itself aside.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ingest", &["domain"]),
    ("history", &["domain"]),
    ("disk", &[]),
    ("store", &["disk", "domain", "history"]),
    ("index", &["domain"]),
    ("query", &["domain", "index", "history"]),
    ("api/http", &[]),
    ("api/picture", &["domain", "query", "api"]),
    (
        "api/rest",
        &["domain", "query", "api", "api/http", "api/picture"],
    ),
    ("api/graphql", &["domain", "query", "api", "api/http"]),
    (
        "api/page",
        &["domain", "query", "api", "api/http", "api/picture"],
    ),
    (
        "api",
        &[
            "domain",
            "query",
            "api/http",
            "api/rest",
            "api/graphql",
            "api/page",
        ],
    ),
    (
        "server",
        &[
            "domain", "ingest", "history", "store", "query", "api", "api/http",
        ],
    ),
    ("cli", &["domain", "ingest", "query", "server"]),
];

/// Crates that stay in their modules.
const CONFINED: &[(&str, &[&str])] = &[
    ("sled", &["store"]),
    ("rustix", &["disk"]),
    ("thread_priority", &["server"]),
    ("pulldown_cmark", &["ingest"]),
    ("linkify", &["ingest"]),
    ("aho_corasick", &["ingest"]),
    ("serde_saphyr", &["ingest", "api/rest"]),
    ("async_graphql", &["api/graphql"]),
    (
        "actix_web",
        &[
            "api",
            "api/http",
            "api/rest",
            "api/graphql",
            "api/page",
            "server",
        ],
    ),
    ("maud", &["api/page"]),
    ("utoipa", &["api/rest"]),
    ("csv", &["api/rest"]),
    ("sha2", &["api/rest"]),
    ("arc_swap", &["query"]),
    ("rust_stemmers", &["index"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("ureq", &["cli"]),
    ("prometheus", &["server"]),
    ("governor", &["server"]),
    ("ipnet", &["server"]),
    ("listenfd", &["server"]),
    ("sd_notify", &["server"]),
    ("notify", &["server"]),
    ("socket2", &["server"]),
    ("terminal_size", &["cli"]),
    ("unicode_width", &["cli"]),
    ("indicatif", &["cli"]),
    ("annotate_snippets", &["cli"]),
];

/// What the read path never calls.
const NEVER_READING: &[&str] = &[
    "std::fs",
    "std::time",
    "Mutex",
    "RwLock",
    "SystemTime",
    "Instant::now",
    "rand::",
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&top().join("src"), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|p| (p.clone(), fs::read_to_string(p).unwrap()))
        .collect()
}

/// The layer of a file: `api/rest` for `src/api/rest/items.rs`.
fn layer(path: &Path) -> String {
    let inside = path.strip_prefix(top().join("src")).unwrap();
    let parts: Vec<&str> = inside.iter().map(|p| p.to_str().unwrap()).collect();
    match parts.as_slice() {
        ["api", sub, _, ..] => format!("api/{sub}"),
        [top, _, ..] => (*top).to_owned(),
        [file] => file.trim_end_matches(".rs").to_owned(),
        [] => String::new(),
    }
}

/// Code without comments and without the tests at the end of a file.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap();
    let lines = body.lines().filter(|l| !l.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The layers named behind `crate::` in some code.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let path: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || "_:".contains(*c))
            .collect();
        let mut parts = path.split("::");
        let first = parts.next().unwrap().to_owned();
        let second = parts.next().unwrap_or("");
        if first == "api" && ["http", "rest", "graphql", "page", "picture"].contains(&second) {
            found.insert(format!("api/{second}"));
        } else {
            found.insert(first);
        }
    }
    found
}

#[test]
fn layers_import_only_what_they_may() {
    for (path, text) in sources() {
        let layer = layer(&path);
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == layer) else {
            assert!(
                ["lib", "main"].contains(&layer.as_str()),
                "{layer} has no place in the map"
            );
            continue;
        };
        // A test of any layer may make its disk fail.
        let fails = path.ends_with("tests.rs").then_some("disk");
        for import in imports(&code(&text)) {
            let allowed = import == layer
                || allowed.contains(&import.as_str())
                || fails == Some(import.as_str());
            assert!(
                allowed,
                "{}: {layer} may not import {import}",
                path.display()
            );
        }
    }
}

#[test]
fn frameworks_stay_in_their_modules() {
    for (path, text) in sources() {
        let (layer, code) = (layer(&path), code(&text));
        for (name, homes) in CONFINED {
            let used = code.contains(&format!("{name}::"));
            let home = homes.contains(&layer.as_str());
            assert!(
                !used || home,
                "{}: {name} belongs to {homes:?}",
                path.display()
            );
        }
    }
}

#[test]
fn the_read_path_takes_no_lock_clock_or_file() {
    for (path, text) in sources() {
        if ["domain", "history", "index", "query"].contains(&layer(&path).as_str()) {
            for word in NEVER_READING {
                assert!(!code(&text).contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn the_store_reaches_its_disk_through_one_layer() {
    for (path, text) in sources() {
        let is_test = path.components().any(|c| c.as_os_str() == "tests");
        if layer(&path) == "store" && !is_test {
            for word in [
                "std::fs",
                "OpenOptions",
                ".exists()",
                ".metadata()",
                "read_dir",
            ] {
                let code = code(&text);
                assert!(!code.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn files_stay_small_enough_to_be_read() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_outside_tests_can_panic_by_name() {
    for (path, text) in sources() {
        let file = path.file_name().unwrap().to_str().unwrap();
        if file == "tests.rs" || path.components().any(|c| c.as_os_str() == "tests") {
            continue;
        }
        for word in [
            ".unwrap()",
            ".expect(",
            "panic!(",
            "todo!(",
            "unimplemented!(",
            "unreachable!(",
        ] {
            assert!(!code(&text).contains(word), "{}: {word}", path.display());
        }
    }
}
