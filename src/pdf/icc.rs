//! A colour profile of sRGB, made of the numbers in IEC 61966-2-1, so that no file of anyone's is needed: version 4 of
//! the format (ICC.1:2004-10), where a curve is a formula.

/// The primaries, adapted to the profile connection space's white, in millionths: X, Y, Z of red, green, blue.
const PRIMARIES: [[i64; 3]; 3] = [[436_066, 222_488, 13_916], [385_147, 716_873, 97_076], [143_066, 60_608, 714_096]];
/// The white of the profile connection space, D50 (7.2.16).
const WHITE: [i64; 3] = [964_203, 1_000_000, 824_905];
/// How D65 was adapted to D50: Bradford's matrix, row by row.
const ADAPTATION: [i64; 9] = [1_047_882, 22_919, -50_217, 29_587, 990_479, -17_059, -9_232, 15_076, 751_678];
/// The transfer curve: `((x + 0.055) / 1.055)^2.4`, and `x / 12.92` below 0.04045: g, a, b, c, d (10.15, type 3).
const CURVE: [i64; 5] = [2_400_000, 947_867, 52_133, 77_399, 40_450];

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let mut tags: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"desc", text("sRGB")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", numbers(b"XYZ ", &WHITE)),
        (b"chad", numbers(b"sf32", &ADAPTATION)),
    ];
    for (name, primary) in [b"rXYZ", b"gXYZ", b"bXYZ"].into_iter().zip(&PRIMARIES) {
        tags.push((name, numbers(b"XYZ ", primary)));
    }
    let mut curve = b"para\0\0\0\0\0\x03\0\0".to_vec();
    curve.extend(CURVE.iter().flat_map(|n| fixed(*n)));
    tags.push((b"rTRC", curve));
    // Three curves that are one: two more entries of the table point to it.
    let count = tags.len() + 2;
    let mut at = 128 + 4 + 12 * count;
    let mut table = word(count).to_vec();
    let mut body = Vec::new();
    for (name, data) in &tags {
        let names: &[&[u8; 4]] = if *name == b"rTRC" { &[b"rTRC", b"gTRC", b"bTRC"] } else { &[name] };
        for name in names {
            table.extend(name.iter().copied().chain(word(at)).chain(word(data.len())));
        }
        body.extend_from_slice(data);
        body.resize(body.len().next_multiple_of(4), 0);
        at = 128 + 4 + 12 * count + body.len();
    }
    let mut out = header(128 + table.len() + body.len());
    out.append(&mut table);
    out.append(&mut body);
    out
}

/// The header (7.2): a display's profile of RGB, connected by XYZ.
fn header(size: usize) -> Vec<u8> {
    let mut out = word(size).to_vec();
    out.extend(b"\0\0\0\0\x04\x20\0\0mntrRGB XYZ ");
    // The date: the year, month and day that PDF/A-2 appeared.
    out.extend([2011_u16, 7, 1, 0, 0, 0].iter().flat_map(|n| n.to_be_bytes()));
    out.extend(b"acsp");
    out.resize(68, 0);
    out.extend(WHITE.iter().flat_map(|n| fixed(*n)));
    out.resize(128, 0);
    out
}

/// A text in English (10.13).
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut out = b"mluc\0\0\0\0".to_vec();
    for number in [1, 12] {
        out.extend(word(number));
    }
    out.extend(b"enUS");
    out.extend(word(units.len()));
    out.extend(word(28));
    out.extend(units);
    out
}

fn numbers(kind: &[u8; 4], values: &[i64]) -> Vec<u8> {
    kind.iter().copied().chain([0; 4]).chain(values.iter().flat_map(|n| fixed(*n))).collect()
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

/// Millionths as a fixed point number of 16 bits before and 16 after the point.
fn fixed(millionths: i64) -> [u8; 4] {
    let scaled = (millionths * 65_536 + if millionths < 0 { -500_000 } else { 500_000 }) / 1_000_000;
    i32::try_from(scaled).unwrap_or(i32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_as_long_as_it_says_and_its_tags_lie_within() {
        let profile = srgb();
        let at = |i: usize| u32::from_be_bytes(profile[i..i + 4].try_into().unwrap()) as usize;
        assert_eq!((at(0), &profile[36..40]), (profile.len(), &b"acsp"[..]));
        let count = at(128);
        assert_eq!(count, 10);
        for tag in 0..count {
            let (offset, size) = (at(132 + tag * 12 + 4), at(132 + tag * 12 + 8));
            assert!(offset % 4 == 0 && offset >= 132 + 12 * count && offset + size <= profile.len());
        }
    }

    #[test]
    fn white_is_the_sum_of_the_primaries() {
        for axis in 0..3 {
            let sum: i64 = PRIMARIES.iter().map(|p| p[axis]).sum();
            assert!((sum - WHITE[axis]).abs() < 200, "{axis}: {sum}");
        }
    }
}
