//! `/v1/export/journal.ndjson`: the journal, line by line as it is kept.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;

use super::call::Call;
use crate::api::http::{Problem, ProblemKind, Reply};
use crate::api::live::JournalSource;
use crate::domain::to_u32;
use crate::query::Seal;

/// Media type of the journal.
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// Bytes in one piece.
const PIECE: usize = 64 << 10;

/// Answers with the journal as long as the snapshot knows it: what is added
/// meanwhile belongs to the next one.
pub fn journal(mut call: Call<'_>) -> Result<Reply, Problem> {
    call.check()?;
    let end = call.archive.journal_end();
    let source = call.state.live().journal.as_ref();
    let source = source.filter(|_| end != Seal::default());
    let Some(source) = source else {
        let detail = "No journal is kept here.";
        return Err(Problem::new(ProblemKind::NotFound).with_detail(detail));
    };
    // The sum at the end stands for every byte before it.
    let tag = format!("\"journal-{}\"", end.sum);
    let from = open(source, end.bytes).map_err(|_| Problem::from(ProblemKind::Internal))?;
    // Of a HEAD the length is sent, and none of this is read.
    let left = if call.request.method() == Method::HEAD {
        0
    } else {
        end.bytes
    };
    let body = Lines {
        from,
        length: end.bytes,
        left,
    };
    let mut answer = call.text(MEDIA_TYPE, Bytes::new());
    let name = HeaderValue::from_static("attachment; filename=\"journal.ndjson\"");
    answer.headers.extend([
        (header::CONTENT_DISPOSITION, name),
        // Who keeps a copy is to ask whether it has grown.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ]);
    Ok(answer.respond_with(call.request, &tag, body).into())
}

fn open(source: &JournalSource, bytes: u64) -> io::Result<Box<dyn Read>> {
    let unsaved = u64::from(to_u32(source.unsaved.len()));
    let saved = bytes.saturating_sub(unsaved);
    let rest = Cursor::new(source.unsaved.clone());
    Ok(match &source.file {
        Some(path) if saved > 0 => Box::new(File::open(path)?.take(saved).chain(rest)),
        _ => Box::new(rest),
    })
}

struct Lines {
    from: Box<dyn Read>,
    length: u64,
    left: u64,
}

impl MessageBody for Lines {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        let this = self.get_mut();
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let mut piece = Vec::new();
        let most = u64::from(to_u32(PIECE)).min(this.left);
        let read = this.from.by_ref().take(most).read_to_end(&mut piece);
        Poll::Ready(Some(match read {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => {
                this.left = this.left.saturating_sub(u64::from(to_u32(length)));
                Ok(piece.into())
            }
            Err(error) => Err(error),
        }))
    }
}
