//! Addresses outside the library, made fit to be followed.

use crate::scan;

/// The address fit for `href`: of a scheme that a publication may lead to, what RFC 3986 forbids
/// percent-encoded. Nothing for other schemes (`javascript:`, `file:`, `data:`) and for addresses that
/// name no host or cannot be read, which EPUBCheck refuses.
pub(crate) fn external(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    let sound = if is("http") || is("https") {
        rest.strip_prefix("//").is_some_and(has_host)
    } else {
        (is("mailto") || is("tel")) && !rest.is_empty()
    };
    if !sound {
        return None;
    }
    let bytes = address.as_bytes();
    if scan::all(address, stands_for_itself) {
        return Some(address.to_owned());
    }
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut out = String::with_capacity(address.len());
    let mut in_fragment = false;
    for (i, &byte) in bytes.iter().enumerate() {
        let keep = match byte {
            b'%' => hex(i + 1) && hex(i + 2),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            b'[' | b']' => i < host_end(address),
            byte => stands_for_itself(byte),
        };
        if keep {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

/// Whether a byte may stand anywhere in an address as it is.
fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'@' | b'!' | b'$' | b'&'..=b',' | b';' | b'='
        )
}

/// Whether an address, after its scheme and two slashes, names a host that can be.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let (host_fits, port) = match place.strip_prefix('[').and_then(|p| p.split_once(']')) {
        Some((host, port)) => (host.parse::<std::net::Ipv6Addr>().is_ok(), port),
        None => {
            let (host, port) = place.split_at(place.find(':').unwrap_or(place.len()));
            let fits = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-._".contains(c);
            (!host.is_empty() && host.chars().all(fits), port)
        }
    };
    host_fits && (port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.is_empty() || p.parse::<u16>().is_ok()))
}

/// Where the authority of an address ends: brackets belong to an IPv6 host and nowhere else.
fn host_end(address: &str) -> usize {
    address.find("//").map_or(0, |start| {
        let host = start + 2;
        address[host..].find(['/', '?', '#']).map_or(address.len(), |end| host + end)
    })
}

#[cfg(test)]
mod tests {
    use super::external;

    #[test]
    fn addresses_are_encoded_and_dangerous_schemes_refused() {
        let encoded = external("https://example.org/a b/ж?q=[1]&x=%41%#a#b").unwrap();
        assert_eq!(encoded, "https://example.org/a%20b/%D0%B6?q=%5B1%5D&x=%41%25#a%23b");
        assert_eq!(external("http://[::1]/x").unwrap(), "http://[::1]/x");
        for address in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "none",
            "https://",
            "http://a b/",
            "https://[zz]/",
            "http:///x",
            "http:x",
            "https://x:99999/",
        ] {
            assert_eq!(external(address), None, "{address}");
        }
    }
}
