//! Powers modulo p of public elements, as fast as the public deserves.
//!
//! 1. g and y have tables of all digits of all windows: a power costs one multiplication a digit and no squaring.
//! 2. The exponents that a verifier raises one element to (two challenges or more, and q to see that it is a member) share its squarings:
//!    a^(2^i) is computed once, and each exponent multiplies some of these into a bucket for each odd digit (Yao's method).
//! 3. (a/g^M)^e is a^e g^(-Me), so every branch of a proof has the same base, and g has a table.
//! 4. Modulo a safe prime the Jacobi symbol decides membership.
//!
//! Variable time throughout: nothing secret may come here.

use crypto_bigint::Uint;
use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};

use super::modp::{Modp, P_LIMBS, Parameters};
use super::montgomery::{subtract, vartime_multiply as times};
use crate::group::{Fixed, Group, Recompute, Tables};

type Element<P> = ConstMontyForm<P, P_LIMBS>;

/// Width of a digit in Yao's buckets: odd digits 1, 3, ..., 15.
const DIGIT: usize = 4;

/// base^(d 2^(w i)) for every digit d of w bits and every window i.
pub struct PowerTable<P: ConstMontyParams<P_LIMBS>> {
    window: usize,
    powers: Vec<Element<P>>,
}

impl<P: ConstMontyParams<P_LIMBS>> PowerTable<P> {
    /// For exponents of up to `bits` bits, in digits of `window` bits (1 to 8).
    pub fn new(base: &Element<P>, window: usize, bits: usize) -> Self {
        let mut powers = Vec::with_capacity(bits.div_ceil(window) << window);
        let mut step = *base;
        for _ in 0..bits.div_ceil(window) {
            let mut power = ConstMontyForm::ONE;
            for _ in 0..1 << window {
                powers.push(power);
                power = times(&power, &step);
            }
            step = power;
        }
        Self { window, powers }
    }

    /// base^exponent.
    fn power(&self, exponent: &[u64]) -> Element<P> {
        let mut product = ConstMontyForm::ONE;
        for (index, powers) in self.powers.chunks(1 << self.window).enumerate() {
            let digit = bits(exponent, index * self.window, self.window);
            if let (1.., Some(power)) = (digit, powers.get(digit)) {
                product = times(&product, power);
            }
        }
        product
    }
}

/// `width` bits of a number from bit `start`.
fn bits(number: &[u64], start: usize, width: usize) -> usize {
    let limb = |index: usize| number.get(index).copied().unwrap_or(0);
    let (index, offset) = (start / 64, start % 64);
    let low = limb(index) >> offset;
    let high = if offset == 0 { 0 } else { limb(index + 1) << (64 - offset) };
    ((low | high) & ((1 << width) - 1)) as usize
}

/// base^exponent by sliding windows.
pub fn power<P: ConstMontyParams<P_LIMBS>>(base: &Element<P>, exponent: &[u64]) -> Element<P> {
    let digits = odd_digits(exponent, 5);
    let mut odd = vec![*base];
    let square = times(base, base);
    for index in 0..15 {
        odd.extend(odd.get(index).map(|power| times(power, &square)));
    }
    let mut product = ConstMontyForm::ONE;
    let mut at = digits.last().map_or(0, |(position, _)| *position);
    for (position, digit) in digits.iter().rev() {
        for _ in *position..at {
            product = times(&product, &product);
        }
        at = *position;
        if let Some(power) = odd.get(digit / 2) {
            product = times(&product, power);
        }
    }
    for _ in 0..at {
        product = times(&product, &product);
    }
    product
}

/// The exponent as a sum of digit 2^position, digits odd and below 2^width, positions rising.
fn odd_digits(exponent: &[u64], width: usize) -> Vec<(usize, usize)> {
    let mut digits = Vec::with_capacity(exponent.len() * 64 / (width + 1) + 1);
    let mut position = 0;
    while position < exponent.len() * 64 {
        if bits(exponent, position, 1) == 0 {
            position += 1;
        } else {
            digits.push((position, bits(exponent, position, width)));
            position += width;
        }
    }
    digits
}

/// The powers base^(2^i), grown as far as they are asked for.
struct Squarings<P: ConstMontyParams<P_LIMBS>>(Vec<Element<P>>);

