//! The values of a ballot's strings.
//!
//! Every string is read before any fault is told, so that faults can be told in the order of the checks: spellings first, then ranges,
//! then membership. A string that cannot be read leaves a stand-in value behind, and a fault that ends the verification.

use std::fmt::Display;

use comitia_crypto::nonzero::NonzeroProof;
use comitia_crypto::schnorr;
use comitia_crypto::{Group, Rejected};

use crate::answer::{RawAnswer, RawCiphertext, RawProof};
use crate::fault::{Check, Fault};
use crate::place::Place;

/// A challenge and a response, read.
pub type Proof<G> = schnorr::Proof<<G as Group>::Scalar>;

/// A ciphertext, read, with its strings.
#[derive(Clone, Copy, Debug)]
pub struct Ciphertext<'a, G: Group> {
    /// Its values.
    pub value: comitia_crypto::elgamal::Ciphertext<G>,
    /// Its strings.
    pub text: RawCiphertext<'a>,
}

/// The answer to one question, read.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Answer<'a, G: Group> {
    Homomorphic {
        choices: Vec<Ciphertext<'a, G>>,
        individual_proofs: Vec<Vec<Proof<G>>>,
        overall_proof: Vec<Proof<G>>,
        blank_proof: Option<Vec<Proof<G>>>,
    },
    Lists {
        choices: Vec<Vec<Ciphertext<'a, G>>>,
        individual_proofs: Vec<Vec<Vec<Proof<G>>>>,
        overall_proof: Proof<G>,
        list_proofs: Vec<Vec<Proof<G>>>,
        nonzero_proof: NonzeroProof<G>,
        commitment: &'a [u8],
    },
    NonHomomorphic {
        choices: Ciphertext<'a, G>,
        proof: Proof<G>,
    },
}

/// The first fault of each kind.
#[derive(Debug)]
pub struct Values<G: Group> {
    /// A wrong spelling.
    pub canonical: Option<Fault>,
    /// A number at or above q.
    pub scalar: Option<Fault>,
    /// A string that is no element of the surrounding group.
    pub membership: Option<Fault>,
    group: std::marker::PhantomData<G>,
}

impl<G: Group> Default for Values<G> {
    fn default() -> Self {
        Self { canonical: None, scalar: None, membership: None, group: std::marker::PhantomData }
    }
}

impl<G: Group> Values<G> {
    fn keep(&mut self, fault: Fault) {
        let kept = match fault.check {
            Check::Canonical => &mut self.canonical,
            Check::Scalar => &mut self.scalar,
            _ => &mut self.membership,
        };
        kept.get_or_insert(fault);
    }

    /// The first fault, in the order of the checks.
    pub fn first_fault(self) -> Option<Fault> {
        self.canonical.or(self.scalar).or(self.membership)
    }

    /// Read an element.
    pub fn element(&mut self, what: &dyn Display, text: &[u8]) -> G::Element {
        G::read_element(text).unwrap_or_else(|rejected| {
            self.keep(Fault::of_element(rejected, what.to_string(), text));
            G::identity()
        })
    }

    /// Note a wrong spelling of an element whose value is not needed.
    pub fn spelling(&mut self, what: &dyn Display, text: &[u8]) {
        if let Err(rejected @ Rejected::Spelling) = G::read_element(text) {
            self.keep(Fault::of_element(rejected, what.to_string(), text));
        }
    }

    /// Read a scalar.
    pub fn scalar(&mut self, what: &dyn Display, text: &[u8]) -> G::Scalar {
        G::read_scalar(text).unwrap_or_else(|rejected| {
            self.keep(Fault::of_scalar(rejected, what.to_string(), text));
            G::zero()
        })
    }

    /// Read a proof.
    pub fn proof(&mut self, what: &dyn Display, raw: &RawProof<'_>) -> Proof<G> {
        let challenge = self.scalar(&format_args!("{what}, challenge"), raw.challenge);
        let response = self.scalar(&format_args!("{what}, response"), raw.response);
        schnorr::Proof { challenge, response }
    }

