//! `/v1/graph`: which projects are named together, in its forms.

use std::fmt::Write as _;

use actix_web::test::TestRequest;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::{archive_with, ask, get, get_json, state, state_of};

/// Four projects, of which A and B, A and C, B and C are named together.
fn four_projects() -> tempfile::TempDir {
    let mut registry = String::new();
    for name in ["Alpha", "Beta", "Gamma", "Delta"] {
        let slug = name.to_lowercase();
        let _ = writeln!(
            registry,
            "[[project]]\nslug = \"{slug}\"\nname = \"{name}\"\nkind = \"project\""
        );
    }
    archive_with(&[
        ("projects.toml", &registry),
        (
            "2022/01.md",
            "# C\n- Alpha, Beta et Gamma\n- Beta, Alpha, Beta\n",
        ),
        ("2022/02.md", "# C\n- Gamma\n- Delta\n- rien\n"),
    ])
}

fn pairs(body: &Value) -> Vec<Value> {
    let edges = body["data"]["edges"].as_array().unwrap().iter();
    edges
        .map(|e| json!([e["source"], e["target"], e["items"]]))
        .collect()
}

fn nodes(body: &Value) -> Vec<Value> {
    let nodes = body["data"]["nodes"].as_array().unwrap().iter();
    nodes
        .map(|n| json!([n["project"]["slug"], n["items"]]))
        .collect()
}

#[test]
fn pairs_are_those_that_the_reports_name() {
    // Read in 2022/01.md (lines 8 and 24), 02.md (10) and 04.md (15).
    let graph = get_json(&state(), "/v1/graph");
    let mut found = pairs(&graph);
    found.sort_by_key(Value::to_string);
    assert_eq!(
        found,
        [
            json!(["accelerateur-initiatives-citoyennes", "vikidia", 1]),
            json!(["bluehats", "rudder", 1]),
            json!(["nocodb", "sill", 1]),
            json!(["sill", "xcp-ng", 1]),
        ]
        .map(|pair| {
            // The slug that comes first is the source.
            assert!(pair[0].as_str() < pair[1].as_str());
            pair
        })
    );
    assert_eq!(graph["data"]["items"], 41);
    let january = get_json(&state(), "/v1/graph?month=2022-01");
    assert_eq!(pairs(&january).len(), 2);
    let xcp = get_json(&state(), "/v1/graph?q=XCP-ng&kind=BULLET");
    assert_eq!(pairs(&xcp), [json!(["sill", "xcp-ng", 1])]);
    assert_eq!(xcp["data"]["items"], 1);
}

#[test]
fn the_least_mentioned_are_left_out_and_counted() {
    let dir = four_projects();
    let state = state_of(dir.path());
    let whole = get_json(&state, "/v1/graph");
    assert_eq!(
        nodes(&whole),
        [
            json!(["alpha", 2]),
            json!(["beta", 2]),
            json!(["gamma", 2]),
            json!(["delta", 1])
        ]
    );
    assert_eq!(
        pairs(&whole),
        [
            json!(["alpha", "beta", 2]),
            json!(["alpha", "gamma", 1]),
            json!(["beta", "gamma", 1])
        ]
    );
    assert_eq!(whole["data"]["items"], 5);
    for (first, nodes, edges, without) in [(3, 3, 3, (1, 0)), (2, 2, 1, (2, 2)), (0, 0, 0, (4, 3))]
    {
        let body = get_json(&state, &format!("/v1/graph?first={first}"));
        assert_eq!(body["data"]["nodes"].as_array().unwrap().len(), nodes);
        assert_eq!(body["data"]["edges"].as_array().unwrap().len(), edges);
        let omitted = (&body["data"]["omittedNodes"], &body["data"]["omittedEdges"]);
        assert_eq!(omitted, (&json!(without.0), &json!(without.1)));
    }
}

