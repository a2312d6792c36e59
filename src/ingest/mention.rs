//! Finds the registry's projects in an item.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::{
    Link, LinkKind, Mention, MentionMethod, Moved, Registry, ResourceUrl, Slug, Span, fold,
    fold_char, is_word_char, to_u32,
};

use super::address::is_address;

/// Stands for what no name goes across: a line end, an address.
const BARRIER: char = '\u{1}';

/// The names and addresses of a registry, ready for matching.
pub(super) struct Matcher {
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton what it may name, best first.
    names: Vec<Vec<Name>>,
    prefixes: HashMap<String, Slug>,
    longest_prefix: usize,
}

struct Name {
    project: Slug,
    method: MentionMethod,
    /// The spelling required, when case counts.
    exact: Option<String>,
}

/// A name found: half-open ranges of code points and of folded bytes.
struct Hit<'m> {
    name: &'m Name,
    start: usize,
    end: usize,
    folded: Range<usize>,
}

impl Matcher {
    pub(super) fn new(registry: &Registry, moved: &[Moved]) -> Self {
        let mut names: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        let mut prefixes = HashMap::new();
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
            automaton: AhoCorasick::new(names.keys()).ok(),
            names: names.into_values().collect(),
            longest_prefix: prefixes.keys().map(String::len).max().unwrap_or(0),
            prefixes,
        }
    }

    /// The mentions in a text whose links have their labels at `places`.
    pub(super) fn find(&self, text: &str, links: &[Link], places: &[Span]) -> Vec<Mention> {
        let chars: Vec<char> = text.chars().collect();
        let addresses = links.iter().zip(places).filter(|(link, _)| {
            matches!(link.kind, LinkKind::Bare | LinkKind::Autolink) || is_address(&link.label)
        });
        let folded = Folded::new(&chars, addresses.map(|(_, place)| *place));
        let mut mentions = self.named(&folded, &chars);
        mentions.sort_by_key(|m| m.range.start);
        let linked = self.linked(links, places, &mentions, &chars);
        mentions.extend(linked);
        mentions.sort_by_key(|m| (m.range.start, m.range.end));
        mentions
    }

    /// Mentions by name: longest first, then leftmost, none across another.
    fn named(&self, folded: &Folded, chars: &[char]) -> Vec<Mention> {
        let mut hits = self.hits(folded, chars);
        hits.sort_by_key(|hit| (Reverse(hit.folded.len()), hit.start));
        let mut taken = vec![false; chars.len()];
        let mut mentions = Vec::new();
        for hit in hits {
            // What is taken is never shorter, so it covers an end of what it meets.
            let is_taken = |at: usize| taken.get(at).copied().unwrap_or(true);
            if is_taken(hit.start) || is_taken(hit.end.saturating_sub(1)) {
                continue;
            }
            if let Some(slots) = taken.get_mut(hit.start..hit.end) {
                slots.fill(true);
            }
            mentions.push(Mention {
                project: hit.name.project.clone(),
                surface: surface(chars, hit.start, hit.end),
                range: span(hit.start, hit.end),
                method: hit.name.method,
            });
        }
        mentions
    }

    /// Every place where a name stands as a word of its own.
    fn hits<'m>(&'m self, folded: &Folded, chars: &[char]) -> Vec<Hit<'m>> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let mut hits = Vec::new();
        for found in automaton.find_overlapping_iter(&folded.text) {
            let Some((start, end)) = folded.whole_characters(found.range(), chars) else {
                continue;
            };
            if !stands_alone(chars, start, end) {
                continue;
            }
            let names = self.names.get(found.pattern().as_usize());
            let fits = |name: &&Name| {
                let exact = name.exact.as_ref();
                exact.is_none_or(|exact| *exact == spelling(&surface(chars, start, end)))
            };
            if let Some(name) = names.and_then(|names| names.iter().find(fits)) {
                let folded = found.range();
                hits.push(Hit {
                    name,
                    start,
                    end,
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
        places: &[Span],
        named: &[Mention],
        chars: &[char],
    ) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for (link, place) in links.iter().zip(places) {
            let resource = link.resource.as_ref();
            let Some(project) = resource.and_then(|url| self.project_at(url)) else {
                continue;
            };
            let first = named.partition_point(|m| m.range.start < place.start);
            let mut inside = named.iter().skip(first);
            let mut inside = inside.by_ref().take_while(|m| m.range.end <= place.end);
            if inside.any(|m| m.project == *project) {
                continue;
            }
            mentions.push(Mention {
                project: project.clone(),
                surface: surface(chars, index(place.start), index(place.end)),
                range: *place,
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

/// A text folded for matching, each byte with the character it comes from.
struct Folded {
    text: String,
    origin: Vec<usize>,
}

impl Folded {
    /// Folds a text; `excluded` places, in order, become barriers.
    fn new(chars: &[char], excluded: impl Iterator<Item = Span>) -> Self {
        let mut folded = Self {
            text: String::with_capacity(chars.len()),
            origin: Vec::with_capacity(chars.len()),
        };
        let mut excluded = excluded.peekable();
        for (at, c) in chars.iter().enumerate() {
            while excluded.next_if(|place| index(place.end) <= at).is_some() {}
            let inside = excluded
                .peek()
                .is_some_and(|place| index(place.start) <= at);
            if inside || *c == '\n' {
                folded.push(BARRIER, at);
            } else {
                fold_char(*c, |f| {
                    if f != ' ' || !folded.text.ends_with(' ') {
                        folded.push(f, at);
                    }
                });
            }
        }
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.origin.extend(std::iter::repeat_n(at, c.len_utf8()));
    }

    /// The characters a range of folded bytes comes from; `None` when it
    /// starts or ends inside one, as `o` in `œ` does.
    fn whole_characters(&self, range: Range<usize>, chars: &[char]) -> Option<(usize, usize)> {
        let start = *self.origin.get(range.start)?;
        let last = *self.origin.get(range.end.checked_sub(1)?)?;
        let before = range
            .start
            .checked_sub(1)
            .and_then(|at| self.origin.get(at));
        if before == Some(&start) || self.origin.get(range.end) == Some(&last) {
            return None;
        }
        // Marks fold to nothing and belong to the letter before them.
        let rest = chars.get(last + 1..)?;
        let marks = rest.iter().take_while(|c| is_combining_mark(**c)).count();
        Some((start, last + 1 + marks))
    }
}

/// Whether nothing at either end makes a range part of a longer word.
fn stands_alone(chars: &[char], start: usize, end: usize) -> bool {
    let at = |place: Option<usize>| place.and_then(|p| chars.get(p)).copied();
    let bounds = |next: Option<char>, after: Option<char>| match next {
        Some(c) if is_hyphen(c) => !after.is_some_and(is_word_char),
        Some(c) => !is_word_char(c),
        None => true,
    };
    bounds(at(start.checked_sub(1)), at(start.checked_sub(2)))
        && bounds(at(Some(end)), at(end.checked_add(1)))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// A spelling for comparison: composed, white space as single spaces.
fn spelling(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

fn surface(chars: &[char], start: usize, end: usize) -> String {
    chars.get(start..end).unwrap_or_default().iter().collect()
}

fn span(start: usize, end: usize) -> Span {
    Span {
        start: to_u32(start),
        end: to_u32(end),
    }
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
