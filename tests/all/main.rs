//! The one integration test binary: what clients see, door by door. A
//! module's path mirrors the address it tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says what it expects by panicking when it is not so"
)]

mod architecture;
mod catalog;
mod command;
mod contract;
mod coverage;
mod example;
mod export;
mod french;
mod fuzz;
mod graphql;
mod history;
mod page;
mod parity;
mod process;
mod readme;
mod support;
mod update;
mod v1;
