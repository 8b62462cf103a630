//! All commitments of a ballot's proofs, rebuilt together.
//!
//! Each ciphertext component is one base, and each proof that speaks of it adds an exponent. When the ballot is laid out, every base
//! is worked off once (sharing what its exponents share, and checking membership of the subgroup by the way), all commitments are written
//! with one inversion, and the hashes are compared in the order of the checks.

use std::rc::Rc;

use comitia_crypto::elgamal::Ciphertext;
use comitia_crypto::nonzero::NonzeroProof;
use comitia_crypto::{Fixed, Group, Recompute, Tables, disjunction};

use crate::fault::{Check, Fault};
use crate::values::Proof;

/// A base and what is to be made of it.
struct Job<'a, G: Group> {
    base: G::Element,
    /// The string of an element from outside, to be checked for membership, and its place.
    member: Option<(String, &'a [u8])>,
    wanted: Vec<Recompute<G::Scalar>>,
    slots: Vec<usize>,
}

/// The bases alpha and beta of a ciphertext.
#[derive(Clone, Copy, Debug)]
pub struct Bases {
    alpha: usize,
    beta: usize,
}

/// A branch of a disjunction: a ciphertext and the value claimed of it.
#[derive(Clone, Copy, Debug)]
pub struct Branch(pub Bases, pub u64);

/// What is hashed before the commitments.
pub enum Prefix {
    /// All of it.
    Text(Vec<u8>),
    /// The name of the proof, a statement that other proofs share, and a bar: a lists question has as many of these as lists, and the statement
    /// spells out all ciphertexts of the answer, so that copies would fill the memory.
    Shared(&'static str, Rc<[u8]>),
    /// This, and then `|alpha,beta|` of a ciphertext that the ballot does not spell out.
    WithSum(Vec<u8>, Bases),
}

enum Statement<'a, G: Group> {
    Disjunction(Vec<Proof<G>>),
    Nonzero(&'a NonzeroProof<G>),
}

struct Claim<'a, G: Group> {
    check: Check,
    what: String,
    prefix: Prefix,
    slots: Vec<usize>,
    statement: Statement<'a, G>,
}

/// The proofs of one ballot, laid out.
pub struct Plan<'a, G: Group> {
    tables: &'a Tables<G>,
    jobs: Vec<Job<'a, G>>,
    claims: Vec<Claim<'a, G>>,
    n_slots: usize,
    /// slot a is to be multiplied by slot b.
    products: Vec<(usize, usize)>,
}

impl<'a, G: Group> Plan<'a, G> {
    /// Nothing yet.
    pub fn new(tables: &'a Tables<G>) -> Self {
        Self { tables, jobs: Vec::new(), claims: Vec::new(), n_slots: 0, products: Vec::new() }
    }

    /// An element known to be in the group.
    pub fn base(&mut self, base: G::Element) -> usize {
        self.jobs.push(Job { base, member: None, wanted: Vec::new(), slots: Vec::new() });
        self.jobs.len() - 1
    }

    /// An element from outside.
    pub fn foreign(&mut self, base: G::Element, what: impl ToString, text: &'a [u8]) -> usize {
        let index = self.base(base);
        if let Some(job) = self.jobs.get_mut(index) {
            job.member = Some((what.to_string(), text));
        }
        index
    }

    /// Both components of a ciphertext known to be in the group.
    pub fn bases(&mut self, ciphertext: &Ciphertext<G>) -> Bases {
        Bases { alpha: self.base(ciphertext.alpha), beta: self.base(ciphertext.beta) }
    }

