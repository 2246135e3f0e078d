//! What the services that print and bind single books take, from the guides that they give authors. A guide changes without
//! notice; what a service says of an uploaded file goes before what is here.

use crate::config::{Paper, PressFile, PressSettings};
use crate::impose::Mm;
use crate::impose::ink::of_page;
use crate::typeset::{Page, Paged, Sp};

/// From how many pages on a spine bears letters: KDP and Lulu ask for 79 and 80, and below that there is no room.
pub(super) const LETTERED: usize = 80;

/// What a service takes.
#[derive(Debug)]
pub(super) struct Rules {
    /// Its name in sentences.
    name: &'static str,
    /// The least pages of a book, the cover not counted.
    least: usize,
    /// The most, where there is a most.
    most: Option<usize>,
    /// Widths and heights of pages, in micrometres, where it says them: least and most.
    sizes: Option<[(i32, i32); 2]>,
    /// The least margin at the spine, in micrometres: up to so many pages, so much.
    inside: &'static [(usize, i32)],
    /// The least margin elsewhere, in micrometres.
    outside: i32,
    /// How far covers are printed over their edges.
    pub(super) bleed: Sp,
    /// How thick a book is.
    spine: Spine,
}

/// How thick a book is, in nanometres.
#[derive(Debug)]
enum Spine {
    /// So much a page of white and of cream paper, and so much in all.
    Pages { white: i64, cream: i64, fixed: i64 },
    /// What the leaves are together, and their thickness is for the author to find out.
    Leaves,
}

/// An eighth of an inch.
const EIGHTH: Sp = Sp::um(3_175);

/// Kindle Direct Publishing: 4 to 8.5 by 6 to 11.69 in; spine 0.002252 in a page of white paper, 0.0025 of cream.
const KDP: Rules = Rules {
    name: "KDP",
    least: 24,
    most: Some(828),
    sizes: Some([(101_600, 215_900), (152_400, 296_926)]),
    inside: &[(150, 9_525), (300, 12_700), (500, 15_875), (700, 19_050), (usize::MAX, 22_225)],
    outside: 6_350,
    bleed: EIGHTH,
    spine: Spine::Pages { white: 57_201, cream: 63_500, fixed: 0 },
};

/// IngramSpark, which gives out templates for covers.
const INGRAM: Rules = Rules {
    name: "IngramSpark",
    least: 18,
    most: Some(1200),
    sizes: None,
    inside: &[(usize::MAX, 12_700)],
    outside: 12_700,
    bleed: EIGHTH,
    spine: Spine::Leaves,
};

/// Lulu: half an inch, and more at the spine of thick books; spine 1/444 in a page and 0.06 in.
const LULU: Rules = Rules {
    name: "Lulu",
    least: 32,
    most: None,
    sizes: None,
    inside: &[(59, 12_700), (150, 15_700), (400, 25_700), (600, 28_700), (usize::MAX, 31_700)],
    outside: 12_700,
    bleed: EIGHTH,
    spine: Spine::Pages { white: 57_207, cream: 57_207, fixed: 1_524_000 },
};

/// Books on Demand, which reckons covers on its site.
const BOD: Rules = Rules {
    name: "BoD",
    least: 24,
    most: Some(900),
    sizes: None,
    inside: &[(usize::MAX, 5_000)],
    outside: 5_000,
    bleed: Sp::um(5_000),
    spine: Spine::Leaves,
};

/// The rules of a service; nothing for a press that takes what it gets.
pub(super) fn rules(file: PressFile) -> Option<&'static Rules> {
    Some(match file {
        PressFile::Press => return None,
        PressFile::Kdp => &KDP,
        PressFile::Ingram => &INGRAM,
        PressFile::Lulu => &LULU,
        PressFile::Bod => &BOD,
    })
}

/// Why a service does not print a book, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) why: String,
    pub(super) hint: String,
}