#[test]
fn what_is_asked_wrongly_is_told_at_once() {
    let state = state();
    let codes = |address: &str| -> Vec<Value> {
        let response = get(&state, address);
        assert_eq!(response.status, 400, "{address}");
        let errors = response.json()["errors"].clone();
        let errors = errors.as_array().unwrap().iter();
        errors.map(|e| json!([e["parameter"], e["code"]])).collect()
    };
    assert_eq!(
        codes("/v1/graph?first=201&after=x&month=2022-2"),
        [
            json!(["after", "UNKNOWN_PARAMETER"]),
            json!(["month", "INVALID_MONTH"]),
            json!(["first", "OUT_OF_RANGE"])
        ]
    );
    assert_eq!(codes("/v1/graph?lang=fr"), [json!(["lang", "CONFLICT"])]);
    assert_eq!(
        codes("/v1/graph.svg?lang=de"),
        [json!(["lang", "INVALID_VALUE"])]
    );
    for form in ["graphml", "dot", "svg"] {
        let faults = codes(&format!("/v1/graph.{form}?fields=nodes"));
        assert_eq!(faults, [json!(["fields", "CONFLICT"])]);
    }
}

#[test]
fn a_form_is_named_by_suffix_or_negotiated() {
    let state = state();
    for (suffix, accept, content_type) in [
        ("", "*/*", "application/json"),
        (".json", "text/html", "application/json"),
        (
            ".graphml",
            "application/graphml+xml",
            "application/graphml+xml",
        ),
        (
            ".dot",
            "text/vnd.graphviz",
            "text/vnd.graphviz; charset=utf-8",
        ),
        (".svg", "image/svg+xml", "image/svg+xml"),
    ] {
        let named = get(&state, &format!("/v1/graph{suffix}?month=2022"));
        assert_eq!(named.header("content-type"), Some(content_type));
        if suffix != ".json" {
            let request = TestRequest::get().uri("/v1/graph?month=2022");
            let negotiated = ask(&state, request.insert_header(("accept", accept)));
            assert_eq!(negotiated.body, named.body, "{accept}");
            assert_ne!(named.header("etag"), None);
        }
    }
    let request = TestRequest::get().uri("/v1/graph");
    let refused = ask(&state, request.insert_header(("accept", "text/csv")));
    assert_eq!(refused.status, 406);
    let links = get(&state, "/v1/graph?month=2022");
    let links = links.header("link").unwrap();
    for suffix in ["graphml", "dot", "svg"] {
        let own = format!("/v1/graph.{suffix}?month=2022");
        assert!(links.contains(&format!("<{own}>; rel=\"alternate\"")));
        let other = get(&state, &own);
        let json = "</v1/graph?month=2022>; rel=\"alternate\"; type=\"application/json\"";
        assert!(other.header("link").unwrap().contains(json), "{own}");
    }
}

#[test]
fn a_graph_costs_as_many_pairs_as_it_may_have() {
    let state = state();
    let asked = |document: &str| {
        let request = TestRequest::post().uri("/graphql");
        ask(&state, request.set_json(json!({ "query": document }))).json()
    };
    let pair = "nodes { project { slug } items } edges { source { slug } target { slug } items }";
    let all = asked(&format!("{{ graph(first: 200) {{ {pair} }} }}"));
    assert_eq!(all["data"]["graph"]["edges"].as_array().unwrap().len(), 4);
    let heavy = "{ graph(first: 200) { edges { source { slug name aliases } target { slug name aliases } } } }";
    let refused = asked(heavy);
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "COMPLEXITY_LIMIT"
    );
    let fewer = asked(&heavy.replace("200", "20"));
    assert!(fewer["errors"].is_null(), "{fewer}");
    let three = "a: graph { items } b: graph { items } c: graph { items } ".repeat(7);
    let renamed: String = three
        .split(": graph")
        .enumerate()
        .map(|(n, part)| {
            if n == 0 {
                part.to_owned()
            } else {
                format!("{n}: graph{part}")
            }
        })
        .collect();
    let refused = asked(&format!("{{ {renamed} }}"));
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "COMPLEXITY_LIMIT"
    );
}

/// Names by slug, and the pairs, as a reader of `GraphML` finds them.
fn read_graphml(text: &str) -> (Vec<(String, String, String)>, Vec<Value>) {
    let document = roxmltree::Document::parse(text).unwrap();
    let root = document.root_element();
    let space = "http://graphml.graphdrawing.org/xmlns";
    assert_eq!(root.tag_name().namespace(), Some(space));
    // The order that the schema asks for.
    let order: Vec<&str> = root
        .children()
        .filter(roxmltree::Node::is_element)
        .map(|e| e.tag_name().name())
        .collect();
    assert_eq!(order, ["desc", "key", "key", "key", "key", "graph"]);
    let graph = root.last_element_child().unwrap();
    assert_eq!(graph.attribute("edgedefault"), Some("undirected"));
    let said = |of: &roxmltree::Node<'_, '_>, key: &str| {
        let data = of.children().find(|d| d.attribute("key") == Some(key));
        data.unwrap().text().unwrap_or_default().to_owned()
    };
    let of = |name: &'static str| {
        graph
            .children()
            .filter(move |e| e.has_tag_name((space, name)))
    };
    let nodes = of("node").map(|node| {
        let id = node.attribute("id").unwrap().to_owned();
        (id, said(&node, "name"), said(&node, "items"))
    });
    let edges = of("edge").map(|edge| {
        let weight: u64 = said(&edge, "weight").parse().unwrap();
        json!([edge.attribute("source"), edge.attribute("target"), weight])
    });
    (nodes.collect(), edges.collect())
}

