//! Powers modulo p of g and y with secret exponents.
//!
//! All powers base^(d 16^i) are tabled, so that a power is one multiplication a digit. The digit is secret: every entry of its row is read, and
//! the right one kept by a mask, so that neither the time nor the memory touched tells it; and a digit 0 multiplies by 1 like any other. Four times
//! as fast as the library's own power, of whose multiplications it is made.

use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};
use crypto_bigint::{Uint, Word};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use super::modp::P_LIMBS;

type Element<P> = ConstMontyForm<P, P_LIMBS>;

const DIGIT: usize = 4;

/// base^(d 16^i) for every digit d and every position i.
pub struct Comb<P: ConstMontyParams<P_LIMBS>>(Vec<[Element<P>; 1 << DIGIT]>);

impl<P: ConstMontyParams<P_LIMBS>> Comb<P> {
    /// For exponents of up to `limbs` limbs.
    pub fn new(base: &Element<P>, limbs: usize) -> Self {
        let mut rows = Vec::with_capacity(limbs * Word::BITS as usize / DIGIT);
        let mut step = *base;
        for _ in 0..limbs * Word::BITS as usize / DIGIT {
            let mut row = [ConstMontyForm::ONE; 1 << DIGIT];
            let mut power = step;
            for entry in row.iter_mut().skip(1) {
                *entry = power;
                power = power.mul(&step);
            }
            rows.push(row);
            step = power;
        }
        Self(rows)
    }

    /// base^exponent, constant time in the exponent.
    pub fn power<const L: usize>(&self, exponent: &Uint<L>) -> Element<P> {
        let mut words = exponent.to_words();
        let mut product = ConstMontyForm::ONE;
        let digits =
            words.iter().flat_map(|word| (0..Word::BITS as usize / DIGIT).map(move |at| (word >> (at * DIGIT)) & 15));
        for (row, digit) in self.0.iter().zip(digits) {
            let mut chosen = ConstMontyForm::ONE;
            for (index, entry) in row.iter().enumerate() {
                chosen.conditional_assign(entry, (index as Word).ct_eq(&digit));
            }
            product = product.mul(&chosen);
        }
        words.zeroize();
        product
    }
}