/// Whether the service prints these pages.
///
/// # Errors
/// [`Refused`] with the first rule that they break.
pub(super) fn takes(rules: &Rules, paged: &Paged, pages: &[&Page]) -> Result<(), Refused> {
    let Rules { name, least, most, sizes, .. } = rules;
    let count = pages.len();
    if count < *least || most.is_some_and(|most| count > most) {
        let range = match most {
            Some(most) => format!("from {least} to {most} pages"),
            None => format!("{least} pages or more"),
        };
        let hint = match count < *least {
            true => "print and fold a booklet of it, or put more articles into it",
            false => "divide it into volumes, or set it smaller with `[type]`",
        };
        return Err(Refused {
            why: format!("{name} binds {range}, and without its cover this has {count}"),
            hint: hint.to_owned(),
        });
    }
    if let Some([widths, heights]) = sizes {
        let within = |length: Sp, (least, most): (i32, i32)| (Sp::um(least)..=Sp::um(most)).contains(&length);
        if !within(paged.width, *widths) || !within(paged.height, *heights) {
            return Err(Refused {
                why: format!(
                    "{name} prints pages from {} × {} to {} × {} mm, and these have {} × {} mm",
                    Mm(Sp::um(widths.0)),
                    Mm(Sp::um(heights.0)),
                    Mm(Sp::um(widths.1)),
                    Mm(Sp::um(heights.1)),
                    Mm(paged.width),
                    Mm(paged.height)
                ),
                hint: "choose another `size` in `[page]`".to_owned(),
            });
        }
    }
    margins(rules, paged, pages)
}

/// Whether all that is printed keeps away from the edges.
fn margins(rules: &Rules, paged: &Paged, pages: &[&Page]) -> Result<(), Refused> {
    let inside = rules.inside.iter().find(|(most, _)| pages.len() <= *most).map_or(0, |(_, margin)| *margin);
    let (inside, outside) = (Sp::um(inside), Sp::um(rules.outside));
    // The margin that lacks most, with its page.
    let mut worst: Option<(Sp, &str, Sp, Sp, usize)> = None;
    for (index, page) in pages.iter().enumerate() {
        let Some(ink) = of_page(page, paged) else { continue };
        let right = paged.width - ink.right;
        let (at_spine, at_edge) = if index.is_multiple_of(2) { (ink.left, right) } else { (right, ink.left) };
        let found = [
            ("inside", at_spine, inside),
            ("outside", at_edge, outside),
            ("top", ink.top, outside),
            ("bottom", paged.height - ink.bottom, outside),
        ];
        for (key, margin, asked) in found {
            // A tenth of a millimetre is within what rounding does.
            let lacks = asked - margin;
            if lacks > Sp::um(100) && worst.is_none_or(|(most, ..)| lacks > most) {
                worst = Some((lacks, key, margin, asked, index + 1));
            }
        }
    }
    let Some((lacks, key, margin, asked, page)) = worst else { return Ok(()) };
    let edge = match key {
        "inside" => "the spine",
        "outside" => "the outer edge",
        "top" => "the upper edge",
        _ => "the lower edge",
    };
    Err(Refused {
        why: format!("{} wants {} mm of white at {edge}, and page {page} has {} mm", rules.name, Mm(asked), Mm(margin)),
        hint: format!("make `{key}` in `[page]` wider by {} mm", Mm(lacks + Sp::um(50))),
    })
}

/// How thick a book of so many pages is.
///
/// # Errors
/// [`Refused`] when only the printer knows.
pub(super) fn spine(rules: &Rules, pages: usize, settings: &PressSettings) -> Result<Sp, Refused> {
    let count = i64::try_from(pages).unwrap_or(i64::MAX / 2);
    if let Some(caliper) = settings.caliper {
        return Ok(caliper.scale(count, 2));
    }
    match rules.spine {
        Spine::Pages { white, cream, fixed } => {
            let page = if settings.paper == Paper::Cream { cream } else { white };
            Ok(Sp::um(i32::try_from((page * count + fixed) / 1000).unwrap_or(i32::MAX / 100)))
        }
        Spine::Leaves => Err(Refused {
            why: format!("how thick its spine is, only {} knows", rules.name),
            hint: format!(
                "say how thick a leaf of the paper is with `caliper` in `[press]`: the spine that {} gives for {pages} \
                 pages, divided by {}",
                rules.name,
                pages / 2
            ),
        }),
    }
}
