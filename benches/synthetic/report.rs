//! One report: front matter, categories, items.

use std::fmt::Write as _;

use super::random::Random;
use super::words::{ENDINGS, OPENINGS, PARTNERS, SUBJECTS};
use super::{CATEGORIES, Synthetic};

/// Where a line that is wrapped is wrapped.
const WIDTH: usize = 75;

/// Most items under a heading; with its empty ones that is fifteen a report.
const MOST_ITEMS: usize = 6;

/// The text of a report.
pub fn text(archive: &Synthetic, random: &mut Random) -> String {
    let mut out = "---\ntitle: Archive synthétique\ntoc: true\n---\n".to_owned();
    for [_, heading] in CATEGORIES {
        let _ = writeln!(out, "\n# {heading}");
        if random.chance(15) {
            continue;
        }
        out.push('\n');
        // At least one, three and a half in the middle.
        for _ in 0..=random.below(MOST_ITEMS) {
            out.push_str(&item(archive, random));
        }
    }
    out
}

fn item(archive: &Synthetic, random: &mut Random) -> String {
    let mut out = bullet("- ", &sentence(archive, random), random.chance(50));
    if random.chance(8) {
        for _ in 0..=random.below(3) {
            out.push_str(&bullet("  - ", &sentence(archive, random), false));
        }
    }
    out
}

/// A sentence with the names and links that fall to it.
fn sentence(archive: &Synthetic, random: &mut Random) -> String {
    let mut parts = vec![random.word(&OPENINGS).to_owned()];
    let subject = random.word(&SUBJECTS);
    parts.push(match random.below(100) {
        0..40 => format!("[{subject}]({})", url(archive, random)),
        40..43 => format!("[{subject}](<{}>)", url(archive, random)),
        _ => subject.to_owned(),
    });
    if random.chance(35) {
        parts.push(format!("pour {}", name(archive, random)));
    }
    if random.chance(60) {
        parts.push(random.word(&PARTNERS).to_owned());
    }
    if random.chance(70) {
        parts.push(random.word(&ENDINGS).to_owned());
    }
    if random.chance(8) {
        parts.push(format!(": {}", url(archive, random)));
    }
    parts.join(" ")
}

fn name<'a>(archive: &'a Synthetic, random: &mut Random) -> &'a str {
    let at = random.skewed(archive.names.len());
    archive.names.get(at).map_or("", String::as_str)
}

fn url<'a>(archive: &'a Synthetic, random: &mut Random) -> &'a str {
    let at = random.skewed(archive.urls.len());
    archive.urls.get(at).map_or("", String::as_str)
}

/// A bullet, on one line or wrapped as an editor does.
fn bullet(marker: &str, sentence: &str, wrapped: bool) -> String {
    let indent = marker.replace('-', " ");
    let mut out = marker.to_owned();
    let mut width = marker.len();
    for (place, word) in sentence.split(' ').enumerate() {
        if wrapped && place > 0 && width + word.len() >= WIDTH {
            out.push('\n');
            out.push_str(&indent);
            width = indent.len();
        } else if place > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += word.len();
    }
    out.push('\n');
    out
}
