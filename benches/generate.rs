//! Writes a synthetic archive, the same for the same number:
//! `cargo run --release --example generate -- --reports 10000 --out DIR`.

mod synthetic;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use synthetic::Synthetic;

/// Writes an archive of synthetic monthly reports.
#[derive(Parser)]
struct Args {
    /// How many reports
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    reports: usize,
    /// Folder to write it to: a new one, or one that is empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    // Files of another archive would be served with these.
    let taken = args.out.read_dir().is_ok_and(|mut d| d.next().is_some());
    if taken {
        eprintln!("{} is not empty: choose another --out", args.out.display());
        return ExitCode::from(2);
    }
    match Synthetic::new(args.reports).write(&args.out) {
        Ok(()) => {
            eprintln!("{} reports in {}", args.reports, args.out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot write to {}: {error}", args.out.display());
            ExitCode::FAILURE
        }
    }
}
