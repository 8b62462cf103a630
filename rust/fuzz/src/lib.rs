//! Every reader of bytes from outside, with the laws that hold for whatever it is given.
//!
//! A target takes any bytes and panics where a law is broken: what is accepted is canonical JSON; what is accepted and written again is
//! the same; a ballot that differs from the ones that were cast is not valid. `main.rs` runs them on mutations of a corpus for a
//! while, the tests run them on the stored corpus, and any coverage-guided fuzzer can call [`TARGETS`].

#![allow(clippy::panic)]

use std::sync::{Arc, LazyLock};

use comitia_crypto::{Belenios2048, Ed25519, Group, Rejected, Rfc3526, credential, hash};
use comitia_messages::any::{self, AnyElection, AnyTally};
use comitia_messages::election::RawElection;
use comitia_messages::{Progress, ballot};
use serde_json::Value;

/// A reader and its laws.
pub type Target = fn(&[u8]);

/// The targets by name; each has a folder of this name in `corpus`.
pub const TARGETS: [(&str, Target); 9] = [
    ("ballot_ed25519", ballot_ed25519),
    ("ballot_lists", ballot_lists),
    ("ballot_belenios2048", ballot_belenios2048),
    ("election", election),
    ("encrypted_tally", encrypted_tally),
    ("partial_decryption", partial_decryption),
    ("shuffle", shuffle),
    ("strings", strings),
    ("credential", private_credential),
];

/// An election of another program, as its vector tells it.
pub struct Sample {
    /// The election.
    pub election: Arc<dyn AnyElection>,
    tally: Option<Box<dyn AnyTally>>,
    ballots: Vec<String>,
    key: String,
    vector: Value,
}

impl Sample {
    fn read(text: &str) -> Option<Self> {
        let vector: Value = serde_json::from_str(text).ok()?;
        let list = |field: &str| -> Option<Vec<String>> {
            vector.get(field)?.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
        };
        let raw = vector.get("election")?.as_str()?;
        let election = any::receive(raw.as_bytes(), &list("credentials")?, true, 1, &Progress::default()).ok()?;
        let tally = election.receive_tally(vector.get("encrypted_tally")?.as_str()?.as_bytes(), 1).ok();
        let (ballots, key) = (list("ballots")?, list("keys")?.first()?.clone());
        Some(Self { election, tally, ballots, key, vector })
    }
}

macro_rules! sample {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Option<Sample>> =
            LazyLock::new(|| Sample::read(include_str!(concat!("../../messages/tests/vectors/", $file))));
    };
}

sample!(ED25519, "t-ed25519-h.json");
sample!(LISTS, "e-ed25519-lists.json");
sample!(RANKED, "t-ed25519-nh.json");
sample!(BELENIOS2048, "t-b2048-h-v20.json");

/// What to start mutating from: the messages of the samples, for the target of this name.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let sample = match target {
        "ballot_lists" => &*LISTS,
        "ballot_belenios2048" => &*BELENIOS2048,
        "shuffle" => &*RANKED,
        _ => &*ED25519,
    };
    let Some(sample) = sample else { return Vec::new() };
    let text = |field: &str| sample.vector.get(field).and_then(Value::as_str).map(|text| text.as_bytes().to_vec());
    match target {
        "election" => text("election").into_iter().collect(),
        "encrypted_tally" => text("encrypted_tally").into_iter().collect(),
        "partial_decryption" => {
            let first = sample.vector.get("partial_decryptions").and_then(|list| list.get(0)?.get("raw")?.as_str());
            first.map(|raw| raw.as_bytes().to_vec()).into_iter().collect()
        }
        "shuffle" => sample
            .vector
            .get("shuffles")
            .and_then(|list| list.as_array()?.first()?.as_str())
            .map(|raw| raw.as_bytes().to_vec())
            .into_iter()
            .collect(),
        "strings" => {
            let mut seeds: Vec<Vec<u8>> =
                [Ed25519::order(), Belenios2048::order(), Rfc3526::order()].map(String::into_bytes).into();
            seeds.push(sample.key.as_bytes().to_vec());
            seeds
        }
        "credential" => vec![b"YnuFB-zboVtd-oBZPR-rFZ3Pr".to_vec()],
        _ => sample.ballots.iter().map(|raw| raw.as_bytes().to_vec()).collect(),
    }
}

