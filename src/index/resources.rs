//! Every resource cited, and its citations.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::grouped::{Grouped, Grouping};
use super::{image, usize_of};
use crate::domain::{KeptLink, ResourceId, ResourceUrl, base32_letters, base32_number, to_u32};

/// A site that a resource is not on.
const NONE: u32 = u32::MAX;

/// The resources of an archive, numbered by URL. Spellings are told by the
/// first citation that has them: the texts stand in the items already.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Resources {
    /// Ascending.
    urls: Arc<[ResourceUrl]>,
    #[serde(with = "image::numbers")]
    sites: Arc<[u32]>,
    /// By id, packed into a number.
    ids: Arc<[(u64, u32)]>,
    /// The id of each as a number, so that no answer has to tell it from the URL.
    id_of: Arc<[u64]>,
    citations: Arc<Citers>,
    variants: Arc<Grouped<Spelling>>,
    labels: Arc<Grouped<Spelling>>,
}

/// `(item, link in the item)` of each citation of each resource.
pub type Citers = Grouped<(u32, u32)>;

/// An address or a label as links write it, told by the citations that do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelling {
    /// The first of the citations, in default order, that has it.
    pub newest: u32,
    /// The last of them.
    pub oldest: u32,
    /// How many have it.
    pub count: u32,
}

impl Resources {
    /// Resources that are on no site yet.
    pub fn of(
        urls: Arc<[ResourceUrl]>,
        ids: Arc<[(u64, u32)]>,
        citations: Arc<Citers>,
        variants: Arc<Grouped<Spelling>>,
        labels: Arc<Grouped<Spelling>>,
    ) -> Self {
        let mut id_of = vec![0; urls.len()];
        for (id, number) in ids.iter() {
            if let Some(slot) = id_of.get_mut(usize_of(*number)) {
                *slot = *id;
            }
        }
        Self {
            urls,
            sites: Arc::default(),
            ids,
            id_of: id_of.into(),
            citations,
            variants,
            labels,
        }
    }

    /// The same resources, cited and spelled otherwise.
    pub fn recited(
        &self,
        citations: Arc<Citers>,
        variants: Arc<Grouped<Spelling>>,
        labels: Arc<Grouped<Spelling>>,
    ) -> Self {
        Self {
            urls: Arc::clone(&self.urls),
            sites: Arc::clone(&self.sites),
            ids: Arc::clone(&self.ids),
            id_of: Arc::clone(&self.id_of),
            citations,
            variants,
            labels,
        }
    }

    /// All citations.
    pub fn all_citations(&self) -> &Arc<Citers> {
        &self.citations
    }

    /// All spellings of addresses.
    pub fn all_variants(&self) -> &Arc<Grouped<Spelling>> {
        &self.variants
    }

    /// All labels.
    pub fn all_labels(&self) -> &Arc<Grouped<Spelling>> {
        &self.labels
    }

    /// Notes which sites they are on; `site_of` gives the number of a host.
    pub fn place(&mut self, site_of: impl Fn(&str) -> Option<u32>) {
        let sites = self.urls.iter().map(|url| url.site().and_then(&site_of));
        self.sites = sites.map(|s| s.unwrap_or(NONE)).collect();
    }

    /// The canonical URLs, ascending.
    pub fn urls(&self) -> &[ResourceUrl] {
        &self.urls
    }

    /// Ids packed into numbers, ascending.
    pub fn ids(&self) -> &[(u64, u32)] {
        &self.ids
    }

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

/// An id of 12 letters of 5 bits as a number.
pub fn number_of(id: &ResourceId) -> u64 {
    base32_number(id.as_str()).unwrap_or(0)
}

/// What is seen of one resource while items are read.
#[derive(Default)]
pub struct Seen {
    citations: Vec<(u32, u32)>,
    hrefs: Spellings,
    labels: Spellings,
}

/// Texts as written, in the order in which they were met.
#[derive(Default)]
struct Spellings {
    all: Vec<(String, Spelling)>,
    /// The places of the texts, once there are more than a few.
    places: HashMap<String, usize, RandomState>,
}

/// So many texts are looked through one by one.
const FEW: usize = 8;

impl Spellings {
    fn add(&mut self, text: &str, citation: u32) {
        let known = if self.all.len() <= FEW {
            self.all.iter().position(|(known, _)| known == text)
        } else {
            self.places.get(text).copied()
        };
        if let Some((_, spelling)) = known.and_then(|at| self.all.get_mut(at)) {
            spelling.add(citation);
            return;
        }
        let mut spelling = Spelling::new(citation);
        spelling.add(citation);
        self.all.push((text.to_owned(), spelling));
        if self.all.len() > FEW {
            let known = self.places.len();
            let rest = self.all.iter().enumerate().skip(known);
            self.places
                .extend(rest.map(|(at, (text, _))| (text.clone(), at)));
        }
    }

