//! Completions and manual pages, made from the definition of the command line.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use clap_complete::Shell;
use clap_mangen::Man;

use super::args;
use super::error::{CliError, Outcome};
use super::output::Output;

/// Prints what a shell reads.
pub(super) fn completions(shell: Shell, out: &mut Output) -> Result<Outcome, CliError> {
    // Its generator panics where it cannot write, hence into memory first.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut args::definition(), "chronique", &mut text);
    out.write_all(&text)?;
    out.done()?;
    Ok(Outcome::Ok)
}

/// Prints the page of the whole.
pub(super) fn page(out: &mut Output) -> Result<Outcome, CliError> {
    Man::new(built()).render(out)?;
    out.done()?;
    Ok(Outcome::Ok)
}

/// Writes the page of the whole and one for each command.
pub(super) fn pages(folder: &Path) -> Result<Outcome, CliError> {
    let whole = built();
    let mut pages = vec![whole.clone()];
    for command in whole.get_subcommands() {
        let name = format!("chronique-{}", command.get_name());
        pages.push(command.clone().display_name(name));
    }
    let unwritable = |path: &Path, error: &io::Error| {
        let path = path.display();
        CliError::Usage(format!(
            "{path} cannot be written: {error}; choose another --out"
        ))
    };
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
    for page in &pages {
        let name = page.get_display_name().unwrap_or_else(|| page.get_name());
        let path = folder.join(format!("{name}.1"));
        let written =
            File::create(&path).and_then(|mut file| Man::new(page.clone()).render(&mut file));
        written.map_err(|e| unwritable(&path, &e))?;
    }
    let line = format!("wrote {} pages to {}", pages.len(), folder.display());
    // A summary, not data: where standard error is closed nobody misses it.
    let _ = writeln!(io::stderr(), "{line}");
    Ok(Outcome::Ok)
}

/// With the options of every command in each of them.
fn built() -> clap::Command {
    // Whoever reads the pages needs no command that prints them.
    let mut definition = args::definition().disable_help_subcommand(true);
    definition.build();
    definition
}
