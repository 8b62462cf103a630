//! What is wrong with a message, and which check says so.

use comitia_crypto::Rejected;

/// The checks, by their stable names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Check {
    Canonical,
    Shape,
    Scalar,
    Membership,
    Version,
    Group,
    Question,
    PublicKey,
    Uuid,
    Weight,
    Duplicate,
    Order,
    Election,
    Credential,
    Signature,
    IndividualProof,
    BlankProof,
    OverallProof,
    ListProof,
    NonzeroProof,
    RawegProof,
    ShuffleProof,
    Proof,
    Channel,
    DecryptionProof,
    DiscreteLog,
    Result,
    Embedding,
    Choice,
    Unsupported,
    Cancelled,
}

impl Check {
    /// The name that callers may rely on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Canonical => "canonical",
            Self::Shape => "shape",
            Self::Scalar => "scalar",
            Self::Membership => "membership",
            Self::Version => "version",
            Self::Group => "group",
            Self::Question => "question",
            Self::PublicKey => "public_key",
            Self::Uuid => "uuid",
            Self::Weight => "weight",
            Self::Duplicate => "duplicate",
            Self::Order => "order",
            Self::Election => "election",
            Self::Credential => "credential",
            Self::Signature => "signature",
            Self::IndividualProof => "individual_proof",
            Self::BlankProof => "blank_proof",
            Self::OverallProof => "overall_proof",
            Self::ListProof => "list_proof",
            Self::NonzeroProof => "nonzero_proof",
            Self::RawegProof => "raweg_proof",
            Self::ShuffleProof => "shuffle_proof",
            Self::Proof => "proof",
            Self::Channel => "channel",
            Self::DecryptionProof => "decryption_proof",
            Self::DiscreteLog => "discrete_log",
            Self::Result => "result",
            Self::Embedding => "embedding",
            Self::Choice => "choice",
            Self::Unsupported => "unsupported",
            Self::Cancelled => "cancelled",
        }
    }

    /// Who must act.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Signature
            | Self::IndividualProof
            | Self::BlankProof
            | Self::OverallProof
            | Self::ListProof
            | Self::NonzeroProof
            | Self::RawegProof
            | Self::ShuffleProof
            | Self::Proof
            | Self::Channel
            | Self::DecryptionProof
            | Self::DiscreteLog
            | Self::Result => "invalid",
            Self::Credential => "not_entitled",
            Self::Unsupported => "unsupported",
            Self::Cancelled => "cancelled",
            _ => "malformed",
        }
    }
}

/// One thing that is wrong with a message: outermost place first, then what was found and what was expected. Public texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// The check that caught it.
    pub check: Check,
    /// Where and what.
    pub what: String,
    /// What is there.
    pub found: String,
    /// What should be.
    pub expected: String,
}

impl Fault {
    /// A fault.
    pub fn new(check: Check, what: impl Into<String>, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { check, what: what.into(), found: found.into(), expected: expected.into() }
    }

    /// The fault of an element that was not read.
    pub fn of_element(rejected: Rejected, what: impl Into<String>, text: &[u8]) -> Self {
        match rejected {
            Rejected::Spelling | Rejected::Range => {
                Self::new(Check::Canonical, what, excerpt(text), "an element in its one spelling")
            }
            Rejected::OffGroup => Self::new(Check::Membership, what, excerpt(text), "an element of the group"),
        }
    }

    /// The fault of an element outside the subgroup.
    pub fn outside(what: impl Into<String>, text: &[u8]) -> Self {
        Self::new(
            Check::Membership,
            what,
            format!("{}, with a component outside the prime-order group", excerpt(text)),
            "a member of the prime-order group",
        )
    }

    /// The fault of a scalar that was not read.
    pub fn of_scalar(rejected: Rejected, what: impl Into<String>, text: &[u8]) -> Self {
        match rejected {
            Rejected::Spelling => {
                Self::new(Check::Canonical, what, excerpt(text), "a decimal number without sign, space or leading zero")
            }
            _ => Self::new(Check::Scalar, what, excerpt(text), "a number below the order of the group"),
        }
    }

    /// One sentence without its full stop.
    pub fn message(&self) -> String {
        format!("{}: found {}, expected {}", self.what, self.found, self.expected)
    }
}

/// The beginning of a text, printable, for a message.
pub fn excerpt(text: &[u8]) -> String {
    const SHOWN: usize = 16;
    let start = String::from_utf8_lossy(text.get(..SHOWN.min(text.len())).unwrap_or_default());
    let clean: String = start.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.len() > SHOWN { format!("\"{clean}…\"") } else { format!("\"{clean}\"") }
}
