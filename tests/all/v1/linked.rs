//! Reports and items in JSON-LD: `/v1/reports/{slug}.jsonld`,
//! `/v1/items/{id}.jsonld`. That they parse, and say what the JSON says for
//! every report and item, is what `.ci/catalog.py` asks rdflib.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{archive_with, ask, get, get_json, state, state_at, state_of};

const BASE: &str = "https://chronique.example.org";

#[test]
fn a_report_says_what_it_is_part_of_and_what_is_part_of_it() {
    let report = get(&state_at(BASE), "/v1/reports/2022-01.jsonld").json();
    for (name, value) in [
        ("@id", json!(format!("{BASE}/v1/reports/2022-01"))),
        ("@type", json!("Report")),
        ("datePublished", json!("2022-01")),
        ("inLanguage", json!("fr")),
        (
            "license",
            json!("https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
        ),
    ] {
        assert_eq!(report[name], value, "{name}");
    }
    assert_eq!(report["@context"]["@vocab"], "https://schema.org/");
    assert_eq!(
        report["publisher"]["name"],
        "DINUM – pôle logiciels libres d'Etalab"
    );
    assert_eq!(report["isPartOf"]["@type"], "CreativeWorkSeries");
    assert_eq!(
        report["isPartOf"]["isPartOf"]["@id"],
        format!("{BASE}/catalog#dataset")
    );
    let items = get_json(&state(), "/v1/reports/2022-01/items?first=200");
    let items = items["data"].as_array().unwrap();
    let parts = report["hasPart"].as_array().unwrap();
    assert_eq!(parts.len(), items.len());
    for (part, item) in parts.iter().zip(items) {
        assert_eq!(part["text"], item["text"]);
        assert_eq!(
            part["@id"],
            format!("{BASE}/v1/items/{}", item["id"].as_str().unwrap())
        );
    }
}

#[test]
fn an_item_mentions_projects_and_cites_pages_each_once() {
    let dir = archive_with(&[
        (
            "projects.toml",
            "[[project]]\nslug = \"a\"\nname = \"Alpha\"\nkind = \"project\"\nhomepage = \"https://a.org\"\n\
             same_as = [\"https://www.wikidata.org/entity/Q1\"]\n\
             [[project]]\nslug = \"b\"\nname = \"Beta\"\nkind = \"programme\"\n",
        ),
        (
            "2022/01.md",
            "# C\n- Alpha, Beta, Alpha : [x](https://x.org) [y](http://www.x.org/) [m](mailto:m@x.org)\n",
        ),
    ]);
    let state = state_of(dir.path());
    let id = get_json(&state, "/v1/items")["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let item = get(&state, &format!("/v1/items/{id}.jsonld")).json();
    assert_eq!(
        item["mentions"],
        json!([
            {
                "@id": "/v1/projects/a", "@type": "CreativeWork", "name": "Alpha",
                "url": "https://a.org", "sameAs": ["https://www.wikidata.org/entity/Q1"],
            },
            { "@id": "/v1/projects/b", "@type": "Project", "name": "Beta" },
        ])
    );
    assert_eq!(
        item["citation"],
        json!([{ "@id": "https://x.org", "@type": "WebPage", "url": "https://x.org", "name": "x" }])
    );
    assert_eq!(item["isPartOf"]["@id"], "/v1/reports/2022-01");
    assert_eq!(item["license"], Value::Null);
}

#[test]
fn the_form_is_negotiated_and_a_suffix_wins() {
    let state = state();
    let id = get_json(&state, "/v1/items")["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for path in [format!("/v1/items/{id}"), "/v1/reports/2022-02".to_owned()] {
        let accept = |address: &str, accept: &str| {
            let request = TestRequest::get().uri(address);
            ask(&state, request.insert_header(("accept", accept)))
        };
        let linked = accept(&path, "application/ld+json");
        assert_eq!(linked.header("content-type"), Some("application/ld+json"));
        assert_eq!(
            accept(&format!("{path}.jsonld"), "text/csv").body,
            linked.body
        );
        let plain = accept(&format!("{path}.json"), "text/csv");
        assert_eq!(plain.header("content-type"), Some("application/json"));
        assert!(
            plain
                .header("link")
                .unwrap()
                .contains(&format!("{path}.jsonld"))
        );
        assert_eq!(
            get(&state, &path).header("content-type"),
            Some("application/json")
        );
        assert_eq!(accept(&path, "application/pdf").status, 406);
        assert_eq!(get(&state, &format!("{path}.pdf")).status, 404);
        assert_eq!(get(&state, &format!("{path}.jsonld?fields=id")).status, 400);
    }
}

#[test]
fn a_page_can_hold_what_the_archive_says_of_itself() {
    let archive = crate::support::archive_of(&crate::support::top().join("data"));
    let addresses = chronique::api::Addresses::of_server(BASE);
    let linked = chronique::api::Linked::new(&archive, &addresses);
    let dataset: Value = serde_json::from_str(&linked.archive()).unwrap();
    for (name, value) in [
        ("@id", json!(format!("{BASE}/catalog#dataset"))),
        ("@type", json!("Dataset")),
        ("url", json!(format!("{BASE}/"))),
        // Twelve months of 2022; the newest that has items is of April.
        ("temporalCoverage", json!("2022-01-01/2022-12-31")),
        ("dateModified", json!("2022-04-01")),
    ] {
        assert_eq!(dataset[name], value, "{name}");
    }
    let state = state();
    for file in dataset["distribution"].as_array().unwrap() {
        let address = file["contentUrl"].as_str().unwrap();
        let answer = get(&state, address.strip_prefix(BASE).unwrap());
        let content_type = answer.header("content-type").unwrap();
        assert!(content_type.starts_with(file["encodingFormat"].as_str().unwrap()));
    }
}

proptest::proptest! {
    #[test]
    fn nothing_in_a_document_ends_the_element_that_holds_it(text in "(<|/|script|>|!|-|\\\\|\"|.){0,20}") {
        let document = json!({ "text": text }).to_string();
        let held = chronique::api::in_html(&document);
        proptest::prop_assert!(!held.contains('<'));
        let read: Value = serde_json::from_str(&held).unwrap();
        proptest::prop_assert_eq!(read["text"].as_str(), Some(text.as_str()));
    }
}
