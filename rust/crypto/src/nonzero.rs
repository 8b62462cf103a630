//! A proof that a ciphertext does not encrypt zero: "at least one candidate".
//!
//! With (alpha, beta) = (g^r, y^r g^m) and a random s: A_0 = beta^s y^(-sr) = g^(ms), which is 1 exactly if m = 0. The proof shows that
//! A_0 in the base (beta, y) and 1 in the base (alpha, g) have the same representation.
//!
//! Source: Belenios specification, "Proof of encryption of non-zero".

use crate::group::{Group, Tables};
use crate::random::NoRandomness;
use crate::schnorr::hash_commitments;
use crate::secret::Secret;

/// The proof.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NonzeroProof<G: Group> {
    /// A_0.
    pub commitment: G::Element,
    /// c.
    pub challenge: G::Scalar,
    /// (t_1, t_2).
    pub response: (G::Scalar, G::Scalar),
}

/// Prove that the ciphertext with this randomness does not encrypt zero. Powers of g and y alone, constant time.
pub fn prove<G: Group>(
    tables: &Tables<G>,
    randomness: &Secret<G>,
    message: &Secret<G>,
    prefix: &[u8],
) -> Result<NonzeroProof<G>, NoRandomness> {
    let (r, m) = (randomness.expose(), message.expose());
    // s = 0 has probability 1/q, and gives a proof that does not hold.
    let (s, w1, w2) = (Secret::<G>::random()?, Secret::<G>::random()?, Secret::<G>::random()?);
    // A_0 = g^(ms).
    let commitment = Secret::<G>::new(G::times(m, s.expose())).public();
    // A_1 = alpha^w1 g^w2 = g^(r w1 + w2);  A_2 = beta^w1 y^w2 = y^(r w1 + w2) g^(m w1).
    let joint = Secret::<G>::new(G::add(&G::times(r, w1.expose()), w2.expose()));
    let a1 = joint.public();
    let miss = Secret::<G>::new(G::times(m, w1.expose())).public();
    let a2 = G::multiply(&G::power_of_key(tables, joint.expose()), &miss);
    let challenge = hash_commitments::<G>(prefix, &G::write_elements(&[commitment, a1, a2]));
    let sc = Secret::<G>::new(G::times(s.expose(), &challenge));
    let t1 = G::subtract(w1.expose(), sc.expose());
    let t2 = G::add(w2.expose(), &G::times(r, sc.expose()));
    Ok(NonzeroProof { commitment, challenge, response: (t1, t2) })
}

/// A_1 = alpha^t1 g^t2 and A_2 = beta^t1 y^t2 A_0^c, to be hashed after A_0.
pub fn vartime_commitments<G: Group>(
    key: &G::Element,
    alpha: &G::Element,
    beta: &G::Element,
    proof: &NonzeroProof<G>,
) -> [G::Element; 2] {
    let (t1, t2) = proof.response;
    [
        G::vartime_product_of_powers(&[*alpha, G::generator()], &[t1, t2]),
        G::vartime_product_of_powers(&[*beta, *key, proof.commitment], &[t1, t2, proof.challenge]),
    ]
}

/// Whether the proof holds, given the strings of A_0, A_1, A_2. A_0 must be a member of the group.
pub fn is_valid<G: Group>(prefix: &[u8], commitments: &[Vec<u8>], proof: &NonzeroProof<G>) -> bool {
    proof.commitment != G::identity() && hash_commitments::<G>(prefix, commitments) == proof.challenge
}
