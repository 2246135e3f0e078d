//! Encodes pages as content streams (ISO 32000-1, 7.8.2), in integers: a stream says where each word begins to a
//! thousandth of its size, and rounding never adds up along a line. All of it is marked: what has an
//! element in the structure with a number, what has none as an artifact (14.6, 14.8.2.2).

use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::io::Write as _;

use super::fonts::Subset;
use crate::deflate;
use crate::source::{Cache, Key};
use crate::typeset::structure::ElementId;
use crate::typeset::{Colour, Layer, Line, Page, Paged, Placed, Run, Sp, Word};

/// A stream deflated, or what that came to before.
pub(super) fn deflate_kept(bytes: &[u8], cache: &Cache) -> Vec<u8> {
    if !cache.is_worth(bytes.len()) {
        return deflate::zlib(bytes);
    }
    let mut key = Key::of("a stream, deflated");
    key.write(bytes);
    cache.get_or(&key.key(), || Some(deflate::zlib(bytes))).unwrap_or_default()
}

/// How colours are said, and whether content is marked with what it is part of.
#[derive(Debug)]
pub(super) struct Palette {
    pub(super) black: String,
    pub(super) second: String,
    pub(super) paper: String,
    /// Whether content is marked.
    pub(super) marked: bool,
}

impl Palette {
    /// The colours of a screen, in which a page begins black.
    pub(super) fn screen(paged: &Paged) -> Self {
        let [red, green, blue] = paged.second.0.map(Part);
        let second = format!("{red} {green} {blue} rg");
        Self { black: "0 g".to_owned(), second, paper: "1 g".to_owned(), marked: true }
    }

    fn of(&self, colour: Colour) -> &str {
        match colour {
            Colour::Black => &self.black,
            Colour::Second => &self.second,
            Colour::Paper => &self.paper,
        }
    }
}

/// Encodes a page: its content, compressed, and the element of each sequence of marked content, by its number.
pub(super) fn encode(page: &Page, paged: &Paged, fonts: &[Subset], palette: &Palette) -> (Vec<u8>, Vec<ElementId>) {
    let (content, marked) = draw(page, paged, paged.height, fonts, palette);
    (deflate::zlib(&content), marked)
}

/// Draws a page of this height; returns the operators and the elements of what is marked.
pub(super) fn draw(
    page: &Page,
    paged: &Paged,
    height: Sp,
    fonts: &[Subset],
    palette: &Palette,
) -> (Vec<u8>, Vec<ElementId>) {
    let mut out = Encoder {
        out: Vec::with_capacity(8 * 1024),
        height,
        paged,
        fonts,
        palette,
        mark: None,
        marked: Vec::new(),
        font: (usize::MAX, Sp::ZERO),
        text: None,
        rise: Sp::ZERO,
        expansion: 1000,
        spacing: 0,
        colour: Colour::Black,
    };
    let mut drawn = 0;
    for (i, placed) in page.items.iter().enumerate() {
        match placed {
            Placed::Text(line) => {
                let pictures = pictures_of(line, &page.items[i + 1..]);
                drawn = i + 1 + pictures.len();
                out.line(line, pictures);
            }
            // It stands in a line, and has been drawn with it.
            Placed::Image { .. } if i < drawn => {}
            Placed::Rule { x, y, width, height, colour } => {
                out.end_text();
                out.enter(Mark::Artifact);
                out.fill_with(*colour);
                let bottom = out.height - *y - *height;
                let _ = writeln!(out.out, "{} {} {} {} re f", Pt(*x), Pt(bottom), Pt(*width), Pt(*height));
            }
            Placed::Image { .. } => out.picture(placed),
        }
    }
    out.end_text();
    out.leave();
    (out.out, out.marked)
}

/// The pictures that stand in a line, with rules that belong to it between them: they follow it on the page and lie across
/// its baseline.
fn pictures_of<'p>(line: &Line, after: &'p [Placed]) -> &'p [Placed] {
    let belongs = |placed: &&Placed| match placed {
        Placed::Text(_) => false,
        Placed::Rule { .. } => true,
        Placed::Image { y, height, .. } => *y < line.y && *y + *height + Sp::pt(1) >= line.y,
    };
    let count = after.iter().take_while(belongs).count();
    let is_picture = |placed: &Placed| matches!(placed, Placed::Image { .. });
    let last = after[..count].iter().rposition(is_picture).map_or(0, |last| last + 1);
    &after[..last]
}

/// What content is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Heads, folios, leaders, rules: no part of the text.
    Artifact,
    /// An element's.
    Element(ElementId),
}

impl Mark {
    fn of(run: &Run, line: &Line) -> Self {
        match run.element {
            Some(element) if line.layer != Layer::Furniture => Self::Element(element),
            _ => Self::Artifact,
        }
    }
}

