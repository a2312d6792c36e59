//! `/v1/coverage`.

use serde_json::json;

use crate::support::{archive_with, get_json, state, state_of};

#[test]
fn published_empty_and_missing_are_told_apart() {
    let dir = archive_with(&[
        ("2022/01.md", "# A\n- un\n# B\n"),
        ("2022/03.md", "# A\n- deux\n"),
    ]);
    let answer = get_json(&state_of(dir.path()), "/v1/coverage");
    assert_eq!(
        answer["data"]["counts"],
        json!({"published": 2, "empty": 1, "missing": 3})
    );
    let february = &answer["data"]["months"][1];
    assert_eq!(february["month"], "2022-02");
    assert_eq!(february["cells"][0]["status"], "MISSING");
}

#[test]
fn what_is_not_there_covers_nothing() {
    for query in ["?category=nothing", "?series=nothing", "?month=1999"] {
        let counts = &get_json(&state(), &format!("/v1/coverage{query}"))["data"]["counts"];
        assert_eq!(
            *counts,
            json!({"published": 0, "empty": 0, "missing": 0}),
            "{query}"
        );
    }
    let one = get_json(
        &state(),
        "/v1/coverage?category=Utiliser&month=2022-01/2022-05",
    );
    assert_eq!(
        one["data"]["counts"],
        json!({"published": 4, "empty": 1, "missing": 0})
    );
}
