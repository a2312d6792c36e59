//! Edits of every kind, each in its own load.

use chronique::history::Trace;

use super::Node;

const JANUARY: &str = "\
# Bulletin

## Publier

- Le ministère ouvre le code de son outil de [cartographie](https://example.org/carte).
- Une mairie publie la liste de ses marchés.

## Utiliser

- Trois hôpitaux adoptent un tableur libre.
- Trois hôpitaux adoptent un traitement de texte libre.
";

fn node() -> Node {
    let mut node = Node::default();
    let created = node.load(&[("2022/01.md", JANUARY)]);
    assert_eq!(created.len(), 5);
    assert_eq!(created[0], "CREATED report Bulletin");
    node
}

fn edited(from: &str, to: &str) -> String {
    assert!(JANUARY.contains(from), "{from}");
    JANUARY.replace(from, to)
}

#[test]
fn what_is_loaded_again_changes_nothing() {
    let mut node = node();
    assert_eq!(node.load(&[("2022/01.md", JANUARY)]), [""; 0]);
    assert_eq!(node.history.len(), 5);
}

#[test]
fn renaming_and_reformatting_change_nothing() {
    let mut node = node();
    let ids = node.ids();
    let loose = JANUARY.replace("\n- ", "\n\n- ");
    let stars = JANUARY.replace("\n- ", "\n* ");
    let wrapped = JANUARY
        .replace(" outil", "\n  outil")
        .replace(" de ses", "\n  de ses");
    let reference = JANUARY.replace("](https://example.org/carte)", "][c]")
        + "\n[c]: https://example.org/carte\n";
    let setext = JANUARY
        .replace("## Publier", "Publier\n-------")
        .replace('\n', "\r\n");
    for (path, text) in [
        ("2022/rapport-janvier.md", JANUARY),
        ("2022-01.md", &loose),
        ("2022/01.md", &stars),
        ("2022/01.md", &wrapped),
        ("2022/01.md", &reference),
        ("archives/2022/janvier.md", &setext),
    ] {
        assert_eq!(node.load(&[(path, text)]), [""; 0], "{path}: {text}");
        assert_eq!(node.ids(), ids);
    }
}

#[test]
fn an_edit_is_one_update_and_keeps_the_id() {
    for (from, to, said) in [
        (
            "un tableur",
            "un excellent tableur",
            "UPDATED Trois hôpitaux adoptent un excellent tableur libre.",
        ),
        (
            "example.org/carte",
            "example.net/carte",
            "UPDATED Le ministère ouvre le code de son outil de cartographie.",
        ),
        (
            "marchés",
            "**marchés**",
            "UPDATED Une mairie publie la liste de ses marchés.",
        ),
        (
            "Une mairie",
            "Une Mairie",
            "UPDATED Une Mairie publie la liste de ses marchés.",
        ),
        ("## Publier", "## Ouvrir", "UPDATED report Bulletin"),
        ("# Bulletin", "# Lettre", "UPDATED report Lettre"),
    ] {
        let mut node = node();
        let before = node.ids();
        let changes = node.load(&[("2022/01.md", &edited(from, to))]);
        // A heading also stands over its items: they move to another category.
        let own: Vec<&String> = changes.iter().filter(|c| *c == said).collect();
        assert_eq!(own.len(), 1, "{changes:?}");
        assert_eq!(
            changes.len(),
            if to == "## Ouvrir" { 3 } else { 1 },
            "{changes:?}"
        );
        let mut ids: Vec<String> = node.ids().into_values().collect();
        let mut former: Vec<String> = before.into_values().collect();
        (ids.sort(), former.sort());
        assert_eq!(ids, former);
    }
}

#[test]
fn items_come_and_go_alone() {
    let mut node = node();
    let ids = node.ids();
    let more = edited(
        "- Une mairie",
        "- Un parc naturel recense ses sentiers.\n- Une mairie",
    );
    assert_eq!(
        node.load(&[("2022/01.md", &more)]),
        ["CREATED Un parc naturel recense ses sentiers."]
    );
    let sentiers = node.ids()["Un parc naturel recense ses sentiers."].clone();
    assert_eq!(
        node.load(&[("2022/01.md", JANUARY)]),
        ["DELETED Un parc naturel recense ses sentiers."]
    );
    assert_eq!(node.ids(), ids);
    let Trace::Gone(tombstone) = node.history.trace_item(&sentiers, |id| node.is_live(id)) else {
        panic!("not gone");
    };
    assert_eq!(
        tombstone.words.text,
        "Un parc naturel recense ses sentiers."
    );
    assert_eq!(
        tombstone.words.category.as_ref().unwrap().0.as_str(),
        "publier"
    );
    assert_eq!(tombstone.position, 7);
    // It comes back under the id it had.
    node.load(&[("2022/01.md", &more)]);
    assert_eq!(
        node.ids()["Un parc naturel recense ses sentiers."],
        sentiers
    );
}

#[test]
fn a_carried_id_stays_and_the_natural_one_leads_to_it() {
    let mut node = node();
    let id = node.ids()["Une mairie publie la liste de ses marchés."].clone();
    let second = edited("de ses marchés", "complète de ses marchés");
    node.load(&[("2022/01.md", &second)]);
    let mut fresh = Node::default();
    fresh.load(&[("2022/01.md", &second)]);
    let natural = fresh.ids()["Une mairie publie la liste complète de ses marchés."].clone();
    assert_ne!(natural, id);
    let trace = |node: &Node| match node.history.trace_item(&natural, |id| node.is_live(id)) {
        Trace::Moved(to) => to,
        other => panic!("{other:?}"),
    };
    assert_eq!(trace(&node), id);
    // Another item that says what this one said first gets another id, and
    // so does one that says what it says now.
    let third = second.replace(
        "## Utiliser",
        "- Une mairie publie la liste de ses marchés.\n\n## Utiliser",
    );
    let said = node.load(&[("2022/01.md", &third)]);
    assert_eq!(said, ["CREATED Une mairie publie la liste de ses marchés."]);
    assert_ne!(node.ids()["Une mairie publie la liste de ses marchés."], id);
    assert_eq!(trace(&node), id);
    // Deleted, both of its ids say so; back again, it has its id.
    node.load(&[(
        "2022/01.md",
        &third.replace(
            "- Une mairie publie la liste complète de ses marchés.\n",
            "",
        ),
    )]);
    for gone in [&id, &natural] {
        let traced = node.history.trace_item(gone, |id| node.is_live(id));
        assert!(matches!(traced, Trace::Gone(t) if t.id == id), "{traced:?}");
    }
    node.load(&[("2022/01.md", &third)]);
    assert_eq!(
        node.ids()["Une mairie publie la liste complète de ses marchés."],
        id
    );
}

#[test]
fn two_that_swap_places_or_texts_are_told_apart() {
    let mut node = node();
    let ids = node.ids();
    let swapped = JANUARY
        .replace("tableur", "@")
        .replace("traitement de texte", "tableur")
        .replace('@', "traitement de texte");
    assert_eq!(node.load(&[("2022/01.md", &swapped)]), [""; 0]);
    assert_eq!(node.ids(), ids);
    // Of two alike, each is taken for the one it is most like.
    let both = swapped
        .replace("un tableur", "un bon tableur")
        .replace("un traitement", "un bon traitement");
    assert_eq!(node.load(&[("2022/01.md", &both)]).len(), 2);
    let now = node.ids();
    for (was, is) in [
        (
            "Trois hôpitaux adoptent un tableur libre.",
            "Trois hôpitaux adoptent un bon tableur libre.",
        ),
        (
            "Trois hôpitaux adoptent un traitement de texte libre.",
            "Trois hôpitaux adoptent un bon traitement de texte libre.",
        ),
    ] {
        assert_eq!(ids[was], now[is]);
    }
}

#[test]
fn what_says_something_else_is_another_item() {
    let mut node = node();
    let other = edited(
        "Une mairie publie la liste de ses marchés.",
        "Le congrès annuel se tient à Lyon en juin.",
    );
    assert_eq!(
        node.load(&[("2022/01.md", &other)]),
        [
            "DELETED Une mairie publie la liste de ses marchés.",
            "CREATED Le congrès annuel se tient à Lyon en juin."
        ]
    );
}

#[test]
fn equal_texts_keep_their_ids_in_any_order() {
    let mut node = Node::default();
    node.load(&[(
        "2022/01.md",
        "# A\n\n- pareil\n\n# B\n\n- pareil\n\n# C\n\n- pareil\n",
    )]);
    assert_eq!(
        node.load(&[("2022/01.md", "# A\n\n- pareil\n\n# B\n\n# C\n\n- pareil\n")]),
        ["DELETED pareil"]
    );
    assert_eq!(
        node.load(&[(
            "2022/01.md",
            "# A\n\n- pareil\n- pareil\n\n# B\n\n# C\n\n- pareil\n"
        )]),
        ["CREATED pareil"]
    );
    assert_eq!(
        node.load(&[(
            "2022/01.md",
            "# A\n\n- pareil\n- pareil\n- pareil\n\n# B\n\n# C\n\n- pareil\n"
        )]),
        ["CREATED pareil"]
    );
    assert_eq!(node.folded().len(), 5);
}

#[test]
fn a_report_whose_date_gains_precision_is_the_same_report() {
    let mut node = node();
    let before = node.ids();
    let said = node.load(&[("2022-01-14.md", JANUARY)]);
    assert_eq!(said[0], "UPDATED report Bulletin");
    assert_eq!(
        said.len(),
        5,
        "the report and its four items have other ids"
    );
    assert!(said.iter().all(|s| s.starts_with("UPDATED ")), "{said:?}");
    for (text, id) in &before {
        let now = node.ids()[text].clone();
        assert_eq!(now, id.replace("2022-01-", "2022-01-14-"));
        assert_eq!(
            node.history.trace_item(id, |id| node.is_live(id)),
            Trace::Moved(now)
        );
    }
    let live = |id: &str| node.is_live(id);
    assert_eq!(
        node.history.trace_report("2022-01", live),
        Trace::Moved("2022-01-14".to_owned())
    );
    // And back: the first slug is the right one again, the second leads to it.
    node.load(&[("2022/01.md", JANUARY)]);
    assert_eq!(node.ids(), before);
    let live = |id: &str| node.is_live(id);
    assert_eq!(
        node.history.trace_report("2022-01-14", live),
        Trace::Moved("2022-01".to_owned())
    );
}

#[test]
fn a_file_that_goes_takes_its_items_and_brings_them_back() {
    let mut node = node();
    let ids = node.ids();
    let other = ("2022/02.md", "# Bulletin\n\n## Publier\n\n- Autre chose.\n");
    assert_eq!(node.load(&[("2022/01.md", JANUARY), other]).len(), 2);
    let said = node.load(&[other]);
    assert_eq!(said.len(), 5);
    assert_eq!(said[4], "DELETED report Bulletin");
    let traced = node.history.trace_report("2022-01", |id| node.is_live(id));
    assert!(
        matches!(traced, Trace::Gone(t) if t.id == "2022-01"),
        "{traced:?}"
    );
    let said = node.load(&[("2022/01.md", JANUARY), other]);
    assert_eq!(said[0], "CREATED report Bulletin");
    assert!(ids.iter().all(|(text, id)| node.ids()[text] == *id));
}

#[test]
fn a_huge_report_that_was_rewritten_takes_a_moment() {
    let text = |word: &str| {
        let items = (0..4_000).map(|n| format!("- {word} de la mesure numéro {n} du plan\n"));
        format!("# A\n\n{}", items.collect::<String>())
    };
    let mut node = Node::default();
    node.load(&[("2022/01.md", &text("annonce"))]);
    let said = node.load(&[("2022/01.md", &text("suite"))]);
    assert_eq!(said.len(), 4_000);
    assert!(said.iter().all(|s| s.starts_with("UPDATED ")));
}
