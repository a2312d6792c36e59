//! A body that is made row by row, whole or as it is sent.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use serde::Serialize;

use super::csv::Csv;
use super::entry::Entry;
use super::{atom, json_feed};
use crate::api::Addresses;
use crate::api::http::leave_to_others;
use crate::api::rest::fields::FieldTree;
use crate::query::{Archive, Marker};

/// About how many bytes are made at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Room for the first row.
const ROW_BYTES: usize = 4 * 1024;

/// Most room made at once.
const MOST_AT_ONCE: usize = 256 * 1024;

/// What a row is spelled from.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The snapshot that its number is of.
    pub archive: &'a Archive,
    /// How addresses are written.
    pub addresses: &'a Addresses,
    /// What is to be marked in it.
    pub marker: Option<&'a Marker>,
}

/// Writes the next row, if there is one.
pub type NextRow = Box<dyn FnMut(&At<'_>, &mut RowWriter<'_>) -> bool + Send>;

/// How rows are written.
pub enum Encoding {
    /// As elements of an array; these keys of each, all if there are none.
    Json(FieldTree),
    /// As lines; these keys of each, all if there are none.
    Ndjson(FieldTree),
    /// As records.
    Csv(Csv),
    /// As entries of an Atom feed.
    Atom,
    /// As items of a JSON Feed.
    JsonFeed,
}

impl Encoding {
    /// What stands between two rows.
    fn separator(&self) -> &'static [u8] {
        match self {
            Self::Json(_) | Self::JsonFeed => b",",
            Self::Ndjson(_) | Self::Csv(_) | Self::Atom => b"",
        }
    }
}

/// Where a row is written to.
pub struct RowWriter<'a> {
    out: &'a mut Vec<u8>,
    encoding: &'a Encoding,
    rows: &'a mut u64,
    outcome: &'a mut io::Result<()>,
}

impl RowWriter<'_> {
    /// Writes a view as one row.
    pub fn put(&mut self, view: &impl Serialize) {
        self.write(|encoding, out| match encoding {
            Encoding::Json(wanted) => write_json(view, wanted, out),
            Encoding::Ndjson(wanted) => {
                write_json(view, wanted, out)?;
                out.push(b'\n');
                Ok(())
            }
            Encoding::Csv(csv) => csv.write(view, out),
            // Entries have a spelling of their own.
            Encoding::Atom | Encoding::JsonFeed => Ok(()),
        });
    }

    /// Whether a row is wanted as JSON, with every key that it has.
    pub fn takes_json(&self) -> bool {
        match self.encoding {
            Encoding::Json(wanted) | Encoding::Ndjson(wanted) => *wanted == FieldTree::default(),
            Encoding::Csv(_) | Encoding::Atom | Encoding::JsonFeed => false,
        }
    }

    /// Writes a row that is JSON already.
    pub fn put_json(&mut self, row: impl FnOnce(&mut Vec<u8>)) {
        self.write(|encoding, out| {
            row(out);
            if matches!(encoding, Encoding::Ndjson(_)) {
                out.push(b'\n');
            }
            Ok(())
        });
    }

    /// Writes an entry as one row of a feed.
    pub fn put_entry(&mut self, entry: &Entry) {
        self.write(|encoding, out| match encoding {
            Encoding::Atom => {
                atom::write_entry(entry, out);
                Ok(())
            }
            Encoding::JsonFeed => Ok(json_feed::write_item(entry, out)?),
            Encoding::Json(_) | Encoding::Ndjson(_) | Encoding::Csv(_) => Ok(()),
        });
    }

    /// Writes bytes as they are: a piece of a file that is no list.
    pub fn put_bytes(&mut self, bytes: io::Result<Vec<u8>>) {
        match bytes {
            Ok(mut bytes) => self.out.append(&mut bytes),
            Err(error) => *self.outcome = Err(error),
        }
    }

    fn write(&mut self, row: impl FnOnce(&Encoding, &mut Vec<u8>) -> io::Result<()>) {
        if *self.rows > 0 {
            self.out.extend_from_slice(self.encoding.separator());
        }
        *self.rows += 1;
        if let Err(error) = row(self.encoding, self.out) {
            *self.outcome = Err(error);
        }
    }
}

fn write_json(view: &impl Serialize, wanted: &FieldTree, out: &mut Vec<u8>) -> io::Result<()> {
    if *wanted == FieldTree::default() {
        return Ok(serde_json::to_writer(out, view)?);
    }
    let mut value = serde_json::to_value(view)?;
    wanted.apply(&mut value);
    Ok(serde_json::to_writer(out, &value)?)
}

/// How far a body is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Times that the next row was asked for.
    pub steps: usize,
    /// Rows written: a step may write none, or several.
    rows: u64,
}

