//! The encrypted answers of a ballot, as their strings stand in the bytes.
//!
//! Source: Belenios specification, "Encrypted answers".

use crate::cursor::{Cursor, Unread};
use crate::election::{Kind, Question};

/// `{"challenge":c,"response":r}`.
#[derive(Clone, Copy, Debug)]
pub struct RawProof<'a> {
    /// Decimal digits.
    pub challenge: &'a [u8],
    /// Decimal digits.
    pub response: &'a [u8],
}

/// `{"alpha":a,"beta":b}`.
#[derive(Clone, Copy, Debug)]
pub struct RawCiphertext<'a> {
    /// An element.
    pub alpha: &'a [u8],
    /// An element.
    pub beta: &'a [u8],
}

/// `{"commitment":A,"challenge":c,"response":[t1,t2]}`.
#[derive(Clone, Debug)]
pub struct RawNonzero<'a> {
    /// An element.
    pub commitment: &'a [u8],
    /// Decimal digits.
    pub challenge: &'a [u8],
    /// Two of them.
    pub response: Vec<&'a [u8]>,
}

/// The answer to one question. Lengths are as found.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum RawAnswer<'a> {
    Homomorphic {
        choices: Vec<RawCiphertext<'a>>,
        individual_proofs: Vec<Vec<RawProof<'a>>>,
        overall_proof: Vec<RawProof<'a>>,
        blank_proof: Option<Vec<RawProof<'a>>>,
    },
    Lists {
        choices: Vec<Vec<RawCiphertext<'a>>>,
        individual_proofs: Vec<Vec<Vec<RawProof<'a>>>>,
        overall_proof: RawProof<'a>,
        list_proofs: Vec<Vec<RawProof<'a>>>,
        nonzero_proof: RawNonzero<'a>,
    },
    NonHomomorphic {
        choices: RawCiphertext<'a>,
        proof: RawProof<'a>,
    },
}

/// Read a proof.
pub fn proof<'a>(cursor: &mut Cursor<'a>) -> Result<RawProof<'a>, Unread> {
    cursor.expect("{\"challenge\":")?;
    let challenge = cursor.plain_string()?;
    cursor.expect(",\"response\":")?;
    let response = cursor.plain_string()?;
    cursor.expect("}")?;
    Ok(RawProof { challenge, response })
}

/// Read a ciphertext.
pub fn ciphertext<'a>(cursor: &mut Cursor<'a>) -> Result<RawCiphertext<'a>, Unread> {
    cursor.expect("{\"alpha\":")?;
    let alpha = cursor.plain_string()?;
    cursor.expect(",\"beta\":")?;
    let beta = cursor.plain_string()?;
    cursor.expect("}")?;
    Ok(RawCiphertext { alpha, beta })
}

fn nonzero<'a>(cursor: &mut Cursor<'a>) -> Result<RawNonzero<'a>, Unread> {
    cursor.expect("{\"commitment\":")?;
    let commitment = cursor.plain_string()?;
    cursor.expect(",\"challenge\":")?;
    let challenge = cursor.plain_string()?;
    cursor.expect(",\"response\":")?;
    let response = cursor.list(Cursor::plain_string)?;
    cursor.expect("}")?;
    Ok(RawNonzero { commitment, challenge, response })
}

/// Read the answer to `question`.
pub fn answer<'a>(cursor: &mut Cursor<'a>, question: &Question) -> Result<RawAnswer<'a>, Unread> {
    cursor.expect("{\"choices\":")?;
    let answer = match question.kind {
        Kind::Homomorphic { .. } => {
            let choices = cursor.list(ciphertext)?;
            cursor.expect(",\"individual_proofs\":")?;
            let individual_proofs = cursor.list(|cursor| cursor.list(proof))?;
            cursor.expect(",\"overall_proof\":")?;
            let overall_proof = cursor.list(proof)?;
            let blank_proof = if cursor.take(",\"blank_proof\":") { Some(cursor.list(proof)?) } else { None };
            RawAnswer::Homomorphic { choices, individual_proofs, overall_proof, blank_proof }
        }
        Kind::Lists { .. } => {
            let choices = cursor.list(|cursor| cursor.list(ciphertext))?;
            cursor.expect(",\"individual_proofs\":")?;
            let individual_proofs = cursor.list(|cursor| cursor.list(|cursor| cursor.list(proof)))?;
            cursor.expect(",\"overall_proof\":")?;
            let overall_proof = proof(cursor)?;
            cursor.expect(",\"list_proofs\":")?;
            let list_proofs = cursor.list(|cursor| cursor.list(proof))?;
            cursor.expect(",\"nonzero_proof\":")?;
            let nonzero_proof = nonzero(cursor)?;
            RawAnswer::Lists { choices, individual_proofs, overall_proof, list_proofs, nonzero_proof }
        }
        Kind::NonHomomorphic { .. } => {
            let choices = ciphertext(cursor)?;
            cursor.expect(",\"proof\":")?;
            RawAnswer::NonHomomorphic { choices, proof: proof(cursor)? }
        }
    };
    cursor.expect("}")?;
    Ok(answer)
}
