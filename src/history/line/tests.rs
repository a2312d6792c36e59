//! Lines of the journal, read and written.

use proptest::prelude::*;

use super::*;

fn load(text: &str, day: u32) -> Load {
    let entry = format!(
        r#"{{"noun":"ITEM","action":"CREATED","report":"2022-01","key":"abcdefgh",
            "after":"000102030405060708090a0b0c0d0e0f",
            "said":{{"text":{text:?},"kind":"BULLET","links":["https://e.org/"]}}}}"#
    );
    let entry: Entry = serde_json::from_str(&entry).unwrap();
    Load {
        at: format!("2022-01-{day:02}").parse().unwrap(),
        entries: vec![entry.clone(), entry].into(),
    }
}

fn journal() -> String {
    let mut lines = Lines::after(Seal::default());
    lines.push(&load("un", 1));
    lines.push(&load("deux", 2));
    lines.finish().0
}

fn bytes(of: impl AsRef<[u8]>) -> u64 {
    u64::try_from(of.as_ref().len()).unwrap()
}

fn outcome(bytes: &[u8]) -> (Vec<Load>, ReadJournal) {
    let mut loads = Vec::new();
    let read = read(&mut &bytes[..], &mut |load, _| loads.push(load)).unwrap();
    (loads, read)
}

#[test]
fn what_is_written_is_read_again() {
    let text = journal();
    assert_eq!(text.lines().count(), 7);
    let (loads, read) = outcome(text.as_bytes());
    assert_eq!(loads, [load("un", 1), load("deux", 2)]);
    assert_eq!((read.fault, read.damaged), (None, false));
    assert_eq!((read.seal.bytes, read.seal.position), (bytes(&text), 4));
    assert_eq!(Seal::from_bytes(&read.seal.to_bytes()), read.seal);
    let mut lines = Lines::after(read.seal);
    lines.push(&load("trois", 3));
    let (more, seal) = lines.finish();
    let (loads, read) = outcome(format!("{text}{more}").as_bytes());
    assert_eq!((loads.len(), read.seal), (3, seal));
}

/// The largest file there may be, of what JSON has the longest word for.
#[test]
fn the_longest_line_is_read_again() {
    let mut longest = load("", 1);
    let mut entries = longest.entries.to_vec();
    entries.truncate(1);
    for entry in &mut entries {
        entry.words.text = "\u{1}".repeat(4 << 20);
    }
    longest.entries = entries.into();
    let mut lines = Lines::after(Seal::default());
    lines.push(&longest);
    let (loads, read) = outcome(lines.finish().0.as_bytes());
    assert!(loads == [longest] && read.fault.is_none());
}

#[test]
fn every_line_is_json_with_a_sum_that_chains() {
    let text = journal();
    let mut before = [0_u8; 16];
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let (body, _) = line.rsplit_once(",\"sum\":").unwrap();
        // As the description says, worked out with blake3 itself.
        let mut hasher = blake3::Hasher::new();
        for part in [before.as_slice(), body.as_bytes()] {
            hasher.update(&bytes(part).to_le_bytes());
            hasher.update(part);
        }
        before = hasher.finalize().as_bytes()[..16].try_into().unwrap();
        let hex = Print(before).to_string();
        assert_eq!(value["sum"], hex);
    }
}

#[test]
fn a_tail_without_commit_is_cut_off_and_no_damage() {
    let text = journal();
    let first = text.match_indices('\n').nth(3).unwrap().0 + 1;
    for end in 0..text.len() {
        let (loads, read) = outcome(&text.as_bytes()[..end]);
        assert_eq!(loads.len(), usize::from(end >= first), "{end}");
        assert_eq!(
            read.seal.bytes,
            if end >= first {
                bytes(&text.as_bytes()[..first])
            } else {
                0
            }
        );
        assert!(!read.damaged, "{end}");
        assert_eq!(read.fault.is_some(), end != first && end != 0, "{end}");
    }
}

#[test]
fn lines_missing_doubled_or_swapped_are_damage() {
    let text = journal();
    let lines: Vec<&str> = text.lines().collect();
    for n in 0..6 {
        for edit in 0..3 {
            let mut edited = lines.clone();
            match edit {
                0 => drop(edited.remove(n)),
                1 => edited.insert(n, lines[n]),
                _ => edited.swap(n, n + 1),
            }
            let (loads, read) = outcome((edited.join("\n") + "\n").as_bytes());
            assert!(loads.len() < 2 && read.fault.is_some(), "{n} {edit}");
            assert!(read.damaged, "{n} {edit}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (loads, _) = outcome(&bytes);
        prop_assert!(loads.is_empty());
    }

    #[test]
    fn a_flipped_byte_is_noticed(at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
        let mut bytes = journal().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let (loads, read) = outcome(&bytes);
        prop_assert!(loads.len() < 2);
        prop_assert!(read.fault.is_some());
    }
}
