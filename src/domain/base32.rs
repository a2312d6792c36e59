//! Keys of five bits a letter (RFC 4648, base 32, lower case) as numbers that
//! sort as the letters do, where the values of the standard would not.

const LETTERS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// The last `N` letters of a number.
#[must_use]
pub fn base32_letters<const N: usize>(bits: u64) -> [u8; N] {
    let mut letters = [b'2'; N];
    let mut rest = bits;
    for letter in letters.iter_mut().rev() {
        let five = usize::try_from(rest & 31).unwrap_or(0);
        *letter = LETTERS.get(five).copied().unwrap_or(b'2');
        rest >>= 5;
    }
    letters
}

/// The number of at most twelve letters; `None` if one is not of the alphabet.
#[must_use]
pub fn base32_number(letters: &str) -> Option<u64> {
    if letters.len() > 12 {
        return None;
    }
    letters.bytes().try_fold(0, |number, letter| {
        let five = match letter {
            b'2'..=b'7' => letter - b'2',
            b'a'..=b'z' => letter - b'a' + 6,
            _ => return None,
        };
        Some((number << 5) | u64::from(five))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Digest;
    use super::*;

    proptest! {
        #[test]
        fn letters_are_those_of_digests(bytes in any::<[u8; 32]>(), others in any::<[u8; 32]>()) {
            let [short, other] = [bytes, others].map(|b| Digest::from_bytes(b).short(12));
            let number = base32_number(&short).unwrap();
            prop_assert_eq!(number.cmp(&base32_number(&other).unwrap()), short.cmp(&other));
            let letters: [u8; 12] = base32_letters(number);
            prop_assert_eq!(letters.as_slice(), short.as_bytes());
        }

        #[test]
        fn other_texts_are_none(text in "\\PC{0,14}") {
            let number = base32_number(&text);
            let alphabet = text.bytes().all(|b| LETTERS.contains(&b));
            prop_assert_eq!(number.is_some(), alphabet && text.len() <= 12);
        }
    }
}
