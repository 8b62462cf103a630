//! Private credentials.

use comitia_crypto::{Group as _, Secret, credential};
use comitia_messages::any::{AnySecret, Name, Named};
use comitia_messages::{Check, Fault as Wrong, parallel, with_group};
use pyo3::prelude::*;
use zeroize::Zeroizing;

use crate::attend::{Progress, attend};
use crate::faults::{misuse, no_randomness, refuse};
use crate::group::Group;
use crate::secrets::SecretScalar;

/// A voter's private credential with what is derived from it.
#[pyclass(frozen, module = "comitia._native")]
pub struct Credential {
    private: Zeroizing<String>,
    secret: AnySecret,
    public: String,
}

fn derive(name: Name, uuid: &str, private: Zeroizing<String>) -> Credential {
    with_group!(name, G => {
        let secret: Secret<G> = credential::derive(uuid, &private);
        Credential { public: G::element_string(&secret.public()), secret: G::wrap(secret), private }
    })
}

fn stopped(_: parallel::Cancelled) -> Wrong {
    Wrong::new(Check::Cancelled, "credentials", "a request to stop", "the end of the list")
}

#[pymethods]
impl Credential {
    #[staticmethod]
    #[pyo3(signature = (group, uuid, count, *, threads=1, progress=None))]
    fn generate(
        py: Python<'_>,
        group: &Group,
        uuid: &str,
        count: usize,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<Self>> {
        // More than any country has voters; what is asked for above it is a mistake, and would fill the memory.
        const MOST: usize = 1_000_000_000;
        if count > MOST {
            return Err(misuse("at most 1,000,000,000 credentials at once, please"));
        }
        let name = group.0;
        let numbers: Vec<usize> = (0..count).collect();
        let made = attend(py, progress, count, |progress| {
            parallel::each(threads, progress, &numbers, |_| {
                credential::random().map(|private| derive(name, uuid, private))
            })
        })?;
        made.map_err(|stop| refuse(py, stopped(stop)))?.into_iter().collect::<Result<_, _>>().map_err(no_randomness)
    }

    #[staticmethod]
    #[pyo3(signature = (group, uuid, private_credentials, *, threads=1, progress=None))]
    fn derive(
        py: Python<'_>,
        group: &Group,
        uuid: &str,
        private_credentials: Vec<String>,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<Self>> {
        let name = group.0;
        let private: Vec<_> = private_credentials.into_iter().map(Zeroizing::new).collect();
        if let Some(index) = private.iter().position(|text| !credential::is_well_formed(text)) {
            let what = format!("private credential {}", index + 1);
            let expected = "22 characters of Base58 as XXXXX-XXXXXX-XXXXX-XXXXXX";
            return Err(refuse(py, Wrong::new(Check::Canonical, what, "another form (not shown)", expected)));
        }
        let made = attend(py, progress, private.len(), |progress| {
            parallel::each(threads, progress, &private, |text| derive(name, uuid, text.clone()))
        })?;
        made.map_err(|stop| refuse(py, stopped(stop)))
    }

    #[getter]
    fn public(&self) -> &str {
        &self.public
    }
    fn secret(&self) -> SecretScalar {
        SecretScalar(self.secret.clone())
    }
    fn reveal_private(&self) -> &str {
        &self.private
    }
    fn __repr__(&self) -> String {
        format!("Credential(public='{}…', hidden)", self.public.get(..12).unwrap_or(&self.public))
    }
}
