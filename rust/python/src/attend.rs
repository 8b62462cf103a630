//! Long calls: the lock released, Ctrl-C heard, progress counted.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use comitia_messages::parallel;
use pyo3::prelude::*;

/// A counter that a long call moves.
#[pyclass(frozen, module = "comitia._native")]
pub struct Progress(pub Arc<parallel::Progress>);

#[pymethods]
impl Progress {
    #[new]
    fn new() -> Self {
        Self(Arc::default())
    }
    #[getter]
    fn done(&self) -> usize {
        self.0.done()
    }
    #[getter]
    fn total(&self) -> usize {
        self.0.total()
    }
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
    fn cancel(&self) {
        self.0.cancel();
    }
    fn __repr__(&self) -> String {
        format!("Progress({} of {})", self.0.done(), self.0.total())
    }
}

/// Do `work` with the lock released, and look for signals meanwhile: at Ctrl-C the work is told to stop, and what Python raised is raised.
///
/// `items` is how many things there are to do: for a few of them it is not worth a thread.
pub fn attend<R: Send>(
    py: Python<'_>,
    progress: Option<&Progress>,
    items: usize,
    work: impl FnOnce(&parallel::Progress) -> R + Send,
) -> PyResult<R> {
    const FEW: usize = 8;
    let progress = progress.map_or_else(Arc::default, |progress| Arc::clone(&progress.0));
    if items <= FEW {
        return Ok(py.detach(|| work(&progress)));
    }
    py.detach(|| {
        std::thread::scope(|scope| {
            let (sender, receiver) = channel();
            let shared = &progress;
            scope.spawn(move || {
                // The receiver waits for this in the same scope; it cannot be gone.
                let _ = sender.send(work(shared));
            });
            let mut raised = None;
            loop {
                match receiver.recv_timeout(Duration::from_millis(50)) {
                    Ok(answer) => return raised.map_or(Ok(answer), Err),
                    Err(RecvTimeoutError::Timeout) if raised.is_none() => {
                        if let Err(error) = Python::attach(|py| py.check_signals()) {
                            progress.cancel();
                            raised = Some(error);
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(raised.unwrap_or_else(|| crate::faults::misuse("the work ended without an answer")));
                    }
                }
            }
        })
    })
}
