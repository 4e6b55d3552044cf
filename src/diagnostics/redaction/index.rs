//! Finds many texts in another one in a single pass.
//!
//! The cost depends on the length of the searched text, and hardly on the number of texts.

use std::collections::BTreeSet;
use std::ops::Range;

/// The length of the shortest text in an index, in bytes.
pub const WINDOW: usize = 8;

/// Bits of a hash.
const BITS: u32 = 18;

/// Texts of at least [`WINDOW`] bytes.
pub struct Index {
    /// Sorted, so that texts with the same beginning are adjacent.
    texts: Vec<Box<[u8]>>,
    /// For each text the longest other text that it begins with.
    prefixes: Vec<Option<usize>>,
    /// A bit for the hash of each beginning, so that most positions are dismissed by one comparison.
    beginnings: Vec<u64>,
}

impl Index {
    /// An index of these texts.
    pub fn new(texts: &BTreeSet<Vec<u8>>) -> Self {
        let texts: Vec<Box<[u8]>> = texts.iter().map(|text| text.as_slice().into()).collect();
        let mut beginnings = vec![0; 1 << (BITS - 6)];
        let mut prefixes: Vec<Option<usize>> = Vec::with_capacity(texts.len());
        for (at, text) in texts.iter().enumerate() {
            let (word, bit) = bit_of(text);
            beginnings[word] |= bit;
            let mut before = at.checked_sub(1);
            while let Some(index) = before.filter(|index| !text.starts_with(&texts[*index])) {
                before = prefixes[index];
            }
            prefixes.push(before);
        }
        Self {
            texts,
            prefixes,
            beginnings,
        }
    }

    /// The ranges of the texts: at each position the longest text that begins there.
    pub fn find<'a>(&'a self, searched: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let windows = searched.windows(WINDOW).enumerate();
        windows.filter_map(|(at, window)| {
            let (word, bit) = bit_of(window);
            if self.beginnings[word] & bit == 0 {
                return None;
            }
            let length = self.longest(&searched[at..])?;
            Some(at..at + length)
        })
    }

    /// The length of the longest text that this one begins with.
    fn longest(&self, searched: &[u8]) -> Option<usize> {
        // It is the last text in order that is not greater, or the beginning of that.
        let mut index = self
            .texts
            .partition_point(|text| **text <= *searched)
            .checked_sub(1)?;
        let pairs = self.texts[index].iter().zip(searched);
        let common = pairs.take_while(|(one, other)| one == other).count();
        while self.texts[index].len() > common {
            index = self.prefixes[index]?;
        }
        Some(self.texts[index].len())
    }
}

/// The word and the bit in it for the hash of a beginning.
fn bit_of(text: &[u8]) -> (usize, u64) {
    let beginning = text
        .first_chunk()
        .map_or(0, |first: &[u8; WINDOW]| u64::from_le_bytes(*first));
    let hash = beginning.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}
