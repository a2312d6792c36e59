//! `export`: the whole archive into a folder.

use std::io::{self, Write};

use super::args::Export;
use super::config::base_url;
use super::error::{CliError, Outcome};
use super::load::bar;
use crate::query::Archive;
use crate::server::{self, Settings};

/// Exports with a progress bar on a terminal, then says what was written.
pub(super) fn run(settings: Settings, wanted: Export) -> Result<Outcome, CliError> {
    let base = wanted.base_url.as_deref();
    let base = base.map(|url| base_url("--base-url", url)).transpose()?;
    let archive = Archive::build(&server::read(&settings)?);
    let bar = bar();
    let addresses = (settings.public_url, base.filter(|_| wanted.is_static));
    let outcome = server::export(archive, &wanted.out, addresses, &mut |done, of| {
        bar.set_length(u64::try_from(of).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    });
    bar.finish_and_clear();
    let written = outcome?;
    let line = format!(
        "wrote {} files, {} KB, to {}",
        written.files,
        written.bytes.div_ceil(1024),
        wanted.out.display()
    );
    // A summary, not data: where standard error is closed nobody misses it.
    let _ = writeln!(io::stderr(), "{line}");
    Ok(Outcome::Ok)
}
