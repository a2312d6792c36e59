//! Damage of every kind: noticed, moved aside, rebuilt.

use std::fs;
use std::path::Path;

use super::super::{Contents, Recovered, Store, codec};
use super::{copy, data_files, filled, place, year};
use crate::domain::Generation;

/// Opens a store that may be damaged: the right generation, or a fresh store
/// with the damaged one beside it; afterwards it works.
fn survives(dir: &Path, right: &Generation, what: &str) -> bool {
    let mut opened = Store::open(dir).unwrap_or_else(|e| panic!("{what}: {e}"));
    let moved = match (&opened.latest, &opened.recovered) {
        (Some(found), None) => {
            assert!(found == right, "{what}: wrong data");
            false
        }
        (None, Some(Recovered::MovedAside { aside, reason })) => {
            assert!(
                aside.is_dir() && reason.lines().count() == 1,
                "{what}: {reason}"
            );
            true
        }
        other => panic!("{what}: {other:?}"),
    };
    opened
        .store
        .replace(right, None)
        .unwrap_or_else(|e| panic!("{what}: {e}"));
    drop(opened);
    let again = Store::open(dir).unwrap_or_else(|e| panic!("{what}: {e}"));
    assert!(again.latest.as_ref() == Some(right), "{what}: not rebuilt");
    moved
}

#[test]
fn flipped_bytes_never_give_a_panic_or_wrong_data() {
    let (temp, dir) = place();
    let right = year();
    filled(&dir, &right);
    let flips: usize = std::env::var("CHRONIQUE_TEST_FLIPS").map_or(60, |n| n.parse().unwrap());
    let mut moved = 0;
    for (path, _) in data_files(&dir) {
        let bytes = fs::read(&path).unwrap();
        // The main file is mostly zeros: half of the flips where there is data.
        let used: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i] != 0).collect();
        let share = if bytes.len() > 4096 { flips } else { flips / 6 };
        for n in 0..share {
            let at = match n % 2 {
                0 => used[(n * 7_919 + n * n) % used.len()],
                _ => n * bytes.len() / share,
            };
            let name = path.file_name().unwrap();
            let copied = temp.path().join(format!("{}-{n}", name.display()));
            copy(&dir, &copied);
            let mut damaged = bytes.clone();
            damaged[at] ^= if n % 3 == 0 { 0x01 } else { 0xff };
            fs::write(copied.join(name), damaged).unwrap();
            let what = format!("byte {at} of {}", path.display());
            moved += usize::from(survives(&copied, &right, &what));
            fs::remove_dir_all(copied).unwrap();
        }
    }
    assert!(moved > 0, "no flip was noticed");
}

#[test]
fn cut_and_overwritten_files_are_moved_aside() {
    let (temp, dir) = place();
    let right = year();
    filled(&dir, &right);
    let mut moved = 0;
    for (path, size) in data_files(&dir) {
        let name = path.file_name().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        let noise: Vec<u8> = (0..size)
            .map(|n| u8::try_from(n * n % 251).unwrap())
            .collect();
        let mut holed = bytes.clone();
        holed[size / 8..size / 4].fill(0);
        let versions = [
            vec![],
            bytes[..size / 2].to_vec(),
            bytes[..size - 1].to_vec(),
            noise,
            holed,
        ];
        for (n, version) in versions.iter().enumerate() {
            let copied = temp.path().join(format!("{}-{n}", name.display()));
            copy(&dir, &copied);
            fs::write(copied.join(&name), version).unwrap();
            moved += usize::from(survives(
                &copied,
                &right,
                &format!("{} version {n}", name.display()),
            ));
        }
        let copied = temp.path().join(format!("{}-gone", name.display()));
        copy(&dir, &copied);
        fs::remove_file(copied.join(&name)).unwrap();
        survives(&copied, &right, &format!("{} gone", name.display()));
    }
    assert!(moved > 2, "{moved}");
}

#[test]
fn an_object_with_other_bytes_or_missing_is_damage() {
    for remove in [true, false] {
        let (_temp, dir) = place();
        let right = year();
        filled(&dir, &right);
        let (contents, ..) = Contents::open(&dir).unwrap();
        let digest = contents.kept[0].digest;
        if remove {
            contents.objects.remove(&[digest]).unwrap();
        } else {
            let value = codec::encode(&right.documents[5..6]).unwrap();
            let packed = codec::Packer::new().unwrap().pack(&value).unwrap();
            contents.objects.put(vec![(digest, packed)], 0).unwrap();
        }
        contents.objects.flush().unwrap();
        drop(contents);
        assert!(survives(&dir, &right, "object"));
    }
}
