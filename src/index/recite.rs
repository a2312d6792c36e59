//! From the resources of an index to those of the next, when some items
//! changed: only what these cite is looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::grouped::Grouping;
use super::renumber::Renumbering;
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
    /// The same, where those are new that items cite which came or went.
    pub texts: Renumbering,
    /// Their old numbers, as far as they had one, and their new ones.
    pub touched: (Vec<u32>, Vec<u32>),
}

/// The tables on their way.
#[derive(Default)]
struct Tables {
    urls: Vec<ResourceUrl>,
    citations: Grouping<(u32, u32)>,
    variants: Grouping<Spelling>,
    labels: Grouping<Spelling>,
    numbering: Renumbering,
    texts: Renumbering,
    touched: (Vec<u32>, Vec<u32>),
}

impl Recited {
    /// `old` is the index before, `next` the one whose items are those of now:
    /// `gone` and `come` are those that came and went, by old and new numbers.
    pub fn of(
        old: &Index,
        next: &Index,
        docs: &Renumbering,
        gone: &[Citing],
        come: &[Citing],
    ) -> Self {
        let mut touched: BTreeMap<&ResourceUrl, Vec<(u32, u32)>> = BTreeMap::new();
        for link in gone.iter().flat_map(|(_, links)| links) {
            touched.extend(link.resource.as_ref().map(|url| (url, Vec::new())));
        }
        for (doc, links) in come {
            for (place, link) in (0..).zip(links) {
                if let Some(url) = &link.resource {
                    touched.entry(url).or_default().push((*doc, place));
                }
            }
        }
        let docs = docs.table(old.len());
        let doc_of = |doc: u32| docs.get(usize_of(doc)).copied().flatten();
        let mut tables = Tables::default();
        let mut touched = touched.into_iter().peekable();
        for (number, url) in (0..).zip(old.resources.urls()) {
            while let Some((url, new)) = touched.next_if(|(touched, _)| *touched < url) {
                tables.put(next, None, url, new);
            }
            let before = old.resources.citations(number).iter();
            let kept = before.filter_map(|(doc, place)| Some((doc_of(*doc)?, *place)));
            if let Some((url, new)) = touched.next_if(|(touched, _)| *touched == url) {
                let mut citations: Vec<(u32, u32)> = kept.chain(new).collect();
                citations.sort_unstable();
                tables.put(next, Some(number), url, citations);
            } else {
                tables.citations.push(kept);
                tables.copy(old, number, url);
            }
        }
        for (url, new) in touched {
            tables.put(next, None, url, new);
        }
        tables.finish(old)
    }
}

impl Tables {
    /// A resource that nothing cites which came or went: its spellings are told
    /// by places among its citations, and these are the same.
    fn copy(&mut self, old: &Index, number: u32, url: &ResourceUrl) {
        self.urls.push(url.clone());
        let variants = old.resources.variants(number);
        self.variants.push(variants.iter().copied());
        self.labels
            .push(old.resources.labels(number).iter().copied());
        self.numbering.keep(number, 1);
        self.texts.keep(number, 1);
    }

    /// Any other, if there is a citation left.
    fn put(
        &mut self,
        next: &Index,
        old: Option<u32>,
        url: &ResourceUrl,
        citations: Vec<(u32, u32)>,
    ) {
        self.touched.0.extend(old);
        if citations.is_empty() {
            return;
        }
        self.touched.1.push(to_u32(self.urls.len()));
        let mut seen = Seen::default();
        for (doc, place) in citations {
            let links = next.relations(doc).map(|r| r.links).unwrap_or_default();
            if let Some(link) = links.into_iter().nth(usize_of(place)) {
                seen.cite((doc, place), link.href, link.label);
            }
        }
        let (citations, variants, labels) = seen.finish();
        self.urls.push(url.clone());
        self.citations.push(citations);
        self.variants.push(variants);
        self.labels.push(labels);
        match old {
            Some(old) => self.numbering.keep(old, 1),
            None => self.numbering.add(1),
        }
        self.texts.add(1);
    }

    fn finish(self, old: &Index) -> Recited {
        let table = self.numbering.table(to_u32(old.resources.len()));
        let new_of = |number: u32| table.get(usize_of(number)).copied().flatten();
        let ids = old.resources.ids().iter();
        let ids = ids.filter_map(|(id, number)| Some((*id, new_of(*number)?)));
        let mut ids: Vec<(u64, u32)> = ids.collect();
        let known: BTreeSet<u32> = self.touched.0.iter().copied().filter_map(new_of).collect();
        let new = self.touched.1.iter().filter(|n| !known.contains(n));
        ids.extend(new.filter_map(|number| {
            let url = self.urls.get(usize_of(*number))?;
            Some((number_of(&url.id()), *number))
        }));
        ids.sort_unstable();
        Recited {
            resources: Resources::of(
                self.urls.into(),
                ids.into(),
                self.citations.finish(),
                self.variants.finish(),
                self.labels.finish(),
            ),
            numbering: self.numbering,
            texts: self.texts,
            touched: self.touched,
        }
    }
}
