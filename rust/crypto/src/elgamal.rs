//! Ciphertexts (alpha, beta) = (g^r, y^r g^m).
//!
//! Source: Belenios specification, "Homomorphic answers".

use crate::group::{Group, Tables};

/// An ElGamal ciphertext.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ciphertext<G: Group> {
    /// g^r.
    pub alpha: G::Element,
    /// y^r g^m.
    pub beta: G::Element,
}

impl<G: Group> Ciphertext<G> {
    /// The encryption of 0 with r = 0.
    pub fn neutral() -> Self {
        Self { alpha: G::identity(), beta: G::identity() }
    }

    /// Encrypt g^m, constant time in `randomness` and `message`.
    pub fn encrypt(tables: &Tables<G>, randomness: &G::Scalar, message: &G::Scalar) -> Self {
        let mask = G::power_of_key(tables, randomness);
        Self { alpha: G::power_of_generator(randomness), beta: G::multiply(&mask, &G::power_of_generator(message)) }
    }

    /// Component-wise product: the encryption of the sum. Ciphertexts are public.
    pub fn multiply(&self, other: &Self) -> Self {
        Self {
            alpha: G::vartime_multiply(&self.alpha, &other.alpha),
            beta: G::vartime_multiply(&self.beta, &other.beta),
        }
    }

    /// Component-wise power: the encryption of the multiple. The weight is public.
    pub fn vartime_weigh(&self, weight: u64) -> Self {
        match weight {
            1 => *self,
            _ => Self {
                alpha: G::vartime_small_power(&self.alpha, weight),
                beta: G::vartime_small_power(&self.beta, weight),
            },
        }
    }

    /// Product of many.
    pub fn product<'a>(ciphertexts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut ciphertexts = ciphertexts.into_iter();
        let first = ciphertexts.next().copied().unwrap_or_else(Self::neutral);
        ciphertexts.fold(first, |product, one| product.multiply(one))
    }
}
