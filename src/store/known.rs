//! A history that was kept, so that only the bytes of the journal it came from
//! are compared, and not every line of it read again.

use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use super::image::{self, Kept};
use super::ledger::JournalNote;
use crate::disk::File;
use crate::domain::Digest;
use crate::history::{History, Seal};

/// A history, and the digest of the bytes of the journal that tell it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) history: History,
    bytes: Digest,
}

impl Known {
    /// The history that is kept in a folder, if there is one; what is damaged
    /// is noted.
    pub(super) fn read(dir: &Path, notes: &mut Vec<JournalNote>) -> Option<Self> {
        let kept = match image::read(dir, image::HISTORY, History::image_key()) {
            Kept::Whole(kept) => kept,
            Kept::Nothing => return None,
            Kept::Damaged => {
                let path = dir.join(image::HISTORY);
                notes.push(JournalNote::Remade { path });
                return None;
            }
        };
        let (bytes, kept) = kept.split_first_chunk::<32>()?;
        Some(Self {
            history: History::from_image(kept)?,
            bytes: Digest::from_bytes(*bytes),
        })
    }

    /// Keeps a history that a journal tells up to its end.
    pub(super) fn write(dir: &Path, journal: &Path, history: &History) -> io::Result<()> {
        let mut file = BufReader::with_capacity(BLOCK, File::open(journal)?);
        let Some(bytes) = digest(&mut file, history.end())? else {
            return Ok(());
        };
        image::write(dir, image::HISTORY, History::image_key(), |file| {
            file.write_all(bytes.as_bytes())?;
            history.write_image(file)
        })
    }

    /// Whether a journal begins with the bytes that tell it; the file is behind
    /// them then.
    pub(super) fn begins(&self, journal: &mut BufReader<File>) -> io::Result<bool> {
        Ok(digest(journal, self.history.end())? == Some(self.bytes))
    }
}

/// How much is read at once.
pub(super) const BLOCK: usize = 1 << 18;

/// The digest of the bytes up to a seal, `None` where there are fewer.
fn digest(journal: &mut BufReader<File>, seal: Seal) -> io::Result<Option<Digest>> {
    let mut sum = Digest::summing();
    let mut left = seal.bytes;
    while left > 0 {
        let block = journal.fill_buf()?;
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let block = block.get(..most).unwrap_or(block);
        let length = block.len();
        if length == 0 {
            return Ok(None);
        }
        sum.add(block);
        journal.consume(length);
        left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
    }
    Ok(Some(sum.finish()))
}
