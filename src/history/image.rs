//! A history as bytes, so that the next start need not read every line of the
//! journal again. Whoever keeps them sees to it that they are whole and belong
//! to the journal.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::entry::{LastWords, Noun};
use super::log::{History, Mark, Memory};
use super::tombstone::Tombstone;
use super::{Seal, Stamp};
use crate::domain::{Digest, ItemKey, ItemKind, ReportDate, Slug, to_u32};

/// Version of the bytes: raise it whenever they mean something else. The test
/// `an_image_changes_only_with_its_version` says when.
const VERSION: u32 = 1;

/// What a history is made of; the rest follows from it.
#[derive(Serialize, Deserialize)]
struct Image {
    slugs: Arc<Vec<Slug>>,
    /// Seconds and first position of each load.
    loads: Vec<(i64, u64)>,
    changes: Vec<Arc<Changes>>,
    memories: HashMap<u32, Arc<Memory>>,
    tombstones: Vec<Stone>,
    seal: [u8; Seal::LEN],
}

/// A tombstone. Its last words are spelled out: as the journal has them, they
/// leave out what is empty, which only a text can.
#[derive(Serialize, Deserialize)]
struct Stone {
    position: u64,
    at: i64,
    noun: Noun,
    report: Slug,
    key: Option<ItemKey>,
    text: String,
    kind: Option<ItemKind>,
    category: Option<(Slug, String)>,
    links: Vec<String>,
    series: Option<Slug>,
    date: Option<ReportDate>,
}

impl History {
    /// What an image is kept for: this version of its bytes.
    #[must_use]
    pub fn image_key() -> Digest {
        Digest::of_parts([b"history image".as_slice(), &VERSION.to_le_bytes()])
    }

    /// Writes the bytes to keep it as.
    ///
    /// # Errors
    /// That `out` failed.
    pub fn write_image(&self, out: &mut dyn Write) -> io::Result<()> {
        let loads = self.loads.iter().map(|m| (m.at.seconds(), m.first));
        let image = Image {
            slugs: Arc::clone(&self.slugs),
            loads: loads.collect(),
            changes: self.changes.clone(),
            memories: self.memories.clone(),
            tombstones: self.tombstones.values().map(|t| Stone::of(t)).collect(),
            seal: self.seal.to_bytes(),
        };
        let written = postcard::to_io(&image, out);
        written.map(drop).map_err(io::Error::other)
    }

    /// The history that was kept as these bytes.
    #[must_use]
    pub fn from_image(bytes: &[u8]) -> Option<Self> {
        let (image, rest) = postcard::take_from_bytes::<Image>(bytes).ok()?;
        let mark = |(at, first)| {
            let at = Stamp::of_seconds(at)?;
            Some(Mark { at, first })
        };
        let stones = image.tombstones.into_iter();
        let stones = stones.map(|stone| Some((stone.position, Arc::new(stone.into_tombstone()?))));
        let lengths = image.changes.iter().map(|load| load.len());
        let length = lengths.fold(0, usize::saturating_add);
        let history = Self {
            numbers: Arc::new(image.slugs.iter().cloned().zip(0..).collect()),
            slugs: image.slugs,
            loads: image.loads.into_iter().map(mark).collect::<Option<_>>()?,
            changes: image.changes,
            memories: image.memories,
            tombstones: stones.collect::<Option<_>>()?,
            len: u64::try_from(length).unwrap_or(u64::MAX),
            seal: Seal::from_bytes(&image.seal),
        };
        rest.is_empty().then_some(history)
    }

    /// How many lines of the journal there are up to its end: a header, one for
    /// each change, one for the end of each load.
    #[must_use]
    pub(super) fn lines(&self) -> u64 {
        let loads = u64::from(to_u32(self.loads.len()));
        let header = u64::from(loads > 0);
        self.len.saturating_add(loads).saturating_add(header)
    }
}

impl Stone {
    fn of(tombstone: &Tombstone) -> Self {
        let words = tombstone.words.clone();
        Self {
            position: tombstone.position,
            at: tombstone.at.seconds(),
            noun: tombstone.noun,
            report: tombstone.report.clone(),
            key: tombstone.key.clone(),
            text: words.text,
            kind: words.kind,
            category: words.category,
            links: words.links,
            series: words.series,
            date: words.date,
        }
    }

    fn into_tombstone(self) -> Option<Tombstone> {
        let words = LastWords {
            text: self.text,
            kind: self.kind,
            category: self.category,
            links: self.links,
            series: self.series,
            date: self.date,
        };
        let at = Stamp::of_seconds(self.at)?;
        let parts = (self.noun, self.report, self.key);
        Some(Tombstone::new(parts, words, self.position, at))
    }
}
