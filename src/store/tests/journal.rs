//! The journal and the store in every state they can be in beside each other.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::super::{JournalNote, Opened, Recovered, Store, StoreError, journal_path};
use super::{copy, document, generation, place, year};
use crate::domain::Generation;
use crate::history::{Before, History, Load, Stamp, first_load, settle};

pub(super) type Loads = Vec<(Generation, Load, History)>;

pub(super) fn loads() -> &'static Loads {
    static LOADS: LazyLock<Loads> = LazyLock::new(make_loads);
    &LOADS
}

/// A year, then one report more, then one less: three loads.
fn make_loads() -> Loads {
    let (first, mut history, load) = first_load(&year());
    let mut loads = vec![(first, load, history.clone())];
    for step in 0..2 {
        let before = &loads[step].0;
        let mut documents = before.documents.clone();
        if step == 0 {
            documents.push(document("2023/01.md", 1, 900));
            let report = Arc::make_mut(&mut documents[12]).report.as_mut().unwrap();
            Arc::make_mut(report).slug = "2023-01".parse().unwrap();
        } else {
            documents.remove(3);
        }
        let now = generation(documents);
        let settled = settle(&history, Before::Generation(before), now);
        assert_eq!(settled.entries.len(), 2);
        let load = Load {
            at: Stamp::of_seconds(2_000_000_000 + i64::try_from(step).unwrap()).unwrap(),
            entries: settled.entries,
        };
        history.extend(&load);
        loads.push((settled.generation, load, history.clone()));
    }
    loads
}

pub(super) fn keep(dir: &Path, loads: &[(Generation, Load, History)]) {
    for (generation, load, _) in loads {
        let mut opened = Store::open(dir).unwrap();
        opened.store.replace(generation, Some(load)).unwrap();
    }
}

/// A store after so many loads, and its journal.
pub(super) fn after(temp: &Path, name: &str, count: usize) -> (PathBuf, PathBuf) {
    let dir = temp.join(name);
    keep(&dir, &loads()[..count]);
    let journal = journal_path(&dir);
    (dir, journal)
}

/// Opens a store that must know the changes of so many loads.
pub(super) fn opens(dir: &Path, count: usize) -> Opened {
    let opened = Store::open(dir).unwrap();
    assert_eq!(opened.history.len(), loads()[count - 1].2.len());
    for position in 1..=opened.history.len() {
        assert_eq!(
            opened.history.change(position),
            loads()[count - 1].2.change(position)
        );
    }
    opened
}

#[test]
fn changes_are_there_again_with_the_store_gone_or_damaged() {
    let (temp, _) = place();
    let (dir, journal) = after(temp.path(), "s", 3);
    let bytes = fs::read(&journal).unwrap();
    let opened = opens(&dir, 3);
    assert!(opened.is_current && opened.notes.is_empty() && opened.recovered.is_none());
    assert_eq!(opened.latest, Some(loads()[2].0.clone()));
    drop(opened);
    fs::remove_dir_all(&dir).unwrap();
    let opened = opens(&dir, 3);
    assert!(!opened.is_current && opened.latest.is_none() && opened.notes.is_empty());
    let live = opened.store.recall().unwrap().versions();
    assert_eq!(live.len(), 2 * 12, "twelve reports with an item each");
    drop(opened);
    assert_eq!(fs::read(&journal).unwrap(), bytes);
    // The Markdown says what it said: nothing is added, and the copy is whole.
    let mut opened = opens(&dir, 3);
    opened.store.replace(&loads()[2].0, None).unwrap();
    drop(opened);
    fs::remove_file(&journal).unwrap();
    let opened = opens(&dir, 3);
    assert!(
        matches!(
            opened.notes[..],
            [JournalNote::Restored { changes: 28, .. }]
        ),
        "{:?}",
        opened.notes
    );
    assert_eq!(fs::read(&journal).unwrap(), bytes);
}

#[test]
fn a_load_that_reached_the_journal_alone_counts() {
    let (temp, _) = place();
    let (dir, journal) = after(temp.path(), "s", 2);
    let (_, other) = after(temp.path(), "more", 3);
    fs::copy(&other, &journal).unwrap();
    let mut opened = opens(&dir, 3);
    assert!(!opened.is_current && opened.notes.is_empty());
    assert_eq!(opened.latest, Some(loads()[1].0.clone()));
    opened.store.replace(&loads()[2].0, None).unwrap();
    drop(opened);
    assert!(opens(&dir, 3).is_current);
}

#[test]
fn what_was_cut_off_is_taken_out_wherever_the_cut_is() {
    let (temp, _) = place();
    let (dir, journal) = after(temp.path(), "s", 2);
    let (_, other) = after(temp.path(), "more", 3);
    let (before, bytes) = (fs::read(&journal).unwrap(), fs::read(&other).unwrap());
    assert!(bytes.starts_with(&before));
    for end in (before.len() + 1..bytes.len()).step_by(7) {
        let copied = temp.path().join(format!("cut{end}"));
        copy(&dir, &copied);
        fs::write(journal_path(&copied), &bytes[..end]).unwrap();
        let opened = opens(&copied, 2);
        assert!(opened.is_current);
        assert!(
            matches!(opened.notes[..], [JournalNote::Cut { .. }]),
            "{:?}",
            opened.notes
        );
        assert_eq!(fs::read(journal_path(&copied)).unwrap(), before);
        drop(opened);
        fs::remove_dir_all(copied).unwrap();
    }
}

