//! The schema as validation, guard and plan read it: types by name, built
//! once from the SDL that is served.

mod read;

use std::collections::HashMap;

use async_graphql::Value as Constant;
use thiserror::Error;

use super::document::{OperationKind, TypeRef};

/// The schema served cannot be read back: a mistake in this program.
#[derive(Debug, Error)]
#[error("the GraphQL schema is not valid: {0}")]
pub struct SchemaError(String);

/// A type by name.
pub type Type = TypeRef<String>;

/// All types.
#[derive(Debug)]
pub struct Types {
    by_name: HashMap<String, TypeDef>,
    roots: HashMap<&'static str, String>,
    /// `__typename`, of every object.
    typename: FieldDef,
    /// `__schema` and `__type`, of the root.
    introspection: [FieldDef; 2],
    /// Directives with their arguments, those of types included.
    directives: HashMap<&'static str, DirectiveDef>,
    /// How long the lists of introspection are, by the name of their field.
    lengths: HashMap<&'static str, Length>,
}

/// How long a list of introspection is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Length {
    /// At most.
    pub most: u64,
    /// One with another, of those that are not empty, rounded up.
    pub mean: u64,
}

/// A type.
#[derive(Debug)]
pub struct TypeDef {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type is.
#[derive(Debug)]
pub enum TypeKind {
    /// A scalar; those of the specification are told by name.
    Scalar,
    /// An enum, with its values.
    Enum(Vec<String>),
    /// An input object.
    Input {
        /// Its fields.
        fields: Vec<InputDef>,
        /// Whether exactly one of them must be given.
        is_one_of: bool,
    },
    /// An object.
    Object(HashMap<String, FieldDef>),
    /// An interface, with the objects that have it.
    Interface(HashMap<String, FieldDef>, Vec<String>),
    /// A union, with its objects.
    Union(Vec<String>),
}

/// A field of an object.
#[derive(Debug)]
pub struct FieldDef {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its arguments.
    pub arguments: Vec<InputDef>,
}

/// An argument, or a field of an input object.
#[derive(Debug)]
pub struct InputDef {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it is when it is not given.
    pub default: Option<Constant>,
}

impl InputDef {
    /// Whether it must be given.
    pub const fn is_required(&self) -> bool {
        self.ty.is_non_null() && self.default.is_none()
    }
}

/// A directive.
#[derive(Debug)]
pub struct DirectiveDef {
    /// Its arguments.
    pub arguments: Vec<InputDef>,
    /// Whether it may stand at fields and fragments; the others are for types.
    pub is_executable: bool,
}

impl TypeDef {
    /// Whether fields are selected of it.
    pub const fn is_composite(&self) -> bool {
        matches!(
            self.kind,
            TypeKind::Object(_) | TypeKind::Interface(..) | TypeKind::Union(_)
        )
    }

    /// Whether it is a scalar or an enum.
    pub const fn is_leaf(&self) -> bool {
        matches!(self.kind, TypeKind::Scalar | TypeKind::Enum(_))
    }

    /// Whether values of it can be given.
    pub const fn is_input(&self) -> bool {
        self.is_leaf() || matches!(self.kind, TypeKind::Input { .. })
    }

    /// Whether it is an object, of which there is one kind only.
    pub const fn is_object(&self) -> bool {
        matches!(self.kind, TypeKind::Object(_))
    }

    /// The objects that it may be, by name.
    pub fn possible(&self) -> &[String] {
        match &self.kind {
            TypeKind::Object(_) => std::slice::from_ref(&self.name),
            TypeKind::Interface(_, possible) | TypeKind::Union(possible) => possible,
            _ => &[],
        }
    }

    /// Whether something can be of both types.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.possible()
            .iter()
            .any(|name| other.possible().contains(name))
    }
}

impl Types {
    /// Reads the SDL that is served.
    ///
    /// # Errors
    /// When it is no valid schema.
    pub fn new(sdl: &str) -> Result<Self, SchemaError> {
        read::types(sdl)
    }

    /// A type by its name.
    pub fn get(&self, name: &str) -> Option<&TypeDef> {
        self.by_name.get(name)
    }

    /// The type inside another.
    pub fn named(&self, ty: &Type) -> Option<&TypeDef> {
        self.get(ty.named())
    }

    /// The root of an operation, if there are such operations.
    pub fn root(&self, kind: OperationKind) -> Option<&TypeDef> {
        let name = match kind {
            OperationKind::Query => "query",
            OperationKind::Mutation => "mutation",
            OperationKind::Subscription => "subscription",
        };
        self.get(self.roots.get(name)?)
    }

    /// A field of a type.
    pub fn field<'a>(&'a self, parent: &'a TypeDef, name: &str) -> Option<&'a FieldDef> {
        if !parent.is_composite() {
            return None;
        }
        if name == "__typename" {
            return Some(&self.typename);
        }
        if self.roots.get("query") == Some(&parent.name) {
            let found = self.introspection.iter().find(|field| field.name == name);
            if found.is_some() {
                return found;
            }
        }
        match &parent.kind {
            TypeKind::Object(fields) | TypeKind::Interface(fields, _) => fields.get(name),
            _ => None,
        }
    }

    /// How long the lists of introspection are, by the name of their field.
    pub const fn lengths(&self) -> &HashMap<&'static str, Length> {
        &self.lengths
    }

    /// A directive by its name.
    pub fn directive(&self, name: &str) -> Option<&DirectiveDef> {
        self.directives.get(name)
    }
}
