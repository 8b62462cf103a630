//! The same with the group erased, for callers that learn it from a file.

use std::sync::Arc;

use comitia_crypto::{Belenios2048, Ed25519, Group, Rfc3526, Secret};

use crate::choices::Choice;
use crate::election::{Election, Question, RawElection};
use crate::fault::{Check, Fault, excerpt};
use crate::make;
use crate::parallel::{self, Progress};
use crate::partial::{self, Item};
use crate::roll::{self, Roll};
use crate::shuffled;
use crate::tally::{Accumulator, EncryptedTally, Nested};
use crate::verify::{self, Verdict};

/// The name of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Name {
    Ed25519,
    Belenios2048,
    Rfc3526,
}

/// Evaluate an expression with `$G` as the group of this name.
#[macro_export]
macro_rules! with_group {
    ($name:expr, $G:ident => $body:expr) => {
        match $name {
            $crate::any::Name::Ed25519 => {
                type $G = comitia_crypto::Ed25519;
                $body
            }
            $crate::any::Name::Belenios2048 => {
                type $G = comitia_crypto::Belenios2048;
                $body
            }
            $crate::any::Name::Rfc3526 => {
                type $G = comitia_crypto::Rfc3526;
                $body
            }
        }
    };
}

impl Name {
    /// By the string in the `group` field. Fault: `group`.
    pub fn receive(text: &str) -> Result<Self, Fault> {
        [Self::Ed25519, Self::Belenios2048, Self::Rfc3526].into_iter().find(|name| name.text() == text).ok_or_else(
            || Fault::new(Check::Group, "group", excerpt(text.as_bytes()), "Ed25519, BELENIOS-2048 or RFC-3526-2048"),
        )
    }

    /// The string.
    pub fn text(self) -> &'static str {
        with_group!(self, G => G::NAME)
    }
}

/// A secret scalar of some group. Few of them live at once, so the widest one may set the size.
#[derive(Clone, Debug)]
#[allow(missing_docs, clippy::large_enum_variant)]
pub enum AnySecret {
    Ed25519(Secret<Ed25519>),
    Belenios2048(Secret<Belenios2048>),
    Rfc3526(Secret<Rfc3526>),
}

/// A group that has a [`Name`].
pub trait Named: Group {
    /// Its name.
    const KEY: Name;
    /// Forget the group.
    fn wrap(secret: Secret<Self>) -> AnySecret;
    /// Remember it; None for a secret of another group.
    fn unwrap(secret: &AnySecret) -> Option<&Secret<Self>>;
}

macro_rules! named {
    ($group:ident) => {
        impl Named for $group {
            const KEY: Name = Name::$group;
            fn wrap(secret: Secret<Self>) -> AnySecret {
                AnySecret::$group(secret)
            }
            fn unwrap(secret: &AnySecret) -> Option<&Secret<Self>> {
                match secret {
                    AnySecret::$group(secret) => Some(secret),
                    _ => None,
                }
            }
        }
    };
}

named!(Ed25519);
named!(Belenios2048);
named!(Rfc3526);

impl AnySecret {
    /// The group.
    pub fn name(&self) -> Name {
        match self {
            Self::Ed25519(_) => Name::Ed25519,
            Self::Belenios2048(_) => Name::Belenios2048,
            Self::Rfc3526(_) => Name::Rfc3526,
        }
    }
}

/// The secret belongs to another group than the election: a mistake of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherGroup;

struct Context<G: Group> {
    election: Election<G>,
    roll: Roll<G>,
}

/// An election and its roll.
pub trait AnyElection: Send + Sync {
    /// The group.
    fn name(&self) -> Name;
    /// The identifier.
    fn uuid(&self) -> &str;
    /// phi.
    fn fingerprint(&self) -> &str;
    /// y.
    fn public_key(&self) -> &str;
    /// The questions.
    fn questions(&self) -> &[Question];
    /// Credentials in the roll.
    fn n_credentials(&self) -> usize;
    /// Their weights together.
    fn total_weight(&self) -> u128;
    /// The weight of one; None if it is not there.
    fn weight_of(&self, credential: &str) -> Option<u64>;
    /// See [`verify::verify`].
    fn verify(&self, raw: &[u8]) -> Verdict;
    /// See [`make::make`].
    fn make(&self, credential: &AnySecret, choices: &[Choice]) -> Result<Result<Vec<u8>, Fault>, OtherGroup>;
    /// See [`EncryptedTally::receive`].
    fn receive_tally(&self, raw: &[u8], threads: usize) -> Result<Box<dyn AnyTally>, Fault>;
    /// See [`Accumulator::new`].
    fn accumulate(&self) -> Box<dyn AnyAccumulator>;
}

