//! Durable generations: immutable objects by content digest, and one head.
//!
//! A generation is kept as one object per file, one each for the archive's
//! description, its registry and its general diagnostics, and a manifest that
//! names them all; the head names the manifest. Replacing a generation adds
//! the objects that are missing, makes them durable, and only then moves the
//! head, so that a crash at any moment leaves one whole generation, the old or
//! the new. Objects that nothing refers to are removed last.
//!
//! This module alone names sled, and `object` alone calls it: five operations
//! (head, all, put, switch, remove), so that an origin in a cluster can stand
//! in its place. It must not know Markdown, queries or HTTP, and is never on
//! the read path. The digest of a generation depends on its content alone.

mod codec;
mod error;
mod folder;
mod guard;
mod object;

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::{Digest, Document, Generation};

pub use error::{Recovered, StoreError};

use codec::{Manifest, Packer};
use error::Fault;
use object::{Head, Objects};

/// Version of everything in the store; another one means rebuild.
///
/// Raise it whenever the encoding of a stored value changes: the test
/// `the_encoding_changes_only_with_the_format` says when.
const FORMAT: u32 = 2;

/// Bytes of new objects that are written in one batch.
const BATCH_BYTES: usize = 8 << 20;

/// A store that was opened, and what was found in it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// The generation it holds, verified; `None` when it is new or was
    /// started anew.
    pub latest: Option<Generation>,
    /// Why it was started anew, if it was: the caller rebuilds it from the
    /// Markdown.
    pub recovered: Option<Recovered>,
}

/// What [`Store::replace`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Digest of the generation now held: content alone, the same everywhere.
    pub digest: Digest,
    /// Whether it differs from the one held before.
    pub changed: bool,
    /// Objects written.
    pub written: usize,
    /// Objects removed.
    pub removed: usize,
}

/// The store of one archive, open for this process alone.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    /// Released last: fields are dropped in the order of declaration.
    contents: Option<Contents>,
    lock: File,
}

/// What opening gives: the lock, what is there, and whether it was lost.
type Started = (File, (Contents, Option<Generation>), Option<Recovered>);

/// An open data base and what is known to be in it.
#[derive(Debug)]
struct Contents {
    objects: Objects,
    /// Every object there is, referred to or not.
    present: HashSet<Digest>,
    /// The manifest of the generation held.
    head: Option<Digest>,
    /// The documents of the generation held, by path, with their digests:
    /// what came back unchanged from a load is not serialised again.
    kept: Vec<(Arc<Document>, Digest)>,
}

impl Store {
    /// Opens the store in a folder, which is created when missing, and
    /// verifies all that it holds.
    ///
    /// A damaged store is moved aside and a new one is opened in its place;
    /// nothing else ever moves or removes it.
    ///
    /// # Errors
    /// When another process uses it, or the folder cannot be used.
    pub fn open(dir: &Path) -> Result<Opened, StoreError> {
        let lock = folder::lock(dir)?;
        let (lock, (contents, latest), recovered) = match Contents::open(dir) {
            // Damage can look like a store in which nothing ever was.
            Ok((contents, None, None)) if folder::is_marked(&lock) => {
                drop(contents);
                let reason = "it has lost all that it held".to_owned();
                Self::start_anew(dir, lock, reason)?
            }
            Ok((contents, latest, None)) => (lock, (contents, latest), None),
            Ok((contents, latest, Some(found))) => {
                folder::unmark(&lock);
                let recovered = Recovered::OtherFormat { found };
                (lock, (contents, latest), Some(recovered))
            }
            Err(Fault::Unusable(error)) => return Err(error),
            Err(Fault::Damaged(reason)) => Self::start_anew(dir, lock, reason)?,
        };
        let store = Self {
            dir: dir.to_owned(),
            contents: Some(contents),
            lock,
        };
        Ok(Opened {
            store,
            latest,
            recovered,
        })
    }

    /// Moves a damaged store aside and opens a new one in its place.
    fn start_anew(dir: &Path, lock: File, reason: String) -> Result<Started, StoreError> {
        // A full disk can show as a panic or a nonsensical error too: only
        // where writing works is the store itself at fault.
        folder::probe(dir, 0)?;
        let (aside, lock) = folder::move_aside(dir, lock)?;
        let (contents, latest, _) = Contents::open(dir).map_err(|f| f.unusable(dir))?;
        let recovered = Recovered::MovedAside { aside, reason };
        Ok((lock, (contents, latest), Some(recovered)))
    }

    /// Digest of the generation held.
    #[must_use]
    pub fn generation_digest(&self) -> Option<Digest> {
        self.contents.as_ref().and_then(|c| c.head)
    }

    /// Makes a generation the one held: durable when this returns.
    ///
    /// # Errors
    /// When it cannot be written; the generation held before stays, and the
    /// next call opens the store anew.
    pub fn replace(&mut self, generation: &Generation) -> Result<Replaced, StoreError> {
        let mut contents = match self.contents.take() {
            Some(contents) => contents,
            None => self.reopen()?,
        };
        // After a failed write sled refuses everything: it is closed then.
        let replaced = contents.replace(generation);
        let replaced = replaced.map_err(|f| f.unusable(&self.dir))?;
        self.contents = Some(contents);
        folder::mark(&self.lock);
        Ok(replaced)
    }

