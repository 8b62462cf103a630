//! Encrypted tallies, partial decryptions, results.

use std::sync::Mutex;
use std::sync::PoisonError;

use comitia_messages::any::{AnyAccumulator, AnyTally, OtherGroup};
use comitia_messages::election::Kind;
use comitia_messages::partial::Item;
use comitia_messages::tally::Nested;
use comitia_messages::{Check, Fault as Wrong};
use pyo3::prelude::*;

use crate::attend::{Progress, attend};
use crate::ballots::ElectionContext;
use crate::faults::{Fault, misuse, refuse};
use crate::secrets::SecretScalar;

/// The encrypted tally in the making.
#[pyclass(frozen, module = "comitia._native")]
pub struct TallyAccumulator(Mutex<Box<dyn AnyAccumulator>>);

impl TallyAccumulator {
    fn with<R>(&self, act: impl FnOnce(&mut dyn AnyAccumulator) -> R) -> R {
        act(self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut())
    }
}

#[pymethods]
impl TallyAccumulator {
    #[new]
    fn new(context: &ElectionContext) -> Self {
        Self(Mutex::new(context.0.accumulate()))
    }

    #[pyo3(signature = (ballots, *, threads=1, progress=None))]
    fn add(&self, py: Python<'_>, ballots: Vec<Vec<u8>>, threads: usize, progress: Option<&Progress>) -> PyResult<()> {
        let added =
            attend(py, progress, ballots.len(), |progress| self.with(|sums| sums.add(&ballots, threads, progress)))?;
        added.map_err(|fault| refuse(py, fault))
    }

    #[getter]
    fn num_tallied(&self, py: Python<'_>) -> u64 {
        py.detach(|| self.with(|sums| sums.n_ballots()))
    }
    #[getter]
    fn total_weight(&self, py: Python<'_>) -> u64 {
        py.detach(|| self.with(|sums| sums.total_weight()))
    }
    fn render(&self, py: Python<'_>) -> Vec<u8> {
        py.detach(|| self.with(|sums| sums.render()))
    }
}

/// A received tally.
#[pyclass(frozen, module = "comitia._native")]
pub struct EncryptedTally(pub Box<dyn AnyTally>);

/// Numbers as the questions nest them.
#[derive(FromPyObject, IntoPyObject)]
pub enum Values {
    /// One row.
    Flat(Vec<u64>),
    /// Lists.
    Rows(Vec<Vec<u64>>),
}

fn misnested(index: usize, found: &str, expected: &str) -> Fault {
    Fault(Wrong::new(Check::Shape, format!("result, question {}", index + 1), found, expected))
}

const INDICES: &str = "the index of a trustee in its item is 1 or more, and given once";

#[pymethods]
impl EncryptedTally {
    #[getter]
    fn raw(&self) -> &[u8] {
        self.0.raw()
    }

    #[pyo3(signature = (key, *, threads=1, progress=None))]
    fn decrypt(
        &self,
        py: Python<'_>,
        key: &SecretScalar,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<u8>> {
        match attend(py, progress, usize::MAX, |progress| self.0.decrypt(&key.0, threads, progress))? {
            Ok(Ok(raw)) => Ok(raw),
            Ok(Err(fault)) => Err(refuse(py, fault)),
            Err(OtherGroup) => Err(misuse("the key belongs to another group than the election")),
        }
    }

    #[pyo3(signature = (raw, public_key, *, threads=1))]
    fn check_partial_decryption(
        &self,
        py: Python<'_>,
        raw: &[u8],
        public_key: &str,
        threads: usize,
    ) -> PyResult<Option<Fault>> {
        Ok(attend(py, None, usize::MAX, |_| self.0.check(raw, public_key, threads))?.err().map(Fault))
    }

    fn shuffle(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        attend(py, None, usize::MAX, |_| self.0.shuffle())?.map_err(|fault| refuse(py, fault))
    }

    #[pyo3(signature = (raw, *, threads=1, progress=None))]
    fn receive_shuffle(
        &self,
        py: Python<'_>,
        raw: &[u8],
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<EncryptedTally> {
        let received = attend(py, progress, usize::MAX, |progress| self.0.receive_shuffle(raw, threads, progress))?;
        received.map(EncryptedTally).map_err(|fault| refuse(py, fault))
    }

    #[pyo3(signature = (partial_decryptions, bound, *, threads=1, progress=None))]
    fn open(
        &self,
        py: Python<'_>,
        partial_decryptions: Vec<Item>,
        bound: u64,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<Values>> {
        let opened =
            attend(py, progress, usize::MAX, |progress| self.0.open(&partial_decryptions, bound, threads, progress))?;
        let values = opened.map_err(|fault| refuse(py, fault))?.ok_or_else(|| misuse(INDICES))?;
        let questions = self.0.questions().iter();
        Ok(questions
            .zip(values)
            .map(|(question, rows)| match question.kind {
                Kind::Lists { .. } | Kind::NonHomomorphic { .. } => Values::Rows(rows),
                Kind::Homomorphic { .. } => Values::Flat(rows.into_iter().flatten().collect()),
            })
            .collect())
    }

    #[pyo3(signature = (partial_decryptions, result, *, threads=1))]
    fn check_result(
        &self,
        py: Python<'_>,
        partial_decryptions: Vec<Item>,
        result: Vec<Values>,
        threads: usize,
    ) -> PyResult<Option<Fault>> {
        // An empty list is a row of nothing, or no rows: the question decides. More entries than questions stay, to be told as a fault.
        let kinds = self.0.questions().iter().map(|question| Some(&question.kind)).chain(std::iter::repeat(None));
        let mut claimed: Nested<u64> = Vec::with_capacity(result.len());
        for (index, (values, kind)) in result.into_iter().zip(kinds).enumerate() {
            claimed.push(match (values, kind) {
                (Values::Flat(row), Some(Kind::Homomorphic { .. }) | None) => vec![row],
                (Values::Rows(rows), Some(Kind::Lists { .. } | Kind::NonHomomorphic { .. }) | None) => rows,
                (Values::Flat(row), Some(_)) if row.is_empty() => Vec::new(),
                (Values::Flat(_), Some(_)) => return Ok(Some(misnested(index, "numbers", "lists of numbers"))),
                (Values::Rows(_), Some(_)) => return Ok(Some(misnested(index, "lists of numbers", "numbers"))),
            });
        }
        match attend(py, None, usize::MAX, |_| self.0.check_result(&partial_decryptions, &claimed, threads))? {
            Ok(Some(())) => Ok(None),
            Ok(None) => Err(misuse(INDICES)),
            Err(fault) => Ok(Some(Fault(fault))),
        }
    }
}
