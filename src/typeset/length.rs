//! Lengths in scaled points.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// A length in scaled points, 65,536 to the PostScript point of 1/72 inch. Its range is ±32,767
/// points, some eleven metres, and arithmetic stays at the ends of it: a table of a thousand columns comes out
/// wrong, as it must, but it does come out. Sums of many lengths belong in `i64`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sp(pub i32);

impl Sp {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number of points.
    #[must_use]
    pub const fn pt(points: i32) -> Self {
        Self(points * 65_536)
    }

    /// Thousandths of a point.
    #[must_use]
    pub const fn milli_pt(thousandths: i32) -> Self {
        Self((thousandths as i64 * 65_536 / 1000) as i32)
    }

    /// Micrometres: thousandths of a millimetre.
    #[must_use]
    pub const fn um(micrometres: i32) -> Self {
        // 72 points are 25,400 µm.
        Self((micrometres as i64 * 72 * 65_536 / 25_400) as i32)
    }

    /// The larger of two lengths.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Ord::max(self, other)
    }

    /// `self · numerator ÷ denominator`, rounded to the nearest.
    #[must_use]
    #[inline]
    pub fn scale(self, numerator: i64, denominator: i64) -> Self {
        let product = i64::from(self.0) * numerator;
        let half = if (product < 0) == (denominator < 0) { denominator / 2 } else { -(denominator / 2) };
        let quotient = match denominator {
            // The em of most faces: to divide by what is known beforehand takes a fifth of the time.
            1000 => (product + half) / 1000,
            denominator => (product + half) / denominator,
        };
        Self(quotient.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// The length in points, for writers only: nothing is decided by it.
    #[must_use]
    pub fn to_pt(self) -> f64 {
        f64::from(self.0) / 65_536.0
    }
}

impl fmt::Debug for Sp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Points with two decimals, rounded half away from zero: `12.50`.
impl fmt::Display for Sp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = Self(self.0).scale(100, 65_536).0;
        let sign = if hundredths < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100))
    }
}

impl Add for Sp {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Sp {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Sp {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Mul<i32> for Sp {
    type Output = Self;
    fn mul(self, factor: i32) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

impl Div<i32> for Sp {
    type Output = Self;
    fn div(self, divisor: i32) -> Self {
        Self(self.0.saturating_div(divisor))
    }
}

impl AddAssign for Sp {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Sp {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Sp {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_millimetre_is_as_long_as_a_millimetre() {
        assert_eq!(Sp::um(25_400), Sp::pt(72));
        assert_eq!(Sp::um(210_000).to_string(), "595.28");
    }

    #[test]
    fn lengths_stay_within_their_range() {
        let most = Sp(i32::MAX);
        assert_eq!((most + Sp(1), most * 2, most.scale(3, 2)), (most, most, most));
        assert_eq!((Sp(i32::MIN) - Sp(1), -Sp(i32::MIN)), (Sp(i32::MIN), most));
    }

    #[test]
    fn scaling_rounds_to_the_nearest_on_both_sides_of_zero() {
        assert_eq!(Sp(5).scale(1, 2), Sp(3));
        assert_eq!(Sp(-5).scale(1, 2), Sp(-3));
        assert_eq!(Sp(4).scale(1, 3), Sp(1));
    }
}