    fn finish(self) -> Vec<Spelling> {
        self.all.into_iter().map(|(_, spelling)| spelling).collect()
    }
}

impl Seen {
    /// Adds a citation, behind those added before, as it is written.
    pub fn cite(&mut self, citation: (u32, u32), href: &str, label: &str) {
        let here = to_u32(self.citations.len());
        self.citations.push(citation);
        self.hrefs.add(href, here);
        if !label.is_empty() {
            self.labels.add(label, here);
        }
    }

    /// Citations, addresses by frequency, labels.
    pub fn finish(mut self) -> (Vec<(u32, u32)>, Vec<Spelling>, Vec<Spelling>) {
        let order = |a: &(String, Spelling), b: &(String, Spelling)| {
            b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(&b.0))
        };
        self.hrefs.all.sort_by(order);
        (self.citations, self.hrefs.finish(), self.labels.finish())
    }
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
#[derive(Default)]
pub struct Citations {
    /// Their canonical URLs, numbered as they are met.
    urls: HashMap<ResourceUrl, u32, RandomState>,
    seen: Vec<Seen>,
    /// Room for a URL, an address and a label.
    room: [Vec<u8>; 3],
}

impl Citations {
    /// Adds a link of an item, at its place there, and gives the resource that
    /// it cites, by the number that it has here.
    pub fn add(&mut self, citation: (u32, u32), link: &KeptLink<'_>) -> Option<u32> {
        let [url, href, label] = &mut self.room;
        let url = link.resource?.1.plain_in(url);
        let known = self.urls.get(&*url).copied();
        let number = known.unwrap_or_else(|| to_u32(self.seen.len()));
        if known.is_none() {
            self.urls.insert(link.url()?, number);
            self.seen.push(Seen::default());
        }
        let seen = self.seen.get_mut(usize_of(number))?;
        let (href, label) = (link.href.plain_in(href), link.label.plain_in(label));
        seen.cite(citation, &href, &label);
        Some(number)
    }

    /// All of them, and for each number here the one that it has among them.
    pub fn finish(mut self) -> (Resources, Vec<u32>) {
        let mut met: Vec<(ResourceUrl, u32)> = self.urls.into_iter().collect();
        met.sort_unstable();
        let mut numbers = vec![0; met.len()];
        let (mut citations, mut variants, mut labels) = (
            Grouping::default(),
            Grouping::default(),
            Grouping::default(),
        );
        for ((_, here), number) in met.iter().zip(0..) {
            if let Some(slot) = numbers.get_mut(usize_of(*here)) {
                *slot = number;
            }
            let seen = self.seen.get_mut(usize_of(*here)).map(std::mem::take);
            let (cited, written, labelled) = seen.unwrap_or_default().finish();
            citations.push(cited);
            variants.push(written);
            labels.push(labelled);
        }
        let urls: Arc<[ResourceUrl]> = met.into_iter().map(|(url, _)| url).collect();
        let ids = (0..).zip(&*urls);
        let mut ids: Vec<(u64, u32)> = ids
            .map(|(number, url)| (number_of(&url.id()), number))
            .collect();
        ids.sort_unstable();
        let (variants, labels) = (variants.finish().into(), labels.finish().into());
        let citations = citations.finish().into();
        let resources = Resources::of(urls, ids.into(), citations, variants, labels);
        (resources, numbers)
    }
}
