//! Elections made by another program: its ballots are valid, its tallies and results are what we compute, and each tampered ballot
//! fails at the check that is meant to catch it. Origin: `tests/vectors/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashMap;
use std::sync::Arc;

use comitia_crypto::{Group, Secret, credential};
use comitia_messages::any::{self, AnyElection, AnySecret, AnyTally, Name, Named};
use comitia_messages::election::Question;
use comitia_messages::partial::Item;
use comitia_messages::{Fault, Progress, with_group};
use serde_json::Value;

const VECTORS: [&str; 12] = [
    include_str!("vectors/a-ed25519-v33.json"),
    include_str!("vectors/a-rfc3526-v20.json"),
    include_str!("vectors/b-ed25519-ped2of3.json"),
    include_str!("vectors/d-b2048-bigweights-v20.json"),
    include_str!("vectors/d-ed25519-multi.json"),
    include_str!("vectors/d-ed25519-weights.json"),
    include_str!("vectors/e-b2048-lists-v33.json"),
    include_str!("vectors/e-ed25519-lists.json"),
    include_str!("vectors/t-b2048-h-v20.json"),
    include_str!("vectors/t-ed25519-h.json"),
    include_str!("vectors/t-ed25519-nh.json"),
    include_str!("vectors/t-rfc3526-nh-v20.json"),
];

struct Vector {
    value: Value,
    election: Arc<dyn AnyElection>,
}

impl Vector {
    fn all() -> impl Iterator<Item = Self> {
        VECTORS.iter().map(|text| {
            let value: Value = serde_json::from_str(text).unwrap();
            let credentials = texts(&value["credentials"]);
            let election = value["election"].as_str().unwrap().as_bytes();
            let election = any::receive(election, &credentials, true, 1, &Progress::default()).unwrap();
            Self { value, election }
        })
    }

    fn id(&self) -> &str {
        self.value["id"].as_str().unwrap()
    }

    fn ballots(&self) -> Vec<Vec<u8>> {
        texts(&self.value["ballots"]).into_iter().map(String::into_bytes).collect()
    }

    fn is_ranked(&self) -> bool {
        self.election.questions().iter().any(|question| question.type_name() == "NonHomomorphic")
    }

