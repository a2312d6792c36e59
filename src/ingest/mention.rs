//! Finds the registry's projects in an item.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use foldhash::fast::RandomState;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::{
    Link, LinkKind, Mention, MentionMethod, Moved, Registry, ResourceUrl, Slug, Span, fold,
    fold_char, is_word_char, push_plain, to_u32,
};

use super::address::is_address;
use super::plain::Place;

/// Stands for what no name goes across: a line end, an address.
const BARRIER: char = '\u{1}';

/// Letters of names that are matched by the fastest automaton.
const MOST_LETTERS: usize = 8 * 1024;

/// The names and addresses of a registry, ready for matching.
pub(super) struct Matcher {
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton what it may name, best first.
    names: Vec<Vec<Name>>,
    prefixes: HashMap<String, Slug, RandomState>,
    longest_prefix: usize,
}

struct Name {
    project: Slug,
    method: MentionMethod,
    /// The spelling required, when case counts.
    exact: Option<String>,
}

/// A name found: half-open ranges of bytes, of the text and of the folded one.
struct Hit<'m> {
    name: &'m Name,
    place: Range<usize>,
    folded: Range<usize>,
}

impl Matcher {
    pub(super) fn new(registry: &Registry, moved: &[Moved]) -> Self {
        let mut names: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        let mut prefixes = HashMap::default();
        // By slug, so that of two projects with one name the first counts.
        for project in registry.projects() {
            let aliases = project.aliases.iter();
            let aliases = aliases.map(|a| (&a.name, MentionMethod::Alias, a.case_sensitive));
            let own = (&project.name, MentionMethod::Name, false);
            for (text, method, case_sensitive) in std::iter::once(own).chain(aliases) {
                let folded = fold(text);
                if !folded.is_empty() {
                    names.entry(folded).or_default().push(Name {
                        project: project.slug.clone(),
                        method,
                        exact: case_sensitive.then(|| spelling(text)),
                    });
                }
            }
            for url in &project.urls {
                let url = ResourceUrl::parse_moved(url.as_str(), moved);
                if let Some(url) = url {
                    let slug = project.slug.clone();
                    prefixes.entry(url.as_str().to_owned()).or_insert(slug);
                }
            }
        }
        Self {
            automaton: automaton(&names),
            names: names.into_values().collect(),
            longest_prefix: prefixes.keys().map(String::len).max().unwrap_or(0),
            prefixes,
        }
    }

    /// The mentions in a text whose links have their labels at `places`.
    pub(super) fn find(&self, text: &str, links: &[Link], places: &[Place]) -> Vec<Mention> {
        let addresses = links.iter().zip(places).filter(|(link, _)| {
            matches!(link.kind, LinkKind::Bare | LinkKind::Autolink) || is_address(&link.label)
        });
        let folded = Folded::new(text, addresses.map(|(_, place)| &place.bytes));
        let mut mentions = self.named(&folded, text);
        let linked = self.linked(links, places, &mentions, text);
        mentions.extend(linked);
        mentions.sort_by_key(|m| (m.range.start, m.range.end));
        mentions
    }

    /// Mentions by name, in order: longest first, then leftmost, none across
    /// another.
    fn named(&self, folded: &Folded, text: &str) -> Vec<Mention> {
        let mut hits = self.hits(folded, text);
        if hits.is_empty() {
            return Vec::new();
        }
        hits.sort_by_key(|hit| (Reverse(hit.folded.len()), hit.place.start));
        let mut taken = vec![false; text.len()];
        hits.retain(|hit| {
            // What is taken is never shorter, so it covers an end of what it meets.
            let is_taken = |at: usize| taken.get(at).copied().unwrap_or(true);
            let free = !is_taken(hit.place.start) && !is_taken(hit.place.end.saturating_sub(1));
            if let Some(slots) = taken.get_mut(hit.place.clone()).filter(|_| free) {
                slots.fill(true);
            }
            free
        });
        hits.sort_by_key(|hit| hit.place.start);
        let (mut at, mut count) = (0, 0);
        let mention = |hit: Hit<'_>| {
            let before = text.get(at..hit.place.start).unwrap_or_default();
            let surface = text.get(hit.place.clone()).unwrap_or_default();
            let start = count + before.chars().count();
            (at, count) = (hit.place.end, start + surface.chars().count());
            Mention {
                project: hit.name.project.clone(),
                surface: surface.to_owned(),
                range: Span {
                    start: to_u32(start),
                    end: to_u32(count),
                },
                method: hit.name.method,
            }
        };
        hits.into_iter().map(mention).collect()
    }

    /// Every place where a name stands as a word of its own.
    fn hits<'m>(&'m self, folded: &Folded, text: &str) -> Vec<Hit<'m>> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let mut hits = Vec::new();
        for found in automaton.find_overlapping_iter(&folded.text) {
            let Some(place) = folded.whole_characters(found.range(), text) else {
                continue;
            };
            if !stands_alone(text, &place) {
                continue;
            }
            let names = self.names.get(found.pattern().as_usize());
            let surface = text.get(place.clone()).unwrap_or_default();
            let fits = |name: &&Name| {
                let exact = name.exact.as_ref();
                exact.is_none_or(|exact| *exact == spelling(surface))
            };
            if let Some(name) = names.and_then(|names| names.iter().find(fits)) {
                let folded = found.range();
                hits.push(Hit {
                    name,
                    place,
                    folded,
                });
            }
        }
        hits
    }

    /// Mentions by address, unless the label already names the project.
    /// `named` is sorted by start.
    fn linked(
        &self,
        links: &[Link],
        places: &[Place],
        named: &[Mention],
        text: &str,
    ) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for (link, place) in links.iter().zip(places) {
            let resource = link.resource.as_ref();
            let Some(project) = resource.and_then(|url| self.project_at(url)) else {
                continue;
            };
            let span = place.span;
            let first = named.partition_point(|m| m.range.start < span.start);
            let inside = named.iter().skip(first);
            let mut inside = inside.take_while(|m| m.range.end <= span.end);
            if inside.any(|m| m.project == *project) {
                continue;
            }
            mentions.push(Mention {
                project: project.clone(),
                surface: text.get(place.bytes.clone()).unwrap_or_default().to_owned(),
                range: span,
                method: MentionMethod::Url,
            });
        }
        mentions
    }

    /// The project with the longest registered address at or above a URL.
    fn project_at(&self, url: &ResourceUrl) -> Option<&Slug> {
        let url = url.as_str();
        if let Some(slug) = self.prefixes.get(url) {
            return Some(slug);
        }
        let within = self.longest_prefix.min(url.len().saturating_sub(1));
        let ends = (0..=within).rev();
        ends.filter(|end| matches!(url.as_bytes().get(*end), Some(b'/' | b'?')))
            .find_map(|end| self.prefixes.get(url.get(..end)?))
    }
}

