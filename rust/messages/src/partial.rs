//! Partial decryptions: made, checked, combined, opened.
//!
//! Source: Belenios specification, "Partial decryptions", "Election result".

use comitia_crypto::discrete_log::Logarithms;
use comitia_crypto::polynomial::lagrange_at_zero;
use comitia_crypto::{Group, Secret, schnorr};

use crate::answer::{self, RawProof};
use crate::cursor::{Cursor, Unread};
use crate::election::{Election, Kind, Question};
use crate::fault::{Check, Fault};
use crate::json;
use crate::parallel::{self, Progress};
use crate::tally::{EncryptedTally, Nested, check_nested, read_nested, write_nested};
use crate::values::Values;

/// A partial decryption, whose strings are read later.
struct RawPartial<'a> {
    factors: Nested<&'a [u8]>,
    proofs: Nested<RawProof<'a>>,
}

const WHAT: &str = "partial decryption";

fn read<'a>(raw: &'a [u8], questions: &[Question]) -> Result<RawPartial<'a>, Unread> {
    let mut cursor = Cursor::new(raw);
    cursor.expect("{\"decryption_factors\":")?;
    let factors = read_nested(&mut cursor, questions, Cursor::plain_string)?;
    cursor.expect(",\"decryption_proofs\":")?;
    let proofs = read_nested(&mut cursor, questions, answer::proof)?;
    cursor.expect("}")?;
    cursor.end()?;
    Ok(RawPartial { factors, proofs })
}

fn receive<'a, G: Group>(
    raw: &'a [u8],
    election: &Election<G>,
    tally: &EncryptedTally<G>,
) -> Result<RawPartial<'a>, Fault> {
    let partial = read(raw, &election.questions).map_err(|unread| unread.fault(WHAT, raw))?;
    let like: Nested<()> =
        tally.ciphertexts.iter().map(|rows| rows.iter().map(|row| vec![(); row.len()]).collect()).collect();
    check_nested(&format!("{WHAT}, factors"), &election.questions, &partial.factors, Some(&like))?;
    check_nested(&format!("{WHAT}, proofs"), &election.questions, &partial.proofs, Some(&like))?;
    Ok(partial)
}

fn decrypt_prefix<G: Group>(election: &Election<G>, public: &[u8]) -> Vec<u8> {
    [b"decrypt|", election.fingerprint.as_bytes(), b"|", public, b"|"].concat()
}

fn cancelled() -> Fault {
    Fault::new(Check::Cancelled, WHAT, "a request to stop", "the end of the tally")
}

/// Decrypt a tally partially: factors alpha^x and their proofs, as canonical bytes. Constant time in the key.
pub fn decrypt<G: Group>(
    election: &Election<G>,
    tally: &EncryptedTally<G>,
    key: &Secret<G>,
    threads: usize,
    progress: &Progress,
) -> Result<Vec<u8>, Fault> {
    let prefix = decrypt_prefix(election, G::element_string(&key.public()).as_bytes());
    let ciphertexts: Vec<_> = tally.ciphertexts.iter().flatten().flatten().collect();
    let made = parallel::each(threads, progress, &ciphertexts, |ciphertext| {
        let factor = G::power(&ciphertext.alpha, key.expose());
        schnorr::prove_equal_logarithms(key, &ciphertext.alpha, &prefix).map(|proof| (factor, proof))
    });
    let made =
        made.map_err(|_| cancelled())?.into_iter().collect::<Result<Vec<_>, _>>().map_err(|_| {
            Fault::new(Check::Unsupported, WHAT, "no randomness from the operating system", "random bytes")
        })?;
    let mut made = made.into_iter();
    let mut nested = |_: ()| -> Nested<_> {
        tally
            .ciphertexts
            .iter()
            .map(|rows| rows.iter().map(|row| made.by_ref().take(row.len()).collect()).collect())
            .collect()
    };
    let nested = nested(());
    let mut out = b"{\"decryption_factors\":".to_vec();
    write_nested(&mut out, &election.questions, &nested, |out, (factor, _)| json::element::<G>(out, factor));
    out.extend_from_slice(b",\"decryption_proofs\":");
    write_nested(&mut out, &election.questions, &nested, |out, (_, proof)| json::proof::<G>(out, proof));
    out.push(b'}');
    Ok(out)
}

