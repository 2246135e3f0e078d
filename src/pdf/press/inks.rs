//! Colours of light as inks: by a table that `profiles/README.md` tells the origin of, in integers.

/// Four inks for each of 17 steps of red, green and blue.
const TABLE: &[u8; STEPS * STEPS * STEPS * 4] = include_bytes!("profiles/srgb-to-fogra39.lut");
const STEPS: usize = 17;

/// Cyan, magenta, yellow and black, of 255, of a colour of sRGB. Between the steps of the table lie tetrahedra, which
/// keep greys as grey as the table has them.
pub(super) fn cmyk(colour: [u8; 3]) -> [u8; 4] {
    const STRIDES: [usize; 3] = [STEPS * STEPS, STEPS, 1];
    let mut at = 0;
    let mut ways = [(0_u32, 0_usize); 3];
    for ((value, stride), way) in colour.into_iter().zip(STRIDES).zip(&mut ways) {
        let place = u32::from(value) * (STEPS as u32 - 1);
        at += (place / 255) as usize * stride;
        *way = (place % 255, stride);
    }
    // From the corner along the longest way first.
    ways.sort_unstable_by(|a, b| b.cmp(a));
    let [(long, first), (middle, second), (short, third)] = ways;
    let mut sums = [127_u32; 4];
    for (weight, step) in [(255 - long, 0), (long - middle, first), (middle - short, second), (short, third)] {
        at += step;
        // A step that weighs nothing may lead out of the table.
        for (sum, ink) in sums.iter_mut().zip(TABLE.get(at * 4..at * 4 + 4).unwrap_or_default()) {
            *sum += weight * u32::from(*ink);
        }
    }
    sums.map(|sum| (sum / 255) as u8)
}

/// How light a colour looks, of 255.
pub(super) fn grey([red, green, blue]: [u8; 3]) -> u8 {
    // The luma of ITU-R BT.601.
    ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) + 500) / 1000) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_is_paper_and_greys_are_grey() {
        assert_eq!(cmyk([255; 3]), [0; 4]);
        assert_eq!([grey([255; 3]), grey([0; 3]), grey([255, 0, 0])], [255, 0, 76]);
        let mut last = 0;
        for grey in (0..=255).rev() {
            let [c, m, y, k] = cmyk([grey; 3]).map(u32::from);
            let ink = c + m + y + k;
            assert!(ink + 2 >= last, "{grey} has less ink than what is lighter");
            assert!(c + 30 > m && m + 30 > c && m + 30 > y && y + 30 > m, "{grey} is {c}, {m}, {y}");
            last = ink;
        }
    }

    #[test]
    fn steps_are_the_tables_and_between_them_nothing_jumps() {
        let step = |i: usize| (i * 255 / (STEPS - 1)) as u8;
        for (r, g, b) in [(0, 0, 0), (16, 0, 0), (0, 16, 16), (16, 16, 16)] {
            let at = ((r * STEPS + g) * STEPS + b) * 4;
            assert_eq!(cmyk([step(r), step(g), step(b)]), TABLE[at..at + 4]);
        }
        for other in [0_u8, 13, 100, 255] {
            for axis in 0..3 {
                let colour = |value| {
                    let mut colour = [other, 77, 200];
                    colour[axis] = value;
                    colour
                };
                for value in 0..255_u8 {
                    let (one, next) = (cmyk(colour(value)), cmyk(colour(value + 1)));
                    assert!(one.iter().zip(next).all(|(a, b)| a.abs_diff(b) < 8), "{one:?} {next:?}");
                }
            }
        }
    }
}
