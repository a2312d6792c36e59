//! Answers drawn as SVG: `/v1/coverage.svg`, `/v1/stats.svg?by=month`,
//! `/v1/projects/{slug}/timeline.svg`, `/v1/graph.svg`.

use std::fmt::Write as _;

use actix_web::test::TestRequest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chronique::api::Addresses;
use chronique::api::picture::{Lang, STYLE, Style, Table, coverage, monthly, network};
use chronique::query::{
    Archive, CoverageQuery, GraphQuery, RawCoverageParams, RawGraphParams, RawPage,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{archive_of, archive_with, ask, get, get_json, state, state_of, top};

const PICTURES: [&str; 4] = [
    "/v1/coverage.svg",
    "/v1/stats.svg?by=month",
    "/v1/projects/sill/timeline.svg",
    "/v1/graph.svg",
];

/// Elements and attributes that show something and do nothing.
const ELEMENTS: [&str; 11] = [
    "svg", "title", "desc", "style", "g", "a", "rect", "circle", "line", "path", "text",
];
const ATTRIBUTES: [&str; 27] = [
    "class",
    "role",
    "id",
    "aria-labelledby",
    "aria-describedby",
    "aria-label",
    "aria-hidden",
    "lang",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "d",
    "stroke-width",
    "text-anchor",
    "transform",
    "href",
    "target",
];

/// Holds an SVG to what a picture may be made of.
pub fn is_inert(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|e| panic!("{e}: {svg}"));
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name();
        assert_eq!(name.namespace(), Some("http://www.w3.org/2000/svg"));
        assert!(ELEMENTS.contains(&name.name()), "{name:?}: {svg}");
        for attribute in node.attributes() {
            let known = ATTRIBUTES.contains(&attribute.name()) || attribute.name() == "tabindex";
            assert!(known, "{attribute:?}: {svg}");
            if attribute.name() == "href" {
                let local =
                    attribute.value().starts_with('/') && !attribute.value().starts_with("//");
                assert!(local, "{attribute:?}");
            }
        }
        if name.name() == "style" {
            assert_eq!(node.text(), Some(STYLE));
        }
    }
}

fn element<'a>(document: &'a Document<'a>, name: &str) -> Node<'a, 'a> {
    let mut all = document.descendants();
    all.find(|n| n.tag_name().name() == name).unwrap()
}

#[test]
fn a_picture_is_a_document_that_may_be_shown_anywhere_and_does_nothing() {
    let state = state();
    for address in PICTURES {
        let response = get(&state, address);
        assert_eq!(response.status, 200, "{address}");
        assert_eq!(response.header("content-type"), Some("image/svg+xml"));
        let svg = response.text();
        is_inert(&svg);
        let document = Document::parse(&svg).unwrap();
        let style = element(&document, "style").text().unwrap();
        let digest = STANDARD.encode(Sha256::digest(style));
        assert_eq!(
            response.header("content-security-policy"),
            Some(format!("default-src 'none'; style-src 'sha256-{digest}'").as_str())
        );
        assert_eq!(
            response.header("cross-origin-resource-policy"),
            Some("cross-origin")
        );
        let root = document.root_element();
        let named = |attribute: &str| {
            let id = root.attribute(attribute).unwrap();
            let mut all = document.descendants();
            let found = all.find(|n| n.attribute("id") == Some(id)).unwrap();
            found.text().unwrap_or_default().len()
        };
        assert!(named("aria-labelledby") > 10 && named("aria-describedby") > 10);
        assert_eq!(root.attribute("lang"), Some("fr"));
    }
}

#[test]
fn texts_are_in_the_language_that_is_asked() {
    let state = state();
    let page = "/v1/coverage.svg?lang=en";
    let english = get(&state, page);
    assert_eq!(english.header("content-language"), Some("en"));
    let text = english.text();
    assert!(text.contains(">What was published, by month and category</title>"));
    // The figures of the official reports: 41 items in 16 of 60 cells.
    assert!(text.contains("41 items. Cells published: 16, empty: 44, missing: 0."));
    let french = get(&state, "/v1/coverage.svg");
    assert_eq!(french.header("content-language"), Some("fr"));
    assert!(
        french
            .text()
            .contains("41 éléments. Cases publiées\u{a0}: 16, vides\u{a0}: 44, absentes\u{a0}: 0.")
    );
    assert!(text.contains("href=\"/items?lang=en&amp;month=2022-01&amp;category=utiliser\""));
    let refused = get(&state, "/v1/coverage.svg?lang=xx").json();
    assert_eq!(refused["errors"][0]["allowed"], json!(["fr", "en"]));
    assert_eq!(get(&state, "/v1/coverage?lang=en").status, 400);
}

