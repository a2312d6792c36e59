//! From the resources of an index to those of the next, when some items
//! changed: only what these cite is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::grouped::Grouping;
use super::renumber::{Moves, Renumbering};
use super::resources::{Resources, Seen, Spelling, number_of};
use super::{Index, usize_of};
use crate::domain::{Link, ResourceUrl, to_u32};

/// The citations of an item: its number and its links.
pub type Citing = (u32, Vec<Link>);

/// The resources of the next index, and how they are numbered.
pub struct Recited {
    pub resources: Resources,
    /// By address.
    pub numbering: Renumbering,
    /// The same, where those are new that are spelled otherwise.
    pub texts: Renumbering,
    /// Their old numbers, as far as they had one, and their new ones.
    pub touched: (Vec<u32>, Vec<u32>),
}

/// What items that came or went say of a resource: item, place among its
/// links, address and label.
type Cited<'a> = Vec<(u32, u32, &'a str, &'a str)>;

/// What they say before and now.
#[derive(Default)]
struct Said<'a> {
    gone: Cited<'a>,
    come: Cited<'a>,
}

/// What becomes of a resource that one of them cites.
struct Touched<'a> {
    url: &'a ResourceUrl,
    /// Its number, or the one that it would have had.
    number: Result<u32, u32>,
    /// Its citations now.
    citations: Vec<(u32, u32)>,
    /// Whether it is spelled as before.
    is_alike: bool,
}

/// The tables on their way.
struct Tables<'a> {
    old: &'a Index,
    next: &'a Index,
    docs: &'a Moves,
    /// The addresses, where they are not those of before.
    urls: Option<Vec<ResourceUrl>>,
    /// The citations, and the spellings, where they are not either.
    citations: Option<Grouping<(u32, u32)>>,
    spellings: Option<[Grouping<Spelling>; 2]>,
    /// How many resources there are.
    count: u32,
    numbering: Renumbering,
    texts: Renumbering,
    touched: (Vec<u32>, Vec<u32>),
}

impl Recited {
    /// `old` is the index before, `next` the one whose items are those of now:
    /// `gone` and `come` are those that came and went, by old and new numbers.
    pub fn of(old: &Index, next: &Index, docs: &Moves, gone: &[Citing], come: &[Citing]) -> Self {
        let mut said: BTreeMap<&ResourceUrl, Said<'_>> = BTreeMap::new();
        for (url, cited) in gone.iter().flat_map(cited) {
            said.entry(url).or_default().gone.push(cited);
        }
        for (url, cited) in come.iter().flat_map(cited) {
            said.entry(url).or_default().come.push(cited);
        }
        let said = said.into_iter();
        let touched = said.map(|(url, said)| Touched::of(old, docs, url, &said));
        let touched: Vec<Touched<'_>> = touched.collect();
        let mut tables = Tables::new(old, next, docs, &touched);
        let mut at = 0;
        for one in touched {
            let (Ok(here) | Err(here)) = one.number;
            tables.copy(at..here);
            at = here.saturating_add(u32::from(one.number.is_ok()));
            tables.put(one);
        }
        tables.copy(at..to_u32(old.resources.len()));
        tables.finish()
    }
}

/// What an item says of the resources it cites.
fn cited((doc, links): &Citing) -> impl Iterator<Item = (&ResourceUrl, (u32, u32, &str, &str))> {
    (0..).zip(links).filter_map(|(place, link)| {
        let cited = (*doc, place, link.href.as_str(), link.label.as_str());
        Some((link.resource.as_ref()?, cited))
    })
}

impl<'a> Touched<'a> {
    fn of(old: &Index, docs: &Moves, url: &'a ResourceUrl, said: &Said<'_>) -> Self {
        let number = old.resources.urls().binary_search(url);
        let number = number.map(to_u32).map_err(to_u32);
        let before = number.map_or(&[][..], |number| old.resources.citations(number));
        let kept = before.iter();
        let kept = kept.filter_map(|(doc, place)| Some((docs.of(*doc)?, *place)));
        let come = said.come.iter().map(|(doc, place, ..)| (*doc, *place));
        let mut citations: Vec<(u32, u32)> = kept.chain(come).collect();
        citations.sort_unstable();
        Self {
            url,
            is_alike: number.is_ok() && said.is_alike(before, &citations),
            number,
            citations,
        }
    }
}

impl Said<'_> {
    /// Whether those that came spell a resource as those that went, and stand
    /// in the same places among its citations.
    fn is_alike(&self, before: &[(u32, u32)], now: &[(u32, u32)]) -> bool {
        let place = |of: &[(u32, u32)], cited: &(u32, u32, &str, &str)| {
            of.binary_search(&(cited.0, cited.1)).ok()
        };
        let mut pairs = self.gone.iter().zip(&self.come);
        self.gone.len() == self.come.len()
            && pairs.all(|(gone, come)| {
                let at = place(before, gone);
                at.is_some() && at == place(now, come) && (gone.2, gone.3) == (come.2, come.3)
            })
    }
}

