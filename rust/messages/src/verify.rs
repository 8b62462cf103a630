//! The verification of one ballot.
//!
//! The checks, in this order; the first that fails names the fault:
//!
//!  1. the bytes are canonical, every element and scalar in its one spelling;
//!  2. the ballot is for this election (identifier and fingerprint);
//!  3. its credential is in the list;
//!  4. the numbers of answers, ciphertexts and proofs are what the questions ask for;
//!  5. every scalar is below q;
//!  6. every element is in the prime-order group, the commitment of a non-zero proof too;
//!  7. the signature;
//!  8. the proofs, answer by answer: individual, blank, overall, list, non-zero; or knowledge of the plain text.
//!
//! The commitments of all proofs are rebuilt together: exponents of one base share its squarings, and one inversion writes them all. Variable
//! time: a ballot is public.
//!
//! Source: Belenios specification, "Encrypted answers" to "Ballots".

use std::collections::BTreeMap;
use std::rc::Rc;

use comitia_crypto::Group;
use comitia_crypto::elgamal;

use crate::ballot;
use crate::election::{Election, Kind, Question};
use crate::fault::{Check, Fault, excerpt};
use crate::place::Place;
use crate::plan::{Branch, Plan, Prefix};
use crate::roll::Roll;
use crate::shape;
use crate::values::{Answer, Ciphertext, Values};

/// What a ballot said of itself, and the first check that fails.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// None: valid.
    pub fault: Option<Fault>,
    /// Base64(SHA-256(bytes)).
    pub tracker: String,
    /// As written in the ballot.
    pub credential: Option<String>,
    /// Position of the credential in the list.
    pub number: Option<usize>,
    /// Its weight.
    pub weight: Option<u64>,
}

/// Verify a ballot.
pub fn verify<G: Group>(election: &Election<G>, roll: &Roll<G>, raw: &[u8]) -> Verdict {
    let credential = ballot::credential(raw);
    let number = credential.and_then(|credential| roll.number(credential));
    Verdict {
        fault: check(election, roll, raw).err(),
        tracker: ballot::tracker(raw),
        credential: credential.map(|credential| String::from_utf8_lossy(credential).into_owned()),
        number,
        weight: number.and_then(|number| roll.weight(number)),
    }
}

/// Group operations in the verification of a ballot: elements decoded, checked for membership, commitments, elements written.
pub fn operation_counts(questions: &[Question]) -> BTreeMap<&'static str, usize> {
    // The signature.
    let (mut decode, mut member, mut commit, mut sums) = (1, 0, 1, 0);
    for question in questions {
        let n = question.n_ciphertexts();
        decode += 2 * n;
        member += 2 * n;
        match &question.kind {
            Kind::Homomorphic { blank, min, max, .. } => {
                commit += 4 * n + 2 * (max - min + 1) as usize + if *blank { 6 } else { 0 };
                sums += if *blank { 0 } else { 2 };
            }
            Kind::Lists { rows } => {
                commit += 4 * n + 2 + 4 * rows.len() + 3;
                sums += 2;
                decode += 1;
                member += 1;
            }
            Kind::NonHomomorphic { .. } => commit += 1,
        }
    }
    BTreeMap::from([("decode", decode), ("member", member), ("commit", commit), ("encode", commit + sums)])
}

