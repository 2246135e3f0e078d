//! Files for a press: PDF/X-4 and PDF/X-1a:2001, as `PDF_X.md` says clause by clause.
//!
//! A plate is a page with bleed and, on request, marks around it. Letters and rules are black ink alone and print over what
//! is below them; the second colour is made of the four inks by `inks`, pictures by `pictures`. There are no links, no tags.

mod inks;
mod pictures;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use lopdf::{Object, dictionary};
use rayon::prelude::*;

use super::content::{self, Palette, Part, Pt};
use super::document::File;
use super::metadata::Conformance;
use super::objects::{Objects, Ref};
use super::sides::number;
use super::{Error, Shared, failed, fonts, icc};
use crate::collection::Collection;
use crate::config::{Interior, Rgb, Standard};
use crate::deflate;
use crate::press::{Job, Panel, Plate, Ticket};
use crate::source::{Cache, Pieces};
use crate::typeset::{Glyphs, Page, Paged, Placed, Sp};

/// The profile of the output intent.
const FOGRA39: &[u8] = include_bytes!("profiles/fogra39.icc");
/// How long a tick is, and how far it stands from the bleed.
const TICK: Sp = Sp::um(5_000);
const APART: Sp = Sp::um(1_000);
/// Half the width of a cross that shows the register.
const CROSS: Sp = Sp::um(2_500);
/// White around the marks.
const EDGE: Sp = Sp::um(2_000);

/// Writes a file for a press of pages of `paged` and covers set with them.
///
/// # Errors
/// When a face or a picture cannot be embedded, or the file cannot be put together.
pub fn press(paged: &Paged, collection: &Collection, job: &Job) -> Result<Pieces, Error> {
    let ticket = job.ticket;
    let pages = || job.plates.iter().flat_map(|plate| &plate.panels).filter_map(|panel| panel.shown.page(paged));
    let fonts = fonts::subset(paged, [&Glyphs::of(pages())].into_iter(), &Cache::none())?;
    let images: BTreeSet<usize> = pages()
        .flat_map(|page| &page.items)
        .filter_map(|placed| match placed {
            Placed::Image { image, .. } => Some(*image),
            _ => None,
        })
        .collect();
    let pictures = images.into_iter().collect::<Vec<_>>().into_par_iter().filter_map(|index| {
        let image = collection.images.get(index)?;
        Some(pictures::picture(image, ticket).map(|picture| (index, picture)))
    });
    let pictures = pictures.collect::<Result<Vec<_>, _>>()?;
    let palette = palette(paged.second, ticket.inks);
    let sheet = Sheet::new(job);
    let contents: Vec<Vec<u8>> =
        job.plates.par_iter().map(|plate| deflate::zlib(&sheet.draw(plate, paged, &fonts, &palette))).collect();

    let cache = &Cache::none();
    let shared = Shared { collection, fonts, pictures, cache };
    let mut file = File::new(&shared, (sheet.width, sheet.height), job.plates.len())?;
    let conformance = match ticket.standard {
        Standard::X4 => Conformance::X4,
        Standard::X1a => Conformance::X1a,
    };
    file.catalogue(collection, conformance)?;
    let mut objects = Objects::after(&file.document, cache);
    for (id, content) in file.pages.clone().into_iter().zip(contents) {
        let page = file.dictionary(id)?;
        page.set("Contents", objects.stream("", content));
        // All that is there is for the press: it crops nothing.
        page.remove(b"CropBox");
        page.set("BleedBox", sheet.bounds(ticket.bleed));
        page.set("TrimBox", sheet.bounds(Sp::ZERO));
    }
    if ticket.inks == Interior::Colour {
        file.add_resources()?;
    }
    if ticket.standard == Standard::X4 {
        manage_colours(&mut file, &mut objects);
    }
    let intent = output_intent(ticket, &mut objects);
    let root = file.document.catalog_mut().map_err(failed)?;
    for key in ["PageLayout", "PageMode", "ViewerPreferences"] {
        root.remove(key.as_bytes());
    }
    root.set("OutputIntents", vec![Object::from(intent)]);
    file.finish(objects, collection, conformance)
}

