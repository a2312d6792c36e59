//! Values to bytes and back, verified.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::Fault;
use super::guard::guarded;
use super::object::Value;
use crate::domain::{Digest, Document, Generation};

/// A generation by the digests of its parts. Its own digest is that of the
/// whole generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) rules: Digest,
    pub(super) about: Digest,
    pub(super) registry: Digest,
    pub(super) diagnostics: Digest,
    /// By path.
    pub(super) documents: Vec<Digest>,
}

/// The bytes of a value.
pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Fault> {
    postcard::to_stdvec(value).map_err(Fault::damaged)
}

/// The generation of a manifest, and the digests of its documents in order.
pub(super) fn decode(
    manifest: Digest,
    objects: &HashMap<Digest, Value>,
) -> Result<(Generation, Vec<Digest>), Fault> {
    guarded(|| {
        let manifest: Manifest = object(manifest, objects)?;
        let documents = documents(&manifest.documents, objects)?;
        let generation = Generation {
            about: Arc::new(object(manifest.about, objects)?),
            registry: Arc::new(object(manifest.registry, objects)?),
            documents,
            diagnostics: object(manifest.diagnostics, objects)?,
            rules: manifest.rules,
        };
        Ok((generation, manifest.documents))
    })
}

/// The documents, decoded on two threads: half of the time to be ready.
fn documents(
    digests: &[Digest],
    objects: &HashMap<Digest, Value>,
) -> Result<Vec<Arc<Document>>, Fault> {
    let each = |digest: &Digest| object(*digest, objects).map(Arc::new);
    let (front, back) = digests.split_at(digests.len() / 2);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| guarded(|| back.iter().map(each).collect::<Result<Vec<_>, _>>()));
        let mut documents: Vec<_> = front.iter().map(each).collect::<Result<_, _>>()?;
        let back = back.join().map_err(|_| Fault::damaged("decoding failed"))?;
        documents.extend(back?);
        Ok(documents)
    })
}

/// One value, whose bytes must have the digest they are kept under.
fn object<T: DeserializeOwned>(
    digest: Digest,
    objects: &HashMap<Digest, Value>,
) -> Result<T, Fault> {
    let value = objects
        .get(&digest)
        .ok_or_else(|| Fault::damaged(format!("the object {} is missing", digest.short(8))))?;
    if Digest::of(value) != digest {
        let why = format!("the object {} has other bytes", digest.short(8));
        return Err(Fault::Damaged(why));
    }
    match postcard::take_from_bytes(value) {
        Ok((decoded, [])) => Ok(decoded),
        Ok(_) => Err(Fault::damaged("an object is longer than its value")),
        Err(error) => Err(Fault::damaged(format!(
            "an object is not readable: {error}"
        ))),
    }
}
