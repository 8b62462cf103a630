//! Shuffles of a tally: made, received, merged.
//!
//! A shuffle has, for each non-homomorphic question, its ciphertexts and a proof. The other questions pass through untouched, so that the
//! outcome is a tally again: the next trustee shuffles it, and after the last one it is decrypted.
//!
//! Source: Belenios specification, "Shuffles".

use comitia_crypto::elgamal::Ciphertext;
use comitia_crypto::shuffle::{self, Commitments, Responses, ShuffleProof};
use comitia_crypto::{Group, Rejected};

use crate::answer::{self, RawCiphertext};
use crate::cursor::{Cursor, Unread};
use crate::election::{Election, Kind, Question};
use crate::fault::{Check, Fault};
use crate::json;
use crate::parallel::{self, Progress};
use crate::tally::{EncryptedTally, Nested, write_nested};

const WHAT: &str = "shuffle";

struct RawProof<'a> {
    /// t_1, t_2, t_3, t_41, t_42.
    t: Vec<&'a [u8]>,
    that: Vec<&'a [u8]>,
    /// s_1, s_2, s_3, s_4.
    s: Vec<&'a [u8]>,
    shat: Vec<&'a [u8]>,
    sprime: Vec<&'a [u8]>,
    c: Vec<&'a [u8]>,
    chat: Vec<&'a [u8]>,
}

fn separated<'a>(cursor: &mut Cursor<'a>, n: usize) -> Result<Vec<&'a [u8]>, Unread> {
    let mut strings = Vec::with_capacity(n);
    for _ in 0..n {
        strings.push(cursor.plain_string()?);
        cursor.expect(",")?;
    }
    Ok(strings)
}

/// `[[t1,t2,t3,[t41,t42],[that]],[s1,s2,s3,s4,[shat],[sprime]],[c],[chat]]`.
fn read_proof<'a>(cursor: &mut Cursor<'a>) -> Result<RawProof<'a>, Unread> {
    let list = |cursor: &mut Cursor<'a>| cursor.list(Cursor::plain_string);
    cursor.expect("[[")?;
    let mut t = separated(cursor, 3)?;
    cursor.expect("[")?;
    t.extend(separated(cursor, 1)?);
    t.push(cursor.plain_string()?);
    cursor.expect("],")?;
    let that = list(cursor)?;
    cursor.expect("],[")?;
    let s = separated(cursor, 4)?;
    let shat = list(cursor)?;
    cursor.expect(",")?;
    let sprime = list(cursor)?;
    cursor.expect("],")?;
    let c = list(cursor)?;
    cursor.expect(",")?;
    let chat = list(cursor)?;
    cursor.expect("]")?;
    Ok(RawProof { t, that, s, shat, sprime, c, chat })
}

type RawShuffle<'a> = (Vec<Vec<RawCiphertext<'a>>>, Vec<RawProof<'a>>);

fn read(raw: &[u8]) -> Result<RawShuffle<'_>, Unread> {
    let mut cursor = Cursor::new(raw);
    cursor.expect("{\"ciphertexts\":")?;
    let ciphertexts = cursor.list(|cursor| cursor.list(answer::ciphertext))?;
    cursor.expect(",\"proofs\":")?;
    let proofs = cursor.list(read_proof)?;
    cursor.expect("}")?;
    cursor.end()?;
    Ok((ciphertexts, proofs))
}

fn is_ranked(question: &Question) -> bool {
    matches!(question.kind, Kind::NonHomomorphic { .. })
}

fn cancelled() -> Fault {
    Fault::new(Check::Cancelled, WHAT, "a request to stop", "the end of the tally")
}

/// Elements, each checked for membership: the costly part, done by several threads.
struct Members<'a> {
    threads: usize,
    progress: &'a Progress,
}

impl Members<'_> {
    fn read<G: Group>(&self, what: &str, texts: &[&[u8]]) -> Result<Vec<G::Element>, Fault> {
        let read = |text: &&[u8]| {
            let element = G::read_element(text).map_err(|rejected| Fault::of_element(rejected, what, text))?;
            if G::vartime_is_member(&element) { Ok(element) } else { Err(Fault::outside(what, text)) }
        };
        parallel::each(self.threads, self.progress, texts, read).map_err(|_| cancelled())?.into_iter().collect()
    }
}

fn scalars<G: Group>(what: &str, texts: &[&[u8]]) -> Result<Vec<G::Scalar>, Fault> {
    texts.iter().map(|text| G::read_scalar(text).map_err(|rejected| Fault::of_scalar(rejected, what, text))).collect()
}

