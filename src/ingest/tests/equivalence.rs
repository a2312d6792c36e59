//! The same content in another layout gives the same items; anything at all
//! gives a document.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::domain::{Document, Item, to_u32};
use crate::ingest::{parse_about, parse_registry, read_document};

use super::{document, index, items, rules};

/// An item without what depends on layout.
fn content(item: Item) -> impl PartialEq + std::fmt::Debug {
    let children: Vec<_> = item
        .children
        .into_iter()
        .map(|c| (c.depth, c.text))
        .collect();
    let Item {
        key,
        kind,
        position,
        category,
        section,
        text,
        html,
        links,
        mentions,
        ..
    } = item;
    (
        (key, kind, position, category, section),
        (text, html, links, mentions),
        children,
    )
}

fn contents(markdown: &str) -> Vec<impl PartialEq + std::fmt::Debug + use<>> {
    items(markdown).into_iter().map(content).collect()
}

/// What every document must hold, whatever the file.
fn check(document: &Document, source: &str) {
    let Some(report) = &document.report else {
        assert!(!document.diagnostics.is_empty());
        return;
    };
    let mut keys = std::collections::BTreeSet::new();
    for (item, position) in report.items.iter().zip(1..) {
        assert_eq!(item.position, position);
        assert!(keys.insert(item.key.clone()), "one key twice: {item:?}");
        assert!(!item.text.trim().is_empty());
        let chars: Vec<char> = item.text.chars().collect();
        for m in &item.mentions {
            let surface: String = chars[index(m.range.start)..index(m.range.end)]
                .iter()
                .collect();
            assert_eq!(surface, m.surface);
        }
        for link in &item.links {
            assert!(crate::domain::is_servable(&link.href));
            assert!(
                item.text.contains(&link.label),
                "{:?} in {:?}",
                link.label,
                item.text
            );
        }
        let lines = to_u32(source.split('\n').count());
        assert!(
            1 <= item.lines.start && item.lines.start <= item.lines.end && item.lines.end <= lines
        );
        let bytes = source
            .get(index(item.bytes.start)..index(item.bytes.end))
            .unwrap();
        assert_eq!(bytes.trim_end_matches([' ', '\t', '\r', '\n']), bytes);
        assert!(
            item.category
                .is_none_or(|c| (index(c)) < report.categories.len())
        );
        check_html(&item.html);
    }
    for said in &document.diagnostics {
        assert!(said.line >= 1 && said.column >= 1 && !said.message.is_empty());
        assert!(said.bytes.start <= said.bytes.end && index(said.bytes.end) <= source.len() + 1);
    }
}

/// An allow-list sanitiser finds nothing to take away.
fn check_html(html: &str) {
    let mut policy = ammonia::Builder::default();
    policy
        .link_rel(None)
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("code", ["class"])
        .add_url_schemes([
            "ftps", "sftp", "irc", "ircs", "tel", "xmpp", "gemini", "git",
        ]);
    let tags = |html: &str| {
        let mut tags: Vec<String> = html
            .split('<')
            .skip(1)
            .map(|tag| {
                tag.split(['>', ' ', '/'])
                    .collect::<String>()
                    .chars()
                    .take(3)
                    .collect()
            })
            .collect();
        tags.retain(|tag| !tag.is_empty());
        tags.len()
    };
    let cleaned = policy.clean(html).to_string();
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    assert!(tags(&cleaned) >= tags(html), "{html}\n{cleaned}");
}

#[test]
fn tight_and_loose_lists_wraps_and_line_ends_give_the_same_items() {
    let tight = "# A\n\n- one [SILL link](https://a.org/b) two https://c.org/d three\n- b *c* `d`\n  - e f\n    - g\n  - h\n- i\n  ```\n  code\n  ```\n  j\n\n# B\n\n- k\n";
    let loose = "# A\n\n- one [SILL link](https://a.org/b) two https://c.org/d three\n\n- b *c* `d`\n\n  - e f\n\n    - g\n\n  - h\n\n- i\n\n  ```\n  code\n  ```\n\n  j\n\n# B\n\n- k\n";
    let wrapped = "# A\n\n- one [SILL\n  link](https://a.org/b)\n  two https://c.org/d\nthree\n- b\n  *c*\n  `d`\n  - e\n    f\n    - g\n  - h\n- i\n  ```\n  code\n  ```\n  j\n\n# B\n\n- k\n";
    let expected = contents(tight);
    assert_eq!(expected.len(), 4);
    for other in [loose, wrapped] {
        assert_eq!(contents(other), expected, "{other}");
        assert_eq!(contents(&other.replace('\n', "\r\n")), expected, "{other}");
    }
    assert_eq!(contents(&tight.replace('\n', "\r\n")), expected);
    assert_eq!(contents(&format!("\u{feff}{tight}")), expected);
}

