//! Groups, scalars, encryption and zero-knowledge proofs of the Belenios protocol, version 1.
//!
//! This crate knows no Python and no JSON. It is generic over [`Group`], of which there are three; elements and scalars
//! are written as the protocol's own strings, because those strings are what is hashed.
//!
//! Two rules hold everywhere:
//!
//! 1. What touches a secret runs in constant time and wipes it afterwards ([`Secret`]). What does not is named `vartime_*`, or
//!    checks a proof, and takes public data alone.
//! 2. Nothing from outside is trusted: decoding tells a wrong spelling from a wrong range from an element that is not in the
//!    group ([`Rejected`]), and no function panics on what it is given.
//!
//! Source: Belenios specification, version 3.3.0.

pub mod channel;
pub mod credential;
pub mod decimal;
pub mod discrete_log;
pub mod disjunction;
pub mod elgamal;
pub mod group;
pub mod groups;
pub mod hash;
pub mod nonzero;
pub mod polynomial;
pub mod random;
pub mod schnorr;
pub mod secret;
pub mod shuffle;

pub use group::{Fixed, Group, Recompute, Rejected, Tables};
pub use groups::{Belenios2048, Ed25519, Rfc3526};
pub use secret::Secret;
