//! The plain answers of a ballot to be made: whether the questions allow them.
//!
//! The choices are secret. That a check fails is told, and nothing else: the messages do not quote them.

use zeroize::Zeroizing;

use crate::election::{Kind, Question};
use crate::fault::{Check, Fault};

/// The plain answer to one question: rows of numbers. Homomorphic and non-homomorphic answers have one row.
pub type Choice = Zeroizing<Vec<Vec<i64>>>;

/// Check all answers. Fault: `choice`.
pub fn check(questions: &[Question], choices: &[Choice]) -> Result<(), Fault> {
    if choices.len() != questions.len() {
        let found = format!("answers to {} questions", choices.len());
        return Err(Fault::new(Check::Choice, "choices", found, questions.len().to_string()));
    }
    for (index, (question, rows)) in questions.iter().zip(choices).enumerate() {
        check_one(question, rows).map_err(|(found, expected)| {
            Fault::new(Check::Choice, format!("choices, question {}", index + 1), found, expected)
        })?;
    }
    Ok(())
}

fn check_one(question: &Question, rows: &Choice) -> Result<(), (String, String)> {
    let widths: Vec<usize> = match &question.kind {
        Kind::Homomorphic { .. } => vec![question.n_ciphertexts()],
        Kind::NonHomomorphic { answers } => vec![*answers],
        Kind::Lists { rows } => rows.clone(),
    };
    let found: Vec<usize> = rows.iter().map(Vec::len).collect();
    if found != widths {
        return Err((format!("{found:?} numbers"), format!("{widths:?}")));
    }
    let largest = if matches!(question.kind, Kind::NonHomomorphic { .. }) { 255 } else { 1 };
    if !rows.iter().flatten().all(|value| (0..=largest).contains(value)) {
        return Err(("another number".to_owned(), format!("each from 0 to {largest}")));
    }
    let allowed = match &question.kind {
        Kind::Homomorphic { blank, min, max, .. } => {
            let row = rows.first().map(Vec::as_slice).unwrap_or_default();
            let sum: i64 = row.iter().skip(usize::from(*blank)).sum();
            let is_blank = *blank && row.first() == Some(&1);
            if is_blank { sum == 0 } else { (*min as i64..=*max as i64).contains(&sum) }
        }
        Kind::Lists { .. } => {
            let heads: i64 = rows.iter().filter_map(|row| row.first()).sum();
            let stray = rows.iter().any(|row| row.first() == Some(&0) && row.iter().skip(1).any(|value| *value != 0));
            let candidates: i64 = rows.iter().flat_map(|row| row.iter().skip(1)).sum();
            heads == 1 && !stray && candidates > 0
        }
        Kind::NonHomomorphic { .. } => true,
    };
    if allowed { Ok(()) } else { Err(("choices that the question does not allow".to_owned(), rule(&question.kind))) }
}

fn rule(kind: &Kind) -> String {
    match kind {
        Kind::Homomorphic { blank, min, max, .. } => {
            let blank = if *blank { ", or a blank vote (1 and then zeros)" } else { "" };
            format!("{min} to {max} chosen{blank}")
        }
        Kind::Lists { .. } => "exactly one list, at least one of its candidates, none of another list".to_owned(),
        Kind::NonHomomorphic { .. } => "a number for each answer".to_owned(),
    }
}
