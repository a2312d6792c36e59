//! `q`: words, `"phrases"`, `-not`, `prefix*`.
//!
//! Any text is a question or a fault. A quotation mark that is not closed
//! quotes to the end; one of any kind will do. What is written in one go, such
//! as `XCP-ng` or `code.gouv.fr`, is words that follow each other.

use std::ops::Range;

use super::error::{Fault, FaultCode};
use super::raw::RawText;
use crate::index::text::{Clause, Part, TextIndex, form, is_stop_word, stem, words};

/// Longest `q`, in Unicode code points.
pub const MAX_Q_LEN: usize = 500;
/// Most words in a `q`.
pub const MAX_Q_WORDS: usize = 32;
/// Fewest letters before a `*`.
const MIN_PREFIX: usize = 2;

/// What is looked for in texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuery {
    q: String,
    clauses: Vec<Clause>,
    highlight: bool,
}

impl TextQuery {
    /// Reads `q` and `highlight`; what is wrong is added to `faults`.
    pub(super) fn parse(raw: &RawText, faults: &mut Vec<Fault>) -> Option<Self> {
        let highlight = match raw.highlight.as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let allowed = ["true", "false"];
                let fault = Fault::not_among("highlight", FaultCode::InvalidValue, other, &allowed);
                faults.push(fault);
                false
            }
        };
        if highlight && raw.q.is_none() {
            let detail = "`highlight` shows where `q` was found: give `q` as well";
            faults.push(Fault::new("highlight", FaultCode::InvalidValue, detail));
        }
        let q = raw.q.as_deref()?;
        let length = q.chars().count();
        if length > MAX_Q_LEN {
            let detail = format!("{length} characters; at most {MAX_Q_LEN} are read");
            faults.push(Fault::new("q", FaultCode::OutOfRange, detail));
            return None;
        }
        let clauses = clauses(q);
        let parts = clauses.iter().flat_map(|c| &c.parts);
        if parts.clone().count() > MAX_Q_WORDS {
            let detail = format!("at most {MAX_Q_WORDS} words are looked for");
            faults.push(Fault::new("q", FaultCode::TooMany, detail));
        }
        let short = |p: &&Part| p.prefix && p.form.chars().count() < MIN_PREFIX;
        if let Some(part) = parts.clone().find(short) {
            let shown = &part.form;
            let detail = format!(
                "`{shown}*` begins too many words: write {MIN_PREFIX} letters or more before `*`"
            );
            faults.push(Fault::new("q", FaultCode::InvalidValue, detail));
        }
        if clauses.is_empty() {
            let detail = "there is no word in it: give one, such as `q=logiciel`, or leave `q` out";
            faults.push(Fault::new("q", FaultCode::InvalidValue, detail));
        }
        Some(Self {
            q: q.to_owned(),
            clauses: without_stop_words(clauses),
            highlight,
        })
    }

    /// The question as written.
    pub(super) fn as_str(&self) -> &str {
        &self.q
    }

    /// Whether places are asked for.
    #[must_use]
    pub fn highlight(&self) -> bool {
        self.highlight
    }

    /// The question as it is put to some indexes: words that occur in none of
    /// them are replaced by those that were meant, where there are such.
    pub(super) fn meant(&self, indexes: &[&TextIndex]) -> Asked {
        let mut clauses = self.clauses.clone();
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let wanted = clauses.iter_mut().filter(|c| !c.negated);
        for part in wanted.flat_map(|c| &mut c.parts) {
            if part.prefix || indexes.iter().any(|index| index.knows(part)) {
                continue;
            }
            let candidates = indexes.iter().filter_map(|index| {
                let (distance, count, form) = index.meant(&part.form)?;
                Some((distance, u32::MAX - count, index.spelling(form)))
            });
            let Some((_, _, spelling)) = candidates.min() else {
                // A word that is nowhere: nothing is found, whatever the others.
                edits.clear();
                clauses.clone_from(&self.clauses);
                break;
            };
            part.form = form(spelling);
            part.stem = part.stem.is_some().then(|| stem(spelling));
            edits.push((part.span.clone(), spelling.to_owned()));
        }
        let corrected = (!edits.is_empty()).then(|| edited(&self.q, edits));
        Asked { clauses, corrected }
    }
}

