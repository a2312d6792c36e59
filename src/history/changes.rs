//! The changes of one load, kept compactly: there may be a million.

use serde::{Deserialize, Serialize};

use super::entry::{Action, Noun};
use crate::domain::{ItemKey, Slug, to_u32};

/// Bytes of a key.
pub(super) const KEY: usize = ItemKey::LEN;
pub(super) type Key = [u8; KEY];

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packed {
    pub(super) version: Version,
    pub(super) about: About,
}

/// The version after, or the last one of what was deleted, and the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) print: [u8; 16],
    pub(super) key: Key,
}

/// What changes that follow each other have in common, most often: the items of
/// a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    pub(super) report: u32,
    pub(super) noun: Noun,
    pub(super) action: Action,
}

/// What only a change of something that was there before has to say.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Former {
    /// Which of the changes of its load it belongs to.
    pub(super) place: u32,
    pub(super) before: [u8; 16],
    /// The number of the slug it had.
    pub(super) slug: Option<u32>,
}

/// The changes of one load. Nearly all are of something new.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Changes {
    versions: Box<[Version]>,
    /// The place of the first change about something, and about what.
    runs: Box<[(u32, About)]>,
    /// By place.
    former: Box<[Former]>,
}

impl Changes {
    pub(super) fn of(packed: &[Packed], former: Vec<Former>) -> Self {
        let mut runs: Vec<(u32, About)> = Vec::new();
        for (place, change) in (0..).zip(packed) {
            if runs.last().is_none_or(|(_, about)| *about != change.about) {
                runs.push((place, change.about));
            }
        }
        Self {
            versions: packed.iter().map(|change| change.version).collect(),
            runs: runs.into(),
            former: former.into(),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.versions.len()
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.versions) + size_of_val(&*self.runs) + size_of_val(&*self.former)
    }

    /// The change at a place.
    pub(super) fn get(&self, place: usize) -> Option<Packed> {
        let version = *self.versions.get(place)?;
        let place = to_u32(place);
        let run = self.runs.partition_point(|(first, _)| *first <= place);
        let (_, about) = *self.runs.get(run.checked_sub(1)?)?;
        Some(Packed { version, about })
    }

    /// What the change at a place says of before.
    pub(super) fn former(&self, place: usize) -> Option<&Former> {
        let place = to_u32(place);
        let found = self.former.binary_search_by_key(&place, |f| f.place);
        self.former.get(found.ok()?)
    }
}

impl Packed {
    pub(super) fn id(&self, report: &Slug) -> String {
        match self.about.noun {
            Noun::Item => format!("{report}-{}", text_of(self.version.key)),
            Noun::Report => report.to_string(),
        }
    }
}

/// The bytes of a key; one of another length, which no reader gives, is cut.
pub(super) fn bytes_of(key: &ItemKey) -> Key {
    let mut bytes = [0; KEY];
    bytes
        .iter_mut()
        .zip(key.as_str().bytes())
        .for_each(|(to, from)| *to = from);
    bytes
}

pub(super) fn text_of(key: Key) -> String {
    String::from_utf8_lossy(&key).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_come_back_one_by_one() {
        let about = |report, noun| About {
            report,
            noun,
            action: Action::Created,
        };
        let change = |print, about| Packed {
            version: Version {
                print: [print; 16],
                key: [b'a'; KEY],
            },
            about,
        };
        let (report, item) = (about(3, Noun::Report), about(3, Noun::Item));
        let other = about(4, Noun::Item);
        let packed = [report, item, item, other, item]
            .into_iter()
            .zip(0..)
            .map(|(about, print)| change(print, about))
            .collect::<Vec<_>>();
        let changes = Changes::of(&packed, Vec::new());
        let back: Vec<Packed> = (0..9).map_while(|place| changes.get(place)).collect();
        assert_eq!(back, packed);
        assert_eq!(changes.runs.len(), 4, "two items stand together");
    }
}
