use proptest::prelude::*;

use super::*;
use crate::domain::to_u32;

fn index(texts: &[&str]) -> TextIndex {
    let mut builder = Builder::default();
    for text in texts {
        builder.add(text.split('|'));
    }
    builder.finish()
}

/// A clause of words that follow each other, stemmed if alone.
fn clause(text: &str) -> Clause {
    let parts = words(text).map(|w| {
        let surface = text.get(w.start..w.end).unwrap();
        Part {
            form: form(surface),
            stem: (!text.contains(' ')).then(|| stem(surface)),
            prefix: text.ends_with('*'),
            span: w.start..w.end,
        }
    });
    Clause {
        negated: false,
        parts: parts.collect(),
    }
}

fn found(index: &TextIndex, text: &str) -> Vec<u32> {
    let pattern = index.pattern(&clause(text));
    let hits = index.hits(&pattern);
    let mut matcher = index.matcher(&pattern);
    for document in 0..index.len() {
        let hit = hits.iter().find(|h| h.document == document);
        assert_eq!(matcher.score(document), hit.map_or(0, |h| h.score));
    }
    hits.iter().map(|h| h.document).collect()
}

#[test]
fn phrases_may_repeat_their_words() {
    let index = index(&["un deux un deux un", "un un deux", "deux un|deux", "un"]);
    for (asked, expected) in [
        ("un deux un", vec![0]),
        ("un un", vec![1]),
        ("un deux", vec![0, 1]),
        ("deux un deux", vec![0]),
        ("deux un", vec![0, 2]),
        ("un un un", vec![]),
    ] {
        assert_eq!(found(&index, asked), expected, "{asked}");
    }
}

#[test]
fn accents_endings_and_order_are_told_apart_where_they_should_be() {
    let index = index(&[
        "Renforcer l'attractivité",
        "Des événements attractifs",
        "le n°15 de code.gouv.fr",
        "la gazette|BlueHats, sans gazette BlueHats",
        "poste de chargé·e d'études",
        "sill",
    ]);
    for (asked, expected) in [
        ("attractivite", vec![0]),
        ("ATTRACTIVITÉS", vec![0, 1]),
        ("attractivites", vec![0]),
        ("evenement", vec![1]),
        ("n°15", vec![2]),
        ("code.gouv.fr", vec![2]),
        ("gouv", vec![2]),
        ("gazette BlueHats", vec![3]),
        ("BlueHats sans", vec![3]),
        ("gazette BlueHats sans", vec![]),
        ("chargée", vec![4]),
        ("chargé", vec![4]),
        ("chargé·e", vec![4]),
        ("étude", vec![4]),
        ("sillage", vec![]),
        ("sills", vec![5]),
        ("ga*", vec![3]),
        ("x*", vec![]),
    ] {
        assert_eq!(found(&index, asked), expected, "{asked}");
    }
    assert!(index.bytes() < 4_000, "{}", index.bytes());
}

#[test]
fn spellings_are_the_most_frequent_ones_inside_a_sentence() {
    let index = index(&[
        "Événement",
        "événements événement SILL",
        "evenement BlueHats Sill SILL",
    ]);
    let spelled: Vec<(&str, u32)> = index.words_beginning("").map(|(_, s, n)| (s, n)).collect();
    assert_eq!(
        spelled,
        [
            ("BlueHats", 1),
            ("événement", 3),
            ("événements", 1),
            ("SILL", 2)
        ]
    );
}

fn marked(index: &TextIndex, asked: &str, text: &str) -> String {
    let ranges = index.matches(&index.pattern(&clause(asked)), text);
    html(text, &merge(ranges))
}