struct Encoder<'e> {
    out: Vec<u8>,
    height: Sp,
    paged: &'e Paged,
    fonts: &'e [Subset],
    palette: &'e Palette,
    /// The marked content that is open.
    mark: Option<Mark>,
    marked: Vec<ElementId>,
    /// Where the last line begins, in thousandths of a point from the lower left corner, while a text object is open.
    text: Option<(i64, i64)>,
    /// How far above its baseline text stands.
    rise: Sp,
    /// Face and size that the stream has set.
    font: (usize, Sp),
    /// Horizontal scaling that the stream has set, in thousandths.
    expansion: u16,
    /// Word spacing that the stream has set, in hundredths of a point.
    spacing: i64,
    /// What is filled is filled with this.
    colour: Colour,
}

impl Encoder<'_> {
    /// Opens marked content (ISO 32000-1, 14.6) unless it is open.
    fn enter(&mut self, mark: Mark) {
        if self.mark == Some(mark) || !self.palette.marked {
            return;
        }
        self.leave();
        match mark {
            Mark::Artifact => self.out.extend_from_slice(b"/Artifact BMC\n"),
            Mark::Element(id) => {
                let name = self.paged.element(id).map_or("Span", |e| super::tags::name(e.kind));
                let _ = writeln!(self.out, "/{name}<</MCID {}>>BDC", self.marked.len());
                self.marked.push(id);
            }
        }
        self.mark = Some(mark);
    }

    fn leave(&mut self) {
        if self.mark.take().is_some() {
            self.out.extend_from_slice(b"EMC\n");
        }
    }

    /// Opens a text object unless one is open. Marked content stands in text objects, not around them, so that a line goes on
    /// from where it is whatever its parts belong to.
    fn begin_text(&mut self) {
        if self.text.is_none() {
            self.leave();
            self.out.extend_from_slice(b"BT\n");
            self.text = Some((0, 0));
        }
    }

    fn end_text(&mut self) {
        if self.text.take().is_some() {
            self.leave();
            self.out.extend_from_slice(b"ET\n");
        }
    }

    /// Goes to where a line begins, from where the last began: a line down is written alike wherever it is.
    fn begin_line(&mut self, x: Sp, y: Sp) {
        let (from_x, from_y) = self.text.unwrap_or_default();
        let (x, y) = (thousandths(x), thousandths(y));
        let step = |value| Decimal { value, places: 3 };
        let _ = writeln!(self.out, "{} {} Td", step(x - from_x), step(y - from_y));
        self.text = Some((x, y));
    }

    /// Changes the colour of what is filled (ISO 32000-1, 8.6.8) unless it is that already.
    fn fill_with(&mut self, colour: Colour) {
        if self.colour == colour {
            return;
        }
        let _ = writeln!(self.out, "{}", self.palette.of(colour));
        self.colour = colour;
    }

    /// Draws a picture.
    fn picture(&mut self, placed: &Placed) {
        let Placed::Image { image, x, y, width, height, element } = placed else { return };
        self.end_text();
        self.enter(element.map_or(Mark::Artifact, Mark::Element));
        let bottom = self.height - *y - *height;
        let _ = writeln!(self.out, "q {} 0 0 {} {} {} cm /Im{image} Do Q", Pt(*width), Pt(*height), Pt(*x), Pt(bottom));
    }

    /// Writes a line with the pictures that stand in it, each where it is read.
    fn line(&mut self, line: &Line, pictures: &[Placed]) {
        let mut pictures = pictures.iter().filter(|placed| matches!(placed, Placed::Image { .. })).peekable();
        let is_before = |placed: &&Placed, run: &Run| matches!(placed, Placed::Image { x, .. } if *x < run.x);
        let mut pen = Pen { open: false, x: 0, ideal: 0, size: Sp::ZERO, expansion: i64::from(line.expansion) };
        for (i, run) in line.runs.iter().enumerate() {
            let mut begins = i == 0;
            while let Some(picture) = pictures.next_if(|placed| is_before(placed, run)) {
                pen.close(&mut self.out);
                self.picture(picture);
                begins = true;
            }
            if begins {
                self.begin_text();
                (pen.x, pen.ideal) = (i64::from(run.x.0), i64::from(run.x.0));
            }
            let mark = Mark::of(run, line);
            if self.mark != Some(mark) && self.palette.marked {
                pen.close(&mut self.out);
                self.enter(mark);
            }
            if begins {
                if self.expansion != line.expansion {
                    let _ = writeln!(self.out, "{} Tz", Decimal { value: i64::from(line.expansion), places: 1 });
                    self.expansion = line.expansion;
                }
                if i == 0 {
                    self.space_words(line);
                }
                self.begin_line(run.x, self.height - line.y);
            }
            self.run(run, &mut pen);
        }
        pen.close(&mut self.out);
        pictures.for_each(|picture| self.picture(picture));
    }

    /// Sets word spacing (ISO 32000-1, 9.3.3) to what most spaces of a line have more than the font's, so that these need no
    /// numbers.
    fn space_words(&mut self, line: &Line) {
        let mut found: BTreeMap<i64, usize> = BTreeMap::new();
        for pair in line.runs.windows(2) {
            let [run, next] = pair else { continue };
            let font = &self.fonts[usize::from(run.word.face.0)];
            if run.space_after && font.is_spaced() {
                let width = font.widths[usize::from(font.space)] * i64::from(run.size.0) / 100_000;
                let white =
                    i64::from((next.x - self.paged.end_of(run, line)).0) * 1000 / i64::from(line.expansion.max(1));
                let hundredths = ((white - width) * 100 + 32_768).div_euclid(65_536);
                *found.entry(hundredths).or_default() += 1;
            }
        }
        // Of equally many the least; none where spaces stand within words only, as in program text.
        let most = found.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let spacing = most.map_or(0, |(spacing, _)| *spacing);
        if self.spacing != spacing {
            let _ = writeln!(self.out, "{} Tw", Decimal { value: spacing, places: 2 });
            self.spacing = spacing;
        }
    }

    /// Moves the pen on by a glyph.
    fn advance(&self, glyph: u16, font: &Subset, pen: &mut Pen) {
        pen.advance(font.widths.get(usize::from(glyph)).copied().unwrap_or(0));
        if glyph == font.space && font.is_spaced() {
            let spacing = self.spacing * 65_536 * pen.expansion / 100_000;
            pen.x += spacing;
            pen.ideal += spacing;
        }
    }

    /// Sets the font unless it is set.
    fn font(&mut self, face: usize, size: Sp) {
        if self.font != (face, size) {
            let _ = writeln!(self.out, "/F{face} {} Tf", Pt(size));
            self.font = (face, size);
        }
    }

    /// Sets how far above the baseline text stands (ISO 32000-1, 9.3.7) unless it is set.
    fn rise(&mut self, rise: Sp) {
        if self.rise != rise {
            let _ = writeln!(self.out, "{} Ts", Pt(rise));
            self.rise = rise;
        }
    }

    /// Writes a run where the pen is on its line.
    fn run(&mut self, run: &Run, pen: &mut Pen) {
        let face = usize::from(run.word.face.0);
        let font = &self.fonts[face];
        // What is to be read where that is not what the glyphs say.
        let is_said = self.palette.marked && (run.word.divided || !font.spells(&run.word));
        let actual = is_said.then(|| run.word.reading());
        let set = (self.font, self.rise, self.colour) == ((face, run.size), run.rise, run.colour);
        if !set || actual.is_some() {
            pen.close(&mut self.out);
            self.fill_with(run.colour);
            self.font(face, run.size);
            self.rise(run.rise);
        }
        pen.size = run.size;
        if let Some(text) = &actual {
            let _ = writeln!(self.out, "/Span<</ActualText {}>>BDC", TextString(text));
        }
        pen.open(&mut self.out);
        pen.move_to(i64::from(run.x.0), &mut self.out);
        self.word(&run.word, font, pen);
        if actual.is_some() {
            // The space after a word whose text is said apart is no part of what is said.
            pen.close(&mut self.out);
            self.out.extend_from_slice(b"EMC\n");
        }
        if run.space_after {
            pen.open(&mut self.out);
            show(font.space, font, &mut self.out);
            self.advance(font.space, font, pen);
        }
    }

    fn word(&mut self, word: &Word, font: &Subset, pen: &mut Pen) {
        let units = i64::from(self.paged.faces[usize::from(word.face.0)].units_per_em.max(1));
        // Where the glyphs of the word should stand, in font units from its beginning.
        let (start, mut at) = (pen.ideal, 0_i64);
        for glyph in &word.glyphs {
            let target = start + pen.scaled(at + i64::from(glyph.x_offset), units);
            pen.move_to(target, &mut self.out);
            let id = font.glyph(glyph.id);
            if glyph.y_offset != 0 {
                let rise = self.rise;
                pen.close(&mut self.out);
                self.rise(rise + pen.size.scale(i64::from(glyph.y_offset), units));
                pen.open(&mut self.out);
                show(id, font, &mut self.out);
                pen.close(&mut self.out);
                self.rise(rise);
                pen.open(&mut self.out);
            } else {
                show(id, font, &mut self.out);
            }
            self.advance(id, font, pen);
            at += i64::from(glyph.advance);
        }
    }
}

