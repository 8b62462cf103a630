//! Private credentials: what a voter receives, and the secret exponent derived from it.
//!
//! Source: Belenios specification, "Credentials".

use zeroize::Zeroizing;

use crate::group::Group;
use crate::hash::sha256;
use crate::random::{self, BASE58, NoRandomness};
use crate::secret::Secret;

/// Lengths of the groups of characters between the dashes.
const PARTS: [usize; 4] = [5, 6, 5, 6];

/// A fresh private credential: 22 characters of Base58 as `XXXXX-XXXXXX-XXXXX-XXXXXX`.
pub fn random() -> Result<Zeroizing<String>, NoRandomness> {
    let characters = random::base58(PARTS.iter().sum())?;
    let mut text = Zeroizing::new(String::with_capacity(25));
    let mut rest = characters.as_str();
    for part in PARTS {
        if !text.is_empty() {
            text.push('-');
        }
        let (head, tail) = rest.split_at_checked(part).unwrap_or((rest, ""));
        text.push_str(head);
        rest = tail;
    }
    Ok(text)
}

/// Whether a text has the form of a private credential.
pub fn is_well_formed(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq(PARTS)
        && parts.iter().all(|part| part.bytes().all(|byte| BASE58.contains(&byte)))
}

/// x = SHA-256("derive_credential|" uuid "|0|" c) and the same with 1, in hexadecimal one after the other, modulo q.
pub fn derive<G: Group>(uuid: &str, private: &str) -> Secret<G> {
    let mut wide = Zeroizing::new([0; 64]);
    for (half, index) in wide.chunks_exact_mut(32).zip(["|0|", "|1|"]) {
        let parts = [b"derive_credential|", uuid.as_bytes(), index.as_bytes(), private.as_bytes()];
        half.copy_from_slice(Zeroizing::new(sha256(&parts)).as_slice());
    }
    Secret::new(G::reduce(&wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_credential_is_well_formed_and_no_two_are_alike() {
        let made: Vec<_> = (0..50).filter_map(|_| random().ok()).collect();
        assert_eq!(made.len(), 50);
        assert!(made.iter().all(|text| is_well_formed(text)));
        assert!(made.iter().enumerate().all(|(index, text)| !made.iter().skip(index + 1).any(|other| other == text)));
    }

    #[test]
    fn another_form_is_not_well_formed() {
        for wrong in [
            "",
            "YnuFB-zboVtd-oBZPR-rFZ3P",
            "YnuFB-zboVtd-oBZPR-rFZ3P0",
            "YnuFBzboVtdoBZPRrFZ3Pr",
            "YnuF-BzboVtd-oBZPR-rFZ3Pr",
        ] {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }
}
