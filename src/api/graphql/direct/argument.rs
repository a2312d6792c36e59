//! Arguments, with the values of variables put in for each request.

use std::borrow::Cow;

use async_graphql::{InputType, Name, Value as Constant};

use super::out::Out;
use super::{Asked, Elsewhere, Read};
use crate::api::graphql::document::{Literal, Value};
use crate::api::graphql::input::{FilterArgs, Order, PageArgs};
use crate::api::graphql::validate::{Variables, written};
use crate::query::{RawItemParams, RawTerms};

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
    fn value<'v>(&'v self, variables: &'v Variables<'_>) -> Option<Cow<'v, Constant>> {
        let owned = |given: &Self| given.value(variables).map(Cow::into_owned);
        Some(match self {
            Self::Constant(constant) => Cow::Borrowed(constant),
            Self::Variable(name) => Cow::Borrowed(variables.get(&**name)?),
            Self::List(values) => {
                let values = values.iter().map(|v| owned(v).unwrap_or_default());
                Cow::Owned(Constant::List(values.collect()))
            }
            Self::Object(fields) => {
                let fields = fields
                    .iter()
                    .filter_map(|(n, v)| Some((n.clone(), owned(v)?)));
                Cow::Owned(Constant::Object(fields.collect()))
            }
        })
    }
}

impl Arguments {
    fn value<'v>(&'v self, name: &str, out: &'v Out<'_>) -> Option<Cow<'v, Constant>> {
        let (_, given) = self.0.iter().find(|(n, _)| &**n == name)?;
        given.value(out.variables)
    }

    /// The value of an argument, as a resolver is given it.
    pub fn take<T: InputType>(&self, name: &str, out: &Out<'_>) -> Result<T, Elsewhere> {
        let value = self.value(name, out).map(Cow::into_owned);
        T::parse(value).map_err(|_| Elsewhere)
    }

    /// The terms that a `TermFilter` asks for, without making one.
    fn terms(&self, name: &str, out: &Out<'_>) -> Result<RawTerms, Elsewhere> {
        match self.value(name, out).as_deref() {
            None | Some(Constant::Null) => Ok(RawTerms::default()),
            Some(Constant::Object(lists)) => Ok(RawTerms {
                any: texts(lists.get("any"))?,
                all: texts(lists.get("all"))?,
                none: texts(lists.get("none"))?,
            }),
            _ => Err(Elsewhere),
        }
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

    /// What the arguments of a filtered list ask.
    pub fn item_params<O: Order + InputType>(
        &self,
        out: &Out<'_>,
    ) -> Result<RawItemParams, Elsewhere> {
        let mut raw = RawItemParams::from(FilterArgs {
            q: self.take("q", out)?,
            month: self.take("month", out)?,
            series: None,
            category: None,
            project: None,
            resource: None,
            site: None,
            kind: self.take("kind", out)?,
            filter: self.take("filter", out)?,
            sort: self.take::<Option<Vec<O>>>("sort", out)?,
            page: self.page(out)?,
        });
        raw.filter.series = self.terms("series", out)?;
        raw.filter.category = self.terms("category", out)?;
        raw.filter.project = self.terms("project", out)?;
        raw.filter.resource = self.terms("resource", out)?;
        raw.filter.site = self.terms("site", out)?;
        Ok(raw)
    }
}

/// A list of texts, or one that stands for a list.
fn texts(value: Option<&Constant>) -> Result<Vec<String>, Elsewhere> {
    let text = |value: &Constant| match value {
        Constant::String(text) => Ok(text.clone()),
        _ => Err(Elsewhere),
    };
    match value {
        None | Some(Constant::Null) => Ok(Vec::new()),
        Some(Constant::List(values)) => values.iter().map(text).collect(),
        Some(one) => Ok(vec![text(one)?]),
    }
}