fn check<G: Group>(election: &Election<G>, roll: &Roll<G>, raw: &[u8]) -> Result<(), Fault> {
    // (1) Canonical bytes and spellings.
    let ballot = ballot::receive(raw, &election.questions)?;
    let mut values = Values::<G>::default();
    let answers: Vec<Answer<G>> = ballot
        .answers
        .iter()
        .enumerate()
        .map(|(index, answer)| values.answer(Place::question(index), answer))
        .collect();
    let signature = values.proof(&"ballot, signature", &ballot.signature);
    let number = roll.number(ballot.credential);
    if number.is_none() {
        values.spelling(&"ballot, credential", ballot.credential);
    }
    if let Some(fault) = values.canonical.take() {
        return Err(fault);
    }

    // (2) This election.
    let belongs =
        [("election_uuid", ballot.uuid, &election.uuid), ("election_hash", ballot.fingerprint, &election.fingerprint)];
    for (field, found, expected) in belongs {
        if found != expected.as_bytes() {
            let found = String::from_utf8_lossy(found.get(..64.min(found.len())).unwrap_or_default());
            return Err(Fault::new(
                Check::Election,
                format!("ballot, {field}"),
                format!("\"{found}\""),
                format!("\"{expected}\""),
            ));
        }
    }

    // (3) The credential.
    let Some(credential) = number.and_then(|number| roll.element(number)) else {
        let expected = "one of the election's public credentials";
        return Err(Fault::new(Check::Credential, "ballot, credential", excerpt(ballot.credential), expected));
    };

    // (4) Lengths. (5) Scalars. (6) Elements: here those off the curve, below those outside the subgroup.
    shape::check(&election.questions, &ballot)?;
    if let Some(fault) = values.first_fault() {
        return Err(fault);
    }

    // (7) The signature: its hash is that of the bytes before it.
    let signature_fault =
        |found: String, expected: String| Fault::new(Check::Signature, "ballot, signature, hash", found, expected);
    let hash_fault = (ballot.signed_hash != ballot.actual_hash.as_bytes())
        .then(|| signature_fault(excerpt(ballot.signed_hash), format!("\"{}\"", ballot.actual_hash)));
    let mut plan = Plan::new(&election.tables);
    let key = plan.base(*credential);
    let prefix = [b"sig|", ballot.signed_hash, b"|"].concat();
    plan.schnorr(Check::Signature, "ballot, signature", prefix, key, signature);

    // (8) The proofs.
    let start = [election.fingerprint.as_bytes(), b"|", ballot.credential].concat();
    for (index, (answer, question)) in answers.iter().zip(&election.questions).enumerate() {
        lay_out(&mut plan, election, &start, Place::question(index), answer, &question.kind);
    }
    plan.carry_out(hash_fault)
}

/// S: S_0, a bar, and all ciphertexts of the answer.
fn statement<'a, G: Group + 'a>(start: &[u8], choices: impl Iterator<Item = &'a Ciphertext<'a, G>>) -> Vec<u8> {
    let mut text = start.to_vec();
    let mut separator = b'|';
    for choice in choices {
        for component in [choice.text.alpha, choice.text.beta] {
            text.push(separator);
            text.extend_from_slice(component);
            separator = b',';
        }
    }
    text
}

fn prefix(name: &str, statement: &[u8]) -> Prefix {
    Prefix::Text([name.as_bytes(), statement, b"|"].concat())
}

fn shared(name: &'static str, statement: &Rc<[u8]>) -> Prefix {
    Prefix::Shared(name, Rc::clone(statement))
}

