//! An archive written by hand.

use std::sync::Arc;

use crate::domain::{
    About, Alias, Categories, Category, Child, Diagnostic, DiagnosticCode, Digest, Document,
    Generation, Item, ItemKey, ItemKind, Items, License, Link, LinkKind, Mention, MentionMethod,
    Project, ProjectKind, Registry, Report, ResourceUrl, Slug, Span,
};
use crate::query::Archive;

pub const SILL: &str = "https://sill.example.org/list";

fn category(name: &str) -> Category {
    Category {
        slug: Slug::of_title(name),
        name: name.to_owned(),
        heading: format!("{name} !"),
        level: 2,
        line: 3,
    }
}

/// An item; one that names SILL mentions it and links to it.
fn item(position: u32, category: Option<u32>, text: &str) -> Item {
    let range = |name: &str| {
        let start = u32::try_from(text.find(name)?).ok()?;
        let end = start + u32::try_from(name.len()).ok()?;
        Some(Span { start, end })
    };
    let mention = |(slug, name): (&str, &str)| {
        Some(Mention {
            project: slug.parse().unwrap(),
            surface: name.to_owned(),
            range: range(name)?,
            method: MentionMethod::Name,
        })
    };
    let names = [("sill", "SILL"), ("bluehats", "BlueHats")];
    let link = Link {
        kind: LinkKind::Inline,
        label: "SILL".to_owned(),
        href: format!("{SILL}/#top"),
        resource: ResourceUrl::parse(SILL),
    };
    Item {
        key: ItemKey::of_text(text, 0),
        kind: ItemKind::Bullet,
        position,
        category,
        section: None,
        text: text.to_owned(),
        markdown: text.to_owned(),
        html: format!("<p>{text}</p>"),
        children: vec![Child {
            depth: 1,
            text: "below".to_owned(),
            markdown: "*below*".to_owned(),
        }],
        links: range("SILL").map(|_| link).into_iter().collect(),
        mentions: names.into_iter().filter_map(mention).collect(),
        lines: Span { start: 4, end: 4 },
        bytes: Span { start: 20, end: 40 },
    }
}

fn report(date: &str, items: &[Item]) -> Arc<Document> {
    let path = format!("{date}.md");
    Arc::new(Document {
        source: Digest::of(date.as_bytes()),
        report: Some(Arc::new(Report {
            slug: date.parse().unwrap(),
            series: "reports".parse().unwrap(),
            date: date.parse().unwrap(),
            title: None,
            updated: None,
            categories: Categories::pack(&[category("Utiliser"), category("Publier")]),
            items: Items::pack(items, "# source".into()),
            path: path.clone(),
        })),
        diagnostics: vec![Diagnostic::of_file(DiagnosticCode::RawHtml, &path, "html")],
        path,
    })
}

fn project(slug: &str, name: &str, kind: ProjectKind, alias: &str) -> Project {
    Project {
        slug: slug.parse().unwrap(),
        name: name.to_owned(),
        kind,
        aliases: vec![Alias {
            name: alias.to_owned(),
            case_sensitive: false,
        }],
        urls: ResourceUrl::parse(SILL).into_iter().collect(),
        part_of: (slug == "sill").then(|| "bluehats".parse().unwrap()),
        homepage: Some(SILL.to_owned()),
        same_as: vec!["https://www.wikidata.org/wiki/Q1".to_owned()],
    }
}

pub fn archive() -> Arc<Archive> {
    let registry = Registry::new(vec![
        project("sill", "SILL", ProjectKind::Project, "Socle"),
        project("bluehats", "BlueHats", ProjectKind::Programme, "BH"),
    ]);
    let january = vec![
        item(1, None, "Hello"),
        item(2, Some(0), "SILL opens"),
        item(3, Some(0), "BlueHats and SILL"),
    ];
    let february = vec![item(1, Some(1), "SILL grows"), item(2, Some(1), "Code")];
    Arc::new(Archive::build(&Generation {
        about: Arc::new(About {
            license: Some(License {
                name: "Licence Ouverte".to_owned(),
                spdx: Some("etalab-2.0".to_owned()),
                url: None,
            }),
            ..About::default()
        }),
        registry: Arc::new(registry),
        documents: vec![
            report("2022-01", &january),
            report("2022-02", &february),
            report("2022-04", &[]),
        ],
        diagnostics: Vec::new(),
        rules: Digest::of(b""),
    }))
}
