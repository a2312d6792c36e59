//! Weighs the snapshot of an archive: the bytes that stay allocated when
//! nothing but the snapshot is kept, against those of its Markdown.
//! `cargo run --release --example weigh -- DIR`.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::PathBuf;
use std::process::ExitCode;

use chronique::ingest;
use chronique::query::Archive;
use clap::Parser;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The goal: so many tenths of the Markdown, and as much again for what does
/// not grow.
const TENTHS: usize = 25;
const CONSTANT_BYTES: usize = 10 << 20;

/// Weighs the snapshot of an archive.
#[derive(Parser)]
struct Args {
    /// Folder of Markdown reports
    archive: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let before = MEMORY.current_usage();
    let generation = match ingest::load(&args.archive, None, None, &mut |_, _| {}) {
        Ok(generation) => generation,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let reports = generation
        .documents
        .iter()
        .filter_map(|d| d.report.as_ref());
    let markdown: usize = reports.map(|r| r.source().len()).sum();
    let read = MEMORY.current_usage().saturating_sub(before);
    let archive = Archive::build(&generation);
    let both = MEMORY.current_usage().saturating_sub(before);
    drop(generation);
    let bytes = MEMORY.current_usage().saturating_sub(before);
    let text = archive.text_bytes();
    println!(
        "text indexes {text} bytes, {} % of the Markdown",
        text * 100 / markdown.max(1)
    );
    let goal = TENTHS * markdown / 10 + CONSTANT_BYTES;
    println!(
        "Markdown {markdown} bytes, {} items",
        archive.counts().items
    );
    println!("generation alone {read}, with the snapshot {both}");
    println!(
        "snapshot {bytes} bytes, {} % of the goal of {}.{} times the Markdown and 10 MB",
        bytes * 100 / goal,
        TENTHS / 10,
        TENTHS % 10
    );
    if bytes <= goal {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
