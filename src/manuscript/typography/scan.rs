//! Finds the bytes of a text that matter, sixty-four at a time: most do not, and looking at each by itself took most of the time.

/// Where the bytes are that matter, from the first on. `matters` is best a few comparisons that part no ways.
pub(super) fn positions(bytes: &[u8], matters: impl Fn(u8) -> bool) -> impl Iterator<Item = usize> {
    let (blocks, rest) = bytes.as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    let behind = (!rest.is_empty()).then_some((last, (1 << rest.len()) - 1));
    let blocks = blocks.iter().map(|block| (*block, u64::MAX)).chain(behind).enumerate();
    blocks.flat_map(move |(i, (block, among))| {
        let mut left = bits(&block, &matters) & among;
        std::iter::from_fn(move || {
            let next = (left != 0).then(|| 64 * i + left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            next
        })
    })
}

/// A bit for each byte, from the lowest up: whether it matters.
fn bits(block: &[u8; 64], matters: impl Fn(u8) -> bool) -> u64 {
    let flags = block.map(|byte| u8::from(matters(byte)));
    // Of eight bytes that are zero or one, the product has one bit each in its highest byte.
    let (eights, _) = flags.as_chunks::<8>();
    let gathered = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |bits, eight| bits << 8 | gathered(eight))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_matters_is_found(bytes in prop::collection::vec(0..4_u8, 0..300), asked in 0..4_u8) {
            let one_by_one: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == asked).collect();
            prop_assert_eq!(positions(&bytes, |byte| byte == asked).collect::<Vec<_>>(), one_by_one);
        }
    }
}