#[test]
fn marks_stand_around_whole_words() {
    let index = index(&["l'attractivité des chargé·e·s de gazette BlueHats <b>"]);
    for (asked, text, expected) in [
        (
            "attractivite",
            "De l’Attractivité !",
            "De l’<mark>Attractivité</mark> !",
        ),
        (
            "gazettes",
            "gazette, gazettes",
            "<mark>gazette</mark>, gazettes",
        ),
        (
            "gazette BlueHats",
            "La gazette BlueHats & gazette",
            "La <mark>gazette BlueHats</mark> &amp; gazette",
        ),
        (
            "chargées",
            "<i>chargé·e·s</i>",
            "&lt;i&gt;<mark>chargé·e·s</mark>&lt;/i&gt;",
        ),
    ] {
        assert_eq!(marked(&index, asked, text), expected);
    }
}

/// What a browser would show of some HTML without elements but `<mark>`.
fn unmarked(html: &str) -> String {
    let text = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!text.contains(['<', '>']), "{text}");
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |t, (escape, c)| t.replace(escape, c))
}

proptest! {
    #[test]
    fn html_says_the_text_and_nothing_else(
        text in "[a-c<>&\"'é ]{0,30}|<script>[a-c ]{0,9}</script>|\\PC{0,30}",
        asked in "[a-c]{1,2}",
    ) {
        let index = index(&[&text]);
        let ranges = merge(index.matches(&index.pattern(&clause(&asked)), &text));
        let html = html(&text, &ranges);
        prop_assert_eq!(unmarked(&html), text.clone());
        // A sanitiser that allows nothing but marks has nothing to take out.
        let clean = ammonia::Builder::empty().add_tags(["mark"]).clean(&html).to_string();
        prop_assert_eq!(unmarked(&clean.replace("&nbsp;", "\u{a0}")), text.clone());
        let spans = points(&text, &ranges);
        let chars: Vec<char> = text.chars().collect();
        for (span, range) in spans.iter().zip(&ranges) {
            let cut: String = chars[usize_of(span.start)..usize_of(span.end)].iter().collect();
            prop_assert_eq!(Some(cut.as_str()), text.get(range.clone()));
        }
    }

    #[test]
    fn a_phrase_is_found_where_a_plain_search_finds_it(
        texts in prop::collection::vec("[ab]{1,2}( [ab]{1,2}){0,8}", 1..8),
        asked in "[ab]{1,2}( [ab]{1,2}){1,2}",
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let expected: Vec<u32> = (0..).zip(&texts)
            .filter(|(_, t)| format!(" {t} ").contains(&format!(" {asked} ")))
            .map(|(i, _)| i).collect();
        prop_assert_eq!(found(&index(&texts), &asked), expected);
    }
}

