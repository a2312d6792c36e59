//! From tokens to a document.

use super::lexer::{Lexer, Token};
use super::{
    Argument, DOCUMENT_BYTES, Directive, Document, Field, Fragment, Inline, Literal,
    NESTING_IN_TEXT, Name, Operation, OperationKind, Place, Selection, Spread, TOKENS, TypeRef,
    Value, Variable,
};
use crate::api::graphql::fault::Fault;
use crate::api::http::ProblemKind;

/// Words that begin the definition of a type or of an extension.
const OF_TYPES: [&str; 9] = [
    "schema",
    "scalar",
    "type",
    "interface",
    "union",
    "enum",
    "input",
    "directive",
    "extend",
];

/// Parses a document within the limits on its text.
///
/// # Errors
/// The limit that is passed, or the first thing that does not parse. A
/// definition of a type is refused where it begins: nothing executes it.
pub fn parse(text: &str) -> Result<Document<'_>, Fault> {
    if text.len() > DOCUMENT_BYTES {
        let message = format!(
            "The document is {} bytes long; the limit is {DOCUMENT_BYTES}.",
            text.len()
        );
        return Err(Fault::limit("DOCUMENT_TOO_LARGE", message));
    }
    let mut lexer = Lexer::new(text);
    let (token, at) = lexer.next()?;
    let mut parser = Parser {
        lexer,
        token,
        at,
        tokens: 0,
        nesting: 0,
    };
    let mut document = Document::default();
    loop {
        parser.definition(&mut document)?;
        if parser.token == Token::End {
            return Ok(document);
        }
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token<'a>,
    at: Place,
    tokens: usize,
    nesting: usize,
}

impl<'a> Parser<'a> {
    /// Takes the token there is.
    fn advance(&mut self) -> Result<Token<'a>, Fault> {
        self.tokens = self.tokens.saturating_add(1);
        if self.tokens > TOKENS {
            let message =
                format!("The document has more than {TOKENS} tokens, which is the limit.");
            return Err(Fault::limit("TOKEN_LIMIT", message));
        }
        let (token, at) = self.lexer.next()?;
        self.at = at;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn is(&self, sign: char) -> bool {
        self.token == Token::Punctuator(sign)
    }

    fn is_name(&self, text: &str) -> bool {
        self.token == Token::Name(text)
    }

    /// Takes a sign if it is there.
    fn take(&mut self, sign: char) -> Result<bool, Fault> {
        let is_there = self.is(sign);
        if is_there {
            self.advance()?;
        }
        Ok(is_there)
    }

