//! What may be written on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Arguments, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::color::When;
use super::example;
use super::noun::Asked;
use super::serving;

/// REST and GraphQL API server over an archive of monthly Markdown reports.
#[derive(Debug, Parser)]
#[command(name = "chronique", version)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const AFTER: &str = "\
With no command: serve. An option counts over its variable, that over the
configuration file, that over the default. Exit: 0 ok, 1 not found, 2 usage,
3 bad data.";

/// The whole definition: every help ends with its examples.
pub(super) fn definition() -> clap::Command {
    let mut definition =
        Args::command().after_help(format!("{AFTER}\n\n{}", example::of("chronique")));
    let names: Vec<String> = definition
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    for name in names {
        let examples = example::of(&name);
        definition = definition.mut_subcommand(name, |command| command.after_help(examples));
    }
    definition
}

/// Where the options of every command stand in its help.
const HEADING: &str = "Options of every command";

/// Options of every command, before or after it. Raw: strings as given.
#[derive(Debug, Default, Arguments)]
pub(super) struct Options {
    /// Folder of Markdown reports [default: data]
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_name = "DIR",
        env = "CHRONIQUE_ARCHIVE",
        hide_env_values = true
    )]
    pub(super) archive: Option<OsString>,
    /// Folder of chronique.toml and projects.toml, if not the archive
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_name = "DIR",
        env = "CHRONIQUE_METADATA",
        hide_env_values = true
    )]
    pub(super) metadata: Option<OsString>,
    /// Folder of the store [default: .chronique]
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_name = "DIR",
        env = "CHRONIQUE_STORE",
        hide_env_values = true
    )]
    pub(super) store: Option<OsString>,
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_name = "ADDR",
        env = "CHRONIQUE_LISTEN",
        hide_env_values = true
    )]
    pub(super) listen: Option<String>,
    /// Address under which the service is known, for absolute links
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_name = "URL",
        env = "CHRONIQUE_PUBLIC_URL",
        hide_env_values = true
    )]
    pub(super) public_url: Option<String>,
    /// Configuration file (TOML)
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_name = "FILE",
        env = "CHRONIQUE_CONFIG",
        hide_env_values = true
    )]
    pub(super) config: Option<OsString>,
    /// Whether to colour; auto looks at terminal and environment [default: auto]
    #[arg(
        long,
        global = true,
        help_heading = HEADING,
        value_enum,
        value_name = "WHEN",
        hide_default_value = true,
        default_value_t
    )]
    pub(super) color: When,
}

/// Whom to ask.
#[derive(Debug, Clone, Default, Arguments)]
pub(super) struct Server {
    /// Ask the server at this address instead of the archive
    #[arg(
        long,
        value_name = "URL",
        env = "CHRONIQUE_SERVER",
        hide_env_values = true
    )]
    pub(super) server: Option<String>,
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(Box::default())
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the archive over HTTP; SIGHUP reloads it, SIGTERM drains
    Serve(Box<serving::Flags>),
    #[command(flatten)]
    Ask(Asked),
    /// Print the answer to a GET, without a server or a store
    Get {
        /// Path and query, such as '/v1/items?project=sill'
        path: String,
        /// Print status and headers first
        #[arg(short, long)]
        include: bool,
        #[command(flatten)]
        server: Server,
    },
    /// Print the answer to a GraphQL query, without a server or a store
    Query(Query),
    /// Load the archive into the store
    Load {
        /// Take over another node's journal first (/v1/export/journal.ndjson)
        #[arg(long, value_name = "FILE")]
        journal: Option<PathBuf>,
        /// Let a folder without reports replace an archive that has some
        #[arg(long)]
        allow_empty: bool,
    },
    /// Print what the loader has to say about the files
    Check {
        /// How it is printed
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write the whole archive to a folder: tables, sources, a data package
    Export(Export),
    /// Ask a server whether it is ready: the one given, or the one that --listen names
    Healthcheck {
        #[command(flatten)]
        server: Server,
    },
    /// Print the description of an API
    Schema {
        /// Which one
        kind: SchemaKind,
    },
    /// Print what makes a shell complete this command line
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page, or write those of all commands to a folder
    Man {
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Arguments)]
pub(super) struct Query {
    /// The document; `-` reads it from standard input
    #[arg(value_name = "DOC", allow_hyphen_values = true)]
    pub(super) document: String,
    /// Values of its variables, a JSON object
    #[arg(long, value_name = "JSON")]
    pub(super) variables: Option<String>,
    /// Which of its operations to run
    #[arg(long, value_name = "NAME")]
    pub(super) operation: Option<String>,
    #[command(flatten)]
    pub(super) server: Server,
}

#[derive(Debug, Arguments)]
pub(super) struct Export {
    /// Folder to write to: a new one, or one that is empty
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Write the API itself, as files that any web server can serve
    #[arg(long = "static", requires = "base_url")]
    pub(super) is_static: bool,
    /// With --static: the address that the folder will have
    #[arg(long, value_name = "URL", requires = "is_static")]
    pub(super) base_url: Option<String>,
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For reading: the line and a caret
    #[default]
    Text,
    /// An array of objects
    Json,
    /// Workflow commands, shown by GitHub at the line
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaKind {
    /// schema.graphql
    Graphql,
    /// openapi.yaml
    Openapi,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        super::definition().debug_assert();
    }
}
