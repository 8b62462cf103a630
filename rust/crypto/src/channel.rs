//! Private messages between trustees: ElGamal for a key, AES-256-GCM for the message.
//!
//! alpha = g^r, beta = ek^r g^s; key = SHA-256("key|" str(g^s)), iv = SHA-256("iv|" str(alpha)), all 32 bytes of it; the data are the
//! ciphertext followed by the tag.
//!
//! Source: Belenios specification, "Encrypting".

use aes_gcm::aead::consts::U32;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{AesGcm, aes::Aes256};
use zeroize::Zeroizing;

use crate::group::Group;
use crate::hash::sha256;
use crate::random::NoRandomness;
use crate::secret::Secret;

type Cipher = AesGcm<Aes256, U32>;

/// An encrypted message.
pub struct Sealed<G: Group> {
    /// g^r.
    pub alpha: G::Element,
    /// ek^r g^s.
    pub beta: G::Element,
    /// Ciphertext and tag.
    pub data: Vec<u8>,
}

fn cipher_and_iv<G: Group>(shared: &G::Element, alpha: &G::Element) -> Option<(Cipher, [u8; 32])> {
    // Room for the longest element: a vector that grows leaves copies behind which nobody wipes.
    let mut text = Zeroizing::new(Vec::with_capacity(1024));
    G::write_element(shared, &mut text);
    let key = Zeroizing::new(sha256(&[b"key|", &text]));
    let iv = sha256(&[b"iv|", G::element_string(alpha).as_bytes()]);
    Some((Cipher::new_from_slice(key.as_slice()).ok()?, iv))
}

/// Encrypt for the holder of `encryption_key`, which must be a member of the group.
pub fn seal<G: Group>(encryption_key: &G::Element, message: &[u8]) -> Result<Sealed<G>, NoRandomness> {
    let (r, s) = (Secret::<G>::random()?, Secret::<G>::random()?);
    let shared = s.public();
    let alpha = r.public();
    let beta = G::multiply(&G::power(encryption_key, r.expose()), &shared);
    let (cipher, iv) = cipher_and_iv::<G>(&shared, &alpha).ok_or(NoRandomness)?;
    let data = cipher.encrypt(&iv.into(), message).map_err(|_| NoRandomness)?;
    Ok(Sealed { alpha, beta, data })
}

/// Decrypt; None if the message was not encrypted for this key or was altered.
pub fn open<G: Group>(key: &Secret<G>, sealed: &Sealed<G>) -> Option<Zeroizing<Vec<u8>>> {
    // The inverse of a member of the group: alpha^(-dk), constant time in dk.
    let negative = Secret::<G>::new(G::subtract(&G::zero(), key.expose()));
    let shared = G::multiply(&sealed.beta, &G::power(&sealed.alpha, negative.expose()));
    let (cipher, iv) = cipher_and_iv::<G>(&shared, &sealed.alpha)?;
    cipher.decrypt(&iv.into(), sealed.data.as_slice()).ok().map(Zeroizing::new)
}