    /// The partial decryptions that hold, as the items of the trustees.
    fn items(&self) -> Vec<Item> {
        let raw = self.value["encrypted_tally"].as_str().unwrap();
        let tally = self.election.receive_tally(raw.as_bytes(), 1).unwrap();
        let keys = texts(&self.value["keys"]);
        let mut held = HashMap::new();
        for partial in self.value["partial_decryptions"].as_array().unwrap() {
            let owner = partial["owner"].as_u64().unwrap();
            let raw = partial["raw"].as_str().unwrap().as_bytes();
            assert_eq!(tally.check(raw, &keys[owner as usize - 1], 1), Ok(()), "{}, owner {owner}", self.id());
            held.insert(owner, raw.to_vec());
        }
        let mut owner = 0;
        let trustees =
            self.value["trustees"].as_array().unwrap().iter().zip(self.value["threshold"].as_array().unwrap());
        trustees
            .map(|(trustee, threshold)| {
                let members = trustee[1].as_u64().unwrap_or(1);
                let needed = threshold.as_u64().unwrap_or(1) as usize;
                let item = (1..=members).filter_map(|index| Some((index, held.get(&(owner + index))?.clone())));
                let item: Vec<_> = item.take(needed).collect();
                owner += members;
                item
            })
            .collect()
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap()
}

/// A result as rows, whatever the question.
fn rows(value: &Value) -> Vec<Vec<u64>> {
    let outer = value.as_array().unwrap();
    if outer.iter().any(Value::is_array) {
        outer.iter().map(|row| row.as_array().unwrap().iter().map(number).collect()).collect()
    } else {
        vec![outer.iter().map(number).collect()]
    }
}

#[test]
fn every_ballot_of_the_other_program_is_valid_and_has_its_tracker() {
    for vector in Vector::all() {
        let trackers = texts(&vector.value["trackers"]);
        for (raw, tracker) in vector.ballots().iter().zip(&trackers) {
            let verdict = vector.election.verify(raw);
            assert_eq!(verdict.fault, None, "{}", vector.id());
            assert_eq!(&verdict.tracker, tracker);
            assert!(verdict.number.is_some() && verdict.weight.is_some());
        }
    }
}

#[test]
fn every_tampered_ballot_fails_at_its_own_check() {
    let mut tried = 0;
    for vector in Vector::all() {
        for tampered in vector.value["tampered"].as_array().unwrap() {
            let verdict = vector.election.verify(tampered["raw"].as_str().unwrap().as_bytes());
            let found = verdict.fault.as_ref().map(|fault| fault.check.name());
            assert_eq!(found, tampered["check"].as_str(), "{}: {} {:?}", vector.id(), tampered["what"], verdict.fault);
            tried += 1;
        }
    }
    assert!(tried >= 60, "{tried} tampered ballots");
}

#[test]
fn a_ballot_of_one_election_is_not_one_of_another() {
    let vectors: Vec<_> = Vector::all().collect();
    for (one, other) in vectors.iter().zip(vectors.iter().skip(1)) {
        for raw in one.ballots().iter().take(1) {
            let fault = other.election.verify(raw).fault.expect("a fault");
            assert!(["canonical", "shape", "election"].contains(&fault.check.name()), "{fault:?}");
        }
    }
}

#[test]
fn the_tally_is_the_other_programs_byte_for_byte() {
    for vector in Vector::all().filter(|vector| vector.value["all_ballots"] == true) {
        let mut last: Vec<(Option<usize>, Vec<u8>)> = Vec::new();
        for raw in vector.ballots() {
            let number = vector.election.verify(&raw).number;
            last.retain(|(before, _)| *before != number);
            last.push((number, raw));
        }
        let counted: Vec<_> = last.into_iter().map(|(_, raw)| raw).collect();
        for threads in [1, 2] {
            let mut sums = vector.election.accumulate();
            for batch in counted.chunks(2) {
                sums.add(batch, threads, &Progress::default()).unwrap();
            }
            assert_eq!(String::from_utf8(sums.render()).unwrap(), vector.value["encrypted_tally"], "{}", vector.id());
            assert_eq!(sums.n_ballots(), number(&vector.value["num_tallied"]));
            assert_eq!(sums.total_weight(), number(&vector.value["total_weight"]));
        }
    }
}

#[test]
fn the_result_is_the_other_programs_and_one_more_is_refused() {
    for vector in Vector::all().filter(|vector| !vector.is_ranked()) {
        let raw = vector.value["encrypted_tally"].as_str().unwrap();
        let tally = vector.election.receive_tally(raw.as_bytes(), 1).unwrap();
        let items = vector.items();
        let total = number(&vector.value["total_weight"]);
        let expected: Vec<_> = vector.value["result"].as_array().unwrap().iter().map(rows).collect();
        let opened = tally.open(&items, total, 2, &Progress::default()).unwrap();
        assert_eq!(opened.as_ref(), Some(&expected), "{}", vector.id());
        assert_eq!(tally.check_result(&items, &expected, 1), Ok(Some(())));
        let mut wrong = expected.clone();
        wrong[0][0][0] += 1;
        assert_eq!(tally.check_result(&items, &wrong, 1).map_err(|fault| fault.check.name()), Err("result"));
        wrong[0][0].pop();
        assert_eq!(tally.check_result(&items, &wrong, 1).map_err(|fault| fault.check.name()), Err("shape"));
        // With every factor left out the values are no small powers of g.
        let none = tally.open(&[], total.min(1000), 1, &Progress::default());
        assert_eq!(none.map_err(|fault| fault.check.name()), Err("discrete_log"));
    }
}

#[test]
fn an_index_given_twice_or_zero_is_declined() {
    let vector = Vector::all().find(|vector| vector.id() == "b-ed25519-ped2of3").unwrap();
    let raw = vector.value["encrypted_tally"].as_str().unwrap();
    let tally = vector.election.receive_tally(raw.as_bytes(), 1).unwrap();
    let mut items = vector.items();
    let (_, partial) = items[0][0].clone();
    for indices in [[1, 1], [0, 2]] {
        items[0] = indices.iter().map(|index| (*index, partial.clone())).collect();
        assert_eq!(tally.open(&items, 10, 1, &Progress::default()), Ok(None));
    }
}

#[test]
fn a_partial_decryption_with_one_byte_changed_is_refused() {
    for vector in Vector::all().filter(|vector| vector.id() == "a-ed25519-v33" || vector.id() == "t-b2048-h-v20") {
        let tally =
            vector.election.receive_tally(vector.value["encrypted_tally"].as_str().unwrap().as_bytes(), 1).unwrap();
        let key = &texts(&vector.value["keys"])[0];
        let raw = vector.value["partial_decryptions"][0]["raw"].as_str().unwrap().as_bytes();
        assert_eq!(tally.check(raw, key, 1), Ok(()));
        for at in (0..raw.len()).step_by(raw.len() / 23) {
            let mut changed = raw.to_vec();
            changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
            assert!(tally.check(&changed, key, 1).is_err(), "byte {at}");
        }
    }
}

#[test]
fn the_keys_of_the_other_program_decrypt_to_the_same_factors() {
    for vector in Vector::all().filter(|vector| !vector.is_ranked()) {
        let tally =
            vector.election.receive_tally(vector.value["encrypted_tally"].as_str().unwrap().as_bytes(), 1).unwrap();
        for partial in vector.value["partial_decryptions"].as_array().unwrap() {
            let owner = partial["owner"].as_u64().unwrap() as usize;
            let Some(decimal) = vector.value["private_keys"][owner - 1].as_str() else { continue };
            let key = secret(vector.election.name(), decimal);
            let ours = tally.decrypt(&key, 1, &Progress::default()).unwrap().unwrap();
            let factors = |raw: &[u8]| serde_json::from_slice::<Value>(raw).unwrap()["decryption_factors"].clone();
            assert_eq!(factors(&ours), factors(partial["raw"].as_str().unwrap().as_bytes()));
            assert_eq!(tally.check(&ours, &texts(&vector.value["keys"])[owner - 1], 1), Ok(()));
        }
    }
}

fn secret(name: Name, decimal: &str) -> AnySecret {
    with_group!(name, G => G::wrap(Secret::new(G::read_scalar(decimal.as_bytes()).unwrap())))
}

#[test]
fn credentials_are_derived_as_the_other_program_does_and_vote() {
    for vector in Vector::all().filter(|vector| vector.value["derivation"] == "3.3" && !vector.is_ranked()) {
        for private in vector.value["private_credentials"].as_object().unwrap().values().take(2) {
            let private = private.as_str().unwrap();
            let (uuid, name) = (vector.election.uuid(), vector.election.name());
            let (public, key) = with_group!(name, G => {
                let secret: Secret<G> = credential::derive(uuid, private);
                (G::element_string(&secret.public()), G::wrap(secret))
            });
            assert!(vector.election.weight_of(&public).is_some(), "{}", vector.id());
            let choices: Vec<_> = vector.value["election"]
                .as_str()
                .and_then(|text| serde_json::from_str::<Value>(text).ok())
                .and_then(|election| election["questions"].as_array().cloned())
                .unwrap()
                .iter()
                .map(first_allowed)
                .collect();
            let raw = vector.election.make(&key, &choices).unwrap().unwrap();
            assert_eq!(vector.election.verify(&raw).fault, None, "{}", vector.id());
        }
    }
}

/// The first `min` answers (at least none), or the first list with its first candidate.
fn first_allowed(question: &Value) -> comitia_messages::choices::Choice {
    let value = if question["type"].is_string() { &question["value"] } else { question };
    let answers = value["answers"].as_array().unwrap();
    let rows = if answers[0].is_array() {
        let row = |index: usize, row: &Value| {
            (0..row.as_array().unwrap().len()).map(|column| i64::from(index == 0 && column < 2)).collect()
        };
        answers.iter().enumerate().map(|(index, one)| row(index, one)).collect()
    } else {
        let min = value["min"].as_i64().unwrap();
        let chosen = (0..answers.len() as i64).map(|index| i64::from(index < min));
        let blank = if value["blank"] == true { vec![0] } else { vec![] };
        vec![blank.into_iter().chain(chosen).collect()]
    };
    rows.into()
}

/// The tally after its shuffles, or the first fault.
fn shuffled(vector: &Vector, shuffles: &Value) -> Result<Box<dyn AnyTally>, Fault> {
    let raw = vector.value["encrypted_tally"].as_str().unwrap();
    let tally = vector.election.receive_tally(raw.as_bytes(), 1).unwrap();
    texts(shuffles)
        .iter()
        .try_fold(tally, |tally, shuffle| tally.receive_shuffle(shuffle.as_bytes(), 2, &Progress::default()))
}

#[test]
fn shuffles_of_the_other_program_hold_and_lead_to_its_result() {
    for vector in Vector::all().filter(Vector::is_ranked) {
        let tally = shuffled(&vector, &vector.value["shuffles"]).unwrap();
        let keys = texts(&vector.value["keys"]);
        let mut items: Vec<Item> = vec![Vec::new(); keys.len()];
        for partial in vector.value["partial_decryptions"].as_array().unwrap() {
            let (owner, raw) =
                (partial["owner"].as_u64().unwrap() as usize, partial["raw"].as_str().unwrap().as_bytes());
            assert_eq!(tally.check(raw, &keys[owner - 1], 1), Ok(()), "{}", vector.id());
            items[owner - 1] = vec![(1, raw.to_vec())];
        }
        let expected: Vec<_> = vector.value["result"].as_array().unwrap().iter().map(rows).collect();
        assert_eq!(
            tally.open(&items, 100, 1, &Progress::default()).unwrap().as_ref(),
            Some(&expected),
            "{}",
            vector.id()
        );
        assert_eq!(tally.check_result(&items, &expected, 1), Ok(Some(())));
        let mut rotated = expected.clone();
        let ranked = |question: &Question| question.type_name() == "NonHomomorphic";
        let ranked = vector.election.questions().iter().position(ranked).unwrap();
        rotated[ranked].rotate_left(1);
        assert_eq!(tally.check_result(&items, &rotated, 1).map_err(|fault| fault.check.name()), Err("result"));
    }
}

#[test]
fn every_tampered_shuffle_fails_at_its_own_check() {
    let mut tried = 0;
    for vector in Vector::all().filter(Vector::is_ranked) {
        for tampered in vector.value["tampered_shuffles"].as_array().unwrap() {
            let fault = shuffled(&vector, &tampered["shuffles"]).err().expect("a fault");
            assert_eq!(Some(fault.check.name()), tampered["check"].as_str(), "{}: {}", vector.id(), tampered["what"]);
            tried += 1;
        }
    }
    assert!(tried >= 20, "{tried} tampered shuffles");
}