#[test]
fn a_damaged_journal_is_written_anew_from_the_copy() {
    let (temp, _) = place();
    let (dir, journal) = after(temp.path(), "s", 3);
    let bytes = fs::read(&journal).unwrap();
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x20;
        let copied = temp.path().join(format!("flip{at}"));
        copy(&dir, &copied);
        fs::write(journal_path(&copied), &damaged).unwrap();
        let opened = opens(&copied, 3);
        assert!(opened.is_current && opened.recovered.is_none(), "{at}");
        match &opened.notes[..] {
            [
                JournalNote::Damaged {
                    aside, whole: true, ..
                },
            ] => {
                assert_eq!(fs::read(aside).unwrap(), damaged);
            }
            // In the last commit, a flip looks like a cut.
            [JournalNote::Restored { .. }] => {}
            other => panic!("{at}: {other:?}"),
        }
        assert_eq!(fs::read(journal_path(&copied)).unwrap(), bytes);
        drop(opened);
        fs::remove_dir_all(copied).unwrap();
    }
}

#[test]
fn of_a_damaged_journal_without_a_copy_the_good_part_is_kept() {
    let (temp, _) = place();
    let (dir, journal) = after(temp.path(), "s", 3);
    let mut bytes = fs::read(&journal).unwrap();
    let lines: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i] == b'\n').collect();
    // Header, 24 changes, commit; 2 changes, commit: in the last change.
    bytes[lines[29] - 60] ^= 1;
    fs::write(&journal, &bytes).unwrap();
    fs::remove_dir_all(&dir).unwrap();
    let opened = opens(&dir, 2);
    assert!(
        matches!(
            opened.notes[..],
            [JournalNote::Damaged {
                line: 30,
                whole: false,
                changes: 26,
                ..
            }]
        ),
        "{:?}",
        opened.notes
    );
    assert!(opened.notes[0].to_string().contains("line 30"));
}

#[test]
fn a_store_that_contradicts_the_journal_is_moved_aside() {
    let (temp, _) = place();
    let (dir, journal) = after(temp.path(), "s", 2);
    let (generation, mut load, _) = loads()[0].clone();
    load.at = Stamp::of_seconds(1).unwrap();
    let other = temp.path().join("other");
    Store::open(&other)
        .unwrap()
        .store
        .replace(&generation, Some(&load))
        .unwrap();
    for short in [false, true] {
        let copied = temp.path().join(format!("copy{short}"));
        copy(&dir, &copied);
        fs::copy(journal_path(&other), journal_path(&copied)).unwrap();
        if !short {
            let mut opened = Store::open(&other).unwrap();
            opened
                .store
                .replace(&loads()[1].0, Some(&loads()[1].1))
                .unwrap();
            drop(opened);
            fs::copy(journal_path(&other), journal_path(&copied)).unwrap();
        }
        let opened = Store::open(&copied).unwrap();
        assert!(matches!(
            opened.recovered,
            Some(Recovered::MovedAside { .. })
        ));
        assert_eq!(opened.history.change(1).unwrap().at.seconds(), 1);
        drop(opened);
        fs::copy(journal_path(&dir), &journal).ok();
    }
}

#[test]
fn another_journal_is_taken_over_if_it_goes_on_from_here() {
    let (temp, _) = place();
    let (_, full) = after(temp.path(), "full", 3);
    for count in [0, 1, 2, 3] {
        let dir = temp.path().join(format!("s{count}"));
        keep(&dir, &loads()[..count]);
        let mut store = Store::open(&dir).unwrap().store;
        assert_eq!(store.adopt(&full).unwrap().len(), 28);
        store.replace(&loads()[2].0, None).unwrap();
        drop(store);
        assert_eq!(
            fs::read(journal_path(&dir)).unwrap(),
            fs::read(&full).unwrap()
        );
        assert!(opens(&dir, 3).is_current);
    }
    // One that is behind has nothing to give.
    let (_, short) = after(temp.path(), "short", 1);
    let (dir, journal) = after(temp.path(), "own", 2);
    let mut store = Store::open(&dir).unwrap().store;
    assert_eq!(store.adopt(&short).unwrap().len(), 26);
    // What is damaged, cut to nothing, missing or another story is refused.
    let before = fs::read(&journal).unwrap();
    let bytes = fs::read(&full).unwrap();
    let mut damaged = bytes.clone();
    damaged[2000] ^= 1;
    let (generation, mut load, _) = loads()[0].clone();
    load.at = Stamp::of_seconds(1).unwrap();
    let other = temp.path().join("other");
    Store::open(&other)
        .unwrap()
        .store
        .replace(&generation, Some(&load))
        .unwrap();
    for (name, bytes) in [
        ("damaged", damaged),
        ("nothing", Vec::new()),
        ("cut", bytes[..300].to_vec()),
        ("noise", b"hello\n".to_vec()),
        ("other", fs::read(journal_path(&other)).unwrap()),
    ] {
        let path = temp.path().join(name);
        if name != "other" {
            fs::write(&path, bytes).unwrap();
        }
        let path = if name == "other" {
            journal_path(&other)
        } else {
            path
        };
        let error = store.adopt(&path).unwrap_err();
        assert!(
            matches!(error, StoreError::Foreign { .. }),
            "{name}: {error}"
        );
        assert_eq!(error.to_string().lines().count(), 1);
    }
    assert!(store.adopt(&temp.path().join("none")).is_err());
    assert_eq!(fs::read(&journal).unwrap(), before);
}

#[test]
fn a_failed_replacement_with_changes_asks_for_a_new_start() {
    let (temp, _) = place();
    let (dir, _) = after(temp.path(), "s", 1);
    let mut store = Store::open(&dir).unwrap().store;
    store.contents.as_mut().unwrap().head = None;
    let (next, load, _) = &loads()[1];
    assert!(store.replace(next, Some(load)).is_err());
    assert!(store.replace(next, Some(load)).is_err());
    drop(store);
    // The journal had it, and has it once.
    let opened = opens(&dir, 2);
    assert!(!opened.is_current);
}
