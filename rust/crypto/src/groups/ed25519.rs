//! The prime-order subgroup of edwards25519, on curve25519-dalek.
//!
//! An element is spelled as the number y XOR (lsb(x) << 255) in 64 hexadecimal digits, that is RFC 8032's 32 bytes in reverse. One
//! element has one spelling here: y at or above p, and a sign bit on x = 0, are rejected although they would decode.
//!
//! Source: Belenios specification, "Ed25519"; RFC 8032, section 5.1.2.

use std::sync::LazyLock;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{
    CompressedEdwardsY, EdwardsBasepointTable, EdwardsPoint, VartimeEdwardsPrecomputation,
};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{
    BasepointTable, Identity, IsIdentity, MultiscalarMul, VartimeMultiscalarMul, VartimePrecomputedMultiscalarMul,
};
use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroize;

use super::embedding;
use crate::decimal;
use crate::group::{Fixed, Group, Recompute, Rejected, Tables};
use crate::hash::nibble;
use crate::random::{self, NoRandomness};

/// The group `Ed25519`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ed25519;

/// Powers of one public point: a constant-time table for the prover, a variable-time one for the verifier.
pub struct Table {
    secret: EdwardsBasepointTable,
    public: VartimeEdwardsPrecomputation,
}

/// (p - 1) mod 2^8 and p mod 2^8, with p = 2^255 - 19: the lowest bytes of the two ordinates that need a look.
const P_LOW: u8 = 0xed;

static ORDER: LazyLock<String> = LazyLock::new(|| {
    // q - 1 = -1 is the largest scalar.
    let mut limbs = limbs_of(&(Scalar::ZERO - Scalar::ONE));
    if let Some(lowest) = limbs.first_mut() {
        *lowest += 1; // q - 1 is even
    }
    let mut out = Vec::new();
    decimal::write(&mut limbs, &mut out);
    String::from_utf8(out).unwrap_or_default()
});

fn limbs_of(scalar: &Scalar) -> [u64; 4] {
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().zip(scalar.as_bytes().chunks_exact(8)) {
        *limb = bytes.iter().rev().fold(0, |value, byte| (value << 8) | u64::from(*byte));
    }
    limbs
}

/// Whether 32 little-endian bytes are the only encoding of what they encode.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    let all_ones = middle.iter().all(|byte| *byte == 0xff) && high & 0x7f == 0x7f;
    if all_ones && *low >= P_LOW {
        return false; // y >= p
    }
    let negative = high >> 7 == 1;
    let is_one = *low == 1 && middle.iter().all(|byte| *byte == 0) && high & 0x7f == 0;
    let is_minus_one = all_ones && *low == P_LOW - 1;
    // x = 0 exactly where y = 1 or y = -1, and then its sign is positive.
    !(negative && (is_one || is_minus_one))
}

fn write_bytes(bytes: &[u8; 32], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(64);
    for byte in bytes.iter().rev() {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
}

/// The arithmetic that curve25519-dalek chose on this machine: it looks at the processor itself, among the backends compiled in.
pub fn backend() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        let has_ifma = cfg!(curve25519_dalek_backend = "avx512")
            && is_x86_feature_detected!("avx512ifma")
            && is_x86_feature_detected!("avx512vl");
        if has_ifma {
            return "avx512ifma";
        }
        if is_x86_feature_detected!("avx2") && !cfg!(curve25519_dalek_backend = "serial") {
            return "avx2";
        }
    }
    "serial"
}

impl Group for Ed25519 {
    const NAME: &'static str = "Ed25519";
    type Element = EdwardsPoint;
    type Scalar = Scalar;
    type Table = Table;

    fn generator() -> EdwardsPoint {
        ED25519_BASEPOINT_POINT
    }

    fn identity() -> EdwardsPoint {
        EdwardsPoint::identity()
    }

    fn multiply(a: &EdwardsPoint, b: &EdwardsPoint) -> EdwardsPoint {
        a + b
    }

    fn vartime_invert(a: &EdwardsPoint) -> EdwardsPoint {
        -a
    }

