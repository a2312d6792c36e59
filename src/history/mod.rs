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

mod entry;
mod known;
mod log;
mod pair;
mod print;
mod recall;
mod settle;
mod similar;
mod stamp;

pub use entry::{Action, Entry, LastWords, Load, Noun, Print};
pub use log::{Change, History, Tombstone, Trace};
pub use recall::Recollection;
pub use settle::{Before, Settled, settle};
pub use stamp::{Stamp, StampError};
