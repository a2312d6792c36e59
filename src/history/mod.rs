//! What became of items and reports from load to load.
//!
//! ```text
//! generation ──▶ known ─┐
//!                       ├─▶ pair, similar ─▶ settle ─▶ entries ─▶ History
//! journal ─▶ Recollection ┘
//! ```
//!
//! [`settle`] is the heart: from what is known and what was read now it gives
//! the generation with carried keys, and the entries that say what changed.
//! Everything here is a pure function: the same history and the same content
//! give the same ids on every node. This module must not know files, clocks,
//! Markdown or who asks; a time is a value that it is given.

mod carry;
mod changes;
mod entries;
mod entry;
mod image;
mod known;
mod line;
mod log;
mod pair;
mod print;
mod recall;
mod seal;
mod settle;
mod similar;
mod stamp;
mod tombstone;
mod trace;

pub use entries::Entries;
pub use entry::{Action, Entry, LastWords, Load, Noun, Print};
pub use line::{Lines, ReadJournal, read, read_on};
pub use log::{Change, Extension, History};
pub use recall::Recollection;
pub use seal::Seal;
pub use settle::{Before, Settled, first_load, load_time, settle};
pub use stamp::{Stamp, StampError};
pub use tombstone::Tombstone;
pub use trace::Trace;