impl<P: ConstMontyParams<P_LIMBS>> Squarings<P> {
    fn power(&mut self, exponent: &[u64]) -> Element<P> {
        let digits = odd_digits(exponent, DIGIT);
        let highest = digits.last().map_or(0, |(position, _)| *position);
        while self.0.len() <= highest {
            match self.0.last().map(|last| times(last, last)) {
                Some(square) => self.0.push(square),
                None => break,
            }
        }
        // buckets[k] gathers what belongs to the digit 2k + 1.
        let mut buckets: [Option<Element<P>>; 1 << (DIGIT - 1)] = [None; 1 << (DIGIT - 1)];
        for (position, digit) in &digits {
            if let (Some(bucket), Some(power)) = (buckets.get_mut(digit / 2), self.0.get(*position)) {
                *bucket = Some(bucket.map_or(*power, |product| times(&product, power)));
            }
        }
        // prod buckets[k]^(2k+1) = prod_k buckets[k] * (prod_{k>=1} suffix[k])^2, suffix[k] = prod_{j>=k} buckets[j].
        let mut suffix: Option<Element<P>> = None;
        let mut product: Option<Element<P>> = None;
        let join = |a: Option<Element<P>>, b: Option<Element<P>>| match (a, b) {
            (Some(a), Some(b)) => Some(times(&a, &b)),
            (a, b) => a.or(b),
        };
        for bucket in buckets.iter().skip(1).rev() {
            suffix = join(suffix, *bucket);
            product = join(product, suffix);
        }
        let all = join(suffix, buckets.first().copied().flatten());
        join(product.map(|product| times(&product, &product)), all).unwrap_or(ConstMontyForm::ONE)
    }
}

/// See [`Group::vartime_recompute`].
pub fn recompute<M: Parameters<L>, const L: usize>(
    tables: &Tables<Modp<M, L>>,
    base: &Element<M::P>,
    member: bool,
    wanted: &[Recompute<ConstMontyForm<M::Q, L>>],
) -> (bool, Vec<Element<M::P>>) {
    let mut squarings = Squarings(vec![*base]);
    let shared = wanted.len() + usize::from(member && !M::SAFE_PRIME) > 1;
    let mut raise = |exponent: &[u64]| if shared { squarings.power(exponent) } else { power(base, exponent) };
    let is_member = match (member, M::SAFE_PRIME) {
        (false, _) => true,
        (true, true) => Modp::<M, L>::vartime_is_member(base),
        (true, false) => raise(&M::Q::MODULUS.as_ref().to_words()) == ConstMontyForm::ONE,
    };
    let commitments = wanted
        .iter()
        .map(|one| {
            let mut commitment = raise(&one.challenge.retrieve().to_words());
            let shift = Modp::<M, L>::scalar(one.shift).mul(&one.challenge);
            let response = one.response.retrieve().to_words();
            match (one.fixed, one.shift) {
                (Fixed::Generator, _) => {
                    let exponent = one.response.sub(&shift).retrieve().to_words();
                    commitment = times(&commitment, &M::generator_table().public.power(&exponent));
                }
                (Fixed::Key, 0) => commitment = commitment.mul(&tables.table.public.power(&response)),
                (Fixed::Key, _) => {
                    let exponent = shift.neg().retrieve().to_words();
                    commitment = times(&commitment, &tables.table.public.power(&response));
                    commitment = times(&commitment, &M::generator_table().public.power(&exponent));
                }
            }
            commitment
        })
        .collect();
    (is_member, commitments)
}

/// The Jacobi symbol (a/n) for odd n, by the binary algorithm: 1, -1, or 0 where they have a common factor.
pub fn jacobi(mut a: [u64; P_LIMBS], mut n: [u64; P_LIMBS]) -> i32 {
    let mut sign = 1;
    loop {
        if a.iter().all(|limb| *limb == 0) {
            let one = Uint::<P_LIMBS>::ONE.to_words();
            return if n == one { sign } else { 0 };
        }
        // (2/n) = -1 exactly for n = 3, 5 modulo 8.
        let zeros = trailing_zeros(&a);
        shift_right(&mut a, zeros);
        if zeros % 2 == 1 && matches!(n.first().map(|limb| limb % 8), Some(3 | 5)) {
            sign = -sign;
        }
        // Reciprocity: both odd; the smaller one goes below.
        if a.iter().rev().lt(n.iter().rev()) {
            std::mem::swap(&mut a, &mut n);
            if a.first().is_some_and(|limb| limb % 4 == 3) && n.first().is_some_and(|limb| limb % 4 == 3) {
                sign = -sign;
            }
        }
        subtract(&mut a, &n);
    }
}

fn trailing_zeros(a: &[u64; P_LIMBS]) -> u32 {
    let whole = a.iter().take_while(|limb| **limb == 0).count();
    whole as u32 * 64 + a.get(whole).map_or(0, |limb| limb.trailing_zeros())
}

fn shift_right(a: &mut [u64; P_LIMBS], by: u32) {
    let (limbs, bits) = ((by / 64) as usize, by % 64);
    for index in 0..P_LIMBS {
        let limb = |k: usize| a.get(k + limbs).copied().unwrap_or(0);
        let high = if bits == 0 { 0 } else { limb(index + 1) << (64 - bits) };
        let value = (limb(index) >> bits) | high;
        if let Some(target) = a.get_mut(index) {
            *target = value;
        }
    }
}
