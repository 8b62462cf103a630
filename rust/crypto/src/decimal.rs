//! Decimal numbers of a fixed width, in the one spelling that the protocol hashes.
//!
//! A number is little-endian 64-bit limbs. Its decimal spelling has no sign, no leading zero, no space. Both directions
//! work in chunks of 19 digits, the most that fit a limb, and take a time that depends on the width alone and on the number
//! of digits, never on their values: private keys pass through here too.

use crate::group::Rejected;

/// The largest power of ten in a limb. Its top bit is set, which the division below relies on.
const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;
/// floor((2^128 - 1) / CHUNK) - 2^64: the reciprocal of Möller and Granlund, "Improved division by invariant integers" (2011).
const RECIPROCAL: u64 = (u128::MAX / (CHUNK as u128) - (1 << 64)) as u64;

/// Read a decimal number into `limbs`.
///
/// Rejected as a `Spelling`: empty, a leading zero, anything but digits. As a `Range`: more than the limbs can hold.
pub fn read(text: &[u8], limbs: &mut [u64]) -> Result<(), Rejected> {
    limbs.fill(0);
    match text {
        [] => return Err(Rejected::Spelling),
        [b'0', _, ..] => return Err(Rejected::Spelling),
        _ => {}
    }
    if !text.iter().all(u8::is_ascii_digit) {
        return Err(Rejected::Spelling);
    }
    // A number of w limbs has at most 19.27 w digits: stop before quadratic work on a million of them.
    if text.len() > limbs.len() * 20 {
        return Err(Rejected::Range);
    }
    let first = text.len() % CHUNK_DIGITS;
    let (head, rest) = text.split_at(first);
    let mut overflow = 0;
    for chunk in std::iter::once(head).filter(|c| !c.is_empty()).chain(rest.chunks(CHUNK_DIGITS)) {
        let mut carry = chunk.iter().fold(0u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        for limb in limbs.iter_mut() {
            let wide = u128::from(*limb) * u128::from(CHUNK_OR_HEAD(chunk.len())) + u128::from(carry);
            *limb = wide as u64;
            carry = (wide >> 64) as u64;
        }
        overflow |= carry;
    }
    if overflow == 0 { Ok(()) } else { Err(Rejected::Range) }
}

/// 10^digits for a whole chunk; for the head any factor does, because the number before it is zero.
#[allow(non_snake_case)]
const fn CHUNK_OR_HEAD(digits: usize) -> u64 {
    if digits == CHUNK_DIGITS { CHUNK } else { 1 }
}

/// Append the decimal spelling of `limbs` to `out`. Destroys `limbs` (they end as zero, so a secret leaves nothing).
pub fn write(limbs: &mut [u64], out: &mut Vec<u8>) {
    // Chunks of 19 digits, least significant first; 1.04 limbs are needed for each limb of value.
    let mut chunks = Vec::with_capacity(limbs.len() * 64 / 63 + 2);
    let mut width = limbs.len();
    for _ in 0..limbs.len() + limbs.len() / 60 + 1 {
        let mut remainder = 0;
        let (used, _) = limbs.split_at_mut(width);
        for limb in used.iter_mut().rev() {
            (*limb, remainder) = divide_by_chunk(remainder, *limb);
        }
        chunks.push(remainder);
        // After k chunks the value is below 2^(64 w) / 10^(19 k), so the top limb empties about every chunk: 19 digits are 63.1 bits.
        // How many are empty depends on the width and on k alone.
        let bits_left = (limbs.len() * 64).saturating_sub(chunks.len() * 63);
        width = bits_left.div_ceil(64);
    }
    let start = out.len();
    // Room for all of it at once: a vector that grows leaves copies behind which nobody wipes.
    out.reserve(chunks.len() * CHUNK_DIGITS);
    for chunk in chunks.iter_mut().rev() {
        let mut digits = [b'0'; CHUNK_DIGITS];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (*chunk % 10) as u8;
            *chunk /= 10;
        }
        out.extend_from_slice(&digits);
    }
    let written = out.get(start..).unwrap_or_default();
    let zeros = written.iter().take_while(|digit| **digit == b'0').count().min(written.len().saturating_sub(1));
    out.drain(start..start + zeros);
}

/// (high, low) divided by CHUNK, high < CHUNK: quotient and remainder, without a division instruction and without a branch
/// on the values (Möller and Granlund, algorithm 4).
fn divide_by_chunk(high: u64, low: u64) -> (u64, u64) {
    let estimate = u128::from(RECIPROCAL) * u128::from(high) + ((u128::from(high) << 64) | u128::from(low));
    let quotient = ((estimate >> 64) as u64).wrapping_add(1);
    let remainder = low.wrapping_sub(quotient.wrapping_mul(CHUNK));
    // One too many where the remainder exceeds the low half of the estimate.
    let too_many = u64::from(remainder > estimate as u64).wrapping_neg();
    let quotient = quotient.wrapping_add(too_many);
    let remainder = remainder.wrapping_add(too_many & CHUNK);
    // Rarely one too few.
    let too_few = u64::from(remainder >= CHUNK).wrapping_neg();
    (quotient.wrapping_sub(too_few), remainder.wrapping_sub(too_few & CHUNK))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(limbs: &[u64]) -> String {
        let mut out = Vec::new();
        write(&mut limbs.to_vec(), &mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    #[test]
    fn numbers_are_spelled_without_leading_zeros() {
        assert_eq!(spelled(&[0, 0, 0, 0]), "0");
        assert_eq!(spelled(&[7, 0]), "7");
        assert_eq!(spelled(&[0, 1]), "18446744073709551616");
        assert_eq!(
            spelled(&[u64::MAX; 4]),
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        );
    }

    #[test]
    fn reading_what_was_written_gives_the_same_number() {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        for width in [1, 2, 4, 8, 32, 64] {
            for round in 0..200 {
                let mut limbs = vec![0; width];
                for limb in limbs.iter_mut().take(1 + round % width) {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    *limb = if round % 5 == 0 { u64::MAX } else { state };
                }
                let mut again = vec![1; width];
                assert_eq!(read(spelled(&limbs).as_bytes(), &mut again), Ok(()));
                assert_eq!(again, limbs);
            }
        }
    }

    #[test]
    fn another_spelling_is_rejected() {
        let mut limbs = [0; 4];
        for wrong in ["", "00", "01", "+1", "-1", "1 ", " 1", "1_0", "0x1", "١"] {
            assert_eq!(read(wrong.as_bytes(), &mut limbs), Err(Rejected::Spelling), "{wrong:?}");
        }
    }

    #[test]
    fn a_number_too_wide_is_out_of_range() {
        let mut limbs = [0; 4];
        let two_to_256 = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        assert_eq!(read(two_to_256.as_bytes(), &mut limbs), Err(Rejected::Range));
        assert_eq!(read("9".repeat(100_000).as_bytes(), &mut limbs), Err(Rejected::Range));
    }
}
