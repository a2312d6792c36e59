//! `chronique.toml` and `projects.toml`.

use crate::domain::{About, DateRule, DiagnosticCode, ProjectKind};
use crate::ingest::series::series_of;
use crate::ingest::{default_registry, parse_about, parse_registry};

#[test]
fn all_keys_are_read() {
    let toml = "\
title = \"T\"\nlanguage = \"en\"\nsource = \"https://s.org\"\ndate_rules = [\"path\"]\n\
[publisher]\nname = \"P\"\nurl = \"https://p.org\"\n\
[license]\nname = \"L\"\nspdx = \"MIT\"\n\
[default_series]\nslug = \"monthly\"\ntitle = \"Monthly\"\n\
[[series]]\nslug = \"gazettes\"\ntitle = \"G\"\npaths = [\"gazettes/*.md\", \"old/**/g-*.md\"]\n\
[[category]]\nname = \"Utiliser\"\nheadings = [\"Usages\"]\n\
[[moved]]\nfrom = \"https://a.org/\"\nto = \"https://b.org/\"\n";
    let (about, said) = parse_about(toml, "chronique.toml");
    assert_eq!(said, []);
    assert_eq!(about.title.as_deref(), Some("T"));
    assert_eq!(about.date_rules, [DateRule::Path]);
    assert_eq!(about.series.as_str(), "monthly");
    assert_eq!(about.categories[0].slug.as_str(), "utiliser");
    assert_eq!(about.categories[0].headings, ["Utiliser", "Usages"]);
    assert_eq!(about.moved[0].to.as_str(), "https://b.org");
    for (path, series) in [
        ("gazettes/1.md", "gazettes"),
        ("gazettes/x/1.md", "monthly"),
        ("old/g-1.md", "gazettes"),
        ("old/a/b/g-1.md", "gazettes"),
        ("old/a/b/h-1.md", "monthly"),
        ("2022/02.md", "monthly"),
    ] {
        assert_eq!(series_of(&about, path).as_str(), series, "{path}");
    }
}

#[test]
fn faults_are_told_and_the_rest_counts() {
    let toml = "title = \"T\"\ntitel = \"x\"\nlanguage = 1\n[publisher]\nurl = \"u\"\n\
                [[category]]\nslug = \"Bad Slug\"\nname = \"A\"\n[[moved]]\nfrom = \"x\"\nto = \"https://b.org\"\n";
    let (about, said) = parse_about(toml, "chronique.toml");
    assert_eq!(about.title.as_deref(), Some("T"));
    assert_eq!((about.language.as_str(), about.publisher), ("fr", None));
    assert_eq!(about.categories[0].slug.as_str(), "a");
    assert!(about.moved.is_empty());
    assert!(said.iter().all(|d| d.code == DiagnosticCode::ConfigInvalid));
    let lines: Vec<_> = said.iter().map(|d| (d.line, d.column)).collect();
    assert_eq!(
        lines,
        [(2, 1), (3, 12), (4, 1), (5, 7), (7, 8), (9, 1)],
        "{said:#?}"
    );
    assert!(said[0].message.contains("titel") && said[0].message.contains("title"));
}

#[test]
fn the_catalogue_is_told_what_only_it_wants_to_know() {
    let toml = "[catalog]\ndescription = \"D\"\nkeywords = [\"a\", \"b\"]\nthemes = [\"GOVE\", \"gove\"]\n\
                [catalog.contact]\nname = \"N\"\nemail = \"not one\"\nurl = \"https://c.org\"\n";
    let (about, said) = parse_about(toml, "chronique.toml");
    let catalog = about.catalog;
    assert_eq!(catalog.description.as_deref(), Some("D"));
    assert_eq!(catalog.keywords, ["a", "b"]);
    assert_eq!(catalog.themes, ["GOVE"]);
    let contact = catalog.contact.unwrap();
    assert_eq!((contact.name.as_str(), contact.email), ("N", None));
    assert_eq!(contact.url.as_deref(), Some("https://c.org"));
    let lines: Vec<_> = said.iter().map(|d| (d.line, d.column)).collect();
    assert_eq!(lines, [(4, 19), (7, 9)], "{said:#?}");

    let mail = "[catalog.contact]\nname = \"N\"\nemail = \"a.b+c@d-e.fr\"\n";
    let (about, said) = parse_about(mail, "chronique.toml");
    assert_eq!(said, []);
    let contact = about.catalog.contact.unwrap();
    assert_eq!(contact.email.as_deref(), Some("a.b+c@d-e.fr"));
    let (about, said) = parse_about("[catalog.contact]\nemail = \"a@b.fr\"\n", "chronique.toml");
    assert_eq!((about.catalog.contact, said.len()), (None, 1));
}

