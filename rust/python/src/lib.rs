//! The door between Python and the Rust core.
//!
//! This crate converts and nothing else: bytes and strings in, verdicts out. What each function promises stands in
//! `src/comitia/_native.pyi`, which the type checker and the reader of Python see.

mod attend;
mod ballots;
mod bench;
mod credentials;
mod faults;
mod group;
mod secrets;
mod tallies;

use pyo3::prelude::*;
use pyo3::types::PyString;

/// The curve arithmetic that this machine runs.
#[pyfunction]
fn backend() -> &'static str {
    comitia_crypto::groups::ed25519::backend()
}

/// Base58 characters from the operating system.
#[pyfunction]
fn random_base58(py: Python<'_>, length: usize) -> PyResult<Bound<'_, PyString>> {
    const MOST: usize = 1_000_000;
    if length > MOST {
        return Err(faults::misuse("at most 1,000,000 characters, please"));
    }
    let text = comitia_crypto::random::base58(length).map_err(faults::no_randomness)?;
    Ok(PyString::new(py, &text))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("Refused", module.py().get_type::<faults::Refused>())?;
    module.add_class::<faults::Fault>()?;
    module.add_class::<attend::Progress>()?;
    module.add_class::<group::Group>()?;
    module.add_class::<secrets::SecretScalar>()?;
    module.add_class::<secrets::SecretPolynomial>()?;
    module.add_class::<credentials::Credential>()?;
    module.add_class::<ballots::ElectionContext>()?;
    module.add_class::<ballots::BallotVerdict>()?;
    module.add_class::<tallies::TallyAccumulator>()?;
    module.add_class::<tallies::EncryptedTally>()?;
    module.add_function(wrap_pyfunction!(backend, module)?)?;
    module.add_function(wrap_pyfunction!(random_base58, module)?)?;
    module.add_function(wrap_pyfunction!(bench::floor_bench, module)?)?;
    Ok(())
}
