//! French questions and what they must find in the repository's own reports:
//! written from reading the reports, before the analyser was tuned. An item is
//! told by month and place: `2/8` is the eighth of February.

use std::collections::BTreeSet;

use actix_web::test::TestRequest;
use serde_json::Value;
use url::form_urlencoded;

use crate::support::{ask_all, state};

/// A question, and every item it must find.
const TABLE: &[(&str, &str)] = &[
    // Words as written.
    ("NocoDB", "1/1"),
    ("concluant", "1/1"),
    ("COPIL", "1/5"),
    ("IRC", "1/9"),
    ("clausier", "3/7"),
    ("Vikidia", "4/4"),
    ("prototype", "3/1"),
    ("billet", "2/12"),
    ("métadonnées", "3/3"),
    ("anglaise", "1/13 1/14"),
    // Case and accents.
    ("NOCODB", "1/1"),
    ("metadonnees", "3/3"),
    ("CONCLUANT", "1/1"),
    ("numero", "2/2"),
    ("hypothese", "3/7"),
    ("fevrier", "2/11"),
    ("fiabilisation referents", "1/3"),
    ("quinzieme gazette", "2/8"),
    ("Rattachement", "3/3"),
    ("preparation", "2/6"),
    // Elision, both apostrophes.
    ("hypothèse d'un clausier", "3/7"),
    ("l'hypothèse", "3/7"),
    ("l’hypothèse", "3/7"),
    ("d'expertise", "1/2 2/6"),
    ("l'Amue", "2/2 2/7"),
    ("qu'Amue", "2/2 2/7"),
    ("l'appel des idées", "2/10"),
    ("s'enrichir", "1/15"),
    // Endings.
    ("référent", "1/3 4/1"),
    ("référents", "1/3 4/1"),
    ("wébinaire", "2/5 3/10"),
    ("webinaires", "2/5 3/10"),
    ("métadonnée", "3/3"),
    ("marché", "1/2"),
    ("prototypes", "3/1"),
    ("algorithme", "3/5"),
    ("discussion", "3/5 3/6 3/7 3/8"),
    ("comptes", "3/2 3/3"),
    ("compte organisation", "3/2 3/3"),
    ("contribuer", "1/6 1/11 3/9"),
    ("contribution", "1/6 1/11 3/9"),
    ("entretien", "1/11"),
    ("candidature", "1/12"),
    ("langue", "1/14"),
    // Several words, in any order.
    ("sill référents", "1/3 4/1"),
    ("référents SILL", "1/3 4/1"),
    ("amue sill", "2/2"),
    ("atelier amue", "2/7"),
    ("codes sources MTE", "3/6"),
    ("vikidia rte", ""),
    // Phrases, as written.
    ("\"gazette BlueHats\"", "2/8"),
    ("\"codes sources\"", "2/4 3/2 3/5 3/6 3/8"),
    ("\"code source\"", "4/2 4/3"),
    ("\"atelier BlueHats\"", "1/7 1/8 2/7"),
    ("\"BlueHats atelier\"", ""),
    ("\"logiciel libre\"", "1/6 2/11"),
    ("\"logiciels libres\"", "1/2 1/13 1/15 2/5 2/6 2/12 3/4 3/5"),
    ("\"mobilisation logiciels libres\"", "2/6"),
    ("\"l'hypothèse d'un clausier\"", "3/7"),
    ("\"premiere permanence du pole\"", "1/9"),
    ("« réseau des AMDAC »", "2/4 3/4"),
    ("\"groupe de travail\"", "2/4"),
    // Not.
    ("bluehats -atelier", "2/8 2/9 2/10"),
    ("sill -référents", "1/1 1/4 2/1 2/2 2/3 3/1"),
    ("\"codes sources\" -discussions", "2/4 3/2"),
    ("amdac -\"comité de pilotage\"", "2/4 3/4"),
    // Beginnings.
    ("nocod*", "1/1"),
    ("wébin*", "2/5 3/10"),
    ("codegouvfr-sour*", "3/2 3/3"),
    ("amd* -gtt", "1/5 2/4"),
    ("\"atelier Blue\"*", "1/7 1/8 2/7"),
    // Names and tokens whole, and by their parts.
    ("XCP-ng", "2/3"),
    ("xcp", "2/3"),
    ("codegouvfr-sources", "3/2 3/3"),
    ("codegouvfr", "3/2 3/3"),
    ("github.com", "1/4 2/1"),
    ("https://remocra.atolcd.com", "4/3"),
    ("remocra", "4/3"),
    ("France Transfert", "4/2"),
    ("16h", "1/9"),
    // Words of the heading.
    ("attractivité atelier", "1/7 1/8 2/7 2/11"),
    ("attractivite bsoc", "3/9 3/10"),
    ("accompagner vikidia", "4/4"),
    // Mistyped: a word that is nowhere, close to one that is.
    ("vikidai", "4/4"),
    ("protoype", "3/1"),
    ("clausiers", "3/7"),
    ("gazete bluehat", "2/8"),
    ("metadonees", "3/3"),
    // Not there, and close to nothing.
    ("sillage", ""),
    ("blockchain", ""),
    ("introuvablement", ""),
];

fn address(q: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", q).append_pair("first", "200");
    format!("/v1/items?{}", query.finish())
}

fn found(body: &Value) -> BTreeSet<String> {
    let items = body["data"].as_array().unwrap().iter();
    let name = |item: &Value| {
        let month = item["month"].as_str().unwrap().trim_start_matches("2022-0");
        format!("{month}/{}", item["position"])
    };
    items.map(name).collect()
}

#[test]
fn questions_find_what_a_reader_finds() {
    assert!(TABLE.len() >= 60, "{} questions", TABLE.len());
    let ask = |(q, _): &(&str, &str)| TestRequest::get().uri(&address(q));
    let answers = ask_all(&state(), TABLE.iter().map(ask).collect());
    let mut wrong = Vec::new();
    for ((q, expected), answer) in TABLE.iter().zip(answers) {
        let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
        let found = found(&answer.json());
        if found != expected {
            wrong.push(format!("{q}: found {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A question and what must come first.
const FIRST: &[(&str, &str)] = &[
    // The word itself before others of its stem.
    ("publication", "4/3"),
    // Of two as good, the newer one.
    ("référents SILL", "4/1"),
    // The rarer word decides.
    ("atelier Rudder", "1/8"),
];

#[test]
fn the_best_answer_comes_first() {
    let ask = |(q, _): &(&str, &str)| TestRequest::get().uri(&address(q));
    let answers = ask_all(&state(), FIRST.iter().map(ask).collect());
    for ((q, expected), answer) in FIRST.iter().zip(answers) {
        let body = answer.json();
        let first = &body["data"][0];
        let month = first["month"]
            .as_str()
            .unwrap()
            .trim_start_matches("2022-0");
        let name = format!("{month}/{}", first["position"]);
        assert_eq!(name, *expected, "{q}");
    }
}
