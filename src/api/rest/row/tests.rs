//! Rows that are copied together are those that are serialised.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::api::rest::stats::StatsRowView;
use crate::api::rest::view::ItemView;
use crate::domain::{
    About, Categories, Category, Child, Digest, Document, Generation, Item, ItemKey, ItemKind,
    Items, Link, Mention, Project, ProjectKind, Registry, Report, ResourceUrl, Slug, Span,
};
use crate::query::{Archive, RawStatsParams, StatsQuery};

/// Texts with everything that JSON escapes.
const TEXT: &str = "\\PC{0,12}|[\\x00-\\x7f]{0,12}|[\"\\\\/<a &\n\u{7f}\u{2028}é]{0,40}";

fn link() -> impl Strategy<Value = Link> {
    let href = prop_oneof![
        "https://[a-c]\\.org/[a-c\"\\\\é]{0,3}/?",
        "mailto:[a-c\"\\\\]{1,3}@a\\.org",
        "[a-c\"]{0,3}",
    ];
    (TEXT, href, 0_usize..4).prop_map(|(label, href, kind)| Link {
        kind: [
            LinkKind::Inline,
            LinkKind::Reference,
            LinkKind::Autolink,
            LinkKind::Bare,
        ][kind],
        label,
        resource: ResourceUrl::parse(&href),
        href,
    })
}

fn mention() -> impl Strategy<Value = Mention> {
    let methods = [
        MentionMethod::Name,
        MentionMethod::Alias,
        MentionMethod::Url,
    ];
    let project = prop::sample::select(vec!["sill", "bluehats", "nobody"]);
    let surface = prop_oneof![TEXT, "SILL|Sill|sill|BlueHats"];
    (project, surface, any::<(u32, u32)>(), 0_usize..3).prop_map(
        move |(project, surface, (start, end), method)| Mention {
            project: project.parse().unwrap(),
            surface,
            range: Span { start, end },
            method: methods[method],
        },
    )
}

fn item() -> impl Strategy<Value = Item> {
    let texts = (TEXT, TEXT, TEXT, prop::option::of(TEXT));
    let child = (0_u32..4, TEXT, TEXT);
    let child = child.prop_map(|(depth, text, markdown)| Child {
        depth,
        text,
        markdown,
    });
    let lists = (
        prop::collection::vec(child, 0..3),
        prop::collection::vec(link(), 0..4),
        prop::collection::vec(mention(), 0..3),
    );
    let place = (0_usize..5, prop::option::of(0_u32..3), any::<[u32; 2]>());
    let bytes = (0_u32..40, 0_u32..90);
    (texts, lists, place, bytes).prop_map(|(texts, lists, (kind, category, lines), bytes)| Item {
        key: ItemKey::of_text(&texts.0, bytes.0),
        kind: ItemKind::ALL[kind],
        position: 0,
        category,
        section: texts.3,
        text: texts.0,
        markdown: texts.1,
        html: texts.2,
        children: lists.0,
        links: lists.1,
        mentions: lists.2,
        lines: Span {
            start: lines[0],
            end: lines[1],
        },
        bytes: Span {
            start: bytes.0,
            end: bytes.0 + bytes.1,
        },
    })
}

fn project(slug: &str, name: &str) -> Project {
    Project {
        slug: slug.parse().unwrap(),
        name: name.to_owned(),
        kind: ProjectKind::Project,
        aliases: Vec::new(),
        urls: Vec::new(),
        part_of: None,
        homepage: None,
        same_as: Vec::new(),
    }
}

fn archive(items: &[Item], source: &str, path: &str, name: &str) -> Archive {
    let category = |name: &str| Category {
        slug: Slug::of_title(name),
        name: name.to_owned(),
        heading: name.to_owned(),
        level: 2,
        line: 1,
    };
    let report = Report {
        slug: "2022-02-14".parse().unwrap(),
        series: About::default().series,
        date: "2022-02-14".parse().unwrap(),
        title: None,
        updated: None,
        categories: Categories::pack(&[category("Utiliser"), category(name)]),
        items: Items::pack(items, source.into()),
        carried: None,
        path: path.to_owned(),
    };
    Archive::build(&Generation {
        about: Arc::default(),
        registry: Arc::new(Registry::new(vec![
            project("sill", name),
            project("bluehats", "BlueHats"),
        ])),
        documents: vec![Arc::new(Document {
            path: path.to_owned(),
            source: Digest::of(b""),
            report: Some(Arc::new(report)),
            diagnostics: Vec::new(),
        })],
        diagnostics: Vec::new(),
        rules: Digest::of(b""),
    })
}

proptest! {
    #[test]
    fn a_row_is_what_its_view_is(
        items in prop::collection::vec(item(), 0..5),
        source in TEXT,
        (path, name) in (TEXT, TEXT),
        base in prop::sample::select(vec!["", "https://a.org/b", "\"\\"]),
        files in any::<bool>(),
    ) {
        // What is copied is found in the file.
        let texts = items.iter().map(|i| [&*i.text, &i.html, &i.markdown].concat());
        let source = source + &texts.collect::<String>();
        let archive = archive(&items, &source, &path, &name);
        let addresses = if files {
            Addresses::of_files(base)
        } else {
            Addresses::of_server(base)
        };
        for doc in archive.item_numbers() {
            let view = ItemView::new(archive.item(doc).unwrap(), &addresses);
            let mut row = Vec::new();
            push_item(&archive.kept_item(doc).unwrap(), &addresses, &mut row);
            let expected = serde_json::to_string(&view).unwrap();
            prop_assert_eq!(String::from_utf8(row).unwrap(), expected);
        }
    }
}

proptest! {
    #[test]
    fn counts_are_what_their_view_is(items in prop::collection::vec(item(), 0..5), name in TEXT) {
        let archive = archive(&items, "", "", &name);
        let ways: [&[&str]; 3] = [&["site", "kind"], &["category"], &["project", "resource", "month"]];
        for by in ways {
            let by = by.iter().map(|by| (*by).to_owned()).collect();
            let raw = RawStatsParams { by, ..RawStatsParams::default() };
            let query = StatsQuery::parse(&raw, Vec::new()).unwrap();
            for row in archive.stats(&query).unwrap().rows {
                let mut out = Vec::new();
                push_counts(&row, &archive, &mut out);
                let expected = serde_json::to_string(&StatsRowView::new(&row, &archive)).unwrap();
                prop_assert_eq!(String::from_utf8(out).unwrap(), expected);
            }
        }
    }
}