/// Shows a glyph, as a byte or two of a literal string (ISO 32000-1, 7.3.4.2): half as long as in hexadecimal, and a sixth
/// shorter still when both are deflated.
fn show(glyph: u16, font: &Subset, out: &mut Vec<u8>) {
    for byte in glyph.to_be_bytes().into_iter().skip(usize::from(font.is_narrow())) {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
            b'\r' => out.extend(b"\\r"),
            byte => out.push(byte),
        }
    }
}

/// The text position as a reader computes it.
struct Pen {
    /// Whether a string within a `TJ` array is open.
    open: bool,
    /// Where the next glyph would stand.
    x: i64,
    /// Where it would stand if nothing had been rounded.
    ideal: i64,
    size: Sp,
    expansion: i64,
}

impl Pen {
    /// A length in font units at the current size and expansion, in scaled points.
    #[inline]
    fn scaled(&self, units: i64, units_per_em: i64) -> i64 {
        let product = units * i64::from(self.size.0) * self.expansion;
        // To divide by what is known beforehand takes a fifth of the time, and this is asked of every glyph.
        match units_per_em {
            1000 => product / 1_000_000,
            units_per_em => product / (units_per_em * 1000),
        }
    }

    /// Moves on by a glyph's width, in hundredths of a thousandth of an em.
    fn advance(&mut self, width: i64) {
        let width = width * i64::from(self.size.0) * self.expansion / 100_000_000;
        self.x += width;
        self.ideal += width;
    }

