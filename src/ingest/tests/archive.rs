//! The archive of the repository, read whole.

use std::collections::BTreeSet;
use std::path::Path;

use crate::domain::{DiagnosticCode, Generation, Item, LinkKind, MentionMethod, Severity};
use crate::ingest::load;

fn data() -> Generation {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    load(&folder, None, None, &mut |_, _| {}).unwrap()
}

fn items(generation: &Generation) -> impl Iterator<Item = Item> {
    let reports = generation
        .documents
        .iter()
        .filter_map(|d| d.report.as_ref());
    reports.flat_map(|report| &report.items)
}

#[test]
fn reports_categories_and_items_are_those_counted_by_hand() {
    let generation = data();
    let reports: Vec<_> = generation
        .documents
        .iter()
        .filter_map(|d| d.report.as_ref())
        .collect();
    assert_eq!(reports.len(), 12);
    let counts: Vec<usize> = reports.iter().map(|r| r.items.len()).collect();
    assert_eq!(counts, [15, 12, 10, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
    let categories: usize = reports.iter().map(|r| r.categories.len()).sum();
    let full: usize = reports
        .iter()
        .map(|r| {
            r.items
                .iter()
                .map(|i| i.category)
                .collect::<BTreeSet<_>>()
                .len()
        })
        .sum();
    assert_eq!((categories, categories - full), (60, 44));
}

#[test]
fn links_and_resources_are_those_counted_by_hand() {
    let generation = data();
    let links: Vec<_> = items(&generation).flat_map(|i| i.links).collect();
    let inline = links.iter().filter(|l| l.kind == LinkKind::Inline).count();
    let bare = links.iter().filter(|l| l.kind == LinkKind::Bare).count();
    assert_eq!((links.len(), inline, bare), (20, 17, 3));
    let resources: BTreeSet<_> = links.iter().map(|l| l.resource.clone().unwrap()).collect();
    assert_eq!(resources.len(), 18);
}

#[test]
fn mentions_are_those_counted_by_hand() {
    let generation = data();
    let count = |slug: &str| {
        let by = |url: bool| {
            let named = |i: &Item| {
                let mut own = i
                    .mentions
                    .iter()
                    .filter(|m| m.project.as_str() == slug)
                    .peekable();
                own.peek().is_some() && own.all(|m| m.method == MentionMethod::Url) == url
            };
            items(&generation).filter(named).count()
        };
        (by(false), by(true))
    };
    assert_eq!(count("sill"), (7, 1));
    assert_eq!(count("bsoc"), (3, 0));
    assert_eq!(count("remocra"), (0, 1));
    let (named, linked) = count("bluehats");
    assert_eq!(named + linked, 5);
}

#[test]
fn the_read_me_is_skipped_and_nothing_else_is_said() {
    let generation = data();
    assert_eq!(generation.diagnostics, []);
    let said: Vec<_> = generation
        .documents
        .iter()
        .flat_map(|d| &d.diagnostics)
        .collect();
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0].code, DiagnosticCode::IndexSkipped);
    assert_eq!(said[0].severity(), Severity::Info);
}