/// The statements of a DOT document: what stands in its quoted strings.
fn read_dot(text: &str) -> Vec<Vec<String>> {
    let body = text.strip_prefix("graph \"co-mentions\" {\n").unwrap();
    let body = body.strip_suffix("}\n").unwrap();
    let mut statements = Vec::new();
    for line in body.lines() {
        let mut strings = Vec::new();
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            assert!(!c.is_control() && c != '\\', "{line}");
            if c != '"' {
                continue;
            }
            let mut held = String::new();
            loop {
                match chars.next().unwrap_or_else(|| panic!("no end: {line}")) {
                    '"' => break,
                    '\\' => held.push(chars.next().unwrap()),
                    c => held.push(c),
                }
            }
            strings.push(held);
        }
        statements.push(strings);
    }
    statements
}

#[test]
fn every_form_holds_the_same_graph() {
    let dir = four_projects();
    let state = state_of(dir.path());
    let json = get_json(&state, "/v1/graph");
    let (xml_nodes, xml_edges) = read_graphml(&get(&state, "/v1/graph.graphml").text());
    let slugs: Vec<&str> = xml_nodes.iter().map(|(slug, ..)| slug.as_str()).collect();
    assert_eq!(slugs, ["alpha", "beta", "gamma", "delta"]);
    assert_eq!(xml_edges, pairs(&json));
    let dot = read_dot(&get(&state, "/v1/graph.dot").text());
    let dot: Vec<Vec<&str>> = dot[1..]
        .iter()
        .map(|s| s.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(dot[..2], [["alpha", "Alpha"], ["beta", "Beta"]]);
    assert_eq!(
        dot[4..],
        [["alpha", "beta"], ["alpha", "gamma"], ["beta", "gamma"]]
    );
}

#[test]
fn hostile_names_stay_names_in_every_form() {
    let name = "[^\\p{Cc}\u{2028}\u{2029}]{1,24}|</text><script>alert\\(1\\)</script>|\"\\];x \\[label=\"|\\]\\]>&lt;&#x3c;|\\\\|a\\\\\" -- \"b";
    let strategy = prop::collection::vec(name, 2..4);
    let config = Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&strategy, |names| {
        let mut registry = String::new();
        let mut text = "# C\n- ".to_owned();
        for (n, name) in names.iter().enumerate() {
            let name = json!(format!("{name}{n}"));
            let _ = writeln!(
                registry,
                "[[project]]\nslug = \"p{n}\"\nname = {name}\nkind = \"project\"\n\
                 aliases = [\"Outil{n}\"]"
            );
            let _ = write!(text, "Outil{n} ");
        }
        let dir = archive_with(&[("projects.toml", &registry), ("2022/01.md", &text)]);
        let state = state_of(dir.path());
        let json = get_json(&state, "/v1/graph");
        let shown = json["data"]["nodes"].as_array().unwrap().iter();
        let shown: Vec<String> = shown
            .map(|n| n["project"]["name"].as_str().unwrap().to_owned())
            .collect();
        prop_assert_eq!(shown.len(), names.len(), "{}", registry);
        let (nodes, edges) = read_graphml(&get(&state, "/v1/graph.graphml").text());
        let read: Vec<&String> = nodes.iter().map(|(_, name, _)| name).collect();
        prop_assert_eq!(read, shown.iter().collect::<Vec<_>>());
        prop_assert_eq!(&edges, &pairs(&json));
        let dot = read_dot(&get(&state, "/v1/graph.dot").text());
        prop_assert_eq!(dot.len(), 1 + names.len() + edges.len());
        super::pictures::is_inert(&get(&state, "/v1/graph.svg").text());
        Ok(())
    });
    outcome.unwrap();
}
