//! A snapshot taken over from another one is that of building it anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use chronique::domain::{Digest, Document, Generation};
use chronique::history::{Before, History, settle};
use chronique::ingest::{Rules, parse_about, parse_registry, read_document};
use chronique::query::{
    Archive, ItemQuery, RawFilter, RawItemParams, RawPage, RawSearchParams, RawTerms, RawText,
    SearchQuery,
};
use proptest::prelude::*;

const WORDS: [&str; 16] = [
    "logiciel",
    "Logiciel",
    "logiciels",
    "LOGICIELS",
    "libre",
    "libérer",
    "chargé·e·s",
    "l'État",
    "évènement",
    "evenement",
    "événements",
    "SILL",
    "de",
    "XCP-ng",
    "zone",
    "aujourd'hui",
];
const HEADINGS: [&str; 4] = ["Utiliser", "Attirer", "utiliser", "Divers"];
const LINKS: [&str; 6] = [
    "[page](https://e.org/a)",
    "[Page](https://e.org/a/)",
    "<https://e.org/b>",
    "[autre](https://f.net/c?utm_source=x)",
    "[zone](https://a.org/)",
    "[zone](https://z.org/9)",
];

fn rules() -> Rules {
    let (about, _) = parse_about("[archive]\ntitle = \"Essai\"\n", "chronique.toml");
    let (registry, _) = parse_registry(
        "[[project]]\nname = \"SILL\"\nslug = \"sill\"\n",
        "projects.toml",
    );
    Rules::new(Arc::new(about), Arc::new(registry))
}

/// A report: sections of items, items of words and links by number.
fn report() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(&WORDS[..]),
        1 => prop::sample::select(&LINKS[..]),
    ];
    let item =
        prop::collection::vec(word, 1..7).prop_map(|words| format!("- {}\n", words.join(" ")));
    let section = (
        prop::sample::select(&HEADINGS[..]),
        prop::collection::vec(item, 0..5),
    );
    prop::collection::vec(section, 0..3).prop_map(|sections| {
        let section =
            |(heading, items): (&str, Vec<String>)| format!("## {heading}\n\n{}\n", items.concat());
        sections.into_iter().map(section).collect()
    })
}

/// A report that is long enough for its terms to be frequent, nearly.
fn long(items: usize) -> String {
    let item = |n: usize| {
        let links = LINKS.get(n % 9).copied().unwrap_or_default();
        format!("- SILL {n} {links}\n")
    };
    let (one, other): (Vec<_>, Vec<_>) = (0..items).partition(|n| n % 3 > 0);
    let list = |numbers: Vec<usize>| numbers.into_iter().map(item).collect::<String>();
    format!("## Utiliser\n\n{}\n## Divers\n\n{}", list(one), list(other))
}

/// What becomes of a month.
type Edit = (u32, Deed);

#[derive(Debug, Clone)]
enum Deed {
    /// Another text, or none.
    Replace(Option<String>),
    /// More behind what there is.
    Append(String),
    /// What there is in capitals: as many items, with other links.
    Shout,
}

fn edits(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let deed = prop_oneof![
        4 => prop::option::weighted(0.85, report()).prop_map(Deed::Replace),
        2 => prop_oneof![Just("- plus\n".to_owned()), report()].prop_map(Deed::Append),
        1 => Just(Deed::Shout),
    ];
    prop::collection::vec((0_u32..40, deed), 1..=most)
}

fn apply(rules: &Rules, documents: &mut BTreeMap<String, Arc<Document>>, edits: &[Edit]) {
    for (month, deed) in edits {
        let path = format!("{}/{:02}.md", 2020 + month / 12, month % 12 + 1);
        let report = documents.get(&path).and_then(|d| d.report.clone());
        let before = report.map_or(String::new(), |report| report.source().to_string());
        let text = match deed {
            Deed::Replace(text) => text.clone(),
            Deed::Append(more) => Some(before + more),
            Deed::Shout => Some(before.to_uppercase()),
        };
        match text {
            Some(text) => {
                let document = read_document(&path, text.as_bytes(), rules);
                documents.insert(path, Arc::new(document));
            }
            None => drop(documents.remove(&path)),
        }
    }
}

fn generation(rules: &Rules, documents: &BTreeMap<String, Arc<Document>>) -> Generation {
    Generation {
        about: Arc::clone(rules.about()),
        registry: Arc::clone(rules.registry()),
        documents: documents.values().cloned().collect(),
        diagnostics: Vec::new(),
        rules: rules.digest(),
    }
}