/// A received tally.
pub trait AnyTally: Send + Sync {
    /// The bytes.
    fn raw(&self) -> &[u8];
    /// The questions.
    fn questions(&self) -> &[Question];
    /// See [`partial::decrypt`].
    fn decrypt(
        &self,
        key: &AnySecret,
        threads: usize,
        progress: &Progress,
    ) -> Result<Result<Vec<u8>, Fault>, OtherGroup>;
    /// See [`partial::check`].
    fn check(&self, raw: &[u8], public_key: &str, threads: usize) -> Result<(), Fault>;
    /// See [`shuffled::make`].
    fn shuffle(&self) -> Result<Vec<u8>, Fault>;
    /// See [`shuffled::receive`].
    fn receive_shuffle(&self, raw: &[u8], threads: usize, progress: &Progress) -> Result<Box<dyn AnyTally>, Fault>;
    /// See [`partial::open`]; None for a doubled or zero index.
    fn open(
        &self,
        items: &[Item],
        bound: u64,
        threads: usize,
        progress: &Progress,
    ) -> Result<Option<Nested<u64>>, Fault>;
    /// See [`partial::check_result`]; None for a doubled or zero index.
    fn check_result(&self, items: &[Item], claimed: &Nested<u64>, threads: usize) -> Result<Option<()>, Fault>;
}

/// A tally in the making.
pub trait AnyAccumulator: Send + Sync {
    /// See [`Accumulator::add`].
    fn add(&mut self, ballots: &[Vec<u8>], threads: usize, progress: &Progress) -> Result<(), Fault>;
    /// Ballots added.
    fn n_ballots(&self) -> u64;
    /// Their weights together.
    fn total_weight(&self) -> u64;
    /// See [`Accumulator::render`].
    fn render(&self) -> Vec<u8>;
}

/// Read an election and its roll. `member` asks for the subgroup check of each credential.
pub fn receive(
    election: &[u8],
    credentials: &[String],
    member: bool,
    threads: usize,
    progress: &Progress,
) -> Result<Arc<dyn AnyElection>, Fault> {
    let raw = RawElection::receive(election)?;
    let name = Name::receive(&raw.group)?;
    with_group!(name, G => receive_in::<G>(&raw, credentials, member, threads, progress))
}

fn receive_in<G: Named>(
    raw: &RawElection,
    credentials: &[String],
    member: bool,
    threads: usize,
    progress: &Progress,
) -> Result<Arc<dyn AnyElection>, Fault> {
    let election = Election::<G>::prepare(raw)?;
    let entries = parallel::each(threads, progress, credentials, |one| roll::read::<G>(one, member))
        .map_err(|_| Fault::new(Check::Cancelled, "election", "a request to stop", "the end of the credentials"))?;
    let mut read = Vec::with_capacity(entries.len());
    for (index, entry) in entries.into_iter().enumerate() {
        read.push(entry.map_err(|fault| Fault { what: format!("{} {}", fault.what, index + 1), ..fault })?);
    }
    let roll = Roll::new(credentials, read)?;
    if member {
        if let Some((index, fault)) = roll::check_sequence::<G>(credentials)
            .into_iter()
            .enumerate()
            .find_map(|(index, fault)| Some((index, fault?)))
        {
            return Err(Fault { what: format!("{} {}", fault.what, index + 1), ..fault });
        }
    }
    Ok(Arc::new(Shared(Arc::new(Context { election, roll }))))
}

/// The context, shared by what is made from it.
struct Shared<G: Group>(Arc<Context<G>>);

