//! Items of every kind: one test per Markdown quirk, named after it.

use crate::domain::{DiagnosticCode, ItemKind, Span};

use super::{codes, document, index, item, items, report, texts};

#[test]
fn soft_break_is_one_space_in_texts_and_labels() {
    let item = item("- a\n  b [c\n  d](https://e.org) f\n");
    assert_eq!(item.text, "a b c d f");
    assert_eq!(item.links[0].label, "c d");
    assert_eq!(item.html, "a b <a href=\"https://e.org\">c d</a> f");
}

#[test]
fn hard_break_is_a_line_end() {
    assert_eq!(item("- a  \n  b\\\n  c\n").text, "a\nb\nc");
}

#[test]
fn white_space_collapses_but_no_break_spaces_stay() {
    assert_eq!(
        item("- a  \t b\u{a0}: «\u{a0}c\u{a0}»\n").text,
        "a b\u{a0}: «\u{a0}c\u{a0}»"
    );
    assert_eq!(item("- \u{a0}a\u{a0}\n").text, "a");
}

#[test]
fn comment_between_bullets_ends_a_list_and_nothing_else() {
    let document = document("- a\n<!-- - [x](https://x.org) -->\n- b\n");
    let report = document.report.unwrap();
    let positions: Vec<_> = report.items.iter().map(|i| (i.position, i.text)).collect();
    assert_eq!(positions, [(1, "a".to_owned()), (2, "b".to_owned())]);
    assert!(report.items.iter().all(|i| i.links.is_empty()));
    assert_eq!(document.diagnostics, []);
}

#[test]
fn inline_comment_is_silent_and_other_html_is_told() {
    let quiet = document("- a <!-- [x](https://x.org) --> b\n");
    assert_eq!(quiet.report.unwrap().items.get(0).unwrap().text, "a b");
    assert_eq!(quiet.diagnostics, []);
    let told = document("- a <b onclick=x>b</b><img src=x>\n");
    assert_eq!(codes(&told), [DiagnosticCode::RawHtml]);
    let item = &told.report.unwrap().items.get(0).unwrap();
    assert_eq!((item.text.as_str(), item.html.as_str()), ("a b", "a b"));
}

#[test]
fn html_block_is_no_item() {
    let document = document("<div>x</div>\n\n<!-- a --> b\n\n<!-- a\n\nb -->\n");
    assert_eq!(codes(&document), [DiagnosticCode::RawHtmlText; 2]);
    assert!(document.report.unwrap().items.is_empty());
}

#[test]
fn html_block_in_an_entry_leaves_no_trace() {
    let item = item("- a\n\n  <script>alert(1)</script>\n\n  b\n");
    assert_eq!(
        (item.text.as_str(), item.html.as_str()),
        ("a\nb", "<p>a</p>\n<p>b</p>")
    );
}

#[test]
fn empty_entry_is_told_and_left_out() {
    for empty in [
        "- \n- a\n",
        "-\n\n- a\n",
        "- <!-- x -->\n- a\n",
        "- [ ]\n- a\n",
        "- a\n- ![](x)\n",
    ] {
        let document = document(empty);
        assert_eq!(codes(&document), [DiagnosticCode::EmptyItem], "{empty:?}");
        assert_eq!(document.report.unwrap().items.len(), 1, "{empty:?}");
    }
}

#[test]
fn nested_bullets_are_children_and_lines_of_the_text() {
    let item = item("- a\n  - b\n    - c\n      wrapped\n  - d\n\n    e\n");
    assert_eq!(item.text, "a\nb\nc wrapped\nd\ne");
    let children: Vec<_> = item
        .children
        .iter()
        .map(|c| (c.depth, c.text.as_str(), c.markdown.as_str()))
        .collect();
    assert_eq!(
        children,
        [
            (1, "b", "b"),
            (2, "c wrapped", "c\nwrapped"),
            (1, "d\ne", "d\n\ne")
        ]
    );
    assert_eq!(item.markdown, "a\n- b\n  - c\n    wrapped\n- d\n\n  e");
}

#[test]
fn entry_that_starts_with_a_list_has_its_text() {
    let item = item("- - a\n  - b\n");
    assert_eq!(item.text, "a\nb");
    assert_eq!(item.children.len(), 2);
}

#[test]
fn ordered_lists_are_bullets() {
    let items = items("1. a\n2. b\n   c\n\n10) d\n");
    let kinds: Vec<_> = items
        .iter()
        .map(|i| (i.kind, i.markdown.as_str()))
        .collect();
    let bullet = ItemKind::Bullet;
    assert_eq!(kinds, [(bullet, "a"), (bullet, "b\nc"), (bullet, "d")]);
}

#[test]
fn other_blocks_are_items_of_their_kind() {
    let items = items(
        "para\n\n> quote\n> on\n>\n> and\n\n```rust\ncode  x\n\n  y\n```\n\n    indented\n\n\
         | a | b |\n|:-:|---|\n| c | |\n\n***\n",
    );
    let found: Vec<_> = items.iter().map(|i| (i.kind, i.text.as_str())).collect();
    assert_eq!(
        found,
        [
            (ItemKind::Paragraph, "para"),
            (ItemKind::Quote, "quote on\nand"),
            (ItemKind::Code, "code  x\n\n  y"),
            (ItemKind::Code, "indented"),
            (ItemKind::Table, "a | b\nc |"),
        ]
    );
    assert_eq!(items[3].markdown, "    indented");
    assert_eq!(items[1].markdown, "> quote\n> on\n>\n> and");
    assert!(!items[4].html.contains("style"), "{}", items[4].html);
}

