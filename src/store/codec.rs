//! Values to bytes and back, verified.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use super::error::Fault;
use super::guard::guarded;
use super::object::Value;
use super::shelf::Shelf;
use crate::domain::{Digest, Document, Generation};

/// The quickest: a report shrinks to a fifth, and opening a store of 10,000
/// waits for its size more than for zstd.
const LEVEL: i32 = 1;

/// A generation by the digests of its parts. Its own digest is that of the
/// whole generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) rules: Digest,
    pub(super) about: Digest,
    pub(super) registry: Digest,
    pub(super) diagnostics: Digest,
    /// Shelves of documents, by path.
    pub(super) shelves: Vec<Digest>,
}

/// The bytes of a value.
pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Fault> {
    postcard::to_stdvec(value).map_err(Fault::damaged)
}

/// Packs values for the data base: their length, then zstd. Digests are those
/// of the bytes before packing, so that they depend on no version of zstd.
pub(super) struct Packer(Compressor<'static>);

impl Packer {
    pub(super) fn new() -> Result<Self, Fault> {
        Compressor::new(LEVEL).map(Self).map_err(Fault::damaged)
    }

    pub(super) fn pack(&mut self, value: &[u8]) -> Result<Value, Fault> {
        let length = u32::try_from(value.len()).map_err(Fault::damaged)?;
        let packed = self.0.compress(value).map_err(Fault::damaged)?;
        Ok([length.to_le_bytes().as_slice(), &packed].concat())
    }
}

/// The generation of a manifest, and the shelves of its documents in order.
pub(super) fn decode(
    manifest: Digest,
    objects: &HashMap<Digest, Value>,
) -> Result<(Generation, Vec<Shelf>), Fault> {
    guarded(|| {
        let mut reader = Reader::new(objects)?;
        let manifest: Manifest = reader.read(manifest)?;
        let shelves = shelves(&manifest.shelves, objects)?;
        let documents = shelves.iter().flat_map(|s| &s.documents);
        let generation = Generation {
            about: Arc::new(reader.read(manifest.about)?),
            registry: Arc::new(reader.read(manifest.registry)?),
            documents: documents.cloned().collect(),
            diagnostics: reader.read(manifest.diagnostics)?,
            rules: manifest.rules,
        };
        Ok((generation, shelves))
    })
}

/// The documents, decoded on two threads: half of the time to be ready.
fn shelves(digests: &[Digest], objects: &HashMap<Digest, Value>) -> Result<Vec<Shelf>, Fault> {
    let decode = |digests: &[Digest]| -> Result<Vec<_>, Fault> {
        let mut reader = Reader::new(objects)?;
        let shelf = |digest: &Digest| {
            let documents: Vec<Document> = reader.read(*digest)?;
            Ok(Shelf {
                documents: documents.into_iter().map(Arc::new).collect(),
                digest: *digest,
            })
        };
        digests.iter().map(shelf).collect()
    };
    let (front, back) = digests.split_at(digests.len() / 2);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| guarded(|| decode(back)));
        let mut shelves = decode(front)?;
        let back = back.join().map_err(|_| Fault::damaged("decoding failed"))?;
        shelves.extend(back?);
        Ok(shelves)
    })
}

/// Unpacks values; keeps what that needs from one to the next.
pub(super) struct Unpacker {
    zstd: Decompressor<'static>,
    unpacked: Vec<u8>,
}

impl Unpacker {
    pub(super) fn new() -> Result<Self, Fault> {
        Ok(Self {
            zstd: Decompressor::new().map_err(Fault::damaged)?,
            unpacked: Vec::new(),
        })
    }

    pub(super) fn unpack(&mut self, packed: &[u8]) -> Option<&[u8]> {
        let (length, packed) = packed.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        self.unpacked.clear();
        // Not `reserve`: a length that is damaged must not end the process.
        self.unpacked.try_reserve_exact(length).ok()?;
        self.zstd
            .decompress_to_buffer(packed, &mut self.unpacked)
            .ok()?;
        Some(&self.unpacked)
    }
}

/// Unpacks and decodes objects.
struct Reader<'a> {
    objects: &'a HashMap<Digest, Value>,
    unpacker: Unpacker,
}

impl<'a> Reader<'a> {
    fn new(objects: &'a HashMap<Digest, Value>) -> Result<Self, Fault> {
        Ok(Self {
            objects,
            unpacker: Unpacker::new()?,
        })
    }

    /// One value, whose bytes must have the digest they are kept under.
    fn read<T: DeserializeOwned>(&mut self, digest: Digest) -> Result<T, Fault> {
        let named = |what| Fault::damaged(format!("the object {} {what}", digest.short(8)));
        let packed = self.objects.get(&digest);
        let packed = packed.ok_or_else(|| named("is missing"))?;
        let bytes = self.unpacker.unpack(packed);
        let bytes = bytes.ok_or_else(|| named("cannot be unpacked"))?;
        if Digest::of(bytes) != digest {
            return Err(named("has other bytes"));
        }
        match postcard::take_from_bytes(bytes) {
            Ok((decoded, [])) => Ok(decoded),
            Ok(_) => Err(named("is longer than its value")),
            Err(_) => Err(named("is not readable")),
        }
    }
}