impl File {
    /// Names the graphics states that content asks for: `K` prints over what is below, `W` leaves it out (ISO 32000-1,
    /// 8.6.7: with overprint mode 1 an ink that is nought in CMYK is not touched).
    fn add_resources(&mut self) -> Result<(), Error> {
        let states = dictionary! {
            "K" => dictionary! { "Type" => "ExtGState", "OP" => true, "op" => true, "OPM" => 1 },
            "W" => dictionary! { "Type" => "ExtGState", "OP" => false, "op" => false, "OPM" => 0 },
        };
        match self.resources.clone() {
            Object::Reference(id) => self.dictionary(id)?.set("ExtGState", states),
            _ => {
                for id in self.pages.clone() {
                    let page = self.dictionary(id)?;
                    let resources = page.get_mut(b"Resources").and_then(Object::as_dict_mut).map_err(failed)?;
                    resources.set("ExtGState", states.clone());
                }
            }
        }
        Ok(())
    }
}

/// How colours are said in these inks. In black alone the second colour is as grey as it is light.
fn palette(second: Rgb, inks: Interior) -> Palette {
    match inks {
        Interior::Black => Palette {
            black: "0 g".to_owned(),
            second: format!("{} g", Part(inks::grey(second.0))),
            paper: "1 g".to_owned(),
            marked: false,
        },
        Interior::Colour => {
            let black = "/K gs 0 0 0 1 k".to_owned();
            let [c, m, y, k] = inks::cmyk(second.0).map(Part);
            // Four inks of which each must lie on the others are no black for letters.
            let second = if second == Rgb::BLACK { black.clone() } else { format!("/W gs {c} {m} {y} {k} k") };
            Palette { black, second, paper: "/W gs 0 0 0 0 k".to_owned(), marked: false }
        }
    }
}

/// The paper of a plate: the trimmed page, its bleed, and room for marks.
struct Sheet {
    ticket: Ticket,
    trimmed: (Sp, Sp),
    /// From the paper's edge to the trimmed page.
    margin: Sp,
    width: Sp,
    height: Sp,
}

impl Sheet {
    fn new(job: &Job) -> Self {
        let marks = job.ticket.marks;
        let room = if marks.crop || marks.registration { APART + TICK + EDGE } else { Sp::ZERO };
        let margin = job.ticket.bleed + room;
        let (width, height) = (job.width + margin * 2, job.height + margin * 2);
        Self { ticket: job.ticket, trimmed: (job.width, job.height), margin, width, height }
    }

    /// The box that is larger than the trimmed page by `more` on every side.
    fn bounds(&self, more: Sp) -> Object {
        let near = self.margin - more;
        Object::Array([near, near, self.width - near, self.height - near].map(number).to_vec())
    }

    fn draw(&self, plate: &Plate, paged: &Paged, fonts: &[fonts::Subset], palette: &Palette) -> Vec<u8> {
        let mut out = Vec::new();
        for panel in &plate.panels {
            let Some(page) = panel.shown.page(paged) else { continue };
            self.panel(panel, page, paged, fonts, palette, &mut out);
        }
        self.marks(&mut out);
        out
    }

    /// Draws a panel at its place, cut off at its bleed.
    fn panel(
        &self,
        panel: &Panel,
        page: &Page,
        paged: &Paged,
        fonts: &[fonts::Subset],
        palette: &Palette,
        out: &mut Vec<u8>,
    ) {
        // Lying on its side it is as high as it is wide on the plate.
        let height = if panel.turned { panel.width } else { panel.height };
        let (content, _) = content::draw(page, paged, height, fonts, palette);
        if content.is_empty() {
            return;
        }
        let (bleed, left) = (self.ticket.bleed, self.margin + panel.x);
        let mut text = String::new();
        if self.margin > Sp::ZERO {
            let x = left - if panel.bleeds_left { bleed } else { Sp::ZERO };
            let end = left + panel.width + if panel.bleeds_right { bleed } else { Sp::ZERO };
            let y = self.margin - bleed;
            let (width, height) = (end - x, self.trimmed.1 + bleed * 2);
            let _ = writeln!(text, "q {} {} {} {} re W n", Pt(x), Pt(y), Pt(width), Pt(height));
            let _ = match panel.turned {
                false => writeln!(text, "1 0 0 1 {} {} cm", Pt(left), Pt(self.margin)),
                // A quarter to the right: what was left is on top.
                true => writeln!(text, "0 -1 1 0 {} {} cm", Pt(left), Pt(self.margin + panel.height)),
            };
        }
        let _ = writeln!(text, "{}", palette.black);
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(&content);
        if self.margin > Sp::ZERO {
            out.extend_from_slice(b"Q\n");
        }
    }

