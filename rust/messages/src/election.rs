//! An election and its questions.
//!
//! phi, the fingerprint, is the hash of the published bytes, which need not be canonical; so this reads any JSON.
//!
//! Source: Belenios specification, "Elections", "Questions".

use comitia_crypto::hash::{base64, sha256};
use comitia_crypto::{Group, Tables};
use serde_json::Value;

use crate::fault::{Check, Fault, excerpt};
use crate::json::repeated_key;

/// What kind of answer a question takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `min` to `max` of `answers` answers; with `blank`, or none of them.
    #[allow(missing_docs)]
    Homomorphic { answers: usize, blank: bool, min: u64, max: u64 },
    /// One list, and at least one of its candidates. For each list, 1 + its candidates.
    #[allow(missing_docs)]
    Lists { rows: Vec<usize> },
    /// A number for each of the answers.
    #[allow(missing_docs)]
    NonHomomorphic { answers: usize },
}

/// A question, without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its kind.
    pub kind: Kind,
}

impl Question {
    /// Ciphertexts in an answer.
    pub fn n_ciphertexts(&self) -> usize {
        match &self.kind {
            Kind::Homomorphic { answers, blank, .. } => answers + usize::from(*blank),
            Kind::Lists { rows } => rows.iter().sum(),
            Kind::NonHomomorphic { .. } => 1,
        }
    }

    /// The specification's name of the type.
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Homomorphic { .. } => "Homomorphic",
            Kind::Lists { .. } => "Lists",
            Kind::NonHomomorphic { .. } => "NonHomomorphic",
        }
    }
}

/// An election, before its group is known.
#[derive(Clone, Debug)]
pub struct RawElection {
    /// The name of the group.
    pub group: String,
    /// The identifier.
    pub uuid: String,
    /// y as published.
    pub public_key: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// phi.
    pub fingerprint: String,
}

/// An election with the tables for its key.
pub struct Election<G: Group> {
    /// The identifier.
    pub uuid: String,
    /// phi.
    pub fingerprint: String,
    /// y as a string.
    pub public_key: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// Tables for y.
    pub tables: Tables<G>,
}

/// Answers to all questions together: beyond this no honest ballot could be made in reasonable time.
const MOST_CIPHERTEXTS: usize = 10_000;