/// Receive a shuffle of `tally`; the outcome is the shuffled tally. Faults: `canonical`, `shape`, `scalar`, `membership`, `shuffle_proof`.
pub fn receive<G: Group>(
    election: &Election<G>,
    tally: &EncryptedTally<G>,
    raw: &[u8],
    threads: usize,
    progress: &Progress,
) -> Result<EncryptedTally<G>, Fault> {
    let (ciphertexts, proofs) = read(raw).map_err(|unread| unread.fault(WHAT, raw))?;
    let ranked: Vec<usize> = election
        .questions
        .iter()
        .enumerate()
        .filter(|(_, question)| is_ranked(question))
        .map(|(index, _)| index)
        .collect();
    let length = |what: String, found: usize, expected: usize| {
        if found == expected {
            Ok(())
        } else {
            Err(Fault::new(Check::Shape, what, found.to_string(), expected.to_string()))
        }
    };
    length(format!("{WHAT}, lists of ciphertexts"), ciphertexts.len(), ranked.len())?;
    length(format!("{WHAT}, proofs"), proofs.len(), ranked.len())?;
    let members = Members { threads, progress };
    let mut merged = tally.ciphertexts.clone();
    for ((raw_shuffled, raw_proof), index) in ciphertexts.iter().zip(&proofs).zip(ranked) {
        let what = format!("{WHAT}, question {}", index + 1);
        let before: Vec<Ciphertext<G>> =
            tally.ciphertexts.get(index).into_iter().flatten().flatten().copied().collect();
        let n = before.len();
        length(format!("{what}, ciphertexts"), raw_shuffled.len(), n)?;
        let RawProof { t, that, s, shat, sprime, c, chat } = raw_proof;
        for (part, list) in [("that", that), ("shat", shat), ("s'", sprime), ("c", c), ("chat", chat)] {
            length(format!("{what}, {part}"), list.len(), n)?;
        }
        let (s, shat, sprime) = (scalars::<G>(&what, s)?, scalars::<G>(&what, shat)?, scalars::<G>(&what, sprime)?);
        let components: Vec<&[u8]> = raw_shuffled.iter().flat_map(|one| [one.alpha, one.beta]).collect();
        let components = members.read::<G>(&what, &components)?;
        let shuffled: Vec<Ciphertext<G>> = components
            .chunks_exact(2)
            .filter_map(|pair| Some(Ciphertext { alpha: *pair.first()?, beta: *pair.get(1)? }))
            .collect();
        let (t, that) = (members.read::<G>(&what, t)?, members.read::<G>(&what, that)?);
        let (c, chat) = (members.read::<G>(&what, c)?, members.read::<G>(&what, chat)?);
        let ([t1, t2, t3, t41, t42], [s1, s2, s3, s4]) = (t.as_slice(), s.as_slice()) else {
            // The reader took exactly as many.
            return Err(Fault::of_scalar(Rejected::Spelling, what, b""));
        };
        let proof = ShuffleProof {
            t: Commitments { t1: *t1, t2: *t2, t3: *t3, t4: [*t41, *t42], that },
            s: Responses { s1: *s1, s2: *s2, s3: *s3, s4: *s4, shat, sprime },
            c,
            chat,
        };
        if !shuffle::is_valid(&before, &shuffled, &proof, &election.tables.key, &election.fingerprint) {
            let expected = "a proof that these are the same answers, encrypted anew and in another order";
            return Err(Fault::new(Check::ShuffleProof, what, "a proof that does not hold", expected));
        }
        if let Some(rows) = merged.get_mut(index) {
            *rows = vec![shuffled];
        }
    }
    Ok(with_raw(&election.questions, merged))
}

fn with_raw<G: Group>(questions: &[Question], ciphertexts: Nested<Ciphertext<G>>) -> EncryptedTally<G> {
    let mut raw = Vec::new();
    write_nested(&mut raw, questions, &ciphertexts, json::ciphertext);
    EncryptedTally { raw, ciphertexts }
}

/// Shuffle a tally: the canonical bytes of the shuffle. Fault: `unsupported`, without randomness or in a group without generators.
pub fn make<G: Group>(election: &Election<G>, tally: &EncryptedTally<G>) -> Result<Vec<u8>, Fault> {
    let mut made = Vec::new();
    for (question, rows) in election.questions.iter().zip(&tally.ciphertexts) {
        if is_ranked(question) {
            let before: Vec<_> = rows.iter().flatten().copied().collect();
            made.push(shuffle::shuffle(&before, &election.tables, &election.fingerprint).map_err(|unmade| {
                Fault::new(Check::Unsupported, WHAT, format!("{unmade:?}"), "randomness, and independent generators")
            })?);
        }
    }
    let mut out = b"{\"ciphertexts\":".to_vec();
    json::list(&mut out, &made, |out, (shuffled, _)| json::list(out, shuffled, json::ciphertext));
    out.extend_from_slice(b",\"proofs\":");
    json::list(&mut out, &made, |out, (_, proof)| write_proof(out, proof));
    out.push(b'}');
    Ok(out)
}

fn write_proof<G: Group>(out: &mut Vec<u8>, proof: &ShuffleProof<G>) {
    let ShuffleProof { t, s, c, chat } = proof;
    let elements = |out: &mut Vec<u8>, list: &[G::Element]| json::list(out, list, json::element::<G>);
    let scalars = |out: &mut Vec<u8>, list: &[G::Scalar]| json::list(out, list, json::scalar::<G>);
    out.extend_from_slice(b"[[");
    for element in [&t.t1, &t.t2, &t.t3] {
        json::element::<G>(out, element);
        out.push(b',');
    }
    elements(out, &t.t4);
    out.push(b',');
    elements(out, &t.that);
    out.extend_from_slice(b"],[");
    for scalar in [&s.s1, &s.s2, &s.s3, &s.s4] {
        json::scalar::<G>(out, scalar);
        out.push(b',');
    }
    scalars(out, &s.shat);
    out.push(b',');
    scalars(out, &s.sprime);
    out.extend_from_slice(b"],");
    elements(out, c);
    out.push(b',');
    elements(out, chat);
    out.push(b']');
}
