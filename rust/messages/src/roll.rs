//! The public credentials of an election: who may vote, with what weight.
//!
//! Source: Belenios specification, "Credentials".

use std::collections::HashMap;

use comitia_crypto::hash::sha256;
use comitia_crypto::{Group, discrete_log};

use crate::fault::{Check, Fault, excerpt};

/// Read one published credential, `y` or `y,weight`; `member` asks for the subgroup check too.
pub fn read<G: Group>(published: &str, member: bool) -> Result<(G::Element, u64), Fault> {
    const WHAT: &str = "public credential";
    let (text, weight) = match published.split_once(',') {
        None => (published, 1),
        Some((text, weight)) => (text, read_weight(weight)?),
    };
    let text = text.as_bytes();
    let element = G::read_element(text).map_err(|rejected| Fault::of_element(rejected, WHAT, text))?;
    if member && !G::vartime_is_member(&element) {
        return Err(Fault::outside(WHAT, text));
    }
    if element == G::identity() {
        let expected = "another element: anybody could sign for this one";
        return Err(Fault::new(Check::Membership, WHAT, "the neutral element", expected));
    }
    Ok((element, weight))
}

fn read_weight(text: &str) -> Result<u64, Fault> {
    let number = text.parse::<u64>().ok().filter(|number| number.to_string() == text);
    number.filter(|number| *number <= discrete_log::LARGEST).ok_or_else(|| {
        let found = excerpt(text.as_bytes());
        Fault::new(Check::Weight, "public credential, weight", found, "a whole number up to 100000000000")
    })
}

/// Check each published credential by itself; `duplicate` and `order`, which need the others, are for [`check_sequence`].
pub fn check_one<G: Group>(published: &str) -> Option<Fault> {
    read::<G>(published, true).err()
}

/// The `duplicate` and `order` faults of a list; entries that cannot be read are left to [`check_one`].
pub fn check_sequence<G: Group>(published: &[String]) -> Vec<Option<Fault>> {
    let mut seen = HashMap::with_capacity(published.len());
    let mut last_key = Vec::new();
    published
        .iter()
        .enumerate()
        .map(|(index, one)| {
            let text = one.split(',').next().unwrap_or_default();
            if let Some(before) = seen.insert(digest(text.as_bytes()), index) {
                let found = format!("{}, which is also number {}", excerpt(text.as_bytes()), before + 1);
                return Some(Fault::new(Check::Duplicate, "public credential", found, "each once"));
            }
            let key = G::sort_key(&G::read_element(text.as_bytes()).ok()?);
            let sorts_before = key < last_key;
            last_key = key;
            sorts_before.then(|| {
                let found = format!("{}, which sorts before its predecessor", excerpt(text.as_bytes()));
                Fault::new(Check::Order, "public credential", found, "the group's order")
            })
        })
        .collect()
}

fn digest(text: &[u8]) -> [u8; 32] {
    sha256(&[text])
}

/// The frozen list, each element decoded once.
pub struct Roll<G: Group> {
    numbers: HashMap<[u8; 32], u32>,
    elements: Vec<G::Element>,
    weights: Vec<u64>,
}

impl<G: Group> Roll<G> {
    /// Nobody.
    pub fn empty() -> Self {
        Self { numbers: HashMap::new(), elements: Vec::new(), weights: Vec::new() }
    }

    /// A list, with the outcomes of [`read`] in the same order.
    pub fn new(published: &[String], entries: Vec<(G::Element, u64)>) -> Result<Self, Fault> {
        let mut roll = Self {
            numbers: HashMap::with_capacity(entries.len()),
            elements: Vec::with_capacity(entries.len()),
            weights: Vec::with_capacity(entries.len()),
        };
        for (one, (element, weight)) in published.iter().zip(entries) {
            let text = one.split(',').next().unwrap_or_default().as_bytes();
            let number = u32::try_from(roll.elements.len()).unwrap_or(u32::MAX);
            if let Some(before) = roll.numbers.insert(digest(text), number) {
                let what = format!("public credential {}", number + 1);
                let found = format!("{}, which is also number {}", excerpt(text), before + 1);
                return Err(Fault::new(Check::Duplicate, what, found, "each once"));
            }
            roll.elements.push(element);
            roll.weights.push(weight);
        }
        Ok(roll)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// The weights together.
    pub fn total_weight(&self) -> u128 {
        self.weights.iter().map(|weight| u128::from(*weight)).sum()
    }

    /// The position of a credential by its string.
    pub fn number(&self, credential: &[u8]) -> Option<usize> {
        self.numbers.get(&digest(credential)).map(|number| *number as usize)
    }

    /// The weight at a position.
    pub fn weight(&self, number: usize) -> Option<u64> {
        self.weights.get(number).copied()
    }

    /// The element at a position.
    pub fn element(&self, number: usize) -> Option<&G::Element> {
        self.elements.get(number)
    }
}
