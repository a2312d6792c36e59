//! Arguments, with the values of variables put in for each request.

use async_graphql::{InputType, Name, Value as Constant};

use super::out::Out;
use super::{Asked, Elsewhere, Read};
use crate::api::graphql::document::{Literal, Value};
use crate::api::graphql::input::{FilterArgs, Order, PageArgs};
use crate::api::graphql::validate::{Variables, written};

/// What a value takes of the bound of a cache.
const VALUE_BYTES: usize = 96;

/// The arguments of a field.
#[derive(Debug)]
pub struct Arguments(Box<[(Box<str>, Given)]>);

/// The value of an argument.
#[derive(Debug)]
enum Given {
    Constant(Constant),
    Variable(Box<str>),
    List(Box<[Self]>),
    Object(Box<[(Name, Self)]>),
}

impl Read for Arguments {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        let arguments = asked.arguments.iter();
        let arguments = arguments.map(|argument| {
            let name = argument.name.text;
            asked.takes(name.len());
            (name.into(), Given::read(&argument.value, asked))
        });
        Some(Self(arguments.collect()))
    }
}

impl Given {
    fn read(literal: &Literal<'_>, asked: &Asked<'_, '_>) -> Self {
        let given = match &literal.value {
            Value::Variable(name) => Self::Variable((*name).into()),
            Value::List(values) => {
                let values: Vec<Self> = values.iter().map(|v| Self::read(v, asked)).collect();
                Self::List(values.into())
            }
            Value::Object(fields) => {
                let fields = fields.iter().map(|field| {
                    let name = Name::new(field.name.text);
                    (name, Self::read(&field.value, asked))
                });
                Self::Object(fields.collect())
            }
            Value::Text(text) | Value::Block(text) => {
                asked.takes(text.len());
                Self::Constant(Constant::String(text.to_string()))
            }
            // A constant: no variable is needed.
            _ => Self::Constant(written(literal, &Variables::new()).unwrap_or_default()),
        };
        asked.takes(VALUE_BYTES);
        given
    }

    /// As [`written`] has it.
    fn value(&self, variables: &Variables<'_>) -> Option<Constant> {
        Some(match self {
            Self::Constant(constant) => constant.clone(),
            Self::Variable(name) => return variables.get(&**name).cloned(),
            Self::List(values) => {
                let values = values.iter();
                Constant::List(
                    values
                        .map(|v| v.value(variables).unwrap_or_default())
                        .collect(),
                )
            }
            Self::Object(fields) => {
                let fields = fields.iter();
                let fields = fields.filter_map(|(n, v)| Some((n.clone(), v.value(variables)?)));
                Constant::Object(fields.collect())
            }
        })
    }
}

impl Arguments {
    /// The value of an argument, as a resolver is given it.
    pub fn take<T: InputType>(&self, name: &str, out: &Out<'_>) -> Result<T, Elsewhere> {
        let found = self.0.iter().find(|(n, _)| &**n == name);
        let value = found.and_then(|(_, given)| given.value(out.variables));
        T::parse(value).map_err(|_| Elsewhere)
    }

    /// Those of a page.
    pub fn page(&self, out: &Out<'_>) -> Result<PageArgs, Elsewhere> {
        Ok(PageArgs {
            first: self.take("first", out)?,
            after: self.take("after", out)?,
            last: self.take("last", out)?,
            before: self.take("before", out)?,
            offset: self.take("offset", out)?,
        })
    }

    /// Those of a filtered list.
    pub fn filter<O: Order + InputType>(&self, out: &Out<'_>) -> Result<FilterArgs<O>, Elsewhere> {
        Ok(FilterArgs {
            q: self.take("q", out)?,
            month: self.take("month", out)?,
            series: self.take("series", out)?,
            category: self.take("category", out)?,
            project: self.take("project", out)?,
            resource: self.take("resource", out)?,
            site: self.take("site", out)?,
            kind: self.take("kind", out)?,
            filter: self.take("filter", out)?,
            sort: self.take("sort", out)?,
            page: self.page(out)?,
        })
    }
}
