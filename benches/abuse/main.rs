//! What it costs to refuse GraphQL documents that are made to cost:
//! `cargo run --release --example abuse`. Each is asked of the application in
//! process, as a body of HTTP; time is the least of a few rounds, memory the
//! most that was allocated at once. Fails past 10 ms or 1 MB, or when one is
//! answered with another code than it has to be.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod documents;

use std::cell::{Cell, RefCell};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chronique::api::State;
use chronique::ingest;
use chronique::query::{Archive, ArchiveHandle};
use chronique::server::{LocalRequest, Part, answer_each};
use peak_alloc::PeakAlloc;

use self::documents::Abuse;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const TIME: Duration = Duration::from_millis(10);
const BYTES: usize = 1_000_000;
const ROUNDS: u32 = 5;

/// What one of them came to.
#[derive(Default)]
struct Cost {
    time: Option<Duration>,
    bytes: usize,
    body: Vec<u8>,
}

fn main() -> ExitCode {
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Result<bool, Box<dyn std::error::Error>> {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let generation = ingest::load(&data, None, None, &mut |_, _| {})?;
    let state = State::new(ArchiveHandle::new(Archive::build(&generation)), None)?;
    let abuses = documents::all();
    let costs: Vec<RefCell<Cost>> = abuses.iter().map(|_| RefCell::default()).collect();
    // The first round warms up, and its memory counts, too.
    let order: Vec<usize> = (0..ROUNDS).flat_map(|_| 0..abuses.len()).collect();
    let started = Cell::new((0, Instant::now(), 0));
    let requests = order.into_iter().filter_map(|number| {
        let request = LocalRequest::GraphQl(abuses.get(number)?.body.clone());
        MEMORY.reset_peak_usage();
        started.set((number, Instant::now(), MEMORY.current_usage()));
        Some(request)
    });
    answer_each(&state, requests, |part| {
        let (number, since, before) = started.get();
        let Some(cost) = costs.get(number) else {
            return Ok(());
        };
        let mut cost = cost.borrow_mut();
        match part {
            Part::Head { .. } => {
                let time = since.elapsed();
                cost.time = Some(cost.time.map_or(time, |least| least.min(time)));
                cost.bytes = cost.bytes.max(MEMORY.peak_usage().saturating_sub(before));
                cost.body.clear();
            }
            Part::Body(bytes) => cost.body.extend_from_slice(bytes),
        }
        Ok(())
    })?;
    let mut is_good = true;
    let mut worst = (Duration::ZERO, 0);
    for (abuse, cost) in abuses.iter().zip(&costs) {
        let cost = cost.borrow();
        let time = cost.time.unwrap_or(Duration::MAX);
        worst = (worst.0.max(time), worst.1.max(cost.bytes));
        let code = code(&cost.body);
        let is_refused = code == abuse.code && time < TIME && cost.bytes < BYTES;
        is_good &= is_refused;
        let verdict = if is_refused { "" } else { "  <-- WRONG" };
        println!(
            "{:46} {:>9.3} ms {:>7} bytes  {code}{verdict}",
            abuse.name,
            time.as_secs_f64() * 1000.0,
            cost.bytes,
        );
    }
    println!(
        "{} abuses refused; the worst took {:.2} ms and {} bytes",
        abuses.len(),
        worst.0.as_secs_f64() * 1000.0,
        worst.1
    );
    Ok(is_good)
}

/// The code of the first error, where there is no data.
fn code(body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let code = body.pointer("/errors/0/extensions/code");
    let code = code.and_then(serde_json::Value::as_str).unwrap_or("none");
    match body.get("data") {
        Some(_) => "answered".to_owned(),
        None => code.to_owned(),
    }
}

impl Abuse {
    fn new(name: &'static str, code: &'static str, document: &str) -> Self {
        let body = serde_json::json!({ "query": document }).to_string();
        Self { name, code, body }
    }
}
