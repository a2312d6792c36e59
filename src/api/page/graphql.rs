//! A question of parameters as a GraphQL document.

use serde_json::Value;

use crate::query::TERMS;

/// The arguments of a list of items that ask what these parameters ask, with
/// their parentheses; empty when they ask nothing.
pub fn arguments(asked: &[(String, String)]) -> String {
    let values = |name: &str| -> Vec<String> {
        let found = asked.iter().filter(|(n, _)| n == name);
        found
            .flat_map(|(_, v)| v.split(',').map(|v| v.trim().to_owned()))
            .collect()
    };
    let one = |name: &str| {
        asked
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let mut arguments: Vec<String> = Vec::new();
    arguments.extend(one("q").map(|q| format!("q: {}", text(q))));
    let months = values("month");
    if !months.is_empty() {
        arguments.push(format!("month: {{any: {}}}", list(&months, text)));
    }
    for term in TERMS {
        // Kinds are an enum, everything else is text.
        let spell: fn(&str) -> String = if term == "kind" {
            str::to_uppercase
        } else {
            text
        };
        let of = |suffix: &str, key: &str| {
            let values = values(&format!("{term}{suffix}"));
            (!values.is_empty()).then(|| format!("{key}: {}", list(&values, spell)))
        };
        let parts: Vec<String> = [of("", "any"), of(".all", "all"), of(".none", "none")]
            .into_iter()
            .flatten()
            .collect();
        if !parts.is_empty() {
            arguments.push(format!("{term}: {{{}}}", parts.join(", ")));
        }
    }
    let filter = one("filter").and_then(|json| serde_json::from_str(json).ok());
    arguments.extend(filter.map(|value: Value| format!("filter: {}", literal("", &value))));
    let sort = values("sort");
    if !sort.is_empty() {
        arguments.push(format!("sort: {}", list(&sort, sort_key)));
    }
    arguments.extend(page(asked));
    if arguments.is_empty() {
        String::new()
    } else {
        format!("({})", arguments.join(", "))
    }
}

/// How a value of a parameter is spelled.
pub type Spell = fn(&str) -> String;

/// The arguments of a list that takes single texts, lists of values, an order
/// and a page, with their parentheses.
pub fn of_list(asked: &[(String, String)], texts: &[&str], lists: &[(&str, Spell)]) -> String {
    let values = |name: &str| -> Vec<String> {
        let found = asked.iter().filter(|(n, _)| n == name);
        found
            .flat_map(|(_, v)| v.split(',').map(|v| v.trim().to_owned()))
            .collect()
    };
    let mut arguments: Vec<String> = Vec::new();
    for name in texts {
        let value = asked.iter().find(|(n, _)| n == name);
        arguments.extend(value.map(|(_, v)| format!("{name}: {}", text(v))));
    }
    let sort: (&str, Spell) = ("sort", sort_key);
    for (name, spell) in lists.iter().chain([&sort]) {
        let values = values(name);
        if !values.is_empty() {
            arguments.push(format!("{name}: {}", list(&values, *spell)));
        }
    }
    arguments.extend(page(asked));
    if arguments.is_empty() {
        String::new()
    } else {
        format!("({})", arguments.join(", "))
    }
}

/// The page parameters as arguments.
pub fn page(asked: &[(String, String)]) -> impl Iterator<Item = String> {
    ["first", "after", "last", "before", "offset"]
        .into_iter()
        .filter_map(|name| {
            let (_, value) = asked.iter().find(|(n, _)| n == name)?;
            let is_cursor = matches!(name, "after" | "before");
            // GraphQL has no numbers with zeros in front.
            let number = || value.parse::<u64>().map(|n| n.to_string());
            let value = if is_cursor {
                text(value)
            } else {
                number().unwrap_or_else(|_| value.clone())
            };
            Some(format!("{name}: {value}"))
        })
}

/// The arguments of a list below one thing: the page asked for, or its size.
pub fn of_page(asked: &[(String, String)], size: usize) -> String {
    let arguments: Vec<String> = page(asked).collect();
    if arguments.is_empty() {
        format!("(first: {size})")
    } else {
        format!("({})", arguments.join(", "))
    }
}

/// A list of values.
pub fn list(values: &[String], spell: fn(&str) -> String) -> String {
    let values: Vec<String> = values.iter().map(|v| spell(v)).collect();
    format!("[{}]", values.join(", "))
}

/// A string: that of JSON is one of GraphQL, too.
pub fn text(value: &str) -> String {
    Value::from(value).to_string()
}

/// `-lastMonth` is `LAST_MONTH_DESC`; what ranks has one direction.
pub fn sort_key(key: &str) -> String {
    let (name, direction) = match key.strip_prefix('-') {
        Some(name) => (name, "_DESC"),
        None => (key, "_ASC"),
    };
    if matches!(name, "relevance" | "score") {
        return name.to_uppercase();
    }
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    format!("{out}{direction}")
}

/// A filter object as an input object; `below` is the key it stands at.
fn literal(below: &str, value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| {
                let is_value = matches!(name.as_str(), "any" | "all" | "none");
                let at = if is_value { below } else { name };
                format!("{name}: {}", literal(at, value))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(|v| literal(below, v)).collect();
            format!("[{}]", values.join(", "))
        }
        Value::String(kind) if below == "kind" => kind.to_uppercase(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments_of(query: &[(&str, &str)]) -> String {
        let pairs: Vec<_> = query
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        arguments(&pairs)
    }

    #[test]
    fn parameters_become_arguments() {
        assert_eq!(arguments_of(&[]), "");
        let asked = [
            ("project", "sill,bluehats"),
            ("project.none", "a\"b"),
            ("kind", "bullet"),
        ];
        assert_eq!(
            arguments_of(&asked),
            r#"(project: {any: ["sill", "bluehats"], none: ["a\"b"]}, kind: {any: [BULLET]})"#
        );
        let asked = [
            ("q", "l'appel"),
            ("sort", "-month,position,relevance"),
            ("first", "5"),
            ("after", "x"),
        ];
        assert_eq!(
            arguments_of(&asked),
            r#"(q: "l'appel", sort: [MONTH_DESC, POSITION_ASC, RELEVANCE], first: 5, after: "x")"#
        );
        let asked = [(
            "filter",
            r#"{"or":[{"kind":{"any":["bullet"]}},{"month":{"from":"2022-02"}}]}"#,
        )];
        assert_eq!(
            arguments_of(&asked),
            r#"(filter: {or: [{kind: {any: [BULLET]}}, {month: {from: "2022-02"}}]})"#
        );
        assert_eq!(arguments_of(&[("first", "007")]), "(first: 7)");
        assert_eq!(sort_key("-lastMonth"), "LAST_MONTH_DESC");
    }
}
