//! An index as bytes, so that the next start need not build it. Whoever keeps
//! them sees to it that they are whole, and of the very content and version.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Deserialize;

use super::build::{Frame, ReportLists, reports_in_order};
use super::content::Content;
use super::pairs::Pairs;
use super::places::Places;
use super::{Dimension, Index, Resources, SiteEntry, Texts};
use crate::domain::{Digest, Generation};

/// Version of the bytes, and of all that decides what is in an index: how it
/// is numbered, how texts are cut into words. Raise it whenever the same content
/// would give other bytes: the test `an_image_changes_only_with_its_version`
/// says when.
const VERSION: u32 = 5;

/// The tables that building an index takes its time for. What is missing here
/// follows from the generation.
#[derive(Deserialize)]
struct Tables {
    lists: ReportLists,
    resources: Resources,
    sites: Arc<Vec<SiteEntry>>,
    links: u32,
    by_series: Arc<Dimension>,
    by_month: Arc<Dimension>,
    by_category: Arc<Dimension>,
    by_project: Arc<Dimension>,
    by_resource: Arc<Dimension>,
    by_site: Arc<Dimension>,
    by_kind: Arc<Dimension>,
    pairs: Pairs,
    text: Texts,
}

impl Index {
    /// What an image of this index is kept for.
    pub fn image_key(&self) -> Digest {
        key_of(self.digest)
    }

    /// Writes the bytes to keep it as.
    ///
    /// # Errors
    /// That `out` failed.
    pub fn write_image(&self, out: &mut dyn Write) -> io::Result<()> {
        let lists = (&self.series, &self.months, &self.categories);
        let links = (&self.resources, &self.sites, self.links);
        let dimensions = (
            &self.by_series,
            &self.by_month,
            &self.by_category,
            &self.by_project,
            &self.by_resource,
            &self.by_site,
            &self.by_kind,
        );
        // The same bytes as of `Tables`: names and brackets leave none.
        let tables = (lists, links, dimensions, &self.pairs, &self.text);
        let written = postcard::to_io(&tables, out);
        written.map(drop).map_err(io::Error::other)
    }

    /// The index of a generation, from the bytes that are kept for a key.
    pub fn from_image(
        generation: &Generation,
        kept: impl FnOnce(Digest) -> Option<Vec<u8>>,
    ) -> Option<Self> {
        let content = Content::of(generation);
        let bytes = kept(key_of(content.digest(generation)))?;
        let (tables, rest) = postcard::take_from_bytes::<Tables>(&bytes).ok()?;
        let reports = reports_in_order(generation);
        let frame = Frame {
            places: Places::of(&reports),
            lists: tables.lists,
            content,
            reports,
        };
        let index = Self {
            resources: tables.resources,
            sites: tables.sites,
            links: tables.links,
            by_series: tables.by_series,
            by_month: tables.by_month,
            by_category: tables.by_category,
            by_project: tables.by_project,
            by_resource: tables.by_resource,
            by_site: tables.by_site,
            by_kind: tables.by_kind,
            pairs: tables.pairs,
            text: tables.text,
            ..Self::frame_with(generation, frame)
        };
        rest.is_empty().then_some(index)
    }
}

/// What an image of an index of this content is kept for.
fn key_of(digest: Digest) -> Digest {
    let program = env!("CARGO_PKG_VERSION").as_bytes();
    Digest::of_parts([program, &VERSION.to_le_bytes(), digest.as_bytes()])
}

/// Numbers as they stand in memory: told one by one they would take most of
/// the time of reading an image.
pub mod numbers {
    use std::ops::Deref;

    use serde::{Deserializer, Serializer};

    /// A number of some bytes.
    pub trait Number: Copy {
        fn write(self, out: &mut Vec<u8>);
        fn read(bytes: &[u8]) -> Vec<Self>;
    }

    macro_rules! number {
        ($type:ty) => {
            impl Number for $type {
                fn write(self, out: &mut Vec<u8>) {
                    out.extend_from_slice(&self.to_le_bytes());
                }

                fn read(bytes: &[u8]) -> Vec<Self> {
                    let (each, _) = bytes.as_chunks();
                    each.iter()
                        .map(|bytes| Self::from_le_bytes(*bytes))
                        .collect()
                }
            }
        };
    }

    number!(u8);
    number!(u16);
    number!(u32);
    number!(u64);

    pub fn serialize<S: Serializer, N: Number>(
        numbers: &impl Deref<Target = [N]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(size_of_val::<[N]>(numbers));
        numbers.iter().for_each(|number| number.write(&mut bytes));
        serializer.serialize_bytes(&bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, N: Number, T: From<Vec<N>>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let bytes = super::bytes::borrowed(deserializer)?;
        Ok(N::read(bytes).into())
    }
}

/// Bytes as they are.
pub mod bytes {
    use std::fmt;

    use serde::{Deserializer, Serializer, de};

    #[expect(clippy::ptr_arg, reason = "the signature that serde calls")]
    pub fn serialize<S: Serializer>(bytes: &Vec<u8>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        borrowed(deserializer).map(<[u8]>::to_vec)
    }

    pub(super) fn borrowed<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<&'de [u8], D::Error> {
        deserializer.deserialize_bytes(Borrowed)
    }

    struct Borrowed;

    impl<'de> de::Visitor<'de> for Borrowed {
        type Value = &'de [u8];

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bytes")
        }

        fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
            Ok(bytes)
        }
    }
}