fn check_ballot(sample: &Option<Sample>, raw: &[u8]) {
    let Some(sample) = sample else { panic!("the sample cannot be read") };
    let verdict = sample.election.verify(raw);
    if ballot::receive(raw, sample.election.questions()).is_ok() {
        let agreed = serde_json::from_slice::<Value>(raw).is_ok();
        assert!(agreed, "accepted as canonical, but another reader says that it is no JSON");
        let outside = raw.split(|byte| *byte == b'"').step_by(2).flatten();
        assert!(!outside.copied().any(|byte| byte.is_ascii_whitespace()), "accepted with a space outside of a string");
    }
    if verdict.fault.is_none() {
        let cast = sample.ballots.iter().any(|ballot| ballot.as_bytes() == raw);
        assert!(cast, "valid, although nobody cast it");
    }
}

fn ballot_ed25519(raw: &[u8]) {
    check_ballot(&ED25519, raw);
}

fn ballot_lists(raw: &[u8]) {
    check_ballot(&LISTS, raw);
}

fn ballot_belenios2048(raw: &[u8]) {
    check_ballot(&BELENIOS2048, raw);
}

fn election(raw: &[u8]) {
    if let Ok(read) = RawElection::receive(raw) {
        assert_eq!(read.fingerprint, hash::base64(&hash::sha256(&[raw])));
        // Large groups have large tables: prepare the small one alone.
        if read.group == Ed25519::NAME {
            if let Ok(election) = any::receive(raw, &[], true, 1, &Progress::default()) {
                assert_eq!(election.n_credentials(), 0);
                assert!(!election.accumulate().render().is_empty());
            }
        }
    }
}

fn encrypted_tally(raw: &[u8]) {
    let Some(sample) = &*ED25519 else { panic!("the sample cannot be read") };
    if let Ok(tally) = sample.election.receive_tally(raw, 1) {
        assert_eq!(tally.raw(), raw);
        assert!(serde_json::from_slice::<Value>(raw).is_ok());
    }
}

fn partial_decryption(raw: &[u8]) {
    let Some(sample) = &*ED25519 else { panic!("the sample cannot be read") };
    let Some(tally) = &sample.tally else { panic!("the sample has no tally") };
    if tally.check(raw, &sample.key, 1).is_ok() {
        assert!(serde_json::from_slice::<Value>(raw).is_ok());
        assert!(seeds("partial_decryption").iter().any(|seed| seed == raw), "a proof that nobody made holds");
    }
    let items = [vec![(1, raw.to_vec())]];
    let _ = tally.check_result(&items, &vec![vec![vec![0, 0, 0]]], 1);
}

fn shuffle(raw: &[u8]) {
    let Some(sample) = &*RANKED else { panic!("the sample cannot be read") };
    let Some(tally) = &sample.tally else { panic!("the sample has no tally") };
    if tally.receive_shuffle(raw, 1, &Progress::default()).is_ok() {
        assert!(seeds("shuffle").iter().any(|seed| seed == raw), "a proof that nobody made holds");
    }
}

fn strings(raw: &[u8]) {
    round_trip::<Ed25519>(raw);
    round_trip::<Belenios2048>(raw);
    round_trip::<Rfc3526>(raw);
}

fn round_trip<G: Group>(raw: &[u8]) {
    match G::read_element(raw) {
        Ok(element) => {
            assert_eq!(G::element_string(&element).as_bytes(), raw, "an element with two spellings");
            let _ = G::sort_key(&element);
        }
        Err(Rejected::Spelling | Rejected::OffGroup | Rejected::Range) => {}
    }
    if let Ok(scalar) = G::read_scalar(raw) {
        assert_eq!(G::scalar_string(&scalar).as_bytes(), raw, "a scalar with two spellings");
    }
}

fn private_credential(raw: &[u8]) {
    if let Ok(text) = std::str::from_utf8(raw) {
        if credential::is_well_formed(text) {
            assert_eq!(text.len(), 25);
            let secret = credential::derive::<Ed25519>("11111111111111", text);
            assert!(Ed25519::vartime_is_member(&secret.public()));
        }
    }
}
