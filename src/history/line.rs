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
        // Keeping all of it cannot fail.
        let _ = self.push_to(load, &mut |_, _| Ok(()));
    }

    /// The same; each change is told when its line is written, and some of the
    /// text may be taken away then.
    ///
    /// # Errors
    /// What `take` says.
    pub fn push_to(
        &mut self,
        load: &Load,
        take: &mut dyn FnMut(&mut String, &Entry) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.seal.bytes == 0 {
            let journal = "chronique";
            self.line(&HeaderLine {
                journal,
                format: FORMAT,
            });
        }
        load.entries.try_each(|change| {
            let position = self.seal.position.saturating_add(1);
            self.seal.position = position;
            self.line(&ChangeLine { position, change });
            take(&mut self.text, change)
        })?;
        self.line(&CommitLine {
            commit: self.seal.position,
            at: load.at,
        });
        Ok(())
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

    /// The lines that were not taken, and where the journal ends with them.
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
                let entries = std::mem::take(&mut self.entries).into();
                Ok(Some(Load { at, entries }))
            }
            _ => Err("it does not go on where the line before ends"),
        }
    }
}

#[cfg(test)]
mod tests;
