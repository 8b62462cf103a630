//! Randomness: the operating system's, and nothing else.

use zeroize::Zeroizing;

/// The operating system gave no random bytes. Nothing secret can be made without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRandomness;

/// Fill `bytes` from the operating system.
pub fn fill(bytes: &mut [u8]) -> Result<(), NoRandomness> {
    getrandom::fill(bytes).map_err(|_| NoRandomness)
}

/// The Base58 alphabet of credentials, seeds and election identifiers.
pub const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// `length` characters of Base58, each equally likely: a byte below 4 x 58 is taken modulo 58, others are drawn again.
pub fn base58(length: usize) -> Result<Zeroizing<String>, NoRandomness> {
    let mut text = Zeroizing::new(String::with_capacity(length));
    let mut bytes = Zeroizing::new([0u8; 64]);
    while text.len() < length {
        fill(bytes.as_mut_slice())?;
        for byte in bytes.iter().filter(|byte| **byte < 232) {
            if text.len() < length {
                text.push(char::from(BASE58[usize::from(byte % 58)]));
            }
        }
    }
    Ok(text)
}