#[test]
fn blocks_in_an_entry_belong_to_it() {
    let item = item("- a\n\n  > q\n\n  ```\n  x\n  ```\n\n  | t |\n  |---|\n");
    assert_eq!(item.text, "a\nq\nx\nt");
}

#[test]
fn task_marks_are_no_text() {
    assert_eq!(texts("- [x] done\n- [ ] to do\n"), ["done", "to do"]);
}

#[test]
fn image_is_its_text_and_no_link() {
    let item = item("- see ![a *map* of `x`](https://img.org/x.png) here\n");
    assert_eq!(item.text, "see a map of x here");
    assert!(
        item.links.is_empty() && !item.html.contains("img"),
        "{}",
        item.html
    );
}

#[test]
fn image_in_a_link_leaves_the_link() {
    let item = item("- [![logo](x.png)](https://a.org)\n");
    assert_eq!((item.text.as_str(), item.links.len()), ("logo", 1));
    assert_eq!(item.html, "<a href=\"https://a.org\">logo</a>");
}

#[test]
fn entities_and_escapes_are_decoded_once() {
    let item = item("- a &amp; b \\* &lt;script&gt; &amp;lt;\n");
    assert_eq!(item.text, "a & b * <script> &lt;");
    assert_eq!(item.html, "a &amp; b * &lt;script&gt; &amp;lt;");
}

#[test]
fn provenance_counts_byte_order_mark_and_front_matter() {
    let text =
        "\u{feff}---\r\ntitle: é\r\n---\r\n\r\n# A\r\n\r\n- é one\r\n  two\r\n\r\n\r\n- b\r\n";
    let items = items(text);
    let source = |span: Span| text.get(index(span.start)..index(span.end)).unwrap();
    assert_eq!(source(items[0].bytes), "- é one\r\n  two");
    assert_eq!(items[0].lines, Span { start: 7, end: 8 });
    assert_eq!(items[0].markdown, "é one\ntwo");
    assert_eq!(source(items[1].bytes), "- b");
    assert_eq!(items[1].lines, Span { start: 11, end: 11 });
}

#[test]
fn same_texts_have_keys_of_their_own() {
    let items = items("- same\n- Same\n- same\n- other\n");
    let keys: std::collections::BTreeSet<_> = items.iter().map(|i| &i.key).collect();
    assert_eq!(keys.len(), 4);
    assert_eq!(items[0].key, item("- SAME\n").key);
}

#[test]
fn tab_indentation_is_dedented_by_columns() {
    let item = item("-\ta\n\n\tb\n\n\t\tcode\n");
    assert_eq!(item.markdown, "a\n\nb\n\n\tcode");
    assert_eq!(item.text, "a\nb\ncode");
}

#[test]
fn bullets_in_a_quote_are_its_children() {
    let item = item("> a\n>\n> - b\n>   c\n> - d\n");
    assert_eq!(
        (item.kind, item.text.as_str()),
        (ItemKind::Quote, "a\nb c\nd")
    );
    let children: Vec<_> = item.children.iter().map(|c| c.markdown.as_str()).collect();
    assert_eq!(children, ["b\nc", "d"]);
}

#[test]
fn null_bytes_and_unusual_line_ends_do_no_harm() {
    assert_eq!(texts("- a\0b\n").len(), 1);
    assert_eq!(texts("- a\r- b\r").len(), 2);
}

#[test]
fn strikethrough_is_text() {
    let item = item("- ~~a~~ b\n");
    assert_eq!(
        (item.text.as_str(), item.html.as_str()),
        ("a b", "<del>a</del> b")
    );
}

#[test]
fn setext_heading_below_a_list_is_a_heading() {
    let report = super::report("A\n=\n\n- x\n\nB\n=\n\n- y\n");
    assert_eq!(report.categories.len(), 2);
    assert_eq!(report.items.get(1).unwrap().category, Some(1));
}

#[test]
fn html_line_breaks_are_hard_breaks() {
    let document = document("- un<br>deux<BR/>\n  trois\n\n<br>\n<!-- a -->\n<br />\n\n# a<br>b\n");
    assert_eq!(codes(&document), []);
    let report = document.report.unwrap();
    assert_eq!(report.items.len(), 1);
    assert_eq!(report.items.get(0).unwrap().text, "un\ndeux\ntrois");
    assert!(report.items.get(0).unwrap().html.contains("un<br />"));
    assert_eq!(report.categories.iter().next().unwrap().heading, "a b");
}

#[test]
fn text_inside_html_blocks_is_told() {
    let document = document("<div>\n</div>\n\n<p>é</p>\n\n- a\n\n  <p>b</p>\n");
    assert_eq!(
        codes(&document),
        [
            DiagnosticCode::RawHtml,
            DiagnosticCode::RawHtmlText,
            DiagnosticCode::RawHtmlText
        ]
    );
}

#[test]
fn a_nul_is_the_replacement_character() {
    let report = report("---\ntitle: \"a\\0b\"\n---\n\n# Un\n\n- c\0d\n");
    assert_eq!(report.title.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(report.items.iter().next().unwrap().text, "c\u{fffd}d");
}

#[test]
fn a_heading_in_an_entry_heads_nothing() {
    let item = item("- # a *b*\n\n  c\n  - d\n    ===\n");
    assert_eq!(item.text, "a b\nc\nd");
    assert!(
        item.html.contains("<strong>a <em>b</em></strong>"),
        "{}",
        item.html
    );
    assert!(item.html.contains("<strong>d</strong>"), "{}", item.html);
    assert!(!item.html.contains("<h"), "{}", item.html);
}