    /// Moves the pen to `x` by a number in the array, when it is not there already. The number is what the step to `x` asks
    /// for, so that equal steps are written alike and deflate well, until their roundings sum up to two thousandths
    /// of an em, which is a hundredth of a millimetre in text.
    fn move_to(&mut self, x: i64, out: &mut Vec<u8>) {
        let unit = i64::from(self.size.0) * self.expansion;
        // Most glyphs stand where the last one ends, which can be told without dividing.
        let is_within = |distance: i64, units: i64| distance.abs() * 1_000_000 + unit / 2 < units * unit;
        if is_within(self.ideal - x, 1) && is_within(self.x - x, 3) {
            self.ideal = x;
            return;
        }
        let rounded = |distance: i64| {
            let (distance, half) = (distance * 1_000_000, unit / 2);
            (distance + if distance < 0 { -half } else { half }) / unit.max(1)
        };
        let mut thousandths = rounded(self.ideal - x);
        let exact = rounded(self.x - x);
        if (thousandths - exact).abs() > 2 {
            thousandths = exact;
        }
        self.ideal = x;
        if thousandths != 0 {
            let _ = write!(out, "){thousandths}(");
            self.x -= thousandths * unit / 1_000_000;
        }
    }

    /// Begins an array, which goes on from where the last ended.
    fn open(&mut self, out: &mut Vec<u8>) {
        if !self.open {
            out.extend_from_slice(b"[(");
            self.open = true;
        }
    }

    /// Ends the array, so that something else can be said before the next.
    fn close(&mut self, out: &mut Vec<u8>) {
        if self.open {
            out.extend_from_slice(b")]TJ\n");
            self.open = false;
        }
    }
}

/// A part of a colour, of 255, as a fraction of one.
pub(super) struct Part(pub(super) u8);

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Decimal { value: (i64::from(self.0) * 1000 + 127) / 255, places: 3 }.fmt(f)
    }
}

/// A length in points with three decimals, without needless zeros.
pub(super) struct Pt(pub(super) Sp);

impl std::fmt::Display for Pt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Decimal { value: thousandths(self.0), places: 3 }.fmt(f)
    }
}

/// A length in thousandths of a point, rounded.
fn thousandths(length: Sp) -> i64 {
    (i64::from(length.0) * 1000 + if length.0 < 0 { -32_768 } else { 32_768 }) / 65_536
}

/// A decimal fraction without needless zeros: `value` tenths, hundredths, thousandths, as there are places.
pub(super) struct Decimal {
    pub(super) value: i64,
    pub(super) places: u32,
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10_i64.pow(self.places);
        let (whole, mut rest) = (self.value.abs() / unit, self.value.abs() % unit);
        if self.value < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if rest > 0 {
            let mut width = self.places as usize;
            while rest % 10 == 0 {
                (rest, width) = (rest / 10, width - 1);
            }
            write!(f, ".{rest:0width$}")?;
        }
        Ok(())
    }
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 with a byte order mark, in hexadecimal.
struct TextString<'t>(&'t str);

impl std::fmt::Display for TextString<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<FEFF")?;
        for unit in self.0.encode_utf16() {
            write!(f, "{unit:04X}")?;
        }
        f.write_str(">")
    }
}
