//! Which documents have all of some frequent words.

use super::dense::CHUNK;
use super::usize_of;
use crate::domain::to_u32;

const CHUNK_BITS: usize = CHUNK * 64;

/// Bits of a word that are written down without asking whether they are there.
const AT_ONCE: usize = 4;

/// Documents that are gathered before they are added to what was found.
const FOUND: usize = 1 << 11;

/// The documents that are in all of some bits, ascending.
pub fn in_all(bits: &[impl AsRef<[u64]>]) -> Vec<u32> {
    // Room for bits is made by the chunk.
    let mut all = bits.iter().map(|bits| bits.as_ref().as_chunks().0);
    let first: &[[u64; CHUNK]] = all.next().unwrap_or_default();
    let others: Vec<&[[u64; CHUNK]]> = all.collect();
    let mut documents = Vec::new();
    let (mut found, mut count) = ([0_u32; FOUND + CHUNK_BITS + AT_ONCE], 0);
    for (number, chunk) in first.iter().enumerate() {
        let mut words = *chunk;
        for other in &others {
            let other = other.get(number).copied().unwrap_or_default();
            words
                .iter_mut()
                .zip(other)
                .for_each(|(word, bits)| *word &= bits);
        }
        // Which of them have a bit: nothing is asked of each in turn, because
        // what it would be cannot be foreseen.
        let mut some = words
            .iter()
            .rev()
            .fold(0_u32, |some, word| some << 1 | u32::from(*word != 0));
        while some != 0 {
            let at = some.trailing_zeros();
            some &= some - 1;
            let word = words.get(usize_of(at)).copied().unwrap_or_default();
            let first = (to_u32(number * CHUNK) + at).saturating_mul(u64::BITS);
            list(word, first, found.get_mut(count..).unwrap_or_default());
            count += usize_of(word.count_ones());
        }
        if count >= FOUND {
            documents.extend_from_slice(found.get(..count).unwrap_or_default());
            count = 0;
        }
    }
    documents.extend_from_slice(found.get(..count).unwrap_or_default());
    documents
}

/// Writes the places of the bits of a word, told from `first` on, some at once:
/// what is written behind the last means nothing.
fn list(mut word: u64, first: u32, out: &mut [u32]) {
    for places in out.as_chunks_mut::<AT_ONCE>().0 {
        for place in places {
            *place = first.wrapping_add(word.trailing_zeros());
            word &= word.wrapping_sub(1);
        }
        if word == 0 {
            return;
        }
    }
}