    fn reopen(&self) -> Result<Contents, StoreError> {
        let opened = Contents::open(&self.dir).map_err(|f| f.unusable(&self.dir));
        match opened {
            Ok((contents, ..)) => Ok(contents),
            // The lock that is taken is our own, of a data base that failed
            // so badly that it could not be closed.
            Err(StoreError::InUse { dir }) => {
                let why = "an earlier write failed, start chronique again".to_owned();
                Err(StoreError::Unusable { dir, why })
            }
            Err(error) => Err(error),
        }
    }

    /// Bytes the store takes on disk.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        folder::size_bytes(&self.dir)
    }

    /// The folder it is in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Contents {
    /// Opens the data base and verifies what the head refers to; also gives
    /// the format found when it was another one, and everything was cleared.
    fn open(dir: &Path) -> Result<(Self, Option<Generation>, Option<u32>), Fault> {
        let objects = Objects::open(dir)?;
        let (head, other) = match objects.head()? {
            None => (None, None),
            Some(head) if head.format == FORMAT => (Some(head.manifest), None),
            Some(head) => {
                objects.clear()?;
                (None, Some(head.format))
            }
        };
        let all = objects.all()?;
        let present = all.keys().copied().collect();
        let (latest, kept) = match head {
            None => (None, Vec::new()),
            Some(manifest) => {
                let (generation, digests) = codec::decode(manifest, &all)?;
                let kept = generation.documents.iter().cloned().zip(digests).collect();
                (Some(generation), kept)
            }
        };
        let contents = Self {
            objects,
            present,
            head,
            kept,
        };
        Ok((contents, latest, other))
    }

    fn replace(&mut self, generation: &Generation) -> Result<Replaced, Fault> {
        let mut documents: Vec<&Arc<Document>> = generation.documents.iter().collect();
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let mut batch = Batch::new()?;
        let mut kept = Vec::with_capacity(documents.len());
        for document in documents {
            let digest = match self.known(document) {
                Some(digest) => digest,
                None => batch.add(self, &codec::encode(document.as_ref())?)?,
            };
            kept.push((Arc::clone(document), digest));
        }
        let manifest = Manifest {
            rules: generation.rules,
            about: batch.add(self, &codec::encode(generation.about.as_ref())?)?,
            registry: batch.add(self, &codec::encode(generation.registry.as_ref())?)?,
            diagnostics: batch.add(self, &codec::encode(&generation.diagnostics)?)?,
            documents: kept.iter().map(|(_, digest)| *digest).collect(),
        };
        let digest = batch.add(self, &codec::encode(&manifest)?)?;
        batch.write(self)?;
        let changed = self.head != Some(digest);
        if changed {
            self.objects.flush()?;
            self.objects
                .switch(self.head.map(Head::of), Head::of(digest))?;
            self.objects.flush()?;
            self.head = Some(digest);
        }
        self.kept = kept;
        let removed = self.remove_unreferenced(&manifest, digest)?;
        let written = batch.written;
        Ok(Replaced {
            digest,
            changed,
            written,
            removed,
        })
    }

    /// The digest of a document that is the very value held.
    fn known(&self, document: &Arc<Document>) -> Option<Digest> {
        let at = self
            .kept
            .binary_search_by(|(held, _)| held.path.cmp(&document.path))
            .ok()?;
        let (held, digest) = self.kept.get(at)?;
        Arc::ptr_eq(held, document).then_some(*digest)
    }

    /// Removes what neither the head nor its manifest refers to; losing this
    /// in a crash costs space only, and the next call makes up for it.
    fn remove_unreferenced(&mut self, manifest: &Manifest, head: Digest) -> Result<usize, Fault> {
        let mut referred: HashSet<Digest> = manifest.documents.iter().copied().collect();
        referred.extend([
            head,
            manifest.about,
            manifest.registry,
            manifest.diagnostics,
        ]);
        let stale: Vec<Digest> = self.present.difference(&referred).copied().collect();
        self.objects.remove(&stale)?;
        self.present = referred;
        Ok(stale.len())
    }
}

/// New objects on their way into the data base.
struct Batch {
    packer: Packer,
    values: Vec<(Digest, Vec<u8>)>,
    bytes: usize,
    written: usize,
}

impl Batch {
    fn new() -> Result<Self, Fault> {
        Ok(Self {
            packer: Packer::new()?,
            values: Vec::new(),
            bytes: 0,
            written: 0,
        })
    }

    /// Adds a value unless the data base has it, and gives its digest.
    fn add(&mut self, to: &mut Contents, value: &[u8]) -> Result<Digest, Fault> {
        let digest = Digest::of(value);
        if to.present.insert(digest) {
            let packed = self.packer.pack(value)?;
            self.bytes = self.bytes.saturating_add(packed.len());
            self.values.push((digest, packed));
            if self.bytes >= BATCH_BYTES {
                self.write(to)?;
            }
        }
        Ok(digest)
    }

    /// Hands over what has gathered; durable only after a flush.
    fn write(&mut self, to: &Contents) -> Result<(), Fault> {
        self.written = self.written.saturating_add(self.values.len());
        let bytes = std::mem::take(&mut self.bytes);
        to.objects.put(std::mem::take(&mut self.values), bytes)
    }
}

#[cfg(test)]
mod tests;
