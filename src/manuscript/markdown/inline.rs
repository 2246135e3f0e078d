//! Inlines: words, emphasis, links, references to notes, pictures, and the few HTML elements.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag};

use super::super::tree::{ImageRef, Inline, InlineKind, plain_text};
use super::block::is_block_start;
use super::html::{self, Element, Markup};
use super::{AS_IS, CLOSE_QUOTE, MAX_DEPTH, OPEN_QUOTE, Reader, Reference};
use crate::diagnostics::Diagnostic;

/// An HTML element that is open, with what stands in it so far.
struct Frame {
    name: String,
    element: Element,
    content: Vec<Inline>,
    range: Range<usize>,
}

/// Inlines being read: those outside any HTML element, and the open elements.
#[derive(Default)]
struct Line {
    out: Vec<Inline>,
    frames: Vec<Frame>,
    /// The names of elements that are left out but whose words are kept.
    ignored: Vec<String>,
}

impl Line {
    fn sink(&mut self) -> &mut Vec<Inline> {
        match self.frames.last_mut() {
            Some(frame) => &mut frame.content,
            None => &mut self.out,
        }
    }
}

impl<'s> Reader<'_, '_, 's> {
    /// Reads inlines up to the end of their container or the start of a block, and leaves that.
    pub(super) fn inlines(&mut self) -> Vec<Inline> {
        let mut line = Line::default();
        while let Some(event) = self.peek() {
            if matches!(event, Event::End(_)) || is_block_start(event) {
                break;
            }
            let Some((event, range)) = self.next() else { break };
            self.inline(event, range, &mut line);
        }
        while let Some(frame) = line.frames.last() {
            let (name, range) = (frame.name.clone(), frame.range.clone());
            self.warn(
                range,
                format!("`<{name}>` is not closed"),
                format!("write `</{name}>` where it ends, within the same paragraph and emphasis"),
            );
            self.close(&mut line);
        }
        line.out
    }

    fn inline(&mut self, event: Event<'s>, range: Range<usize>, line: &mut Line) {
        match event {
            Event::Text(text) => self.text(text, range, line.sink()),
            Event::SoftBreak => self.push_text("\n", range, line.sink()),
            Event::HardBreak => self.push(InlineKind::LineBreak, range, line.sink()),
            Event::Code(text) => {
                let text = self.legal(text.into_string(), range.clone());
                self.push(InlineKind::Code(text), range, line.sink());
            }
            Event::FootnoteReference(label) => {
                self.reference(label.into_string(), range, line.sink());
            }
            // The boxes of Unicode, which screen readers read out.
            Event::TaskListMarker(done) => self.push_text(if done { "☑ " } else { "☐ " }, range, line.sink()),
            Event::InlineHtml(tag) | Event::Html(tag) => self.markup(&tag, range, line),
            Event::Start(tag) => {
                let content = self.deeper(range.clone(), Self::inlines);
                self.next();
                self.container(tag, content, range, line.sink());
            }
            // Mathematics is not enabled, rules and ends do not come here.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::Rule | Event::End(_) => {}
        }
    }

