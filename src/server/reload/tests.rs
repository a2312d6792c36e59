//! Every call to the disk fails once, in turn: whatever fails, the archive
//! served is a whole one, and the next load makes everything right.

use std::fs;
use std::path::Path;

use super::super::{Loader, Settings};
use super::*;
use crate::api::Limits;
use crate::disk::fault::{How, failing};
use crate::domain::Generation;
use crate::history::{Change, History, Stamp};
use crate::query::Archive;
use crate::store::journal_path;

const FIRST: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste de ses marchés.\n- Un parc recense ses sentiers.\n";
/// One item is edited and keeps its id, one goes, one comes.
const SECOND: &str = "# T\n\n## Publier\n\n- Une mairie publie la liste complète de ses marchés.\n- Un canal compte ses écluses.\n";
const OTHER: &str = "# T\n\n## Publier\n\n- Autre chose.\n";

/// An archive and its store, in a folder of their own.
struct Place {
    _temp: tempfile::TempDir,
    settings: Settings,
}

impl Place {
    fn new() -> Self {
        let place = Self::before_all();
        place.load();
        place
    }

    /// Nothing was loaded yet.
    fn before_all() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let archive = temp.path().join("archive");
        fs::create_dir_all(archive.join("2022")).unwrap();
        fs::write(archive.join("2022/01.md"), FIRST).unwrap();
        fs::write(archive.join("2022/02.md"), OTHER).unwrap();
        let settings = Settings {
            store: Some(temp.path().join("s")),
            archive,
            metadata: None,
            listen: String::new(),
            public_url: None,
        };
        Self {
            _temp: temp,
            settings,
        }
    }

    /// The second state: ids are carried, and one slug leads to another.
    fn edit(&self) {
        let archive = &self.settings.archive;
        fs::write(archive.join("2022/01.md"), SECOND).unwrap();
        fs::rename(archive.join("2022/02.md"), archive.join("2022-02-07.md")).unwrap();
    }

    fn store(&self) -> &Path {
        self.settings.store.as_deref().unwrap()
    }

    fn load(&self) -> Loaded {
        let mut loader = Loader::open(&self.settings).unwrap();
        loader.load(&mut |_, _| {}).unwrap()
    }

    /// Nothing is left of a load that failed.
    fn is_clean(&self) -> bool {
        let new = format!("{}.new", journal_path(self.store()).display());
        !Path::new(&new).exists() && !self.store().join("chronique.probe").exists()
    }
}

/// All that is answered from: the generation, and all changes but for when.
fn facts(generation: &Generation, history: &History) -> (Generation, Vec<String>) {
    let change = |position| Change {
        at: Stamp::default(),
        ..history.change(position).unwrap()
    };
    let changes = (1..=history.len()).map(|position| format!("{:?}", change(position)));
    (generation.clone(), changes.collect())
}

fn of(loaded: &Loaded) -> (Generation, Vec<String>) {
    facts(&loaded.generation, &loaded.history)
}

fn told() -> Told {
    Told {
        service: Arc::new(Service::new(Limits::default())),
        metrics: None,
    }
}

fn is_a_clear_line(error: &str) -> bool {
    let ours = ["the store ", "the journal "];
    error.lines().count() == 1
        && ours.iter().any(|words| error.starts_with(words))
        && !error.contains("internal fault")
}

/// What a node has that never failed.
fn right() -> (Generation, Vec<String>) {
    let place = Place::new();
    place.edit();
    let loaded = place.load();
    assert_eq!((loaded.history.len(), loaded.changed), (10, true));
    of(&loaded)
}

/// The calls of some work, each with a way to fail; all three ways for each
/// when the variable says so.
fn each_call(count: u64) -> Vec<(u64, How)> {
    let ways = [How::Undone, How::Done, How::HalfDone];
    let all = std::env::var_os("CHRONIQUE_TEST_FAULTS").is_some();
    let mut calls = Vec::new();
    for (call, n) in (1..=count).zip(0_usize..) {
        let some = if all { &ways[..] } else { &ways[n % 3..=n % 3] };
        calls.extend(some.iter().map(|how| (call, *how)));
    }
    calls
}

