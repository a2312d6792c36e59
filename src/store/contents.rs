//! What is in an open data base: the generation held, and how it is replaced.

use std::collections::HashSet;
use std::path::Path;

use super::codec::{self, Manifest, Packer};
use super::error::Fault;
use super::journal::Journal;
use super::object::{Head, Objects};
use super::shelf::{self, Part, Shelf};
use super::{FORMAT, Replaced};
use crate::domain::{Digest, Generation};

/// Bytes of new objects that are written in one batch.
const BATCH_BYTES: usize = 8 << 20;

/// Where so many bytes were written, sled is closed: it would keep them in memory.
const MUCH: usize = 1 << 20;

/// Bytes of the journal that are copied at once.
const LINE_BYTES: u64 = 4 << 20;

/// An open data base and what is known to be in it.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) objects: Objects,
    /// Every object there is, referred to or not.
    present: HashSet<Digest>,
    pub(super) head: Option<Head>,
    /// The documents of the generation held, by path: a shelf that came back
    /// unchanged from a load is not serialised again.
    pub(super) kept: Vec<Shelf>,
}

impl Contents {
    /// Opens the data base and verifies what the head refers to; also gives
    /// the format found when it was another one, and everything was cleared.
    pub(super) fn open(dir: &Path) -> Result<(Self, Option<Generation>, Option<u32>), Fault> {
        let objects = Objects::open(dir)?;
        let (head, other) = match objects.head()? {
            None => (None, None),
            Some(head) if head.format == FORMAT => (Some(head), None),
            Some(head) => {
                objects.clear()?;
                (None, Some(head.format))
            }
        };
        let all = objects.all()?;
        let present = all.keys().copied().collect();
        let (latest, kept) = match head {
            None => (None, Vec::new()),
            Some(head) => {
                let (generation, kept) = codec::decode(head.manifest, &all)?;
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

    pub(super) fn replace(
        &mut self,
        generation: &Generation,
        journal: &Journal,
    ) -> Result<Replaced, Fault> {
        let documents = shelf::in_order(&self.kept, &generation.documents);
        let mut batch = Batch::new()?;
        let mut kept = Vec::new();
        for part in shelf::parts(std::mem::take(&mut self.kept), &documents) {
            kept.push(match part {
                Part::Kept(known) => known,
                Part::New(documents) => Shelf {
                    digest: batch.add(self, &codec::encode(documents)?)?,
                    documents: documents.to_vec(),
                },
            });
        }
        let manifest = Manifest {
            rules: generation.rules,
            about: batch.add(self, &codec::encode(generation.about.as_ref())?)?,
            registry: batch.add(self, &codec::encode(generation.registry.as_ref())?)?,
            diagnostics: batch.add(self, &codec::encode(&generation.diagnostics)?)?,
            shelves: kept.iter().map(|shelf| shelf.digest).collect(),
        };
        let digest = batch.add(self, &codec::encode(&manifest)?)?;
        batch.write(self)?;
        self.copy_journal(journal, &mut batch.packer)?;
        let head = Head::of(digest, journal.seal());
        let changed = self.head.map(|h| h.manifest) != Some(digest);
        if self.head != Some(head) {
            self.objects.flush()?;
            self.objects.switch(self.head, head)?;
            self.objects.flush()?;
            self.head = Some(head);
        }
        self.kept = kept;
        let removed = self.remove_unreferenced(&manifest, digest)?;
        if batch.written_bytes >= MUCH {
            // Closing tells nobody what it could not write.
            self.objects.flush()?;
            self.objects.rest();
        }
        let written = batch.written;
        Ok(Replaced {
            digest,
            changed,
            written,
            removed,
        })
    }

    /// Takes over what the journal has beyond the store's copy of it.
    fn copy_journal(&self, journal: &Journal, packer: &mut Packer) -> Result<(), Fault> {
        let mut start = self.head.map_or(0, |h| h.journal.bytes);
        let all = journal.seal().bytes;
        while start < all {
            let end = all.min(start.saturating_add(LINE_BYTES));
            let lines = journal.bytes(start, end).map_err(Fault::Unusable)?;
            self.objects.put_log(start, &packer.pack(&lines)?)?;
            start = end;
        }
        Ok(())
    }

    /// Removes what neither the head nor its manifest refers to; losing this
    /// in a crash costs space only, and the next call makes up for it.
    fn remove_unreferenced(&mut self, manifest: &Manifest, head: Digest) -> Result<usize, Fault> {
        let mut referred: HashSet<Digest> = manifest.shelves.iter().copied().collect();
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
    /// Bytes of them.
    bytes: usize,
    /// Objects and bytes handed over.
    written: usize,
    written_bytes: usize,
}

impl Batch {
    fn new() -> Result<Self, Fault> {
        Ok(Self {
            packer: Packer::new()?,
            values: Vec::new(),
            bytes: 0,
            written: 0,
            written_bytes: 0,
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
        self.written_bytes = self.written_bytes.saturating_add(bytes);
        to.objects.put(std::mem::take(&mut self.values), bytes)
    }
}
