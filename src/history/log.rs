//! All changes since the beginning, kept compactly, and where ids lead.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::changes::{About, Changes, Former, KEY, Key, Packed, Version, bytes_of, text_of};
use super::entry::{Action, Entry, LastWords, Noun, Print};
use super::tombstone::Tombstone;
use super::{Load, Seal, Stamp};
use crate::domain::{ItemKey, Slug, to_u32};

/// One change as served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// Place in the log, from 1, without gaps.
    pub position: u64,
    /// When it was loaded.
    pub at: Stamp,
    /// What it is about.
    pub noun: Noun,
    /// What happened.
    pub action: Action,
    /// Id of the item, or slug of the report.
    pub id: String,
    /// The id it had before, when that was another one.
    pub former_id: Option<String>,
    /// Slug of the report.
    pub report: &'a Slug,
    /// The version before; `None` when created.
    pub before: Option<Print>,
    /// The version after; `None` when deleted.
    pub after: Option<Print>,
    /// What it last said, when deleted.
    pub last: Option<&'a LastWords>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) at: Stamp,
    pub(super) first: u64,
}

/// What is remembered of one slug.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Keys that no item has, and whose they would be.
    pub(super) aliases: HashMap<Key, Key>,
    /// The slug the report has now.
    pub(super) moved: Option<u32>,
    /// Positions of the changes that deleted what is not there.
    pub(super) report_gone: Option<u64>,
    pub(super) items_gone: HashMap<Key, u64>,
}

/// All changes since the beginning. Cheap to clone and extend: what was there
/// before is shared.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub(super) slugs: Arc<Vec<Slug>>,
    pub(super) numbers: Arc<HashMap<Slug, u32>>,
    pub(super) loads: Vec<Mark>,
    /// The changes of each load.
    pub(super) changes: Vec<Arc<Changes>>,
    pub(super) memories: HashMap<u32, Arc<Memory>>,
    pub(super) tombstones: HashMap<u64, Arc<Tombstone>>,
    pub(super) len: u64,
    pub(super) seal: Seal,
}

/// The changes of a load on their way into a history.
#[derive(Debug)]
pub struct Extension<'a> {
    history: &'a mut History,
    at: Stamp,
    first: u64,
    packed: Vec<Packed>,
    former: Vec<Former>,
}

impl Extension<'_> {
    /// Adds the next change.
    pub fn push(&mut self, entry: &Entry) {
        let history = &mut *self.history;
        let slug = entry.former.as_ref().map(|slug| history.number(slug));
        if slug.is_some() || entry.action == Action::Updated {
            self.former.push(Former {
                place: to_u32(self.packed.len()),
                before: entry.before.map_or([0; 16], |p| p.0),
                slug,
            });
        }
        self.packed.push(history.pack(entry));
        history.len = history.len.saturating_add(1);
        history.remember(entry, history.len, self.at);
    }

    /// There are no more.
    pub fn finish(self) {
        if !self.packed.is_empty() {
            let (at, first) = (self.at, self.first);
            self.history.loads.push(Mark { at, first });
            let changes = Changes::of(&self.packed, self.former);
            self.history.changes.push(Arc::new(changes));
        }
    }
}

impl History {
    /// How many changes there are, which is the position of the last.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was ever loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// When the last change was.
    #[must_use]
    pub fn last_at(&self) -> Option<Stamp> {
        self.loads.last().map(|mark| mark.at)
    }

    /// Where the journal ends that has all of them.
    #[must_use]
    pub fn end(&self) -> Seal {
        self.seal
    }

    /// Notes where the journal ends that has all of them.
    pub fn seal(&mut self, seal: Seal) {
        self.seal = seal;
    }

    /// Adds the changes of one load.
    pub fn extend(&mut self, load: &Load) {
        let mut extension = self.extension(load);
        load.entries.each(|entry| extension.push(entry));
        extension.finish();
    }

