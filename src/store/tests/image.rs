//! What only saves time, in every state it can be in: the store tells the same.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::super::image::{HISTORY, INDEX};
use super::super::{JournalNote, Store, journal_path};
use super::journal::{after, keep, loads, opens};
use super::place;
use crate::disk::fault::{How, failing};
use crate::domain::Digest;

/// Keeps the history of a store after so many loads.
fn with_history(dir: &Path, count: usize) {
    keep(dir, &loads()[..count]);
    let mut opened = opens(dir, count);
    opened.store.keep_history(&opened.history).unwrap();
    assert!(dir.join(HISTORY).exists());
}

/// What the lines of its journal tell alone.
fn reread(dir: &Path, count: usize) {
    fs::remove_file(dir.join(HISTORY)).unwrap();
    opens(dir, count);
}

#[test]
fn a_kept_history_is_that_of_the_journal_however_far_it_goes() {
    for kept in 1..=3 {
        let (_temp, dir) = place();
        with_history(&dir, kept);
        keep(&dir, &loads()[kept..]);
        let opened = opens(&dir, 3);
        assert!(opened.is_current && opened.notes.is_empty() && opened.recovered.is_none());
        assert!(opened.store.known > 0, "{kept}");
        drop(opened);
        reread(&dir, 3);
    }
}

#[test]
fn a_damaged_one_is_told_and_made_anew() {
    let (_temp, dir) = place();
    with_history(&dir, 3);
    let whole = fs::read(dir.join(HISTORY)).unwrap();
    let places = [0, 31, 64, 96, whole.len() / 2, whole.len() - 1];
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        fs::write(dir.join(HISTORY), &bytes).unwrap();
        let path = dir.join(HISTORY);
        assert_eq!(opens(&dir, 3).notes, [JournalNote::Remade { path }], "{at}");
    }
    for length in [0, 1, 63, 64, whole.len() - 1] {
        fs::write(dir.join(HISTORY), &whole[..length]).unwrap();
        assert!(opens(&dir, 3).notes.len() == 1, "{length}");
    }
    // Of another version of the store.
    let mut bytes = whole;
    bytes[40] ^= 4;
    fs::write(dir.join(HISTORY), &bytes).unwrap();
    assert_eq!(opens(&dir, 3).notes, []);
}

#[test]
fn it_hides_no_damage_of_the_journal() {
    let (_temp, dir) = place();
    with_history(&dir, 3);
    let journal = journal_path(&dir);
    let right = fs::read(&journal).unwrap();
    for tenths in [1, 5, 9] {
        let mut bytes = right.clone();
        let at = bytes.len() * tenths / 10;
        bytes[at] ^= 1;
        fs::write(&journal, &bytes).unwrap();
        let opened = opens(&dir, 3);
        assert!(matches!(
            opened.notes[..],
            [JournalNote::Damaged { whole: true, .. }]
        ));
        assert_eq!(fs::read(&journal).unwrap(), right);
    }
    // Lines that a killed load left.
    fs::write(&journal, [&right[..], b"{\"position\":"].concat()).unwrap();
    assert!(matches!(
        opens(&dir, 3).notes[..],
        [JournalNote::Cut { .. }]
    ));
    assert_eq!(fs::read(&journal).unwrap(), right);
}

#[test]
fn a_history_beside_another_journal_is_not_believed() {
    let (temp, dir) = place();
    with_history(&dir, 3);
    let (other, _) = after(temp.path(), "other", 2);
    fs::copy(dir.join(HISTORY), other.join(HISTORY)).unwrap();
    opens(&other, 2);
}

#[test]
fn an_image_is_for_its_key_alone() {
    let (_temp, dir) = place();
    keep(&dir, &loads()[..1]);
    let mut store = Store::open(&dir).unwrap().store;
    let (one, other) = (Digest::of(b"one"), Digest::of(b"other"));
    assert_eq!(store.image(one), Ok(None));
    store
        .keep_image(one, |file| file.write_all(b"tables"))
        .unwrap();
    assert_eq!(store.image(one), Ok(Some(b"tables".to_vec())));
    assert_eq!(store.image(other), Ok(None));
    store
        .keep_image(one, |_| unreachable!("it is there"))
        .unwrap();
    let path = dir.join(INDEX);
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(store.image(one), Err(JournalNote::Remade { path }));
}

#[test]
fn an_image_that_cannot_be_written_leaves_a_whole_one() {
    let (_temp, dir) = place();
    keep(&dir, &loads()[..1]);
    let mut store = Store::open(&dir).unwrap().store;
    let (one, other) = (Digest::of(b"one"), Digest::of(b"other"));
    // More than is written at once.
    let long: Vec<u8> = (0_u32..200_000).flat_map(u32::to_le_bytes).collect();
    let write = |store: &mut Store, key, fails| {
        let put = |file: &mut dyn Write| long.chunks(999).try_for_each(|some| file.write_all(some));
        failing(fails, || store.keep_image(key, put))
    };
    let calls = write(&mut store, other, None).1;
    assert!(calls > 8, "{calls}");
    for call in 1..=calls {
        for how in [How::Undone, How::HalfDone, How::Done] {
            write(&mut store, one, None).0.unwrap();
            let error = write(&mut store, other, Some((call, how))).0.unwrap_err();
            assert!(error.to_string().contains("os error 5"), "{error}");
            assert!(!dir.join(format!("{INDEX}.new")).exists(), "{call} {how:?}");
            let kept = [one, other].map(|key| store.image(key).unwrap());
            let whole = kept.into_iter().flatten().collect::<Vec<_>>();
            assert!(whole == [long.clone()], "{call} {how:?}");
        }
    }
}
