//! The journal of changes as a body: the lines as they are kept, as far as a
//! snapshot knows them. What is added meanwhile belongs to the next one.

use std::fs::File;
use std::io::{self, Read as _, Seek, SeekFrom};
use std::sync::Arc;

use crate::api::live::JournalSource;
use crate::api::rest::form::{NextRow, RowWriter};
use crate::domain::to_u32;

/// Bytes in one step.
const PIECE: u64 = 64 << 10;

/// The first `bytes` of the journal, from a step on.
pub fn pieces(source: &Arc<JournalSource>, bytes: u64, steps: usize) -> NextRow {
    let source = Arc::clone(source);
    let start = u64::try_from(steps).unwrap_or(u64::MAX);
    let mut at = start.saturating_mul(PIECE);
    Box::new(move |_, out: &mut RowWriter<'_>| {
        let end = bytes.min(at.saturating_add(PIECE));
        if at >= end {
            return false;
        }
        out.put_bytes(read(&source, bytes, (at, end)));
        at = end;
        true
    })
}

/// Some bytes of a journal that has so many: they are in the file, or behind
/// it.
fn read(source: &JournalSource, bytes: u64, (from, to): (u64, u64)) -> io::Result<Vec<u8>> {
    let saved = bytes.saturating_sub(u64::from(to_u32(source.unsaved.len())));
    let mut piece = Vec::new();
    if let Some(path) = source.file.as_ref().filter(|_| from < saved) {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        file.take(to.min(saved) - from).read_to_end(&mut piece)?;
    }
    let behind = |place: u64| usize::try_from(place.saturating_sub(saved)).unwrap_or(usize::MAX);
    let rest = source.unsaved.as_bytes().get(behind(from)..behind(to));
    piece.extend_from_slice(rest.unwrap_or_default());
    if u64::from(to_u32(piece.len())) < to - from {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_from_the_file_and_from_behind_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        // Behind what the snapshot knows there may be more already.
        std::fs::write(&path, "abcdef").unwrap();
        let source = JournalSource {
            file: Some(path),
            unsaved: "XYZ".to_owned(),
        };
        let all = b"abcdXYZ";
        for from in 0..7 {
            for to in from..=7 {
                let piece = read(&source, 7, (from, to)).unwrap();
                let (from, to) = (usize::try_from(from).unwrap(), usize::try_from(to).unwrap());
                assert_eq!(piece, all[from..to]);
            }
        }
        assert!(read(&source, 20, (0, 20)).is_err());
    }
}
