//! Laws that hold in each of the three groups, on random values: the fast paths for public data equal the plain formulas, proofs of true
//! statements hold, and proofs that were touched do not.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use comitia_crypto::disjunction::{self, Branch};
use comitia_crypto::elgamal::Ciphertext;
use comitia_crypto::group::{Fixed, Group, Recompute, Rejected, Tables};
use comitia_crypto::polynomial::{SecretPolynomial, lagrange_at_zero, vartime_evaluate_in_exponent};
use comitia_crypto::schnorr::{self, Proof};
use comitia_crypto::{Belenios2048, Ed25519, Rfc3526, Secret, channel, nonzero, shuffle};

/// The same test in each group; the largest one costs eight times the others and takes fewer rounds.
macro_rules! in_each_group {
    ($($law:ident: $rounds:expr;)*) => {
        mod ed25519 { $(#[test] fn $law() { super::$law::<super::Ed25519>($rounds); })* }
        mod belenios2048 { $(#[test] fn $law() { super::$law::<super::Belenios2048>($rounds / 4 + 1); })* }
        mod rfc3526 { $(#[test] fn $law() { super::$law::<super::Rfc3526>($rounds / 16 + 1); })* }
    };
}

in_each_group! {
    recomputed_commitments_are_the_plain_formula: 40;
    powers_of_g_and_y_from_tables_are_the_librarys: 30;
    products_of_powers_are_products_of_powers: 20;
    reading_what_was_written_is_the_identity: 40;
    small_powers_are_powers: 20;
    membership_is_the_order: 20;
    a_proof_of_knowledge_holds_and_a_touched_one_does_not: 20;
    equal_logarithms_are_proved_and_unequal_ones_are_not: 10;
    a_disjunction_with_a_true_branch_holds_and_without_one_does_not: 10;
    a_nonzero_proof_holds_for_one_and_not_for_zero: 10;
    shares_of_a_polynomial_combine_to_its_constant_term: 10;
    a_channel_opens_for_its_key_alone: 8;
    a_digest_is_reduced_as_a_big_endian_number: 10;
}

fn scalar<G: Group>() -> G::Scalar {
    G::random_scalar().unwrap()
}

fn element<G: Group>() -> G::Element {
    G::power_of_generator(&scalar::<G>())
}

fn edge_scalars<G: Group>() -> Vec<G::Scalar> {
    let minus_one = G::subtract(&G::zero(), &G::scalar(1));
    vec![G::zero(), G::scalar(1), G::scalar(2), minus_one, G::scalar(u64::MAX), scalar::<G>()]
}

fn recomputed_commitments_are_the_plain_formula<G: Group>(rounds: usize) {
    let tables = Tables::<G>::new(element::<G>());
    for round in 0..rounds {
        let base = if round == 0 { G::identity() } else { element::<G>() };
        let edges = edge_scalars::<G>();
        let pick = |index: usize| edges[(round * 7 + index) % edges.len()];
        let wanted: Vec<_> = (0..round % 5)
            .map(|index| Recompute {
                fixed: if (round + index) % 2 == 0 { Fixed::Generator } else { Fixed::Key },
                response: pick(index),
                shift: [0, 1, 2, 300][(round + index) % 4],
                challenge: pick(index + 3),
            })
            .collect();
        let (is_member, fast) = G::vartime_recompute(&tables, &base, round % 3 == 0, &wanted);
        let plain: Vec<_> = wanted.iter().map(|one| G::reference_recompute(&tables, &base, one)).collect();
        assert!(is_member);
        assert_eq!(fast, plain);
    }
}

fn powers_of_g_and_y_from_tables_are_the_librarys<G: Group>(rounds: usize) {
    let tables = Tables::<G>::new(element::<G>());
    for exponent in edge_scalars::<G>().into_iter().chain((0..rounds).map(|_| scalar::<G>())) {
        assert_eq!(G::power_of_generator(&exponent), G::power(&G::generator(), &exponent));
        assert_eq!(G::power_of_key(&tables, &exponent), G::power(&tables.key, &exponent));
    }
}

fn products_of_powers_are_products_of_powers<G: Group>(rounds: usize) {
    for round in 0..rounds {
        let bases: Vec<_> = (0..round % 4).map(|_| element::<G>()).collect();
        let exponents: Vec<_> = edge_scalars::<G>().into_iter().cycle().skip(round).take(bases.len()).collect();
        let plain = bases
            .iter()
            .zip(&exponents)
            .fold(G::identity(), |product, (base, exponent)| G::multiply(&product, &G::power(base, exponent)));
        assert_eq!(G::vartime_product_of_powers(&bases, &exponents), plain);
    }
}

fn reading_what_was_written_is_the_identity<G: Group>(rounds: usize) {
    let mut elements: Vec<_> = (0..rounds).map(|_| element::<G>()).collect();
    elements.push(G::identity());
    let together = G::write_elements(&elements);
    for (element, text) in elements.iter().zip(together) {
        assert_eq!(G::element_string(element).as_bytes(), text);
        assert_eq!(G::read_element(&text), Ok(*element));
        assert_eq!(G::sort_key(element).len(), if G::NAME == "Ed25519" { 32 } else { 256 });
    }
    for scalar in edge_scalars::<G>() {
        let text = G::scalar_string(&scalar);
        assert_eq!(G::read_scalar(text.as_bytes()), Ok(scalar));
        assert_eq!(G::read_scalar(format!("0{text}").as_bytes()), Err(Rejected::Spelling));
        assert_eq!(G::read_scalar(format!("-{text}").as_bytes()), Err(Rejected::Spelling));
    }
    assert_eq!(G::read_scalar(G::order().as_bytes()), Err(Rejected::Range));
}

fn small_powers_are_powers<G: Group>(rounds: usize) {
    let base = element::<G>();
    for n in [0, 1, 2, 3, 100_000_000_000, u64::MAX].into_iter().take(rounds) {
        assert_eq!(G::vartime_small_power(&base, n), G::power(&base, &G::scalar(n)));
    }
}

fn membership_is_the_order<G: Group>(rounds: usize) {
    let last = G::subtract(&G::zero(), &G::scalar(1));
    for _ in 0..rounds {
        let member = element::<G>();
        assert!(G::vartime_is_member(&member));
        // a^(q-1) a = 1, without the function under test.
        assert_eq!(G::multiply(&G::power(&member, &last), &member), G::identity());
        assert_eq!(G::multiply(&G::vartime_invert(&member), &member), G::identity());
    }
    // -1 has order two: y = -1 on the curve, p - 1 modulo p.
    let minus_one = G::read_element(minus_one_text::<G>().as_bytes()).unwrap();
    assert_eq!(G::multiply(&minus_one, &minus_one), G::identity());
    assert!(!G::vartime_is_member(&minus_one));
    let mixed = G::multiply(&minus_one, &element::<G>());
    assert!(!G::vartime_is_member(&mixed));
    let tables = Tables::<G>::new(element::<G>());
    assert!(!G::vartime_recompute(&tables, &mixed, true, &[]).0);
}

fn minus_one_text<G: Group>() -> String {
    match G::NAME {
        "Ed25519" => format!("7{}ec", "f".repeat(61)),
        "BELENIOS-2048" => concat!(
            "20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958",
            "40496005438963628979639303877390572280360597374942767137677761889858987273586504908116709931053586778098003079049165406",
            "37771737641986785272734744763418356000356983051931442845617019110007867373073335641239717328979132404745788344682606523",
            "27974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586",
            "4210502421203654335612013204811188524087310770141516662001623131771693721892480785077118278423174980732765988288251691",
            "83103125680162072880718"
        )
        .to_owned(),
        // p - 1 = 2q.
        _ => doubled(&G::order()),
    }
}

fn doubled(decimal: &str) -> String {
    let mut carry = 0;
    let mut digits: Vec<u8> = Vec::new();
    for digit in decimal.bytes().rev() {
        let value = 2 * (digit - b'0') + carry;
        digits.push(b'0' + value % 10);
        carry = value / 10;
    }
    if carry > 0 {
        digits.push(b'0' + carry);
    }
    digits.reverse();
    String::from_utf8(digits).unwrap()
}

fn touched<G: Group>(proof: &Proof<G::Scalar>) -> [Proof<G::Scalar>; 2] {
    let one = G::scalar(1);
    let (challenge, response) = (proof.challenge, proof.response);
    [Proof { challenge: G::add(&challenge, &one), response }, Proof { challenge, response: G::add(&response, &one) }]
}

fn a_proof_of_knowledge_holds_and_a_touched_one_does_not<G: Group>(rounds: usize) {
    for _ in 0..rounds {
        let secret = Secret::<G>::random().unwrap();
        let proof = schnorr::prove(&secret, b"pok|").unwrap();
        assert!(schnorr::is_valid::<G>(&secret.public(), b"pok|", &proof));
        assert!(!schnorr::is_valid::<G>(&secret.public(), b"sig|", &proof));
        assert!(!schnorr::is_valid::<G>(&element::<G>(), b"pok|", &proof));
        assert!(touched::<G>(&proof).iter().all(|wrong| !schnorr::is_valid::<G>(&secret.public(), b"pok|", wrong)));
    }
}

fn equal_logarithms_are_proved_and_unequal_ones_are_not<G: Group>(rounds: usize) {
    for _ in 0..rounds {
        let (secret, alpha) = (Secret::<G>::random().unwrap(), element::<G>());
        let factor = G::power(&alpha, secret.expose());
        let proof = schnorr::prove_equal_logarithms(&secret, &alpha, b"decrypt|").unwrap();
        let holds = |factor: &G::Element, proof| {
            schnorr::proves_equal_logarithms::<G>(&secret.public(), &alpha, factor, b"decrypt|", proof)
        };
        assert!(holds(&factor, &proof));
        assert!(!holds(&G::multiply(&factor, &G::generator()), &proof));
        assert!(touched::<G>(&proof).iter().all(|wrong| !holds(&factor, wrong)));
    }
}

/// Rebuild the commitments as a verifier does, by the plain formula.
fn commitments<G: Group>(
    tables: &Tables<G>,
    ciphertext: &Ciphertext<G>,
    claims: &[u64],
    proofs: &[Proof<G::Scalar>],
) -> Vec<Vec<u8>> {
    let mut rebuilt = Vec::new();
    for (claimed, proof) in claims.iter().zip(proofs) {
        let (response, challenge) = (proof.response, proof.challenge);
        let a = Recompute { fixed: Fixed::Generator, response, shift: 0, challenge };
        rebuilt.push(G::reference_recompute(tables, &ciphertext.alpha, &a));
        let b = Recompute { fixed: Fixed::Key, response, shift: *claimed, challenge };
        rebuilt.push(G::reference_recompute(tables, &ciphertext.beta, &b));
    }
    G::write_elements(&rebuilt)
}

fn a_disjunction_with_a_true_branch_holds_and_without_one_does_not<G: Group>(rounds: usize) {
    let tables = Tables::<G>::new(element::<G>());
    let claims = [0, 1, 2];
    for value in (0..4).cycle().take(rounds.max(4)) {
        let randomness = Secret::<G>::random().unwrap();
        let ciphertext = Ciphertext::<G>::encrypt(&tables, randomness.expose(), &G::scalar(value));
        let branches: Vec<_> = claims
            .iter()
            .map(|claimed| Branch { randomness: randomness.clone(), distance: value as i64 - *claimed as i64 })
            .collect();
        let proofs = disjunction::prove(&tables, &branches, b"prove|").unwrap();
        let holds = |proofs: &[Proof<G::Scalar>]| {
            disjunction::is_valid::<G>(b"prove|", &commitments(&tables, &ciphertext, &claims, proofs), proofs)
        };
        assert_eq!(holds(&proofs), value < 3, "value {value}");
        for index in 0..proofs.len() {
            for wrong in touched::<G>(&proofs[index]) {
                let mut changed = proofs.clone();
                changed[index] = wrong;
                assert!(!holds(&changed));
            }
        }
    }
}

fn a_nonzero_proof_holds_for_one_and_not_for_zero<G: Group>(rounds: usize) {
    let tables = Tables::<G>::new(element::<G>());
    for value in [1, 0, 5].into_iter().cycle().take(rounds.max(2)) {
        let (randomness, message) = (Secret::<G>::random().unwrap(), Secret::<G>::new(G::scalar(value)));
        let ciphertext = Ciphertext::<G>::encrypt(&tables, randomness.expose(), message.expose());
        let proof = nonzero::prove(&tables, &randomness, &message, b"nonzero|").unwrap();
        let [a1, a2] = nonzero::vartime_commitments::<G>(&tables.key, &ciphertext.alpha, &ciphertext.beta, &proof);
        let texts = G::write_elements(&[proof.commitment, a1, a2]);
        assert_eq!(nonzero::is_valid::<G>(b"nonzero|", &texts, &proof), value != 0);
        assert!(!nonzero::is_valid::<G>(b"prove|", &texts, &proof));
    }
}

fn shares_of_a_polynomial_combine_to_its_constant_term<G: Group>(rounds: usize) {
    for threshold in (1..4).take(rounds) {
        let polynomial = SecretPolynomial::<G>::random(threshold).unwrap();
        let coefexps: Vec<_> = polynomial.coefficients().iter().map(Secret::public).collect();
        let indices: Vec<u64> = (1..=threshold as u64).map(|index| 2 * index + 1).collect();
        let mut combined = G::identity();
        for index in &indices {
            let share = polynomial.evaluate(*index).public();
            assert_eq!(vartime_evaluate_in_exponent::<G>(&coefexps, *index), share);
            let coefficient = lagrange_at_zero::<G>(*index, &indices).unwrap();
            combined = G::multiply(&combined, &G::power(&share, &coefficient));
        }
        assert_eq!(combined, coefexps[0]);
        assert_eq!(lagrange_at_zero::<G>(0, &[0, 1]), None);
        assert_eq!(lagrange_at_zero::<G>(1, &[1, 1]), None);
        assert_eq!(lagrange_at_zero::<G>(1, &[2, 3]), None);
    }
}

fn a_channel_opens_for_its_key_alone<G: Group>(rounds: usize) {
    for round in 0..rounds {
        let (key, other) = (Secret::<G>::random().unwrap(), Secret::<G>::random().unwrap());
        let message = vec![7; round * 40];
        let mut sealed = channel::seal::<G>(&key.public(), &message).unwrap();
        assert_eq!(channel::open(&key, &sealed).unwrap().as_slice(), message);
        assert!(channel::open(&other, &sealed).is_none());
        sealed.data[round] ^= 1;
        assert!(channel::open(&key, &sealed).is_none());
        sealed.data.truncate(15);
        assert!(channel::open(&key, &sealed).is_none());
    }
}

fn a_digest_is_reduced_as_a_big_endian_number<G: Group>(_rounds: usize) {
    let mut digest = [0; 32];
    digest[31] = 5;
    assert_eq!(G::reduce_digest(&digest), G::scalar(5));
    digest[23] = 1;
    let expected = G::add(&G::scalar(5), &G::times(&G::scalar(1 << 32), &G::scalar(1 << 32)));
    assert_eq!(G::reduce_digest(&digest), expected);
    // All ones in 512 bits: 2^512 - 1, by repeated doubling.
    let mut power = G::scalar(1);
    for _ in 0..512 {
        power = G::add(&power, &power);
    }
    assert_eq!(G::reduce(&[0xff; 64]), G::subtract(&power, &G::scalar(1)));
}

/// The groups with an embedding; BELENIOS-2048 has none and makes no shuffle.
#[test]
fn a_shuffle_is_proved_and_a_touched_one_is_not() {
    a_shuffle_holds::<Ed25519>(&[0, 1, 2, 5]);
    a_shuffle_holds::<Rfc3526>(&[2]);
    let tables = Tables::<Belenios2048>::new(element::<Belenios2048>());
    assert_eq!(shuffle::shuffle(&[], &tables, "phi").err(), Some(shuffle::Unmade::NoGenerators));
}

fn a_shuffle_holds<G: Group>(sizes: &[usize]) {
    let key = Secret::<G>::random().unwrap();
    let tables = Tables::<G>::new(key.public());
    for n in sizes {
        let plain: Vec<_> = (0..*n).map(|index| G::embed(&[index as u8, 7]).unwrap()).collect();
        let e: Vec<_> = plain
            .iter()
            .map(|message| {
                let r = scalar::<G>();
                let beta = G::multiply(&G::power_of_key(&tables, &r), message);
                Ciphertext::<G> { alpha: G::power_of_generator(&r), beta }
            })
            .collect();
        let (shuffled, proof) = shuffle::shuffle(&e, &tables, "phi").unwrap();
        assert!(shuffle::is_valid(&e, &shuffled, &proof, &tables.key, "phi"));
        assert!(*n == 0 || shuffled != e);
        let mut opened: Vec<_> = shuffled
            .iter()
            .map(|one| {
                let mask = G::vartime_invert(&G::power(&one.alpha, key.expose()));
                G::vartime_extract(&G::multiply(&one.beta, &mask), 2).unwrap()
            })
            .collect();
        opened.sort_unstable();
        assert_eq!(opened, (0..*n).map(|index| vec![index as u8, 7]).collect::<Vec<_>>());

        assert!(!shuffle::is_valid(&e, &shuffled, &proof, &G::generator(), "phi"));
        assert!(*n == 0 || !shuffle::is_valid(&e, &e, &proof, &tables.key, "phi"));
        let one = G::scalar(1);
        let mut touched = vec![proof.clone(); 6];
        touched[0].s.s1 = G::add(&proof.s.s1, &one);
        touched[1].s.s2 = G::add(&proof.s.s2, &one);
        touched[2].s.s3 = G::add(&proof.s.s3, &one);
        touched[3].s.s4 = G::add(&proof.s.s4, &one);
        touched[4].s.shat.iter_mut().for_each(|s| *s = G::add(s, &one));
        touched[5].s.sprime.iter_mut().for_each(|s| *s = G::add(s, &one));
        for (index, touched) in touched.iter().enumerate().filter(|(index, _)| *index < 4 || *n > 0) {
            assert!(!shuffle::is_valid(&e, &shuffled, touched, &tables.key, "phi"), "{index} of {n}");
        }
    }
}
