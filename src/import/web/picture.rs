//! Pictures of pages: which address counts, and pictures that are written into the page itself.

use super::super::tree::Document;
use super::dom::{Dom, Id};
use crate::slug::percent_decoded;

/// The largest picture written into a page, in bytes of its code.
const MAX_CODED: usize = 64 << 20;

/// The address of a picture and the words for it; nothing for the dots by which pages count their readers.
pub(super) fn of(dom: &Dom, id: Id, document: &mut Document) -> Option<(String, String)> {
    let tiny = ["width", "height"].iter().any(|key| matches!(dom.attribute(id, key), Some("1" | "0" | "1px")));
    // What a page loads later stands in other attributes.
    let keys = ["data-src", "data-original", "data-lazy-src", "src"];
    let address = keys.iter().find_map(|key| dom.attribute(id, key)).filter(|_| !tiny)?;
    let alt = dom.attribute(id, "alt").or(dom.attribute(id, "title")).unwrap_or_default().to_owned();
    let Some(coded) = address.strip_prefix("data:") else { return Some((percent_decoded(address), alt)) };
    let (kind, code) = coded.split_once(',')?;
    if code.len() > MAX_CODED || !kind.ends_with(";base64") {
        return None;
    }
    let bytes = base64(code)?;
    let key = format!("data:{}", document.pictures.len() + 1);
    document.pictures.insert(key.clone(), bytes);
    Some((key, alt))
}

/// Reads base64 (RFC 4648, section 4); nothing when it is none.
fn base64(code: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(code.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in code.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            out.extend(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match count {
        2 => out.push(u8::try_from(bits >> 4).ok()?),
        3 => out.extend(&u16::try_from(bits >> 2).ok()?.to_be_bytes()),
        _ => {}
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_becomes_bytes() {
        assert_eq!(base64("Zm9vYmFy").unwrap(), b"foobar");
        assert_eq!(base64("Zm9v Yg==").unwrap(), b"foob");
        assert_eq!(base64("Zm9vYmE=").unwrap(), b"fooba");
        assert_eq!(base64("Zm9v*"), None);
        assert_eq!(percent_decoded("a%20b%C3%A9%"), "a bé%");
    }
}
