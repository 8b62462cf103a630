//! The plain answers of a ballot to be made: whether the questions allow them.
//!
//! The choices are secret. That a check fails is told, and nothing else: the messages do not quote them, and every answer that is allowed
//! takes the same steps (no branch on which one it is).

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
    // 1 or 0, from sums and signs alone.
    let is_allowed = match &question.kind {
        Kind::Homomorphic { blank, min, max, .. } => {
            let row = rows.first().map(Vec::as_slice).unwrap_or_default();
            let sum: i64 = row.iter().skip(usize::from(*blank)).sum();
            let is_blank = i64::from(*blank) & row.first().copied().unwrap_or(0);
            let is_between = (1 - is_negative(sum - *min as i64)) & (1 - is_negative(*max as i64 - sum));
            (is_blank & is_zero(sum)) | ((1 - is_blank) & is_between)
        }
        Kind::Lists { .. } => {
            let heads: i64 = rows.iter().filter_map(|row| row.first()).sum();
            let candidates: i64 = rows.iter().flat_map(|row| row.iter().skip(1)).sum();
            let is_stray = rows.iter().fold(0, |is_stray, row| {
                let chosen: i64 = row.iter().skip(1).sum();
                is_stray | (is_zero(row.first().copied().unwrap_or(0)) & (1 - is_zero(chosen)))
            });
            is_zero(heads - 1) & (1 - is_stray) & (1 - is_zero(candidates))
        }
        Kind::NonHomomorphic { .. } => 1,
    };
    if is_allowed == 1 {
        Ok(())
    } else {
        Err(("choices that the question does not allow".to_owned(), rule(&question.kind)))
    }
}

/// 1 for a negative number, 0 for another, without a branch.
fn is_negative(number: i64) -> i64 {
    (number >> 63) & 1
}

/// 1 for zero, 0 for another number, without a branch.
fn is_zero(number: i64) -> i64 {
    1 - is_negative(number | number.wrapping_neg())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(kind: Kind, rows: &[&[i64]]) -> bool {
        check(&[Question { kind }], &[Zeroizing::new(rows.iter().map(|row| row.to_vec()).collect())]).is_ok()
    }

    /// Every row of three numbers from -1 to 2.
    fn rows_of_three() -> impl Iterator<Item = [i64; 3]> {
        (0..64).map(|number| [number / 16 - 1, number / 4 % 4 - 1, number % 4 - 1])
    }

    #[test]
    fn a_homomorphic_answer_is_allowed_exactly_by_its_bounds_or_as_a_blank_vote() {
        for (blank, min, max) in [(false, 0, 3), (false, 1, 1), (false, 2, 3), (true, 0, 2), (true, 1, 1), (true, 2, 2)]
        {
            let answers = if blank { 2 } else { 3 };
            for row in rows_of_three() {
                let bits = row.iter().all(|value| matches!(value, 0 | 1));
                let chosen: i64 = row[usize::from(blank)..].iter().sum();
                let within = min as i64 <= chosen && chosen <= max as i64;
                let expected = bits && if blank && row[0] == 1 { chosen == 0 } else { within };
                let found = is_allowed(Kind::Homomorphic { answers, blank, min, max }, &[&row]);
                assert_eq!(found, expected, "{row:?}, {min} to {max}, blank {blank}");
            }
        }
    }

    #[test]
    fn a_lists_answer_is_allowed_exactly_with_one_list_and_candidates_of_it_alone() {
        for first in rows_of_three() {
            for second in [[0, 0], [0, 1], [1, 0], [1, 1]] {
                let bits = first.iter().all(|value| matches!(value, 0 | 1));
                let one_list = (first[0] == 1 && first[1] + first[2] > 0 && second == [0, 0])
                    || (first == [0, 0, 0] && second == [1, 1]);
                let found = is_allowed(Kind::Lists { rows: vec![3, 2] }, &[&first, &second]);
                assert_eq!(found, bits && one_list, "{first:?}, {second:?}");
            }
        }
    }

    #[test]
    fn another_number_of_numbers_is_not_allowed() {
        let kind = Kind::Homomorphic { answers: 2, blank: false, min: 0, max: 2 };
        for rows in [&[][..], &[&[][..]], &[&[1]], &[&[1, 0, 0]], &[&[1, 0], &[1, 0]]] {
            assert!(!is_allowed(kind.clone(), rows), "{rows:?}");
        }
    }
}
