//! Headings into a title, categories and sections; items into their places.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::domain::{Category, DiagnosticCode, Item, ItemKey, Slug, fold, to_u32};

use super::finding::{Findings, shorten};
use super::rules::Rules;

/// Longest section name kept on an item, in characters: it is repeated on
/// every item below the heading.
const MAX_SECTION: usize = 200;

/// A heading or an item, in the order of the file.
pub(super) enum Entry {
    /// A heading with text.
    Heading(Heading),
    /// An item that does not know its place yet.
    Item(Item),
}

/// A heading with text.
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// What headings and items make of a report.
pub(super) struct Outline {
    /// The text of the title heading, when there is one.
    pub(super) title: Option<String>,
    pub(super) categories: Vec<Category>,
    pub(super) items: Vec<Item>,
}

/// Puts headings and items in their places. `title` is that of the front matter.
pub(super) fn outline(
    entries: Vec<Entry>,
    title: Option<&str>,
    rules: &Rules,
    findings: &mut Findings<'_>,
) -> Outline {
    let has_title = starts_with_title(&entries, title, rules);
    let category_level = category_level(&entries, has_title);
    let mut outline = Outline {
        title: None,
        categories: Vec::new(),
        items: Vec::with_capacity(entries.len()),
    };
    let mut title_ahead = has_title;
    let mut section: Option<String> = None;
    let mut known = HashMap::new();
    let mut occurrences: HashMap<ItemKey, u32, RandomState> = HashMap::default();
    for entry in entries {
        match entry {
            Entry::Heading(heading) if title_ahead => {
                title_ahead = false;
                outline.title = Some(heading.text);
            }
            Entry::Heading(heading) if heading.level <= category_level => {
                section = None;
                let category = category(heading, rules, &mut known, findings);
                outline.categories.push(category);
            }
            Entry::Heading(heading) => {
                section = Some(heading.text.chars().take(MAX_SECTION).collect());
            }
            Entry::Item(mut item) => {
                item.position = to_u32(outline.items.len() + 1);
                item.category = outline.categories.len().checked_sub(1).map(to_u32);
                item.section.clone_from(&section);
                let seen = occurrences.entry(item.key.clone()).or_default();
                if *seen > 0 {
                    item.key = ItemKey::of_text(&item.text, *seen);
                }
                *seen += 1;
                outline.items.push(item);
            }
        }
    }
    outline
}

fn headings(entries: &[Entry]) -> impl Iterator<Item = &Heading> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Heading(heading) => Some(heading),
        Entry::Item(_) => None,
    })
}

/// Whether the first heading is the title. Where the front matter has one, it
/// must say the same: any other text would be lost. Else it must be the only
/// one of level 1, deeper ones follow, and no category is called so.
fn starts_with_title(entries: &[Entry], title: Option<&str>, rules: &Rules) -> bool {
    let mut headings = headings(entries);
    let Some(first) = headings.next() else {
        return false;
    };
    if let Some(title) = title {
        return fold(title) == fold(&first.text);
    }
    let (mut others, mut deeper) = (0, 0);
    for heading in headings {
        if heading.level == 1 {
            others += 1;
        } else {
            deeper += 1;
        }
    }
    first.level == 1 && others == 0 && deeper > 0 && rules.category(&first.text).is_none()
}

/// The level of the first heading that is not the title.
fn category_level(entries: &[Entry], has_title: bool) -> u8 {
    let first = headings(entries).nth(usize::from(has_title));
    first.map_or(0, |heading| heading.level)
}

fn category(
    heading: Heading,
    rules: &Rules,
    known: &mut HashMap<Slug, String>,
    findings: &mut Findings<'_>,
) -> Category {
    let rule = rules.category(&heading.text);
    let slug = rule.map_or_else(|| Slug::of_title(&heading.text), |rule| rule.slug.clone());
    let name = rule.map_or(heading.text.as_str(), |rule| rule.name.as_str());
    if let Some(first) = known.get(&slug) {
        tell_again(&slug, first, name, heading.range.clone(), findings);
    } else {
        known.insert(slug.clone(), name.to_owned());
    }
    let name = name.to_owned();
    Category {
        slug,
        name,
        heading: heading.text,
        level: heading.level,
        line: findings.source().line(heading.range.start),
    }
}

/// Says that a category's slug was there before in the report.
fn tell_again(
    slug: &Slug,
    first: &str,
    name: &str,
    range: Range<usize>,
    findings: &mut Findings<'_>,
) {
    let (code, message) = if words(first) == words(name) {
        let message = format!(
            "the category {:?} stands twice in this report; both are kept: \
             join them if they are one",
            shorten(name)
        );
        (DiagnosticCode::RepeatedCategory, message)
    } else {
        let message = format!(
            "the headings {:?} and {:?} both have the address `{slug}`, so they are \
             taken for one category; give each a `[[category]]` with a slug in chronique.toml",
            shorten(first),
            shorten(name)
        );
        (DiagnosticCode::CategoryCollision, message)
    };
    findings.at(code, range, message);
}

/// A folded heading without spaces and common punctuation, which nobody
/// takes for a difference.
fn words(text: &str) -> String {
    let common = |c: &char| !c.is_whitespace() && !"-'’.,:;!?…«»\"()".contains(*c);
    fold(text).chars().filter(common).collect()
}
