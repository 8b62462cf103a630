//! A scalar that nobody else may learn.

use std::fmt;

use zeroize::Zeroize;

use crate::group::Group;
use crate::random::NoRandomness;

/// Wiped when dropped, hidden in `Debug`, without `PartialEq`.
pub struct Secret<G: Group>(G::Scalar);

impl<G: Group> Secret<G> {
    /// Take a scalar into keeping.
    pub fn new(scalar: G::Scalar) -> Self {
        Self(scalar)
    }

    /// Uniform in 0..q.
    pub fn random() -> Result<Self, NoRandomness> {
        G::random_scalar().map(Self)
    }

    /// `n` of them. The list has its room from the start: one that grows leaves copies behind which nobody wipes.
    pub fn random_list(n: usize) -> Result<Vec<Self>, NoRandomness> {
        let mut secrets = Vec::with_capacity(n);
        for _ in 0..n {
            secrets.push(Self::random()?);
        }
        Ok(secrets)
    }

    /// The number itself, for arithmetic that runs in constant time.
    pub fn expose(&self) -> &G::Scalar {
        &self.0
    }

    /// g^x.
    pub fn public(&self) -> G::Element {
        G::power_of_generator(&self.0)
    }
}

impl<G: Group> Clone for Secret<G> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<G: Group> fmt::Debug for Secret<G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secret({}, hidden)", G::NAME)
    }
}

impl<G: Group> Drop for Secret<G> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
