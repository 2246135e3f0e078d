//! Kobo's own kind of EPUB, from ours: what marks a place in it, a highlight, a bookmark, how far someone has read, is a
//! span that must be there already, around each sentence. Kobo publishes no specification; this is what its shop's books
//! have, as those tell who have looked into them (the documentation and the tests of kepubify).
//!
//! Nothing but such spans, and two divisions around the body, comes in: text, ids, notes and page breaks stay as they are.

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::{Error, archive};

/// What Kobo's renderer asks for, by the class that it knows it by.
const STYLE: &str = "div#book-inner { margin-top: 0; margin-bottom: 0; }";

/// Elements that do not part paragraphs.
const INLINE: [&str; 17] = [
    "a", "abbr", "br", "cite", "code", "em", "i", "img", "q", "s", "small", "span", "strong", "sub", "sup", "time",
    "wbr",
];

/// Turns a finished EPUB into one for Kobo's readers.
///
/// # Errors
/// When a document is not well formed, which would be a fault of this program.
pub fn kepub(epub: &[u8]) -> Result<Vec<u8>, Error> {
    archive::with_documents(epub, document)
}

/// Marks the sentences of a document.
fn document(text: &str) -> Result<Vec<u8>, Error> {
    let mut marker = Marker::default();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event()? {
            // As they are written: what is escaped stays so.
            Event::Text(text) => marker.run.push_str(&text),
            Event::GeneralRef(reference) => marker.run.extend(["&", &*reference, ";"]),
            Event::Eof => break,
            event => marker.markup(event)?,
        }
    }
    marker.text()?;
    Ok(marker.writer.into_inner())
}

struct Marker {
    writer: Writer<Vec<u8>>,
    /// The text since the last markup, escaped.
    run: String,
    in_body: bool,
    /// How many elements are open of which the text is left as it is: program text and lists that are not shown.
    kept: usize,
    /// The number of the paragraph, and of the sentence in it.
    paragraph: usize,
    sentence: usize,
    /// Whether a paragraph ended, and the next sentence begins another.
    parted: bool,
}

impl Default for Marker {
    fn default() -> Self {
        let writer = Writer::new(Vec::new());
        Self { writer, run: String::new(), in_body: false, kept: 0, paragraph: 0, sentence: 0, parted: true }
    }
}

impl Marker {
    /// Writes markup, and the text before it.
    fn markup(&mut self, event: Event<'_>) -> Result<(), Error> {
        self.text()?;
        match &event {
            Event::Start(start) => {
                let hidden = start.attributes().flatten().any(|attribute| attribute.key.as_ref() == "hidden");
                if self.kept > 0 || hidden || start.name().as_ref() == "pre" {
                    self.kept += 1;
                }
                self.part(start.name().as_ref());
            }
            Event::End(end) => {
                self.kept = self.kept.saturating_sub(1);
                self.part(end.name().as_ref());
            }
            _ => {}
        }
        match &event {
            Event::Empty(empty) if empty.name().as_ref() == "img" && self.kept == 0 => {
                self.open()?;
                self.writer.write_event(event)?;
                return self.close("span");
            }
            Event::End(end) if end.name().as_ref() == "head" => {
                self.start("style", [("type", "text/css"), ("class", "kobostylehacks")])?;
                self.writer.write_event(Event::Text(BytesText::from_escaped(STYLE)))?;
                self.close("style")?;
            }
            Event::End(end) if end.name().as_ref() == "body" => {
                self.in_body = false;
                self.close("div")?;
                self.close("div")?;
            }
            _ => {}
        }
        let opens_body = matches!(&event, Event::Start(start) if start.name().as_ref() == "body");
        self.writer.write_event(event)?;
        if opens_body {
            self.in_body = true;
            self.start("div", [("id", "book-columns")])?;
            self.start("div", [("id", "book-inner")])?;
        }
        Ok(())
    }

    fn part(&mut self, element: &str) {
        self.parted |= !INLINE.contains(&element);
    }

