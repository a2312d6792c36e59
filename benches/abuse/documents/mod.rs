//! Documents that are made to cost, each with the code that refuses it.

mod floods;
mod texts;
mod trees;
mod values;

use std::fmt::Write as _;

/// One of them, as the body of a request.
pub struct Abuse {
    /// What it does.
    pub name: &'static str,
    /// The code it is to be refused with.
    pub code: &'static str,
    /// The body.
    pub body: String,
}

const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";
const UNREADABLE: &str = "GRAPHQL_PARSE_FAILED";
const VARIABLES: &str = "BAD_USER_INPUT";

/// All of them.
pub fn all() -> Vec<Abuse> {
    let mut all = Vec::new();
    trees::fragments(&mut all);
    floods::floods(&mut all);
    trees::nesting(&mut all);
    texts::texts(&mut all);
    trees::conflicts(&mut all);
    values::variables(&mut all);
    values::costs(&mut all);
    all
}

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn items(inner: &str) -> String {
    format!("{{items{{nodes{{{inner}}}}}}}")
}

/// `levels` fragments of `width` spreads each.
fn bomb(levels: usize, width: usize) -> String {
    let mut text = items("...f0");
    for level in 0..levels {
        let spreads = format!("...f{} ", level + 1).repeat(width);
        let _ = write!(text, "fragment f{level} on Item{{{spreads}}}");
    }
    text + &format!("fragment f{levels} on Item{{id}}")
}
