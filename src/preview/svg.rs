//! Draws a page as SVG 1.1, from the outlines of its glyphs: what is seen is what is printed, at any size.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use skrifa::outline::OutlinePen;

use super::places;
use crate::diagnostics::Files;
use crate::typeset::{Colour, Face, FaceId, LinkTo, Paged, Placed, Run, Sp, Volume};

/// Draws the page at `index`, or nothing when there is none. Lines of paragraphs say where they come from, as
/// `data-source="FILE:LINE"`; links within the title say the page to which they lead, as `data-page`.
pub(super) fn draw(volume: &Volume, index: usize, slug: &str, files: &Files) -> Option<String> {
    let (paged, page) = (&volume.paged, volume.page(index)?);
    let mut drawing = Drawing { paged, index, glyphs: BTreeMap::new(), body: String::new() };
    for item in &page.items {
        match item {
            Placed::Text(line) => {
                let source = line.paragraph.map(|paragraph| places::source_line(line, &paragraph, files));
                match source {
                    Some((file, at)) => drop(write!(drawing.body, r#"<g data-source="{}:{at}">"#, file.0)),
                    None => drawing.body.push_str("<g>"),
                }
                for run in &line.runs {
                    drawing.run(run, line.y, line.expansion);
                }
                if let (Some(_), Some(first), Some(last)) = (source, line.runs.first(), line.runs.last()) {
                    // Something to click on between the words.
                    let (x, end) = (first.x, paged.end_of(last, line));
                    let size = line.runs.iter().map(|run| run.size).max().unwrap_or(Sp::ZERO);
                    drawing.rect("hit", x, line.y - size.scale(4, 5), end - x, size.scale(11, 10));
                }
                drawing.body.push_str("</g>");
            }
            Placed::Rule { x, y, width, height, colour } => {
                drawing.rect(class(*colour), *x, *y, *width, *height);
            }
            Placed::Image { image, x, y, width, height, .. } => {
                let [x, y, width, height] = [x, y, width, height].map(|length| length.to_pt());
                let _ = write!(
                    drawing.body,
                    r#"<image href="/images/{slug}/{image}" x="{x:.3}" y="{y:.3}" width="{width:.3}" height="{height:.3}" preserveAspectRatio="none"/>"#
                );
            }
        }
    }
    for link in &page.links {
        match &link.to {
            LinkTo::Address(address) => {
                let _ = write!(drawing.body, r#"<a href="{}" target="_blank" rel="noreferrer">"#, escape(address));
            }
            LinkTo::Destination(name) => {
                let number = paged.destination(name).map_or(index, |place| place.page) + 1;
                let _ = write!(drawing.body, r##"<a href="#{slug}/{number}" data-page="{number}">"##);
            }
        }
        let _ = write!(drawing.body, "<title>{}</title>", escape(&link.contents));
        drawing.rect("link", link.x, link.y, link.width, link.height);
        drawing.body.push_str("</a>");
    }
    Some(drawing.finish())
}

struct Drawing<'a> {
    paged: &'a Paged,
    index: usize,
    /// Outlines in font units, once for each glyph.
    glyphs: BTreeMap<(FaceId, u16), String>,
    body: String,
}

impl Drawing<'_> {
    fn run(&mut self, run: &Run, y: Sp, expansion: u16) {
        let id = run.word.face;
        let Some(face) = self.paged.faces.get(usize::from(id.0)) else { return };
        let unit = run.size.to_pt() / f64::from(face.units_per_em.max(1));
        let stretched = unit * f64::from(expansion) / 1000.0;
        let class = class(run.colour);
        let _ = write!(
            self.body,
            r#"<g class="{class}" transform="matrix({stretched:.6} 0 0 {:.6} {:.3} {:.3})">"#,
            -unit,
            run.x.to_pt(),
            (y - run.rise).to_pt()
        );
        let mut x = 0_i32;
        for glyph in &run.word.glyphs {
            let path = self.glyphs.entry((id, glyph.id)).or_insert_with(|| outline(face, glyph.id));
            if !path.is_empty() {
                let (at_x, at_y) = (x + i32::from(glyph.x_offset), glyph.y_offset);
                let _ = write!(self.body, r##"<use href="#g{}-{}-{}""##, self.index + 1, id.0, glyph.id);
                if at_x != 0 {
                    let _ = write!(self.body, r#" x="{at_x}""#);
                }
                if at_y != 0 {
                    let _ = write!(self.body, r#" y="{at_y}""#);
                }
                self.body.push_str("/>");
            }
            x += i32::from(glyph.advance);
        }
        self.body.push_str("</g>");
    }

    fn rect(&mut self, class: &str, x: Sp, y: Sp, width: Sp, height: Sp) {
        let [x, y, width, height] = [x, y, width, height].map(Sp::to_pt);
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{x:.3}" y="{y:.3}" width="{width:.3}" height="{height:.3}"/>"#
        );
    }

    fn finish(self) -> String {
        let (width, height) = (self.paged.width.to_pt(), self.paged.height.to_pt());
        let [red, green, blue] = self.paged.second.0;
        let mut out = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.3} {height:.3}" role="img" aria-label="Page {}" style="--second: rgb({red} {green} {blue})"><defs>"#,
            self.index + 1
        );
        for ((face, glyph), path) in &self.glyphs {
            if !path.is_empty() {
                let _ = write!(out, r#"<path id="g{}-{}-{glyph}" d="{path}"/>"#, self.index + 1, face.0);
            }
        }
        out.push_str("</defs>");
        out.push_str(&self.body);
        out.push_str("</svg>");
        out
    }
}

/// What the page's style calls a colour.
fn class(colour: Colour) -> &'static str {
    match colour {
        Colour::Black => "ink",
        Colour::Second => "second",
        Colour::Paper => "paper",
    }
}

/// The outline of a glyph in font units, upwards; empty when it has none or the face is broken.
fn outline(face: &Face, glyph: u16) -> String {
    let mut pen = Pen(String::new());
    face.draw(glyph, &mut pen).map(|()| pen.0).unwrap_or_default()
}

struct Pen(String);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "M{x} {y}");
    }
    fn line_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "L{x} {y}");
    }
    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let _ = write!(self.0, "Q{cx0} {cy0} {x} {y}");
    }
    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let _ = write!(self.0, "C{cx0} {cy0} {cx1} {cy1} {x} {y}");
    }
    fn close(&mut self) {
        self.0.push('Z');
    }
}

/// Text fit for an attribute or an element of XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
