//! Secret scalars and polynomials.

use comitia_crypto::polynomial::SecretPolynomial as Polynomial;
use comitia_crypto::{Belenios2048, Ed25519, Group as _, Rfc3526, Secret, channel, hash, schnorr};
use comitia_messages::any::{AnySecret, Name, Named};
use comitia_messages::{Check, Fault as Wrong, with_group};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use zeroize::Zeroizing;

use crate::faults::{misuse, no_randomness, refuse};
use crate::group::{Group, ProofText, hidden, member};

/// A number modulo q that nobody else may learn.
#[pyclass(frozen, module = "comitia._native")]
pub struct SecretScalar(pub AnySecret);

/// Evaluate an expression with `$secret` as the typed secret and `$G` as its group.
macro_rules! with_secret {
    ($any:expr, $G:ident, $secret:ident => $body:expr) => {
        match $any {
            AnySecret::Ed25519($secret) => {
                type $G = Ed25519;
                $body
            }
            AnySecret::Belenios2048($secret) => {
                type $G = Belenios2048;
                $body
            }
            AnySecret::Rfc3526($secret) => {
                type $G = Rfc3526;
                $body
            }
        }
    };
}

/// The digits of a secret, for Python; what is not Python's is wiped.
fn reveal<'py, G: comitia_crypto::Group>(py: Python<'py>, secret: &Secret<G>) -> Bound<'py, PyString> {
    PyString::new(py, &Zeroizing::new(G::scalar_string(secret.expose())))
}

fn no_comparison<T>() -> PyResult<T> {
    Err(PyTypeError::new_err("secrets are not compared, hashed or pickled"))
}

#[pymethods]
impl SecretScalar {
    #[staticmethod]
    fn generate(group: &Group) -> PyResult<Self> {
        with_group!(group.0, G => {
            loop {
                let secret = Secret::<G>::random().map_err(no_randomness)?;
                // Zero has probability 1/q; its public key would be the neutral element.
                if *secret.expose() != G::zero() {
                    return Ok(Self(G::wrap(secret)));
                }
            }
        })
    }

    #[staticmethod]
    fn from_decimal(py: Python<'_>, group: &Group, decimal: &str) -> PyResult<Self> {
        with_group!(group.0, G => match G::read_scalar(decimal.as_bytes()) {
            Ok(scalar) => Ok(Self(G::wrap(Secret::new(scalar)))),
            Err(rejected) => Err(refuse(py, hidden(rejected))),
        })
    }

    #[staticmethod]
    fn from_seed(group: &Group, prefix: &str, seed: &str) -> Self {
        let digest = Zeroizing::new(hash::sha256(&[prefix.as_bytes(), seed.as_bytes()]));
        with_group!(group.0, G => Self(G::wrap(Secret::new(G::reduce_digest(&digest)))))
    }

    #[staticmethod]
    fn sum(shares: Vec<PyRef<'_, Self>>) -> PyResult<Self> {
        let first = shares.first().ok_or_else(|| misuse("no shares to add"))?;
        with_group!(first.0.name(), G => {
            let mut sum = Secret::<G>::new(G::zero());
            for share in &shares {
                let share = G::unwrap(&share.0).ok_or_else(|| misuse("shares of different groups"))?;
                sum = Secret::new(G::add(sum.expose(), share.expose()));
            }
            Ok(Self(G::wrap(sum)))
        })
    }

    #[getter]
    fn group(&self) -> Group {
        Group(self.0.name())
    }

    fn public_key(&self, py: Python<'_>) -> String {
        py.detach(|| with_secret!(&self.0, G, secret => G::element_string(&secret.public())))
    }

    fn prove(&self, py: Python<'_>, prefix: &[u8]) -> PyResult<ProofText> {
        let proof = py.detach(|| {
            with_secret!(&self.0, G, secret => schnorr::prove::<G>(secret, prefix).map(|proof| {
                (G::scalar_string(&proof.challenge), G::scalar_string(&proof.response))
            }))
        });
        proof.map_err(no_randomness)
    }

    fn decrypt_channel<'py>(
        &self,
        py: Python<'py>,
        alpha: &str,
        beta: &str,
        data: &str,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let message = with_secret!(&self.0, G, secret => {
            member::<G>("channel message, alpha", alpha).and_then(|alpha| {
                let beta = member::<G>("channel message, beta", beta)?;
                let data = hash::unhex(data.as_bytes()).ok_or_else(|| {
                    Wrong::new(Check::Canonical, "channel message, data", "something else", "lower-case hexadecimal")
                })?;
                channel::open(secret, &channel::Sealed { alpha, beta, data }).ok_or_else(|| {
                    let found = "one that does not decrypt under this key";
                    Wrong::new(Check::Channel, "channel message", found, "one encrypted for this key and unaltered")
                })
            })
        });
        message.map(|message| PyBytes::new(py, &message)).map_err(|fault| refuse(py, fault))
    }

    fn reveal_decimal<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        with_secret!(&self.0, G, secret => reveal::<G>(py, secret))
    }

    fn __repr__(&self) -> String {
        format!("SecretScalar({}, hidden)", self.0.name().text())
    }
    fn __eq__(&self, _other: &Bound<'_, PyAny>) -> PyResult<bool> {
        no_comparison()
    }
    fn __hash__(&self) -> PyResult<u64> {
        no_comparison()
    }
    fn __reduce__(&self) -> PyResult<()> {
        no_comparison()
    }
}

