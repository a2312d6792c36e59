//! What pages weigh where the archive is large.

use std::fmt::Write as _;
use std::io::Write as _;

use actix_web::http::StatusCode;
use chronique::api::State;
use flate2::Compression;
use flate2::write::GzEncoder;
use url::form_urlencoded::byte_serialize;

use super::{as_a_browser, in_english};
use crate::parity::question::Dice;
use crate::support::{archive_with, ask_all, get_json, state_of};

/// Most bytes of a page as it is sent, pictures in its markup included: the
/// issue that the explorer answers sets it.
const MOST: usize = 30 * 1024;

const SERIES: usize = 3;
const MONTHS: usize = 100;
const ITEMS: usize = 15;
/// Items of the newest report.
const MANY_ITEMS: usize = 400;
const PROJECTS: usize = 60;
const ADDRESSES: usize = 600;
const CATEGORIES: [&str; 6] = [
    "Utiliser",
    "Publier",
    "Accompagner",
    "Animer",
    "Mesurer",
    "Ailleurs",
];
/// Cited about five hundred times.
const CITED: &str = "https://guide.example/contribuer/sommaire";

/// Words as they are used: few of them often, most of them seldom, so that the
/// text is compressed about as prose is: gzip leaves two fifths of a report here
/// (`gzip -6`), and as much of those in `data/`.
struct Prose {
    dice: Dice,
    words: Vec<String>,
}

impl Prose {
    fn new() -> Self {
        const PARTS: [&str; 24] = [
            "lo", "gi", "ciel", "pu", "bli", "que", "ser", "vi", "ce", "don", "né", "es", "co",
            "de", "sour", "ré", "fé", "rent", "an", "ti", "mo", "tra", "vail", "eur",
        ];
        let mut dice = Dice(0x2022_0214);
        let mut word = || -> String {
            let length = 1 + dice.roll(4);
            (0..length).map(|_| PARTS[dice.roll(PARTS.len())]).collect()
        };
        let words = (0..3000).map(|_| word()).collect();
        Self { dice, words }
    }

    fn word(&mut self) -> &str {
        let once = self.dice.roll(self.words.len());
        let at = self.dice.roll(once + 1);
        &self.words[at]
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word().to_owned()).collect();
        words.join(" ")
    }

    /// Now and then a long one.
    fn length(&mut self) -> usize {
        if self.dice.roll(10) == 0 {
            80 + self.dice.roll(80)
        } else {
            12 + self.dice.roll(30)
        }
    }

    /// A name that no sentence has by chance.
    fn name(&mut self, number: usize) -> String {
        let word = self.word();
        format!("{}{}{number}", word[..1].to_uppercase(), &word[1..])
    }
}

struct Archive {
    prose: Prose,
    names: Vec<String>,
    addresses: Vec<String>,
}

impl Archive {
    fn new() -> Self {
        let mut prose = Prose::new();
        let names = (0..PROJECTS).map(|n| prose.name(n)).collect();
        let address = |n: usize| {
            let (host, path) = (
                prose.words[n % 40].clone(),
                prose.words(2).replace(' ', "/"),
            );
            format!("https://{host}.example/{path}/{n}")
        };
        let addresses = (0..ADDRESSES).map(address).collect();
        Self {
            prose,
            names,
            addresses,
        }
    }

    fn item(&mut self, n: usize, out: &mut String) {
        let length = self.prose.length();
        let text = self.prose.words(length);
        write!(out, "- {text}").unwrap();
        // One project is in every report, and the others where they fall.
        if n == 0 {
            write!(out, " avec {}", self.names[0]).unwrap();
        }
        if self.prose.dice.roll(3) == 0 {
            let once = self.prose.dice.roll(PROJECTS);
            write!(out, " et {}", self.names[self.prose.dice.roll(once + 1)]).unwrap();
        }
        if n == 1 || n == 2 && self.prose.dice.roll(3) < 2 {
            write!(out, " : [{}]({CITED})", self.prose.words(3)).unwrap();
        }
        if self.prose.dice.roll(2) == 0 {
            let at = self.prose.dice.roll(ADDRESSES);
            let label = self.prose.words(4);
            write!(out, ", [{label}]({})", self.addresses[at]).unwrap();
        }
        out.push_str(".\n");
    }

    fn report(&mut self, items: usize) -> String {
        let mut out = format!("---\ntitle: {}\n---\n", self.prose.words(5));
        for (n, category) in CATEGORIES.iter().enumerate() {
            write!(out, "\n# {category}\n\n").unwrap();
            for item in (n..items).step_by(CATEGORIES.len()) {
                self.item(item, &mut out);
            }
        }
        out
    }

