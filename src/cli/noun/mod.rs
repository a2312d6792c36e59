//! The nouns as commands: `items`, `reports`, …
//!
//! A command is spelled as the REST address with the same parameters and
//! answered as `get` answers, by the archive or by a server. Its flags are made
//! from the parameters of that address. Nothing is computed here: no default,
//! no order, no bound.

mod address;
mod cell;
mod column;
mod coverage;
mod draw;
mod flags;
mod footer;
mod markdown;
mod refusal;
mod run;
mod shown;

use clap::{ArgMatches, Command, Error, FromArgMatches, Subcommand};

use super::args::Server;
use crate::server::vocabulary;
use column::Column;
pub(super) use run::run;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Columns for reading
    Table,
    /// The answer of the API
    Json,
    /// One JSON object a line; the whole list unless --first is given
    Ndjson,
    /// For spreadsheets; the whole list unless --first is given
    Csv,
    /// A Markdown table; of one report its source
    Md,
}

/// What may be written behind a command without a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bare {
    /// Nothing.
    None,
    /// The key of one thing, called so, and what it is.
    Key(&'static str, &'static str),
    /// The key of one thing, called so, or its address; and what it is.
    KeyOrUrl(&'static str, &'static str),
    /// Words, which are a parameter.
    Words(&'static str),
}

/// A command.
#[derive(Debug)]
pub(super) struct Noun {
    /// Its name.
    name: &'static str,
    /// What it prints.
    about: &'static str,
    /// Its list, as the operations of the API are called.
    list: &'static str,
    /// What it takes without a flag.
    bare: Bare,
    /// Whether it has a list that goes page by page.
    is_list: bool,
    /// What its rows are called.
    rows: &'static str,
    /// Columns of its table.
    columns: &'static [Column],
    /// Lines of the table of one thing.
    lines: &'static [Column],
}

impl Noun {
    /// Whether its address takes a parameter.
    fn takes(&self, parameter: &str) -> bool {
        let mut all = vocabulary(self.list).into_iter();
        all.any(|known| known.name == parameter)
    }
}

static NOUNS: [Noun; 8] = [
    Noun {
        name: "items",
        about: "Print items, or one by its id",
        list: "items",
        bare: Bare::Key("ID", "Id of an item: that one alone"),
        is_list: true,
        rows: "items",
        columns: shown::ITEMS,
        lines: shown::ITEM,
    },
    Noun {
        name: "reports",
        about: "Print reports, or one by its slug (latest, first)",
        list: "reports",
        bare: Bare::Key("SLUG", "Slug of a report, latest or first: that one alone"),
        is_list: true,
        rows: "reports",
        columns: shown::REPORTS,
        lines: shown::REPORT,
    },
    Noun {
        name: "projects",
        about: "Print projects, or one by any of its names",
        list: "projects",
        bare: Bare::Key("SLUG", "Slug, name or alias of a project: that one alone"),
        is_list: true,
        rows: "projects",
        columns: shown::PROJECTS,
        lines: shown::PROJECT,
    },
    Noun {
        name: "resources",
        about: "Print what is cited, or one resource by id or address",
        list: "resources",
        bare: Bare::KeyOrUrl("ID|URL", "Id or address of a resource: that one alone"),
        is_list: true,
        rows: "resources",
        columns: shown::RESOURCES,
        lines: shown::RESOURCE,
    },
    Noun {
        name: "search",
        about: "Search items, reports, projects, resources and categories",
        list: "search",
        bare: Bare::Words("q"),
        is_list: true,
        rows: "hits",
        columns: shown::HITS,
        lines: &[],
    },
    Noun {
        name: "stats",
        about: "Count items by up to three dimensions",
        list: "stats",
        bare: Bare::None,
        is_list: true,
        rows: "rows",
        columns: shown::STATS,
        lines: &[],
    },
    Noun {
        name: "changes",
        about: "Print what was created, updated and deleted, oldest first",
        list: "changes",
        bare: Bare::None,
        is_list: true,
        rows: "changes",
        columns: shown::CHANGES,
        lines: &[],
    },
    Noun {
        name: "coverage",
        about: "Print which months have published in which categories",
        list: "coverage",
        bare: Bare::None,
        is_list: false,
        rows: "months",
        columns: &[],
        lines: &[],
    },
];

/// What a command asks.
#[derive(Debug)]
pub(super) struct Asked {
    noun: &'static Noun,
    /// The one thing wanted, by its key or address.
    thing: Option<String>,
    /// Parameters as given, in the order of the documentation.
    pairs: Vec<(String, String)>,
    format: Format,
    /// Whether the whole list is wanted, not a page.
    all: bool,
    pub(super) server: Server,
}

impl FromArgMatches for Asked {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let found = matches.subcommand().and_then(|(name, given)| {
            let noun = NOUNS.iter().find(|noun| noun.name == name)?;
            Some(flags::read(noun, given))
        });
        found.unwrap_or_else(|| Err(Error::new(clap::error::ErrorKind::InvalidSubcommand)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Asked {
    fn augment_subcommands(command: Command) -> Command {
        command.subcommands(NOUNS.iter().map(flags::command))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        NOUNS.iter().any(|noun| noun.name == name)
    }
}
