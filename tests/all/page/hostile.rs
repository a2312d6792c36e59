//! Reports, registries and configurations that try to be more than text.

use std::fmt::Write as _;

use actix_web::http::StatusCode;
use chronique::api::State;
use proptest::prelude::*;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::tree::Tree;
use super::{as_a_browser, in_english};
use crate::support::{ask_all, get_json, state_after};

/// What has broken out of other people's pages: each once.
const TRICKS: &[&str] = &[
    "a\0b",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//x.example>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<style>*{background:url(//x.example)}</style>",
    "<link rel=stylesheet href=//x.example>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content=0;url=//x.example>",
    "<form action=//x.example><button formaction=javascript:alert(1)>x",
    "<object data=data:text/html,x>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><title></title><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "</p></li></ul></div></article></section></main></body></html>",
    "</title></head><body onload=alert(1)>",
    "<main><h1>x</h1></main>",
    "<p id=main style=color:red onclick=alert(1)>",
    "<!-- x --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php x ?>",
    "<!DOCTYPE html>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"><script>alert(1)</script>",
    "'/><b onclick=x>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](&#106;avascript:alert(1))",
    "[a](\u{1}javascript:alert(1))",
    "[a](%6aavascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](<data:text/html,<script>alert(1)</script>>)",
    "[a](vbscript:x)",
    "[a](//x.example/y)",
    "[a](/items \"x\\\" onclick=\\\"alert(1)\")",
    "[a](https://x.example/\"onclick=alert(1)/'x 't\" onclick=x')",
    "[a](https://x.example/%22%3E%3Cscript%3E)",
    "[a](https://x.example/?a=1&lt=2&copy;=3)",
    "[a](https://javascript:alert(1)@x.example/)",
    "[a](http://[::1%25x]/)",
    "[a](mailto:a@x.example?body=<script>)",
    "![i](javascript:alert(1))",
    "![\" onerror=alert(1) x=\"](https://x.example/i.png)",
    "![<script>alert(1)</script>](data:image/svg+xml,x)",
    "[![a](x.png)](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<https://x.example/\"onclick=alert(1)>",
    "[r]",
    "[a][r]",
    "[s]",
    "[<script>alert(1)</script>](https://x.example/z)",
    "https://x.example/'onclick=alert(1)//",
    "www.x.example/<script>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "&#x3c;script&#x3e;",
    "&#0; &#13; &#x80; &#xD800;",
    "&amp;lt;b&amp;gt;",
    "`<script>alert(1)</script>`",
    "``` \"onclick=x",
    "**<b onclick=x>**",
    "~~*__`</code>`__*~~",
    "\\<script\\>",
    "\u{202e}evil\u{202c}",
    "\u{2066}\u{200b}\u{feff}\u{200d}\u{ad}",
    "\u{8}\u{b}\u{c}\u{1b}\u{85}\u{fffe}",
    "\u{2028}\u{2029}",
    "{{constructor}}${1+1}#{1}",
    "a=\"b",
    "<",
    "<a",
    "<a href=\"",
    "&",
    "]]>",
    "--><b>",
    "Zorglub",
    "Bulgroz",
];

/// Words that are ids of our own in some page.
const OWN_NAMES: [&str; 10] = [
    "Main", "Doors", "Find", "Door CSV", "Utiliser", "Zorglub", "Newest", "Content", "Timeline",
    "x y",
];

/// Tricks, joined by what may come between them, and sometimes torn apart.
fn evil() -> impl Strategy<Value = String> {
    let noise = "[<>\"'&/=;:()\\[\\]`\\\\!# a-c\u{202e}\u{200b}é-]{0,12}";
    let part = prop_oneof![
        6 => prop::sample::select(TRICKS).prop_map(str::to_owned),
        2 => noise.prop_map(|s| s),
        1 => (prop::sample::select(TRICKS), 0..60_usize).prop_map(|(trick, length)| trick.chars().take(length).collect()),
    ];
    let glue = prop::sample::select(&[" ", "", "\"", " Zorglub ", "|"][..]);
    let parts = prop::collection::vec((part, glue), 1..4);
    parts.prop_map(|parts| {
        parts
            .iter()
            .flat_map(|(part, glue)| [part.as_str(), *glue])
            .collect()
    })
}

/// A block of a report.
fn block() -> impl Strategy<Value = String> {
    let indent = |text: &str| text.replace('\n', "\n  ");
    prop_oneof![
        5 => evil().prop_map(move |t| format!("- {}\n", indent(&t))),
        2 => (evil(), evil()).prop_map(move |(t, u)| format!("- Zorglub {}\n  - {}\n", indent(&t), indent(&u))),
        2 => evil().prop_map(|t| format!("\nZorglub {t}\n\n")),
        1 => evil().prop_map(|t| format!("\n> {t}\n\n")),
        1 => evil().prop_map(|t| format!("\n{t}\n\n")),
        1 => (evil(), evil()).prop_map(|(t, u)| format!("\n```{t}\n{u}\n```\n\n")),
        1 => (evil(), evil()).prop_map(|(t, u)| format!("\n| {t} | b |\n|:-:|--:|\n| {u} | d |\n\n")),
        1 => evil().prop_map(|t| format!("\n## {t}\n\n- Zorglub\n")),
        2 => heading().prop_map(|t| format!("\n# {t}\n\n- Bulgroz Zorglub\n")),
    ]
}

fn heading() -> impl Strategy<Value = String> {
    let own = prop::sample::select(&OWN_NAMES[..]).prop_map(str::to_owned);
    prop_oneof![evil(), own].prop_map(|t| t.replace('\n', " "))
}