/// What is asked of texts that are many, and the texts that have it.
type Asked = (&'static str, fn(usize) -> bool);
const MANY: [Asked; 6] = [
    ("pair", |n| n.is_multiple_of(2)),
    ("trois", |n| n.is_multiple_of(3)),
    ("libre", |n| n.is_multiple_of(3) || n.is_multiple_of(5)),
    ("double", |n| n.is_multiple_of(7)),
    ("cent", |n| n.is_multiple_of(100)),
    ("nul", |_| false),
];

/// Thousands of texts, of which one in two is `pair`, one in three `trois` or
/// `libre`, one in five `libres`, twice, one in seven `double`, twice, and few
/// `cent`.
fn many() -> Vec<String> {
    let words = [
        (2, "pair"),
        (3, "trois libre"),
        (5, "libres et libres"),
        (7, "double et double"),
        (100, "cent"),
    ];
    let text = |n: usize| {
        let here = words.iter().filter(|(every, _)| n.is_multiple_of(*every));
        here.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    };
    (0..3_000).map(text).collect()
}

#[test]
fn frequent_words_are_found_by_bits_as_by_lists() {
    let texts = many();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let index = index(&texts);
    let matcher = |word: &str| index.matcher(&index.pattern(&clause(word)));
    for (word, has) in MANY {
        let expected: Vec<u32> = (0..3_000).filter(|n| has(*n)).map(to_u32).collect();
        assert_eq!(found(&index, word), expected, "{word}");
        let bits = matcher(word).bits();
        assert_eq!(bits.is_some(), expected.len() >= 256, "{word}");
        if let Some(bits) = bits {
            assert_eq!(in_all(&[bits]), expected, "{word}");
        }
        for (other, also) in MANY {
            if let (Some(a), Some(b)) = (matcher(word).bits(), matcher(other).bits()) {
                let both = (0..3_000).filter(|n| has(*n) && also(*n)).map(to_u32);
                assert!(in_all(&[a, b]).into_iter().eq(both), "{word} {other}");
            }
        }
    }
    // Twice in a text counts more than once, wherever that is told.
    let score = |n| matcher("libres").score(n);
    assert!(
        score(5) > score(3) && score(3) > 0,
        "{} {}",
        score(5),
        score(3)
    );
}

#[test]
fn frequent_words_are_ranked_at_once_as_one_by_one() {
    let texts = many();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let index = index(&texts);
    let matcher = |word: &str| index.matcher(&index.pattern(&clause(word)));
    // `libre` has two forms, the last two are rare.
    let frequent = |(word, _): &&Asked| matcher(word).is_one_frequent_form();
    let words: Vec<&Asked> = MANY.iter().filter(frequent).collect();
    assert_eq!(words.len(), 3);
    for (word, has) in &words {
        for (other, also) in &words {
            for step in [1, 5] {
                let mut both = Joint::of(vec![matcher(word), matcher(other)]);
                let many = both.all_and_many();
                let (mut one, mut two) = (matcher(word), matcher(other));
                let those = (0..3_000).step_by(step).filter(|n| has(*n) && also(*n));
                let documents: Vec<u32> = those.map(to_u32).collect();
                for some in documents.chunks(70) {
                    let scores = some.iter().map(|d| one.score(*d) + two.score(*d));
                    let expected: Vec<u32> = scores.collect();
                    assert_eq!(both.scores(some, &many), expected, "{word} {other}");
                }
            }
        }
    }
}

#[test]
fn no_document_that_is_left_out_scores_more_than_said() {
    let long = "autrement ";
    let text = |n: usize| {
        let pears = if n.is_multiple_of(9) { 2 } else { 1 };
        format!("pomme {}{}", "poire ".repeat(pears), long.repeat(n % 80))
    };
    // As many that have neither, or both words would be worth nothing.
    let texts = (0..900)
        .map(text)
        .chain((0..900).map(|_| "prune".to_owned()));
    let texts: Vec<String> = texts.collect();
    let index = index(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let matcher = |word: &str| index.matcher(&index.pattern(&clause(word)));
    let (mut one, mut two) = (matcher("pomme"), matcher("poire"));
    let scores: Vec<u32> = (0..900).map(|d| one.score(d) + two.score(d)).collect();
    let joint = Joint::of(vec![matcher("pomme"), matcher("poire")]);
    let most = scores.iter().copied().max().unwrap();
    let mut left_out = Vec::new();
    for score in (0..=most).chain([u32::MAX]) {
        let bits = joint.above(u64::from(score));
        let is_in = |document: &u32| {
            let word = |bits: &[u64]| bits[usize_of(document / 64)] >> (document % 64) & 1 == 1;
            bits.is_none_or(|bits| !bits.is_empty() && word(bits))
        };
        let many = joint.all_and_many();
        let out = (0..900).filter(|d| !is_in(d) && many.binary_search(d).is_err());
        let out: Vec<u32> = out.collect();
        assert!(out.iter().all(|d| scores[usize_of(*d)] <= score), "{score}");
        left_out.push(out.len());
    }
    // The more there must be, the fewer are looked at: in the end none but those
    // that have a word twice.
    left_out.dedup();
    assert!(left_out.is_sorted() && left_out.len() == 6, "{left_out:?}");
    assert_eq!((left_out.first(), left_out.last()), (Some(&0), Some(&800)));
}