enum AnyPolynomial {
    Ed25519(Polynomial<Ed25519>),
    Belenios2048(Polynomial<Belenios2048>),
    Rfc3526(Polynomial<Rfc3526>),
}

macro_rules! with_polynomial {
    ($any:expr, $G:ident, $polynomial:ident => $body:expr) => {
        match $any {
            AnyPolynomial::Ed25519($polynomial) => {
                type $G = Ed25519;
                $body
            }
            AnyPolynomial::Belenios2048($polynomial) => {
                type $G = Belenios2048;
                $body
            }
            AnyPolynomial::Rfc3526($polynomial) => {
                type $G = Rfc3526;
                $body
            }
        }
    };
}

/// More than any ceremony can seat; what is asked for above it is a mistake, and would fill the memory.
const MOST_TRUSTEES: usize = 10_000;

/// A trustee's polynomial.
#[pyclass(frozen, module = "comitia._native")]
pub struct SecretPolynomial(AnyPolynomial);

fn read_coefficients<G: Named>(py: Python<'_>, coefficients: &[String]) -> PyResult<Polynomial<G>> {
    let mut read = Vec::with_capacity(coefficients.len());
    for text in coefficients {
        read.push(G::read_scalar(text.as_bytes()).map(Secret::new).map_err(|rejected| refuse(py, hidden(rejected)))?);
    }
    Ok(Polynomial::new(read))
}

#[pymethods]
impl SecretPolynomial {
    #[staticmethod]
    fn generate(group: &Group, threshold: usize) -> PyResult<Self> {
        if !(1..=MOST_TRUSTEES).contains(&threshold) {
            return Err(misuse("a threshold is 1 or more, and at most 10,000"));
        }
        Ok(Self(match group.0 {
            Name::Ed25519 => AnyPolynomial::Ed25519(Polynomial::random(threshold).map_err(no_randomness)?),
            Name::Belenios2048 => AnyPolynomial::Belenios2048(Polynomial::random(threshold).map_err(no_randomness)?),
            Name::Rfc3526 => AnyPolynomial::Rfc3526(Polynomial::random(threshold).map_err(no_randomness)?),
        }))
    }

    #[staticmethod]
    fn from_decimals(py: Python<'_>, group: &Group, coefficients: Vec<String>) -> PyResult<Self> {
        let coefficients = Zeroizing::new(coefficients);
        if coefficients.is_empty() {
            return Err(misuse("a polynomial has one coefficient or more"));
        }
        Ok(Self(match group.0 {
            Name::Ed25519 => AnyPolynomial::Ed25519(read_coefficients(py, &coefficients)?),
            Name::Belenios2048 => AnyPolynomial::Belenios2048(read_coefficients(py, &coefficients)?),
            Name::Rfc3526 => AnyPolynomial::Rfc3526(read_coefficients(py, &coefficients)?),
        }))
    }

    #[getter]
    fn threshold(&self) -> usize {
        with_polynomial!(&self.0, G, polynomial => {
            let coefficients: &[Secret<G>] = polynomial.coefficients();
            coefficients.len()
        })
    }

    fn evaluate(&self, at: u64) -> PyResult<SecretScalar> {
        if at == 0 {
            return Err(misuse("trustees are counted from 1; f(0) is the secret itself"));
        }
        Ok(SecretScalar(with_polynomial!(&self.0, G, polynomial => G::wrap(polynomial.evaluate(at)))))
    }

    fn coefexps(&self, py: Python<'_>) -> Vec<String> {
        py.detach(|| {
            with_polynomial!(&self.0, G, polynomial => {
                polynomial.coefficients().iter().map(|secret| G::element_string(&secret.public())).collect()
            })
        })
    }

    fn reveal_decimals<'py>(&self, py: Python<'py>) -> Vec<Bound<'py, PyString>> {
        with_polynomial!(&self.0, G, polynomial => {
            polynomial.coefficients().iter().map(|secret| reveal::<G>(py, secret)).collect()
        })
    }

    fn __repr__(&self) -> String {
        format!("SecretPolynomial(threshold={}, hidden)", self.threshold())
    }
    fn __eq__(&self, _other: &Bound<'_, PyAny>) -> PyResult<bool> {
        no_comparison()
    }
    fn __hash__(&self) -> PyResult<u64> {
        no_comparison()
    }
    fn __reduce__(&self) -> PyResult<()> {
        no_comparison()
    }
}
