//! Standard output, which is data.

use std::io::{self, BufWriter, Stdout, Write};

use super::error::CliError;

/// Where data goes; buffered, and flushed by `done` so that a full disk or a
/// closed pipe is noticed.
pub(super) struct Output(BufWriter<Box<dyn Write>>);

impl Output {
    pub(super) fn stdout() -> Self {
        let stdout: Stdout = io::stdout();
        Self(BufWriter::new(Box::new(stdout)))
    }

    /// All of a text, flushed.
    pub(super) fn text(&mut self, text: &str) -> Result<(), CliError> {
        self.0.write_all(text.as_bytes())?;
        self.done()
    }

    /// Makes sure that everything went out.
    pub(super) fn done(&mut self) -> Result<(), CliError> {
        Ok(self.0.flush()?)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
