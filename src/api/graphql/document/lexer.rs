//! Tokens of a document.

use std::borrow::Cow;

use super::{Place, text};
use crate::api::graphql::fault::Fault;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// One of `! $ & ( ) : = @ [ ] { | }`.
    Punctuator(char),
    /// `...`.
    Spread,
    /// A name.
    Name(&'a str),
    /// A number without fraction or exponent.
    Int(&'a str),
    /// Any other number.
    Float(&'a str),
    /// A string, what it stands for.
    Text(Cow<'a, str>),
    /// A block string, what it stands for.
    Block(Cow<'a, str>),
    /// Nothing is left.
    End,
}

impl Token<'_> {
    /// For messages.
    pub fn describe(&self) -> String {
        match self {
            Self::Punctuator(sign) => format!("`{sign}`"),
            Self::Spread => "`...`".to_owned(),
            Self::Name(text) | Self::Int(text) | Self::Float(text) => format!("`{text}`"),
            Self::Text(_) | Self::Block(_) => "a string".to_owned(),
            Self::End => "the end of the document".to_owned(),
        }
    }
}

/// Reads tokens one after the other.
#[derive(Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    offset: usize,
    at: Place,
}

impl<'a> Lexer<'a> {
    pub const fn new(text: &'a str) -> Self {
        let at = Place { line: 1, column: 1 };
        Self {
            text,
            offset: 0,
            at,
        }
    }

    /// The next token and where it begins.
    pub fn next(&mut self) -> Result<(Token<'a>, Place), Fault> {
        self.skip_ignored();
        let at = self.at;
        let Some(first) = self.peek() else {
            return Ok((Token::End, at));
        };
        let token = match first {
            '!' | '$' | '&' | '(' | ')' | ':' | '=' | '@' | '[' | ']' | '{' | '|' | '}' => {
                self.bump();
                Token::Punctuator(first)
            }
            '.' => self.spread(at)?,
            '"' => self.string(at)?,
            '-' | '0'..='9' => self.number(at)?,
            'a'..='z' | 'A'..='Z' | '_' => Token::Name(self.name()),
            other => return Err(at.fault(format!("Unexpected character {other:?}."))),
        };
        Ok((token, at))
    }

    /// White space, line ends, commas, byte order marks and comments.
    fn skip_ignored(&mut self) {
        while let Some(next) = self.peek() {
            match next {
                '\u{feff}' | '\t' | ' ' | ',' | '\n' | '\r' => self.bump(),
                '#' => self.bump_while(|c| c != '\n' && c != '\r'),
                _ => return,
            }
        }
    }

    fn spread(&mut self, at: Place) -> Result<Token<'a>, Fault> {
        if !self.rest().starts_with("...") {
            return Err(at.fault("Unexpected `.`: a spread is `...`."));
        }
        for _ in 0..3 {
            self.bump();
        }
        Ok(Token::Spread)
    }

    fn name(&mut self) -> &'a str {
        let start = self.offset;
        self.bump_while(|c| c.is_ascii_alphanumeric() || c == '_');
        self.since(start)
    }

    fn number(&mut self, at: Place) -> Result<Token<'a>, Fault> {
        let start = self.offset;
        if self.peek() == Some('-') {
            self.bump();
        }
        if self.peek() == Some('0') {
            self.bump();
            if self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Err(at.fault("A number does not begin with 0."));
            }
        } else {
            self.digits(at)?;
        }
        let mut is_float = false;
        if self.peek() == Some('.') {
            is_float = true;
            self.bump();
            self.digits(at)?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            is_float = true;
            self.bump();
            if matches!(self.peek(), Some('+' | '-')) {
                self.bump();
            }
            self.digits(at)?;
        }
        if let Some(next) = self.peek()
            && (next == '.' || next == '_' || next.is_ascii_alphabetic())
        {
            return Err(at.fault(format!("A number is followed by {next:?}.")));
        }
        let text = self.since(start);
        Ok(if is_float {
            Token::Float(text)
        } else {
            Token::Int(text)
        })
    }

    fn digits(&mut self, at: Place) -> Result<(), Fault> {
        if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err(at.fault("A number lacks a digit."));
        }
        self.bump_while(|c| c.is_ascii_digit());
        Ok(())
    }

    fn string(&mut self, at: Place) -> Result<Token<'a>, Fault> {
        if self.rest().starts_with("\"\"\"") {
            return self.block(at);
        }
        self.bump();
        let start = self.offset;
        let mut is_escaped = false;
        loop {
            match self.peek() {
                Some('"') => break,
                None | Some('\n' | '\r') => return Err(at.fault("A string does not end.")),
                Some('\\') => {
                    is_escaped = true;
                    self.bump();
                    self.bump_in_line();
                }
                Some(_) => self.bump(),
            }
        }
        let raw = self.since(start);
        self.bump();
        Ok(Token::Text(if is_escaped {
            Cow::Owned(text::unescaped(raw).map_err(|message| at.fault(message))?)
        } else {
            Cow::Borrowed(raw)
        }))
    }

    fn block(&mut self, at: Place) -> Result<Token<'a>, Fault> {
        for _ in 0..3 {
            self.bump();
        }
        let start = self.offset;
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return Err(at.fault("A block string does not end."));
            }
            if rest.starts_with("\"\"\"") {
                break;
            }
            let skipped = if rest.starts_with("\\\"\"\"") { 4 } else { 1 };
            for _ in 0..skipped {
                self.bump();
            }
        }
        let raw = self.since(start);
        for _ in 0..3 {
            self.bump();
        }
        Ok(Token::Block(text::dedented(raw)))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.offset).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes over one character; `\r\n` counts as one line end.
    fn bump(&mut self) {
        let Some(passed) = self.peek() else {
            return;
        };
        self.offset = self.offset.saturating_add(passed.len_utf8());
        if passed == '\n' || (passed == '\r' && self.peek() != Some('\n')) {
            self.at.line = self.at.line.saturating_add(1);
            self.at.column = 1;
        } else {
            self.at.column = self.at.column.saturating_add(1);
        }
    }

    fn bump_in_line(&mut self) {
        if !matches!(self.peek(), None | Some('\n' | '\r')) {
            self.bump();
        }
    }

    fn bump_while(&mut self, is_meant: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&is_meant) {
            self.bump();
        }
    }
}