#[test]
fn a_reload_with_any_call_failing_leaves_what_is_served_and_the_next_is_right() {
    let right = right();
    let run = |fails| {
        let place = Place::new();
        let told = told();
        let mut loader = Loader::open(&place.settings).unwrap();
        let first = loader.load(&mut |_, _| {}).unwrap();
        let before = of(&first);
        let archive = Archive::with_history(&first.generation, first.history);
        let handle = ArchiveHandle::new(archive);
        let old = handle.current().meta().revision.clone();
        place.edit();
        let work = || {
            reload(
                &place.settings,
                &Scope::Whole,
                (&mut loader, &handle),
                &told,
            )
        };
        let (outcome, calls) = failing(fails, work);
        let served = handle.current().meta().revision.clone();
        match &outcome {
            Outcome::Failed(error) => {
                assert!(is_a_clear_line(error), "{fails:?}: {error}");
                assert_eq!(served, old, "{fails:?}");
            }
            Outcome::Changed => assert_ne!(served, old, "{fails:?}"),
            Outcome::Unchanged => panic!("{fails:?}: nothing was noticed"),
        }
        let failed = outcome != Outcome::Changed;
        let next = reload(
            &place.settings,
            &Scope::Whole,
            (&mut loader, &handle),
            &told,
        );
        assert!(!matches!(next, Outcome::Failed(_)), "{fails:?}: {next:?}");
        assert_ne!(handle.current().meta().revision, old, "{fails:?}");
        let held = loader.held().unwrap();
        assert!(of(&held) == right, "{fails:?}");
        drop(loader);
        let again = place.load();
        assert!(!again.changed && of(&again) == right, "{fails:?}");
        assert!(before != right && place.is_clean(), "{fails:?}");
        (calls, failed)
    };
    let (calls, failed) = run(None);
    assert!(!failed);
    let runs = each_call(calls);
    let failed = runs.iter().filter(|fails| run(Some(**fails)).1).count();
    println!(
        "{calls} calls of a reload, {} failures, {failed} told",
        runs.len()
    );
    assert!(calls > 30 && failed * 2 > runs.len(), "{calls} {failed}");
}

/// What happens to an archive or its store before a start.
type Happening = fn(&Place);

/// What a start finds: each a story of its own, at the end of which the next
/// load must give the same.
fn starts() -> [(&'static str, Happening); 7] {
    let damage = |place: &Place| {
        let db = place.store().join("db");
        let mut bytes = fs::read(&db).unwrap();
        bytes.iter_mut().step_by(37).for_each(|b| *b ^= 0x5a);
        fs::write(db, bytes).unwrap();
    };
    let lose = |place: &Place| fs::remove_dir_all(place.store()).unwrap();
    // The first line: what is behind it makes it damage and not a cut.
    let flip = |place: &Place| {
        let journal = journal_path(place.store());
        let mut bytes = fs::read(&journal).unwrap();
        bytes[40] ^= 1;
        fs::write(journal, bytes).unwrap();
    };
    let forget = |place: &Place| fs::remove_file(journal_path(place.store())).unwrap();
    let cut = |place: &Place| {
        let journal = journal_path(place.store());
        let mut bytes = fs::read(&journal).unwrap();
        bytes.extend_from_slice(b"{\"position\":6,");
        fs::write(journal, bytes).unwrap();
    };
    [
        ("all is well", |_| {}),
        ("the store is damaged", damage),
        ("the store is gone", lose),
        ("the journal is damaged", flip),
        ("the journal is gone", forget),
        ("a load was cut off", cut),
        ("the journal is damaged and the store is gone", |place| {
            let journal = journal_path(place.store());
            let first = fs::read(&journal).unwrap().len();
            let report = place.settings.archive.join("2022/01.md");
            fs::write(report, format!("{FIRST}- Une ligne de plus.\n")).unwrap();
            place.load();
            let mut bytes = fs::read(&journal).unwrap();
            // In the second load, before its commit.
            bytes[first + 40] ^= 1;
            fs::write(journal, bytes).unwrap();
            fs::remove_dir_all(place.store()).unwrap();
        }),
    ]
}

/// Starts at a place with each call failing in turn; the start after it is right.
fn each_start(story: &str, make: impl Fn() -> Place, right: &(Generation, Vec<String>)) {
    let run = |fails| {
        let place = make();
        let work = || {
            let mut loader = Loader::open(&place.settings)?;
            loader.load(&mut |_, _| {})
        };
        let (outcome, calls) = failing(fails, work);
        let told = outcome.as_ref().err().map(ToString::to_string);
        if let Some(error) = &told {
            assert!(is_a_clear_line(error), "{story}, {fails:?}: {error}");
        }
        let next = place.load();
        assert!(of(&next) == *right, "{story}, {fails:?}: {told:?}");
        let again = place.load();
        assert!(!again.changed && of(&again) == *right, "{story}, {fails:?}");
        assert!(place.is_clean(), "{story}, {fails:?}");
        (calls, told.is_some())
    };
    let (calls, failed) = run(None);
    assert!(!failed && calls > 30, "{story}: {calls}");
    let runs = each_call(calls);
    let failed = runs.iter().filter(|fails| run(Some(**fails)).1).count();
    let runs = runs.len();
    println!("{story}: {calls} calls, {runs} failures, {failed} told");
    assert!(failed * 3 > runs, "{story}: {failed} of {runs}");
}

#[test]
fn a_start_with_any_call_failing_tells_so_and_the_next_is_right() {
    let usual = right();
    for (story, happens) in starts() {
        let make = || {
            let place = Place::new();
            happens(&place);
            place.edit();
            place
        };
        // What a node has to which the same happened and that never failed:
        // the first load of all is there whatever was lost.
        let right = of(&make().load());
        assert!(right == usual, "{story}");
        each_start(story, make, &right);
    }
}

#[test]
fn a_first_start_with_any_call_failing_tells_so_and_the_next_is_right() {
    let right = of(&Place::new().load());
    assert_eq!(right.1.len(), 5);
    each_start("there was nothing", Place::before_all, &right);
}