/// A question as it is put to the indexes.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// What must and must not be there.
    pub(super) clauses: Vec<Clause>,
    /// The question with mistyped words put right, if any was.
    pub(super) corrected: Option<String>,
}

/// A text with some ranges replaced.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, with) in edits {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// What a text asks for, each thing once.
fn clauses(q: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut at = 0;
    while let Some(rest) = q.get(at..).filter(|r| !r.is_empty()) {
        let spaces = rest.len() - rest.trim_start_matches(is_between).len();
        at += spaces;
        let rest = rest.get(spaces..).unwrap_or("");
        let dashes = rest.len() - rest.trim_start_matches('-').len();
        let start = at + dashes;
        let rest = rest.get(dashes..).unwrap_or("");
        let quote = rest.chars().next().filter(|c| is_quote(*c));
        let (range, next) = if let Some(quote) = quote {
            let start = start + quote.len_utf8();
            let inside = q.get(start..).unwrap_or("");
            let length = inside.find(is_quote).unwrap_or(inside.len());
            let end = start + length;
            let close = q.get(end..).and_then(|r| r.chars().next());
            (start..end, end + close.map_or(0, char::len_utf8))
        } else {
            let end = rest.find(|c| is_between(c) || is_quote(c));
            let end = start + end.unwrap_or(rest.len());
            (start..end, end)
        };
        // `"code sour"*` and `sour*` both end in a prefix.
        let starred = q.get(next..).is_some_and(|r| r.starts_with('*'));
        let chunk = q.get(range.clone()).unwrap_or("");
        let prefix = if quote.is_some() {
            starred
        } else {
            chunk.ends_with('*')
        };
        let parts = parts(chunk, range.start, quote.is_some(), prefix);
        let negated = dashes > 0;
        let same = |c: &Clause| c.negated == negated && is_same(&c.parts, &parts);
        if !parts.is_empty() && !clauses.iter().any(same) {
            clauses.push(Clause { negated, parts });
        }
        at = next.max(at);
        if next == start && quote.is_none() {
            // Dashes alone, or nothing: never stand still.
            at = at.max(start);
        }
    }
    clauses
}

/// Whether two clauses ask for the same words.
fn is_same(a: &[Part], b: &[Part]) -> bool {
    let key = |p: &Part| (p.form.clone(), p.stem.clone(), p.prefix);
    a.iter().map(key).eq(b.iter().map(key))
}

fn parts(chunk: &str, offset: usize, exact: bool, prefix: bool) -> Vec<Part> {
    let read = |word: crate::index::text::Word| {
        let surface = chunk.get(word.start..word.end)?;
        Some(Part {
            form: form(surface),
            stem: (!exact).then(|| stem(surface)),
            prefix: false,
            span: offset + word.start..offset + word.end,
        })
    };
    let mut parts: Vec<Part> = words(chunk).filter_map(read).collect();
    if let Some(last) = parts.last_mut().filter(|_| prefix) {
        last.prefix = true;
    }
    parts
}

/// Words that are everywhere are left out, unless nothing else is asked for.
fn without_stop_words(clauses: Vec<Clause>) -> Vec<Clause> {
    let is_stop = |c: &Clause| match c.parts.as_slice() {
        [part] => !c.negated && !part.prefix && part.stem.is_some() && is_stop_word(&part.form),
        _ => false,
    };
    if clauses.iter().any(|c| !c.negated && !is_stop(c)) {
        clauses.into_iter().filter(|c| !is_stop(c)).collect()
    } else {
        clauses
    }
}

