//! The three groups of the protocol.

pub mod ed25519;
pub mod embedding;
pub mod modp;
pub mod modp_comb;
pub mod modp_params;
pub mod modp_vartime;
pub mod montgomery;

pub use ed25519::Ed25519;
pub use modp_params::{Belenios2048, Rfc3526};