impl RawElection {
    /// Read an election. Faults: `canonical` (not JSON), `shape`, `version`, `uuid`, `question`.
    pub fn receive(raw: &[u8]) -> Result<Self, Fault> {
        let value: Value = serde_json::from_slice(raw)
            .map_err(|error| Fault::new(Check::Canonical, "election", error.to_string(), "a JSON object"))?;
        // One reader takes the first of two, another the last: the fingerprint would stand for two elections.
        if let Some(key) = repeated_key(raw) {
            let found = format!("the key {} twice in one object", excerpt(key.as_bytes()));
            return Err(Fault::new(Check::Canonical, "election", found, "each key once"));
        }
        let text = |field: &str| match value.get(field).and_then(Value::as_str) {
            Some(text) => Ok(text.to_owned()),
            None => {
                Err(Fault::new(Check::Shape, "election", format!("no string `{field}`"), "the fields of an election"))
            }
        };
        match value.get("version").and_then(Value::as_u64) {
            Some(1) => {}
            _ => {
                let found = value.get("version").map_or("none".to_owned(), shown);
                return Err(Fault::new(Check::Version, "election, version", found, "1"));
            }
        }
        let (_, _, group) = (text("description")?, text("name")?, text("group")?);
        let (public_key, uuid) = (text("public_key")?, text("uuid")?);
        let base58 = |byte: &u8| comitia_crypto::random::BASE58.contains(byte);
        if uuid.len() < 14 || !uuid.as_bytes().iter().all(base58) {
            let found = excerpt(uuid.as_bytes());
            return Err(Fault::new(Check::Uuid, "election, uuid", found, "14 or more characters of Base58"));
        }
        let questions = value.get("questions").and_then(Value::as_array);
        let Some(questions) = questions else {
            return Err(Fault::new(Check::Shape, "election", "no list `questions`", "the fields of an election"));
        };
        let questions = questions
            .iter()
            .enumerate()
            .map(|(index, question)| {
                read_question(question).map_err(|(found, expected)| {
                    Fault::new(Check::Question, format!("election, question {}", index + 1), found, expected)
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        if questions.iter().map(Question::n_ciphertexts).sum::<usize>() > MOST_CIPHERTEXTS {
            let expected = format!("at most {MOST_CIPHERTEXTS} answers");
            return Err(Fault::new(Check::Question, "election, questions", "more answers", expected));
        }
        let fingerprint = base64(&sha256(&[raw]));
        Ok(Self { group, uuid, public_key, questions, fingerprint })
    }
}

type Wrong = (String, &'static str);

fn read_question(value: &Value) -> Result<Question, Wrong> {
    let kind = match value.get("type") {
        None => read_homomorphic(value)?,
        Some(name) => {
            let nested = value.get("value").unwrap_or(&Value::Null);
            match name.as_str() {
                Some("Lists") => read_lists(nested)?,
                Some("NonHomomorphic") => Kind::NonHomomorphic { answers: texts(nested)?.len() },
                _ => return Err((shown(name), "`Lists` or `NonHomomorphic` as its type, or none")),
            }
        }
    };
    Ok(Question { kind })
}

fn answers(value: &Value) -> Result<&Vec<Value>, Wrong> {
    match value.get("answers").and_then(Value::as_array) {
        Some(answers) if !answers.is_empty() => Ok(answers),
        _ => Err(("no answers".to_owned(), "a list `answers` with one or more of them")),
    }
}

fn texts(value: &Value) -> Result<&Vec<Value>, Wrong> {
    let answers = answers(value)?;
    if answers.iter().all(Value::is_string) {
        Ok(answers)
    } else {
        Err(("answers that are not strings".to_owned(), "a list of strings"))
    }
}

/// The beginning of a value, for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => excerpt(text.as_bytes()),
        other => excerpt(other.to_string().as_bytes()),
    }
}

fn read_homomorphic(value: &Value) -> Result<Kind, Wrong> {
    let answers = texts(value)?;
    let number = |field: &str| value.get(field).and_then(Value::as_u64);
    let (Some(min), Some(max)) = (number("min"), number("max")) else {
        return Err(("no `min` and `max`".to_owned(), "two numbers"));
    };
    let blank = match value.get("blank") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(other) => return Err((format!("blank: {}", shown(other)), "true or false")),
    };
    if min > max || max > answers.len() as u64 {
        return Err((format!("min {min}, max {max} of {} answers", answers.len()), "min <= max <= number of answers"));
    }
    Ok(Kind::Homomorphic { answers: answers.len(), blank, min, max })
}

fn read_lists(value: &Value) -> Result<Kind, Wrong> {
    let rows = answers(value)?
        .iter()
        .map(|row| match row.as_array() {
            Some(row) if !row.is_empty() && row.iter().all(Value::is_string) => Ok(row.len()),
            _ => Err((excerpt(row.to_string().as_bytes()), "a list of strings, first the name of the list")),
        })
        .collect::<Result<_, _>>()?;
    Ok(Kind::Lists { rows })
}

impl<G: Group> Election<G> {
    /// Check the key and prepare its tables. Fault: `public_key`.
    pub fn prepare(raw: &RawElection) -> Result<Self, Fault> {
        let what = "election, public_key";
        let wrong = |fault: Fault| Fault { check: Check::PublicKey, ..fault };
        let key = G::read_element(raw.public_key.as_bytes())
            .map_err(|rejected| wrong(Fault::of_element(rejected, what, raw.public_key.as_bytes())))?;
        if !G::vartime_is_member(&key) {
            return Err(wrong(Fault::outside(what, raw.public_key.as_bytes())));
        }
        if key == G::identity() {
            return Err(Fault::new(
                Check::PublicKey,
                what,
                "the neutral element",
                "another element, or nothing is encrypted",
            ));
        }
        if let Some(index) = raw.questions.iter().position(|q| matches!(q.kind, Kind::NonHomomorphic { .. })) {
            if G::NAME == "BELENIOS-2048" {
                let what = format!("election, question {}", index + 1);
                let found = "a non-homomorphic question in BELENIOS-2048";
                return Err(Fault::new(Check::Question, what, found, "Ed25519 or RFC-3526-2048 for it"));
            }
        }
        Ok(Self {
            uuid: raw.uuid.clone(),
            fingerprint: raw.fingerprint.clone(),
            public_key: raw.public_key.clone(),
            questions: raw.questions.clone(),
            tables: Tables::new(key),
        })
    }
}