    /// Both components of a ciphertext from outside.
    pub fn foreign_bases(
        &mut self,
        ciphertext: &crate::values::Ciphertext<'a, G>,
        what: impl Fn(&'static str) -> String,
    ) -> Bases {
        let (value, text) = (&ciphertext.value, &ciphertext.text);
        Bases {
            alpha: self.foreign(value.alpha, what("alpha"), text.alpha),
            beta: self.foreign(value.beta, what("beta"), text.beta),
        }
    }

    fn want(&mut self, base: usize, recompute: Recompute<G::Scalar>) -> usize {
        let slot = self.n_slots;
        self.n_slots += 1;
        if let Some(job) = self.jobs.get_mut(base) {
            job.wanted.push(recompute);
            job.slots.push(slot);
        }
        slot
    }

    fn over_generator(&mut self, base: usize, response: G::Scalar, challenge: G::Scalar) -> usize {
        self.want(base, Recompute { fixed: Fixed::Generator, response, shift: 0, challenge })
    }

    /// A Schnorr proof about one base.
    pub fn schnorr(&mut self, check: Check, what: impl ToString, prefix: Vec<u8>, base: usize, proof: Proof<G>) {
        let slots = vec![self.over_generator(base, proof.response, proof.challenge)];
        let statement = Statement::Disjunction(vec![proof]);
        self.claims.push(Claim { check, what: what.to_string(), prefix: Prefix::Text(prefix), slots, statement });
    }

    /// A disjunction; `proofs[j]` belongs to `branches[j]`.
    pub fn disjunction(
        &mut self,
        check: Check,
        what: impl ToString,
        prefix: Prefix,
        branches: &[Branch],
        proofs: &[Proof<G>],
    ) {
        let mut slots = Vec::with_capacity(2 * branches.len());
        for (Branch(bases, shift), proof) in branches.iter().zip(proofs) {
            slots.push(self.over_generator(bases.alpha, proof.response, proof.challenge));
            let (response, challenge) = (proof.response, proof.challenge);
            slots.push(self.want(bases.beta, Recompute { fixed: Fixed::Key, response, shift: *shift, challenge }));
        }
        let statement = Statement::Disjunction(proofs.to_vec());
        self.claims.push(Claim { check, what: what.to_string(), prefix, slots, statement });
    }

    /// A non-zero proof about a ciphertext; `commitment` is its A_0, read from `text`.
    pub fn nonzero(&mut self, what: &str, prefix: Vec<u8>, bases: Bases, proof: &'a NonzeroProof<G>, text: &'a [u8]) {
        let (t1, t2) = proof.response;
        let a0 = self.foreign(proof.commitment, what, text);
        let a1 = self.over_generator(bases.alpha, t2, t1);
        let a2 = self.want(bases.beta, Recompute { fixed: Fixed::Key, response: t2, shift: 0, challenge: t1 });
        let power = self.over_generator(a0, G::zero(), proof.challenge);
        self.products.push((a2, power));
        // A_0 itself is the first thing hashed.
        let first = self.over_generator(a0, G::zero(), G::scalar(1));
        self.claims.push(Claim {
            check: Check::NonzeroProof,
            what: what.to_owned(),
            prefix: Prefix::Text(prefix),
            slots: vec![first, a1, a2],
            statement: Statement::Nonzero(proof),
        });
    }

    /// Compute, and tell the first fault: membership, then `before_proofs`, then the proofs as they were laid out.
    pub fn carry_out(self, before_proofs: Option<Fault>) -> Result<(), Fault> {
        let mut commitments = vec![G::identity(); self.n_slots];
        for job in &self.jobs {
            let (is_member, powers) = G::vartime_recompute(self.tables, &job.base, job.member.is_some(), &job.wanted);
            if let (false, Some((what, text))) = (is_member, &job.member) {
                return Err(Fault::outside(what.clone(), text));
            }
            for (slot, power) in job.slots.iter().zip(powers) {
                if let Some(commitment) = commitments.get_mut(*slot) {
                    *commitment = power;
                }
            }
        }
        if let Some(fault) = before_proofs {
            return Err(fault);
        }
        for (target, factor) in &self.products {
            let factor = commitments.get(*factor).copied().unwrap_or_else(G::identity);
            if let Some(target) = commitments.get_mut(*target) {
                *target = G::multiply(target, &factor);
            }
        }
        // The sums that a prefix spells out are written with the commitments.
        for claim in &self.claims {
            if let Prefix::WithSum(_, bases) = &claim.prefix {
                for index in [bases.alpha, bases.beta] {
                    commitments.push(self.jobs.get(index).map_or_else(G::identity, |job| job.base));
                }
            }
        }
        let mut texts = G::write_elements(&commitments);
        let mut sums = texts.split_off(self.n_slots).into_iter();
        for claim in self.claims {
            let prefix = match claim.prefix {
                Prefix::Text(prefix) => prefix,
                Prefix::Shared(name, statement) => [name.as_bytes(), &statement, b"|"].concat(),
                Prefix::WithSum(mut prefix, _) => {
                    for separator in [b'|', b','] {
                        prefix.push(separator);
                        prefix.extend(sums.next().unwrap_or_default());
                    }
                    prefix.push(b'|');
                    prefix
                }
            };
            let texts: Vec<Vec<u8>> =
                claim.slots.iter().filter_map(|slot| texts.get_mut(*slot).map(std::mem::take)).collect();
            let holds = match &claim.statement {
                Statement::Disjunction(proofs) => disjunction::is_valid::<G>(&prefix, &texts, proofs),
                Statement::Nonzero(proof) => comitia_crypto::nonzero::is_valid::<G>(&prefix, &texts, proof),
            };
            if !holds {
                let expected = "one whose challenges add up to the hash of its statement and commitments";
                return Err(Fault::new(claim.check, claim.what, "a proof that does not hold", expected));
            }
        }
        Ok(())
    }
}
