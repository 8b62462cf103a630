//! Bare group operations, timed: the floor beside which a benchmark stands.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use comitia_crypto::random::NoRandomness;
use comitia_crypto::{Fixed, Group, Recompute, Secret, Tables};
use comitia_messages::any::Name;
use comitia_messages::with_group;
use pyo3::prelude::*;

use crate::faults::{no_randomness, refuse};

/// Microseconds of each bare group operation.
#[pyfunction]
#[pyo3(signature = (group, *, milliseconds=300))]
pub fn floor_bench(py: Python<'_>, group: &str, milliseconds: u64) -> PyResult<BTreeMap<&'static str, f64>> {
    let name = Name::receive(group).map_err(|fault| refuse(py, fault))?;
    let each = Duration::from_millis(milliseconds.max(5) / 5);
    py.detach(|| with_group!(name, G => measure::<G>(each))).map_err(no_randomness)
}

fn measure<G: Group>(each: Duration) -> Result<BTreeMap<&'static str, f64>, NoRandomness> {
    let scalar = || G::random_scalar();
    let tables = Tables::<G>::new(Secret::<G>::random()?.public());
    let element = Secret::<G>::random()?.public();
    let text = G::element_string(&element);
    let batch = vec![element; 24];
    let wanted = Recompute { fixed: Fixed::Key, response: scalar()?, shift: 0, challenge: scalar()? };
    let exponent = scalar()?;
    let time = |batch: usize, mut act: Box<dyn FnMut() + '_>| {
        act();
        let (start, mut rounds) = (Instant::now(), 0);
        while start.elapsed() < each {
            act();
            rounds += batch;
        }
        start.elapsed().as_secs_f64() * 1e6 / rounds.max(1) as f64
    };
    Ok(BTreeMap::from([
        (
            "decode",
            time(
                1,
                Box::new(|| {
                    let _ = black_box(G::read_element(black_box(text.as_bytes())));
                }),
            ),
        ),
        (
            "member",
            time(
                1,
                Box::new(|| {
                    black_box(G::vartime_is_member(black_box(&element)));
                }),
            ),
        ),
        (
            "commit",
            time(
                1,
                Box::new(|| {
                    black_box(G::vartime_recompute(&tables, black_box(&element), false, &[wanted]));
                }),
            ),
        ),
        (
            "fixed",
            time(
                1,
                Box::new(|| {
                    black_box(G::power_of_generator(black_box(&exponent)));
                }),
            ),
        ),
        (
            "encode",
            time(
                batch.len(),
                Box::new(|| {
                    black_box(G::write_elements(black_box(&batch)));
                }),
            ),
        ),
    ]))
}