/// What stands between two things that are asked for.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | ';' | '!' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '…'
        )
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::text::Builder;

    fn read(q: &str) -> (Option<TextQuery>, Vec<Fault>) {
        let raw = RawText {
            q: Some(q.to_owned()),
            highlight: None,
        };
        let mut faults = Vec::new();
        (TextQuery::parse(&raw, &mut faults), faults)
    }

    /// The clauses as text: `=` before what must stand as written.
    fn spelled(q: &str) -> Vec<String> {
        let (query, faults) = read(q);
        assert!(faults.is_empty(), "{q}: {faults:?}");
        let spell = |c: &Clause| {
            let sign = if c.negated { "-" } else { "" };
            let words: Vec<String> = c
                .parts
                .iter()
                .map(|p| {
                    let exact = if p.stem.is_none() { "=" } else { "" };
                    format!("{exact}{}{}", p.form, if p.prefix { "*" } else { "" })
                })
                .collect();
            format!("{sign}{}", words.join("+"))
        };
        query.unwrap().clauses.iter().map(spell).collect()
    }

    #[test]
    fn questions_are_read_as_people_mean_them() {
        for (q, clauses) in [
            ("logiciels libres", vec!["logiciels", "libres"]),
            ("l'appel à idées", vec!["appel", "idees"]),
            ("\"l’appel à idées\"", vec!["=appel+=a+=idees"]),
            (
                "« gazette BlueHats » sill",
                vec!["=gazette+=bluehats", "sill"],
            ),
            ("-publier sill", vec!["-publier", "sill"]),
            ("-\"codes sources\"", vec!["-=codes+=sources"]),
            ("attract*", vec!["attract*"]),
            ("\"code sour\"*", vec!["=code+=sour*"]),
            ("XCP-ng, n°15", vec!["xcp+ng", "n+15"]),
            ("code.gouv.fr", vec!["code+gouv+fr"]),
            ("\"jamais fermé", vec!["=jamais+=ferme"]),
            ("- sill - --rte", vec!["sill", "-rte"]),
            ("de la", vec!["de", "la"]),
            ("le -sill", vec!["le", "-sill"]),
            ("sill SILL Sill", vec!["sill"]),
            ("sill\"rte\"", vec!["sill", "=rte"]),
            ("aujourd'hui", vec!["aujourdhui"]),
        ] {
            assert_eq!(spelled(q), clauses, "{q}");
        }
    }

    #[test]
    fn what_asks_for_nothing_is_a_fault() {
        for q in ["", " ", "\"\"", "-", "l'", "* ? !", "🎉", "-\"\" '"] {
            assert_eq!(read(q).1.len(), 1, "{q}");
            assert_eq!(read(q).1[0].code, FaultCode::InvalidValue, "{q}");
        }
        assert_eq!(read(&"é".repeat(501)).1[0].code, FaultCode::OutOfRange);
        assert_eq!(read(&"é".repeat(500)).1, []);
        let many: Vec<String> = (0..33).map(|n| format!("x{n}")).collect();
        assert_eq!(read(&many.join(" ")).1[0].code, FaultCode::TooMany);
        assert_eq!(read("a*").1[0].code, FaultCode::InvalidValue);
    }

    #[test]
    fn mistyped_words_are_put_right_and_the_rest_is_left() {
        let mut builder = Builder::default();
        builder.add(["Un événement de la gazette"]);
        let index = builder.finish();
        for (q, corrected) in [
            ("Evenemnt", Some("événement")),
            (
                "gazrtte  \"evenemnt\" -zzzz",
                Some("gazette  \"événement\" -zzzz"),
            ),
            ("événements", None),
            ("gazrtte introuvable", None),
            // The same stem: found as it is.
            ("gazete", None),
            ("gaz*", None),
        ] {
            let asked = read(q).0.unwrap().meant(&[&index]);
            assert_eq!(asked.corrected.as_deref(), corrected, "{q}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_question_or_a_fault(q in "[-\"'’ a-eé*·«.]{0,40}|\\PC{0,600}") {
            let (query, faults) = read(&q);
            if let Some(query) = query {
                for part in query.clauses.iter().flat_map(|c| &c.parts) {
                    prop_assert!(q.get(part.span.clone()).is_some());
                }
                prop_assert_eq!(query.clauses.is_empty(), faults.iter().any(|f| f.detail.starts_with("there is no word")));
            }
        }
    }
}
