//! The small number m with g^m = a: what a tally decrypts to.
//!
//! Baby steps and giant steps: a table of g^0 .. g^(s-1), then a g^(-is) for i = 0, 1, ... until one is in the table. The table serves all
//! numbers of a tally, so for k of them up to n it has sqrt(k n) entries, but never more than 2^19 (under 20 MiB): the largest
//! bound, 10^11, costs at most 200,000 giant steps a number. Counts of a division are found in the first.
//!
//! Public data alone: there is no function here for one voter's ciphertext, and there must not be.

use std::collections::HashMap;

use crate::group::Group;

/// The largest bound.
pub const LARGEST: u64 = 100_000_000_000;
const LARGEST_TABLE: u64 = 1 << 19;

/// Powers of g, to look logarithms up in.
pub struct Logarithms<G: Group> {
    bound: u64,
    steps: u64,
    /// Fingerprint of a power of g, to its exponent. A clash is caught by computing the power again.
    baby: HashMap<u64, u32>,
    giant: G::Element,
}

/// Elements looked at together: one inversion serves all.
const CHUNK: usize = 512;

impl<G: Group> Logarithms<G> {
    /// For some `numbers` of logarithms from 0 to `bound`; None above [`LARGEST`].
    pub fn new(bound: u64, numbers: usize) -> Option<Self> {
        if bound > LARGEST {
            return None;
        }
        let steps = (bound + 1).saturating_mul(numbers.max(1) as u64).isqrt().saturating_add(1).min(LARGEST_TABLE);
        let mut baby = HashMap::with_capacity(steps as usize);
        let generator = G::generator();
        let (mut power, mut exponent) = (G::identity(), 0);
        while u64::from(exponent) < steps {
            let mut chunk = Vec::with_capacity(CHUNK);
            for _ in 0..CHUNK.min((steps - u64::from(exponent)) as usize) {
                chunk.push(power);
                power = G::vartime_multiply(&power, &generator);
            }
            for fingerprint in G::vartime_fingerprints(&chunk) {
                baby.entry(fingerprint).or_insert(exponent);
                exponent += 1;
            }
        }
        Some(Self { bound, steps, baby, giant: G::vartime_invert(&power) })
    }

    /// The number m in 0..=bound with g^m = `element`; None if there is none.
    pub fn find(&self, element: &G::Element) -> Option<u64> {
        let mut at = *element;
        let mut start = 0;
        // Short chunks first: most counts are small.
        let mut chunk_size = 1;
        while start <= self.bound {
            let mut chunk = Vec::with_capacity(chunk_size);
            for _ in 0..chunk_size {
                chunk.push(at);
                at = G::vartime_multiply(&at, &self.giant);
            }
            for fingerprint in G::vartime_fingerprints(&chunk) {
                if let Some(step) = self.baby.get(&fingerprint) {
                    let candidate = start + u64::from(*step);
                    if candidate <= self.bound && G::vartime_small_power(&G::generator(), candidate) == *element {
                        return Some(candidate);
                    }
                }
                start += self.steps;
            }
            chunk_size = (chunk_size * 2).min(CHUNK);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ed25519;

    #[test]
    fn every_number_up_to_the_bound_is_found_and_none_above() {
        for bound in [0, 1, 2, 3, 10, 172, 1000] {
            let logarithms = Logarithms::<Ed25519>::new(bound, 1);
            for number in 0..=bound + 3 {
                let power = Ed25519::vartime_small_power(&Ed25519::generator(), number);
                let found = logarithms.as_ref().and_then(|table| table.find(&power));
                assert_eq!(found, (number <= bound).then_some(number), "{number} of {bound}");
            }
        }
    }

    #[test]
    fn a_bound_beyond_the_largest_is_declined() {
        assert!(Logarithms::<Ed25519>::new(LARGEST + 1, 1).is_none());
    }

    #[test]
    fn a_weighty_total_is_found() {
        let logarithms = Logarithms::<Ed25519>::new(3_000_000_000, 4);
        let power = Ed25519::vartime_small_power(&Ed25519::generator(), 2_999_999_999);
        assert_eq!(logarithms.and_then(|table| table.find(&power)), Some(2_999_999_999));
    }
}
