//! Many independent things done by a few threads, with a counter to watch and a switch to stop.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// What a long call moves and another thread may read.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
    cancelled: AtomicBool,
}

impl Progress {
    /// Things done so far.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Things to do, as far as is known.
    pub fn total(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }

    /// Ask the call to stop soon.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// The call was asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// One pool for each width, made when first wanted. None where the system gives no threads: then the caller's own does the work.
fn pool(threads: usize) -> Option<Arc<ThreadPool>> {
    static POOLS: LazyLock<Mutex<HashMap<usize, Arc<ThreadPool>>>> = LazyLock::new(Mutex::default);
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&threads) {
        return Some(Arc::clone(pool));
    }
    let name = |index| format!("comitia-{index}");
    let pool = Arc::new(ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build().ok()?);
    pools.insert(threads, Arc::clone(&pool));
    Some(pool)
}

/// More threads than any machine has cores for; a larger number asked for is taken as this one.
const MOST_THREADS: usize = 256;

/// `act` on each item, answers in the order of the items. `threads`: 1 for the caller's own, 0 for every core.
pub fn each<T: Sync, R: Send>(
    threads: usize,
    progress: &Progress,
    items: &[T],
    act: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>, Cancelled> {
    progress.total.fetch_add(items.len(), Ordering::Relaxed);
    let step = |item: &T| {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        let answer = act(item);
        progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(answer)
    };
    let many = if threads == 1 || items.len() < 2 { None } else { pool(threads.min(MOST_THREADS)) };
    match many {
        None => items.iter().map(step).collect(),
        Some(pool) => pool.install(|| items.par_iter().with_max_len(16).map(step).collect()),
    }
}
