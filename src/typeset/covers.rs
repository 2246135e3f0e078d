//! Covers by themselves: an e-book's, and those of presses, which print over their edges.

use super::front::{Bleed, Front, Wrap};
use super::makeup::Layout;
use super::page::{Page, Paged};
use super::shape::Shaper;
use super::style::Styles;
use super::{Sp, Typesetter};
use crate::collection::Collection;
use crate::config::{Cover, Design, PageSettings};

/// The design of something that must have a cover: what the library leaves without one has the framed one.
fn covered(design: &Design) -> Design {
    let cover = if design.cover == Cover::None { Cover::Framed } else { design.cover };
    Design { cover, ..design.clone() }
}

impl Typesetter {
    /// Sets the cover of a collection by itself, on a page of this shape, as e-books and shops ask for. What the design
    /// leaves without a cover has the framed one there: every shop and shelf wants to show something.
    #[must_use]
    pub fn cover(&self, collection: &Collection, design: &Design, (width, height): (Sp, Sp)) -> Paged {
        let page = PageSettings { width, height, ..PageSettings::default() };
        let cover = match design.cover {
            Cover::None | Cover::Picture => Cover::Framed,
            drawn => drawn,
        };
        let design = Design { cover, page, ..design.clone() };
        let (styles, page) = (Styles::new(&design), &design.page);
        let mut shaper = Shaper::new(&self.types.fonts, &self.types.patterns);
        let mut front = Front::new(collection, &design, Layout { page, styles: &styles }, &mut shaper, 0);
        let pages: Vec<Page> = front.cover().into_iter().collect();
        let structure = vec![front.structure];
        Paged { pages, structure, ..self.without_pages(&design) }
    }

    /// A collection of this design of which no page is set.
    #[must_use]
    pub fn without_pages(&self, design: &Design) -> Paged {
        self.types.without_pages(design)
    }

    /// Sets the covers again, printed this far over their edges: the front and the back, as far as there are any.
    #[must_use]
    pub fn bled_covers(&self, collection: &Collection, design: &Design, bleed: Sp) -> [Option<Page>; 2] {
        self.around(collection, design, |front| {
            let mut front = front.bleeding(Bleed::all(bleed));
            [front.cover(), front.back_cover()]
        })
    }

    /// Sets the cover of a book as thick as `spine`, printed over its outer edges by `bleed`. `lettered` says whether the
    /// spine bears the title.
    #[must_use]
    pub fn wrap(&self, collection: &Collection, design: &Design, spine: Sp, bleed: Sp, lettered: bool) -> Wrap {
        let design = covered(design);
        let outer = Bleed { barcode: true, ..Bleed::all(bleed) };
        let back = Bleed { right: Sp::ZERO, ..outer };
        let front = Bleed { left: Sp::ZERO, ..outer };
        Wrap {
            back: self.around(collection, &design, |front| front.bleeding(back).back_cover()).unwrap_or_default(),
            spine: self.around(collection, &design, |front| front.bleeding(outer).spine(spine, lettered)),
            front: self.around(collection, &design, |f| f.bleeding(front).cover()).unwrap_or_default(),
        }
    }

    /// Sets the page that stands first in a book whose cover is printed apart: the half-title where there is a title
    /// page too, else the title page.
    #[must_use]
    pub fn first_leaf(&self, collection: &Collection, design: &Design) -> Page {
        let has_title_page = design.front.title_page || design.cover == Cover::Picture;
        self.around(
            collection,
            design,
            |mut front| {
                if has_title_page { front.half_title(0) } else { front.title_page(0) }
            },
        )
    }

    /// Makes something of what stands around the articles, apart from the publication.
    fn around<T>(&self, collection: &Collection, design: &Design, make: impl FnOnce(Front<'_, '_>) -> T) -> T {
        let styles = Styles::new(design);
        let layout = Layout { page: &design.page, styles: &styles };
        let mut shaper = Shaper::new(&self.types.fonts, &self.types.patterns);
        make(Front::new(collection, design, layout, &mut shaper, 0))
    }
}
