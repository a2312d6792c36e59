//! Every resource cited, and its citations.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::grouped::Grouped;
use super::usize_of;
use crate::domain::{Link, Report, ResourceId, ResourceUrl, to_u32};
use crate::domain::{base32_letters, base32_number};

/// A site that a resource is not on.
const NONE: u32 = u32::MAX;

/// The resources of an archive, numbered by URL. Spellings are told by the
/// first citation that has them: the texts stand in the items already.
#[derive(Debug, Default)]
pub struct Resources {
    /// Ascending.
    urls: Box<[ResourceUrl]>,
    sites: Box<[u32]>,
    /// By id, packed into a number.
    ids: Box<[(u64, u32)]>,
    /// The id of each as a number, so that no answer has to tell it from the URL.
    id_of: Box<[u64]>,
    citations: Grouped<(u32, u32)>,
    variants: Grouped<Spelling>,
    labels: Grouped<Spelling>,
}

/// An address or a label as links write it, told by the citations that do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    /// The first of the citations, in default order, that has it.
    pub newest: u32,
    /// The last of them.
    pub oldest: u32,
    /// How many have it.
    pub count: u32,
}

impl Resources {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.urls.len()
    }

    /// The canonical URL of one.
    pub fn url(&self, number: u32) -> Option<&ResourceUrl> {
        self.urls.get(usize_of(number))
    }

    /// The site it is on.
    pub fn site(&self, number: u32) -> Option<u32> {
        let site = self.sites.get(usize_of(number)).copied();
        site.filter(|s| *s != NONE)
    }

    /// The one with this canonical URL.
    pub fn at(&self, url: &ResourceUrl) -> Option<u32> {
        self.urls.binary_search(url).ok().map(to_u32)
    }

    /// The one with this id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        let wanted = number_of(&id.parse().ok()?);
        let found = self.ids.binary_search_by_key(&wanted, |(id, _)| *id);
        self.ids.get(found.ok()?).map(|(_, number)| *number)
    }

    /// The letters of the id of one.
    pub fn id(&self, number: u32) -> Option<[u8; 12]> {
        let id = self.id_of.get(usize_of(number))?;
        Some(base32_letters(*id))
    }

    /// `(item, link in the item)` of every citation, in default order.
    pub fn citations(&self, number: u32) -> &[(u32, u32)] {
        self.citations.of(number)
    }

    /// Every spelling of the address, most frequent first.
    pub fn variants(&self, number: u32) -> &[Spelling] {
        self.variants.of(number)
    }

    /// Every label, in default order of the citations.
    pub fn labels(&self, number: u32) -> &[Spelling] {
        self.labels.of(number)
    }
}

/// An id of 12 characters of 5 bits as a number.
fn number_of(id: &ResourceId) -> u64 {
    let five = |b: u8| {
        let letter = b.checked_sub(b'a');
        u64::from(letter.unwrap_or_else(|| b.saturating_sub(b'2').saturating_add(26)))
    };
    id.as_str().bytes().fold(0, |n, b| (n << 5) | five(b))
}

/// The letters of an id, as [`Resources::id`] reads them.
fn letters_of(url: &ResourceUrl) -> u64 {
    base32_number(url.id().as_str()).unwrap_or(0)
}

/// What is seen of one resource while items are read.
#[derive(Default)]
struct Seen {
    citations: Vec<(u32, u32)>,
    /// With the address as written.
    variants: Vec<(String, Spelling)>,
    labels: Vec<Spelling>,
}

impl Spelling {
    fn new(citation: u32) -> Self {
        Self {
            newest: citation,
            oldest: citation,
            count: 0,
        }
    }

    /// One more citation, older than those before.
    fn add(&mut self, citation: u32) {
        self.oldest = citation;
        self.count += 1;
    }
}

/// Gathers citations, item by item in default order.
pub struct Citations {
    urls: Vec<ResourceUrl>,
    seen: Vec<Seen>,
    variants: HashMap<(u32, String), usize>,
    labels: HashMap<(u32, String), usize>,
}

impl Citations {
    /// Of the resources cited in these reports.
    pub fn of(reports: &[Arc<Report>]) -> Self {
        let items = reports.iter().map(|r| &r.items);
        let relations = items.flat_map(|items| (0..items.len()).filter_map(|i| items.relations(i)));
        // Most links go where another went: sorting them all would take longer.
        let urls: HashSet<ResourceUrl> = relations
            .flat_map(|r| r.links)
            .filter_map(|l| l.resource)
            .collect();
        let mut urls: Vec<ResourceUrl> = urls.into_iter().collect();
        urls.sort_unstable();
        Self {
            seen: urls.iter().map(|_| Seen::default()).collect(),
            urls,
            variants: HashMap::new(),
            labels: HashMap::new(),
        }
    }

    /// Their canonical URLs, ascending.
    pub fn urls(&self) -> &[ResourceUrl] {
        &self.urls
    }

    /// Adds the links of the next item and gives the resources it cites.
    pub fn add(&mut self, doc: u32, links: Vec<Link>) -> Vec<u32> {
        let mut cited = Vec::new();
        for (place, link) in (0..).zip(links) {
            let number = link
                .resource
                .and_then(|url| self.urls.binary_search(&url).ok());
            let Some(seen) = number.and_then(|n| self.seen.get_mut(n)) else {
                continue;
            };
            let number = number.map_or(NONE, to_u32);
            cited.push(number);
            let here = to_u32(seen.citations.len());
            seen.citations.push((doc, place));
            let variant = self.variants.entry((number, link.href));
            let href = variant.key().1.clone();
            let at = *variant.or_insert_with(|| {
                seen.variants.push((href, Spelling::new(here)));
                seen.variants.len() - 1
            });
            if let Some((_, spelling)) = seen.variants.get_mut(at) {
                spelling.add(here);
            }
            if link.label.is_empty() {
                continue;
            }
            let at = *self.labels.entry((number, link.label)).or_insert_with(|| {
                seen.labels.push(Spelling::new(here));
                seen.labels.len() - 1
            });
            if let Some(spelling) = seen.labels.get_mut(at) {
                spelling.add(here);
            }
        }
        cited
    }

    /// All of them; `site_of` gives the number of a host.
    pub fn finish(mut self, site_of: impl Fn(&str) -> Option<u32>) -> Resources {
        for seen in &mut self.seen {
            let order = |a: &(String, Spelling), b: &(String, Spelling)| {
                b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(&b.0))
            };
            seen.variants.sort_by(order);
        }
        let mut ids: Vec<(u64, u32)> = (0..)
            .zip(&self.urls)
            .map(|(number, url)| (number_of(&url.id()), number))
            .collect();
        ids.sort_unstable();
        let sites = self.urls.iter().map(|url| url.site().and_then(&site_of));
        let variants = self.seen.iter_mut().map(|seen| {
            let variants = std::mem::take(&mut seen.variants).into_iter();
            variants.map(|(_, spelling)| spelling).collect()
        });
        Resources {
            sites: sites.map(|s| s.unwrap_or(NONE)).collect(),
            ids: ids.into(),
            id_of: self.urls.iter().map(letters_of).collect(),
            variants: variants.collect(),
            labels: self
                .seen
                .iter_mut()
                .map(|s| std::mem::take(&mut s.labels))
                .collect(),
            citations: self.seen.into_iter().map(|s| s.citations).collect(),
            urls: self.urls.into(),
        }
    }
}