fn lay_out<'a, G: Group>(
    plan: &mut Plan<'a, G>,
    election: &Election<G>,
    start: &[u8],
    place: Place,
    answer: &'a Answer<'a, G>,
    kind: &Kind,
) {
    let product =
        |choices: &[Ciphertext<'a, G>]| elgamal::Ciphertext::product(choices.iter().map(|choice| &choice.value));
    match (answer, kind) {
        (
            Answer::Homomorphic { choices, individual_proofs, overall_proof, blank_proof },
            Kind::Homomorphic { blank, min, max, .. },
        ) => {
            let s: Rc<[u8]> = statement(start, choices.iter()).into();
            let bases: Vec<_> = choices
                .iter()
                .enumerate()
                .map(|(column, choice)| plan.foreign_bases(choice, |part| place.column(column).part(part).to_string()))
                .collect();
            for (column, (bases, proofs)) in bases.iter().zip(individual_proofs).enumerate() {
                let prefix = prefix("prove|", &statement(start, choices.get(column).into_iter()));
                let place = place.column(column).part("individual proof");
                plan.disjunction(
                    Check::IndividualProof,
                    place,
                    prefix,
                    &[Branch(*bases, 0), Branch(*bases, 1)],
                    proofs,
                );
            }
            let counted = choices.get(usize::from(*blank)..).unwrap_or_default();
            let sum = plan.bases(&product(counted));
            let mut branches: Vec<_> = (*min..=*max).map(|claimed| Branch(sum, claimed)).collect();
            let overall_prefix = match (bases.first(), blank_proof) {
                (Some(first), Some(proofs)) => {
                    let either = [Branch(*first, 0), Branch(sum, 0)];
                    plan.disjunction(
                        Check::BlankProof,
                        place.part("blank proof"),
                        shared("bproof0|", &s),
                        &either,
                        proofs,
                    );
                    branches.insert(0, Branch(*first, 1));
                    shared("bproof1|", &s)
                }
                _ => Prefix::WithSum([b"prove|", &s[..]].concat(), sum),
            };
            plan.disjunction(
                Check::OverallProof,
                place.part("overall proof"),
                overall_prefix,
                &branches,
                overall_proof,
            );
        }
        (
            Answer::Lists { choices, individual_proofs, overall_proof, list_proofs, nonzero_proof, commitment },
            Kind::Lists { .. },
        ) => {
            let s: Rc<[u8]> = statement(start, choices.iter().flatten()).into();
            let mut heads = Vec::with_capacity(choices.len());
            let mut head_bases = Vec::with_capacity(choices.len());
            let mut candidates = Vec::with_capacity(choices.len());
            for (row, (choices, proofs)) in choices.iter().zip(individual_proofs).enumerate() {
                for (column, (choice, proofs)) in choices.iter().zip(proofs).enumerate() {
                    let place = place.row(row).column(column);
                    let bases = plan.foreign_bases(choice, |part| place.part(part).to_string());
                    let prefix = prefix("prove|", &statement(start, std::iter::once(choice)));
                    let either = [Branch(bases, 0), Branch(bases, 1)];
                    plan.disjunction(Check::IndividualProof, place.part("individual proof"), prefix, &either, proofs);
                    if column == 0 {
                        heads.push(choice.value);
                        head_bases.push(bases);
                    }
                }
                candidates.push(product(choices.get(1..).unwrap_or_default()));
            }
            let sum = plan.bases(&elgamal::Ciphertext::product(&heads));
            let overall_prefix = Prefix::WithSum([b"prove|", &s[..]].concat(), sum);
            plan.disjunction(
                Check::OverallProof,
                place.part("overall proof"),
                overall_prefix,
                &[Branch(sum, 1)],
                std::slice::from_ref(overall_proof),
            );
            for (row, ((head, candidates), proofs)) in head_bases.iter().zip(&candidates).zip(list_proofs).enumerate() {
                let either = [Branch(*head, 1), Branch(plan.bases(candidates), 0)];
                plan.disjunction(
                    Check::ListProof,
                    place.row(row).part("list proof"),
                    shared("lproof|", &s),
                    &either,
                    proofs,
                );
            }
            let all = plan.bases(&elgamal::Ciphertext::product(&candidates));
            let prefix = [b"nonzero|", &s[..], b"|"].concat();
            plan.nonzero(&place.part("non-zero proof").to_string(), prefix, all, nonzero_proof, commitment);
        }
        (Answer::NonHomomorphic { choices, proof }, Kind::NonHomomorphic { .. }) => {
            // S_0 here, and not S: the ciphertext follows by itself.
            let alpha = plan.foreign(choices.value.alpha, place.part("alpha"), choices.text.alpha);
            plan.foreign(choices.value.beta, place.part("beta"), choices.text.beta);
            let parts = [
                b"raweg|",
                start,
                b"|",
                election.public_key.as_bytes(),
                b",",
                choices.text.alpha,
                b",",
                choices.text.beta,
                b"|",
            ];
            plan.schnorr(Check::RawegProof, place.part("proof"), parts.concat(), alpha, *proof);
        }
        // Shapes were compared before.
        _ => {}
    }
}
