//! Bytes of any age to text: by a byte order mark, by what the file says, as UTF-8 if it is that, else by likelihood.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// How far into a file the declaration of its encoding is looked for (HTML Standard, 13.2.3.2).
const DECLARED_WITHIN: usize = 1024;

/// A text, and the name of its encoding when that was guessed.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) guessed: Option<&'static str>,
}

/// Decodes a file. Line ends become `\n`; what is no character becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, guessed) = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        (encoding, None)
    } else if std::str::from_utf8(bytes).is_ok() {
        // What is UTF-8 by all its bytes is nothing else, whatever it says about itself.
        (UTF_8, None)
    } else if let Some(encoding) = declared(&bytes[..bytes.len().min(DECLARED_WITHIN)]) {
        (encoding, None)
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let encoding = detector.guess(None, Utf8Detection::Allow);
        (encoding, Some(encoding.name()))
    };
    let (text, _, _) = encoding.decode(bytes);
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
    Decoded { text, guessed }
}

/// The encoding that `<meta charset>`, `<meta http-equiv>` or an XML declaration names.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let value = ["charset=", "encoding="].iter().find_map(|key| Some(&start[start.find(key)? + key.len()..]))?;
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c)).unwrap_or(value.len());
    // A declaration that could be read in ASCII cannot be true of UTF-16.
    Encoding::for_label(&value.as_bytes()[..end]).map(|found| if found.is_ascii_compatible() { found } else { UTF_8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_pages_are_read_by_what_they_say_or_by_likelihood() {
        let russian = "Нефтяники объявили забастовку и вышли на площадь города.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        let decoded = decode(&bytes);
        assert_eq!((decoded.text.as_str(), decoded.guessed), (russian, Some("windows-1251")));
        let (koi, _, _) = encoding_rs::KOI8_R.encode(russian);
        let page = [b"<html><meta charset='koi8-r'>".as_slice(), &koi].concat();
        let decoded = decode(&page);
        assert!(decoded.text.ends_with(russian) && decoded.guessed.is_none());
        assert_eq!(decode(b"caf\xE9 \x93au lait\x94, s'il vous pla\xEEt").text, "café “au lait”, s'il vous plaît");
        assert_eq!(decode(b"\xEF\xBB\xBFone\r\ntwo\rthree").text, "one\ntwo\nthree");
        assert_eq!(decode(b"\xFF\xFEa\0b\0").text, "ab");
        // UTF-8 that calls itself Latin-1 is still UTF-8.
        assert_eq!(decode("<meta charset=latin1>é".as_bytes()).text, "<meta charset=latin1>é");
    }
}