impl<G: Named> AnyElection for Shared<G> {
    fn name(&self) -> Name {
        G::KEY
    }
    fn uuid(&self) -> &str {
        &self.0.election.uuid
    }
    fn fingerprint(&self) -> &str {
        &self.0.election.fingerprint
    }
    fn public_key(&self) -> &str {
        &self.0.election.public_key
    }
    fn questions(&self) -> &[Question] {
        &self.0.election.questions
    }
    fn n_credentials(&self) -> usize {
        self.0.roll.len()
    }
    fn total_weight(&self) -> u128 {
        self.0.roll.total_weight()
    }
    fn weight_of(&self, credential: &str) -> Option<u64> {
        self.0.roll.number(credential.as_bytes()).and_then(|number| self.0.roll.weight(number))
    }
    fn verify(&self, raw: &[u8]) -> Verdict {
        verify::verify(&self.0.election, &self.0.roll, raw)
    }
    fn make(&self, credential: &AnySecret, choices: &[Choice]) -> Result<Result<Vec<u8>, Fault>, OtherGroup> {
        let credential = G::unwrap(credential).ok_or(OtherGroup)?;
        Ok(make::make(&self.0.election, credential, choices))
    }
    fn receive_tally(&self, raw: &[u8], threads: usize) -> Result<Box<dyn AnyTally>, Fault> {
        let tally = EncryptedTally::receive(raw, &self.0.election.questions, threads)?;
        Ok(Box::new(Received { context: Arc::clone(&self.0), tally }))
    }
    fn accumulate(&self) -> Box<dyn AnyAccumulator> {
        let sums = Accumulator::new(&self.0.election.questions);
        Box::new(Accumulating { context: Arc::clone(&self.0), sums })
    }
}

struct Received<G: Group> {
    context: Arc<Context<G>>,
    tally: EncryptedTally<G>,
}

impl<G: Named> AnyTally for Received<G> {
    fn raw(&self) -> &[u8] {
        &self.tally.raw
    }
    fn questions(&self) -> &[Question] {
        &self.context.election.questions
    }
    fn decrypt(
        &self,
        key: &AnySecret,
        threads: usize,
        progress: &Progress,
    ) -> Result<Result<Vec<u8>, Fault>, OtherGroup> {
        let key = G::unwrap(key).ok_or(OtherGroup)?;
        Ok(partial::decrypt(&self.context.election, &self.tally, key, threads, progress))
    }
    fn check(&self, raw: &[u8], public_key: &str, threads: usize) -> Result<(), Fault> {
        partial::check(&self.context.election, &self.tally, raw, public_key.as_bytes(), threads)
    }
    fn shuffle(&self) -> Result<Vec<u8>, Fault> {
        shuffled::make(&self.context.election, &self.tally)
    }
    fn receive_shuffle(&self, raw: &[u8], threads: usize, progress: &Progress) -> Result<Box<dyn AnyTally>, Fault> {
        let tally = shuffled::receive(&self.context.election, &self.tally, raw, threads, progress)?;
        Ok(Box::new(Received { context: Arc::clone(&self.context), tally }))
    }
    fn open(
        &self,
        items: &[Item],
        bound: u64,
        threads: usize,
        progress: &Progress,
    ) -> Result<Option<Nested<u64>>, Fault> {
        let election = &self.context.election;
        match partial::plain(election, &self.tally, items, threads)? {
            None => Ok(None),
            Some(plain) => partial::open(election, &plain, bound, threads, progress).map(Some),
        }
    }
    fn check_result(&self, items: &[Item], claimed: &Nested<u64>, threads: usize) -> Result<Option<()>, Fault> {
        let election = &self.context.election;
        match partial::plain(election, &self.tally, items, threads)? {
            None => Ok(None),
            Some(plain) => partial::check_result(election, &plain, claimed).map(Some),
        }
    }
}

struct Accumulating<G: Group> {
    context: Arc<Context<G>>,
    sums: Accumulator<G>,
}

impl<G: Named> AnyAccumulator for Accumulating<G> {
    fn add(&mut self, ballots: &[Vec<u8>], threads: usize, progress: &Progress) -> Result<(), Fault> {
        self.sums.add(&self.context.election, &self.context.roll, ballots, threads, progress)
    }
    fn n_ballots(&self) -> u64 {
        self.sums.n_ballots
    }
    fn total_weight(&self) -> u64 {
        self.sums.total_weight
    }
    fn render(&self) -> Vec<u8> {
        self.sums.render(&self.context.election.questions)
    }
}
