//! Why bytes that are not a canonical ballot are not one: the slow second look at what was refused already.
//!
//! JSON that lacks a field or has one of the wrong type has the wrong `shape`; everything else (not JSON, spaces, another order of keys,
//! escapes) is not `canonical`.

use serde_json::Value;

use crate::cursor::Unread;
use crate::election::{Kind, Question};
use crate::fault::{Check, Fault};

/// The fault of a refused ballot.
pub fn of_ballot(raw: &[u8], questions: &[Question], unread: &Unread) -> Fault {
    let canonical = unread.fault("ballot", raw);
    // serde_json refuses more than 128 levels, so depth is bounded here too.
    let Ok(ballot) = serde_json::from_slice::<Value>(raw) else { return canonical };
    match missing_in_ballot(&ballot, questions) {
        Some(what) => Fault::new(Check::Shape, "ballot", what, "the fields of a ballot of this election"),
        None => canonical,
    }
}

fn missing_in_ballot(ballot: &Value, questions: &[Question]) -> Option<String> {
    let text = ["election_uuid", "election_hash", "credential"];
    if let Some(field) = text.iter().find(|field| !ballot.get(**field).is_some_and(Value::is_string)) {
        return Some(format!("no string `{field}`"));
    }
    let Some(answers) = ballot.get("answers").and_then(Value::as_array) else {
        return Some("no list `answers`".to_owned());
    };
    for (index, (answer, question)) in answers.iter().zip(questions).enumerate() {
        let fields: &[&str] = match question.kind {
            Kind::Homomorphic { .. } => &["choices", "individual_proofs", "overall_proof"],
            Kind::Lists { .. } => &["choices", "individual_proofs", "overall_proof", "list_proofs", "nonzero_proof"],
            Kind::NonHomomorphic { .. } => &["choices", "proof"],
        };
        if let Some(field) = fields.iter().find(|field| answer.get(**field).is_none()) {
            return Some(format!("no `{field}` in answer {}", index + 1));
        }
    }
    let Some(signature) = ballot.get("signature") else { return Some("no `signature`".to_owned()) };
    if !signature.get("hash").is_some_and(Value::is_string) || !signature.get("proof").is_some_and(Value::is_object) {
        return Some("no `hash` and `proof` in the signature".to_owned());
    }
    None
}
