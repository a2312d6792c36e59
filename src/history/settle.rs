//! From what was read now, and what is known, to what is served and what
//! changed.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::carry::{Keys, carry};
use super::entries::Entries;
use super::entry::{Action, Entry, LastWords, Noun, Print};
use super::known::{Known, KnownReport};
use super::log::History;
use super::recall::Recollection;
use super::{Load, Stamp, pair};
use crate::domain::{Document, Generation, ItemKey, ReportDate, Slug, last_update};

/// What is known of the time before.
#[derive(Debug, Clone, Copy)]
pub enum Before<'a> {
    /// The very generation that the last change of the history led to: what
    /// it shares with the one read now is not looked at.
    Generation(&'a Generation),
    /// What the journal remembers.
    Recalled(&'a Recollection),
}

/// A generation with the keys that its items keep, and what changed.
#[derive(Debug)]
pub struct Settled {
    /// What is to be served.
    pub generation: Generation,
    /// What changed, in order: by date and slug of the report, what went
    /// before what is there.
    pub entries: Entries,
}

/// Settles what was read: a pure function.
///
/// Settling its outcome again changes nothing.
#[must_use]
pub fn settle(history: &History, before: Before<'_>, mut generation: Generation) -> Settled {
    let (old, places) = match before {
        Before::Generation(last) => differing(last, &generation),
        Before::Recalled(known) => (known.reports(), (0..generation.documents.len()).collect()),
    };
    if old.is_empty() && history.is_empty() {
        let mut come = Vec::with_capacity(places.len());
        for place in places {
            if let Some(document) = generation.documents.get_mut(place) {
                name_items(document);
                come.push(Arc::clone(document));
            }
        }
        let entries = Entries::of_first(come);
        return Settled {
            generation,
            entries,
        };
    }
    let mut outcomes = paired(history, &old, places, &mut generation);
    outcomes.sort_by(|a, b| (a.date, &a.slug).cmp(&(b.date, &b.slug)));
    let entries: Vec<Entry> = outcomes.into_iter().flat_map(|o| o.entries).collect();
    Settled {
        generation,
        entries: entries.into(),
    }
}

/// Gives the items of a document the keys that they have where there never was
/// anything.
fn name_items(document: &mut Arc<Document>) {
    if let Some(report) = &document.report {
        let now = KnownReport::now(report);
        let (_, keys) = report_outcome(&History::default(), None, now);
        carry(document, &keys);
    }
}

/// What became of the reports of before, and of those at some places now.
fn paired(
    history: &History,
    old: &[KnownReport],
    places: Vec<usize>,
    generation: &mut Generation,
) -> Vec<Outcome> {
    let documents = places.into_iter().filter_map(|place| {
        let report = generation.documents.get(place)?.report.as_ref()?;
        Some((place, KnownReport::now(report)))
    });
    let (places, new): (Vec<usize>, Vec<KnownReport>) = documents.unzip();
    let pairs = pair::reports(old, &new);
    let mut outcomes: Vec<Outcome> = Vec::new();
    let paired: HashSet<usize> = pairs.iter().map(|(from, _)| *from).collect();
    for (_, report) in old.iter().enumerate().filter(|(i, _)| !paired.contains(i)) {
        outcomes.push(Outcome::deleted(report));
    }
    let from: HashMap<usize, usize> = pairs.into_iter().map(|(from, to)| (to, from)).collect();
    for (to, report) in new.into_iter().enumerate() {
        let before = from.get(&to).and_then(|from| old.get(*from));
        let (outcome, keys) = report_outcome(history, before, report);
        outcomes.push(outcome);
        if let Some(document) = places
            .get(to)
            .and_then(|p| generation.documents.get_mut(*p))
        {
            carry(document, &keys);
        }
    }
    outcomes
}

/// When a load is, by a clock: never before the last one. The very first is
/// dated by the content, so that two nodes that start from the same Markdown
/// write the same journal.
#[must_use]
pub fn load_time(history: &History, generation: &Generation, clock: Stamp) -> Stamp {
    let Some(last) = history.last_at() else {
        let reports = generation
            .documents
            .iter()
            .filter_map(|d| d.report.as_deref());
        return last_update(reports).map_or(clock, Stamp::of_day);
    };
    last.max(clock)
}

/// The first load of an archive: everything is new. Asks no clock.
#[must_use]
pub fn first_load(generation: &Generation) -> (Generation, History, Load) {
    let mut history = History::default();
    let nothing = Recollection::default();
    let settled = settle(&history, Before::Recalled(&nothing), generation.clone());
    let at = load_time(&history, generation, Stamp::default());
    let load = Load {
        at,
        entries: settled.entries,
    };
    history.extend(&load);
    (settled.generation, history, load)
}

/// The reports of a generation that are not in another one as they are, and
/// the documents there that are not in it.
fn differing(last: &Generation, now: &Generation) -> (Vec<KnownReport>, Vec<usize>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let mut before = last.documents.iter().peekable();
    for (place, document) in now.documents.iter().enumerate() {
        // Both are ordered by path, and most of them are the same.
        if before.next_if(|d| Arc::ptr_eq(d, document)).is_some() {
            continue;
        }
        while let Some(other) = before.next_if(|d| d.path < document.path) {
            gone.push(other);
        }
        match before.next_if(|d| d.path == document.path) {
            Some(same) if Arc::ptr_eq(same, document) => continue,
            other => gone.extend(other),
        }
        come.push(place);
    }
    gone.extend(before);
    let reports = gone.into_iter().filter_map(|d| d.report.as_deref());
    (reports.map(KnownReport::before).collect(), come)
}

/// What became of one report.
pub(super) struct Outcome {
    date: ReportDate,
    slug: Slug,
    pub(super) entries: Vec<Entry>,
}

impl Outcome {
    fn deleted(report: &KnownReport) -> Self {
        let items = report.items.iter();
        let mut entries: Vec<Entry> = items.map(|item| deleted(&report.slug, item)).collect();
        entries.push(Entry {
            before: Some(report.print),
            ..entry(
                Noun::Report,
                Action::Deleted,
                &report.slug,
                report.words.clone(),
            )
        });
        Self {
            date: report.date,
            slug: report.slug.clone(),
            entries,
        }
    }
}

fn entry(noun: Noun, action: Action, report: &Slug, words: LastWords) -> Entry {
    Entry {
        noun,
        action,
        report: report.clone(),
        key: None,
        former: None,
        natural: None,
        before: None,
        after: None,
        words,
    }
}

fn deleted(report: &Slug, item: &Known) -> Entry {
    Entry {
        key: Some(item.key.clone()),
        before: Some(item.print),
        ..entry(Noun::Item, Action::Deleted, report, item.words.clone())
    }
}

/// What became of a report that is there, and the keys of its items.
pub(super) fn report_outcome(
    history: &History,
    before: Option<&KnownReport>,
    now: KnownReport,
) -> (Outcome, Keys) {
    let former = before.map(|b| &b.slug).filter(|slug| **slug != now.slug);
    let old = before.map_or(&[][..], |b| &b.items);
    let from = pair::items(old, &now.items);
    let keys = keys(history, &now.slug, old, &now, &from);
    let natural = now.items.iter().map(|item| &item.key);
    let are_natural = natural.eq(&keys);
    let kept: HashSet<usize> = from.iter().flatten().copied().collect();
    // In the old report's name, and before it changes: that is the id they had.
    let last_slug = before.map_or(&now.slug, |b| &b.slug);
    let went = old.iter().enumerate().filter(|(i, _)| !kept.contains(i));
    let mut entries: Vec<Entry> = went.map(|(_, item)| deleted(last_slug, item)).collect();
    entries.reserve(now.items.len() + 1);
    entries.extend(report_entry(before, former, &now));
    let live: HashSet<&ItemKey> = keys.iter().collect();
    let prints: HashMap<&ItemKey, Print> = old.iter().map(|k| (&k.key, k.print)).collect();
    for (item, key) in now.items.into_iter().zip(&keys) {
        let print = prints
            .get(key)
            .copied()
            .filter(|_| kept_key(old, &kept, key));
        if print == Some(item.print) && former.is_none() {
            continue;
        }
        let action = if print.is_some() {
            Action::Updated
        } else {
            Action::Created
        };
        entries.push(Entry {
            key: Some(key.clone()),
            natural: (!live.contains(&item.key)).then_some(item.key),
            former: print.and(former).cloned(),
            before: print,
            after: Some(item.print),
            ..entry(Noun::Item, action, &now.slug, item.words)
        });
    }
    let outcome = Outcome {
        date: now.date,
        slug: now.slug,
        entries,
    };
    (outcome, Keys { keys, are_natural })
}

/// Whether the old item with this key is one of those kept.
fn kept_key(old: &[Known], kept: &HashSet<usize>, key: &ItemKey) -> bool {
    let place = old.binary_search_by(|k| k.key.cmp(key));
    place.is_ok_and(|place| kept.contains(&place))
}

/// What is to say of the report itself, if anything.
fn report_entry(
    before: Option<&KnownReport>,
    former: Option<&Slug>,
    now: &KnownReport,
) -> Option<Entry> {
    let action = match before {
        None => Action::Created,
        Some(before) if before.print != now.print || former.is_some() => Action::Updated,
        Some(_) => return None,
    };
    Some(Entry {
        former: former.cloned(),
        before: before.map(|b| b.print),
        after: Some(now.print),
        ..entry(Noun::Report, action, &now.slug, now.words.clone())
    })
}

/// The key of each item: the one it had, else the one it had when it was last
/// there, else the first that its text gives and nobody has.
fn keys(
    history: &History,
    report: &Slug,
    old: &[Known],
    now: &KnownReport,
    from: &[Option<usize>],
) -> Vec<ItemKey> {
    let carried = |from: &Option<usize>| from.and_then(|from| old.get(from)).map(|k| &k.key);
    let mut used: HashSet<ItemKey> = from.iter().filter_map(carried).cloned().collect();
    let mut keys = Vec::with_capacity(now.items.len());
    // What is likely free is tried first: of a thousand equal texts the last
    // would else try a thousand keys.
    let mut next: HashMap<&ItemKey, u32> = HashMap::new();
    let mut gone = history.gone_by_text(report);
    for (item, from) in now.items.iter().zip(from) {
        let key = carried(from).cloned().unwrap_or_else(|| {
            let former = gone.get_mut(&item.base);
            let former = former.and_then(|keys| keys.extract_if(.., |k| !used.contains(k)).next());
            former.unwrap_or_else(|| free_key(history, report, item, &used, &mut next))
        });
        used.insert(key.clone());
        keys.push(key);
    }
    in_order(now, keys)
}

fn free_key<'a>(
    history: &History,
    report: &Slug,
    item: &'a Known,
    used: &HashSet<ItemKey>,
    next: &mut HashMap<&'a ItemKey, u32>,
) -> ItemKey {
    let leads_elsewhere = |key: &ItemKey| {
        let target = history.alias(report, key);
        target.is_some_and(|target| used.contains(target.as_str()))
    };
    let free = |key: &ItemKey| !used.contains(key) && !leads_elsewhere(key);
    if free(&item.key) {
        return item.key.clone();
    }
    let next = next.entry(&item.base).or_default();
    loop {
        let key = ItemKey::of_text(&item.words.text, *next);
        *next = next.saturating_add(1);
        if free(&key) || *next == u32::MAX {
            return key;
        }
    }
}