fn found(archive: &Archive, q: &str) -> String {
    let raw = RawSearchParams {
        text: RawText {
            q: Some(q.to_owned()),
            ..RawText::default()
        },
        ..RawSearchParams::default()
    };
    format!(
        "{:?}",
        SearchQuery::parse(&raw, Vec::new()).map(|query| archive.search(&query))
    )
}

/// The items of a category that mention SILL: how many a list says there are,
/// with the part of it that is asked for.
fn listed(archive: &Archive, category: &str, page: RawPage) -> (usize, Vec<String>) {
    let one = |name: &str| RawTerms {
        any: vec![name.to_owned()],
        ..RawTerms::default()
    };
    let raw = RawItemParams {
        filter: RawFilter {
            category: one(category),
            project: one("sill"),
            ..RawFilter::default()
        },
        page,
        ..RawItemParams::default()
    };
    let page = archive.items(&ItemQuery::parse(&raw, Vec::new()).unwrap());
    let ids = page.rows.iter().map(|doc| archive.item_id(*doc).unwrap());
    (page.total, ids.collect())
}

/// The same, by a look at every item.
fn looked_up(archive: &Archive, category: &str) -> Vec<String> {
    let items = archive
        .item_numbers()
        .filter_map(|doc| archive.item(doc))
        .filter(|item| item.category().is_some_and(|c| c.slug() == category))
        .filter(|item| {
            item.item
                .mentions
                .iter()
                .any(|m| m.project.as_str() == "sill")
        });
    items.map(|item| item.id()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_updated_index_answers_as_one_that_was_built(
        first in prop::collection::vec(report(), 40),
        items in 480_usize..800,
        later in prop::collection::vec(edits(6), 1..5),
    ) {
        let rules = rules();
        let mut documents = BTreeMap::new();
        let first: Vec<Edit> = (0..)
            .zip(first)
            .map(|(n, text)| (n, Deed::Replace(Some(text))))
            .collect();
        apply(&rules, &mut documents, &first);
        let halves = [(0, Deed::Append(long(items / 2))), (7, Deed::Append(long(items / 2)))];
        apply(&rules, &mut documents, &halves);
        let mut held = Arc::new(generation(&rules, &documents));
        let mut history = History::default();
        let mut archive = Archive::build(&held);
        for edits in later {
            apply(&rules, &mut documents, &edits);
            let read = generation(&rules, &documents);
            let settled = settle(&history, Before::Generation(&held), read);
            let load = chronique::history::Load {
                at: "2026-01-01".parse().unwrap(),
                entries: settled.entries,
            };
            history.extend(&load);
            held = Arc::new(settled.generation);
            let of = || Arc::new(history.clone());
            let built = Archive::with_history(&held, of());
            archive = archive.updated(&held, of());
            prop_assert_eq!(archive.meta(), built.meta());
            prop_assert_eq!(archive.counts(), built.counts());
            for word in WORDS {
                prop_assert_eq!(found(&archive, word), found(&built, word));
            }
            for category in ["utiliser", "divers"] {
                let expected = looked_up(&archive, category);
                let whole = RawPage { whole: true, ..RawPage::default() };
                let last = RawPage { last: Some("3".to_owned()), ..RawPage::default() };
                let end = expected.len().saturating_sub(3);
                let few = (expected.len(), expected[end..].to_vec());
                prop_assert_eq!(listed(&archive, category, last), few);
                prop_assert_eq!(listed(&archive, category, whole), (expected.len(), expected));
            }
            // The tables to the last byte: every number, every count.
            prop_assert!(image_of(&archive) == image_of(&built));
            let key = built.image_key();
            let image = |asked| (asked == key).then(|| image_of(&built));
            let kept = Archive::from_image(&held, of(), image).unwrap();
            prop_assert!(image_of(&kept) == image_of(&built));
        }
    }
}

fn image_of(archive: &Archive) -> Vec<u8> {
    let mut image = Vec::new();
    archive.write_image(&mut image).unwrap();
    image
}

/// Where this fails the bytes mean something else: raise `VERSION` in
/// `src/index/image.rs`, or a start would read tables of the version before.
#[test]
fn an_image_changes_only_with_its_version() {
    let rules = rules();
    let text = "## Utiliser\n\n- Le [SILL](https://e.org/a) libéré de l'État\n- Chargé·e·s\n";
    let mut documents = BTreeMap::new();
    apply(
        &rules,
        &mut documents,
        &[(0, Deed::Replace(Some(text.to_owned())))],
    );
    let archive = Archive::build(&generation(&rules, &documents));
    assert_eq!(Digest::of(&image_of(&archive)).short(12), "2lcysm2cr3od");
}
