//! What is to be executed, written out: the fields of each object in their
//! order, one for each name in the answer, without fragments, directives or
//! variables.
//!
//! async-graphql is given that, and its answer is put into the same form: it
//! adds a field when it is done, leaves out those that failed, and makes null
//! of an object of which nothing is selected, where the specification wants
//! the order of the document, null, and `{}`.

mod complete;

use std::collections::{HashMap, HashSet};

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types as executed;
use async_graphql::{Name, Pos, Positioned, Value as Constant};

use super::document::{
    Directive, Document, Field, Fragment, Operation, OperationKind, Place, Selection, Value,
};
use super::types::{FieldDef, Type, TypeDef, Types};
use super::validate::{Variables, written};

/// The name in the answer of the field by which the type of an object is told.
/// Not a name of GraphQL, so that no document has it.
const MARK: &str = " ";
/// The same for what kind a type of introspection is.
const KIND: &str = " kind";

/// A valid operation, ready to be executed.
#[derive(Debug)]
pub struct Plan<'a> {
    root: Objects<'a>,
}

/// The objects that a field may have: one kind of each type.
#[derive(Debug, Default)]
struct Objects<'a> {
    kinds: Vec<(&'a str, Object<'a>)>,
    /// Whether the answer says which of them it is.
    is_marked: bool,
}

/// What is selected of an object of one type.
#[derive(Debug, Default)]
struct Object<'a> {
    fields: Vec<Planned<'a>>,
    /// Why there is no such object: a directive on a selection whose condition
    /// turned out to be null.
    fault: Option<(String, Place)>,
}

/// A field of the answer.
#[derive(Debug)]
struct Planned<'a> {
    key: &'a str,
    ty: &'a Type,
    below: Objects<'a>,
    /// Whether it is `interfaces` of a type: async-graphql says null for an
    /// interface that has none, the specification `[]`.
    is_interfaces: bool,
}

/// Plans an operation that is valid, with its variables.
pub fn plan<'a>(
    types: &'a Types,
    document: &'a Document<'a>,
    operation: &'a Operation<'a>,
    variables: &Variables<'a>,
) -> (Plan<'a>, executed::ExecutableDocument) {
    let planner = Planner::new(types, document, variables);
    let root = types.root(operation.kind);
    let (root, set) = root.map_or_else(Default::default, |root| {
        planner.objects(root, &[&operation.selections])
    });
    let ty = match operation.kind {
        OperationKind::Query => executed::OperationType::Query,
        OperationKind::Mutation => executed::OperationType::Mutation,
        OperationKind::Subscription => executed::OperationType::Subscription,
    };
    let definition = executed::OperationDefinition {
        ty,
        variable_definitions: Vec::new(),
        directives: Vec::new(),
        selection_set: at(set, operation.at),
    };
    let document = executed::ExecutableDocument {
        operations: executed::DocumentOperations::Single(at(definition, operation.at)),
        fragments: HashMap::new(),
    };
    (Plan { root }, document)
}

/// Finds out what is selected.
pub struct Planner<'a, 'v> {
    /// The schema served.
    pub types: &'a Types,
    fragments: HashMap<&'a str, &'a Fragment<'a>>,
    variables: &'v Variables<'a>,
}

/// Fields by their names in the answer, in their order.
type Collected<'a> = IndexMap<&'a str, Vec<&'a Field<'a>>>;

impl<'a, 'v> Planner<'a, 'v> {
    /// A planner of one operation.
    pub fn new(types: &'a Types, document: &'a Document<'a>, variables: &'v Variables<'a>) -> Self {
        let fragments = document.fragments.iter();
        Self {
            types,
            fragments: fragments.map(|f| (f.name.text, f)).collect(),
            variables,
        }
    }

