//! Looks at the bytes of a text many at a time. Most are of no interest, and to look at each by itself took most of the time.

/// Whether all bytes of a text are such. Where `is_such` is a few comparisons, no branch is in the way of looking at many at once.
pub fn all(text: &str, is_such: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is_such(byte))
}

/// Where the bytes are that matter, from the first on. `matters` is asked of each byte with the one behind it, or zero at the end;
/// comparisons without branches suit it best.
pub fn positions(bytes: &[u8], matters: impl Fn(u8, u8) -> bool) -> impl Iterator<Item = usize> {
    const BLOCK: usize = 64;
    (0..bytes.len()).step_by(BLOCK).flat_map(move |start| {
        let mut left = match bytes[start..].first_chunk() {
            Some(block) => bits(block, &matters),
            None => {
                let rest = &bytes[start..];
                let mut block = [0; BLOCK + 1];
                block[..rest.len()].copy_from_slice(rest);
                bits(&block, &matters) & u64::MAX >> (BLOCK - rest.len())
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
