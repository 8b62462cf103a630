//! What a group of the protocol can do.
//!
//! The names tell the side: `power` and `power_of_generator` are for secrets and run in constant time, `vartime_*` is for public
//! data. The hot path of a verifier is [`Group::vartime_recompute`], which rebuilds the commitments of many proofs about one
//! element at once, so that a group may share work between them.
//!
//! Source: Belenios specification, "Groups".

use std::fmt::Debug;

use zeroize::Zeroize;

use crate::random::NoRandomness;

/// Why a string is not an element or a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// Not the one canonical spelling.
    Spelling,
    /// A number outside 0..q.
    Range,
    /// Not an element of the surrounding group (off the curve, or zero modulo p).
    OffGroup,
}

/// The two bases that every proof of an election uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixed {
    /// g.
    Generator,
    /// y, the election's public key.
    Key,
}

/// One commitment to rebuild: fixed^response (base / g^shift)^challenge.
#[derive(Clone, Copy, Debug)]
pub struct Recompute<S> {
    /// The base of the response.
    pub fixed: Fixed,
    /// The proof's response.
    pub response: S,
    /// The value whose encryption is claimed, M_j; 0 leaves the base alone.
    pub shift: u64,
    /// The proof's challenge.
    pub challenge: S,
}

/// Precomputed multiples of g and y.
pub struct Tables<G: Group> {
    /// y.
    pub key: G::Element,
    /// Table of y.
    pub table: G::Table,
}

impl<G: Group> Tables<G> {
    /// Compute the tables for one election key.
    pub fn new(key: G::Element) -> Self {
        Self { key, table: G::table(&key) }
    }
}

