//! `/catalog`. That both forms are the same graph, and that data.gouv.fr's
//! harvester takes it, is what `.ci/catalog.py` asks rdflib.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{Response, archive_with, ask, get, state, state_at, state_of};

const BASE: &str = "https://chronique.example.org";

/// The node at an address.
fn node<'a>(document: &'a Value, id: &str) -> &'a Value {
    let nodes = document["@graph"].as_array().unwrap();
    let found = nodes.iter().find(|n| n["@id"] == id);
    found.unwrap_or_else(|| panic!("{id} is not in the graph"))
}

fn accept(media_types: &str) -> Response {
    let request = TestRequest::get().uri("/catalog");
    ask(&state(), request.insert_header(("accept", media_types)))
}

#[test]
fn the_form_is_negotiated_and_a_suffix_wins() {
    for (accepted, given) in [
        ("*/*", "application/ld+json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("text/html,*/*;q=0.1", "application/ld+json"),
    ] {
        let response = accept(accepted);
        assert_eq!(response.header("content-type"), Some(given), "{accepted}");
    }
    let refused = accept("application/rdf+xml");
    assert_eq!(refused.status, 406);
    let (json_ld, turtle) = (accept("*/*"), accept("text/turtle"));
    assert_ne!(json_ld.header("etag"), turtle.header("etag"));
    assert!(turtle.header("link").unwrap().contains("/catalog.jsonld"));
    let state = state();
    let suffix = |suffix: &str| {
        let request = TestRequest::get().uri(&format!("/catalog{suffix}"));
        ask(&state, request.insert_header(("accept", "text/csv")))
    };
    assert_eq!(suffix(".jsonld").body, json_ld.body);
    assert_eq!(suffix(".ttl").body, turtle.body);
    assert_eq!(get(&state, "/catalog?page=2").status, 400);
}

#[test]
fn the_dataset_says_what_a_portal_asks() {
    let document = get(&state_at(BASE), "/catalog").json();
    let dataset = node(&document, &format!("{BASE}/catalog#dataset"));
    let authority = "http://publications.europa.eu/resource/authority";
    for (name, value) in [
        ("@type", json!("dcat:Dataset")),
        ("dct:identifier", json!(format!("{BASE}/catalog#dataset"))),
        (
            "dct:title",
            json!({ "@value": "Rapports mensuels du pôle logiciels libres d'Etalab", "@language": "fr" }),
        ),
        (
            "dct:accrualPeriodicity",
            json!({ "@id": format!("{authority}/frequency/MONTHLY") }),
        ),
        (
            "dct:temporal",
            json!({
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": { "@value": "2022-01-01", "@type": "xsd:date" },
                "dcat:endDate": { "@value": "2022-12-31", "@type": "xsd:date" },
            }),
        ),
        (
            "dct:language",
            json!({ "@id": format!("{authority}/language/FRA") }),
        ),
        (
            "dct:license",
            json!({ "@id": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/" }),
        ),
        (
            "dcat:landingPage",
            json!({ "@id": "https://github.com/codegouvfr/logiciels-libres-archived" }),
        ),
    ] {
        assert_eq!(dataset[name], value, "{name}");
    }
    let files = dataset["dcat:distribution"].as_array().unwrap();
    assert_eq!(
        files.len(),
        19,
        "six tables in three forms, and their description"
    );
    for file in files {
        let file = node(&document, file["@id"].as_str().unwrap());
        let address = file["dcat:downloadURL"]["@id"].as_str().unwrap();
        assert!(
            address.starts_with(&format!("{BASE}/v1/export/")),
            "{address}"
        );
    }
    for (part, endpoint, description) in [
        ("rest", "/v1", "/openapi.yaml"),
        ("graphql", "/graphql", "/graphql/schema.graphql"),
    ] {
        let service = node(&document, &format!("{BASE}/catalog#{part}"));
        assert_eq!(
            service["dcat:endpointURL"]["@id"],
            format!("{BASE}{endpoint}")
        );
        let described = service["dcat:endpointDescription"]["@id"].as_str().unwrap();
        assert_eq!(described, format!("{BASE}{description}"));
        assert_eq!(get(&state(), description).status, 200);
        assert_eq!(service["dcat:servesDataset"]["@id"], dataset["@id"]);
    }
}

#[test]
fn addresses_come_from_the_configuration_alone() {
    let state = state();
    let request = TestRequest::get().uri("/catalog.ttl");
    let response = ask(&state, request.insert_header(("host", "evil.example")));
    let text = response.text();
    assert!(!text.contains("evil") && text.contains("</catalog#dataset> a dcat:Dataset"));
    let configured = get(&state_at(BASE), "/catalog.ttl").text();
    assert!(!configured.contains("</"), "nothing is relative");
}

#[test]
fn an_archive_that_says_nothing_of_itself_has_a_catalogue_too() {
    let bare = archive_with(&[
        (
            "chronique.toml",
            "language = \"en\"\ntitle = \"A \\\"b\\\" \\\\ \\u0007 <c>\"\n",
        ),
        (
            "projects.toml",
            "[[project]]\nslug = \"sill\"\nname = \"SILL\"\nkind = \"project\"\n",
        ),
        ("2024/02.md", "# A\n- SILL\n"),
    ]);
    let state = state_of(bare.path());
    let document = get(&state, "/catalog").json();
    let dataset = node(&document, "/catalog#dataset");
    assert_eq!(dataset["dct:title"]["@value"], "A \"b\" \\ \u{7} <c>");
    assert_eq!(dataset["dcat:keyword"]["@value"], "SILL");
    assert_eq!(
        dataset["dct:temporal"]["dcat:endDate"]["@value"],
        "2024-02-29"
    );
    assert_eq!(dataset["dct:license"], Value::Null);
    let description = dataset["dct:description"]["@value"].as_str().unwrap();
    assert!(description.contains("1 reports from February 2024 to February 2024, 1 items"));
    let turtle = get(&state, "/catalog.ttl").text();
    assert!(
        turtle.contains(r#"dct:title "A \"b\" \\ \u0007 <c>"@en"#),
        "{turtle}"
    );
    let empty = archive_with(&[("README.md", "nothing")]);
    let document = get(&state_of(empty.path()), "/catalog").json();
    assert_eq!(
        node(&document, "/catalog#dataset")["dct:temporal"],
        Value::Null
    );
}
