//! Whether a ballot has as many answers, ciphertexts and proofs as its questions ask for.
//!
//! Every length is compared, and a blank proof must be there exactly where the question allows a blank vote: a verifier that walks two lists
//! in step and stops with the shorter one accepts ballots that no tally can add up.

use crate::answer::RawAnswer;
use crate::ballot::RawBallot;
use crate::election::{Kind, Question};
use crate::fault::{Check, Fault};
use crate::place::Place;

/// Check the lengths. Fault: `shape`.
pub fn check(questions: &[Question], ballot: &RawBallot<'_>) -> Result<(), Fault> {
    length("answers", ballot.answers.len(), questions.len())?;
    for (index, (question, answer)) in questions.iter().zip(&ballot.answers).enumerate() {
        check_answer(Place::question(index), &question.kind, answer)?;
    }
    Ok(())
}

fn length(what: impl ToString, found: usize, expected: usize) -> Result<(), Fault> {
    if found == expected {
        return Ok(());
    }
    Err(Fault::new(Check::Shape, what.to_string(), found.to_string(), expected.to_string()))
}

fn check_answer(place: Place, kind: &Kind, answer: &RawAnswer<'_>) -> Result<(), Fault> {
    match (kind, answer) {
        (
            Kind::Homomorphic { answers, blank, min, max },
            RawAnswer::Homomorphic { choices, individual_proofs, overall_proof, blank_proof },
        ) => {
            let n = answers + usize::from(*blank);
            length(place.part("ciphertexts"), choices.len(), n)?;
            length(place.part("individual proofs"), individual_proofs.len(), n)?;
            for (column, proofs) in individual_proofs.iter().enumerate() {
                length(place.column(column).part("branches of the individual proof"), proofs.len(), 2)?;
            }
            let branches = (max - min) as usize + 1 + usize::from(*blank);
            length(place.part("branches of the overall proof"), overall_proof.len(), branches)?;
            match (blank, blank_proof) {
                (true, None) => {
                    Err(Fault::new(Check::Shape, place.part("blank proof").to_string(), "none", "two branches"))
                }
                (false, Some(_)) => {
                    let expected = "none: a blank vote is not allowed here";
                    Err(Fault::new(Check::Shape, place.part("blank proof").to_string(), "one", expected))
                }
                (true, Some(proofs)) => length(place.part("branches of the blank proof"), proofs.len(), 2),
                (false, None) => Ok(()),
            }
        }
        (Kind::Lists { rows }, RawAnswer::Lists { choices, individual_proofs, list_proofs, nonzero_proof, .. }) => {
            length(place.part("lists of ciphertexts"), choices.len(), rows.len())?;
            length(place.part("lists of individual proofs"), individual_proofs.len(), rows.len())?;
            length(place.part("list proofs"), list_proofs.len(), rows.len())?;
            for (row, width) in rows.iter().enumerate() {
                let place = place.row(row);
                length(place.part("ciphertexts"), choices.get(row).map_or(0, Vec::len), *width)?;
                let proofs = individual_proofs.get(row).map(Vec::as_slice).unwrap_or_default();
                length(place.part("individual proofs"), proofs.len(), *width)?;
                for (column, proofs) in proofs.iter().enumerate() {
                    length(place.column(column).part("branches of the individual proof"), proofs.len(), 2)?;
                }
                length(place.part("branches of the list proof"), list_proofs.get(row).map_or(0, Vec::len), 2)?;
            }
            length(place.part("responses of the non-zero proof"), nonzero_proof.response.len(), 2)
        }
        (Kind::NonHomomorphic { .. }, RawAnswer::NonHomomorphic { .. }) => Ok(()),
        // The reader chose the kind of answer by the question.
        _ => Err(Fault::new(Check::Shape, place.to_string(), "an answer of another kind", "one to this question")),
    }
}
