//! Finds the bytes of a text that matter, sixty-four at a time: most do not, and looking at each by itself took most of the time.

/// Where the bytes are that matter, from the first on, which `matters` tells of a byte and the one behind it, or zero at the end. It
/// is best a few comparisons that part no ways.
pub(super) fn positions(bytes: &[u8], matters: impl Fn(u8, u8) -> bool) -> impl Iterator<Item = usize> {
    const BLOCK: usize = 64;
    (0..bytes.len()).step_by(BLOCK).flat_map(move |start| {
        let mut left = match bytes[start..].first_chunk() {
            Some(block) => bits(block, &matters),
            None => {
                let rest = &bytes[start..];
                let mut block = [0; BLOCK + 1];
                block[..rest.len()].copy_from_slice(rest);
                bits(&block, &matters) & u64::MAX >> (BLOCK - rest.len().min(BLOCK))
            }
        };
        std::iter::from_fn(move || {
            let next = (left != 0).then(|| start + left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            next
        })
    })
}

/// A bit for each byte but the last, from the lowest up: whether it matters.
fn bits(block: &[u8; 65], matters: impl Fn(u8, u8) -> bool) -> u64 {
    let mut flags = [0; 64];
    for (i, flag) in flags.iter_mut().enumerate() {
        *flag = u8::from(matters(block[i], block[i + 1]));
    }
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
        fn what_matters_is_found(bytes in prop::collection::vec(0..3_u8, 0..300), asked in 0..3_u8, behind in 0..3_u8) {
            let matters = |at: &usize| bytes[*at] == asked && bytes.get(at + 1).copied().unwrap_or(0) == behind;
            let one_by_one: Vec<usize> = (0..bytes.len()).filter(matters).collect();
            let found = positions(&bytes, |byte, next| byte == asked && next == behind);
            prop_assert_eq!(found.collect::<Vec<_>>(), one_by_one);
        }
    }
}