/// The files of an archive.
fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    let reports = prop::collection::vec((heading(), prop::collection::vec(block(), 1..8)), 2..4);
    (reports, prop::collection::vec(evil(), 8)).prop_map(|(reports, names)| {
        // What JSON writes between quotes is a string of YAML and of TOML, too.
        let text = |n: usize| json!(names[n]).to_string();
        let mut files = vec![
            (
                "chronique.toml".to_owned(),
                format!(
                    "title = {}\ndescription = {}\n[publisher]\nname = {}\n\
                     [[category]]\nslug = \"utiliser\"\nname = {}\nheadings = [\"Utiliser\"]\n",
                    text(0), text(1), text(2), text(3)
                ),
            ),
            (
                "projects.toml".to_owned(),
                format!(
                    "[[project]]\nslug = \"zorglub\"\nname = {}\naliases = [\"Zorglub\", {}]\n\
                     [[project]]\nslug = \"bulgroz\"\nname = \"Bulgroz\"\nhomepage = {}\n",
                    // A name of white space alone would be none.
                    json!(format!("Nom {}", names[4])), text(5), text(6)
                ),
            ),
        ];
        for (n, (heading, blocks)) in reports.iter().enumerate() {
            let blocks = blocks.concat();
            let report = format!(
                "---\ntitle: {}\n---\n\n# {heading}\n\n- Zorglub [lien](https://x.example/{n}) Bulgroz\n{blocks}\n\n\
                 [r]: javascript:alert(1) \"x\"\n[s]: <data:text/html,<script>> 'x'\n",
                text(7)
            );
            files.push((format!("2022/{:02}.md", n + 1), report));
        }
        files
    })
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// Every page that shows something of the archive, and some that show what they
/// are asked; whether there must be such a page.
fn pages(state: &State, word: &str) -> Vec<(String, bool)> {
    let mut pages: Vec<(String, bool)> = [
        "/",
        "/items",
        "/items?q=zorglub",
        "/items?project=zorglub&lang=en",
        "/search?q=zorglub",
        "/search?q=x.example",
        "/reports",
        "/projects",
        "/resources",
        "/sites",
        "/categories",
        "/coverage",
        "/graph",
        "/diagnostics",
        "/changes",
        "/changes?change=deleted",
        "/projects/zorglub",
        "/projects/bulgroz",
        "/docs/items",
        "/problems",
    ]
    .map(|page| (page.to_owned(), true))
    .to_vec();
    let word = encoded(word);
    for page in [
        "/search?q=",
        "/items?q=",
        "/items?category=",
        "/items?filter=",
        "/projects?q=",
        "/changes?since=",
        "/coverage?month=",
        "/graphiql?query=",
        "/reports/",
        "/projects/",
    ] {
        let word = if page.ends_with('/') {
            word.replace('+', "%20")
        } else {
            word.clone()
        };
        pages.push((format!("{page}{word}"), false));
    }
    pages.push((format!("/items?{word}=1"), false));
    for (list, key, most) in [
        ("reports", "slug", 9),
        ("items", "id", 4),
        ("categories", "slug", 3),
        ("resources", "id", 3),
    ] {
        let rows = get_json(state, &format!("/v1/{list}"))["data"].clone();
        let rows = rows.as_array().unwrap().iter().take(most);
        let key = |row: &Value| row[key].as_str().unwrap().to_owned();
        pages.extend(rows.map(|row| (format!("/{list}/{}", encoded(&key(row))), true)));
    }
    pages
}

/// Asks for every page, and judges what comes.
fn judge(files: &[(String, String)], word: &str) -> Result<(), String> {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    // What is gone is quoted among the changes.
    let mut before = files.clone();
    before.push(("2021/12.md", files.last().unwrap().1));
    let state = state_after(&[&before, &files]);
    let pages = pages(&state, word);
    let requests = pages.iter().enumerate().map(|(n, (page, _))| {
        if n % 3 == 0 {
            in_english(page)
        } else {
            as_a_browser(page)
        }
    });
    for ((page, there), response) in pages.iter().zip(ask_all(&state, requests.collect())) {
        // What the hostile word happens to name may stand elsewhere.
        if response.status.is_redirection() && !there {
            continue;
        }
        let html = response.text();
        let kind = response.header("content-type");
        if kind != Some("text/html; charset=utf-8") || *there && response.status != StatusCode::OK {
            return Err(format!("{page}: {} {kind:?}: {html}", response.status));
        }
        let faults = Tree::of(&html).faults();
        if !faults.is_empty() {
            return Err(format!("{page}: {faults:#?}\n{html}"));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_hostile_archive_is_more_than_text((files, word) in (files(), evil())) {
        let judged = judge(&files, &word);
        prop_assert!(judged.is_ok(), "{}", judged.unwrap_err());
    }
}

/// Every trick once in every place, so that none depends on chance.
#[test]
fn every_trick_is_only_text() {
    let mut report = String::new();
    let mut registry = String::new();
    for (n, trick) in TRICKS.iter().enumerate() {
        let name = json!(format!("{trick} Nom{n}"));
        let _ = write!(
            registry,
            "[[project]]\nslug = \"p{n}\"\nname = {name}\naliases = [\"Alias{n}\"]\n"
        );
        let _ = write!(
            report,
            "# {trick}\n\n- Alias{n} {trick}\n  - {trick}\n\nAlias{n} {trick}\n\n"
        );
    }
    registry.push_str("[[project]]\nslug = \"zorglub\"\nname = \"Zorglub\"\n[[project]]\nslug = \"bulgroz\"\nname = \"Bulgroz\"\n");
    report.push_str("\n[r]: javascript:alert(1) \"x\"\n[s]: <data:text/html,<script>> 'x'\n");
    let files = [
        ("projects.toml".to_owned(), registry),
        ("2022/01.md".to_owned(), report),
    ];
    judge(&files, TRICKS[0]).unwrap();
}