    fn write_element(a: &EdwardsPoint, out: &mut Vec<u8>) {
        write_bytes(a.compress().as_bytes(), out);
    }

    fn write_elements(elements: &[EdwardsPoint]) -> Vec<Vec<u8>> {
        // One inversion for all of them.
        EdwardsPoint::compress_batch_alloc(elements)
            .iter()
            .map(|compressed| {
                let mut out = Vec::with_capacity(64);
                write_bytes(compressed.as_bytes(), &mut out);
                out
            })
            .collect()
    }

    fn vartime_fingerprints(elements: &[EdwardsPoint]) -> Vec<u64> {
        let compressed = EdwardsPoint::compress_batch_alloc(elements);
        let low = |bytes: &[u8; 32]| bytes.iter().take(8).fold(0, |value, byte| (value << 8) | u64::from(*byte));
        compressed.iter().map(|compressed| low(compressed.as_bytes())).collect()
    }

    fn read_element(text: &[u8]) -> Result<EdwardsPoint, Rejected> {
        let digits: &[u8; 64] = text.try_into().map_err(|_| Rejected::Spelling)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().rev().zip(digits.chunks_exact(2)) {
            for digit in pair {
                *byte = (*byte << 4) | nibble(*digit).ok_or(Rejected::Spelling)?;
            }
        }
        if !is_canonical(&bytes) {
            return Err(Rejected::Spelling);
        }
        CompressedEdwardsY(bytes).decompress().ok_or(Rejected::OffGroup)
    }

    fn vartime_is_member(a: &EdwardsPoint) -> bool {
        a.is_torsion_free()
    }

    fn sort_key(a: &EdwardsPoint) -> Vec<u8> {
        a.compress().as_bytes().to_vec()
    }

    fn order() -> String {
        ORDER.clone()
    }

    fn zero() -> Scalar {
        Scalar::ZERO
    }

    fn scalar(value: u64) -> Scalar {
        Scalar::from(value)
    }

    fn add(a: &Scalar, b: &Scalar) -> Scalar {
        a + b
    }

    fn subtract(a: &Scalar, b: &Scalar) -> Scalar {
        a - b
    }

    fn times(a: &Scalar, b: &Scalar) -> Scalar {
        a * b
    }

    fn vartime_reciprocal(a: &Scalar) -> Scalar {
        a.invert()
    }

    fn select(no: &Scalar, yes: &Scalar, choice: Choice) -> Scalar {
        Scalar::conditional_select(no, yes, choice)
    }

    fn random_scalar() -> Result<Scalar, NoRandomness> {
        // 512 bits modulo a 252-bit q: the distance from uniform is below 2^-258.
        let mut wide = [0; 64];
        random::fill(&mut wide)?;
        let scalar = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        Ok(scalar)
    }

    fn read_scalar(text: &[u8]) -> Result<Scalar, Rejected> {
        let mut limbs = [0; 4];
        decimal::read(text, &mut limbs)?;
        let mut bytes = [0; 32];
        for (bytes, limb) in bytes.chunks_exact_mut(8).zip(&limbs) {
            bytes.copy_from_slice(&limb.to_le_bytes());
        }
        let scalar = Option::from(Scalar::from_canonical_bytes(bytes)).ok_or(Rejected::Range);
        limbs.zeroize();
        bytes.zeroize();
        scalar
    }

    fn write_scalar(a: &Scalar, out: &mut Vec<u8>) {
        decimal::write(&mut limbs_of(a), out);
    }

    fn reduce(wide: &[u8; 64]) -> Scalar {
        let mut little_endian = *wide;
        little_endian.reverse();
        let scalar = Scalar::from_bytes_mod_order_wide(&little_endian);
        little_endian.zeroize();
        scalar
    }

    fn power_of_generator(x: &Scalar) -> EdwardsPoint {
        EdwardsPoint::mul_base(x)
    }

    fn power(a: &EdwardsPoint, x: &Scalar) -> EdwardsPoint {
        a * x
    }

