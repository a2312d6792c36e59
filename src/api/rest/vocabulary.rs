//! The parameters of an address for a door that spells them in its own way:
//! the command line makes its flags from them.

use serde_json::Value;

use super::parameters::parameter;
use super::table::routes;

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in an address.
    pub name: String,
    /// What it does.
    pub description: String,
    /// The values there are, where they can be listed.
    pub values: Vec<String>,
    /// What it is set to by being there, if it is a switch.
    pub switch: Option<&'static str>,
}

/// The parameters of the address with this `operationId`, in the order of the
/// documentation; none if there is no such address.
#[must_use]
pub fn vocabulary(id: &str) -> Vec<Parameter> {
    let route = routes().find(|route| route.id == id);
    let names = route.into_iter().flat_map(|route| {
        let names = route.parameters().into_iter();
        names.map(move |name| (parameter(route, &name), name))
    });
    names
        .map(|(described, name)| spell(name, &described))
        .collect()
}

fn spell(name: String, described: &Value) -> Parameter {
    let text = |pointer: &str| described.pointer(pointer).and_then(Value::as_str);
    let listed = ["/schema/enum", "/schema/items/enum"]
        .iter()
        .find_map(|pointer| described.pointer(pointer)?.as_array());
    let values: Vec<String> = listed
        .into_iter()
        .flatten()
        .filter_map(|value| Some(value.as_str()?.to_owned()))
        .collect();
    let switch = match text("/schema/type") {
        Some("boolean") => Some("true"),
        _ if values == ["0", "1"] => Some("1"),
        _ => None,
    };
    Parameter {
        description: text("/description").unwrap_or_default().to_owned(),
        name,
        values,
        switch,
    }
}

#[cfg(test)]
mod tests {
    use super::vocabulary;

    #[test]
    fn parameters_say_their_values_and_what_switches_they_are() {
        let items = vocabulary("items");
        let named = |name: &str| items.iter().find(|p| p.name == name).unwrap();
        assert_eq!(named("kind").values.first().unwrap(), "BULLET");
        assert_eq!(named("highlight").switch, Some("true"));
        assert_eq!(named("raw").switch, Some("1"));
        assert_eq!(named("q").switch, None);
        assert!(named("project.none").description.contains("none of these"));
        assert!(vocabulary("no such operation").is_empty());
    }
}
