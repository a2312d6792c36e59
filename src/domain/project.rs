//! The registry of projects: the only source of mentions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ResourceUrl, Slug};

/// What a registry entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProjectKind {
    /// Software, a data set, a site.
    Project,
    /// An initiative, a network, a call.
    Programme,
}

impl ProjectKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Project, Self::Programme];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "PROJECT",
            Self::Programme => "PROGRAMME",
        }
    }
}

impl fmt::Display for ProjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProjectKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let same = |k: &Self| k.as_str().eq_ignore_ascii_case(s);
        Self::ALL.into_iter().find(same).ok_or(())
    }
}

/// Another name of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// Whether only this very spelling counts.
    pub case_sensitive: bool,
}

/// One entry of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Key in addresses.
    pub slug: Slug,
    /// Display name, matched in texts as well.
    pub name: String,
    /// Project or programme.
    pub kind: ProjectKind,
    /// Other names.
    pub aliases: Vec<Alias>,
    /// Addresses at or below which a link is a mention.
    pub urls: Vec<ResourceUrl>,
    /// The larger project this one belongs to.
    pub part_of: Option<Slug>,
    /// Its home page.
    pub homepage: Option<String>,
    /// The same thing elsewhere (Wikidata, the SILL, …).
    pub same_as: Vec<String>,
}

/// The projects of an archive, by slug, each slug once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registry {
    projects: Vec<Project>,
}

impl Registry {
    /// A registry of these projects; of two with one slug the first counts.
    #[must_use]
    pub fn new(mut projects: Vec<Project>) -> Self {
        projects.sort_by(|a, b| a.slug.cmp(&b.slug));
        projects.dedup_by(|later, first| later.slug == first.slug);
        Self { projects }
    }

    /// All projects by slug.
    #[must_use]
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// The project with this slug.
    #[must_use]
    pub fn get(&self, slug: &str) -> Option<&Project> {
        let found = self
            .projects
            .binary_search_by(|p| p.slug.as_str().cmp(slug));
        found.ok().and_then(|i| self.projects.get(i))
    }
}