    fn container(&mut self, tag: Tag<'s>, content: Vec<Inline>, range: Range<usize>, sink: &mut Vec<Inline>) {
        let kind = match tag {
            Tag::Emphasis => InlineKind::Emphasis(content),
            Tag::Strong => InlineKind::Strong(content),
            Tag::Strikethrough => InlineKind::Strikethrough(content),
            Tag::Superscript => InlineKind::Superscript(content),
            Tag::Subscript => InlineKind::Subscript(content),
            Tag::Link { link_type, dest_url, .. } => {
                let address =
                    if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.into_string() };
                match self.target(&address, range.clone()) {
                    Some(target) => InlineKind::Link { target, content },
                    None => return sink.extend(content),
                }
            }
            Tag::Image { dest_url, title, .. } => {
                let alt = plain_text(&content).replace('\n', " ");
                let Some(path) = self.image_path(&dest_url, range.clone()) else {
                    return self.push_text(&alt, range, sink);
                };
                if alt.trim().is_empty() {
                    let warning = Diagnostic::warning("the picture has no description")
                        .at(self.span(range.clone()))
                        .hint("say between the brackets what it shows: readers who do not see it hear it");
                    self.cx.diagnostics.push(warning);
                }
                if !title.is_empty() {
                    let place = self.place_of(range.clone(), &title);
                    let span = self.span(range.clone());
                    self.captions.insert(span, (title.into_string(), place));
                }
                InlineKind::Image { image: ImageRef::Path(path), alt }
            }
            _ => return sink.extend(content),
        };
        let empty = kind.children().is_empty() && !matches!(kind, InlineKind::Image { .. });
        if !empty {
            self.push(kind, range, sink);
        }
    }

    fn text(&mut self, text: CowStr<'s>, range: Range<usize>, sink: &mut Vec<Inline>) {
        let (mut text, mut range) = (text, range);
        if range.start < self.passed {
            // The end of a note reference that was found below.
            range.start = self.passed.min(range.end);
            text = self.source.get(range.clone()).unwrap_or_default().into();
        }
        while self.place.is_article
            && let Some((at, label)) = self.missed_note(&text, &range)
        {
            let (start, end) = (range.start + at, range.start + at + "[^]".len() + label.len());
            self.words(text[..at].to_owned(), range.start..start, sink);
            self.reference(label, start..end, sink);
            self.passed = end;
            range.start = end.min(range.end);
            text = self.source.get(range.clone()).unwrap_or_default().into();
        }
        self.words(text.into_string(), range, sink);
    }

    fn words(&mut self, text: String, range: Range<usize>, sink: &mut Vec<Inline>) {
        let escaped = text.starts_with(['"', '\'', '-', '.']) && is_escaped(self.source, range.start);
        let text = self.legal(text, range.clone());
        if escaped {
            self.push_text(&format!("{AS_IS}{text}"), range, sink);
        } else {
            self.push_text(&text, range, sink);
        }
    }

    fn reference(&mut self, label: String, range: Range<usize>, sink: &mut Vec<Inline>) {
        let span = self.span(range.clone());
        self.cx.references.push(Reference { label, span });
        let index = self.cx.references.len() - 1;
        self.push(InlineKind::NoteReference { index, nth: 0 }, range, sink);
    }

    /// Finds a reference to a note that came as plain text: `[`, `^x`, `]`. The parser leaves undefined ones so,
    /// and defined ones when a link follows, taking `[^1][words](address)` for a reference link that it is not.
    fn missed_note(&self, text: &str, range: &Range<usize>) -> Option<(usize, String)> {
        text.match_indices('[').find_map(|(at, _)| {
            let start = range.start + at;
            let rest = self.source.get(start..)?.strip_prefix("[^")?;
            let end = rest.find(|c: char| matches!(c, ']' | '[' | '\\') || c.is_whitespace())?;
            let is_label = end > 0 && rest[end..].starts_with(']') && self.source.get(range.clone()) == Some(text);
            (is_label && !is_escaped(self.source, start)).then(|| (at, rest[..end].to_owned()))
        })
    }

    fn markup(&mut self, tag: &str, range: Range<usize>, line: &mut Line) {
        match html::parse(tag) {
            Markup::Comment => {}
            Markup::Break => self.push(InlineKind::LineBreak, range, line.sink()),
            Markup::Open { name, element: Some(element) } => {
                if self.cx.depth + line.frames.len() >= MAX_DEPTH {
                    self.report_depth(range);
                    line.ignored.push(name);
                    return;
                }
                if element == Element::Quote {
                    self.push_text(&OPEN_QUOTE.to_string(), range.clone(), line.sink());
                }
                line.frames.push(Frame { name, element, content: Vec::new(), range });
            }
            Markup::Open { name, element: None } => {
                self.warn(range, format!("raw HTML `<{name}>` is left out"), html::instead(&name));
                if matches!(name.as_str(), "script" | "style") {
                    self.skip_element(&name);
                } else if !html::is_void(&name) {
                    line.ignored.push(name);
                }
            }
            Markup::Close(name) => {
                if let Some(at) = line.ignored.iter().rposition(|open| *open == name) {
                    line.ignored.remove(at);
                } else if line.frames.last().is_some_and(|frame| frame.name == name) {
                    self.close(line);
                } else if line.frames.iter().any(|frame| frame.name == name) {
                    while let Some(frame) = line.frames.last() {
                        let (open, at) = (frame.name.clone(), frame.range.clone());
                        let done = open == name;
                        if !done {
                            self.warn(
                                at,
                                format!("`<{open}>` is not closed before `</{name}>`"),
                                format!("write `</{open}>` before it"),
                            );
                        }
                        self.close(line);
                        if done {
                            break;
                        }
                    }
                } else if !html::is_void(&name) {
                    self.warn(
                        range,
                        format!("`</{name}>` closes nothing"),
                        format!("delete it, or write `<{name}>` within the same paragraph and emphasis"),
                    );
                }
            }
            Markup::Other => self.warn(range, "raw HTML is left out", "write Markdown; `&lt;` prints a `<`"),
        }
    }

    /// Leaves out what stands between `<script>` and `</script>`.
    fn skip_element(&mut self, name: &str) {
        while let Some(event) = self.peek() {
            match event {
                Event::End(_) => break,
                Event::InlineHtml(tag) if html::parse(tag) == Markup::Close(name.to_owned()) => {
                    self.next();
                    break;
                }
                Event::Start(_) => {
                    self.next();
                    self.skip();
                    self.next();
                }
                _ => {
                    self.next();
                }
            }
        }
    }

    /// Closes the innermost HTML element.
    fn close(&mut self, line: &mut Line) {
        let Some(Frame { element, content, range, .. }) = line.frames.pop() else { return };
        let end = content.last().map_or(0, |last| last.span.end);
        let is_quote = element == Element::Quote;
        if !content.is_empty() {
            self.push(element.around(content), range.clone(), line.sink());
            if let Some(inline) = line.sink().last_mut() {
                inline.span.end = inline.span.end.max(end);
            }
        }
        if is_quote {
            self.push_text(&CLOSE_QUOTE.to_string(), range, line.sink());
        }
    }

    fn push(&self, kind: InlineKind, range: Range<usize>, sink: &mut Vec<Inline>) {
        sink.push(Inline { kind, span: self.span(range) });
    }

    /// Adds text to the text before it, so that typography sees whole words.
    fn push_text(&self, text: &str, range: Range<usize>, sink: &mut Vec<Inline>) {
        if text.is_empty() {
            return;
        }
        let span = self.span(range);
        match sink.last_mut() {
            Some(Inline { kind: InlineKind::Text(before), span: whole }) => {
                before.push_str(text);
                whole.end = whole.end.max(span.end);
            }
            _ => sink.push(Inline { kind: InlineKind::Text(text.to_owned()), span }),
        }
    }
}

/// The warning for a reference to a note that is not there. Its brackets are printed: nothing is lost, and a
/// library of a thousand articles is not held up by one of them.
pub(crate) fn undefined(label: &str) -> Diagnostic {
    Diagnostic::warning(format!("note `{label}` is not defined"))
        .hint(format!("add a line `[^{label}]: …` to this file, or write `\\[^{label}]` to print the brackets"))
}

/// Whether a backslash, itself not escaped, stands before `at`.
fn is_escaped(source: &str, at: usize) -> bool {
    source.as_bytes()[..at.min(source.len())].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}