    /// Adds the changes of one load as they are told, each once.
    pub fn extension(&mut self, load: &Load) -> Extension<'_> {
        Extension {
            at: load.at,
            first: self.len.saturating_add(1),
            packed: Vec::with_capacity(load.entries.len()),
            former: Vec::new(),
            history: self,
        }
    }

    fn pack(&mut self, entry: &Entry) -> Packed {
        let version = Version {
            print: entry.after.or(entry.before).map_or([0; 16], |p| p.0),
            key: entry.key.as_ref().map_or([0; KEY], bytes_of),
        };
        let about = About {
            report: self.number(&entry.report),
            noun: entry.noun,
            action: entry.action,
        };
        Packed { version, about }
    }

    /// The number of a slug, given to it when it is new.
    fn number(&mut self, slug: &Slug) -> u32 {
        if let Some(number) = self.numbers.get(slug) {
            return *number;
        }
        let number = to_u32(self.slugs.len());
        Arc::make_mut(&mut self.slugs).push(slug.clone());
        Arc::make_mut(&mut self.numbers).insert(slug.clone(), number);
        number
    }

    pub(super) fn slug(&self, number: u32) -> Option<&Slug> {
        self.slugs.get(usize::try_from(number).ok()?)
    }

    fn memory(&self, slug: &Slug) -> Option<&Memory> {
        let memory = self.memories.get(self.numbers.get(slug)?);
        memory.map(Arc::as_ref)
    }

    fn memory_mut(&mut self, number: u32) -> &mut Memory {
        Arc::make_mut(self.memories.entry(number).or_default())
    }

    /// Keeps what is needed to say where ids lead.
    fn remember(&mut self, entry: &Entry, position: u64, at: Stamp) {
        let report = self.number(&entry.report);
        let key = entry.key.as_ref().map(bytes_of);
        if entry.action == Action::Deleted {
            let tombstone = Arc::new(Tombstone::of(entry, position, at));
            self.tombstones.insert(position, tombstone);
            let memory = self.memory_mut(report);
            match key {
                Some(key) => drop(memory.items_gone.insert(key, position)),
                None => memory.report_gone = Some(position),
            }
            return;
        }
        let returned = self.memories.get(&report).is_some_and(|memory| match key {
            Some(key) => memory.items_gone.contains_key(&key),
            None => memory.report_gone.is_some(),
        });
        if returned {
            let memory = self.memory_mut(report);
            match key {
                Some(key) => drop(memory.items_gone.remove(&key)),
                None => memory.report_gone = None,
            }
        }
        if let (Some(key), Some(natural)) = (key, &entry.natural) {
            let natural = bytes_of(natural);
            self.memory_mut(report).aliases.insert(natural, key);
        }
        if let (Noun::Report, Some(former)) = (entry.noun, &entry.former) {
            let former = self.number(former);
            self.move_memory(former, report);
        }
    }

    /// Notes that a report is called otherwise now; its other names with it.
    fn move_memory(&mut self, from: u32, to: u32) {
        let aliases = self.memories.get(&from).map(|m| m.aliases.clone());
        let back = self.memory_mut(to);
        back.moved = None;
        back.aliases.extend(aliases.unwrap_or_default());
        self.memory_mut(from).moved = Some(to);
    }

    /// The change at a position.
    #[must_use]
    pub fn change(&self, position: u64) -> Option<Change<'_>> {
        let (packed, former, load) = self.at(position)?;
        let Packed { version, about } = packed;
        let report = self.slug(about.report)?;
        let slug = former.and_then(|f| self.slug(f.slug?));
        let before = match about.action {
            Action::Created => None,
            Action::Updated => former.map(|f| Print(f.before)),
            Action::Deleted => Some(Print(version.print)),
        };
        Some(Change {
            position,
            at: load.at,
            noun: about.noun,
            action: about.action,
            id: packed.id(report),
            former_id: slug.map(|slug| packed.id(slug)),
            report,
            before,
            after: (about.action != Action::Deleted).then_some(Print(version.print)),
            last: self.tombstones.get(&position).map(|t| &t.words),
        })
    }

    /// What a change is about, what happened, and in which report.
    #[must_use]
    pub fn kind(&self, position: u64) -> Option<(Noun, Action, &Slug)> {
        let about = self.at(position)?.0.about;
        Some((about.noun, about.action, self.slug(about.report)?))
    }

    fn at(&self, position: u64) -> Option<(Packed, Option<&Former>, &Mark)> {
        let load = self
            .loads
            .partition_point(|m| m.first <= position)
            .checked_sub(1)?;
        let mark = self.loads.get(load)?;
        let place = usize::try_from(position.checked_sub(mark.first)?).ok()?;
        let changes = self.changes.get(load)?;
        Some((changes.get(place)?, changes.former(place), mark))
    }

    /// The position of the last change before an instant.
    #[must_use]
    pub fn before(&self, at: Stamp) -> u64 {
        let load = self.loads.partition_point(|m| m.at < at);
        self.loads
            .get(load)
            .map_or(self.len, |m| m.first.saturating_sub(1))
    }

    /// The key that another one leads to in a report.
    pub(super) fn alias(&self, report: &Slug, key: &ItemKey) -> Option<String> {
        let target = self.memory(report)?.aliases.get(&bytes_of(key))?;
        Some(text_of(*target))
    }

    /// Keys of deleted items of a report by what their last text gives, of
    /// several the one that was deleted last first.
    pub(super) fn gone_by_text(&self, report: &Slug) -> HashMap<ItemKey, Vec<ItemKey>> {
        let gone = self.memory(report).into_iter();
        let gone = gone.flat_map(|memory| memory.items_gone.values());
        let mut found: Vec<&Arc<Tombstone>> = gone
            .filter_map(|position| self.tombstones.get(position))
            .collect();
        found.sort_by_key(|tombstone| std::cmp::Reverse(tombstone.position));
        let mut by_text: HashMap<ItemKey, Vec<ItemKey>> = HashMap::new();
        for tombstone in found {
            let keys = by_text.entry(tombstone.base.clone()).or_default();
            keys.extend(tombstone.key.clone());
        }
        by_text
    }

    /// Bytes of memory, about.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        let changes: usize = self.changes.iter().map(|load| load.bytes()).sum();
        let texts: usize = self
            .tombstones
            .values()
            .map(|t| t.words.text.len() + 250)
            .sum();
        let aliases: usize = self
            .memories
            .values()
            .map(|m| (m.aliases.len() + m.items_gone.len()) * 3 * KEY)
            .sum();
        changes + texts + aliases + self.slugs.len() * 100
    }
}
