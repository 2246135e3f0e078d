//! Sections: stacks of folded sheets that a needle or a staple goes through, bound behind one another.

use super::folding::Folding;
use super::saddle;

/// The most sheets in a section; more are hard to fold together.
const MOST: usize = 5;

/// ⌈S/5⌉ sections of saddle stitch.
pub(super) fn folding(pages: usize) -> Folding {
    saddle::of(&divide(pages.div_ceil(4)))
}

/// Divides sheets into as few sections as may be, which differ by one sheet at most, thicker ones first.
pub(super) fn divide(sheets: usize) -> Vec<usize> {
    let sections = sheets.div_ceil(MOST);
    (0..sections).map(|i| sheets / sections + usize::from(i < sheets % sections)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_few_and_even() {
        assert_eq!(divide(13), [5, 4, 4]);
        assert_eq!(divide(25), [5; 5]);
        for sheets in 0..=500_usize {
            let sections = divide(sheets);
            assert_eq!((sections.len(), sections.iter().sum()), (sheets.div_ceil(5), sheets));
            assert!(
                sections.is_sorted_by(|a, b| a >= b)
                    && sections.first().zip(sections.last()).is_none_or(|(a, b)| a - b <= 1)
            );
        }
    }
}
