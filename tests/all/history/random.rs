//! Edits at random: whatever is done, what is told adds up.

use proptest::prelude::*;

use super::Node;

/// Reports by number, each a list of items of some words under two headings.
type Model = Vec<(u8, Vec<(bool, String)>)>;

fn model() -> impl Strategy<Value = Model> {
    let word = prop::sample::select(vec![
        "code",
        "ouvert",
        "données",
        "mairie",
        "libre",
        "plan",
        "école",
        "santé",
        "[x](https://e.org/)",
    ]);
    let text = prop::collection::vec(word, 1..5).prop_map(|words| words.join(" "));
    let items = prop::collection::vec((any::<bool>(), text), 0..6);
    prop::collection::btree_map(1_u8..5, items, 0..4)
        .prop_map(|reports| reports.into_iter().collect())
}

fn files(model: &Model, day: bool) -> Vec<(String, String)> {
    let file = |(month, items): &(u8, Vec<(bool, String)>)| {
        let part = |second: bool| {
            let own = items.iter().filter(move |(s, _)| *s == second);
            own.map(|(_, text)| format!("- {text}\n"))
                .collect::<String>()
        };
        let path = if day {
            format!("2022-{month:02}-07.md")
        } else {
            format!("2022/{month:02}.md")
        };
        (
            path,
            format!("# T\n\n## Un\n\n{}\n## Deux\n\n{}", part(false), part(true)),
        )
    };
    model.iter().map(file).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_changes_add_up_to_what_is_there(models in prop::collection::vec((model(), any::<bool>()), 1..6)) {
        let mut node = Node::default();
        for (model, day) in &models {
            let files = files(model, *day);
            let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
            node.load(&files);
            let folded = node.folded();
            prop_assert_eq!(folded.keys().cloned().collect::<Vec<_>>(), node.live());
            prop_assert_eq!(folded, node.recalled.versions());
            for position in 1..=node.history.len() {
                // Whatever was ever there is there, leads there, or is gone.
                let change = node.history.change(position).unwrap();
                for id in [Some(&change.id), change.former_id.as_ref()].into_iter().flatten() {
                    if !node.is_live(id) {
                        let is_item = change.noun == chronique::history::Noun::Item;
                        let live = |id: &str| node.is_live(id);
                        let trace = if is_item {
                            node.history.trace_item(id, live)
                        } else {
                            node.history.trace_report(id, live)
                        };
                        match trace {
                            chronique::history::Trace::Moved(to) => prop_assert!(node.is_live(&to)),
                            chronique::history::Trace::Gone(_) => {}
                            chronique::history::Trace::Unknown => prop_assert!(false, "{} is forgotten", id),
                        }
                    }
                }
            }
        }
    }
}
