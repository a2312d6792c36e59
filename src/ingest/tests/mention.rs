//! Mentions: names as words of their own, addresses by prefix.

use crate::domain::{MentionMethod, Span};
use crate::ingest::{Rules, default_registry, parse_about, parse_registry, read_document};

use super::item;

/// Project, surface and method of the mentions of a bullet.
fn found(text: &str) -> Vec<(String, String, MentionMethod)> {
    let mentions = item(&format!("- {text}\n")).mentions.into_iter();
    mentions
        .map(|m| (m.project.to_string(), m.surface, m.method))
        .collect()
}

fn projects(text: &str) -> Vec<String> {
    found(text)
        .into_iter()
        .map(|(project, _, _)| project)
        .collect()
}

#[test]
fn names_stand_as_words_of_their_own() {
    for text in [
        "SILL",
        "le SILL.",
        "(SILL)",
        "l'SILL",
        "l’SILL",
        "«\u{a0}SILL\u{a0}»",
        "SILL\u{a0}:",
        "sill",
        "Sill",
        "*SILL*",
        "[le SILL](https://x.org)",
        "SILL—x",
        "- SILL",
        "SILL -x",
        "`SILL`",
        "S&#73;LL",
        "le\nSILL",
    ] {
        assert_eq!(projects(text), ["sill"], "{text}");
    }
    for text in [
        "SILLON",
        "XSILL",
        "SILL-X",
        "pre-SILL",
        "SILL_x",
        "SILL2",
        "SI LL",
        "SILL\u{2011}x",
    ] {
        assert!(projects(text).is_empty(), "{text}");
    }
}

#[test]
fn case_and_accents_fold_unless_case_counts() {
    assert_eq!(
        projects("l'ACCELERATEUR d’Initiatives Citoyennes"),
        ["accelerateur-initiatives-citoyennes"]
    );
    assert_eq!(
        projects("l'acce\u{301}le\u{301}rateur d'initiatives\ncitoyennes"),
        ["accelerateur-initiatives-citoyennes"]
    );
    assert_eq!(
        projects("le PGO, pas le pgo"),
        ["partenariat-gouvernement-ouvert"]
    );
    assert_eq!(found("Blue  Hats")[0].1, "Blue Hats");
    assert!(projects("blue hats").is_empty());
}

#[test]
fn longest_name_wins() {
    let bsoc = found("le BlueHats Semester of Code et BlueHats");
    assert_eq!(bsoc[0].0, "bsoc");
    assert_eq!(bsoc[1].0, "bluehats");
    assert_eq!(bsoc.len(), 2);
}

#[test]
fn names_do_not_cross_lines_or_addresses() {
    assert!(projects("France\\\nTransfert").is_empty());
    assert_eq!(projects("France\nTransfert"), ["france-transfert"]);
    assert!(projects("https://example.org/sill").is_empty());
    assert!(projects("<https://example.org/SILL>").is_empty());
    assert!(projects("[https://example.org/sill](https://example.org/x)").is_empty());
}

#[test]
fn addresses_count_by_registered_prefix() {
    for (text, slugs) in [
        ("https://github.com/etalab/sill/issues", vec!["sill"]),
        ("https://github.com/etalab/sill-api", vec![]),
        ("http://www.github.com/Etalab/sill", vec![]),
        ("[x](http://www.github.com/etalab/sill?a=1)", vec!["sill"]),
        (
            "[x](https://communs.numerique.gouv.fr/bluehats/bluehats-semester-of-code/)",
            vec!["bsoc"],
        ),
        ("[le SILL](https://github.com/etalab/sill)", vec!["sill"]),
        (
            "[code](https://github.com/etalab/sill) du SILL",
            vec!["sill", "sill"],
        ),
        ("[](https://github.com/etalab/sill) x", vec!["sill"]),
    ] {
        assert_eq!(projects(text), slugs, "{text}");
    }
}

#[test]
fn ranges_count_code_points() {
    let item =
        item("- é🎉 [à SILL](https://github.com/etalab/sill/x) puis [ici](https://xcp-ng.org)\n");
    let ranges: Vec<_> = item
        .mentions
        .iter()
        .map(|m| (m.range.start, m.range.end))
        .collect();
    assert_eq!(ranges, [(5, 9), (15, 18)]);
    assert_eq!(item.mentions[1].surface, "ici");
    let empty = super::item("- x [](https://xcp-ng.org)\n");
    assert_eq!(empty.mentions[0].range, Span { start: 1, end: 1 });
}

#[test]
fn moved_prefixes_match_old_and_new_addresses() {
    let toml = "[[moved]]\nfrom = \"https://old.org/a/\"\nto = \"https://new.org/b\"\n";
    let (about, said) = parse_about(toml, "chronique.toml");
    assert_eq!(said, []);
    let projects = "[[project]]\nslug = \"p\"\nname = \"Pé\"\nurls = [\"https://old.org/a/p\"]\n";
    let (registry, said) = parse_registry(projects, "projects.toml");
    assert_eq!(said, []);
    let rules = Rules::new(about.into(), registry.into());
    let text = "- [x](https://old.org/a/p/1) [y](https://new.org/b/p) [z](https://new.org/a/p)\n";
    let document = read_document("2022/02.md", text.as_bytes(), &rules);
    let item = &document.report.unwrap().items.get(0).unwrap();
    assert_eq!(item.mentions.len(), 2);
    let resource = item.links[0].resource.as_ref().unwrap();
    assert_eq!(resource.as_str(), "https://new.org/b/p/1");
    assert_eq!(item.links[0].href, "https://old.org/a/p/1");
}

#[test]
fn of_two_projects_with_one_name_the_first_counts() {
    let toml = "[[project]]\nslug = \"b\"\nname = \"Same\"\n\n[[project]]\nslug = \"a\"\nname = \"x\"\naliases = [\"same\"]\n";
    let (registry, said) = parse_registry(toml, "projects.toml");
    assert_eq!(said.len(), 1);
    let (about, _) = parse_about("", "chronique.toml");
    let rules = Rules::new(about.into(), registry.into());
    let document = read_document("2022/02.md", b"- Same\n", &rules);
    assert_eq!(
        document.report.unwrap().items.get(0).unwrap().mentions[0]
            .project
            .as_str(),
        "a"
    );
}

#[test]
fn part_of_a_ligature_is_no_name() {
    let toml =
        "[[project]]\nslug = \"o\"\nname = \"o\"\n[[project]]\nslug = \"e\"\nname = \"oeil\"\n";
    let (registry, _) = parse_registry(toml, "projects.toml");
    let (about, _) = parse_about("", "chronique.toml");
    let rules = Rules::new(about.into(), registry.into());
    let document = read_document("2022/02.md", "- œil\n".as_bytes(), &rules);
    let mentions = &document.report.unwrap().items.get(0).unwrap().mentions;
    assert_eq!((mentions.len(), mentions[0].surface.as_str()), (1, "œil"));
    assert!(default_registry().get("sill").is_some());
}
