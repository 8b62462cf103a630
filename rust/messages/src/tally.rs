//! Encrypted tallies: the product of all ballots, and a received one.
//!
//! A tally has one entry for each question: a row of ciphertexts for a homomorphic one, rows for a lists one, and for a
//! non-homomorphic one the ciphertexts of all ballots in the group's order, alpha before beta. (The sort is not in the specification;
//! without it the hash differs from other programs', and the order of casting would show.)
//!
//! Source: Belenios specification, "Encrypted tally".

use comitia_crypto::Group;
use comitia_crypto::elgamal::Ciphertext;

use crate::answer;
use crate::ballot;
use crate::cursor::{Cursor, Unread};
use crate::election::{Election, Kind, Question};
use crate::fault::{Check, Fault, excerpt};
use crate::json;
use crate::parallel::{self, Progress};
use crate::place::Place;
use crate::roll::Roll;
use crate::shape;
use crate::values::Values;

/// For each question rows of `T`; homomorphic and non-homomorphic questions have one row.
pub type Nested<T> = Vec<Vec<Vec<T>>>;

/// Append what is nested as the questions nest it.
pub fn write_nested<T>(
    out: &mut Vec<u8>,
    questions: &[Question],
    nested: &Nested<T>,
    mut item: impl FnMut(&mut Vec<u8>, &T),
) {
    json::list(out, questions.iter().zip(nested), |out, (question, rows)| match question.kind {
        Kind::Lists { .. } => json::list(out, rows, |out, row| json::list(out, row, &mut item)),
        _ => json::list(out, rows.iter().flatten(), &mut item),
    });
}

/// Read what is nested as the questions nest it; lengths are as found, but one entry for each question.
pub fn read_nested<'a, T>(
    cursor: &mut Cursor<'a>,
    questions: &[Question],
    mut item: impl FnMut(&mut Cursor<'a>) -> Result<T, Unread>,
) -> Result<Nested<T>, Unread> {
    let mut left = questions.iter();
    cursor.list(|cursor| match left.next().map(|question| &question.kind) {
        Some(Kind::Lists { .. }) => cursor.list(|cursor| cursor.list(&mut item)),
        Some(_) => Ok(vec![cursor.list(&mut item)?]),
        None => Err(Unread { at: cursor.at(), expected: "]" }),
    })
}

/// The lengths that a nested thing must have; `n_ballots` of them for a non-homomorphic question, any number where None.
pub fn check_nested<T>(
    what: &str,
    questions: &[Question],
    nested: &Nested<T>,
    like: Option<&Nested<()>>,
) -> Result<(), Fault> {
    let wrong = |place: String, found: usize, expected: usize| {
        Err(Fault::new(Check::Shape, format!("{what}, {place}"), found.to_string(), expected.to_string()))
    };
    if nested.len() != questions.len() {
        return wrong("questions".to_owned(), nested.len(), questions.len());
    }
    for (index, (question, rows)) in questions.iter().zip(nested).enumerate() {
        let widths: Vec<usize> = match (&question.kind, like.and_then(|like| like.get(index))) {
            (_, Some(like)) => like.iter().map(Vec::len).collect(),
            (Kind::Homomorphic { .. }, None) => vec![question.n_ciphertexts()],
            (Kind::Lists { rows }, None) => rows.clone(),
            (Kind::NonHomomorphic { .. }, None) => rows.iter().map(Vec::len).collect(),
        };
        if rows.len() != widths.len() {
            return wrong(format!("question {}, lists", index + 1), rows.len(), widths.len());
        }
        for (row, width) in rows.iter().zip(widths) {
            if row.len() != width {
                return wrong(format!("question {}, entries", index + 1), row.len(), width);
            }
        }
    }
    Ok(())
}

/// The encrypted tally in the making.
#[derive(Clone, Debug)]
pub struct Accumulator<G: Group> {
    sums: Nested<Ciphertext<G>>,
    /// Ballots added.
    pub n_ballots: u64,
    /// Their weights together.
    pub total_weight: u64,
}

impl<G: Group> Accumulator<G> {
    /// Nobody has voted.
    pub fn new(questions: &[Question]) -> Self {
        let sums = questions
            .iter()
            .map(|question| match &question.kind {
                Kind::Homomorphic { .. } => vec![vec![Ciphertext::neutral(); question.n_ciphertexts()]],
                Kind::Lists { rows } => rows.iter().map(|width| vec![Ciphertext::neutral(); *width]).collect(),
                Kind::NonHomomorphic { .. } => vec![Vec::new()],
            })
            .collect();
        Self { sums, n_ballots: 0, total_weight: 0 }
    }

    /// Add verified ballots, each once. On a fault nothing is added.
    pub fn add(
        &mut self,
        election: &Election<G>,
        roll: &Roll<G>,
        ballots: &[Vec<u8>],
        threads: usize,
        progress: &Progress,
    ) -> Result<(), Fault> {
        // Each chunk is added up by itself, and then the chunks.
        let chunks: Vec<&[Vec<u8>]> = ballots.chunks(32).collect();
        let parts = parallel::each(threads, progress, &chunks, |chunk| {
            let mut part = Self::new(&election.questions);
            chunk.iter().try_for_each(|raw| part.add_one(election, roll, raw)).map(|()| part)
        })
        .map_err(|_| Fault::new(Check::Cancelled, "tally", "a request to stop", "the end of the ballots"))?
        .into_iter()
        .collect::<Result<Vec<_>, Fault>>()?;
        for part in parts {
            self.merge(part, &election.questions);
        }
        Ok(())
    }

