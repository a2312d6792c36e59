//! The flags of a command, made from the parameters of its address.

use std::collections::HashMap;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use super::{Asked, Bare, Format, Noun, Server};
use crate::server::{Parameter, vocabulary};

/// What is written without a flag; a parameter may be called anything else.
const BARE: &str = "-";
/// Flags that say which page of a list.
const PAGE: [&str; 5] = ["first", "after", "last", "before", "offset"];

/// A command and its flags.
pub(super) fn command(noun: &'static Noun) -> Command {
    let parameters = vocabulary(noun.list);
    let mut command = Command::new(noun.name);
    command = command.args(bare(noun)).arg(format(noun));
    if noun.is_list {
        let all = Arg::new("all")
            .long("all")
            .action(ArgAction::SetTrue)
            .help("Print the whole list, not a page")
            .conflicts_with_all(PAGE);
        command = command.arg(all);
    }
    // It brings words of its own, hence before those of the command.
    Server::augment_args(command)
        .about(noun.about)
        .args(parameters.iter().map(flag))
}

/// The name of the flag of a parameter.
pub(super) fn flag_name(parameter: &str) -> String {
    parameter.replace('.', "-")
}

fn bare(noun: &Noun) -> Option<Arg> {
    let arg = Arg::new(BARE);
    match noun.bare {
        Bare::None => None,
        Bare::Key(name, help) | Bare::KeyOrUrl(name, help) => Some(arg.value_name(name).help(help)),
        Bare::Words(parameter) => Some(
            arg.value_name("QUERY")
                .num_args(1..)
                .conflicts_with(parameter.to_owned())
                .help("What texts must hold: words, '\"a phrase\"', 'prefix*'; after --, -not"),
        ),
    }
}

fn format(noun: &Noun) -> Arg {
    let names: &[&str] = if noun.is_list {
        &["table", "json", "ndjson", "csv", "md"]
    } else {
        &["table", "json", "md"]
    };
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .default_value("table")
        .hide_default_value(true)
        .value_parser(clap::builder::PossibleValuesParser::new(
            names.iter().copied(),
        ))
        .help("How it is printed; json, ndjson and csv as the API has it [default: table]")
}

fn flag(parameter: &Parameter) -> Arg {
    let name = parameter.name.clone();
    let heading = match name.as_str() {
        name if PAGE.contains(&name) => "Page",
        "highlight" | "sort" | "facet" | "fields" | "dialect" | "raw" | "by" => "Shape",
        _ => "Filter",
    };
    let arg = Arg::new(name.clone())
        .long(flag_name(&name))
        .help(parameter.description.replace('`', "'"))
        .help_heading(heading)
        .value_name(value_name(&name))
        .action(ArgAction::Append)
        .hide_possible_values(!is_worth_listing(parameter))
        .value_parser(Proposed(parameter.values.clone()));
    match parameter.switch {
        None => arg.allow_hyphen_values(true),
        Some(on) => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value(on),
    }
}

/// Sort keys are words of their own, the many others are told by what refuses a
/// wrong one.
fn is_worth_listing(parameter: &Parameter) -> bool {
    let is_negated = parameter.name.contains('.');
    parameter.switch.is_none() && !is_negated && (1..=20).contains(&parameter.values.len())
}

fn value_name(name: &str) -> &'static str {
    match name.split('.').next().unwrap_or(name) {
        "month" => "MONTHS",
        "project" | "category" | "resource" | "series" | "report" => "NAMES",
        "site" => "HOSTS",
        "kind" | "type" | "severity" | "code" | "noun" | "change" | "by" | "facet" => "LIST",
        "first" | "last" | "offset" => "N",
        "after" | "before" => "CURSOR",
        "filter" => "JSON",
        "q" | "prefix" => "QUERY",
        "sort" | "fields" => "KEYS",
        "since" => "WHEN",
        _ => "VALUE",
    }
}

/// Takes any text, as the API says what is wrong with it, and proposes values
/// to completions and help.
#[derive(Debug, Clone)]
struct Proposed(Vec<String>);

impl TypedValueParser for Proposed {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        if self.0.is_empty() {
            return None;
        }
        Some(Box::new(self.0.iter().cloned().map(PossibleValue::new)))
    }
}

/// What was given.
pub(super) fn read(noun: &'static Noun, given: &ArgMatches) -> Result<Asked, Error> {
    let bare = match noun.bare {
        Bare::None => None,
        _ => given.get_many::<String>(BARE),
    };
    let bare = bare.map(|words| words.cloned().collect::<Vec<_>>().join(" "));
    let mut pairs: Vec<(String, String)> = Vec::new();
    for parameter in vocabulary(noun.list) {
        let values = given.get_many::<String>(&parameter.name);
        let values = values.into_iter().flatten().cloned();
        pairs.extend(values.map(|value| (parameter.name.clone(), value)));
    }
    let thing = match (noun.bare, bare) {
        (Bare::Words(parameter), Some(words)) => {
            pairs.push((parameter.to_owned(), words));
            None
        }
        (_, bare) => bare,
    };
    if thing
        .as_ref()
        .is_some_and(|key| key.trim_matches('.').is_empty())
    {
        let text = format!("no {} is called so; leave it out for the list", noun.name);
        return Err(Error::raw(ErrorKind::InvalidValue, text));
    }
    Ok(Asked {
        noun,
        thing,
        pairs,
        format: chosen(given),
        all: noun.is_list && given.get_flag("all"),
        server: Server::from_arg_matches(given)?,
    })
}

fn chosen(given: &ArgMatches) -> Format {
    let formats: HashMap<&str, Format> = [
        ("json", Format::Json),
        ("ndjson", Format::Ndjson),
        ("csv", Format::Csv),
        ("md", Format::Md),
    ]
    .into();
    let name = given.get_one::<String>("format").map_or("", String::as_str);
    formats.get(name).copied().unwrap_or(Format::Table)
}
