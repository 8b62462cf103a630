//! Faults as Python sees them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use comitia_messages::fault;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

/// One thing that is wrong.
#[pyclass(frozen, module = "comitia._native")]
#[derive(Clone)]
pub struct Fault(pub fault::Fault);

#[pymethods]
impl Fault {
    #[getter]
    fn check(&self) -> &'static str {
        self.0.check.name()
    }
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.check.kind()
    }
    #[getter]
    fn what(&self) -> &str {
        &self.0.what
    }
    #[getter]
    fn found(&self) -> &str {
        &self.0.found
    }
    #[getter]
    fn expected(&self) -> &str {
        &self.0.expected
    }
    #[getter]
    fn message(&self) -> String {
        self.0.message()
    }
    fn __repr__(&self) -> String {
        format!("Fault({}: {})", self.0.check.name(), self.0.message())
    }
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().0 == self.0)
    }
    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }
}

pyo3::create_exception!(comitia._native, Refused, PyValueError, "Something from outside is wrong; `fault` says what.");

/// Raise a fault: its message as the text, itself as the attribute `fault`.
pub fn refuse(py: Python<'_>, fault: fault::Fault) -> PyErr {
    let error = Refused::new_err(fault.message());
    match error.value(py).setattr("fault", Fault(fault)) {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// A list of faults.
pub fn faults(list: Vec<Option<fault::Fault>>) -> Vec<Option<Fault>> {
    list.into_iter().map(|one| one.map(Fault)).collect()
}

/// The system gave no random bytes.
pub fn no_randomness(_: comitia_crypto::random::NoRandomness) -> PyErr {
    PyOSError::new_err("the operating system gave no random bytes; nothing secret can be made without them")
}

/// A mistake of the caller.
pub fn misuse(text: &'static str) -> PyErr {
    PyValueError::new_err(text)
}
