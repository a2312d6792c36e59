//! Small conversions every layer needs.

/// A length or offset as the `u32` that provenance and ranges are kept in.
///
/// Files are at most 4 MB, so saturation never happens on real input; it only
/// keeps the conversion total.
#[must_use]
pub fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