/// Items that read exactly the same have their keys in an order that depends
/// on nothing but these keys: the one that each would have by itself where it
/// is among them, the others from the smallest.
fn in_order(now: &KnownReport, mut keys: Vec<ItemKey>) -> Vec<ItemKey> {
    let prints = now.items.iter().map(|item| item.print);
    let mut by_print: Vec<(Print, usize)> = prints.zip(0..).collect();
    by_print.sort_unstable();
    for alike in by_print
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|alike| alike.len() > 1)
    {
        let places: Vec<usize> = alike.iter().map(|(_, place)| *place).collect();
        let held = places.iter().filter_map(|p| keys.get(*p).cloned());
        let mut held: Vec<ItemKey> = held.collect();
        held.sort_unstable_by(|a, b| b.cmp(a));
        let natural: Vec<(usize, &ItemKey)> = places
            .iter()
            .filter_map(|p| Some((*p, &now.items.get(*p)?.key)))
            .collect();
        let all: HashSet<ItemKey> = held.iter().cloned().collect();
        let own: HashSet<&ItemKey> = natural
            .iter()
            .map(|(_, k)| *k)
            .filter(|k| all.contains(*k))
            .collect();
        held.retain(|key| !own.contains(key));
        for (place, natural) in natural {
            let key = if own.contains(natural) {
                Some(natural.clone())
            } else {
                held.pop()
            };
            if let (Some(slot), Some(key)) = (keys.get_mut(place), key) {
                *slot = key;
            }
        }
    }
    keys
}