    fn files(&mut self) -> Vec<(String, String)> {
        let mut about = "title = \"Les chroniques d’un service public\"\n".to_owned();
        for series in 0..SERIES {
            write!(about, "[[series]]\nslug = \"s{series}\"\ntitle = \"Série {series}\"\npaths = [\"s{series}/*.md\"]\n").unwrap();
        }
        let mut registry = String::new();
        for (n, name) in self.names.iter().enumerate() {
            write!(
                registry,
                "[[project]]\nslug = \"projet-{n}\"\nname = \"{name}\"\nurls = [\"{}\"]\n",
                self.addresses[n]
            )
            .unwrap();
        }
        let mut files = vec![
            ("chronique.toml".to_owned(), about),
            ("projects.toml".to_owned(), registry),
        ];
        for series in 0..SERIES {
            for age in 0..MONTHS {
                let month = 2025 * 12 + 11 - age;
                let is_newest = (series, age) == (0, 0);
                let report = self.report(if is_newest { MANY_ITEMS } else { ITEMS });
                files.push((
                    format!("s{series}/{:04}-{:02}.md", month / 12, month % 12 + 1),
                    report,
                ));
            }
        }
        files
    }
}

fn state() -> State {
    let files = Archive::new().files();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    state_of(archive_with(&files).path())
}

const LARGEST: [&str; 30] = [
    "/",
    "/items",
    "/items?project=projet-0&category=publier,utiliser",
    "/items?series=s0&month=2020/2025",
    "/items?offset=2000",
    "/items?first=80",
    "/categories/publier?first=80",
    "/projects/projet-0",
    "/projects/projet-1",
    "/projects/projet-59",
    "/projects",
    "/projects?sort=-items",
    "/reports",
    "/resources",
    "/resources?sort=-citations",
    "/sites",
    "/categories",
    "/categories/publier",
    "/coverage",
    "/coverage?series=s1",
    "/graph",
    "/graph?month=2020/2025",
    "/changes",
    "/changes?noun=item",
    "/diagnostics",
    "/search",
    "/docs",
    "/graphiql",
    "/problems",
    "/problems/gone",
];

/// Every page, at what is largest there.
fn pages(state: &State) -> Vec<String> {
    let first = |call: &str, key: &str| {
        let row = get_json(state, call)["data"][0].clone();
        row[key].as_str().unwrap().to_owned()
    };
    let word = first("/v1/items?first=1&sort=month", "text");
    let word = word.split(' ').max_by_key(|w| w.len()).unwrap();
    let word: String = byte_serialize(word.as_bytes()).collect();
    let long = first("/v1/items?q=avec&first=1", "id");
    let other = first("/v1/reports?series=s1&first=1", "slug");
    let newest = first("/v1/reports?series=s0&first=1", "slug");
    let cited = first("/v1/resources?sort=-citations&first=1", "id");
    let mut pages = LARGEST.map(str::to_owned).to_vec();
    pages.extend(
        get_json(state, "/openapi.json")["tags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| format!("/docs/{}", tag["name"].as_str().unwrap())),
    );
    pages.extend([
        format!("/items?q={word}"),
        format!("/search?q={word}"),
        "/search?q=avec".to_owned(),
        "/items?q=avec".to_owned(),
        format!("/items/{long}"),
        format!("/reports/{other}"),
        format!("/reports/{newest}"),
        format!("/resources/{cited}"),
        format!("/resources/{cited}?first=80"),
    ]);
    pages
}

fn weight(body: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap().len()
}

#[test]
fn every_page_of_a_large_archive_is_light() {
    let state = state();
    let counts = get_json(&state, "/v1/archive")["data"]["counts"].clone();
    assert_eq!(counts["reports"], SERIES * MONTHS);
    assert_eq!(
        counts["items"],
        SERIES * MONTHS * ITEMS + MANY_ITEMS - ITEMS
    );
    let cited = get_json(&state, "/v1/resources?sort=-citations&first=1")["data"][0].clone();
    assert!(
        cited["counts"]["citations"].as_u64().unwrap() > 450,
        "{cited}"
    );
    let pages = pages(&state);
    let requests = pages
        .iter()
        .flat_map(|page| [as_a_browser(page), in_english(page)]);
    let answers = ask_all(&state, requests.collect());
    let mut heavy = Vec::new();
    for (page, answers) in pages.iter().zip(answers.chunks(2)) {
        for answer in answers {
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            let weight = weight(&answer.body);
            let language = answer.header("content-language").unwrap();
            println!("{weight:7} {:7} {language} {page}", answer.body.len());
            if weight > MOST {
                heavy.push(format!("{page} in {language}: {weight}"));
            }
        }
    }
    assert!(heavy.is_empty(), "{heavy:#?}");
}
