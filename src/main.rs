//! `chronique`: see `chronique help`.
fn main() {}
