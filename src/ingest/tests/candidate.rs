//! What `check` proposes for the registry.

use std::fs;

use crate::ingest::{candidates, load};

/// The candidates of an archive of one report and one project, in short.
fn proposed(markdown: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("2022-01.md"), markdown).unwrap();
    let registry = "[[project]]\nslug = \"sill\"\nname = \"SILL\"\n\
                    urls = [\"https://sill.org\", \"https://github.com/a/sill\"]\n";
    fs::write(folder.path().join("projects.toml"), registry).unwrap();
    let generation = load(folder.path(), None, None, &mut |_, _| {}).unwrap();
    let found = candidates(&generation).into_iter();
    found
        .map(|c| format!("{} {} {}:{}", c.name, c.items, c.path, c.line))
        .collect()
}

#[test]
fn names_that_recur_are_proposed_by_count_then_name() {
    let markdown = "# A\n\n- l’AMDAC et NocoDB, SILL\n- (NocoDB), AMDAC AMDAC\n- XCP-ng, AMDAC\n\
                    - XCP-ng : RTE, en 2022-02-14\n- Le 2022-02-14 à code.gouv.fr et a@B.ORG\n";
    assert_eq!(
        proposed(markdown),
        [
            "AMDAC 3 2022-01.md:3",
            "NocoDB 2 2022-01.md:3",
            "XCP-ng 2 2022-01.md:5"
        ]
    );
}

#[test]
fn repositories_and_hosts_that_recur_are_proposed() {
    let markdown = "- https://github.com/a/b/issues https://sill.org/x https://c.org/1\n\
                    - <https://github.com/a/b> [s](https://github.com/a/sill/x) https://c.org/2\n\
                    - https://github.com/a/sill/y https://sill.org/z https://github.com/d\n";
    assert_eq!(
        proposed(markdown),
        ["c.org 2 2022-01.md:1", "github.com/a/b 2 2022-01.md:1"]
    );
}

#[test]
fn candidates_are_bounded() {
    let names: Vec<_> = (0..200).map(|n| format!("Na{n}meX")).collect();
    let line = names.join(" ");
    assert_eq!(proposed(&format!("- {line}\n- {line} \n")).len(), 20);
    proposed(&format!("- {}\n", "AB-c".repeat(100_000)));
}
