//! Sides of sheets as pages of a document: each page is a form (ISO 32000-1, 8.10) that is set down where its sheet
//! wants it, and marks are drawn beside it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::content::{Decimal, Pt};
use super::{Error, failed};
use crate::config::Flip;
use crate::impose::{Imposed, Mark, Placement, Side};
use crate::typeset::Sp;

/// A page as a form whose lower left corner is its origin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// The form.
    pub(super) object: ObjectId,
    /// Where it lies in the area for a page, from the lower left corner, before scaling.
    pub(super) offset: (Sp, Sp),
}

/// Which of the forms are on the sides of `imposed`: others are of another part, or of none.
pub(super) fn placed(imposed: &Imposed) -> BTreeSet<usize> {
    imposed.sides.iter().flat_map(|side| &side.placements).map(|placement| placement.page).collect()
}

/// A side: its content, in which the first of these forms is called `P0`.
pub(super) struct Drawn {
    pub(super) content: String,
    pub(super) forms: Vec<ObjectId>,
}

/// Draws a side of `imposed`.
pub(super) fn draw(side: &Side, forms: &[Form], imposed: &Imposed) -> Drawn {
    let mut drawn = Drawn { content: String::new(), forms: Vec::with_capacity(side.placements.len()) };
    for placement in &side.placements {
        let Some(form) = forms.get(placement.page) else { continue };
        let (matrix, name) = (matrix(placement, form, imposed), drawn.forms.len());
        let _ = writeln!(drawn.content, "q {matrix} cm /P{name} Do Q");
        drawn.forms.push(form.object);
    }
    draw_marks(&side.marks, imposed.height, &mut drawn.content);
    drawn
}

/// Says what a printer driver should do, where it listens: not scale, and turn the sheet as the file wants it.
pub(super) fn tell_printer(document: &mut Document, imposed: &Imposed) -> Result<(), Error> {
    let catalog = document.catalog_mut().map_err(failed)?;
    let duplex = match imposed.flip {
        None => "Simplex",
        Some(Flip::Short) => "DuplexFlipShortEdge",
        Some(Flip::Long) => "DuplexFlipLongEdge",
    };
    catalog.set(
        "ViewerPreferences",
        dictionary! { "PrintScaling" => "None", "DisplayDocTitle" => true, "PickTrayByPDFSize" => true, "Duplex" => duplex },
    );
    catalog.set("PageLayout", "SinglePage");
    Ok(())
}

/// Makes the sides of `imposed` the pages of a document, in place of those it has.
pub(super) fn lay(document: &mut Document, forms: &[Form], imposed: &Imposed) -> Result<(), Error> {
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference);
    let root = root.map_err(failed)?;
    let old: Vec<ObjectId> = document.get_pages().into_values().collect();
    for page in old {
        document.objects.remove(&page);
    }
    let placed = placed(imposed);
    for (_, form) in forms.iter().enumerate().filter(|(page, _)| !placed.contains(page)) {
        document.objects.remove(&form.object);
    }
    let bounds = Object::Array([Sp::ZERO, Sp::ZERO, imposed.width, imposed.height].map(number).to_vec());
    let mut kids = Vec::with_capacity(imposed.sides.len());
    for side in &imposed.sides {
        let Drawn { content, forms } = draw(side, forms, imposed);
        let used = forms.into_iter().enumerate();
        let used: Dictionary = used.map(|(i, form)| (format!("P{i}"), Object::Reference(form))).collect();
        // A line or two a page: compressing them would gain nothing.
        let stream = Stream::new(Dictionary::new(), content.into_bytes());
        let contents = document.add_object(stream.with_compression(false));
        let page = dictionary! {
            "Type" => "Page",
            "Parent" => root,
            "MediaBox" => bounds.clone(),
            "TrimBox" => bounds.clone(),
            "CropBox" => bounds.clone(),
            "Resources" => dictionary! { "XObject" => used },
            "Contents" => contents,
        };
        kids.push(Object::Reference(document.add_object(page)));
    }
    let count = i64::try_from(kids.len()).unwrap_or(0);
    document.set_object(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    tell_printer(document, imposed)
}

/// The numbers of `cm` that bring a form to its place (ISO 32000-1, 8.3.3).
fn matrix(placement: &Placement, form: &Form, imposed: &Imposed) -> String {
    let scaled = |length: Sp| length.scale(imposed.scale.into(), 1_000_000);
    let (width, height) = imposed.page;
    let offset = (scaled(form.offset.0), scaled(form.offset.1));
    // Distances from the bottom, as PDF has them.
    let (x, y) = (placement.x, imposed.height - placement.y - height);
    let factor = Decimal { value: imposed.scale.into(), places: 6 };
    match placement.rotated {
        false => format!("{factor} 0 0 {factor} {} {}", Pt(x + offset.0), Pt(y + offset.1)),
        true => format!("-{factor} 0 0 -{factor} {} {}", Pt(x + width - offset.0), Pt(y + height - offset.1)),
    }
}

fn draw_marks(marks: &[Mark], height: Sp, content: &mut String) {
    if marks.is_empty() {
        return;
    }
    content.push_str("q 0 G 0 g 0.3 w\n");
    for mark in marks {
        let _ = match *mark {
            Mark::Line { from, to, dashed } => writeln!(
                content,
                "[{}] 0 d {} {} m {} {} l S",
                if dashed { "2" } else { "" },
                Pt(from.0),
                Pt(height - from.1),
                Pt(to.0),
                Pt(height - to.1)
            ),
            Mark::Bar { x, y, width, height: h } => {
                writeln!(content, "{} {} {} {} re f", Pt(x), Pt(height - y - h), Pt(width), Pt(h))
            }
        };
    }
    content.push_str("Q\n");
}

pub(super) fn number(length: Sp) -> Object {
    let rounded = (length.to_pt() * 1000.0).round() / 1000.0;
    if rounded.fract() == 0.0 { Object::Integer(rounded as i64) } else { Object::Real(rounded as f32) }
}