#[test]
fn no_toml_gives_the_default() {
    let (about, said) = parse_about("title = \"T\"\n= 1\n", "chronique.toml");
    assert_eq!(about, About::default());
    assert_eq!(
        (said.len(), said[0].line, said[0].code),
        (1, 2, DiagnosticCode::ConfigInvalid)
    );
    let (registry, said) = parse_registry("[[project]\n", "projects.toml");
    assert_eq!(registry, default_registry());
    assert_eq!(
        (said.len(), said[0].code),
        (1, DiagnosticCode::RegistryInvalid)
    );
    let (about, said) = parse_about("\u{feff}title = \"T\"\r\n", "chronique.toml");
    assert_eq!((about.title.as_deref(), said.len()), (Some("T"), 0));
}

#[test]
fn projects_are_read() {
    let toml = "[[project]]\nslug = \"p\"\nname = \"P\"\nkind = \"programme\"\n\
                aliases = [\"a\", { name = \"B\", case_sensitive = true }]\nurls = [\"http://www.p.org/\"]\n\
                part_of = \"q\"\nhomepage = \"https://p.org\"\nsame_as = [\"https://w.org\"]\n\
                [[project]]\nslug = \"q\"\nname = \"Q\"\n";
    let (registry, said) = parse_registry(toml, "projects.toml");
    assert_eq!(said, []);
    let project = registry.get("p").unwrap();
    assert_eq!(project.kind, ProjectKind::Programme);
    assert_eq!(project.aliases.len(), 2);
    assert!(project.aliases[1].case_sensitive);
    assert_eq!(project.urls[0].as_str(), "https://p.org");
    assert_eq!(project.part_of.as_ref().unwrap().as_str(), "q");
}

#[test]
fn registry_faults_are_told() {
    use DiagnosticCode::{RegistryAmbiguous, RegistryInvalid};
    for (toml, code) in [
        ("[[project]]\nname = \"P\"\n", RegistryInvalid),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\nkind = \"x\"\n",
            RegistryInvalid,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\nurls = [\"p\"]\n",
            RegistryInvalid,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\naliases = [1]\n",
            RegistryInvalid,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\nurl = \"x\"\n",
            RegistryInvalid,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\npart_of = \"q\"\n",
            RegistryAmbiguous,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\npart_of = \"p\"\n",
            RegistryAmbiguous,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\nhomepage = \"p.org\"\n",
            RegistryInvalid,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\nsame_as = [\"mailto:a@b.org\"]\n",
            RegistryInvalid,
        ),
        (
            "[[projects]]\nslug = \"p\"\nname = \"P\"\n",
            RegistryInvalid,
        ),
        ("project = 1\n", RegistryInvalid),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\n[[project]]\nslug = \"p\"\nname = \"Q\"\n",
            RegistryAmbiguous,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"É\"\n[[project]]\nslug = \"q\"\nname = \"e\"\n",
            RegistryAmbiguous,
        ),
        (
            "[[project]]\nslug = \"p\"\nname = \"P\"\nurls = [\"https://a.org\"]\n\
             [[project]]\nslug = \"q\"\nname = \"Q\"\nurls = [\"http://www.a.org/\"]\n",
            RegistryAmbiguous,
        ),
    ] {
        let (_, said) = parse_registry(toml, "projects.toml");
        let codes: Vec<_> = said.iter().map(|d| d.code).collect();
        assert_eq!(codes, [code], "{toml}: {said:?}");
    }
}

#[test]
fn series_addresses_and_language_are_checked() {
    let toml = "language = \"français\"\nsource = \"a.org\"\n\
                [license]\nname = \"L\"\nurl = \"javascript:x\"\n\
                [[series]]\nslug = \"g\"\npaths = [\"/g/*\", \"../g/*\", \"g/*\"]\n\
                [[series]]\nslug = \"g\"\npaths = [\"h/*\"]\n\
                [[series]]\nslug = \"reports\"\npaths = [\"r/*\"]\n\
                [[series]]\nslug = \"i\"\n\
                [[series]]\nslug = \"j\"\npaths = []\n";
    let (about, said) = parse_about(toml, "chronique.toml");
    assert_eq!((about.language.as_str(), &about.source), ("fr", &None));
    assert_eq!(about.license.unwrap().url, None);
    let series: Vec<_> = about
        .named_series
        .iter()
        .map(|s| (s.slug.as_str(), s.paths.len()))
        .collect();
    assert_eq!(series, [("g", 1), ("i", 0), ("j", 0)]);
    let lines: Vec<_> = said.iter().map(|d| d.line).collect();
    assert_eq!(lines, [1, 2, 5, 8, 8, 9, 12, 15, 17], "{said:#?}");
    let (about, said) = parse_about("language = \"sr-Latn-RS\"\n", "chronique.toml");
    assert_eq!((about.language.as_str(), said.len()), ("sr-Latn-RS", 0));
}

#[test]
fn a_known_key_is_listed_once() {
    let toml = "[[project]]\nslug = \"p\"\nname = \"P\"\nkinds = \"x\"\n";
    let (_, said) = parse_registry(toml, "projects.toml");
    assert_eq!(said[0].message.matches("kind,").count(), 1, "{said:?}");
}
