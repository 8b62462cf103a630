//! Proofs of knowledge of a discrete logarithm, which are also the protocol's signatures.
//!
//! Knowing x with X = g^x: A = g^w, challenge = SHA-256(prefix || str(A)) mod q, response = w - x challenge. The prefix tells the
//! statements apart: `pok|`, `sigmsg|`, `sig|`, `raweg|`.
//!
//! Source: Belenios specification, "Verification keys", "Signing", "Signatures", "Non-homomorphic answers".

use crate::group::Group;
use crate::hash::sha256;
use crate::random::NoRandomness;
use crate::secret::Secret;

/// A challenge and a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proof<S> {
    /// The challenge.
    pub challenge: S,
    /// The response.
    pub response: S,
}

/// Prove knowledge of `x`, constant time.
pub fn prove<G: Group>(x: &Secret<G>, prefix: &[u8]) -> Result<Proof<G::Scalar>, NoRandomness> {
    let w = Secret::<G>::random()?;
    let mut commitment = Vec::new();
    G::write_element(&w.public(), &mut commitment);
    let challenge = G::reduce_digest(&sha256(&[prefix, &commitment]));
    let response = G::subtract(w.expose(), &G::times(x.expose(), &challenge));
    Ok(Proof { challenge, response })
}

/// The commitment g^response X^challenge that a proof claims to have had.
pub fn vartime_commitment<G: Group>(public: &G::Element, proof: &Proof<G::Scalar>) -> G::Element {
    G::vartime_product_of_powers(&[G::generator(), *public], &[proof.response, proof.challenge])
}

/// Whether the proof holds. `public` must be a member of the group.
pub fn is_valid<G: Group>(public: &G::Element, prefix: &[u8], proof: &Proof<G::Scalar>) -> bool {
    let mut commitment = Vec::new();
    G::write_element(&vartime_commitment::<G>(public, proof), &mut commitment);
    G::reduce_digest(&sha256(&[prefix, &commitment])) == proof.challenge
}

/// A proof that log_g X = log_alpha f, made with x: the proof of a partial decryption.
///
/// `prefix` is `decrypt|phi|str(X)|`. Constant time in x. Source: "Partial decryptions".
pub fn prove_equal_logarithms<G: Group>(
    x: &Secret<G>,
    alpha: &G::Element,
    prefix: &[u8],
) -> Result<Proof<G::Scalar>, NoRandomness> {
    let w = Secret::<G>::random()?;
    let commitments = [w.public(), G::power(alpha, w.expose())];
    let challenge = hash_commitments::<G>(prefix, &G::write_elements(&commitments));
    let response = G::subtract(w.expose(), &G::times(x.expose(), &challenge));
    Ok(Proof { challenge, response })
}

/// Whether log_g X = log_alpha f is proved. All elements must be members of the group.
pub fn proves_equal_logarithms<G: Group>(
    public: &G::Element,
    alpha: &G::Element,
    factor: &G::Element,
    prefix: &[u8],
    proof: &Proof<G::Scalar>,
) -> bool {
    let commitments = [
        vartime_commitment::<G>(public, proof),
        G::vartime_product_of_powers(&[*alpha, *factor], &[proof.response, proof.challenge]),
    ];
    hash_commitments::<G>(prefix, &G::write_elements(&commitments)) == proof.challenge
}

/// SHA-256(prefix || A_0 "," B_0 "," ...) mod q.
pub fn hash_commitments<G: Group>(prefix: &[u8], commitments: &[Vec<u8>]) -> G::Scalar {
    let mut parts: Vec<&[u8]> = Vec::with_capacity(2 * commitments.len());
    parts.push(prefix);
    for (index, commitment) in commitments.iter().enumerate() {
        if index > 0 {
            parts.push(b",");
        }
        parts.push(commitment);
    }
    G::reduce_digest(&sha256(&parts))
}
