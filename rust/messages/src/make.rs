//! Making a ballot: encrypt, prove, sign.
//!
//! Everything that depends on the choices or on the credential runs in constant time: both values of each choice take the same steps, and
//! the proofs are made without a branch on which of their statements is true.
//!
//! Source: Belenios specification, "Encrypted answers", "Signatures", "Ballots".

use comitia_crypto::disjunction::{self, Branch, signed};
use comitia_crypto::elgamal::Ciphertext;
use comitia_crypto::hash::{base64, sha256};
use comitia_crypto::random::NoRandomness;
use comitia_crypto::{Group, Secret, nonzero, schnorr};

use crate::choices::{self, Choice};
use crate::election::{Election, Kind};
use crate::fault::{Check, Fault};
use crate::json;

/// A choice, its randomness and its ciphertext.
struct Cell<G: Group> {
    value: i64,
    randomness: Secret<G>,
    ciphertext: Ciphertext<G>,
    text: Vec<u8>,
}

impl<G: Group> Cell<G> {
    fn branch(&self, claimed: i64) -> Branch<G> {
        Branch { randomness: self.randomness.clone(), distance: self.value - claimed }
    }
}

impl<G: Group> Drop for Cell<G> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.value);
    }
}

/// The sum of some cells, which encrypts the sum of their values.
fn sum<'a, G: Group>(cells: impl Iterator<Item = &'a Cell<G>> + Clone) -> Cell<G> {
    let randomness = cells.clone().fold(G::zero(), |sum, cell| G::add(&sum, cell.randomness.expose()));
    Cell {
        value: cells.clone().map(|cell| cell.value).sum(),
        randomness: Secret::new(randomness),
        ciphertext: Ciphertext::product(cells.map(|cell| &cell.ciphertext)),
        text: Vec::new(),
    }
}

/// Make a ballot. Fault: `choice`, or `unsupported` where the system gives no randomness.
pub fn make<G: Group>(election: &Election<G>, credential: &Secret<G>, choices: &[Choice]) -> Result<Vec<u8>, Fault> {
    choices::check(&election.questions, choices)?;
    for (index, (question, rows)) in election.questions.iter().zip(choices).enumerate() {
        let Kind::NonHomomorphic { answers } = question.kind else { continue };
        if rows.first().and_then(|row| embed::<G>(row)).is_none() {
            let what = format!("choices, question {}", index + 1);
            return Err(Fault::new(Check::Embedding, what, format!("{answers} numbers"), "as many as fit an element"));
        }
    }
    write(election, credential, choices).map_err(|_: NoRandomness| {
        Fault::new(Check::Unsupported, "ballot", "no randomness from the operating system", "random bytes")
    })
}

fn write<G: Group>(
    election: &Election<G>,
    credential: &Secret<G>,
    choices: &[Choice],
) -> Result<Vec<u8>, NoRandomness> {
    let public = G::element_string(&credential.public());
    let start = [election.fingerprint.as_bytes(), b"|", public.as_bytes()].concat();
    let mut out = Vec::with_capacity(8192);
    out.extend_from_slice(b"{\"election_uuid\":");
    json::string(&mut out, election.uuid.as_bytes());
    out.extend_from_slice(b",\"election_hash\":");
    json::string(&mut out, election.fingerprint.as_bytes());
    out.extend_from_slice(b",\"credential\":");
    json::string(&mut out, public.as_bytes());
    out.extend_from_slice(b",\"answers\":[");
    for (index, (question, rows)) in election.questions.iter().zip(choices).enumerate() {
        if index > 0 {
            out.push(b',');
        }
        if let Kind::NonHomomorphic { .. } = question.kind {
            let row = rows.first().map(Vec::as_slice).unwrap_or_default();
            non_homomorphic(election, &start, &embed::<G>(row).unwrap_or_else(G::identity), &mut out)?;
            continue;
        }
        // Lists of secrets have their room from the start: one that grows leaves copies behind which nobody wipes.
        let mut cells = Vec::with_capacity(rows.len());
        for row in rows.iter() {
            let mut encrypted = Vec::with_capacity(row.len());
            for value in row {
                encrypted.push(encrypt(election, *value)?);
            }
            cells.push(encrypted);
        }
        match &question.kind {
            Kind::Homomorphic { blank, min, max, .. } => {
                let cells = cells.first().map(Vec::as_slice).unwrap_or_default();
                homomorphic(election, &start, cells, *blank, *min as i64..=*max as i64, &mut out)?;
            }
            Kind::Lists { .. } => lists(election, &start, &cells, &mut out)?,
            // Written above.
            Kind::NonHomomorphic { .. } => {}
        }
    }
    out.push(b']');
    let hash = base64(&sha256(&[&out, b"}"]));
    let signature = schnorr::prove(credential, &[b"sig|", hash.as_bytes(), b"|"].concat())?;
    out.extend_from_slice(b",\"signature\":{\"hash\":");
    json::string(&mut out, hash.as_bytes());
    out.extend_from_slice(b",\"proof\":");
    json::proof::<G>(&mut out, &signature);
    out.extend_from_slice(b"}}");
    Ok(out)
}

