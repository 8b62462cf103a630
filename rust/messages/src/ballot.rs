//! A ballot, as its strings stand in the bytes.
//!
//! Source: Belenios specification, "Ballots".

use comitia_crypto::hash::{base64, sha256};

use crate::answer::{RawAnswer, RawProof, answer, proof};
use crate::cursor::{Cursor, Unread};
use crate::diagnosis;
use crate::election::Question;
use crate::fault::Fault;

/// A ballot whose bytes are canonical JSON; what its strings mean is not yet looked at.
#[derive(Clone, Debug)]
pub struct RawBallot<'a> {
    /// Of the election.
    pub uuid: &'a [u8],
    /// phi.
    pub fingerprint: &'a [u8],
    /// The public credential.
    pub credential: &'a [u8],
    /// One for each question, in order; there may be fewer.
    pub answers: Vec<RawAnswer<'a>>,
    /// Answers beyond the last question were found.
    pub has_more_answers: bool,
    /// The hash that the ballot says it signs.
    pub signed_hash: &'a [u8],
    /// The hash of the bytes without the signature.
    pub actual_hash: String,
    /// The signature.
    pub signature: RawProof<'a>,
}

/// The smart ballot tracker: Base64 of the SHA-256 of the bytes.
pub fn tracker(raw: &[u8]) -> String {
    base64(&sha256(&[raw]))
}

/// The credential that a ballot names, if so much of it can be read.
pub fn credential(raw: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(raw);
    head(&mut cursor).map(|(_, _, credential)| credential).ok()
}

/// Identifier, fingerprint and credential.
type Head<'a> = (&'a [u8], &'a [u8], &'a [u8]);

fn head<'a>(cursor: &mut Cursor<'a>) -> Result<Head<'a>, Unread> {
    cursor.expect("{\"election_uuid\":")?;
    let uuid = cursor.plain_string()?;
    cursor.expect(",\"election_hash\":")?;
    let fingerprint = cursor.plain_string()?;
    cursor.expect(",\"credential\":")?;
    let credential = cursor.plain_string()?;
    Ok((uuid, fingerprint, credential))
}

/// Read a ballot of an election with these questions. The fault is `canonical`, or `shape` where the JSON is sound but lacks something.
pub fn receive<'a>(raw: &'a [u8], questions: &[Question]) -> Result<RawBallot<'a>, Fault> {
    read(raw, questions).map_err(|unread| diagnosis::of_ballot(raw, questions, &unread))
}

fn read<'a>(raw: &'a [u8], questions: &[Question]) -> Result<RawBallot<'a>, Unread> {
    let mut cursor = Cursor::new(raw);
    let (uuid, fingerprint, credential) = head(&mut cursor)?;
    cursor.expect(",\"answers\":")?;
    let mut expected = questions.iter();
    let mut has_more_answers = false;
    let answers = cursor.list(|cursor| match expected.next().or(questions.last()) {
        Some(question) => answer(cursor, question),
        None => Err(Unread { at: cursor.at(), expected: "]" }),
    })?;
    if answers.len() > questions.len() {
        has_more_answers = true;
    }
    let body = raw.get(..cursor.at()).unwrap_or_default();
    cursor.expect(",\"signature\":{\"hash\":")?;
    let signed_hash = cursor.plain_string()?;
    cursor.expect(",\"proof\":")?;
    let signature = proof(&mut cursor)?;
    cursor.expect("}}")?;
    cursor.end()?;
    let actual_hash = base64(&sha256(&[body, b"}"]));
    Ok(RawBallot { uuid, fingerprint, credential, answers, has_more_answers, signed_hash, actual_hash, signature })
}