    /// Draws the marks in all inks, so that every plate has them.
    fn marks(&self, out: &mut Vec<u8>) {
        let marks = self.ticket.marks;
        if !marks.crop && !marks.registration {
            return;
        }
        let mut text = match self.ticket.inks {
            Interior::Black => "q 0 G 0.25 w\n".to_owned(),
            Interior::Colour => "q /W gs 1 1 1 1 K 0.25 w\n".to_owned(),
        };
        let mut draw = |path: String| {
            let _ = writeln!(text, "{path}");
        };
        let line = |x: Sp, y: Sp, to_x: Sp, to_y: Sp| format!("{} {} m {} {} l S", Pt(x), Pt(y), Pt(to_x), Pt(to_y));
        let (left, bottom) = (self.margin, self.margin);
        let (right, top) = (left + self.trimmed.0, bottom + self.trimmed.1);
        let near = self.ticket.bleed + APART;
        if marks.crop {
            for x in [left, right] {
                draw(line(x, bottom - near, x, bottom - near - TICK));
                draw(line(x, top + near, x, top + near + TICK));
            }
            for y in [bottom, top] {
                draw(line(left - near, y, left - near - TICK, y));
                draw(line(right + near, y, right + near + TICK, y));
            }
        }
        if marks.registration {
            let (middle_x, middle_y) = ((left + right) / 2, (bottom + top) / 2);
            let away = near + CROSS;
            for (x, y) in
                [(middle_x, bottom - away), (middle_x, top + away), (left - away, middle_y), (right + away, middle_y)]
            {
                draw(line(x - CROSS, y, x + CROSS, y));
                draw(line(x, y - CROSS, x, y + CROSS));
                draw(circle(x, y, CROSS.scale(3, 5)));
            }
        }
        text.push_str("Q\n");
        out.extend_from_slice(text.as_bytes());
    }
}

/// A circle of four curves.
fn circle(x: Sp, y: Sp, radius: Sp) -> String {
    let bend = radius.scale(5523, 10_000);
    let at = |dx: Sp, dy: Sp| format!("{} {}", Pt(x + dx), Pt(y + dy));
    let zero = Sp::ZERO;
    let minus = |length: Sp| zero - length;
    format!(
        "{} m {} {} {} c {} {} {} c {} {} {} c {} {} {} c s",
        at(radius, zero),
        at(radius, bend),
        at(bend, radius),
        at(zero, radius),
        at(minus(bend), radius),
        at(minus(radius), bend),
        at(minus(radius), zero),
        at(minus(radius), minus(bend)),
        at(minus(bend), minus(radius)),
        at(zero, minus(radius)),
        at(bend, minus(radius)),
        at(radius, minus(bend)),
        at(radius, zero),
    )
}

/// Says of pictures in RGB that it is sRGB, for a press knows no RGB of its own.
fn manage_colours(file: &mut File, objects: &mut Objects<'_>) {
    let mut space = None;
    for object in file.document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.dict.get(b"ColorSpace").and_then(Object::as_name).is_ok_and(|name| name == b"DeviceRGB") {
            let profile =
                *space.get_or_insert_with(|| objects.stream("/N 3/Alternate/DeviceRGB", deflate::zlib(&icc::srgb())));
            let profile: Ref = profile;
            stream.dict.set("ColorSpace", vec![Object::Name(b"ICCBased".to_vec()), profile.into()]);
        }
    }
}

/// Writes the output intent (ISO 32000-1, 14.11.5): offset printing on coated paper. Its name is in the ICC's registry, so
/// that PDF/X-1a needs no profile, which single printers take amiss; PDF/X-4 has one in any case.
fn output_intent(ticket: Ticket, objects: &mut Objects<'_>) -> Ref {
    let mut out = String::from(
        "<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier(FOGRA39)/RegistryName(http://www.color.org)\
         /OutputCondition(Offset, coated paper of 115 g/m2, ISO 12647-2:2004/Amd 1)/Info(Coated FOGRA39)",
    );
    if ticket.standard == Standard::X4 {
        let profile = objects.stream("/N 4/Alternate/DeviceCMYK", deflate::zlib(FOGRA39));
        let _ = write!(out, "/DestOutputProfile {profile}");
    }
    objects.add(out + ">>")
}