/// A run of inline Markdown that is the same wherever lines are broken.
fn words() -> impl Strategy<Value = Vec<String>> {
    let word = select(vec![
        "a",
        "été",
        "SILL",
        "*b*",
        "**c d**",
        "`e f`",
        "[g h](https://g.org)",
        "https://i.org/j",
        "«\u{a0}k\u{a0}»",
        "l’m",
        "<!-- n -->",
        "BlueHats",
        "Semester of Code",
        "&amp;",
        "😀",
        "![o](p.png)",
        "<https://q.org>",
        "XCP-ng",
        "(r)",
        "~~s~~",
        "[t](javascript:u)",
    ]);
    vec(word.prop_map(str::to_owned), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn layout_never_changes_items(
        bullets in vec((words(), vec(words(), 0..3)), 1..5),
        breaks in vec(any::<bool>(), 64),
    ) {
        let write = |loose: bool, wrap: bool| {
            let mut breaks = breaks.iter().cycle();
            let mut out = "# A\n\n".to_owned();
            for (bullet, children) in &bullets {
                // The first word keeps a comment from opening an HTML block.
                for (depth, words) in std::iter::once((0, bullet)).chain(children.iter().map(|c| (1, c))) {
                    let indent = "  ".repeat(depth);
                    out.extend([indent.as_str(), "- x"]);
                    for word in words.iter().flat_map(|w| w.split(' ')) {
                        let wraps = wrap && *breaks.next().unwrap();
                        // A comment that opens a line would open a block.
                        let wraps = wraps && !word.starts_with('<');
                        out.extend(if wraps { ["\n", indent.as_str(), "  "] } else { [" ", "", ""] });
                        out.push_str(word);
                    }
                    out.push_str(if loose { "\n\n" } else { "\n" });
                }
            }
            out
        };
        let expected = contents(&write(false, false));
        for (loose, wrap) in [(true, false), (false, true), (true, true)] {
            let markdown = write(loose, wrap);
            prop_assert_eq!(&contents(&markdown), &expected, "{}", markdown);
            prop_assert_eq!(&contents(&markdown.replace('\n', "\r\n")), &expected);
        }
    }

    #[test]
    fn any_bytes_give_a_document(bytes in vec(any::<u8>(), 0..400)) {
        let document = document(&bytes);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            check(&document, text);
        }
    }

    #[test]
    fn any_text_gives_a_document(path in ".{0,40}", text in "\\PC{0,200}") {
        check(&read_document(&path, text.as_bytes(), rules()), &text);
    }

    #[test]
    fn markdown_soup_gives_a_document(tokens in vec(select(TOKENS.to_vec()), 0..80)) {
        let text = tokens.concat();
        check(&document(&text), &text);
        prop_assert_eq!(document(&text), document(&text));
    }

    #[test]
    fn any_configuration_gives_a_value(text in vec(select(TOML.to_vec()), 0..30)) {
        let text = text.concat();
        let _ = parse_about(&text, "chronique.toml");
        let _ = parse_registry(&text, "projects.toml");
    }

    #[test]
    fn any_front_matter_gives_a_document(tokens in vec(select(YAML.to_vec()), 0..30)) {
        for mark in ["---", "+++"] {
            let text = format!("{mark}\n{}\n{mark}\n- a\n", tokens.concat());
            check(&document(&text), &text);
        }
    }
}

const TOKENS: [&str; 62] = [
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "- ",
    "* ",
    "1. ",
    "+ ",
    "  ",
    "    ",
    "\t",
    "a",
    "b ",
    "*",
    "**",
    "_",
    "`",
    "``",
    "```\n",
    "~~",
    "[",
    "]",
    "](",
    "(",
    ")",
    "<",
    ">",
    "> ",
    "<!--",
    "-->",
    "<div>",
    "</b>",
    "|",
    "a|b\n-|-\n",
    "# ",
    "## ",
    "![",
    "[a]: b\n",
    "[a]",
    "[c]: https://c.org 'd'\n",
    "http://a.b/",
    "https://c.d ",
    "SILL",
    "BlueHats ",
    "\\",
    "&amp;",
    "---\n",
    "===\n",
    "é",
    "\u{a0}",
    "«",
    "»",
    "[x](javascript:y)",
    "- [ ] ",
    "[e](https://github.com/etalab/sill)",
    "\u{301}",
    "\0",
    "[g][c]",
    "<https://h.org>",
    "\u{feff}",
    "+++\n",
    "œ",
];

const TOML: [&str; 24] = [
    "[[project]]\n",
    "[[series]]\n",
    "[[category]]\n",
    "[[moved]]\n",
    "[publisher]\n",
    "slug",
    "name",
    "paths",
    "aliases",
    "urls",
    "from",
    " = ",
    "\"a\"",
    "[\"b\"]",
    "1",
    "\n",
    "\n",
    "{ name = \"c\" }",
    "[",
    "]",
    "\"\u{e9}\"",
    "title",
    "# x\n",
    "date_rules",
];

const YAML: [&str; 26] = [
    "title",
    "date",
    "month",
    ": ",
    "\n",
    "\n",
    "2022-02-14",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!!x ",
    "|\n ",
    ">",
    "'",
    "\"",
    "? ",
    "# ",
    "  ",
    " = ",
    "é",
    "<<",
    "%YAML 1.2\n",
];
