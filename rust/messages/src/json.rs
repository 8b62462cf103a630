//! Canonical JSON, written. All strings here are digits, hexadecimal, Base58 or Base64, so nothing needs an escape.

use comitia_crypto::Group;
use comitia_crypto::elgamal::Ciphertext;
use comitia_crypto::schnorr::Proof;

/// Append a string.
pub fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}

/// Append a list of what `item` appends.
pub fn list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (index, one) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        item(out, one);
    }
    out.push(b']');
}

/// Append an element.
pub fn element<G: Group>(out: &mut Vec<u8>, value: &G::Element) {
    out.push(b'"');
    G::write_element(value, out);
    out.push(b'"');
}

/// Append a scalar.
pub fn scalar<G: Group>(out: &mut Vec<u8>, value: &G::Scalar) {
    out.push(b'"');
    G::write_scalar(value, out);
    out.push(b'"');
}

/// Append `{"alpha":...,"beta":...}`.
pub fn ciphertext<G: Group>(out: &mut Vec<u8>, value: &Ciphertext<G>) {
    out.extend_from_slice(b"{\"alpha\":");
    element::<G>(out, &value.alpha);
    out.extend_from_slice(b",\"beta\":");
    element::<G>(out, &value.beta);
    out.push(b'}');
}

/// Append `{"challenge":...,"response":...}`.
pub fn proof<G: Group>(out: &mut Vec<u8>, value: &Proof<G::Scalar>) {
    out.extend_from_slice(b"{\"challenge\":");
    scalar::<G>(out, &value.challenge);
    out.extend_from_slice(b",\"response\":");
    scalar::<G>(out, &value.response);
    out.push(b'}');
}
