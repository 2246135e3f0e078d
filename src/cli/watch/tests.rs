use serde_json::{Value, json};

use super::*;
use crate::cli::publish::{Options, Silent, publish};
use crate::cli::sample;
use crate::source::{Reply, Request};

/// Builds a library and shows what comes of it, as a watch does.
fn show(preview: &Preview, library: &Library) {
    let options = Options { write: true, keep: true, ..Options::default() };
    let outcome = publish(library, &options, &Silent);
    let (errors, diagnostics) = (outcome.diagnostics.has_errors(), outcome.diagnostics.clone());
    preview.show((!errors).then(|| titles(outcome, preview)), &library.files, &diagnostics, 1);
}

/// The preview of a library in memory, and its state.
fn preview(articles: &[(&str, &str)]) -> (Preview, Value) {
    let preview = Preview::new(false);
    show(&preview, &sample::library(articles));
    let state = serde_json::from_slice(&body(&preview, "/state.json")).unwrap();
    (preview, state)
}

fn ask(preview: &Preview, path: &str, host: Option<&str>, origin: Option<&str>) -> Reply {
    let text = |text: &str| text.to_owned();
    let request = Request { method: "GET".into(), path: path.into(), host: host.map(text), origin: origin.map(text) };
    preview.answer(&request)
}

fn body(preview: &Preview, path: &str) -> Vec<u8> {
    match ask(preview, path, Some("localhost:8017"), None) {
        Reply::Document { body, .. } => body.to_vec(),
        other => panic!("{path}: {other:?}"),
    }
}

fn text(preview: &Preview, path: &str) -> String {
    String::from_utf8(body(preview, path)).unwrap()
}

#[test]
fn only_pages_of_its_own_are_answered() {
    let preview = Preview::new(false);
    let status = |host, origin| match ask(&preview, "/", host, origin) {
        Reply::Refused(status, _) => status,
        _ => 200,
    };
    for host in ["localhost:8017", "localhost", "127.0.0.1:8017", "[::1]:8017"] {
        assert_eq!(status(Some(host), None), 200, "{host}");
    }
    assert_eq!(status(Some("localhost:8017"), Some("http://localhost:8017")), 200);
    for (host, origin) in [
        (None, None),
        (Some("example.org"), None),
        (Some("localhost.example.org:8017"), None),
        (Some("192.168.1.7:8017"), None),
        (Some("localhost:8017"), Some("http://example.org")),
        (Some("localhost:8017"), Some("http://localhost:9000")),
        (Some("localhost:8017"), Some("null")),
    ] {
        assert_eq!(status(host, origin), 403, "{host:?} {origin:?}");
    }
    let open = Preview::new(true);
    let answers = |host| matches!(ask(&open, "/", Some(host), None), Reply::Document { .. });
    assert!(answers("192.168.1.7:8017") && answers("[fe80::1]:8017") && !answers("rebound.example.org:8017"));
}

#[test]
fn nothing_else_is_found() {
    let (preview, _) = preview(&[("a/1.md", "One.")]);
    for path in [
        "/pages/a/0.svg",
        "/pages/a/999.svg",
        "/pages/a/1",
        "/pages/b/1.svg",
        "/source/9",
        "/source/-1",
        "/images/a/0",
        "/epub/a/../../etc/passwd",
        "/epub/a/mimetype",
        "//",
        "/..",
        "/state",
    ] {
        let reply = ask(&preview, path, Some("localhost"), None);
        assert!(matches!(reply, Reply::Refused(404, _)), "{path}: {reply:?}");
    }
}

#[test]
fn the_state_tells_titles_pages_and_faults() {
    let (preview, state) = preview(&[("a/1.md", "# Strike\n\nOne, see [b](https://example.org/?a=1&b=2).")]);
    let title = &state["titles"][0];
    assert_eq!((&title["slug"], &state["files"][0], &state["revision"]), (&json!("a"), &json!("a/1.md"), &json!(1)));
    assert!(title["pages"].as_u64() >= Some(4) && title["outline"].to_string().contains("Strike"));
    assert_eq!(text(&preview, "/source/0"), "# Strike\n\nOne, see [b](https://example.org/?a=1&b=2).");
    assert!(text(&preview, "/epub/a/OEBPS/nav.xhtml").contains("Strike"));

    // With a fault, what is wrong is told and the last good pages stay.
    let library = sample::library(&[("a/1.md", "# Strike\n\nOne [x](y.md).")]);
    show(&preview, &library);
    let state: Value = serde_json::from_slice(&body(&preview, "/state.json")).unwrap();
    let said = &state["said"][0];
    assert_eq!((&said["file"], &said["line"], &said["error"]), (&json!("a/1.md"), &json!(3), &json!(true)));
    assert!(said["whole"].as_str().unwrap().contains("y.md"));
    assert_eq!(state["titles"][0]["pages"], title["pages"]);
    assert!(text(&preview, "/source/0").contains("example.org"), "the text is that of the pages");
}

#[test]
fn pages_are_drawn_and_know_where_they_come_from() {
    let long = "The workers of the field stood on the square and waited for an answer. ".repeat(30);
    let article = format!(
        "# Strike\n\nFirst.[^1] See <https://example.org/?a=1&b=2>.\n\n{}\n\n[^1]: A note.",
        long.replace(". ", ".\n")
    );
    let (preview, state) = preview(&[("a/1.md", &article)]);
    let pages = state["titles"][0]["pages"].as_u64().unwrap();
    let drawn: Vec<String> = (1..=pages).map(|n| text(&preview, &format!("/pages/a/{n}.svg"))).collect();
    for page in &drawn {
        let mut reader = quick_xml::Reader::from_str(page);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    }
    let all = drawn.concat();
    assert!(all.contains(r#"href="https://example.org/?a=1&amp;b=2""#) && all.contains("data-page="));
    // The lines of the long paragraph come from lines ever further down.
    let lines: Vec<usize> =
        all.split("data-source=\"0:").skip(1).map(|s| s.split('"').next().unwrap().parse().unwrap()).collect();
    let (first, last) = (lines.iter().min().unwrap(), lines.iter().max().unwrap());
    assert!(*first <= 3 && *last >= 30, "{lines:?}");
    let places: Vec<(u64, f64, usize, usize)> = serde_json::from_slice(&body(&preview, "/places/a")).unwrap();
    assert!(places.iter().any(|place| place.3 == 5) && places.is_sorted_by_key(|place| place.0));
}
