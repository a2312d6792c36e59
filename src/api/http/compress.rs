//! The content codings of whole bodies.

use std::io::{self, Write as _};

use actix_web::web::Bytes;
use brotli::{CompressorWriter, enc::BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};

use super::coding::Coding;

const GZIP_LEVEL: u32 = 5;
const BROTLI_QUALITY: i32 = 4;
const BROTLI_WINDOW_BITS: i32 = 20;
const BROTLI_BUFFER_BYTES: usize = 4096;
const ZSTD_LEVEL: i32 = 3;

/// The body in this coding; `None` for identity, or if a compressor fails
/// (none does on memory; the answer then goes as it is).
#[must_use]
pub fn compress(body: &Bytes, coding: Coding) -> Option<Bytes> {
    let compressed = match coding {
        Coding::Identity => return None,
        Coding::Gzip => gzip(body),
        Coding::Brotli => brotli(body),
        Coding::Zstd => zstd::bulk::compress(body, ZSTD_LEVEL),
    };
    compressed.ok().map(Bytes::from)
}

/// flate2 leaves the header's time at zero: the same bytes everywhere.
fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(
        Vec::with_capacity(body.len() / 4),
        Compression::new(GZIP_LEVEL),
    );
    encoder.write_all(body)?;
    encoder.finish()
}

fn brotli(body: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW_BITS,
        size_hint: body.len(),
        ..BrotliEncoderParams::default()
    };
    let sink = Vec::with_capacity(body.len() / 4);
    let mut writer = CompressorWriter::with_params(sink, BROTLI_BUFFER_BYTES, &parameters);
    writer.write_all(body)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn every_coding_comes_back() {
        let body = Bytes::from("l'accélérateur d'initiatives citoyennes ".repeat(500));
        let gzip = compress(&body, Coding::Gzip).unwrap();
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&*gzip)
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain, body);
        let brotli = compress(&body, Coding::Brotli).unwrap();
        plain.clear();
        brotli::Decompressor::new(&*brotli, 4096)
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain, body);
        let zstd = compress(&body, Coding::Zstd).unwrap();
        assert_eq!(zstd::bulk::decompress(&zstd, body.len()).unwrap(), body);
        assert!(gzip.len() < 500 && brotli.len() < 500 && zstd.len() < 500);
        assert_eq!(compress(&body, Coding::Identity), None);
    }
}