    /// The fields of an object, in their order, by their names in the answer.
    ///
    /// # Errors
    /// When a condition is null that must be true or false.
    pub fn fields(
        &self,
        ty: &'a TypeDef,
        sets: &[&'a [Selection<'a>]],
    ) -> Result<Collected<'a>, (String, Place)> {
        let mut collected = Collected::new();
        let mut seen = HashSet::new();
        for set in sets {
            self.collect(ty, set, &mut collected, &mut seen)?;
        }
        Ok(collected)
    }

    /// The objects of a type, and what is to be executed for them.
    fn objects(
        &self,
        ty: &'a TypeDef,
        sets: &[&'a [Selection<'a>]],
    ) -> (Objects<'a>, executed::SelectionSet) {
        if ty.is_object() {
            let (object, mut items) = self.object(ty, sets);
            if items.is_empty() {
                items.push(hidden(MARK, "__typename"));
            }
            let objects = Objects {
                kinds: vec![(ty.name.as_str(), object)],
                is_marked: false,
            };
            return (objects, executed::SelectionSet { items });
        }
        let mut objects = Objects {
            kinds: Vec::new(),
            is_marked: true,
        };
        let mut all = vec![hidden(MARK, "__typename")];
        for possible in ty.possible() {
            let Some(ty) = self.types.get(possible) else {
                continue;
            };
            let (object, items) = self.object(ty, sets);
            objects.kinds.push((ty.name.as_str(), object));
            if items.is_empty() {
                continue;
            }
            let on = executed::TypeCondition {
                on: at(Name::new(possible), Place::default()),
            };
            let fragment = executed::InlineFragment {
                type_condition: Some(at(on, Place::default())),
                directives: Vec::new(),
                selection_set: at(executed::SelectionSet { items }, Place::default()),
            };
            let fragment = at(fragment, Place::default());
            let fragment = executed::Selection::InlineFragment(fragment);
            all.push(at(fragment, Place::default()));
        }
        (objects, executed::SelectionSet { items: all })
    }

    fn object(
        &self,
        ty: &'a TypeDef,
        sets: &[&'a [Selection<'a>]],
    ) -> (Object<'a>, Vec<Positioned<executed::Selection>>) {
        let mut object = Object::default();
        let collected = match self.fields(ty, sets) {
            Ok(collected) => collected,
            Err(fault) => {
                object.fault = Some(fault);
                return (object, Vec::new());
            }
        };
        let mut items = Vec::with_capacity(collected.len());
        for (key, fields) in collected {
            let Some((first, definition)) = fields.first().and_then(|first| {
                let definition = self.types.field(ty, first.name.text)?;
                Some((*first, definition))
            }) else {
                continue;
            };
            let (below, set) = self.below(definition, &fields);
            items.push(self.field(first, definition, set));
            object.fields.push(Planned {
                key,
                ty: &definition.ty,
                below,
                is_interfaces: ty.name == "__Type" && definition.name == "interfaces",
            });
        }
        if object.fields.iter().any(|field| field.is_interfaces) {
            items.push(hidden(KIND, "kind"));
        }
        (object, items)
    }

    fn below(
        &self,
        definition: &'a FieldDef,
        fields: &[&'a Field<'a>],
    ) -> (Objects<'a>, executed::SelectionSet) {
        match self.types.named(&definition.ty) {
            Some(ty) if ty.is_composite() => {
                let sets: Vec<&[Selection<'_>]> = fields.iter().map(|f| &*f.selections).collect();
                self.objects(ty, &sets)
            }
            _ => Default::default(),
        }
    }

    /// The fields of an object, as the specification collects them.
    fn collect(
        &self,
        ty: &'a TypeDef,
        selections: &'a [Selection<'a>],
        collected: &mut Collected<'a>,
        seen: &mut HashSet<&'a str>,
    ) -> Result<(), (String, Place)> {
        let applies = |on: &str| {
            let on = self.types.get(on);
            on.is_some_and(|on| on.possible().contains(&ty.name))
        };
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    if self.is_included(&field.directives)? {
                        collected.entry(field.key().text).or_default().push(field);
                    }
                }
                Selection::Inline(inline) => {
                    if self.is_included(&inline.directives)?
                        && inline.on.is_none_or(|on| applies(on.text))
                    {
                        self.collect(ty, &inline.selections, collected, seen)?;
                    }
                }
                Selection::Spread(spread) => {
                    if !seen.contains(spread.name.text)
                        && self.is_included(&spread.directives)?
                        && let Some(fragment) = self.fragments.get(spread.name.text)
                    {
                        seen.insert(spread.name.text);
                        if applies(fragment.on.text) {
                            self.collect(ty, &fragment.selections, collected, seen)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What `@skip` and `@include` say. `@skip` is asked first, and ends it.
    fn is_included(&self, directives: &[Directive<'a>]) -> Result<bool, (String, Place)> {
        let condition = |name: &str| {
            let found = directives.iter().find(|d| d.name.text == name);
            let argument = found.and_then(|d| d.arguments.first());
            let Some(argument) = argument else {
                return Ok(None);
            };
            match (
                &argument.value.value,
                written(&argument.value, self.variables),
            ) {
                (_, Some(Constant::Boolean(value))) => Ok(Some(value)),
                (Value::Variable(variable), _) => {
                    let message =
                        format!("`${variable}` is null, and `@{name}` needs true or false.");
                    Err((message, argument.value.at))
                }
                _ => Ok(None),
            }
        };
        Ok(condition("skip")? != Some(true) && condition("include")? != Some(false))
    }

    fn field(
        &self,
        field: &'a Field<'a>,
        definition: &'a FieldDef,
        selections: executed::SelectionSet,
    ) -> Positioned<executed::Selection> {
        let place = field.key().at;
        let arguments = field.arguments.iter().filter_map(|argument| {
            let value = written(&argument.value, self.variables)?.into_value();
            let name = at(Name::new(argument.name.text), argument.name.at);
            Some((name, at(value, argument.value.at)))
        });
        let alias = field.alias.map(|alias| at(Name::new(alias.text), alias.at));
        let field = executed::Field {
            alias,
            name: at(Name::new(&definition.name), field.name.at),
            arguments: arguments.collect(),
            directives: Vec::new(),
            selection_set: at(selections, place),
        };
        at(executed::Selection::Field(at(field, place)), place)
    }
}

/// A field that the answer will not have.
fn hidden(key: &str, name: &str) -> Positioned<executed::Selection> {
    let nowhere = Place::default();
    let field = executed::Field {
        alias: Some(at(Name::new(key), nowhere)),
        name: at(Name::new(name), nowhere),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::default(),
    };
    at(executed::Selection::Field(at(field, nowhere)), nowhere)
}

fn at<T>(node: T, place: Place) -> Positioned<T> {
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let pos = Pos {
        line: number(place.line),
        column: number(place.column),
    };
    Positioned::new(node, pos)
}
