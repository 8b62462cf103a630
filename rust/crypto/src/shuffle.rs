//! Shuffles of ciphertexts with their proofs, as in CHVote 1.3.2 (Terelius and Wikström).
//!
//! The letters are the specification's. Unlike everywhere else in the protocol the responses are w + c x. Indices run from 0 here: `psi[i]` is j_(i+1) - 1.
//!
//! The prover's permutation, re-encryptions and nonces are secret: everything that depends on them is computed in constant time, but for
//! the memory that the permutation touches when it moves the ciphertexts (a shuffle runs on its trustee's own machine).
//!
//! Source: Belenios specification, "Shuffle algorithms".

use zeroize::Zeroizing;

use crate::elgamal::Ciphertext;
use crate::group::{Group, Tables};
use crate::hash::{hex, sha256};
use crate::random::{self, NoRandomness};
use crate::secret::Secret;

/// The commitments t.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Commitments<G: Group> {
    pub t1: G::Element,
    pub t2: G::Element,
    pub t3: G::Element,
    pub t4: [G::Element; 2],
    pub that: Vec<G::Element>,
}

/// The responses s.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Responses<G: Group> {
    pub s1: G::Scalar,
    pub s2: G::Scalar,
    pub s3: G::Scalar,
    pub s4: G::Scalar,
    pub shat: Vec<G::Scalar>,
    pub sprime: Vec<G::Scalar>,
}

/// pi = (t, s, c, chat).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct ShuffleProof<G: Group> {
    pub t: Commitments<G>,
    pub s: Responses<G>,
    pub c: Vec<G::Element>,
    pub chat: Vec<G::Element>,
}

/// Why no shuffle was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmade {
    /// The operating system gave no random bytes.
    NoRandomness,
    /// The group has no independent generators, or two of them are equal.
    NoGenerators,
}

