//! Everything that reading a file depends on besides the file.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::domain::{About, CategoryRule, Digest, Registry, fold};

use super::mention::Matcher;

/// Changed whenever the same file would be read into another value, so that
/// kept generations are read anew.
const READER_VERSION: &[u8] = b"2";

/// The archive's configuration and registry, made ready for reading.
pub struct Rules {
    about: Arc<About>,
    registry: Arc<Registry>,
    matcher: Matcher,
    /// Place in `about.categories` by folded heading.
    headings: HashMap<String, usize>,
    digest: Digest,
}

impl Rules {
    /// Rules of a configuration and a registry.
    #[must_use]
    pub fn new(about: Arc<About>, registry: Arc<Registry>) -> Self {
        let mut headings = HashMap::new();
        for (place, rule) in about.categories.iter().enumerate() {
            for heading in rule.headings.iter().chain([&rule.name]) {
                headings.entry(fold(heading)).or_insert(place);
            }
        }
        let parts = [
            READER_VERSION.to_vec(),
            serde_json::to_vec(&*about).unwrap_or_default(),
            serde_json::to_vec(&*registry).unwrap_or_default(),
        ];
        Self {
            matcher: Matcher::new(&registry, &about.moved),
            digest: Digest::of_parts(parts.iter().map(Vec::as_slice)),
            about,
            registry,
            headings,
        }
    }

    /// The configuration.
    #[must_use]
    pub fn about(&self) -> &Arc<About> {
        &self.about
    }

    /// The registry of projects.
    #[must_use]
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// The digest that says whether files have to be read anew.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub(super) fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The configured category that a heading opens.
    pub(super) fn category(&self, heading: &str) -> Option<&CategoryRule> {
        let place = self.headings.get(&fold(heading))?;
        self.about.categories.get(*place)
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rules").field(&self.digest).finish()
    }
}