#[test]
fn the_form_can_be_negotiated_and_only_months_are_drawn() {
    let state = state();
    for address in PICTURES {
        let bare = address.replace(".svg", "");
        let request = TestRequest::get().uri(&bare);
        let negotiated = ask(&state, request.insert_header(("accept", "image/svg+xml")));
        assert_eq!(negotiated.body, get(&state, address).body, "{address}");
        let links = get(&state, &bare);
        let alternate = format!("<{address}>; rel=\"alternate\"; type=\"image/svg+xml\"");
        assert!(
            links.header("link").unwrap().contains(&alternate),
            "{address}"
        );
    }
    for by in ["category", "month,category", "month,month"] {
        let refused = get(&state, &format!("/v1/stats.svg?by={by}"));
        assert_eq!(refused.status, 400, "{by}");
        assert_eq!(refused.json()["errors"][0]["parameter"], "by");
    }
    assert_eq!(get(&state, "/v1/stats.svg").status, 400);
    // An alias leads to the picture of the project.
    let moved = get(&state, "/v1/projects/BSOC/timeline.svg?lang=en");
    assert_eq!(moved.status, 308);
    let own = "/v1/projects/bsoc/timeline.svg?lang=en";
    assert_eq!(moved.header("location"), Some(own));
    assert_eq!(get(&state, "/v1/projects/nobody/timeline.svg").status, 404);
}

/// Figures that are links, by where they lead.
fn figures(document: &Document<'_>) -> Vec<(String, u64)> {
    let links = document
        .descendants()
        .filter(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "a")));
    let figure = |link: Node<'_, '_>| {
        let texts = link.children().filter(|n| n.tag_name().name() == "text");
        let figure = texts.filter_map(|t| t.text()?.parse().ok()).next_back()?;
        Some((link.attribute("href")?.to_owned(), figure))
    };
    links.filter_map(figure).collect()
}

#[test]
fn every_figure_leads_to_as_many_items() {
    let state = state();
    // Published cells; months with items, of all and of the SILL.
    for (address, count) in PICTURES.iter().zip([16, 4, 4]) {
        let svg = get(&state, address).text();
        let document = Document::parse(&svg).unwrap();
        let figures = figures(&document);
        assert_eq!(figures.len(), count, "{address}");
        for (href, figure) in figures {
            let items = get_json(&state, &format!("/v1{href}"));
            assert_eq!(items["page"]["total"], figure, "{href}");
        }
    }
    // Filters are kept.
    let svg = get(&state, "/v1/stats.svg?by=month&project=sill&first=2").text();
    let document = Document::parse(&svg).unwrap();
    for (href, figure) in figures(&document) {
        assert!(
            href.starts_with("/items?project=sill&month=2022-"),
            "{href}"
        );
        assert_eq!(
            get_json(&state, &format!("/v1{href}"))["page"]["total"],
            figure
        );
    }
}