    fn want(&mut self, sign: char) -> Result<(), Fault> {
        if self.take(sign)? {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{sign}`")))
        }
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let found = self.token.describe();
        self.at.fault(format!("Expected {wanted}, found {found}."))
    }

    fn name(&mut self, wanted: &str) -> Result<Name<'a>, Fault> {
        let at = self.at;
        match self.token {
            Token::Name(text) => {
                self.advance()?;
                Ok(Name { text, at })
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    /// One level further in.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.nesting = self.nesting.saturating_add(1);
        if self.nesting > NESTING_IN_TEXT {
            let message = format!(
                "The text of the document nests more than {NESTING_IN_TEXT} levels, which is the limit."
            );
            return Err(Fault::limit("DEPTH_LIMIT", message));
        }
        let found = inner(self);
        self.nesting = self.nesting.saturating_sub(1);
        found
    }

    /// At least one, between two signs.
    fn many<T>(
        &mut self,
        open: char,
        one: impl Fn(&mut Self) -> Result<T, Fault>,
        close: char,
    ) -> Result<Box<[T]>, Fault> {
        self.want(open)?;
        let mut all = vec![one(self)?];
        while !self.take(close)? {
            all.push(one(self)?);
        }
        Ok(all.into())
    }

    /// The same, or nothing at all.
    fn optional<T>(
        &mut self,
        open: char,
        one: impl Fn(&mut Self) -> Result<T, Fault>,
        close: char,
    ) -> Result<Box<[T]>, Fault> {
        if self.is(open) {
            self.many(open, one, close)
        } else {
            Ok(Box::default())
        }
    }

    /// Any number, between two signs.
    fn any<T>(
        &mut self,
        one: impl Fn(&mut Self) -> Result<T, Fault>,
        close: char,
    ) -> Result<Box<[T]>, Fault> {
        self.advance()?;
        let mut all = Vec::new();
        while !self.take(close)? {
            all.push(one(self)?);
        }
        Ok(all.into())
    }

    fn description(&mut self) -> Result<bool, Fault> {
        let is_there = matches!(self.token, Token::Text(_) | Token::Block(_));
        if is_there {
            self.advance()?;
        }
        Ok(is_there)
    }

    fn definition(&mut self, document: &mut Document<'a>) -> Result<(), Fault> {
        let at = self.at;
        if self.is('{') {
            let selections = self.selections()?;
            document.operations.push(Operation {
                at,
                kind: OperationKind::Query,
                name: None,
                variables: Box::default(),
                directives: Box::default(),
                selections,
            });
            return Ok(());
        }
        self.description()?;
        let kind = match self.token {
            Token::Name("query") => OperationKind::Query,
            Token::Name("mutation") => OperationKind::Mutation,
            Token::Name("subscription") => OperationKind::Subscription,
            Token::Name("fragment") => {
                let fragment = self.fragment()?;
                document.fragments.push(fragment);
                return Ok(());
            }
            Token::Name(word) if OF_TYPES.contains(&word) => {
                let message = format!("`{word}` defines a type, which is not executed.");
                let kind = ProblemKind::GraphqlValidation;
                return Err(at.locate(Fault::new(kind, "GRAPHQL_VALIDATION_FAILED", message)));
            }
            _ => return Err(self.unexpected("an operation or a fragment")),
        };
        self.advance()?;
        let name = match self.token {
            Token::Name(_) => Some(self.name("a name")?),
            _ => None,
        };
        let variables = self.optional('(', Self::variable, ')')?;
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        document.operations.push(Operation {
            at,
            kind,
            name,
            variables,
            directives,
            selections,
        });
        Ok(())
    }

    fn fragment(&mut self) -> Result<Fragment<'a>, Fault> {
        self.advance()?;
        if self.is_name("on") {
            return Err(self.unexpected("the name of a fragment, which `on` is not"));
        }
        let name = self.name("the name of a fragment")?;
        if !self.is_name("on") {
            return Err(self.unexpected("`on`"));
        }
        self.advance()?;
        Ok(Fragment {
            name,
            on: self.name("a type")?,
            directives: self.directives(false)?,
            selections: self.selections()?,
        })
    }

    fn variable(&mut self) -> Result<Variable<'a>, Fault> {
        self.description()?;
        self.want('$')?;
        let name = self.name("the name of a variable")?;
        self.want(':')?;
        let ty = self.type_ref()?;
        let default = if self.take('=')? {
            Some(self.literal(true)?)
        } else {
            None
        };
        Ok(Variable {
            name,
            ty,
            default,
            directives: self.directives(true)?,
        })
    }

    fn type_ref(&mut self) -> Result<TypeRef<Name<'a>>, Fault> {
        let ty = if self.take('[')? {
            let inner = self.nested(Self::type_ref)?;
            self.want(']')?;
            TypeRef::List(Box::new(inner))
        } else {
            TypeRef::Named(self.name("a type")?)
        };
        Ok(if self.take('!')? {
            TypeRef::NonNull(Box::new(ty))
        } else {
            ty
        })
    }

    fn selections(&mut self) -> Result<Box<[Selection<'a>]>, Fault> {
        self.nested(|inner| inner.many('{', Self::selection, '}'))
    }

    fn selection(&mut self) -> Result<Selection<'a>, Fault> {
        let at = self.at;
        if self.token != Token::Spread {
            return self.field().map(Selection::Field);
        }
        self.advance()?;
        let is_typed = self.is_name("on");
        if !is_typed && matches!(self.token, Token::Name(_)) {
            return Ok(Selection::Spread(Spread {
                name: self.name("the name of a fragment")?,
                directives: self.directives(false)?,
            }));
        }
        let mut on = None;
        if is_typed {
            self.advance()?;
            on = Some(self.name("a type")?);
        }
        Ok(Selection::Inline(Inline {
            at,
            on,
            directives: self.directives(false)?,
            selections: self.selections()?,
        }))
    }

    fn field(&mut self) -> Result<Field<'a>, Fault> {
        let mut name = self.name("a field, a fragment or `}`")?;
        let mut alias = None;
        if self.take(':')? {
            alias = Some(name);
            name = self.name("the name of a field")?;
        }
        Ok(Field {
            alias,
            name,
            arguments: self.arguments(false)?,
            directives: self.directives(false)?,
            selections: if self.is('{') {
                self.selections()?
            } else {
                Box::default()
            },
        })
    }

    fn directives(&mut self, is_constant: bool) -> Result<Box<[Directive<'a>]>, Fault> {
        let mut all = Vec::new();
        while self.take('@')? {
            all.push(Directive {
                name: self.name("the name of a directive")?,
                arguments: self.arguments(is_constant)?,
            });
        }
        Ok(all.into())
    }

    fn arguments(&mut self, is_constant: bool) -> Result<Box<[Argument<'a>]>, Fault> {
        self.optional('(', |inner| inner.argument(is_constant), ')')
    }

    fn argument(&mut self, is_constant: bool) -> Result<Argument<'a>, Fault> {
        let name = self.name("the name of an argument")?;
        self.want(':')?;
        let value = self.literal(is_constant)?;
        Ok(Argument { name, value })
    }

    fn literal(&mut self, is_constant: bool) -> Result<Literal<'a>, Fault> {
        let at = self.at;
        let value = match self.token {
            Token::Punctuator('[') => self.nested(|inner| {
                let values = inner.any(|list| list.literal(is_constant), ']')?;
                Ok(Value::List(values))
            })?,
            Token::Punctuator('{') => self.nested(|inner| {
                let fields = inner.any(|object| object.argument(is_constant), '}')?;
                Ok(Value::Object(fields))
            })?,
            Token::Punctuator('$') if is_constant => {
                return Err(self.unexpected("a value that is no variable"));
            }
            Token::Punctuator('$') => {
                self.advance()?;
                Value::Variable(self.name("the name of a variable")?.text)
            }
            Token::Punctuator(_) | Token::Spread | Token::End => {
                return Err(self.unexpected("a value"));
            }
            _ => match self.advance()? {
                Token::Int(text) => Value::Int(text),
                Token::Float(text) => Value::Float(text),
                Token::Text(text) => Value::Text(text),
                Token::Block(text) => Value::Block(text),
                Token::Name("true") => Value::Boolean(true),
                Token::Name("false") => Value::Boolean(false),
                Token::Name(text) if text != "null" => Value::Enum(text),
                _ => Value::Null,
            },
        };
        Ok(Literal { at, value })
    }
}