/// A body: what comes first, the rows, what comes last.
pub struct Body {
    archive: Arc<Archive>,
    addresses: Addresses,
    marker: Option<Marker>,
    encoding: Encoding,
    head: Vec<u8>,
    next: Option<NextRow>,
    tail: Vec<u8>,
    place: Place,
    /// Rows that no room was made for yet.
    rows: usize,
}

impl Body {
    /// A body of which nothing is made yet.
    pub fn new(
        (archive, addresses): (&Arc<Archive>, &Addresses),
        encoding: Encoding,
        (head, tail): (Vec<u8>, Vec<u8>),
        next: NextRow,
    ) -> Self {
        Self {
            archive: Arc::clone(archive),
            addresses: addresses.clone(),
            marker: None,
            encoding,
            head,
            next: Some(next),
            tail,
            place: Place::default(),
            rows: 0,
        }
    }

    /// The same body with room made for so many rows at once, each as long as
    /// the first: growing copies what is there again and again.
    pub fn of_rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// The same body with something to mark in its rows.
    pub fn marked(mut self, marker: Option<Marker>) -> Self {
        self.marker = marker;
        self
    }

    /// The same body from a place on, whose rows begin there.
    pub fn resumed(mut self, place: Place) -> Self {
        if place != Place::default() {
            self.head.clear();
        }
        self.place = place;
        self
    }

    /// How far it is made.
    pub fn place(&self) -> Place {
        self.place
    }

    /// A body that is there already.
    pub fn whole(from: (&Arc<Archive>, &Addresses), bytes: Vec<u8>) -> Self {
        let encoding = Encoding::Ndjson(FieldTree::default());
        Self::new(from, encoding, (bytes, Vec::new()), Box::new(|_, _| false))
    }

    /// Adds to `out` until it holds `enough` bytes or nothing is left; whether
    /// something is.
    ///
    /// # Errors
    /// When a row cannot be written, which no view of ours gives a reason for.
    pub fn fill(&mut self, out: &mut Vec<u8>, enough: usize) -> io::Result<bool> {
        out.reserve(ROW_BYTES);
        out.append(&mut self.head);
        let at = At {
            archive: &self.archive,
            addresses: &self.addresses,
            marker: self.marker.as_ref(),
        };
        while let Some(next) = &mut self.next {
            if out.len() >= enough {
                return Ok(true);
            }
            let mut outcome = Ok(());
            let begin = out.len();
            let more = next(
                &at,
                &mut RowWriter {
                    out,
                    encoding: &self.encoding,
                    rows: &mut self.place.rows,
                    outcome: &mut outcome,
                },
            );
            outcome?;
            self.place.steps += 1;
            // Rows are not all of one length.
            let row = (out.len() - begin) * 5 / 4;
            let others = std::mem::take(&mut self.rows).saturating_sub(1);
            let room = row.saturating_mul(others);
            out.reserve(room.min(enough).min(MOST_AT_ONCE));
            if !more {
                self.next = None;
                out.append(&mut self.tail);
            }
        }
        Ok(false)
    }
}

/// A body that is made as it is sent: about 64 KB at a time, and the next of
/// them when the last are on their way.
///
/// Between two pieces whoever else the worker answers has a turn: a hundred
/// long tables at once must not keep a short question waiting.
pub struct Stream {
    begun: Vec<u8>,
    body: Option<Body>,
    is_others_turn: bool,
}

impl Stream {
    /// A body whose first bytes are made already.
    pub fn new(begun: Vec<u8>, body: Body) -> Self {
        let body = Some(body);
        Self {
            begun,
            body,
            is_others_turn: false,
        }
    }

    /// What HEAD gives: the headers of a stream, and nothing in it.
    pub fn empty() -> Self {
        Self {
            begun: Vec::new(),
            body: None,
            is_others_turn: false,
        }
    }
}

impl MessageBody for Stream {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        if std::mem::take(&mut self.is_others_turn) {
            leave_to_others(context);
            return Poll::Pending;
        }
        let mut chunk = std::mem::take(&mut self.begun);
        let Some(body) = &mut self.body else {
            return Poll::Ready((!chunk.is_empty()).then(|| Ok(chunk.into())));
        };
        if chunk.is_empty() {
            chunk.reserve(CHUNK_BYTES + CHUNK_BYTES / 4);
        }
        let more = body.fill(&mut chunk, CHUNK_BYTES);
        match more {
            Ok(true) => self.is_others_turn = true,
            Ok(false) => self.body = None,
            Err(error) => {
                self.body = None;
                return Poll::Ready(Some(Err(error)));
            }
        }
        Poll::Ready((!chunk.is_empty()).then(|| Ok(chunk.into())))
    }
}