impl From<NoRandomness> for Unmade {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

/// What both sides compute first: h, h_0..h_(N-1).
struct Generators<G: Group> {
    h: G::Element,
    each: Vec<G::Element>,
}

impl<G: Group> Generators<G> {
    fn new(n: usize) -> Option<Self> {
        let h = G::independent_generator(-1)?;
        let each =
            (0..n).map(|index| G::independent_generator(i64::try_from(index).ok()?)).collect::<Option<Vec<_>>>()?;
        let mut all = G::write_elements(&each);
        all.extend(G::write_elements(&[h, G::generator(), G::identity()]));
        let n_all = all.len();
        all.sort_unstable();
        all.dedup();
        (all.len() == n_all).then_some(Self { h, each })
    }
}

/// [[e]] or [[c]]: each string with a comma after it.
fn serialize<G: Group>(elements: &[G::Element], out: &mut Vec<u8>) {
    for text in G::write_elements(elements) {
        out.extend_from_slice(&text);
        out.push(b',');
    }
}

fn components<G: Group>(ciphertexts: &[Ciphertext<G>]) -> Vec<G::Element> {
    ciphertexts.iter().flat_map(|one| [one.alpha, one.beta]).collect()
}

fn column<G: Group>(ciphertexts: &[Ciphertext<G>], pick: impl Fn(&Ciphertext<G>) -> G::Element) -> Vec<G::Element> {
    ciphertexts.iter().map(pick).collect()
}

/// u_i = SHA-256(hex(SHA-256(prefix str_c)) hex(SHA-256(i))) mod q.
fn challenges<G: Group>(n: usize, phi: &str, str_c: &[u8]) -> Vec<G::Scalar> {
    let h = hex(&sha256(&[b"shuffle-challenges|", phi.as_bytes(), b"|", str_c]));
    (0..n)
        .map(|index| {
            let t = hex(&sha256(&[index.to_string().as_bytes()]));
            G::reduce_digest(&sha256(&[h.as_bytes(), t.as_bytes()]))
        })
        .collect()
}

/// c = SHA-256("shuffle-challenge|" phi "|" str_t str_c [[chat]] pk) mod q.
fn challenge<G: Group>(phi: &str, t: &Commitments<G>, str_c: &[u8], chat: &[G::Element], pk: &G::Element) -> G::Scalar {
    let mut text = Vec::new();
    serialize::<G>(&[t.t1, t.t2, t.t3, t.t4[0], t.t4[1]], &mut text);
    serialize::<G>(&t.that, &mut text);
    text.extend_from_slice(str_c);
    serialize::<G>(chat, &mut text);
    G::write_element(pk, &mut text);
    G::reduce_digest(&sha256(&[b"shuffle-challenge|", phi.as_bytes(), b"|", &text]))
}

fn str_c<G: Group>(e: &[Ciphertext<G>], shuffled: &[Ciphertext<G>], c: &[G::Element]) -> Vec<u8> {
    let mut text = Vec::new();
    serialize::<G>(&components(e), &mut text);
    serialize::<G>(&components(shuffled), &mut text);
    serialize::<G>(c, &mut text);
    text
}

fn exposed<G: Group>(secrets: &[Secret<G>]) -> Zeroizing<Vec<G::Scalar>> {
    Zeroizing::new(secrets.iter().map(|secret| *secret.expose()).collect())
}

/// The sum of a_i b_i.
fn inner<G: Group>(a: &[Secret<G>], b: &[G::Scalar]) -> Secret<G> {
    Secret::new(a.iter().zip(b).fold(G::zero(), |sum, (a, b)| G::add(&sum, &G::times(a.expose(), b))))
}

/// A uniform permutation of 0..n.
fn permutation(n: usize) -> Result<Zeroizing<Vec<usize>>, NoRandomness> {
    let mut order: Zeroizing<Vec<usize>> = Zeroizing::new((0..n).collect());
    for i in 0..n {
        // Uniform below n - i: 64 bits, drawn again at the ragged end.
        let sides = (n - i) as u64;
        let k = loop {
            let mut bytes = [0; 8];
            random::fill(&mut bytes)?;
            let drawn = u64::from_le_bytes(bytes);
            if drawn < u64::MAX - u64::MAX % sides {
                break i + (drawn % sides) as usize;
            }
        };
        order.swap(i, k);
    }
    Ok(order)
}

/// Re-encrypt, permute, and prove it.
pub fn shuffle<G: Group>(
    e: &[Ciphertext<G>],
    tables: &Tables<G>,
    phi: &str,
) -> Result<(Vec<Ciphertext<G>>, ShuffleProof<G>), Unmade> {
    let n = e.len();
    let Generators { h, each } = Generators::<G>::new(n).ok_or(Unmade::NoGenerators)?;
    let psi = permutation(n)?;
    let rprime = Secret::<G>::random_list(n)?;
    let reencrypted: Vec<_> = e
        .iter()
        .zip(&rprime)
        .map(|(one, r)| Ciphertext {
            alpha: G::multiply(&one.alpha, &r.public()),
            beta: G::multiply(&one.beta, &G::power_of_key(tables, r.expose())),
        })
        .collect();
    let shuffled: Vec<_> = psi.iter().filter_map(|j| reencrypted.get(*j).copied()).collect();

    // c_(j_i) = g^(r_(j_i)) h_i.
    let r = Secret::<G>::random_list(n)?;
    let mut c = vec![G::identity(); n];
    for (j, h_i) in psi.iter().zip(&each) {
        if let (Some(c), Some(r)) = (c.get_mut(*j), r.get(*j)) {
            *c = G::multiply(&r.public(), h_i);
        }
    }
    let str_c = str_c(e, &shuffled, &c);
    let u = challenges::<G>(n, phi, &str_c);
    let mut uprime = Vec::with_capacity(n);
    uprime.extend(psi.iter().filter_map(|j| u.get(*j).map(|u| Secret::<G>::new(*u))));

    // chat_i = g^(rhat_i) chat_(i-1)^(u'_i), chat_0 = h; that_i = g^(what_i) chat_(i-1)^(w'_i).
    let (rhat, what, wprime) =
        (Secret::<G>::random_list(n)?, Secret::<G>::random_list(n)?, Secret::<G>::random_list(n)?);
    let (mut chat, mut that) = (Vec::with_capacity(n), Vec::with_capacity(n));
    let mut previous = h;
    for (((u, r), what), w) in uprime.iter().zip(&rhat).zip(&what).zip(&wprime) {
        that.push(G::multiply(&what.public(), &G::power(&previous, w.expose())));
        previous = G::multiply(&r.public(), &G::power(&previous, u.expose()));
        chat.push(previous);
    }

    let (w1, w2, w3, w4) =
        (Secret::<G>::random()?, Secret::<G>::random()?, Secret::<G>::random()?, Secret::<G>::random()?);
    let w = exposed(&wprime);
    let minus_w4 = Secret::<G>::new(G::subtract(&G::zero(), w4.expose()));
    let betas = column(&shuffled, |one| one.beta);
    let alphas = column(&shuffled, |one| one.alpha);
    let t = Commitments {
        t1: w1.public(),
        t2: w2.public(),
        t3: G::multiply(&w3.public(), &G::product_of_powers(&each, &w)),
        t4: [
            G::multiply(&G::power_of_key(tables, minus_w4.expose()), &G::product_of_powers(&betas, &w)),
            G::multiply(&minus_w4.public(), &G::product_of_powers(&alphas, &w)),
        ],
        that,
    };
    let challenge = challenge(phi, &t, &str_c, &chat, &tables.key);

    // v_N = 1, v_i = u'_(i+1) v_(i+1).
    let mut v = Zeroizing::new(vec![G::scalar(1); n]);
    let mut last = Secret::<G>::new(G::scalar(1));
    for (v, u) in v.iter_mut().zip(&uprime).rev() {
        *v = *last.expose();
        last = Secret::new(G::times(last.expose(), u.expose()));
    }
    let answer = |w: &Secret<G>, x: &Secret<G>| G::add(w.expose(), &G::times(&challenge, x.expose()));
    let ones = vec![G::scalar(1); n];
    let s = Responses {
        s1: answer(&w1, &inner(&r, &ones)),
        s2: answer(&w2, &inner(&rhat, &v)),
        s3: answer(&w3, &inner(&r, &u)),
        s4: answer(&w4, &inner(&rprime, &u)),
        shat: what.iter().zip(&rhat).map(|(w, r)| answer(w, r)).collect(),
        sprime: wprime.iter().zip(&uprime).map(|(w, u)| answer(w, u)).collect(),
    };
    Ok((shuffled, ShuffleProof { t, s, c, chat }))
}

/// Whether `shuffled` is a shuffle of `e`. Every element must be a member of the group; the lengths are compared here.
pub fn is_valid<G: Group>(
    e: &[Ciphertext<G>],
    shuffled: &[Ciphertext<G>],
    proof: &ShuffleProof<G>,
    pk: &G::Element,
    phi: &str,
) -> bool {
    let n = e.len();
    let ShuffleProof { t, s, c, chat } = proof;
    let lengths = [shuffled.len(), c.len(), chat.len(), t.that.len(), s.shat.len(), s.sprime.len()];
    let Some(Generators { h, each }) = Generators::<G>::new(n) else { return false };
    if lengths.iter().any(|length| *length != n) {
        return false;
    }
    let str_c = str_c(e, shuffled, c);
    let u = challenges::<G>(n, phi, &str_c);
    let challenge = challenge(phi, t, &str_c, chat, pk);
    let minus_c = G::subtract(&G::zero(), &challenge);
    let minus_s4 = G::subtract(&G::zero(), &s.s4);
    let product = |elements: &[G::Element]| {
        elements.iter().fold(G::identity(), |product, one| G::vartime_multiply(&product, one))
    };
    let powers = |bases: &[G::Element], exponents: &[G::Scalar]| G::vartime_product_of_powers(bases, exponents);
    let g = G::generator();

    // t'_1 = (prod c_i / prod h_i)^(-c) g^(s_1).
    let cbar = G::multiply(&product(c), &G::vartime_invert(&product(&each)));
    let t1 = powers(&[cbar, g], &[minus_c, s.s1]);
    // t'_2 = (chat_N / h^(prod u_i))^(-c) g^(s_2).
    let u_product = u.iter().fold(G::scalar(1), |product, u| G::times(&product, u));
    let chat_last = chat.last().copied().unwrap_or(h);
    let t2 = powers(&[chat_last, h, g], &[minus_c, G::times(&challenge, &u_product), s.s2]);
    // t'_3 = (prod c_i^(u_i))^(-c) g^(s_3) prod h_i^(s'_i).
    let t3 = product(&[powers(&[powers(c, &u), g], &[minus_c, s.s3]), powers(&each, &s.sprime)]);
    // t'_4, of beta over the key and of alpha over g.
    let fourth = |pick: fn(&Ciphertext<G>) -> G::Element, base: &G::Element| {
        let before = powers(&column(e, pick), &u);
        product(&[powers(&[before, *base], &[minus_c, minus_s4]), powers(&column(shuffled, pick), &s.sprime)])
    };
    let t4 = [fourth(|one| one.beta, pk), fourth(|one| one.alpha, &g)];
    if [t1, t2, t3] != [t.t1, t.t2, t.t3] || t4 != t.t4 {
        return false;
    }
    // that'_i = chat_i^(-c) g^(shat_i) chat_(i-1)^(s'_i).
    let previous = std::iter::once(&h).chain(chat);
    let responses = s.shat.iter().zip(&s.sprime);
    chat.iter().zip(previous).zip(responses).zip(&t.that).all(|(((chat, previous), (shat, sprime)), that)| {
        powers(&[*chat, g, *previous], &[minus_c, *shat, *sprime]) == *that
    })
}