/// The element for some numbers of 8 bits.
fn embed<G: Group>(row: &[i64]) -> Option<G::Element> {
    let mut values = zeroize::Zeroizing::new(Vec::with_capacity(row.len()));
    for value in row {
        values.push(u8::try_from(*value).ok()?);
    }
    G::embed(&values)
}

/// xi encrypted, with a proof that its randomness is known. S_0 is hashed here, and the key and the ciphertext after it.
fn non_homomorphic<G: Group>(
    election: &Election<G>,
    start: &[u8],
    xi: &G::Element,
    out: &mut Vec<u8>,
) -> Result<(), NoRandomness> {
    let r = Secret::<G>::random()?;
    let beta = G::multiply(&G::power_of_key(&election.tables, r.expose()), xi);
    let ciphertext = Ciphertext::<G> { alpha: r.public(), beta };
    let text = component_texts::<G>(&ciphertext);
    let prefix = [b"raweg|", start, b"|", election.public_key.as_bytes(), b",", &text, b"|"].concat();
    out.extend_from_slice(b"{\"choices\":");
    json::ciphertext(out, &ciphertext);
    out.extend_from_slice(b",\"proof\":");
    json::proof::<G>(out, &schnorr::prove(&r, &prefix)?);
    out.push(b'}');
    Ok(())
}

fn encrypt<G: Group>(election: &Election<G>, value: i64) -> Result<Cell<G>, NoRandomness> {
    let randomness = Secret::<G>::random()?;
    let message = Secret::<G>::new(signed::<G>(value));
    let ciphertext = Ciphertext::encrypt(&election.tables, randomness.expose(), message.expose());
    let text = component_texts::<G>(&ciphertext);
    Ok(Cell { value, randomness, ciphertext, text })
}

fn component_texts<G: Group>(ciphertext: &Ciphertext<G>) -> Vec<u8> {
    G::write_elements(&[ciphertext.alpha, ciphertext.beta]).join(&b","[..])
}

type Made<G> = Result<Vec<schnorr::Proof<<G as Group>::Scalar>>, NoRandomness>;

/// Perhaps a branch, and then one for each value claimed of a cell.
fn branches<G: Group>(
    first: Option<Branch<G>>,
    cell: &Cell<G>,
    claims: std::ops::RangeInclusive<i64>,
) -> Vec<Branch<G>> {
    let mut branches = Vec::with_capacity(1 + claims.clone().count());
    branches.extend(first);
    branches.extend(claims.map(|claimed| cell.branch(claimed)));
    branches
}

/// `prove|S|ct|` for a ciphertext that is spelled out in no other place.
fn interval<G: Group>(
    election: &Election<G>,
    s: &[u8],
    cell: &Cell<G>,
    claims: std::ops::RangeInclusive<i64>,
) -> Made<G> {
    let prefix = [b"prove|", s, b"|", &component_texts::<G>(&cell.ciphertext), b"|"].concat();
    disjunction::prove(&election.tables, &branches(None, cell, claims), &prefix)
}

fn either<G: Group>(election: &Election<G>, name: &str, s: &[u8], branches: &[Branch<G>]) -> Made<G> {
    disjunction::prove(&election.tables, branches, &[name.as_bytes(), s, b"|"].concat())
}