    fn merge(&mut self, part: Self, questions: &[Question]) {
        for ((sums, others), question) in self.sums.iter_mut().zip(part.sums).zip(questions) {
            for (row, other) in sums.iter_mut().zip(others) {
                if let Kind::NonHomomorphic { .. } = question.kind {
                    row.extend(other);
                } else {
                    for (sum, other) in row.iter_mut().zip(other) {
                        *sum = sum.multiply(&other);
                    }
                }
            }
        }
        self.n_ballots += part.n_ballots;
        self.total_weight = self.total_weight.saturating_add(part.total_weight);
    }

    fn add_one(&mut self, election: &Election<G>, roll: &Roll<G>, raw: &[u8]) -> Result<(), Fault> {
        let ballot = ballot::receive(raw, &election.questions)?;
        shape::check(&election.questions, &ballot)?;
        let Some(weight) = roll.number(ballot.credential).and_then(|number| roll.weight(number)) else {
            let expected = "one of the election's public credentials";
            return Err(Fault::new(Check::Credential, "ballot, credential", excerpt(ballot.credential), expected));
        };
        for (index, ((raw, sums), question)) in
            ballot.answers.iter().zip(&mut self.sums).zip(&election.questions).enumerate()
        {
            let mut values = Values::<G>::default();
            let rows = values.ciphertexts(Place::question(index), raw);
            if let Some(fault) = values.first_fault() {
                return Err(fault);
            }
            let is_listed = matches!(question.kind, Kind::NonHomomorphic { .. });
            if is_listed && weight != 1 {
                let expected = "1: ballots of a non-homomorphic question are not added up";
                return Err(Fault::new(Check::Weight, "ballot, weight", weight.to_string(), expected));
            }
            for (row, choices) in sums.iter_mut().zip(rows) {
                if is_listed {
                    row.extend(choices.iter().map(|choice| choice.value));
                    continue;
                }
                for (sum, choice) in row.iter_mut().zip(choices) {
                    *sum = sum.multiply(&choice.value.vartime_weigh(weight));
                }
            }
        }
        self.n_ballots += 1;
        self.total_weight = self.total_weight.saturating_add(weight);
        Ok(())
    }

    /// The canonical encrypted tally.
    pub fn render(&self, questions: &[Question]) -> Vec<u8> {
        let mut sums = self.sums.clone();
        for (question, rows) in questions.iter().zip(&mut sums) {
            if let Kind::NonHomomorphic { .. } = question.kind {
                rows.iter_mut().for_each(|row| {
                    row.sort_by_cached_key(|ciphertext| {
                        (G::sort_key(&ciphertext.alpha), G::sort_key(&ciphertext.beta))
                    });
                });
            }
        }
        let mut out = Vec::new();
        write_nested(&mut out, questions, &sums, json::ciphertext);
        out
    }
}

/// A tally from outside, each element in the group.
#[derive(Clone, Debug)]
pub struct EncryptedTally<G: Group> {
    /// The bytes.
    pub raw: Vec<u8>,
    /// The ciphertexts.
    pub ciphertexts: Nested<Ciphertext<G>>,
}

impl<G: Group> EncryptedTally<G> {
    /// Read a tally. Faults: `canonical`, `shape`, `membership`.
    pub fn receive(raw: &[u8], questions: &[Question], threads: usize) -> Result<Self, Fault> {
        const WHAT: &str = "encrypted tally";
        let mut cursor = Cursor::new(raw);
        let read = read_nested(&mut cursor, questions, answer::ciphertext).and_then(|read| cursor.end().map(|()| read));
        let read = read.map_err(|unread| unread.fault(WHAT, raw))?;
        check_nested(WHAT, questions, &read, None)?;
        let mut ciphertexts = Vec::with_capacity(read.len());
        for (index, rows) in read.iter().enumerate() {
            let mut values = Vec::with_capacity(rows.len());
            for row in rows {
                values.push(receive_row(&format!("{WHAT}, question {}", index + 1), row, threads)?);
            }
            ciphertexts.push(values);
        }
        Ok(Self { raw: raw.to_vec(), ciphertexts })
    }
}

fn receive_row<G: Group>(
    what: &str,
    row: &[answer::RawCiphertext<'_>],
    threads: usize,
) -> Result<Vec<Ciphertext<G>>, Fault> {
    let read = |name: &str, text: &[u8]| {
        let what = format!("{what}, {name}");
        let element = G::read_element(text).map_err(|rejected| Fault::of_element(rejected, what.as_str(), text))?;
        if G::vartime_is_member(&element) { Ok(element) } else { Err(Fault::outside(what, text)) }
    };
    parallel::each(threads, &Progress::default(), row, |one| {
        Ok(Ciphertext { alpha: read("alpha", one.alpha)?, beta: read("beta", one.beta)? })
    })
    .map_err(|_| Fault::new(Check::Cancelled, what, "a request to stop", "the end of the tally"))?
    .into_iter()
    .collect()
}
