//! `chronique`: see `chronique help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chronique::cli::main()
}
