//! The co-mention graph is the same through every door.

use serde_json::{Value, json};

use super::question::{Dice, question};
use super::{SEED, command_line, faults, from_env, graphql_request, mixed_archive};
use crate::support::{ask_all, state_of};
use actix_web::test::TestRequest;

fn of_rest(body: &Value) -> Value {
    let data = &body["data"];
    json!([
        data["items"],
        data["nodes"],
        data["edges"],
        data["omittedNodes"],
        data["omittedEdges"],
        body["meta"]["corrected"],
        faults(&body["errors"])
    ])
}

fn of_graphql(body: &Value) -> Value {
    let graph = &body["data"]["graph"];
    let rows = |name: &str, row: fn(&Value) -> Value| {
        let rows = graph[name].as_array();
        rows.map_or(Value::Null, |rows| rows.iter().map(row).collect())
    };
    let nodes = rows("nodes", |n| {
        let project = json!({ "slug": n["project"]["slug"], "name": n["project"]["name"] });
        json!({ "project": project, "kind": n["project"]["kind"], "items": n["items"] })
    });
    let edges = rows(
        "edges",
        |e| json!({ "source": e["source"]["slug"], "target": e["target"]["slug"], "items": e["items"] }),
    );
    json!([
        graph["items"],
        nodes,
        edges,
        graph["omittedNodes"],
        graph["omittedEdges"],
        graph["corrected"],
        faults(&body["errors"][0]["extensions"]["errors"])
    ])
}

#[test]
fn generated_questions_get_the_same_graph_through_every_door() {
    let mut dice = Dice(from_env("CHRONIQUE_SEED", SEED) ^ 0x06ea);
    let dir = mixed_archive();
    let state = state_of(dir.path());
    let (mut edges, mut faulty) = (0, 0);
    for at in 0..150 {
        let mut question = question(&mut dice).filters_only();
        // There is no page to turn.
        question.numbers.clear();
        question.cursors.clear();
        let first = match dice.roll(5) {
            0 => None,
            1 => Some(201),
            2 => Some(-1),
            n => Some(i32::try_from(n).unwrap() * 2),
        };
        let (arguments, _) = question.arguments();
        let arguments = arguments.trim_start_matches('(').trim_end_matches(')');
        let sized = first.map_or_else(String::new, |n| format!(" first: {n}"));
        let all = format!("{arguments}{sized}");
        let all = if all.trim().is_empty() {
            all
        } else {
            format!("({all})")
        };
        let document = format!(
            "{{ graph{all} {{ items nodes {{ project {{ slug name kind }} items }} edges {{ source {{ slug }} target {{ slug }} items }} omittedNodes omittedEdges corrected }} }}"
        );
        let query = question.query().replace("&highlight=true", "");
        let sized = first.map_or_else(String::new, |n| format!("&first={n}"));
        let address = format!(
            "/v1/graph?{}",
            format!("{query}{sized}").trim_start_matches('&')
        );
        let rest = TestRequest::get().uri(&address);
        let answers = ask_all(&state, vec![rest, graphql_request(&document)]);
        let rest = of_rest(&answers[0].json());
        assert_eq!(
            rest,
            of_graphql(&answers[1].json()),
            "{address}\n{document}"
        );
        edges += rest[2].as_array().map_or(0, Vec::len);
        faulty += usize::from(rest[6] != json!([]));
        if at % 10 == 0 {
            let printed = command_line(dir.path(), &["get", &address]);
            assert_eq!(rest, of_rest(&printed), "chronique get '{address}'");
        }
    }
    assert!(edges > 50 && faulty > 20, "{edges} edges, {faulty} faulty");
}
