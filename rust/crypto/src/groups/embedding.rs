//! Small numbers as group elements, and generators whose logarithms nobody knows: what non-homomorphic questions need of a group.
//!
//! Numbers v_1, ..., v_n of 8 bits are packed, first most significant, shifted left by a padding, and the smallest number is added that
//! makes an element of the group: on the curve about one candidate in 16 is one, modulo a safe prime one in two. The numbers are a vote, so
//! candidates are tried in batches of a fixed size, and the first good one of a batch is kept by a mask. A batch without a
//! good one has probability below 2^-24, and then takes another.
//!
//! Source: Belenios specification, "RFC-3526-2048", "Ed25519", "GetGenerator".

use crypto_bigint::Uint;
use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::traits::{Identity, IsIdentity};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::modp::{P_LIMBS, Parameters};
use crate::hash::sha256;

/// Bits below the numbers on the curve.
pub const ED25519_PADDING: usize = 14;
/// Bits below the numbers modulo the prime of RFC 3526.
pub const RFC_PADDING: usize = 8;
/// The most numbers: 8 bits each below 2^254, so that the number stays below p with a sign bit of 0.
const MOST_ON_CURVE: usize = 30;
const MOST_MODULO_P: usize = 254;

/// (((v_1 2^8 + v_2) 2^8 + ...) 2^8 + v_n) 2^padding, little-endian in `bytes`, which must have room.
fn pack(values: &[u8], padding: usize, bytes: &mut [u8]) {
    bytes.fill(0);
    for (index, value) in values.iter().rev().enumerate() {
        let (at, shift) = (index + padding / 8, padding % 8);
        let wide = u16::from(*value) << shift;
        for (offset, part) in wide.to_le_bytes().into_iter().enumerate() {
            if let Some(byte) = bytes.get_mut(at + offset) {
                *byte |= part;
            }
        }
    }
}

/// Drop the padding of a little-endian number and take `n` numbers of 8 bits, the last of them lowest.
pub fn extract(little_endian: &[u8], padding: usize, n: usize) -> Vec<u8> {
    let byte = |index: usize| u16::from(little_endian.get(index).copied().unwrap_or(0));
    let number = |index: usize| {
        let at = index + padding / 8;
        (((byte(at + 1) << 8) | byte(at)) >> (padding % 8)) as u8
    };
    (0..n).rev().map(number).collect()
}

/// Add 1 to a little-endian number, in a time that does not depend on it.
fn increment(bytes: &mut [u8]) {
    let mut carry = 1u16;
    for byte in bytes {
        carry += u16::from(*byte);
        *byte = carry as u8;
        carry >>= 8;
    }
}

/// The point for some numbers; None for more than 30.
pub fn embed_point(values: &[u8]) -> Option<EdwardsPoint> {
    const BATCH: usize = 300;
    if values.len() > MOST_ON_CURVE {
        return None;
    }
    let mut candidate = Zeroizing::new([0u8; 32]);
    pack(values, ED25519_PADDING, candidate.as_mut_slice());
    let (mut point, mut found) = (EdwardsPoint::identity(), Choice::from(0));
    for _ in 0..(1 << ED25519_PADDING) / BATCH {
        for _ in 0..BATCH {
            let tried = CompressedEdwardsY(*candidate).decompress();
            let on_curve = Choice::from(u8::from(tried.is_some()));
            let tried = tried.unwrap_or_else(EdwardsPoint::identity);
            let is_good = on_curve & Choice::from(u8::from(tried.is_torsion_free())) & !found;
            point.conditional_assign(&tried, is_good);
            found |= is_good;
            increment(candidate.as_mut_slice());
        }
        if bool::from(found) {
            return Some(point);
        }
    }
    None
}

/// The residue for some numbers; None for more than 254.
pub fn embed_residue<M: Parameters<L>, const L: usize>(values: &[u8]) -> Option<ConstMontyForm<M::P, P_LIMBS>> {
    const BATCH: usize = 32;
    if values.len() > MOST_MODULO_P {
        return None;
    }
    let mut candidate = Zeroizing::new([0u8; P_LIMBS * 8]);
    pack(values, RFC_PADDING, candidate.as_mut_slice());
    let (mut element, mut found) = (ConstMontyForm::ONE, Choice::from(0));
    let order = *M::Q::MODULUS.as_ref();
    for _ in 0..(1 << RFC_PADDING) / BATCH {
        for _ in 0..BATCH {
            let mut limbs = Zeroizing::new([0; P_LIMBS]);
            for (limb, bytes) in limbs.iter_mut().zip(candidate.chunks_exact(8)) {
                *limb = bytes.iter().rev().fold(0, |value, byte| (value << 8) | u64::from(*byte));
            }
            let tried = ConstMontyForm::new(&Uint::from_words(*limbs));
            // Euler's criterion; zero (no numbers, or zeros, before the first increment) is no element.
            let is_good = tried.pow(&order).ct_eq(&ConstMontyForm::ONE) & !found;
            element.conditional_assign(&tried, is_good);
            found |= is_good;
            increment(candidate.as_mut_slice());
        }
        if bool::from(found) {
            return Some(element);
        }
    }
    None
}

/// SHA-256("ggen|" index).
pub fn generator_digest(index: i64) -> [u8; 32] {
    sha256(&[b"ggen|", index.to_string().as_bytes()])
}

/// The digest shifted right by two, increased until it decompresses, times the cofactor.
pub fn independent_point(index: i64) -> Option<EdwardsPoint> {
    let mut bytes = generator_digest(index);
    bytes.reverse();
    let mut above = 0;
    for byte in bytes.iter_mut().rev() {
        let low = *byte & 3;
        *byte = (*byte >> 2) | (above << 6);
        above = low;
    }
    // Half of all numbers decompress: 512 in a row that do not will not be met.
    for _ in 0..512 {
        if let Some(point) = CompressedEdwardsY(bytes).decompress() {
            let generator = point.mul_by_cofactor();
            return (!generator.is_identity()).then_some(generator);
        }
        increment(&mut bytes);
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::group::Group;
    use crate::{Belenios2048, Ed25519, Rfc3526};

    fn round_trip<G: Group>(samples: &[Vec<u8>]) {
        for values in samples {
            let element = G::embed(values);
            assert!(element.as_ref().is_some_and(G::vartime_is_member), "{values:?}");
            assert_eq!(element.and_then(|element| G::vartime_extract(&element, values.len())).as_ref(), Some(values));
        }
    }

    #[test]
    fn numbers_come_back_from_their_element() {
        let samples = [vec![], vec![0, 0, 0], vec![1, 2, 3], vec![255; 30], vec![3, 0, 255, 1]];
        round_trip::<Ed25519>(&samples);
        round_trip::<Rfc3526>(samples.get(1..3).unwrap_or_default());
        round_trip::<Rfc3526>(&[vec![255; 254]]);
    }

    #[test]
    fn more_numbers_than_fit_are_declined() {
        assert!(Ed25519::embed(&[0; 31]).is_none());
        assert!(Rfc3526::embed(&[0; 255]).is_none());
        assert!(Belenios2048::embed(&[1]).is_none());
    }

    #[test]
    fn independent_generators_are_members_and_differ() {
        let points: Vec<_> = (-1..20).filter_map(Ed25519::independent_generator).collect();
        assert_eq!(points.len(), 21);
        assert!(points.iter().all(Ed25519::vartime_is_member));
        assert!(points.iter().enumerate().all(|(index, one)| !points.iter().skip(index + 1).any(|other| other == one)));
        assert!(Rfc3526::independent_generator(-1).as_ref().is_some_and(Rfc3526::vartime_is_member));
    }
}
