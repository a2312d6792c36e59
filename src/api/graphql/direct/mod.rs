//! Operations written straight from the snapshot, without async-graphql.
//!
//! An operation is read once into typed fields, and is then a walk over rows
//! that writes JSON. What is not in the tables here, a value that `query`
//! refuses, and a condition on a variable make all of it go to async-graphql,
//! which has every field, every error and the deadline: there is one home for
//! what goes wrong. A differential test holds both to each other.

mod argument;
mod category;
mod connection;
mod item;
mod list;
mod out;
mod project;
mod report;
mod resource;
mod root;

use std::fmt;

use super::document::{Argument, Document, Operation, OperationKind, Selection};
use super::plan::Planner;
use super::types::{TypeDef, Types};
use super::validate::Variables;
use crate::query::Archive;
use out::Out;
use root::RootField;

/// The answer is to be had from async-graphql.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere;

/// Whether something was written.
type Done = Result<(), Elsewhere>;

/// What a field takes of the bound of a cache, besides its texts.
const FIELD_BYTES: usize = 160;

/// An operation, ready to be written.
#[derive(Debug)]
pub struct Program {
    root: Object<RootField>,
    bytes: usize,
}

impl Program {
    /// Reads a valid operation; none if it has a field that is not here, or a
    /// condition that depends on a variable.
    pub fn read<'a>(
        types: &'a Types,
        document: &'a Document<'a>,
        operation: &'a Operation<'a>,
    ) -> Option<Self> {
        if operation.kind != OperationKind::Query {
            return None;
        }
        let variables = Variables::new();
        let planner = Planner::new(types, document, &variables);
        let bytes = std::cell::Cell::new(0);
        let asked = Asked {
            planner: &planner,
            ty: types.root(operation.kind)?,
            name: "",
            arguments: &[],
            sets: vec![&operation.selections],
            bytes: &bytes,
        };
        let root = Object::read(&asked)?;
        let bytes = bytes.get();
        Some(Self { root, bytes })
    }

    /// What it takes of the bound of a cache.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The whole answer.
    ///
    /// # Errors
    /// When it is to be had elsewhere.
    pub fn answer(
        &self,
        archive: &Archive,
        variables: &Variables<'_>,
        public_url: &str,
    ) -> Result<Vec<u8>, Elsewhere> {
        let mut out = Out::new(archive, variables, public_url);
        out.raw(r#"{"data":"#);
        self.root.write(&(), &mut out)?;
        out.raw("}");
        Ok(out.into_bytes())
    }
}

/// A field that is asked for, while an operation is read.
pub struct Asked<'a, 'p> {
    planner: &'p Planner<'a, 'p>,
    /// The type inside its own.
    ty: &'a TypeDef,
    name: &'a str,
    arguments: &'a [Argument<'a>],
    /// What is selected of it.
    sets: Vec<&'a [Selection<'a>]>,
    /// What was read so far takes.
    bytes: &'p std::cell::Cell<usize>,
}

impl Asked<'_, '_> {
    fn takes(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_add(bytes));
    }
}

/// What a field, or what stands below it, is read from.
trait Read: Sized {
    fn read(asked: &Asked<'_, '_>) -> Option<Self>;
}

/// A field of one type of object.
trait Field: Read + fmt::Debug {
    /// What it is a field of.
    type Row<'r>;

    fn write(&self, row: &Self::Row<'_>, out: &mut Out<'_>) -> Done;
}

/// What is selected of an object, in its order.
#[derive(Debug)]
struct Object<F> {
    /// Each with what stands before its value; none is `__typename`.
    fields: Box<[(Box<str>, Option<F>)]>,
    /// The name of the type, as JSON.
    name: Box<str>,
}

impl<T: Read> Read for Box<T> {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        T::read(asked).map(Self::new)
    }
}

impl<F: Field> Read for Object<F> {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        let planner = asked.planner;
        let mut fields = Vec::new();
        for (key, selected) in planner.fields(asked.ty, &asked.sets).ok()? {
            let first = selected.first()?;
            let comma = if fields.is_empty() { "" } else { "," };
            let key = format!("{comma}\"{key}\":").into_boxed_str();
            asked.takes(FIELD_BYTES.saturating_add(key.len()));
            if first.name.text == "__typename" {
                fields.push((key, None));
                continue;
            }
            let definition = planner.types.field(asked.ty, first.name.text)?;
            let below = Asked {
                planner,
                ty: planner.types.named(&definition.ty)?,
                name: first.name.text,
                arguments: &first.arguments,
                sets: selected.iter().map(|f| &*f.selections).collect(),
                bytes: asked.bytes,
            };
            fields.push((key, Some(F::read(&below)?)));
        }
        let name = format!("\"{}\"", asked.ty.name);
        Some(Self {
            fields: fields.into(),
            name: name.into(),
        })
    }
}

impl<F> Object<F> {
    /// Whether there is such a field.
    fn has(&self, is_it: impl Fn(&F) -> bool) -> bool {
        let mut fields = self.fields.iter().filter_map(|(_, field)| field.as_ref());
        fields.any(is_it)
    }
}