fn statement<'a, G: Group>(start: &[u8], cells: impl Iterator<Item = &'a Cell<G>>) -> Vec<u8> {
    let texts: Vec<&[u8]> = cells.map(|cell| cell.text.as_slice()).collect();
    [start, b"|", &texts.join(&b","[..])].concat()
}

fn individual<G: Group>(
    election: &Election<G>,
    start: &[u8],
    cell: &Cell<G>,
    out: &mut Vec<u8>,
) -> Result<(), NoRandomness> {
    let proofs = interval(election, start, cell, 0..=1)?;
    json::list(out, &proofs, json::proof::<G>);
    Ok(())
}

fn homomorphic<G: Group>(
    election: &Election<G>,
    start: &[u8],
    cells: &[Cell<G>],
    blank: bool,
    allowed: std::ops::RangeInclusive<i64>,
    out: &mut Vec<u8>,
) -> Result<(), NoRandomness> {
    let s = statement(start, cells.iter());
    out.extend_from_slice(b"{\"choices\":");
    json::list(out, cells, |out, cell| json::ciphertext(out, &cell.ciphertext));
    out.extend_from_slice(b",\"individual_proofs\":[");
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        individual(election, start, cell, out)?;
    }
    out.extend_from_slice(b"],\"overall_proof\":");
    let total = sum(cells.iter().skip(usize::from(blank)));
    match cells.first().filter(|_| blank) {
        None => {
            let proofs = interval(election, &s, &total, allowed)?;
            json::list(out, &proofs, json::proof::<G>);
        }
        Some(first) => {
            let proofs = either(election, "bproof1|", &s, &branches(Some(first.branch(1)), &total, allowed))?;
            json::list(out, &proofs, json::proof::<G>);
            out.extend_from_slice(b",\"blank_proof\":");
            let proofs = either(election, "bproof0|", &s, &[first.branch(0), total.branch(0)])?;
            json::list(out, &proofs, json::proof::<G>);
        }
    }
    out.push(b'}');
    Ok(())
}

fn lists<G: Group>(
    election: &Election<G>,
    start: &[u8],
    rows: &[Vec<Cell<G>>],
    out: &mut Vec<u8>,
) -> Result<(), NoRandomness> {
    let s = statement(start, rows.iter().flatten());
    out.extend_from_slice(b"{\"choices\":");
    json::list(out, rows, |out, row| json::list(out, row, |out, cell| json::ciphertext(out, &cell.ciphertext)));
    out.extend_from_slice(b",\"individual_proofs\":[");
    for (index, row) in rows.iter().enumerate() {
        out.extend_from_slice(if index > 0 { b",[" } else { b"[" });
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            individual(election, start, cell, out)?;
        }
        out.push(b']');
    }
    out.extend_from_slice(b"],\"overall_proof\":");
    let heads = sum(rows.iter().filter_map(|row| row.first()));
    for proof in interval(election, &s, &heads, 1..=1)? {
        json::proof::<G>(out, &proof);
    }
    out.extend_from_slice(b",\"list_proofs\":[");
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let candidates = sum(row.iter().skip(1));
        let head = row.first().map(|head| head.branch(1));
        let proofs = either(election, "lproof|", &s, &branches(head, &candidates, 0..=0))?;
        json::list(out, &proofs, json::proof::<G>);
    }
    out.extend_from_slice(b"],\"nonzero_proof\":{\"commitment\":");
    let candidates = sum(rows.iter().flat_map(|row| row.iter().skip(1)));
    let message = Secret::<G>::new(signed::<G>(candidates.value));
    let prefix = [b"nonzero|", s.as_slice(), b"|"].concat();
    let proof = nonzero::prove(&election.tables, &candidates.randomness, &message, &prefix)?;
    json::element::<G>(out, &proof.commitment);
    out.extend_from_slice(b",\"challenge\":");
    json::scalar::<G>(out, &proof.challenge);
    out.extend_from_slice(b",\"response\":");
    json::list(out, [proof.response.0, proof.response.1], |out, response| json::scalar::<G>(out, &response));
    out.extend_from_slice(b"}}");
    Ok(())
}