impl<'a> Tables<'a> {
    fn new(old: &'a Index, next: &'a Index, docs: &'a Moves, touched: &[Touched<'_>]) -> Self {
        let stays = |one: &Touched<'_>| one.number.is_ok() && !one.citations.is_empty();
        let is_same = |one: &Touched<'_>| {
            let before = one.number.map(|number| old.resources.citations(number));
            before == Ok(one.citations.as_slice())
        };
        let all_alike = touched.iter().all(|one| one.is_alike);
        let all_same = docs.are_in_place() && touched.iter().all(is_same);
        Self {
            old,
            next,
            docs,
            urls: (!touched.iter().all(stays)).then(Vec::new),
            citations: (!all_same).then(Grouping::default),
            spellings: (!all_alike).then(Default::default),
            count: 0,
            numbering: Renumbering::default(),
            texts: Renumbering::default(),
            touched: (Vec::new(), Vec::new()),
        }
    }

    /// Resources that nothing cites which came or went: their spellings are told
    /// by places among their citations, and these are the same.
    fn copy(&mut self, run: Range<u32>) {
        let (old, docs) = (&self.old.resources, self.docs);
        if let Some(citations) = &mut self.citations {
            citations.copy(old.all_citations(), run.clone(), |(doc, place)| {
                (docs.of(*doc).unwrap_or(u32::MAX), *place)
            });
        }
        self.copy_spellings(run.clone());
        let urls = old.urls().get(usize_of(run.start)..usize_of(run.end));
        if let (Some(all), Some(urls)) = (&mut self.urls, urls) {
            all.extend_from_slice(urls);
        }
        let count = run.end.saturating_sub(run.start);
        self.numbering.keep(run.start, count);
        self.texts.keep(run.start, count);
        self.count = self.count.saturating_add(count);
    }

    fn copy_spellings(&mut self, run: Range<u32>) {
        let old = &self.old.resources;
        if let Some([variants, labels]) = &mut self.spellings {
            variants.copy(old.all_variants(), run.clone(), |spelling| *spelling);
            labels.copy(old.all_labels(), run, |spelling| *spelling);
        }
    }

    /// Any other, if there is a citation left.
    fn put(&mut self, one: Touched<'_>) {
        let number = one.number.ok();
        let alike = number.filter(|_| one.is_alike && !one.citations.is_empty());
        if alike.is_none() {
            self.touched.0.extend(number);
        }
        if one.citations.is_empty() {
            return;
        }
        if let Some(number) = alike {
            self.copy_spellings(number..number.saturating_add(1));
            self.texts.keep(number, 1);
        } else {
            self.touched.1.push(self.count);
            self.respell(&one.citations);
            self.texts.add(1);
        }
        match number {
            Some(number) => self.numbering.keep(number, 1),
            None => self.numbering.add(1),
        }
        if let Some(urls) = &mut self.urls {
            urls.push(one.url.clone());
        }
        if let Some(citations) = &mut self.citations {
            citations.push(one.citations);
        }
        self.count = self.count.saturating_add(1);
    }

    /// How a resource is spelled now.
    fn respell(&mut self, citations: &[(u32, u32)]) {
        let mut seen = Seen::default();
        for (doc, place) in citations {
            let links = self.next.relations(*doc).map(|r| r.links);
            if let Some(link) = links.unwrap_or_default().into_iter().nth(usize_of(*place)) {
                seen.cite((*doc, *place), &link.href, &link.label);
            }
        }
        let (_, written, labelled) = seen.finish();
        if let Some([variants, labels]) = &mut self.spellings {
            variants.push(written);
            labels.push(labelled);
        }
    }

    fn finish(self) -> Recited {
        let old = &self.old.resources;
        let citations = match self.citations {
            None => Arc::clone(old.all_citations()),
            Some(citations) => Arc::new(citations.finish()),
        };
        let (variants, labels) = match self.spellings {
            None => (Arc::clone(old.all_variants()), Arc::clone(old.all_labels())),
            Some([variants, labels]) => (Arc::new(variants.finish()), Arc::new(labels.finish())),
        };
        let resources = match self.urls {
            None => old.recited(citations, variants, labels),
            Some(urls) => {
                let ids = ids(old, &urls, &self.numbering, &self.touched);
                Resources::of(urls.into(), ids.into(), citations, variants, labels)
            }
        };
        Recited {
            resources,
            numbering: self.numbering,
            texts: self.texts,
            touched: self.touched,
        }
    }
}

/// The ids of resources in a new numbering, ascending.
fn ids(
    old: &Resources,
    urls: &[ResourceUrl],
    numbering: &Renumbering,
    touched: &(Vec<u32>, Vec<u32>),
) -> Vec<(u64, u32)> {
    let moves = numbering.moves();
    let ids = old.ids().iter();
    let ids = ids.filter_map(|(id, number)| Some((*id, moves.of(*number)?)));
    let mut ids: Vec<(u64, u32)> = ids.collect();
    let known = touched.0.iter().filter_map(|number| moves.of(*number));
    let known: BTreeSet<u32> = known.collect();
    let new = touched.1.iter().filter(|number| !known.contains(number));
    ids.extend(new.filter_map(|number| {
        let url = urls.get(usize_of(*number))?;
        Some((number_of(&url.id()), *number))
    }));
    ids.sort_unstable();
    ids
}
