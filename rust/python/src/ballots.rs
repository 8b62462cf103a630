//! Elections and ballots.

use std::sync::Arc;

use comitia_messages::any::{self, AnyElection};
use comitia_messages::choices::Choice;
use comitia_messages::election::Kind;
use comitia_messages::{Check, Fault as Wrong, parallel, verify};
use pyo3::prelude::*;
use zeroize::Zeroizing;

use crate::attend::{Progress, attend};
use crate::faults::{Fault, misuse, refuse};
use crate::group::Group;
use crate::secrets::SecretScalar;
use crate::tallies::EncryptedTally;

/// What one ballot said of itself.
#[pyclass(frozen, module = "comitia._native")]
pub struct BallotVerdict(verify::Verdict);

#[pymethods]
impl BallotVerdict {
    #[getter]
    fn fault(&self) -> Option<Fault> {
        self.0.fault.clone().map(Fault)
    }
    #[getter]
    fn tracker(&self) -> &str {
        &self.0.tracker
    }
    #[getter]
    fn credential(&self) -> Option<&str> {
        self.0.credential.as_deref()
    }
    #[getter]
    fn number(&self) -> Option<usize> {
        self.0.number
    }
    #[getter]
    fn weight(&self) -> Option<u64> {
        self.0.weight
    }
    fn __repr__(&self) -> String {
        let outcome = self.0.fault.as_ref().map_or("valid".to_owned(), |fault| fault.check.name().to_owned());
        format!("BallotVerdict({}, {outcome})", self.0.tracker)
    }
}

/// One election, read once.
#[pyclass(frozen, module = "comitia._native")]
pub struct ElectionContext(pub Arc<dyn AnyElection>);

/// A plain answer as Python nests it.
#[derive(FromPyObject)]
pub enum Numbers {
    /// One row.
    Flat(Vec<i64>),
    /// Lists.
    Rows(Vec<Vec<i64>>),
}

impl Numbers {
    /// Rows, for a question of this kind; a wrong nesting becomes a row that no question has.
    fn rows(self, kind: &Kind) -> Choice {
        match (self, kind) {
            (Self::Rows(rows), Kind::Lists { .. }) => Zeroizing::new(rows),
            (Self::Flat(row), Kind::Homomorphic { .. } | Kind::NonHomomorphic { .. }) => Zeroizing::new(vec![row]),
            _ => Zeroizing::new(Vec::new()),
        }
    }
}

#[pymethods]
impl ElectionContext {
    #[new]
    #[pyo3(signature = (election, public_credentials=Vec::new(), *, credentials_checked=false, threads=1, progress=None))]
    fn new(
        py: Python<'_>,
        election: &[u8],
        public_credentials: Vec<String>,
        credentials_checked: bool,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Self> {
        let received = attend(py, progress, public_credentials.len(), |progress| {
            any::receive(election, &public_credentials, !credentials_checked, threads, progress)
        })?;
        received.map(Self).map_err(|fault| refuse(py, fault))
    }

    #[getter]
    fn group(&self) -> Group {
        Group(self.0.name())
    }
    #[getter]
    fn uuid(&self) -> &str {
        self.0.uuid()
    }
    #[getter]
    fn fingerprint(&self) -> &str {
        self.0.fingerprint()
    }
    #[getter]
    fn public_key(&self) -> &str {
        self.0.public_key()
    }
    #[getter]
    fn n_credentials(&self) -> usize {
        self.0.n_credentials()
    }
    #[getter]
    fn total_weight(&self) -> u128 {
        self.0.total_weight()
    }
    #[getter]
    fn question_types(&self) -> Vec<&'static str> {
        self.0.questions().iter().map(|question| question.type_name()).collect()
    }
    #[getter]
    fn n_ciphertexts(&self) -> Vec<usize> {
        self.0.questions().iter().map(|question| question.n_ciphertexts()).collect()
    }
    fn weight_of(&self, credential: &str) -> Option<u64> {
        self.0.weight_of(credential)
    }

    fn make_ballot(&self, py: Python<'_>, credential: &SecretScalar, choices: Vec<Numbers>) -> PyResult<Vec<u8>> {
        let questions = self.0.questions();
        if choices.len() != questions.len() {
            let found = format!("answers to {} questions", choices.len());
            return Err(refuse(py, Wrong::new(Check::Choice, "choices", found, questions.len().to_string())));
        }
        let choices: Vec<Choice> =
            choices.into_iter().zip(questions).map(|(one, question)| one.rows(&question.kind)).collect();
        match py.detach(|| self.0.make(&credential.0, &choices)) {
            Ok(Ok(ballot)) => Ok(ballot),
            Ok(Err(fault)) => Err(refuse(py, fault)),
            Err(any::OtherGroup) => Err(misuse("the credential belongs to another group than the election")),
        }
    }

    fn verify_ballot(&self, py: Python<'_>, raw: &[u8]) -> BallotVerdict {
        py.detach(|| BallotVerdict(self.0.verify(raw)))
    }

    #[pyo3(signature = (ballots, *, threads=1, progress=None))]
    fn verify_ballots(
        &self,
        py: Python<'_>,
        ballots: Vec<Vec<u8>>,
        threads: usize,
        progress: Option<&Progress>,
    ) -> PyResult<Vec<BallotVerdict>> {
        let verified = attend(py, progress, ballots.len(), |progress| {
            parallel::each(threads, progress, &ballots, |raw| BallotVerdict(self.0.verify(raw)))
        })?;
        verified.map_err(|_| {
            refuse(py, Wrong::new(Check::Cancelled, "ballots", "a request to stop", "the end of the batch"))
        })
    }

    fn operation_counts(&self) -> std::collections::BTreeMap<&'static str, usize> {
        verify::operation_counts(self.0.questions())
    }

    #[pyo3(signature = (raw, *, threads=1))]
    fn receive_encrypted_tally(&self, py: Python<'_>, raw: &[u8], threads: usize) -> PyResult<EncryptedTally> {
        let received = attend(py, None, usize::MAX, |_| self.0.receive_tally(raw, threads))?;
        received.map(EncryptedTally).map_err(|fault| refuse(py, fault))
    }

    fn __repr__(&self) -> String {
        format!("ElectionContext({}, {})", self.0.uuid(), self.0.name().text())
    }
}
