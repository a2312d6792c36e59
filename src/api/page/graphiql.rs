//! `/graphiql`: a console for GraphQL. A small one of ours, or GraphiQL around
//! it where the feature has put that into the binary.

use std::sync::LazyLock;

use maud::{Markup, html};

use super::layout::Page;
use super::visit::Visit;
use crate::api::http::{Answer, Problem};

const README: &str = include_str!("../../../README.md");

/// What the README asks in GraphQL: what each is called, and the document.
static EXAMPLES: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| examples(README));

/// `/graphiql`; with `plain` the small console, whatever the binary has. GraphiQL
/// wants a wide screen, and its own markup is not accessible throughout.
pub fn console(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.takes_only(&["query", "variables", "operationName", "plain"])?;
    #[cfg(feature = "graphiql")]
    if visit.one("plain").is_none() {
        let first = EXAMPLES.first().map(|(_, document)| *document);
        let form = form(visit);
        return Ok(super::graphiql_page::answer(
            visit,
            &form,
            first.unwrap_or_default(),
        ));
    }
    Ok(plain(visit))
}

fn plain(visit: &Visit<'_>) -> Answer {
    let words = &visit.words;
    let body = html! {
        h1 { (words.common.console) }
        p .lead { (words.consoles.console_intro) }
        (form(visit))
    };
    let page = Page::new(words.common.console, body).with_script(visit.assets.console.clone());
    // One of as many questions as there are; the bare console is one page.
    let page = if visit.asked.is_empty() {
        page
    } else {
        page.unlisted()
    };
    page.answer(visit)
}

/// The form, which opens the answer as JSON unless the script shows it.
fn form(visit: &Visit<'_>) -> Markup {
    let words = &visit.words.consoles;
    let first = EXAMPLES.first().map(|(_, document)| *document);
    let query = visit.one("query").or(first).unwrap_or_default();
    html! {
        form #ask .ask method="get" action=(visit.addresses.local("/graphql"))
            data-waiting=(words.waiting) data-answered=(words.answered)
            data-failed=(words.failed) data-bad-variables=(words.bad_variables) {
            p {
                label for="query" { (words.document) }
                textarea #query name="query" rows="14" required spellcheck="false" autocapitalize="off" aria-describedby="run-hint" { "\n" (query) }
            }
            p {
                label for="variables" { (words.variables) }
                textarea #variables name="variables" rows="3" spellcheck="false" autocapitalize="off" { "\n" (visit.one("variables").unwrap_or_default()) }
            }
            @if let Some(name) = visit.one("operationName") {
                input type="hidden" name="operationName" value=(name);
            }
            p .actions {
                button type="submit" { (words.run) }
                span #run-hint .count { (words.run_hint) }
            }
        }
        p #status role="status" {}
        pre #answer hidden tabindex="0" role="region" aria-label=(words.answer) { code {} }
        h2 { (words.examples) }
        p { (words.examples_text) }
        ul .links {
            @for (name, document) in EXAMPLES.iter() {
                li { a href=(asking(visit, document)) { code { (name) } } }
            }
        }
        p {
            a href=(visit.addresses.local("/graphql/schema.graphql")) { (words.schema) } " · "
            a href=(visit.link("/docs/graphql")) { (words.docs) }
        }
    }
}

/// The address of this console with a document.
fn asking(visit: &Visit<'_>, document: &str) -> String {
    let mut with = vec![("query", document)];
    with.extend(visit.one("plain").map(|value| ("plain", value)));
    visit.link_with("/graphiql", &with)
}

/// The GraphQL documents of a Markdown text: blocks of that language, and what
/// `chronique query` is given. Each is called by the fields that it asks.
fn examples(markdown: &str) -> Vec<(String, &str)> {
    let blocks = markdown.split("```").skip(1).step_by(2);
    let blocks = blocks.filter_map(|block| block.strip_prefix("graphql\n"));
    let lines = markdown.lines().filter_map(|line| {
        let (_, rest) = line.split_once("chronique query '")?;
        rest.split('\'').next()
    });
    blocks
        .chain(lines)
        .map(|document| (name(document), document.trim()))
        .collect()
}

/// `project(slug: "BSOC")`: the first field with its arguments.
fn name(document: &str) -> String {
    let inside = document
        .split_once('{')
        .map_or(document, |(_, rest)| rest)
        .trim_start();
    let mut depth = 0_u32;
    let end = inside.find(|character| {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (character == '{' || character == '\n')
    });
    inside
        .get(..end.unwrap_or(inside.len()))
        .unwrap_or(inside)
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples_are_those_of_the_readme() {
        let text = "a\n```graphql\n{\n  project(slug: \"x\") {\n    name\n  }\n}\n```\n```json\n{}\n```\nchronique query '{ items(project: {any: [\"sill\"]}) { totalCount } }'\n";
        let found = examples(text);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["project(slug: \"x\")", "items(project: {any: [\"sill\"]})"]
        );
        assert_eq!(found[0].1, "{\n  project(slug: \"x\") {\n    name\n  }\n}");
        assert!(!EXAMPLES.is_empty(), "the README has an example");
    }

    proptest! {
        #[test]
        fn any_text_has_its_examples(text in "[`a-z{}()\\n ']{0,80}") {
            examples(&text);
            name(&text);
        }
    }
}
