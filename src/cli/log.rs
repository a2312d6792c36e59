//! Logs, to standard error.

use std::io;

use tracing_subscriber::EnvFilter;

use super::args::Command;
use super::color::When;
use super::error::CliError;
use crate::server::LogFormat;

/// The variables that choose what is logged, the first that is set.
const VARIABLES: [&str; 2] = ["CHRONIQUE_LOG", "RUST_LOG"];

/// Starts logging: what a server does, and of the other commands only what
/// is wrong, so that a terminal shows the answer.
pub(super) fn start(command: &Command, color: When) -> Result<(), CliError> {
    let default = match command {
        // Not what the framework says of its threads, and nothing for each
        // request that is no HTTP: any scanner would fill the log.
        Command::Serve(_) | Command::Load { .. } => "warn,actix_http=off,chronique=info",
        Command::Ask(_)
        | Command::Get { .. }
        | Command::Query(_)
        | Command::Check { .. }
        | Command::Export(_)
        | Command::Healthcheck { .. }
        | Command::Schema { .. }
        | Command::Completions { .. }
        | Command::Man { .. } => "warn",
    };
    let set = VARIABLES.iter().find_map(|name| {
        let value = std::env::var(name).ok().filter(|v| !v.trim().is_empty())?;
        Some((*name, value))
    });
    let filter = match set {
        None => EnvFilter::new(default),
        Some((name, value)) => EnvFilter::try_new(&value).map_err(|e| {
            let fault =
                format!("{name}={value:?} is no log filter ({e}): expected one such as info");
            CliError::Usage(fault)
        })?,
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(color.colours(&io::stderr()))
        .with_target(false);
    // Another subscriber is there only in tests that run several commands.
    let _ = match form_of(command) {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .try_init(),
    };
    Ok(())
}

/// Only a server has readers of its log that are no people.
fn form_of(command: &Command) -> LogFormat {
    match command {
        Command::Serve(flags) => flags.log_format.unwrap_or_default().resolved(),
        _ => LogFormat::Text,
    }
}