impl<F: Field> Object<F> {
    fn write(&self, row: &F::Row<'_>, out: &mut Out<'_>) -> Done {
        out.raw("{");
        for (key, field) in &self.fields {
            out.raw(key);
            match field {
                Some(field) => field.write(row, out)?,
                None => out.raw(&self.name),
            }
        }
        out.raw("}");
        Ok(())
    }

    /// The object, or null.
    fn write_or_null(&self, row: Option<&F::Row<'_>>, out: &mut Out<'_>) -> Done {
        match row {
            Some(row) => self.write(row, out),
            None => out.null(),
        }
    }
}

/// The fields of a type of object, each by its name in the schema: what stands
/// below it, and how it is written.
macro_rules! fields {
    (
        $(#[$doc:meta])*
        $fields:ident of ($row:ident: $of:ty, $out:ident) {
            $($name:literal => $field:ident $(($below:ident: $kind:ty))? : $write:expr,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $fields {
            $($field $(($kind))?,)+
        }

        impl crate::api::graphql::direct::Read for $fields {
            fn read(asked: &crate::api::graphql::direct::Asked<'_, '_>) -> Option<Self> {
                Some(match asked.name {
                    $($name => Self::$field $((<$kind as crate::api::graphql::direct::Read>::read(asked)?))?,)+
                    _ => return None,
                })
            }
        }

        impl crate::api::graphql::direct::Field for $fields {
            type Row<'r> = $of;

            fn write(
                &self,
                $row: &Self::Row<'_>,
                $out: &mut crate::api::graphql::direct::Out<'_>,
            ) -> crate::api::graphql::direct::Done {
                match self {
                    $(Self::$field $(($below))? => $write,)+
                }
            }
        }
    };
}
use fields;

#[cfg(test)]
mod tests {
    mod generate;

    use std::path::Path;
    use std::sync::Arc;

    use serde_json::Value as Json;

    use self::generate::{Generator, every_field};
    use super::*;
    use crate::api::graphql::document::parse;
    use crate::api::graphql::guard;
    use crate::api::graphql::schema::{self, Query, SDL};
    use crate::api::graphql::{Engine, GraphqlAnswer, GraphqlRequest};

    const PUBLIC_URL: &str = "https://chronique.example";

    /// Asks both ways.
    struct Both {
        archive: Arc<Archive>,
        types: Types,
        plain: Engine<Query>,
        direct: Engine<Query>,
    }

    impl Both {
        fn new() -> Self {
            let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
            let generation = crate::ingest::load(&data, None, None, &mut |_, _| {}).unwrap();
            let engine = || Engine::new(schema::build(PUBLIC_URL), SDL, PUBLIC_URL).unwrap();
            Self {
                archive: Arc::new(Archive::build(&generation)),
                types: Types::new(SDL).unwrap(),
                plain: engine(),
                direct: engine().writing_directly(),
            }
        }

        fn request(&self, query: &str, variables: &Json) -> GraphqlAnswer {
            let request = GraphqlRequest {
                query: query.to_owned(),
                operation_name: None,
                variables: variables.as_object().unwrap().clone(),
            };
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            let answer = |engine: &Engine<Query>| {
                runtime.block_on(engine.answer(request.clone(), Arc::clone(&self.archive)))
            };
            let (plain, direct) = (answer(&self.plain), answer(&self.direct));
            let text = |answer: &GraphqlAnswer| String::from_utf8(answer.body.clone()).unwrap();
            assert_eq!(text(&direct), text(&plain), "{query}\n{variables}");
            assert_eq!(direct.outcome, plain.outcome, "{query}");
            plain
        }

        /// Whether a document is written here.
        fn is_here(&self, query: &str) -> bool {
            let document = parse(query).unwrap();
            Program::read(&self.types, &document, &document.operations[0]).is_some()
        }
    }

    #[test]
    fn every_field_is_as_async_graphql_has_it() {
        let both = Both::new();
        let mut elsewhere = Vec::new();
        for (field, query) in every_field(&both.types) {
            let answer = both.request(&query, &Json::Object(serde_json::Map::new()));
            assert_eq!(
                answer.outcome,
                crate::api::graphql::Outcome::Complete,
                "{query}"
            );
            if !both.is_here(&query) {
                elsewhere.push(field);
            }
        }
        // What looks at text, or counts over the whole list.
        let expected = [
            "ItemConnection.edges.highlights",
            "ItemConnection.facets",
            "ReportConnection.edges.highlights",
            "ProjectConnection.edges.highlights",
            "ResourceConnection.edges.highlights",
        ];
        assert_eq!(elsewhere, expected);
    }

    #[test]
    fn any_document_is_answered_as_async_graphql_does() {
        let both = Both::new();
        let (mut here, all) = (0, 400);
        for seed in 0..all {
            let (query, variables) = Generator::new(seed, &both.types).document();
            both.request(&query, &variables);
            here += u32::from(both.is_here(&query));
            // What is said of a document holds with the variables it is given.
            let (document, variables) = (parse(&query).unwrap(), variables.as_object().unwrap());
            if guard::bounded(&both.types, &document).is_within_limits(variables) {
                guard::check(&both.types, &document, None, variables).unwrap();
            }
        }
        assert!(here > 200, "{here} of {all}");
    }
}
