//! How a command ends: an exit code and, when it failed, one line.

use std::io;
use std::process::ExitCode;

use super::clean::clean;
use crate::server::{ExportError, LoadError, LocalError, ServeError};

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Ok,
    NotFound,
    Usage,
    BadData,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Ok => Self::SUCCESS,
            Outcome::NotFound => Self::from(1),
            Outcome::Usage => Self::from(2),
            Outcome::BadData => Self::from(3),
        }
    }
}

impl Outcome {
    /// What the status of an answer says.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            ..400 => Self::Ok,
            404 | 410 => Self::NotFound,
            400..500 => Self::Usage,
            500.. => Self::BadData,
        }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The archive or the store.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The server.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The answer in process.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The folder to export to.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A server that was to be asked.
    #[error("{0}")]
    Remote(String),
    /// What was asked for is refused, in words of the one asked.
    #[error("{line}")]
    Refused {
        /// The words.
        line: String,
        /// How it ends.
        outcome: Outcome,
    },
    /// Standard output.
    #[error("standard output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl CliError {
    /// What to print; nothing when whoever read the output had enough of it.
    pub(super) fn line(&self) -> Option<String> {
        // It may hold what a server or a file says: one line that commands no terminal.
        (!self.is_broken_pipe()).then(|| clean(&self.to_string()))
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self {
            _ if self.is_broken_pipe() => Outcome::Ok,
            Self::Refused { outcome, .. } => *outcome,
            Self::Usage(_)
            | Self::Export(ExportError::Taken(_))
            | Self::Local(LocalError::BadPath(_))
            | Self::Serve(ServeError::Listen { .. }) => Outcome::Usage,
            Self::Load(_)
            | Self::Export(_)
            | Self::Serve(_)
            | Self::Local(LocalError::Output(_) | LocalError::Schema(_) | LocalError::Broken(_))
            | Self::Remote(_)
            | Self::Output(_) => Outcome::BadData,
        }
    }

    fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Output(e) | Self::Local(LocalError::Output(e)) => {
                e.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }
}

/// clap's message of several lines as one: the fault and its tips.
pub(super) fn usage(error: &clap::Error) -> CliError {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (fault, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let tips = rest
        .lines()
        .filter_map(|line| line.trim().strip_prefix("tip: "));
    let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = words(fault);
    for tip in tips {
        line = format!("{line}; {}", words(tip));
    }
    let usage = rest.lines().find_map(|line| line.strip_prefix("Usage: "));
    let command = usage.unwrap_or("chronique").split_whitespace();
    let command: Vec<&str> = command
        .take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    CliError::Usage(format!("{line}; see {} --help", command.join(" ")))
}
