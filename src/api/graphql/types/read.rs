//! From SDL to types, by async-graphql's own parser.

use std::collections::{BTreeSet, HashMap};

use async_graphql::Positioned;
use async_graphql::parser::types as sdl;
use async_graphql::parser::{Error as ParseError, parse_schema};

use super::{
    DirectiveDef, FieldDef, InputDef, Length, SchemaError, Type, TypeDef, TypeKind, Types,
};
use crate::api::graphql::document::TypeRef;

/// The types of introspection (specification, section 4), which no SDL holds.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// The scalars of the specification. As it asks, one that the schema does not
/// use is not there.
const BUILT_IN: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

/// A directive's name, its argument with its type, and whether it may stand in
/// an executable document.
type Known = (&'static str, Option<(&'static str, &'static str)>, bool);

/// Directives that every schema has (specification, section 3.13).
const DIRECTIVES: [Known; 5] = [
    ("skip", Some(("if", "Boolean!")), true),
    ("include", Some(("if", "Boolean!")), true),
    ("deprecated", Some(("reason", "String")), false),
    ("specifiedBy", Some(("url", "String!")), false),
    ("oneOf", None, false),
];

/// What stands in SDL, as types.
pub fn types(text: &str) -> Result<Types, SchemaError> {
    let mut by_name: HashMap<String, TypeDef> = HashMap::new();
    let mut roots = HashMap::from([("query", "Query".to_owned())]);
    let mut members: HashMap<String, Vec<String>> = HashMap::new();
    for text in [text, INTROSPECTION] {
        let wrong = |error: ParseError| SchemaError(error.to_string());
        for definition in parse_schema(text).map_err(wrong)?.definitions {
            match definition {
                sdl::TypeSystemDefinition::Schema(schema) => {
                    let named = |name: Option<Positioned<_>>| name.map(|n| text_of(&n));
                    roots = HashMap::new();
                    roots.extend(named(schema.node.query).map(|n| ("query", n)));
                    roots.extend(named(schema.node.mutation).map(|n| ("mutation", n)));
                    roots.extend(named(schema.node.subscription).map(|n| ("subscription", n)));
                }
                sdl::TypeSystemDefinition::Type(definition) => {
                    let definition = type_def(definition.node, &mut members);
                    by_name.insert(definition.name.clone(), definition);
                }
                sdl::TypeSystemDefinition::Directive(_) => {}
            }
        }
    }
    for definition in by_name.values_mut() {
        if let TypeKind::Interface(_, possible) = &mut definition.kind {
            *possible = members.remove(&definition.name).unwrap_or_default();
        }
    }
    let used = used(&by_name);
    for name in used
        .iter()
        .filter(|name| !by_name.contains_key(*name))
        .cloned()
        .collect::<Vec<_>>()
    {
        if !BUILT_IN.contains(&name.as_str()) {
            return Err(SchemaError(format!("`{name}` is not defined")));
        }
        let kind = TypeKind::Scalar;
        by_name.insert(name.clone(), TypeDef { name, kind });
    }
    if !roots
        .get("query")
        .is_some_and(|name| by_name.contains_key(name))
    {
        return Err(SchemaError("it has no root".to_owned()));
    }
    Ok(Types {
        lengths: lengths(&by_name),
        by_name,
        roots,
        typename: field("__typename", "String!", Vec::new()),
        introspection: [
            field("__schema", "__Schema!", Vec::new()),
            field("__type", "__Type", vec![input("name", "String!")]),
        ],
        directives: DIRECTIVES.into_iter().map(directive).collect(),
    })
}

fn directive((name, argument, is_executable): Known) -> (&'static str, DirectiveDef) {
    let arguments = argument.map(|(name, ty)| input(name, ty));
    let definition = DirectiveDef {
        arguments: arguments.into_iter().collect(),
        is_executable,
    };
    (name, definition)
}

/// A named type, with `!` or without.
fn simple(text: &str) -> Type {
    match text.strip_suffix('!') {
        Some(name) => TypeRef::NonNull(Box::new(TypeRef::Named(name.to_owned()))),
        None => TypeRef::Named(text.to_owned()),
    }
}

fn input(name: &str, ty: &str) -> InputDef {
    InputDef {
        name: name.to_owned(),
        ty: simple(ty),
        default: None,
    }
}

fn field(name: &str, ty: &str, arguments: Vec<InputDef>) -> FieldDef {
    FieldDef {
        name: name.to_owned(),
        ty: simple(ty),
        arguments,
    }
}

fn text_of(name: &Positioned<async_graphql::Name>) -> String {
    name.node.to_string()
}

fn type_def(
    definition: sdl::TypeDefinition,
    members: &mut HashMap<String, Vec<String>>,
) -> TypeDef {
    let name = text_of(&definition.name);
    let kind = match definition.kind {
        sdl::TypeKind::Scalar => TypeKind::Scalar,
        sdl::TypeKind::Object(object) => {
            for interface in &object.implements {
                members
                    .entry(text_of(interface))
                    .or_default()
                    .push(name.clone());
            }
            TypeKind::Object(fields(object.fields))
        }
        sdl::TypeKind::Interface(interface) => {
            TypeKind::Interface(fields(interface.fields), Vec::new())
        }
        sdl::TypeKind::Union(union) => TypeKind::Union(union.members.iter().map(text_of).collect()),
        sdl::TypeKind::Enum(values) => TypeKind::Enum(
            values
                .values
                .iter()
                .map(|v| text_of(&v.node.value))
                .collect(),
        ),
        sdl::TypeKind::InputObject(object) => TypeKind::Input {
            fields: object
                .fields
                .into_iter()
                .map(|f| input_def(f.node))
                .collect(),
            is_one_of: definition
                .directives
                .iter()
                .any(|d| d.node.name.node == "oneOf"),
        },
    };
    TypeDef { name, kind }
}

fn fields(fields: Vec<Positioned<sdl::FieldDefinition>>) -> HashMap<String, FieldDef> {
    let fields = fields.into_iter().map(|field| {
        let field = field.node;
        let name = text_of(&field.name);
        let arguments = field.arguments.into_iter();
        let definition = FieldDef {
            name: name.clone(),
            ty: type_of(&field.ty.node),
            arguments: arguments.map(|a| input_def(a.node)).collect(),
        };
        (name, definition)
    });
    fields.collect()
}

fn input_def(definition: sdl::InputValueDefinition) -> InputDef {
    InputDef {
        name: text_of(&definition.name),
        ty: type_of(&definition.ty.node),
        default: definition.default_value.map(|value| value.node),
    }
}

fn type_of(ty: &sdl::Type) -> Type {
    let inner = match &ty.base {
        sdl::BaseType::Named(name) => TypeRef::Named(name.to_string()),
        sdl::BaseType::List(inner) => TypeRef::List(Box::new(type_of(inner))),
    };
    if ty.nullable {
        inner
    } else {
        TypeRef::NonNull(Box::new(inner))
    }
}

/// The names of all types that a field or an argument has.
fn used(types: &HashMap<String, TypeDef>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for definition in types.values() {
        match &definition.kind {
            TypeKind::Object(fields) | TypeKind::Interface(fields, _) => {
                for field in fields.values() {
                    names.insert(field.ty.named().clone());
                    names.extend(field.arguments.iter().map(|a| a.ty.named().clone()));
                }
            }
            TypeKind::Input { fields, .. } => {
                names.extend(fields.iter().map(|f| f.ty.named().clone()));
            }
            TypeKind::Union(members) => names.extend(members.iter().cloned()),
            TypeKind::Scalar | TypeKind::Enum(_) => {}
        }
    }
    names
}

/// How long the lists of introspection are.
fn lengths(types: &HashMap<String, TypeDef>) -> HashMap<&'static str, Length> {
    let mut lists: HashMap<&'static str, Vec<usize>> = HashMap::new();
    let mut add = |name, length| lists.entry(name).or_default().push(length);
    add("types", types.len());
    // Those of this service, and what an implementation may add to them.
    add("directives", DIRECTIVES.len());
    add("locations", 4);
    for definition in types.values() {
        match &definition.kind {
            TypeKind::Object(fields) | TypeKind::Interface(fields, _) => {
                add("fields", fields.len());
                for field in fields.values() {
                    add("args", field.arguments.len());
                }
            }
            TypeKind::Enum(values) => add("enumValues", values.len()),
            TypeKind::Input { fields, .. } => add("inputFields", fields.len()),
            TypeKind::Union(_) | TypeKind::Scalar => {}
        }
        add("possibleTypes", definition.possible().len());
    }
    let lengths = lists.into_iter().map(|(name, lengths)| {
        let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let written: Vec<usize> = lengths.into_iter().filter(|l| *l > 0).collect();
        let sum: usize = written.iter().sum();
        let length = Length {
            most: number(written.iter().copied().max().unwrap_or(0)),
            mean: number(sum.div_ceil(written.len().max(1))),
        };
        (name, length)
    });
    lengths.collect()
}
