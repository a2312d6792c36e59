//! Ranges of bytes (RFC 9110, 14).

/// What a request wants of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// From the first of these bytes to the last.
    Part(u64, u64),
    /// Bytes that are not there.
    Nothing,
}

/// Reads a `Range` header against a length. One range is honoured; several
/// are answered whole, as is what cannot be read (RFC 9110, 14.2).
pub fn wanted(header: &str, length: u64) -> Wanted {
    let Some((unit, range)) = header.split_once('=') else {
        return Wanted::Whole;
    };
    let range = range.trim();
    let Some((from, to)) = range.split_once('-') else {
        return Wanted::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Wanted::Whole;
    }
    match (number(from), number(to)) {
        (Some(from), Some(to)) if from > to => Wanted::Whole,
        (Some(from), _) if from >= length && (to.is_empty() || number(to).is_some()) => {
            Wanted::Nothing
        }
        (Some(from), Some(to)) => Wanted::Part(from, to.min(length - 1)),
        (Some(from), None) if to.is_empty() => Wanted::Part(from, length - 1),
        (None, Some(last)) if from.is_empty() => match last.min(length) {
            0 => Wanted::Nothing,
            last => Wanted::Part(length - last, length - 1),
        },
        _ => Wanted::Whole,
    }
}

/// A number, however large: past all lengths is past all lengths.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_table() {
        use Wanted::{Nothing, Part, Whole};
        for (header, expected) in [
            ("bytes=0-0", Part(0, 0)),
            ("bytes=0-99", Part(0, 9)),
            ("bytes=2-5", Part(2, 5)),
            ("bytes=9-", Part(9, 9)),
            ("bytes=10-", Nothing),
            ("bytes=10-12", Nothing),
            ("bytes=99999999999999999999999-", Nothing),
            ("bytes=-3", Part(7, 9)),
            ("bytes=-99", Part(0, 9)),
            ("bytes=-0", Nothing),
            ("Bytes= 1-2", Part(1, 2)),
            ("bytes=5-2", Whole),
            ("bytes=0-1,3-4", Whole),
            ("bytes=", Whole),
            ("bytes=-", Whole),
            ("bytes=a-b", Whole),
            ("bytes=1-b", Whole),
            ("lines=0-1", Whole),
            ("0-1", Whole),
            ("", Whole),
        ] {
            assert_eq!(wanted(header, 10), expected, "{header:?}");
        }
        assert_eq!(wanted("bytes=0-", 0), Nothing);
        assert_eq!(wanted("bytes=-1", 0), Nothing);
    }

    proptest::proptest! {
        #[test]
        fn a_part_is_inside(header in "bytes=[0-9]{0,4}-[0-9]{0,4}|.{0,20}", length in 0_u64..2000) {
            if let Wanted::Part(from, to) = wanted(&header, length) {
                proptest::prop_assert!(from <= to && to < length);
            }
        }
    }
}