/// Check a partial decryption of `tally` by the holder of `public_key`. Faults as in the contract.
pub fn check<G: Group>(
    election: &Election<G>,
    tally: &EncryptedTally<G>,
    raw: &[u8],
    public_key: &[u8],
    threads: usize,
) -> Result<(), Fault> {
    let key_what = format!("{WHAT}, verification key");
    let key =
        G::read_element(public_key).map_err(|rejected| Fault::of_element(rejected, key_what.as_str(), public_key))?;
    if !G::vartime_is_member(&key) {
        return Err(Fault::outside(key_what, public_key));
    }
    let partial = receive(raw, election, tally)?;
    let prefix = decrypt_prefix(election, public_key);
    let ciphertexts = tally.ciphertexts.iter().flatten().flatten();
    let factors = partial.factors.iter().flatten().flatten();
    let proofs = partial.proofs.iter().flatten().flatten();
    let rows: Vec<_> = ciphertexts.zip(factors.zip(proofs)).enumerate().collect();
    let faults = parallel::each(threads, &Progress::default(), &rows, |(index, (ciphertext, (factor_text, proof)))| {
        let what = format!("{WHAT}, factor {}", index + 1);
        let mut values = Values::<G>::default();
        let factor = values.element(&what, factor_text);
        let proof = values.proof(&what, proof);
        if let Some(fault) = values.first_fault() {
            return Err(fault);
        }
        if !G::vartime_is_member(&factor) {
            return Err(Fault::outside(what, factor_text));
        }
        if schnorr::proves_equal_logarithms::<G>(&key, &ciphertext.alpha, &factor, &prefix, &proof) {
            Ok(())
        } else {
            let expected = "a proof that this factor was made with this key";
            Err(Fault::new(Check::DecryptionProof, what, "a proof that does not hold", expected))
        }
    });
    let faults: Vec<Fault> = faults.map_err(|_| cancelled())?.into_iter().filter_map(Result::err).collect();
    // The first in the order of the checks, not of the factors.
    let order = [Check::Canonical, Check::Scalar, Check::Membership, Check::DecryptionProof];
    let first = order.iter().find_map(|check| faults.iter().find(|fault| fault.check == *check));
    first.map_or(Ok(()), |fault| Err(fault.clone()))
}

/// Factors of one item of the trustees: index in the item, and bytes.
pub type Item = Vec<(u64, Vec<u8>)>;

/// beta / F for each ciphertext: g^m, or the embedded answer. None for a doubled or zero index.
pub fn plain<G: Group>(
    election: &Election<G>,
    tally: &EncryptedTally<G>,
    items: &[Item],
    threads: usize,
) -> Result<Option<Nested<G::Element>>, Fault> {
    let mut bases: Vec<Vec<G::Element>> = Vec::new();
    let mut exponents = Vec::new();
    for item in items {
        let indices: Vec<u64> = item.iter().map(|(index, _)| *index).collect();
        for (index, raw) in item {
            let Some(coefficient) = lagrange_at_zero::<G>(*index, &indices) else { return Ok(None) };
            let partial = receive(raw, election, tally)?;
            let mut factors = Vec::new();
            for text in partial.factors.iter().flatten().flatten() {
                factors.push(G::read_element(text).map_err(|rejected| Fault::of_element(rejected, WHAT, text))?);
            }
            bases.push(factors);
            exponents.push(G::subtract(&G::zero(), &coefficient));
        }
    }
    let ciphertexts: Vec<_> = tally.ciphertexts.iter().flatten().flatten().enumerate().collect();
    let opened = parallel::each(threads, &Progress::default(), &ciphertexts, |(index, ciphertext)| {
        let factors: Vec<_> = bases.iter().filter_map(|factors| factors.get(*index).copied()).collect();
        G::multiply(&ciphertext.beta, &G::vartime_product_of_powers(&factors, &exponents))
    });
    let mut opened = opened.map_err(|_| cancelled())?.into_iter();
    let rows = tally.ciphertexts.iter();
    Ok(Some(rows.map(|rows| rows.iter().map(|row| opened.by_ref().take(row.len()).collect()).collect()).collect()))
}

