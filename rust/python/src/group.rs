//! Elements, public scalars, proofs of knowledge.

use comitia_crypto::group::Rejected;
use comitia_crypto::{Group as _, channel, hash, polynomial, schnorr};
use comitia_messages::any::Name;
use comitia_messages::{Check, Fault as Wrong, parallel, roll, with_group};
use pyo3::prelude::*;
use pyo3::types::PyInt;

use crate::attend::{Progress, attend};
use crate::faults::{Fault, faults, misuse, no_randomness, refuse};

/// (challenge, response).
pub type ProofText = (String, String);

/// A group by its name.
#[pyclass(frozen, eq, hash, module = "comitia._native")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Group(pub Name);

fn cancelled<T>(outcome: Result<T, parallel::Cancelled>) -> Result<T, Wrong> {
    outcome.map_err(|_| Wrong::new(Check::Cancelled, "call", "a request to stop", "its end"))
}

/// Read an element and check that it is in the group.
pub fn member<G: comitia_crypto::Group>(what: &str, text: &str) -> Result<G::Element, Wrong> {
    let element =
        G::read_element(text.as_bytes()).map_err(|rejected| Wrong::of_element(rejected, what, text.as_bytes()))?;
    if G::vartime_is_member(&element) { Ok(element) } else { Err(Wrong::outside(what, text.as_bytes())) }
}

fn members<G: comitia_crypto::Group>(what: &str, texts: &[String]) -> Result<Vec<G::Element>, Wrong> {
    texts.iter().enumerate().map(|(index, text)| member::<G>(&format!("{what} {}", index + 1), text)).collect()
}

fn scalar<G: comitia_crypto::Group>(what: &str, text: &str) -> Result<G::Scalar, Wrong> {
    G::read_scalar(text.as_bytes()).map_err(|rejected| Wrong::of_scalar(rejected, what, text.as_bytes()))
}

fn check_schnorr<G: comitia_crypto::Group>(public: &str, prefix: &[u8], proof: &ProofText) -> Result<(), Wrong> {
    let challenge = scalar::<G>("proof, challenge", &proof.0);
    let response = scalar::<G>("proof, response", &proof.1);
    let public = member::<G>("public key", public);
    let first = [challenge.as_ref().err(), response.as_ref().err(), public.as_ref().err()];
    if let Some(fault) = first.iter().flatten().find(|fault| fault.check == Check::Canonical) {
        return Err((*fault).clone());
    }
    let (challenge, response, public) = (challenge?, response?, public?);
    if schnorr::is_valid::<G>(&public, prefix, &schnorr::Proof { challenge, response }) {
        return Ok(());
    }
    let expected = "one whose challenge is the hash of its statement and commitment";
    Err(Wrong::new(Check::Proof, "proof of knowledge", "a proof that does not hold", expected))
}

