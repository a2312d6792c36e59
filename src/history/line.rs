//! The journal as text: one JSON object a line, each sealed.
//!
//! ```text
//! {"journal":"chronique","format":1,"sum":"…"}
//! {"position":1,"change":{"noun":"REPORT","action":"CREATED",…},"sum":"…"}
//! {"commit":1,"at":"2022-12-01T00:00:00Z","sum":"…"}
//! ```
//!
//! A sum is the digest of the sum before and of the line up to it, so that a
//! line that is damaged, missing, doubled or elsewhere is noticed. The lines
//! of a load count once its commit is there. The same changes at the same
//! times give the same bytes everywhere.

use std::fmt::Write;
use std::io::{self, BufRead};

use serde::{Deserialize, Serialize};

use super::{Entry, History, Load, Print, Seal, Stamp};
use crate::domain::Digest;

/// Version of the lines.
const FORMAT: u32 = 1;

/// Longest line: above anything that is written, or the next start would take
/// it for damage. An item is at most a file of 4 MB, its links by reference say
/// as much again, and JSON has six bytes for a control character.
const MAX_LINE: u64 = 256 << 20;

/// Bytes of `,"sum":"…"}`.
const SUM: usize = 8 + 32 + 2;

#[derive(Serialize)]
struct HeaderLine {
    journal: &'static str,
    format: u32,
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    position: u64,
    change: &'a Entry,
}

#[derive(Serialize)]
struct CommitLine {
    commit: u64,
    at: Stamp,
}

/// Any line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    journal: Option<String>,
    format: Option<u32>,
    position: Option<u64>,
    change: Option<Entry>,
    commit: Option<u64>,
    at: Option<Stamp>,
    #[serde(rename = "sum")]
    _sum: String,
}

/// Writes lines behind a seal.
#[derive(Debug)]
pub struct Lines {
    seal: Seal,
    text: String,
}

impl Lines {
    /// Lines that go on where a journal ends.
    #[must_use]
    pub fn after(seal: Seal) -> Self {
        let text = String::new();
        Self { seal, text }
    }

    /// Adds a load, behind a header if it is the first.
    pub fn push(&mut self, load: &Load) {
        if self.seal.bytes == 0 {
            let journal = "chronique";
            self.line(&HeaderLine {
                journal,
                format: FORMAT,
            });
        }
        for change in &load.entries {
            let position = self.seal.position.saturating_add(1);
            self.seal.position = position;
            self.line(&ChangeLine { position, change });
        }
        self.line(&CommitLine {
            commit: self.seal.position,
            at: load.at,
        });
    }

    fn line(&mut self, line: &impl Serialize) {
        // Nothing in these values can fail to be written to memory.
        let mut json = serde_json::to_string(line).unwrap_or_default();
        json.pop();
        self.seal.sum = sum(self.seal.sum, json.as_bytes());
        let start = self.text.len();
        self.text.push_str(&json);
        // Writing to memory does not fail.
        let _ = writeln!(self.text, ",\"sum\":\"{}\"}}", self.seal.sum);
        let bytes = u64::try_from(self.text.len().saturating_sub(start)).unwrap_or(u64::MAX);
        self.seal.bytes = self.seal.bytes.saturating_add(bytes);
    }

    /// The lines, and where the journal ends with them.
    #[must_use]
    pub fn finish(self) -> (String, Seal) {
        (self.text, self.seal)
    }
}

fn sum(before: Print, line: &[u8]) -> Print {
    Digest::of_parts([before.0.as_slice(), line]).into()
}

/// What reading a journal came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadJournal {
    /// The end of what is whole.
    pub seal: Seal,
    /// The line that is not, from 1, and what is wrong with it; the lines of
    /// a load without its commit are not whole either.
    pub fault: Option<(u64, String)>,
    /// Whether a commit stands behind that line: then it is damage, and not
    /// the end of a write that was cut off.
    pub damaged: bool,
}

