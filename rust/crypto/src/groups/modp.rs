//! Multiplicative subgroups of F_p*, p of 2048 bits.
//!
//! Secrets go through crypto-bigint, whose Montgomery arithmetic runs in constant time. The shortcuts for public data are in
//! `modp_vartime`.
//!
//! Source: Belenios specification, "Finite fields".

use std::fmt::Debug;
use std::marker::PhantomData;

use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};
use crypto_bigint::{U2048, Uint};
use subtle::{Choice, ConditionallySelectable, ConstantTimeLess};
use zeroize::Zeroize;

use super::embedding;
use super::modp_comb::Comb;
use super::modp_vartime::{self, PowerTable};
use super::montgomery;
use crate::decimal;
use crate::group::{Group, Recompute, Rejected, Tables};
use crate::random::{self, NoRandomness};

/// Limbs of p.
pub const P_LIMBS: usize = 32;

/// What tells one such group from another; `L` is the number of limbs of q.
pub trait Parameters<const L: usize>: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// The name in the `group` field of an election.
    const NAME: &'static str;
    /// g.
    const GENERATOR: U2048;
    /// Whether p = 2q + 1.
    const SAFE_PRIME: bool;
    /// Bits of a digit in the tables of g and y.
    const WINDOW: usize;
    /// p.
    type P: ConstMontyParams<P_LIMBS>;
    /// q.
    type Q: ConstMontyParams<L>;
    /// The table of g, made once.
    fn generator_table() -> &'static Table<Self::P>;
}

/// Powers of one public element: for public exponents, and for secret ones.
pub struct Table<P: ConstMontyParams<P_LIMBS>> {
    /// Variable time.
    pub public: PowerTable<P>,
    /// Constant time.
    pub secret: Comb<P>,
}

/// The subgroup that `M` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modp<M, const L: usize>(PhantomData<M>);

type Element<M, const L: usize> = ConstMontyForm<<M as Parameters<L>>::P, P_LIMBS>;
type Scalar<M, const L: usize> = ConstMontyForm<<M as Parameters<L>>::Q, L>;

fn modulus<P: ConstMontyParams<W>, const W: usize>() -> Uint<W> {
    *P::MODULUS.as_ref()
}

/// a^(m-2) = 1/a for a prime m.
fn reciprocal<P: ConstMontyParams<W>, const W: usize>(a: &ConstMontyForm<P, W>) -> ConstMontyForm<P, W> {
    a.pow(&modulus::<P, W>().wrapping_sub(&Uint::from_u8(2)))
}

fn write_uint<const W: usize>(number: Uint<W>, out: &mut Vec<u8>) {
    let mut limbs = number.to_words();
    decimal::write(&mut limbs, out);
}

impl<M: Parameters<L>, const L: usize> Group for Modp<M, L> {
    const NAME: &'static str = M::NAME;
    type Element = Element<M, L>;
    type Scalar = Scalar<M, L>;
    type Table = Table<M::P>;

    fn generator() -> Self::Element {
        ConstMontyForm::new(&M::GENERATOR)
    }

    fn identity() -> Self::Element {
        ConstMontyForm::ONE
    }

    fn multiply(a: &Self::Element, b: &Self::Element) -> Self::Element {
        a.mul(b)
    }

    fn vartime_multiply(a: &Self::Element, b: &Self::Element) -> Self::Element {
        montgomery::vartime_multiply(a, b)
    }

    fn vartime_invert(a: &Self::Element) -> Self::Element {
        reciprocal(a)
    }

    fn write_element(a: &Self::Element, out: &mut Vec<u8>) {
        write_uint(a.retrieve(), out);
    }

    fn vartime_fingerprints(elements: &[Self::Element]) -> Vec<u64> {
        // The Montgomery representation is unique below p, and its low limb as good as random.
        elements.iter().map(|element| element.as_montgomery().as_words().first().copied().unwrap_or(0)).collect()
    }

    fn read_element(text: &[u8]) -> Result<Self::Element, Rejected> {
        let mut limbs = [0; P_LIMBS];
        // A number at or above p is another spelling of a smaller one.
        decimal::read(text, &mut limbs).map_err(|_| Rejected::Spelling)?;
        let number = Uint::from_words(limbs);
        if number >= modulus::<M::P, P_LIMBS>() {
            return Err(Rejected::Spelling);
        }
        if number == Uint::ZERO {
            return Err(Rejected::OffGroup);
        }
        Ok(ConstMontyForm::new(&number))
    }

    fn vartime_is_member(a: &Self::Element) -> bool {
        if M::SAFE_PRIME {
            // p = 2q + 1: the subgroup is the squares.
            modp_vartime::jacobi(a.retrieve().to_words(), modulus::<M::P, P_LIMBS>().to_words()) == 1
        } else {
            modp_vartime::power(a, &modulus::<M::Q, L>().to_words()) == ConstMontyForm::ONE
        }
    }

    fn sort_key(a: &Self::Element) -> Vec<u8> {
        a.retrieve().to_words().iter().rev().flat_map(|limb| limb.to_be_bytes()).collect()
    }