/// Find the values: rows of numbers up to the bound, and for a non-homomorphic question a row for each ballot. Fault: `discrete_log`.
pub fn open<G: Group>(
    election: &Election<G>,
    plain: &Nested<G::Element>,
    bound: u64,
    threads: usize,
    progress: &Progress,
) -> Result<Nested<u64>, Fault> {
    let counted = |question: &&Question| !matches!(question.kind, Kind::NonHomomorphic { .. });
    let n_counts = election.questions.iter().filter(counted).map(Question::n_ciphertexts).sum();
    let Some(logarithms) = Logarithms::<G>::new(if n_counts == 0 { 0 } else { bound }, n_counts) else {
        let expected = "at most 100000000000";
        return Err(Fault::new(Check::DiscreteLog, "result, total weight", bound.to_string(), expected));
    };
    let mut values = Vec::with_capacity(plain.len());
    for (index, (question, rows)) in election.questions.iter().zip(plain).enumerate() {
        if let Kind::NonHomomorphic { answers } = question.kind {
            values.push(rows.iter().flatten().map(|element| extract::<G>(element, answers)).collect());
            continue;
        }
        let mut value_rows = Vec::with_capacity(rows.len());
        for row in rows {
            let found = parallel::each(threads, progress, row, |element| logarithms.find(element));
            let row: Option<Vec<u64>> = found.map_err(|_| cancelled())?.into_iter().collect();
            value_rows.push(row.ok_or_else(|| {
                let what = format!("result, question {}", index + 1);
                let expected = format!("a number from 0 to {bound}");
                Fault::new(Check::DiscreteLog, what, "a value beyond the total weight", expected)
            })?);
        }
        values.push(value_rows);
    }
    Ok(values)
}

fn extract<G: Group>(element: &G::Element, n: usize) -> Vec<u64> {
    G::vartime_extract(element, n).unwrap_or_default().into_iter().map(u64::from).collect()
}

/// Whether the claimed values are what the factors decrypt to, by raising g to each. Faults: `shape`, `result`.
pub fn check_result<G: Group>(
    election: &Election<G>,
    plain: &Nested<G::Element>,
    claimed: &Nested<u64>,
) -> Result<(), Fault> {
    let like: Nested<()> = election
        .questions
        .iter()
        .zip(plain)
        .map(|(question, rows)| match question.kind {
            Kind::NonHomomorphic { answers } => rows.iter().flatten().map(|_| vec![(); answers]).collect(),
            _ => rows.iter().map(|row| vec![(); row.len()]).collect(),
        })
        .collect();
    check_nested("result", &election.questions, claimed, Some(&like))?;
    let wrong = |index: usize, part: String, found: String| {
        let what = format!("result, question {}, {part}", index + 1);
        Err(Fault::new(Check::Result, what, found, "what the factors decrypt to"))
    };
    for (index, ((question, plain), claimed)) in election.questions.iter().zip(plain).zip(claimed).enumerate() {
        if let Kind::NonHomomorphic { answers } = question.kind {
            for (position, (element, row)) in plain.iter().flatten().zip(claimed).enumerate() {
                if extract::<G>(element, answers) != *row {
                    return wrong(index, format!("ballot {}", position + 1), format!("{row:?}"));
                }
            }
            continue;
        }
        for (column, (element, value)) in plain.iter().flatten().zip(claimed.iter().flatten()).enumerate() {
            if G::vartime_small_power(&G::generator(), *value) != *element {
                return wrong(index, format!("number {}", column + 1), value.to_string());
            }
        }
    }
    Ok(())
}
