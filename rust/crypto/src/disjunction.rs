//! One proof for every "this or that" of a ballot.
//!
//! Each of them says: of the branches (alpha_j, beta_j / g^(M_j)), at least one encrypts 0. Interval membership has one ciphertext and many
//! M_j; the blank proofs and the list proofs have two ciphertexts; "exactly one list" is a proof with a single branch. They differ in the
//! prefix of the hash and in nothing else:
//!
//!   A_j = g^response_j alpha_j^challenge_j,  B_j = y^response_j (beta_j / g^(M_j))^challenge_j,
//!   sum of challenges = SHA-256(prefix || A_0 "," B_0 "," A_1 ...) mod q.
//!
//! The prover knows r_j and m_j of every branch, so it needs powers of g and y alone, and can treat true and false branches alike:
//! with t_j = response_j + r_j challenge_j,
//!
//!   A_j = g^(t_j),  B_j = y^(t_j) g^((m_j - M_j) challenge_j).
//!
//! In a true branch m_j - M_j = 0 and B_j does not depend on the challenge, which can therefore be set after the hash. All t_j and
//! challenges are drawn; then the challenge of the first true branch is replaced, by a constant-time selection.
//!
//! Source: Belenios specification, "Proofs of interval membership", "Proofs of possibly-blank votes", "Proofs of list constraints".

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use crate::group::{Group, Tables};
use crate::random::NoRandomness;
use crate::schnorr::{Proof, hash_commitments};
use crate::secret::Secret;

/// What the prover knows of a branch.
pub struct Branch<G: Group> {
    /// r_j.
    pub randomness: Secret<G>,
    /// m_j - M_j as an integer; 0 makes the branch true. Secret.
    pub distance: i64,
}

impl<G: Group> Drop for Branch<G> {
    fn drop(&mut self) {
        self.distance.zeroize();
    }
}

/// Prove that some branch has distance 0. With no true branch the outcome is a proof that does not hold.
pub fn prove<G: Group>(
    tables: &Tables<G>,
    branches: &[Branch<G>],
    prefix: &[u8],
) -> Result<Vec<Proof<G::Scalar>>, NoRandomness> {
    let mut drawn = Vec::with_capacity(branches.len());
    let mut commitments = Vec::with_capacity(2 * branches.len());
    for branch in branches {
        let (t, challenge) = (Secret::<G>::random()?, Secret::<G>::random()?);
        let miss = Secret::<G>::new(G::times(&signed::<G>(branch.distance), challenge.expose()));
        commitments.push(t.public());
        commitments.push(G::multiply(&G::power_of_key(tables, t.expose()), &miss.public()));
        drawn.push((t, challenge));
    }
    let hash = hash_commitments::<G>(prefix, &G::write_elements(&commitments));

    let mut sum = G::zero();
    for (_, challenge) in &drawn {
        sum = G::add(&sum, challenge.expose());
    }
    let mut chosen = Choice::from(0);
    let mut proofs = Vec::with_capacity(branches.len());
    for (branch, (t, drawn_challenge)) in branches.iter().zip(&drawn) {
        // The challenge that makes the sum equal to the hash, for the first true branch alone.
        let others = G::subtract(&sum, drawn_challenge.expose());
        let is_first_true = branch.distance.ct_eq(&0) & !chosen;
        chosen |= is_first_true;
        let challenge = G::select(drawn_challenge.expose(), &G::subtract(&hash, &others), is_first_true);
        let response = G::subtract(t.expose(), &G::times(branch.randomness.expose(), &challenge));
        proofs.push(Proof { challenge, response });
    }
    Ok(proofs)
}

/// A small signed number modulo q, in constant time.
pub fn signed<G: Group>(value: i64) -> G::Scalar {
    let negative = Choice::from((value >> 63) as u8 & 1);
    let magnitude = u64::conditional_select(&(value as u64), &(value as u64).wrapping_neg(), negative);
    let positive = G::scalar(magnitude);
    G::select(&positive, &G::subtract(&G::zero(), &positive), negative)
}

/// Whether the challenges add up to the hash of the commitments that were rebuilt from them.
pub fn is_valid<G: Group>(prefix: &[u8], commitments: &[Vec<u8>], proofs: &[Proof<G::Scalar>]) -> bool {
    let sum = proofs.iter().fold(G::zero(), |sum, proof| G::add(&sum, &proof.challenge));
    hash_commitments::<G>(prefix, commitments) == sum
}