    fn order() -> String {
        let mut out = Vec::new();
        write_uint(modulus::<M::Q, L>(), &mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    fn zero() -> Self::Scalar {
        ConstMontyForm::ZERO
    }

    fn scalar(value: u64) -> Self::Scalar {
        ConstMontyForm::new(&Uint::from_u64(value))
    }

    fn add(a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar {
        a.add(b)
    }

    fn subtract(a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar {
        a.sub(b)
    }

    fn times(a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar {
        a.mul(b)
    }

    fn vartime_reciprocal(a: &Self::Scalar) -> Self::Scalar {
        reciprocal(a)
    }

    fn select(no: &Self::Scalar, yes: &Self::Scalar, choice: Choice) -> Self::Scalar {
        ConstMontyForm::conditional_select(no, yes, choice)
    }

    fn random_scalar() -> Result<Self::Scalar, NoRandomness> {
        // Numbers of the width of q, drawn again while they are not below it. How often tells nothing about the one that stays.
        let order = modulus::<M::Q, L>();
        let spare = (L as u32 * u64::BITS - order.bits_vartime()) as usize;
        let mut limbs = [0u64; L];
        loop {
            for limb in &mut limbs {
                let mut bytes = [0; 8];
                random::fill(&mut bytes)?;
                *limb = u64::from_le_bytes(bytes);
                bytes.zeroize();
            }
            if let Some(highest) = limbs.last_mut() {
                *highest >>= spare;
            }
            let number = Uint::from_words(limbs);
            if bool::from(number.ct_lt(&order)) {
                limbs.zeroize();
                return Ok(ConstMontyForm::new(&number));
            }
        }
    }

    fn read_scalar(text: &[u8]) -> Result<Self::Scalar, Rejected> {
        let mut limbs = [0; L];
        decimal::read(text, &mut limbs)?;
        let number = Uint::from_words(limbs);
        limbs.zeroize();
        if bool::from(number.ct_lt(&modulus::<M::Q, L>())) {
            Ok(ConstMontyForm::new(&number))
        } else {
            Err(Rejected::Range)
        }
    }

    fn write_scalar(a: &Self::Scalar, out: &mut Vec<u8>) {
        write_uint(a.retrieve(), out);
    }

    fn reduce(wide: &[u8; 64]) -> Self::Scalar {
        // In base B = 2^(64 L), most significant digit first. `new` reduces any digit; Q::ONE is B modulo q.
        let base = ConstMontyForm::new(&M::Q::ONE);
        let mut limbs = [0u64; 8];
        for (limb, bytes) in limbs.iter_mut().rev().zip(wide.chunks_exact(8)) {
            *limb = bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
        }
        let mut sum = ConstMontyForm::ZERO;
        for digit in limbs.chunks(L).rev() {
            let mut words = [0; L];
            for (word, limb) in words.iter_mut().zip(digit) {
                *word = *limb;
            }
            sum = sum.mul(&base).add(&ConstMontyForm::new(&Uint::from_words(words)));
            words.zeroize();
        }
        limbs.zeroize();
        sum
    }

    fn power_of_generator(x: &Self::Scalar) -> Self::Element {
        M::generator_table().secret.power(&x.retrieve())
    }

    fn power(a: &Self::Element, x: &Self::Scalar) -> Self::Element {
        a.pow(&x.retrieve())
    }

    fn power_of_key(tables: &Tables<Self>, x: &Self::Scalar) -> Self::Element {
        tables.table.secret.power(&x.retrieve())
    }

    fn table(base: &Self::Element) -> Self::Table {
        let bits = modulus::<M::Q, L>().bits_vartime() as usize;
        Table { public: PowerTable::new(base, M::WINDOW, bits), secret: Comb::new(base, L) }
    }

    fn vartime_product_of_powers(bases: &[Self::Element], exponents: &[Self::Scalar]) -> Self::Element {
        let powers: Vec<_> = exponents.iter().map(|exponent| exponent.retrieve().to_words()).collect();
        bases.iter().zip(&powers).fold(Self::identity(), |product, (base, exponent)| {
            montgomery::vartime_multiply(&product, &modp_vartime::power(base, exponent))
        })
    }

    fn embed(values: &[u8]) -> Option<Self::Element> {
        if M::SAFE_PRIME { embedding::embed_residue::<M, L>(values) } else { None }
    }

    fn vartime_extract(element: &Self::Element, n: usize) -> Option<Vec<u8>> {
        let little_endian: Vec<u8> = element.retrieve().to_words().iter().flat_map(|limb| limb.to_le_bytes()).collect();
        M::SAFE_PRIME.then(|| embedding::extract(&little_endian, embedding::RFC_PADDING, n))
    }

    fn independent_generator(index: i64) -> Option<Self::Element> {
        // x^((p-1)/q), which is x^2 modulo a safe prime.
        M::SAFE_PRIME.then(|| {
            let mut limbs = [0; P_LIMBS];
            for (limb, bytes) in limbs.iter_mut().zip(embedding::generator_digest(index).rchunks(8)) {
                *limb = bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
            }
            ConstMontyForm::new(&Uint::from_words(limbs)).square()
        })
    }

    fn vartime_recompute(
        tables: &Tables<Self>,
        base: &Self::Element,
        member: bool,
        wanted: &[Recompute<Self::Scalar>],
    ) -> (bool, Vec<Self::Element>) {
        modp_vartime::recompute::<M, L>(tables, base, member, wanted)
    }
}
