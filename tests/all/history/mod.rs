//! What became of items and reports, load after load.

mod edit;
mod random;

use std::collections::BTreeMap;
use std::path::Path;

use chronique::domain::{Digest, Generation, Report};
use chronique::history::{
    Action, Before, Entry, History, Load, Noun, Print, Recollection, Stamp, settle,
};
use chronique::ingest;

use crate::support::archive_with;

/// An archive that is loaded again and again, and all that is known of it.
#[derive(Default)]
struct Node {
    history: History,
    recalled: Recollection,
    current: Option<Generation>,
    loads: Vec<Load>,
}

impl Node {
    /// Loads these files, and says what changed: `CREATED text`, and
    /// `UPDATED report title` for a report itself.
    ///
    /// Every load is settled twice, against the generation before and against
    /// what the journal remembers: they never differ.
    fn load(&mut self, files: &[(&str, &str)]) -> Vec<String> {
        let dir = archive_with(files);
        self.load_folder(dir.path())
    }

    fn load_folder(&mut self, dir: &Path) -> Vec<String> {
        let read = |previous| ingest::load(dir, None, previous, &mut |_, _| {}).unwrap();
        let now = read(self.current.as_ref());
        let recalled = settle(&self.history, Before::Recalled(&self.recalled), now.clone());
        let settled = match &self.current {
            Some(current) => settle(&self.history, Before::Generation(current), now),
            None => settle(&self.history, Before::Recalled(&self.recalled), now),
        };
        assert_eq!(settled.entries, recalled.entries);
        assert_eq!(settled.generation, recalled.generation);
        let entries = settled.entries.to_vec();
        assert_eq!(entries.len(), settled.entries.len());
        let said = entries.iter().map(say).collect();
        assert!(entries.iter().all(Entry::is_sound));
        for entry in &entries {
            self.recalled.apply(entry);
        }
        let at = Stamp::of_seconds(1_700_000_000 + i64::try_from(self.loads.len()).unwrap());
        let load = Load {
            at: at.unwrap(),
            entries: settled.entries,
        };
        self.history.extend(&load);
        self.loads.push(load);
        let again = settle(
            &self.history,
            Before::Generation(&settled.generation),
            read(None),
        );
        assert_eq!(again.entries.to_vec(), [], "settling again changes nothing");
        assert_eq!(again.generation, settled.generation);
        self.current = Some(settled.generation);
        said
    }

    fn reports(&self) -> impl Iterator<Item = &Report> {
        let documents = self.current.iter().flat_map(|g| &g.documents);
        documents.filter_map(|d| d.report.as_deref())
    }

    /// The id of every item by its text, which must be its own.
    fn ids(&self) -> BTreeMap<String, String> {
        let mut ids = BTreeMap::new();
        for report in self.reports() {
            for item in &report.items {
                let id = format!("{}-{}", report.slug, item.key.as_str());
                assert_eq!(ids.insert(item.text.clone(), id), None, "{}", item.text);
            }
        }
        ids
    }

    fn is_live(&self, id: &str) -> bool {
        self.reports().any(|report| {
            let mut items = report.items.iter();
            report.slug.as_str() == id
                || items.any(|i| format!("{}-{}", report.slug, i.key.as_str()) == id)
        })
    }

    /// What there is, by id.
    fn live(&self) -> Vec<String> {
        let mut ids = Vec::new();
        for report in self.reports() {
            ids.push(report.slug.to_string());
            let items = report.items.iter();
            ids.extend(items.map(|i| format!("{}-{}", report.slug, i.key.as_str())));
        }
        ids.sort();
        ids
    }

    /// What there is, told by the changes alone.
    fn folded(&self) -> BTreeMap<String, Print> {
        let mut live = BTreeMap::new();
        for position in 1..=self.history.len() {
            let change = self.history.change(position).unwrap();
            assert_eq!(change.position, position);
            let before = live.remove(change.former_id.as_ref().unwrap_or(&change.id));
            assert_eq!(before, change.before, "{change:?}");
            live.extend(change.after.map(|after| (change.id.clone(), after)));
            assert_eq!(change.last.is_some(), change.action == Action::Deleted);
        }
        live
    }
}

fn say(entry: &Entry) -> String {
    let noun = match entry.noun {
        Noun::Item => "",
        Noun::Report => "report ",
    };
    format!("{} {noun}{}", entry.action, entry.words.text)
}

fn image_of(history: &History) -> Vec<u8> {
    let mut image = Vec::new();
    history.write_image(&mut image).unwrap();
    image
}

/// Where this fails the bytes mean something else: raise `VERSION` in
/// `src/history/image.rs`, or a start would read a history of the version before.
#[test]
fn an_image_changes_only_with_its_version() {
    let mut node = Node::default();
    let other = ("2022/02.md", "# Deux\n\n- Un canal compte\n");
    let of = |text| [("2022/01.md", text), other];
    node.load(&of("# Un\n\n- Une mairie publie\n- Un parc recense\n"));
    node.load(&of("# Un\n\n- Une mairie publie la liste\n"));
    let image = image_of(&node.history);
    assert_eq!(Digest::of(&image).short(12), "xtuttapbohxy");
    let kept = History::from_image(&image).unwrap();
    assert_eq!(image_of(&kept), image);
}