    fn proofs(&mut self, what: &dyn Display, raw: &[RawProof<'_>]) -> Vec<Proof<G>> {
        raw.iter().map(|proof| self.proof(what, proof)).collect()
    }

    /// Read a ciphertext.
    pub fn ciphertext<'a>(&mut self, place: Place, raw: &RawCiphertext<'a>) -> Ciphertext<'a, G> {
        let alpha = self.element(&place.part("alpha"), raw.alpha);
        let beta = self.element(&place.part("beta"), raw.beta);
        Ciphertext { value: comitia_crypto::elgamal::Ciphertext { alpha, beta }, text: *raw }
    }

    /// Read the ciphertexts of an answer alone; its proofs are left out.
    pub fn ciphertexts<'a>(&mut self, place: Place, raw: &RawAnswer<'a>) -> Vec<Vec<Ciphertext<'a, G>>> {
        match raw {
            RawAnswer::Homomorphic { choices, .. } => {
                vec![columns(choices, |column, choice| self.ciphertext(place.column(column), choice))]
            }
            RawAnswer::Lists { choices, .. } => columns(choices, |row, choices| {
                columns(choices, |column, choice| self.ciphertext(place.row(row).column(column), choice))
            }),
            RawAnswer::NonHomomorphic { choices, .. } => vec![vec![self.ciphertext(place, choices)]],
        }
    }

    /// Read an answer.
    pub fn answer<'a>(&mut self, place: Place, raw: &RawAnswer<'a>) -> Answer<'a, G> {
        match raw {
            RawAnswer::Homomorphic { choices, individual_proofs, overall_proof, blank_proof } => Answer::Homomorphic {
                choices: columns(choices, |column, choice| self.ciphertext(place.column(column), choice)),
                individual_proofs: columns(individual_proofs, |column, proofs| {
                    self.proofs(&place.column(column).part("individual proof"), proofs)
                }),
                overall_proof: self.proofs(&place.part("overall proof"), overall_proof),
                blank_proof: blank_proof.as_ref().map(|proofs| self.proofs(&place.part("blank proof"), proofs)),
            },
            RawAnswer::Lists { choices, individual_proofs, overall_proof, list_proofs, nonzero_proof } => {
                let part = place.part("non-zero proof");
                let mut responses = nonzero_proof.response.iter().map(|response| self.scalar(&part, response));
                // A length other than two is a fault of the shape, told before these values are used.
                let response = (responses.next().unwrap_or_else(G::zero), responses.next().unwrap_or_else(G::zero));
                Answer::Lists {
                    choices: columns(choices, |row, choices| {
                        columns(choices, |column, choice| self.ciphertext(place.row(row).column(column), choice))
                    }),
                    individual_proofs: columns(individual_proofs, |row, proofs| {
                        columns(proofs, |column, proofs| {
                            self.proofs(&place.row(row).column(column).part("individual proof"), proofs)
                        })
                    }),
                    overall_proof: self.proof(&place.part("overall proof"), overall_proof),
                    list_proofs: columns(list_proofs, |row, proofs| {
                        self.proofs(&place.row(row).part("list proof"), proofs)
                    }),
                    nonzero_proof: NonzeroProof {
                        commitment: self.element(&part, nonzero_proof.commitment),
                        challenge: self.scalar(&part, nonzero_proof.challenge),
                        response,
                    },
                    commitment: nonzero_proof.commitment,
                }
            }
            RawAnswer::NonHomomorphic { choices, proof } => Answer::NonHomomorphic {
                choices: self.ciphertext(place, choices),
                proof: self.proof(&place.part("proof"), proof),
            },
        }
    }
}

fn columns<T, R>(items: &[T], mut read: impl FnMut(usize, &T) -> R) -> Vec<R> {
    items.iter().enumerate().map(|(index, item)| read(index, item)).collect()
}