/// A series of this many months with one item each, the oldest in 2000-01.
fn long_series(months: usize) -> tempfile::TempDir {
    let files: Vec<(String, String)> = (0..months)
        .map(|n| {
            let path = format!("{}/{:02}.md", 2000 + n / 12, n % 12 + 1);
            (path, format!("# A{}\n- x\n", n % 40))
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    archive_with(&files)
}

#[test]
fn pictures_are_bounded_and_say_what_they_leave_out() {
    let dir = long_series(150);
    let state = state_of(dir.path());
    let svg = get(&state, "/v1/coverage.svg").text();
    assert!(svg.contains("Non montrés\u{a0}: 114 mois plus anciens, 16 catégories."));
    let months = get(&state, "/v1/stats.svg?by=month").text();
    assert!(months.contains("Non montrés\u{a0}: 30 mois plus anciens."));
    assert!(months.contains("120 éléments, de 2002-07 à 2012-06"));
    let narrowed = get(&state, "/v1/coverage.svg?month=2000").text();
    assert!(narrowed.contains("12 mois (de 2000-01 à 2000-12)"));
    assert!(!narrowed.contains("plus anciens"));
    let empty = get(&state, "/v1/stats.svg?by=month&q=nulle&lang=en").text();
    assert!(empty.contains(">Nothing to show.</text>"));
    let dir = archive_with(&[]);
    let state = state_of(dir.path());
    for address in [
        "/v1/coverage.svg",
        "/v1/stats.svg?by=month",
        "/v1/graph.svg",
    ] {
        let svg = get(&state, address).text();
        is_inert(&svg);
        assert!(svg.contains(">Rien à montrer.</text>"), "{address}");
    }
}

#[test]
fn a_gap_of_ages_is_drawn_in_no_time() {
    let dir = archive_with(&[("0001/01.md", "# A\n- x\n"), ("9999/12.md", "# A\n- y\n")]);
    let state = state_of(dir.path());
    let svg = get(&state, "/v1/stats.svg?by=month").text();
    assert!(
        svg.contains("Non montrés\u{a0}: 119868 mois plus anciens."),
        "{svg}"
    );
    assert!(get(&state, "/v1/coverage.svg").text().len() < 100_000);
}

/// Every picture of an archive as a part of a page, with its table.
fn in_page(archive: &Archive, lang: Lang) -> Vec<(String, Table<'_>)> {
    let addresses = Addresses::of_server("https://example.org/below");
    let style = Style {
        lang,
        addresses: &addresses,
        kept: &[("lang".to_owned(), lang.tag().to_owned())],
        standalone: false,
    };
    let question = CoverageQuery::parse(&RawCoverageParams::default(), Vec::new()).unwrap();
    let cover = archive.coverage(&question);
    let question = GraphQuery::parse(&RawGraphParams::default(), Vec::new()).unwrap();
    let graph = archive.graph(&question).unwrap();
    let mut pictures = vec![
        (
            coverage::svg(&cover, &style),
            coverage::table(&cover, &style),
        ),
        (
            network::svg(archive, &graph, &style),
            network::table(archive, &graph, &style),
        ),
    ];
    for number in archive.project_numbers() {
        let whole = RawPage {
            whole: true,
            ..RawPage::default()
        };
        let points = archive.timeline(number, &whole, Vec::new()).unwrap();
        let project = archive.project(number).unwrap();
        let bars = monthly::Bars::of_project(project, &points.rows, lang);
        pictures.push((monthly::svg(&bars, &style), monthly::table(&bars, &style)));
    }
    pictures
}

#[test]
fn in_a_page_a_picture_is_for_the_eye_and_its_table_says_the_same() {
    let archive = archive_of(&top().join("data"));
    for lang in Lang::ALL {
        for (svg, table) in in_page(&archive, lang) {
            let document = Document::parse(&svg).unwrap();
            for absent in ["<style", "style=", "target=", "pic-ground"] {
                assert!(!svg.contains(absent), "{absent}");
            }
            let root = document.root_element();
            let hidden = root
                .children()
                .filter(|n| n.attribute("aria-hidden") == Some("true"));
            assert_eq!(hidden.count(), 1);
            assert!(svg.contains(&format!(
                ">{}</title>",
                table.caption.replace('\'', "&#39;")
            )));
            let links = document.descendants().filter_map(|n| n.attribute("href"));
            let mut drawn: Vec<&str> = links.collect();
            let mut told: Vec<&str> = table
                .rows
                .iter()
                .flatten()
                .filter_map(|cell| cell.href.as_deref())
                .collect();
            assert!(
                drawn
                    .iter()
                    .all(|href| href.starts_with("/below/") && href.contains("lang="))
            );
            drawn.sort_unstable();
            drawn.dedup();
            told.sort_unstable();
            told.dedup();
            let missing: Vec<_> = drawn.iter().filter(|d| !told.contains(d)).collect();
            assert!(missing.is_empty(), "{missing:?}");
            assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
        }
    }
}

#[test]
fn hostile_names_are_drawn_as_they_are() {
    let name = "[^\\p{Cc}\u{2028}\u{2029}]{1,30}|</text><script>alert\\(1\\)</script>|\"onload=\"x|]]>&lt;&#x3c;|<!--|\u{202e}gnirts";
    let names = prop::collection::vec(name, 2..4);
    let config = Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&names, |names| {
        let (mut registry, mut about, mut text) = (String::new(), String::new(), String::new());
        for (n, name) in names.iter().enumerate() {
            let name: Value = json!(format!("{name}{n}"));
            let _ = writeln!(
                registry,
                "[[project]]\nslug = \"p{n}\"\nname = {name}\nkind = \"project\"\naliases = [\"Outil{n}\"]"
            );
            let _ = writeln!(
                about,
                "[[category]]\nslug = \"c{n}\"\nname = {name}\nheadings = [\"Titre {n}\"]"
            );
            let _ = write!(text, "# Titre {n}\n- Outil0 Outil{n}\n");
        }
        let dir = archive_with(&[
            ("projects.toml", &registry),
            ("chronique.toml", &about),
            ("2022/01.md", &text),
        ]);
        let archive = archive_of(dir.path());
        let pictures = in_page(&archive, Lang::Fr);
        prop_assert_eq!(pictures.len(), 2 + names.len());
        for (svg, table) in &pictures {
            is_inert(svg);
            prop_assert!(!table.rows.is_empty());
        }
        let state = state_of(dir.path());
        for address in ["/v1/coverage.svg", "/v1/projects/p0/timeline.svg", "/v1/graph.svg"] {
            is_inert(&get(&state, address).text());
        }
        // The names are there, as texts.
        let graph = Document::parse(&pictures[1].0).unwrap();
        let titles: Vec<&str> = graph.descendants()
            .filter(|n| n.tag_name().name() == "title")
            .filter_map(|n| n.text())
            .collect();
        for (n, name) in names.iter().enumerate() {
            let shown = archive.project_by_name(&format!("p{n}")).unwrap();
            let shown = &archive.project(shown).unwrap().data.name;
            prop_assert!(titles.iter().any(|t| t.contains(shown.as_str())), "{name}: {titles:?}");
        }
        Ok(())
    });
    outcome.unwrap();
}