    /// Writes the text that is waiting, each sentence in a span.
    fn text(&mut self) -> Result<(), Error> {
        let run = std::mem::take(&mut self.run);
        if !self.in_body || self.kept > 0 || run.trim().is_empty() {
            return Ok(self.writer.write_event(Event::Text(BytesText::from_escaped(run.as_str())))?);
        }
        for sentence in sentences(&run) {
            self.open()?;
            self.writer.write_event(Event::Text(BytesText::from_escaped(sentence)))?;
            self.close("span")?;
        }
        Ok(())
    }

    /// Opens the span of the next sentence.
    fn open(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.parted) {
            self.paragraph += 1;
            self.sentence = 0;
        }
        self.sentence += 1;
        let id = format!("kobo.{}.{}", self.paragraph, self.sentence);
        self.start("span", [("class", "koboSpan"), ("id", &id)])
    }

    fn start<const N: usize>(&mut self, name: &str, attributes: [(&str, &str); N]) -> Result<(), Error> {
        Ok(self.writer.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes)))?)
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        Ok(self.writer.write_event(Event::End(BytesEnd::new(name)))?)
    }
}

/// Divides text into sentences, roughly: they end with a mark, the quotation marks and brackets that close behind it, and
/// the white space after these. Where a space must not break a line, as in "p. 12", none ends.
fn sentences(text: &str) -> Vec<&str> {
    let ends_alone = |c: char| "。！？".contains(c);
    let ends = |c: char| ends_alone(c) || ".!?:…؟।։".contains(c);
    let closes = |c: char| "'\"”’»«“‘›‹)]".contains(c);
    let breaks = |c: char| " \n\t".contains(c);
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(ends) {
        let behind = text[at..].trim_start_matches(ends);
        let alone = text[..text.len() - behind.len()].ends_with(ends_alone);
        let behind = behind.trim_start_matches(closes);
        let next = behind.trim_start_matches(breaks);
        let end = text.len() - next.len();
        if from < end && !next.is_empty() && (alone || next.len() < behind.len()) {
            out.push(&text[from..end]);
            from = end;
        }
    }
    out.push(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_told_apart_and_nothing_is_lost() {
        for sentences in [
            &["One. ", "Two! ", "“Three?” ", "Four…"][..],
            &["See p.\u{A0}12 of 3.5 &amp; more: ", "it ends."],
            &["一。", "二！", "三"],
            &["Нет.» ", "Да"],
            &["e.g.: ", "x"],
            &[" and so on"],
            &["."],
        ] {
            assert_eq!(super::sentences(&sentences.concat()), sentences);
        }
    }

    #[test]
    fn spans_go_around_sentences_and_nothing_else_changes() {
        let head = "<html><head><title>A. B.</title>";
        let body = "<nav hidden=\"hidden\"><a href=\"#x\">1. 2.</a></nav>\n<h1>One</h1>\n<p>A &amp; b. C<em>d</em> \
                    <span id=\"page-2\"/>e.<a>1</a></p>\n<pre>x. y\n\n<code>z</code></pre>\n<figure><img src=\"i\"/></figure>";
        let text = format!("{head}</head><body class=\"b\">{body}</body></html>\n");
        let marked = String::from_utf8(document(&text).unwrap()).unwrap();
        let span = |id: &str, text: &str| format!("<span class=\"koboSpan\" id=\"kobo.{id}\">{text}</span>");
        let expected = format!(
            "{head}<style type=\"text/css\" class=\"kobostylehacks\">{STYLE}</style></head><body class=\"b\">\
             <div id=\"book-columns\"><div id=\"book-inner\"><nav hidden=\"hidden\"><a href=\"#x\">1. 2.</a></nav>\n\
             <h1>{}</h1>\n<p>{}{}<em>{}</em> <span id=\"page-2\"/>{}<a>{}</a></p>\n<pre>x. y\n\n<code>z</code></pre>\n\
             <figure>{}</figure></div></div></body></html>\n",
            span("1.1", "One"),
            span("2.1", "A &amp; b. "),
            span("2.2", "C"),
            span("2.3", "d"),
            span("2.4", "e."),
            span("2.5", "1"),
            span("3.1", "<img src=\"i\"/>"),
        );
        assert_eq!(marked, expected);
    }
}