#[pymethods]
impl Group {
    #[new]
    fn new(py: Python<'_>, name: &str) -> PyResult<Self> {
        Name::receive(name).map(Self).map_err(|fault| refuse(py, fault))
    }
    #[getter]
    fn name(&self) -> &'static str {
        self.0.text()
    }
    #[getter]
    fn order<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.get_type::<PyInt>().call1((with_group!(self.0, G => G::order()),))
    }
    #[getter]
    fn generator(&self) -> String {
        with_group!(self.0, G => G::element_string(&G::generator()))
    }
    #[getter]
    fn identity(&self) -> String {
        with_group!(self.0, G => G::element_string(&G::identity()))
    }
    fn __repr__(&self) -> String {
        format!("Group('{}')", self.0.text())
    }

    #[pyo3(signature = (elements, *, threads=1, progress=None))]
    fn check_elements(
        &self,
        py: Python<'_>,
        elements: Vec<String>,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<Option<Fault>>> {
        let name = self.0;
        let checked = attend(py, progress, elements.len(), |progress| {
            cancelled(parallel::each(
                threads,
                progress,
                &elements,
                |text| with_group!(name, G => member::<G>("element", text).err()),
            ))
        })?;
        checked.map(faults).map_err(|fault| refuse(py, fault))
    }

    fn is_identity(&self, py: Python<'_>, element: &str) -> PyResult<bool> {
        let is_identity = with_group!(self.0, G => {
            G::read_element(element.as_bytes()).map(|element| element == G::identity())
        });
        is_identity.map_err(|rejected| refuse(py, Wrong::of_element(rejected, "element", element.as_bytes())))
    }

    fn sort_key(&self, py: Python<'_>, element: &str) -> PyResult<Vec<u8>> {
        let key = with_group!(self.0, G => G::read_element(element.as_bytes()).map(|element| G::sort_key(&element)));
        key.map_err(|rejected| refuse(py, Wrong::of_element(rejected, "element", element.as_bytes())))
    }

    #[pyo3(signature = (credentials, *, threads=1, progress=None))]
    fn check_public_credentials(
        &self,
        py: Python<'_>,
        credentials: Vec<String>,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<Option<Fault>>> {
        let name = self.0;
        let checked = attend(py, progress, credentials.len(), |progress| {
            let alone = cancelled(parallel::each(
                threads,
                progress,
                &credentials,
                |one| with_group!(name, G => roll::check_one::<G>(one)),
            ))?;
            let together = with_group!(name, G => roll::check_sequence::<G>(&credentials));
            Ok(alone.into_iter().zip(together).map(|(alone, together)| alone.or(together)).collect::<Vec<_>>())
        })?;
        checked.map(faults).map_err(|fault| refuse(py, fault))
    }

    fn vartime_multiply(&self, py: Python<'_>, elements: Vec<String>) -> PyResult<String> {
        let name = self.0;
        let product = py.detach(|| {
            with_group!(name, G => members::<G>("element", &elements).map(|elements| {
                let product = elements.iter().fold(G::identity(), |product, element| G::multiply(&product, element));
                G::element_string(&product)
            }))
        });
        product.map_err(|fault| refuse(py, fault))
    }

    fn vartime_divide(&self, py: Python<'_>, numerator: &str, denominator: &str) -> PyResult<String> {
        let quotient = with_group!(self.0, G => {
            member::<G>("numerator", numerator).and_then(|numerator| {
                let inverse = G::vartime_invert(&member::<G>("denominator", denominator)?);
                Ok(G::element_string(&G::multiply(&numerator, &inverse)))
            })
        });
        quotient.map_err(|fault| refuse(py, fault))
    }

    fn vartime_product_of_powers(
        &self,
        py: Python<'_>,
        bases: Vec<String>,
        exponents: Vec<String>,
    ) -> PyResult<String> {
        if bases.len() != exponents.len() {
            return Err(misuse("as many exponents as bases, please"));
        }
        let name = self.0;
        let product = py.detach(|| {
            with_group!(name, G => members::<G>("base", &bases).and_then(|bases| {
                let exponents = exponents.iter().map(|text| scalar::<G>("exponent", text)).collect::<Result<Vec<_>, _>>()?;
                Ok(G::element_string(&G::vartime_product_of_powers(&bases, &exponents)))
            }))
        });
        product.map_err(|fault| refuse(py, fault))
    }

    fn vartime_evaluate_in_exponent(&self, py: Python<'_>, coefexps: Vec<String>, at: u64) -> PyResult<String> {
        let name = self.0;
        let value = py.detach(|| {
            with_group!(name, G => members::<G>("coefexp", &coefexps).map(|coefexps| {
                G::element_string(&polynomial::vartime_evaluate_in_exponent::<G>(&coefexps, at))
            }))
        });
        value.map_err(|fault| refuse(py, fault))
    }

    fn check_scalars(&self, scalars: Vec<String>) -> Vec<Option<Fault>> {
        faults(scalars.iter().map(|text| with_group!(self.0, G => scalar::<G>("scalar", text).err())).collect())
    }

    fn hash_to_scalar(&self, message: &[u8]) -> String {
        let digest = hash::sha256(&[message]);
        with_group!(self.0, G => G::scalar_string(&G::reduce_digest(&digest)))
    }

    #[pyo3(signature = (statements, *, threads=1, progress=None))]
    fn check_schnorr_proofs(
        &self,
        py: Python<'_>,
        statements: Vec<(String, Vec<u8>, ProofText)>,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<Option<Fault>>> {
        let name = self.0;
        let checked = attend(py, progress, statements.len(), |progress| {
            cancelled(parallel::each(
                threads,
                progress,
                &statements,
                |(public, prefix, proof)| with_group!(name, G => check_schnorr::<G>(public, prefix, proof).err()),
            ))
        })?;
        checked.map(faults).map_err(|fault| refuse(py, fault))
    }

    fn encrypt_channel(
        &self,
        py: Python<'_>,
        encryption_key: &str,
        message: &[u8],
    ) -> PyResult<(String, String, String)> {
        with_group!(self.0, G => {
            let key = member::<G>("encryption key", encryption_key).map_err(|fault| refuse(py, fault))?;
            let sealed = channel::seal::<G>(&key, message).map_err(no_randomness)?;
            Ok((G::element_string(&sealed.alpha), G::element_string(&sealed.beta), hash::hex(&sealed.data)))
        })
    }
}

/// The fault of a secret scalar that was not read: it never quotes the number.
pub fn hidden(rejected: Rejected) -> Wrong {
    match rejected {
        Rejected::Spelling => {
            let expected = "a decimal number without sign, space or leading zero";
            Wrong::new(Check::Canonical, "secret number", "another spelling (not shown)", expected)
        }
        _ => Wrong::new(
            Check::Scalar,
            "secret number",
            "too large a number (not shown)",
            "one below the order of the group",
        ),
    }
}
