//! `load`: the archive into the store.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::error::{CliError, Outcome};
use super::patience::Patience;
use crate::server::{Loader, Settings, Summary};

/// Loads with a progress bar on a terminal, then says what came of it.
pub(super) fn run(
    settings: &Settings,
    journal: Option<&Path>,
    allow_empty: bool,
) -> Result<Outcome, CliError> {
    // Before the archive, so that it waits for its end as well.
    let store = settings.store.as_deref();
    let patience = store.map(Patience::begin).transpose()?;
    let mut archive = Loader::open(settings)?;
    if allow_empty {
        archive.allow_empty();
    }
    if let Some(journal) = journal {
        archive.adopt(journal)?;
    }
    let bar = bar();
    let outcome = archive.load(&mut |done, of| {
        if let Some(patience) = &patience {
            patience.moved();
        }
        bar.set_length(u64::try_from(of).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    });
    bar.finish_and_clear();
    let loaded = outcome?;
    let snapshot = archive.archive(&loaded);
    archive.keep_ready(&snapshot);
    let summary = Summary::of(&loaded.generation);
    let state = if loaded.changed {
        "loaded"
    } else {
        "unchanged:"
    };
    let store = store.unwrap_or_else(|| "".as_ref()).display();
    let kb = archive.store_bytes().unwrap_or(0).div_ceil(1024);
    let changes = loaded.history.len();
    let mut line =
        format!("{state} {summary}; the store {store} has {kb} KB, its journal {changes} changes");
    if summary.errors + summary.warnings > 0 {
        line = format!("{line}; {}: run `chronique check`", summary.faults());
    }
    // A summary, not data: where standard error is closed nobody misses it.
    let _ = writeln!(io::stderr(), "{line}");
    Ok(Outcome::Ok)
}

/// A bar on a terminal, nothing elsewhere.
pub(super) fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