    fn power_of_key(tables: &Tables<Self>, x: &Scalar) -> EdwardsPoint {
        &tables.table.secret * x
    }

    fn table(base: &EdwardsPoint) -> Table {
        Table { secret: EdwardsBasepointTable::create(base), public: VartimeEdwardsPrecomputation::new([base]) }
    }

    fn vartime_product_of_powers(bases: &[EdwardsPoint], exponents: &[Scalar]) -> EdwardsPoint {
        let n = bases.len().min(exponents.len());
        EdwardsPoint::vartime_multiscalar_mul(exponents.iter().take(n), bases.iter().take(n))
    }

    fn product_of_powers(bases: &[EdwardsPoint], exponents: &[Scalar]) -> EdwardsPoint {
        // In pieces: the constant-time method keeps a table of each point.
        const PIECE: usize = 512;
        let pieces = bases.chunks(PIECE).zip(exponents.chunks(PIECE));
        pieces.fold(EdwardsPoint::identity(), |product, (bases, exponents)| {
            let n = bases.len().min(exponents.len());
            product + EdwardsPoint::multiscalar_mul(exponents.iter().take(n), bases.iter().take(n))
        })
    }

    fn embed(values: &[u8]) -> Option<EdwardsPoint> {
        embedding::embed_point(values)
    }

    fn vartime_extract(element: &EdwardsPoint, n: usize) -> Option<Vec<u8>> {
        Some(embedding::extract(element.compress().as_bytes(), embedding::ED25519_PADDING, n))
    }

    fn independent_generator(index: i64) -> Option<EdwardsPoint> {
        embedding::independent_point(index)
    }

    fn vartime_recompute(
        tables: &Tables<Self>,
        base: &EdwardsPoint,
        member: bool,
        wanted: &[Recompute<Scalar>],
    ) -> (bool, Vec<EdwardsPoint>) {
        // Doublings are vectorised inside one call of the library and not outside of it, so nothing is shared between them here.
        let commitments = wanted
            .iter()
            .map(|one| {
                let base = match one.shift {
                    0 => *base,
                    1 => base - ED25519_BASEPOINT_POINT,
                    shift => base - EdwardsPoint::mul_base(&Scalar::from(shift)),
                };
                match one.fixed {
                    Fixed::Generator => {
                        EdwardsPoint::vartime_double_scalar_mul_basepoint(&one.challenge, &base, &one.response)
                    }
                    Fixed::Key => {
                        tables.table.public.vartime_mixed_multiscalar_mul([one.response], [one.challenge], [base])
                    }
                }
            })
            .collect();
        (!member || base.is_identity() || base.is_torsion_free(), commitments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_spelled_as_in_the_specification_of_the_curve() {
        assert_eq!(Ed25519::element_string(&Ed25519::generator()), format!("{}58", "6".repeat(62)));
    }

    #[test]
    fn the_order_is_the_published_number() {
        assert_eq!(Ed25519::order(), "7237005577332262213973186563042994240857116359379907606001950938285454250989");
        assert_eq!(Ed25519::read_scalar(Ed25519::order().as_bytes()), Err(Rejected::Range));
    }

    #[test]
    fn the_identity_has_one_spelling() {
        let one = format!("{}1", "0".repeat(63));
        assert_eq!(Ed25519::read_element(one.as_bytes()), Ok(EdwardsPoint::identity()));
        // Sign bit on x = 0; y = p + 1; and the point of order two with a sign bit.
        let p_plus_one = format!("7{}ee", "f".repeat(61));
        for wrong in [format!("8{}1", "0".repeat(62)), p_plus_one, format!("f{}ec", "f".repeat(61))] {
            assert_eq!(Ed25519::read_element(wrong.as_bytes()), Err(Rejected::Spelling), "{wrong}");
        }
    }

    #[test]
    fn a_point_of_order_two_is_read_but_is_no_member() {
        let minus_one = format!("7{}ec", "f".repeat(61));
        let point = Ed25519::read_element(minus_one.as_bytes());
        assert_eq!(point.map(|point| Ed25519::vartime_is_member(&point)), Ok(false));
    }
}
