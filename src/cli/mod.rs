//! The command line: what is asked for, how it is configured, what comes out.
//!
//! Standard output is data and standard error is logs. Every error is one
//! line that names the fault and the mend, and an exit code: 0 ok, 1 not
//! found, 2 usage, 3 bad data. It must not know how anything is answered.

mod args;
mod ask;
mod check;
mod config;
mod diagnostic;
mod error;
mod export;
mod load;
mod log;
mod output;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command, SchemaKind};
use error::{CliError, Outcome};
use output::Output;

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
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return Err(error::usage(&error)),
        // `--help` and `--version`: asked for, hence data.
        Err(help) => return out.text(&help.render().to_string()).map(|()| Outcome::Ok),
    };
    let command = args.command.unwrap_or(Command::Serve);
    log::start(&command)?;
    let settings = || config::resolve(args.options);
    match command {
        Command::Serve => {
            server::run(settings()?)?;
            Ok(Outcome::Ok)
        }
        Command::Get { path, include } => ask::get(settings()?, path, include, out),
        Command::Query(query) => ask::query(settings()?, query, out),
        Command::Load => load::run(&settings()?),
        Command::Check { format } => check::run(&settings()?, format, out),
        Command::Export(wanted) => export::run(settings()?, wanted),
        Command::Schema { kind } => {
            let text = match kind {
                SchemaKind::Graphql => GRAPHQL,
                SchemaKind::Openapi => OPENAPI,
            };
            out.text(text).map(|()| Outcome::Ok)
        }
    }
}