/// A cyclic group of prime order q with the protocol's strings.
pub trait Group: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// The name in the `group` field of an election.
    const NAME: &'static str;
    /// An element of the surrounding group; whether it is in the subgroup of order q is asked by `vartime_is_member`.
    type Element: Copy + PartialEq + Debug + Send + Sync + 'static;
    /// A number modulo q.
    type Scalar: Copy + PartialEq + Debug + Zeroize + Send + Sync + 'static;
    /// Precomputed powers of one public element.
    type Table: Send + Sync + 'static;

    /// g.
    fn generator() -> Self::Element;
    /// The neutral element.
    fn identity() -> Self::Element;
    /// The product of two elements.
    fn multiply(a: &Self::Element, b: &Self::Element) -> Self::Element;
    /// The product of two public elements, by the fastest way there is.
    fn vartime_multiply(a: &Self::Element, b: &Self::Element) -> Self::Element {
        Self::multiply(a, b)
    }
    /// The inverse. Variable time is allowed only where the group's inversion is a negation.
    fn vartime_invert(a: &Self::Element) -> Self::Element;

    /// Append the string of an element.
    fn write_element(a: &Self::Element, out: &mut Vec<u8>);
    /// The strings of many elements, sharing what can be shared.
    fn write_elements(elements: &[Self::Element]) -> Vec<Vec<u8>> {
        elements
            .iter()
            .map(|element| {
                let mut out = Vec::new();
                Self::write_element(element, &mut out);
                out
            })
            .collect()
    }
    /// Read an element in its one canonical spelling. Membership of the subgroup is a question apart.
    fn read_element(text: &[u8]) -> Result<Self::Element, Rejected>;
    /// 64 bits of each element, equal for equal elements and seldom for others: keys for a table.
    fn vartime_fingerprints(elements: &[Self::Element]) -> Vec<u64>;
    /// Whether a^q = 1.
    fn vartime_is_member(a: &Self::Element) -> bool;
    /// Bytes whose lexicographic order is the group's order.
    fn sort_key(a: &Self::Element) -> Vec<u8>;

    /// q, as decimal digits.
    fn order() -> String;
    /// 0.
    fn zero() -> Self::Scalar;
    /// A small number modulo q.
    fn scalar(value: u64) -> Self::Scalar;
    /// a + b.
    fn add(a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a - b.
    fn subtract(a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a b.
    fn times(a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// 1/a; zero for zero. Public data.
    fn vartime_reciprocal(a: &Self::Scalar) -> Self::Scalar;
    /// `yes` if `choice` is 1, `no` if it is 0, in constant time.
    fn select(no: &Self::Scalar, yes: &Self::Scalar, choice: subtle::Choice) -> Self::Scalar;
    /// Uniform in 0..q.
    fn random_scalar() -> Result<Self::Scalar, NoRandomness>;
    /// Read a canonical decimal number below q. Constant time in the value.
    fn read_scalar(text: &[u8]) -> Result<Self::Scalar, Rejected>;
    /// Append the decimal spelling. Constant time in the value.
    fn write_scalar(a: &Self::Scalar, out: &mut Vec<u8>);
    /// A big-endian number of 512 bits, modulo q.
    fn reduce(wide: &[u8; 64]) -> Self::Scalar;
    /// A SHA-256 digest read as a big-endian number, modulo q.
    fn reduce_digest(digest: &[u8; 32]) -> Self::Scalar {
        let mut wide = [0; 64];
        wide[32..].copy_from_slice(digest);
        Self::reduce(&wide)
    }

    /// g^x in constant time.
    fn power_of_generator(x: &Self::Scalar) -> Self::Element;
    /// a^x in constant time.
    fn power(a: &Self::Element, x: &Self::Scalar) -> Self::Element;
    /// y^x in constant time, with the election's tables.
    fn power_of_key(tables: &Tables<Self>, x: &Self::Scalar) -> Self::Element {
        Self::power(&tables.key, x)
    }
    /// Precompute powers of a public element.
    fn table(base: &Self::Element) -> Self::Table;
    /// prod bases[i]^exponents[i], both public; the shorter list decides.
    fn vartime_product_of_powers(bases: &[Self::Element], exponents: &[Self::Scalar]) -> Self::Element;
    /// a^n for a small public n.
    fn vartime_small_power(a: &Self::Element, n: u64) -> Self::Element {
        let mut result = Self::identity();
        for bit in (0..u64::BITS - n.leading_zeros()).rev() {
            result = Self::vartime_multiply(&result, &result);
            if (n >> bit) & 1 == 1 {
                result = Self::vartime_multiply(&result, a);
            }
        }
        result
    }
    /// Whether `base` is in the group, if `member` asks so (true otherwise), and the commitments that `wanted` describes.
    fn vartime_recompute(
        tables: &Tables<Self>,
        base: &Self::Element,
        member: bool,
        wanted: &[Recompute<Self::Scalar>],
    ) -> (bool, Vec<Self::Element>);
    /// The same by the plain formula, one power at a time: the reference that the fast path is tested against.
    fn reference_recompute(
        tables: &Tables<Self>,
        base: &Self::Element,
        wanted: &Recompute<Self::Scalar>,
    ) -> Self::Element {
        let fixed = match wanted.fixed {
            Fixed::Generator => Self::power(&Self::generator(), &wanted.response),
            Fixed::Key => Self::power(&tables.key, &wanted.response),
        };
        let shift = Self::vartime_invert(&Self::power(&Self::generator(), &Self::scalar(wanted.shift)));
        Self::multiply(&fixed, &Self::power(&Self::multiply(base, &shift), &wanted.challenge))
    }

    /// prod bases[i]^exponents[i] with secret exponents, constant time; the shorter list decides.
    fn product_of_powers(bases: &[Self::Element], exponents: &[Self::Scalar]) -> Self::Element {
        bases
            .iter()
            .zip(exponents)
            .fold(Self::identity(), |product, (base, exponent)| Self::multiply(&product, &Self::power(base, exponent)))
    }
    /// The element that stands for some small numbers: a non-homomorphic answer. None in a group without an embedding, and for more
    /// numbers than fit. Constant time in the numbers, but for one case in 2^24.
    fn embed(_values: &[u8]) -> Option<Self::Element> {
        None
    }
    /// The `n` numbers that an element stands for; None in a group without an embedding.
    fn vartime_extract(_element: &Self::Element, _n: usize) -> Option<Vec<u8>> {
        None
    }
    /// A generator whose logarithm nobody knows; -1, 0, 1, ... give different ones. None where non-homomorphic answers are not.
    fn independent_generator(_index: i64) -> Option<Self::Element> {
        None
    }

    /// The string of one element.
    fn element_string(a: &Self::Element) -> String {
        let mut out = Vec::new();
        Self::write_element(a, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }
    /// The string of one scalar.
    fn scalar_string(a: &Self::Scalar) -> String {
        let mut out = Vec::new();
        Self::write_scalar(a, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }
}
