//! Polynomials over Z_q: the shares of a threshold key and their recombination.
//!
//! Source: Belenios specification, "Polynomials", "Election result" (Lagrange coefficients).

use crate::group::Group;
use crate::random::NoRandomness;
use crate::secret::Secret;

/// f(x) = a_0 + a_1 x + ... + a_t x^t.
#[derive(Clone, Debug)]
pub struct SecretPolynomial<G: Group>(Vec<Secret<G>>);

impl<G: Group> SecretPolynomial<G> {
    /// With these coefficients, constant term first.
    pub fn new(coefficients: Vec<Secret<G>>) -> Self {
        Self(coefficients)
    }

    /// `threshold` random coefficients.
    pub fn random(threshold: usize) -> Result<Self, NoRandomness> {
        Secret::random_list(threshold).map(Self)
    }

    /// a_0, ..., a_t.
    pub fn coefficients(&self) -> &[Secret<G>] {
        &self.0
    }

    /// f(at), constant time in the coefficients.
    pub fn evaluate(&self, at: u64) -> Secret<G> {
        let x = G::scalar(at);
        let mut value = Secret::new(G::zero());
        for coefficient in self.0.iter().rev() {
            value = Secret::new(G::add(&G::times(value.expose(), &x), coefficient.expose()));
        }
        value
    }
}

/// prod_k coefexps[k]^(at^k) by Horner's rule: g^f(at) from the A_k = g^(a_k).
pub fn vartime_evaluate_in_exponent<G: Group>(coefexps: &[G::Element], at: u64) -> G::Element {
    coefexps
        .iter()
        .rev()
        .fold(G::identity(), |value, coefexp| G::multiply(&G::vartime_small_power(&value, at), coefexp))
}

/// prod over the other indices k of k/(k - own), modulo q; None if `own` is doubled or an index is zero.
pub fn lagrange_at_zero<G: Group>(own: u64, indices: &[u64]) -> Option<G::Scalar> {
    if own == 0 || indices.contains(&0) || indices.iter().filter(|index| **index == own).count() != 1 {
        return None;
    }
    let (mut numerator, mut denominator) = (G::scalar(1), G::scalar(1));
    for index in indices.iter().filter(|index| **index != own) {
        numerator = G::times(&numerator, &G::scalar(*index));
        denominator = G::times(&denominator, &G::subtract(&G::scalar(*index), &G::scalar(own)));
    }
    Some(G::times(&numerator, &G::vartime_reciprocal(&denominator)))
}