/// The automaton of all names. Its fastest kind takes a few hundred bytes for
/// each of their letters, so that very many have a smaller one.
fn automaton(names: &BTreeMap<String, Vec<Name>>) -> Option<AhoCorasick> {
    let letters: usize = names.keys().map(String::len).sum();
    let kind = (letters <= MOST_LETTERS).then_some(AhoCorasickKind::DFA);
    let mut builder = AhoCorasick::builder();
    builder.kind(kind).build(names.keys()).ok()
}

/// A text folded for matching, and where its pieces come from.
#[derive(Default)]
struct Folded {
    text: String,
    pieces: Vec<Piece>,
}

/// A piece of a folded text, up to where the next begins.
struct Piece {
    /// First byte of the folded text.
    folded: usize,
    /// First byte of the text.
    origin: usize,
    /// Whether each byte comes from one byte; else all come from one character.
    is_run: bool,
}

impl Folded {
    /// Folds a text; `excluded` places, in order, become barriers.
    fn new<'p>(text: &str, excluded: impl Iterator<Item = &'p Range<usize>>) -> Self {
        let mut folded = Self::default();
        folded.text.reserve(text.len());
        folded.pieces.reserve(16);
        let mut at = 0;
        for place in excluded.filter(|place| place.start < place.end) {
            folded.add(text, at..place.start);
            folded.add_character(BARRIER, place.start);
            at = place.end;
        }
        folded.add(text, at..text.len());
        folded
    }

    fn add(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        let mut rest = text.get(range).unwrap_or_default();
        loop {
            let start = self.text.len();
            let after = push_plain(rest, &mut self.text);
            if after.len() < rest.len() {
                self.note(start, at, true);
                at += rest.len() - after.len();
            }
            let mut chars = after.chars();
            let Some(c) = chars.next() else { return };
            if c == '\n' {
                self.add_character(BARRIER, at);
            } else {
                self.add_character(c, at);
            }
            at += c.len_utf8();
            rest = chars.as_str();
        }
    }

    /// Adds what a character becomes.
    fn add_character(&mut self, c: char, origin: usize) {
        let start = self.text.len();
        fold_char(c, |f| {
            if f != ' ' || !self.text.ends_with(' ') {
                self.text.push(f);
            }
        });
        if self.text.len() > start {
            self.note(start, origin, false);
        }
    }

    fn note(&mut self, folded: usize, origin: usize, is_run: bool) {
        self.pieces.push(Piece {
            folded,
            origin,
            is_run,
        });
    }

    /// The piece that a byte is in, and where it ends.
    fn piece_at(&self, byte: usize) -> Option<(&Piece, usize)> {
        let after = self.pieces.partition_point(|piece| piece.folded <= byte);
        let next = self.pieces.get(after);
        let end = next.map_or(self.text.len(), |next| next.folded);
        Some((self.pieces.get(after.checked_sub(1)?)?, end))
    }

    /// The characters a range of folded bytes comes from; `None` when it
    /// starts or ends inside one, as `o` in `œ` does.
    fn whole_characters(&self, range: Range<usize>, text: &str) -> Option<Range<usize>> {
        let (first, _) = self.piece_at(range.start)?;
        let (last, end) = self.piece_at(range.end.checked_sub(1)?)?;
        let inside = !first.is_run && range.start > first.folded;
        if inside || (!last.is_run && range.end < end) {
            return None;
        }
        let start = first.origin + (range.start - first.folded);
        let end = if last.is_run {
            last.origin + (range.end - last.folded)
        } else {
            let c = text.get(last.origin..)?.chars().next()?;
            last.origin + c.len_utf8()
        };
        // Marks fold to nothing and belong to the letter before them.
        let rest = text.get(end..)?;
        let marks = rest.chars().take_while(|c| is_combining_mark(*c));
        Some(start..end + marks.map(char::len_utf8).sum::<usize>())
    }
}

/// Whether nothing at either end makes a range part of a longer word.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let bounds = |next: Option<char>, after: Option<char>| match next {
        Some(c) if is_hyphen(c) => !after.is_some_and(is_word_char),
        Some(c) => !is_word_char(c),
        None => true,
    };
    let mut before = text.get(..place.start).unwrap_or_default().chars().rev();
    let mut after = text.get(place.end..).unwrap_or_default().chars();
    bounds(before.next(), before.next()) && bounds(after.next(), after.next())
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// A spelling for comparison: composed, white space as single spaces.
fn spelling(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}
