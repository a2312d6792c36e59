//! The command line: what is asked for, how it is configured, what comes out.
//!
//! Standard output is data and standard error is logs. Every error is one
//! line that names the fault and the mend, and an exit code: 0 ok, 1 not
//! found, 2 usage, 3 bad data. It must not know how anything is answered.

mod args;
mod ask;
mod check;
mod clean;
mod color;
mod config;
mod diagnostic;
mod error;
mod example;
mod export;
mod healthcheck;
mod load;
mod log;
mod manual;
mod noun;
mod output;
mod patience;
mod remote;
mod sarif;
mod serving;
mod source;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Args, Command, SchemaKind};
use error::{CliError, Outcome};
use output::Output;
use source::Source;

use crate::server;

/// The GraphQL schema as it is served, byte for byte.
const GRAPHQL: &str = include_str!("../../schema.graphql");
/// The OpenAPI description as it is served, byte for byte.
const OPENAPI: &str = include_str!("../../openapi.yaml");

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let outcome = run(std::env::args_os(), &mut Output::stdout());
    let outcome = outcome.unwrap_or_else(|error| {
        if let Some(line) = error.line() {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "chronique: {line}");
        }
        error.outcome()
    });
    outcome.into()
}

fn run(args: impl IntoIterator<Item = OsString>, out: &mut Output) -> Result<Outcome, CliError> {
    let given: Vec<OsString> = args.into_iter().collect();
    let read = |given: &[OsString]| {
        let given = args::definition().try_get_matches_from(given);
        given.and_then(|given| Args::from_arg_matches(&given))
    };
    let serve = OsString::from("serve");
    let args = match read(&given) {
        // Read once more, for the variables of what is meant.
        Ok(Args { command: None, .. }) => read(&[given.as_slice(), &[serve]].concat()),
        read => read,
    };
    let args = match args {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return Err(error::usage(&error)),
        // `--help` and `--version`: asked for, hence data.
        Err(help) => return out.text(&help.render().to_string()).map(|()| Outcome::Ok),
    };
    let command = args.command.unwrap_or_default();
    let options = args.options;
    let color = options.color;
    log::start(&command, color)?;
    match command {
        Command::Serve(flags) => {
            let (settings, serving) = config::resolve_serving(options, &flags)?;
            server::run(settings, serving)?;
            Ok(Outcome::Ok)
        }
        Command::Ask(asked) => noun::run(options, &asked, out),
        Command::Get {
            path,
            include,
            server,
        } => ask::get(&Source::open(options, server)?, path, include, out),
        Command::Query(query) => {
            let source = Source::open(options, query.server.clone())?;
            ask::query(&source, query, out)
        }
        Command::Load {
            journal,
            allow_empty,
        } => load::run(&config::resolve(options)?, journal.as_deref(), allow_empty),
        Command::Check { format } => check::run(&config::resolve(options)?, (format, color), out),
        Command::Export(wanted) => export::run(config::resolve(options)?, &wanted),
        Command::Healthcheck { server } => healthcheck::run(options, server, out),
        Command::Schema { kind } => {
            let text = match kind {
                SchemaKind::Graphql => GRAPHQL,
                SchemaKind::Openapi => OPENAPI,
            };
            out.text(text).map(|()| Outcome::Ok)
        }
        Command::Completions { shell } => manual::completions(shell, out),
        Command::Man { out: None } => manual::page(out),
        Command::Man { out: Some(folder) } => manual::pages(&folder),
    }
}