/// Reads a journal from its start, and hands over each load that is whole
/// with the end of its lines.
///
/// # Errors
/// When it cannot be read; whatever is in it is no error.
pub fn read(from: &mut impl BufRead, each: &mut dyn FnMut(Load, Seal)) -> io::Result<ReadJournal> {
    read_on(&History::default(), from, each)
}

/// The same from where a history ends, which is known already.
///
/// # Errors
/// When it cannot be read.
pub fn read_on(
    known: &History,
    from: &mut impl BufRead,
    each: &mut dyn FnMut(Load, Seal),
) -> io::Result<ReadJournal> {
    let (seal, last, entries) = (known.end(), known.last_at(), Vec::new());
    let mut reader = Reader {
        seal,
        entries,
        last,
    };
    let (mut line, mut number) = (Vec::new(), known.lines());
    let mut outcome = ReadJournal {
        seal,
        fault: None,
        damaged: false,
    };
    loop {
        line.clear();
        let length = io::Read::take(&mut *from, MAX_LINE).read_until(b'\n', &mut line)?;
        if length == 0 {
            break;
        }
        number = number.saturating_add(1);
        if outcome.fault.is_some() {
            outcome.damaged |= is_commit(&line);
            continue;
        }
        match reader.take(&line) {
            Ok(None) => {}
            Ok(Some(load)) => {
                outcome.seal = reader.seal;
                each(load, reader.seal);
            }
            Err(why) => {
                outcome.damaged = is_commit(&line);
                outcome.fault = Some((number, why.to_owned()));
            }
        }
    }
    if outcome.fault.is_none() && reader.seal != outcome.seal {
        outcome.fault = Some((number, "its load has no commit".to_owned()));
    }
    Ok(outcome)
}

fn is_commit(line: &[u8]) -> bool {
    line.starts_with(b"{\"commit\":") && line.ends_with(b"\n")
}

struct Reader {
    seal: Seal,
    entries: Vec<Entry>,
    last: Option<Stamp>,
}

impl Reader {
    /// Takes one line; gives the load that it completes.
    fn take(&mut self, line: &[u8]) -> Result<Option<Load>, &'static str> {
        let json = line.strip_suffix(b"\n").ok_or("it is cut off")?;
        let at = json.len().checked_sub(SUM).ok_or("it has no sum")?;
        let (body, end) = json.split_at_checked(at).ok_or("it has no sum")?;
        let now = sum(self.seal.sum, body);
        if end != format!(",\"sum\":\"{now}\"}}").as_bytes() {
            return Err("its sum is not that of the lines up to it");
        }
        let parsed: Line = serde_json::from_slice(json).map_err(|_| "it is not of a known form")?;
        self.seal.sum = now;
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        let first = self.seal.bytes == 0;
        self.seal.bytes = self.seal.bytes.saturating_add(length);
        self.put(parsed, first)
    }

    fn put(&mut self, line: Line, first: bool) -> Result<Option<Load>, &'static str> {
        match line {
            Line {
                journal: Some(name),
                format: Some(format),
                ..
            } if first => match (name.as_str(), format) {
                ("chronique", FORMAT) => Ok(None),
                ("chronique", _) => Err("its format is that of another version"),
                _ => Err("it is not a journal of chronique"),
            },
            _ if first => Err("it is not a journal of chronique"),
            Line {
                position: Some(position),
                change: Some(change),
                ..
            } if position == self.seal.position.saturating_add(1) && change.is_sound() => {
                self.seal.position = position;
                self.entries.push(change);
                Ok(None)
            }
            Line {
                commit: Some(position),
                at: Some(at),
                ..
            } if position == self.seal.position
                && !self.entries.is_empty()
                && self.last.is_none_or(|last| last <= at) =>
            {
                self.last = Some(at);
                let entries = std::mem::take(&mut self.entries);
                Ok(Some(Load { at, entries }))
            }
            _ => Err("it does not go on where the line before ends"),
        }
    }
}

#[cfg(test)]
mod tests {
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
            entries: vec![entry.clone(), entry],
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
        longest.entries.truncate(1);
        for entry in &mut longest.entries {
            entry.words.text = "\u{1}".repeat(4 << 20);
        }
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
}
