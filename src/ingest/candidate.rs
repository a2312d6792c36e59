//! Names that the registry may lack. Proposed to people by `check`, and
//! published nowhere: only the registry makes mentions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use crate::domain::{Generation, Item, Mention, Registry, ResourceUrl, fold, to_u32};

/// Most candidates proposed.
const MAX_CANDIDATES: usize = 20;

/// Fewest items that have to name a candidate.
const MIN_ITEMS: usize = 2;

/// Most segments of an address that are looked up in the registry.
const MAX_SEGMENTS: usize = 16;

/// Hosts of many projects, where a candidate is a repository.
const FORGES: [&str; 5] = [
    "github.com",
    "codeberg.org",
    "framagit.org",
    "git.sr.ht",
    "bitbucket.org",
];

/// A name that may be worth an entry in `projects.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name, host or repository as written.
    pub name: String,
    /// In how many items it stands.
    pub items: usize,
    /// The file of the first of them.
    pub path: String,
    /// The first line of that item.
    pub line: u32,
}

/// What recurs in the items, looks like a project, and is neither in the
/// registry nor part of a mention: most frequent first, then by name.
#[must_use]
pub fn candidates(generation: &Generation) -> Vec<Candidate> {
    let known = Known::of(&generation.registry);
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    let documents = generation.documents.iter();
    for report in documents.filter_map(|document| document.report.as_ref()) {
        for item in &report.items {
            for name in names(&item, &known) {
                let candidate = found.entry(name).or_insert_with_key(|name| Candidate {
                    name: name.clone(),
                    items: 0,
                    path: report.path.clone(),
                    line: item.lines.start,
                });
                candidate.items += 1;
            }
        }
    }
    let recurs = |candidate: &Candidate| candidate.items >= MIN_ITEMS;
    let mut candidates: Vec<_> = found.into_values().filter(recurs).collect();
    // Stable: by name within a count.
    candidates.sort_by_key(|candidate| Reverse(candidate.items));
    candidates.truncate(MAX_CANDIDATES);
    candidates
}

/// What the registry has.
struct Known<'g> {
    names: HashSet<String>,
    urls: HashSet<&'g str>,
    hosts: HashSet<&'g str>,
}

impl<'g> Known<'g> {
    fn of(registry: &'g Registry) -> Self {
        let mut known = Self {
            names: HashSet::new(),
            urls: HashSet::new(),
            hosts: HashSet::new(),
        };
        for project in registry.projects() {
            let aliases = project.aliases.iter().map(|alias| alias.name.as_str());
            let own = [project.name.as_str(), project.slug.as_str()];
            known.names.extend(aliases.chain(own).map(fold));
            known
                .urls
                .extend(project.urls.iter().map(ResourceUrl::as_str));
            known
                .hosts
                .extend(project.urls.iter().filter_map(ResourceUrl::site));
        }
        known
    }

    fn has_url(&self, url: &str) -> bool {
        let ends = url.match_indices(['/', '?']).map(|(at, _)| at);
        let mut above = ends.take(MAX_SEGMENTS).filter_map(|end| url.get(..end));
        self.urls.contains(url) || above.any(|prefix| self.urls.contains(prefix))
    }
}

/// The candidates of one item, each once.
fn names(item: &Item, known: &Known<'_>) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut mentions = item.mentions.iter().peekable();
    let mut at = 0;
    for chunk in item.text.split_inclusive(char::is_whitespace) {
        let is_address = is_address(chunk);
        for part in chunk.split_inclusive(|c: char| !c.is_alphanumeric() && c != '-') {
            let end = at + to_u32(part.chars().count());
            while mentions.next_if(|m: &&Mention| m.range.end <= at).is_some() {}
            let covered = mentions.peek().is_some_and(|m| m.range.start < end);
            let name = part.trim_matches(|c: char| !c.is_alphanumeric());
            if !is_address && !covered && is_name(name) && !known.names.contains(&fold(name)) {
                names.insert(name.to_owned());
            }
            at = end;
        }
    }
    let urls = item.links.iter().filter_map(|link| link.resource.as_ref());
    names.extend(urls.filter_map(|url| place(url, known)));
    names
}

/// Whether a word is an address or the name of a host or file.
fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.contains("://") || word.contains(['@', '.'])
}

/// Whether a word looks like the name of a project: `AMDAC`, `NocoDB`,
/// `XCP-ng`, `Log4j-2`.
fn is_name(word: &str) -> bool {
    let is_acronym = |part: &str| {
        part.chars().filter(|c| c.is_uppercase()).count() >= 3
            && !part.chars().any(char::is_lowercase)
    };
    let mut last_is_small = false;
    let has_inner_capital = word.chars().any(|c| {
        let inner = last_is_small && c.is_uppercase();
        last_is_small = c.is_lowercase();
        inner
    });
    let has = |wanted: fn(char) -> bool| word.chars().any(wanted);
    word.split('-').any(is_acronym)
        || has_inner_capital
        || (word.contains('-') && has(char::is_numeric) && has(char::is_uppercase))
}

/// The host or the repository of an address that no project has.
fn place(url: &ResourceUrl, known: &Known<'_>) -> Option<String> {
    let (_, address) = url.as_str().split_once("://")?;
    let host = url.site()?;
    if known.has_url(url.as_str()) {
        return None;
    }
    if !FORGES.contains(&host) && !host.starts_with("gitlab.") {
        return (!known.hosts.contains(host)).then(|| host.to_owned());
    }
    let mut segments = address.split(['/', '?']).skip(1);
    let (owner, name) = (segments.next()?, segments.next()?);
    Some(format!("{host}/{owner}/{name}"))
}
