//! What stands at the end: the sources and the back cover.

use qrcodegen::{QrCode, QrCodeEcc};

use super::cover::Area;
use super::{At, Front};
use crate::config::Cover;
use crate::manuscript::{Article, Origin, plain_text};
use crate::typeset::galley::Row;
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Page, Placed};
use crate::typeset::paragraph::{SetLine, Shape, Strand};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting};

impl Front<'_, '_> {
    /// How many pages come after the articles.
    pub(crate) fn pages_after(mut self) -> usize {
        let back = &self.design.back;
        let (sources, imprint) = (back.sources, back.imprint);
        let sources = if sources { self.sources(0).len() } else { 0 };
        sources + usize::from(imprint) + usize::from(self.has_back_cover())
    }

    /// The list of where each article first appeared, from the page of this index on; nothing when none says.
    pub(crate) fn sources(&mut self, first_page: usize) -> Vec<Page> {
        if self.collection.articles.iter().all(|article| article.origin.is_none()) {
            return Vec::new();
        }
        self.element(Kind::Sect, |f| f.set_sources(first_page))
    }

    fn set_sources(&mut self, first_page: usize) -> Vec<Page> {
        let text = &self.layout.styles.text;
        let (size, leading, measure) = (text.size, text.leading, self.reading_measure());
        let mut pages = vec![Page::default()];
        let sinkage = self.design.titles.sinkage;
        let mut y = self.heading(&mut pages[0], self.words.sources, first_page, sinkage);
        for article in &self.collection.articles {
            let Some(origin) = &article.origin else { continue };
            let lines = self.element(Kind::P, |f| {
                let strands = f.source(article, origin, size);
                let setting = f.layout.styles.body;
                f.shaped(&strands, &Shape { hang: text.indent, ..Shape::new(measure, setting, size) })
            });
            let mut rows: Vec<Row> = lines.into_iter().map(|line| self.row(line, leading, size)).collect();
            rows.push(Row { height: leading / 2, ..Row::default() });
            self.flow(&mut pages, &mut y, &mut rows, first_page);
        }
        pages
    }

    /// "Title. First published: Paper, date, address."
    fn source(&mut self, article: &Article, origin: &Origin, size: Sp) -> Vec<Strand> {
        let (ink, words) = (self.ink(size), self.words);
        let title = Ink { lang: article.lang.clone(), ..ink.clone() };
        let mut strands = vec![
            Self::text(plain_text(&article.title), &title),
            Self::text(format!(". {}", words.first_published), &ink),
        ];
        let mut joint = " ";
        if let Some(paper) = &origin.title {
            strands.push(Self::text(joint, &ink));
            strands.push(Self::text(paper.as_str(), &ink.clone().emphasised()));
            joint = ", ";
        }
        if let Some(date) = origin.date {
            strands.push(Self::text(format!("{joint}{}", words.date(date)), &ink));
            joint = ", ";
        }
        if let Some(url) = &origin.url {
            strands.push(Self::text(joint, &ink));
            let link = Some(self.link(url, url));
            strands.push(Strand::Text { text: url.clone(), ink: ink.clone(), link, span: None, place: None });
        }
        strands.push(Self::text(".", &ink));
        strands
    }

    /// The back cover: summary, other titles of the library, and at the foot how to get more, with a code to point a
    /// telephone at, and white for a stamp. Nothing when there is no front cover, or nothing to say.
    pub(crate) fn back_cover(&mut self) -> Option<Page> {
        self.has_back_cover().then(|| self.element(Kind::Sect, Self::set_back_cover))
    }

    fn has_back_cover(&self) -> bool {
        let collection = self.collection;
        let says = collection.summary.is_some() || !collection.others.is_empty() || collection.base_url.is_some();
        self.design.back.cover && self.design.cover != Cover::None && says
    }

    fn set_back_cover(&mut self) -> Page {
        let mut page = Page::default();
        let outer = self.printed();
        let inner = match self.design.cover {
            Cover::Framed => {
                // A bar code would stand in its corner.
                if !self.bleed.barcode {
                    self.double_frame(&mut page);
                }
                outer.inset(self.share(85), self.share(85))
            }
            Cover::Block => {
                let band = Area { height: self.share(60), ..outer };
                self.bled(band).fill(&mut page, Colour::Second);
                let below = band.height + self.share(60);
                Area { y: outer.y + below, height: outer.height - below, ..outer }
            }
            Cover::List => {
                let rule = Area { height: self.share(6), ..outer };
                rule.fill(&mut page, Colour::Second);
                let below = self.share(46);
                Area { y: outer.y + below, height: outer.height - below, ..outer }
            }
            Cover::Picture | Cover::None => outer.inset(self.share(30), self.share(30)),
        };
        // A stamp of 45 by 25 mm has room beside the imprint, on the universal page.
        // The foot is set twice: first to know its height, then where it is read.
        let before = self.structure.elements.len();
        let foot = self.back_foot(&mut Page::default(), inner).max(self.least_foot());
        self.structure.truncate(before);
        let upper = Area { height: inner.height - foot - self.share(40), ..inner };
        let y = self.back_summary(&mut page, upper);
        self.other_titles(&mut page, Area { y, height: upper.bottom() - y, ..upper });
        self.back_foot(&mut page, inner);
        page
    }

    /// The summary, at the size at which it fits; returns the height below it.
    fn back_summary(&mut self, page: &mut Page, area: Area) -> Sp {
        let Some(summary) = &self.collection.summary else { return area.y };
        let mut size = self.share(31);
        let before = self.structure.elements.len();
        loop {
            let leading = size.scale(140, 100);
            let lines = self.paragraph(summary, &self.ink(size), area.width, Setting::Ragged);
            if leading * lines.len() as i32 <= area.height || size < self.share(14) {
                let below = Self::stack(page, lines, At { x: area.x, y: area.y }, leading, size);
                return self.ornament(page, At { x: area.x, y: below }, area.width, Setting::Ragged, self.share(50))
                    + leading;
            }
            self.structure.truncate(before);
            size = size.scale(94, 100);
        }
    }

    /// The library's other titles, as many as fit.
    fn other_titles(&mut self, page: &mut Page, area: Area) {
        let others = &self.collection.others;
        let size = self.share(27);
        let leading = size.scale(140, 100);
        // A heading without a title below it says nothing.
        if others.is_empty() || area.height < leading * 2 {
            return;
        }
        let heading = self.small_caps(self.words.other_titles, size, area.width, Setting::Ragged);
        let mut y = Self::stack(page, heading, At { x: area.x, y: area.y }, leading, size);
        for title in others {
            let before = self.structure.elements.len();
            let lines = self.paragraph(title, &self.ink(size).emphasised(), area.width, Setting::Ragged);
            if y + leading * lines.len() as i32 > area.bottom() {
                self.structure.truncate(before);
                break;
            }
            y = Self::stack(page, lines, At { x: area.x, y }, leading, size);
        }
    }

    /// Publisher, licence and address at the foot of an area on the left, the address as a code on the right; returns
    /// the height of what is higher.
    fn back_foot(&mut self, page: &mut Page, area: Area) -> Sp {
        let size = self.share(23);
        let leading = size.scale(140, 100);
        let measure = area.width.scale(56, 100);
        let ink = self.ink(size);
        let mut lines: Vec<SetLine> = self.publisher(measure, Setting::Ragged, size);
        if let Some(rights) = &self.collection.rights {
            lines.extend(self.paragraph(rights, &ink, measure, Setting::Ragged));
        }
        lines.extend(self.address(&ink, measure, Setting::Ragged).into_iter().flatten());
        let height = leading * lines.len() as i32;
        Self::stack(page, lines, At { x: area.x, y: area.bottom() - height }, leading, size);
        let side = self.share(160);
        match self.collection.address().filter(|_| !self.bleed.barcode) {
            Some(address)
                if code(
                    page,
                    &address,
                    Area { x: area.x + area.width - side, y: area.bottom() - side, width: side, height: side },
                ) =>
            {
                height.max(side)
            }
            _ => height,
        }
    }
}

/// Draws an address as a QR code (ISO/IEC 18004) that fills a square; false when it is too long for one. The white
/// around it is four modules wide, as the standard asks, when nothing else is printed nearer than a seventh of its side.
fn code(page: &mut Page, address: &str, square: Area) -> bool {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return false };
    let modules = code.size();
    // From one edge to the next without a gap, whatever the rounding.
    let edge = |module: i32| square.width.scale(module.into(), modules.into());
    for row in 0..modules {
        let mut column = 0;
        while column < modules {
            let from = column;
            while column < modules && code.get_module(column, row) {
                column += 1;
            }
            if column > from {
                page.items.push(Placed::Rule {
                    x: square.x + edge(from),
                    y: square.y + edge(row),
                    width: edge(column) - edge(from),
                    height: edge(row + 1) - edge(row),
                    colour: Colour::Black,
                });
            }
            column += 1;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_black_where_its_modules_are() {
        let address = "https://example.org/pamphlets/zhanaozen/";
        let mut page = Page::default();
        let square = Area { x: Sp::pt(10), y: Sp::pt(20), width: Sp::pt(61), height: Sp::pt(61) };
        assert!(code(&mut page, address, square));
        let expected = QrCode::encode_text(address, QrCodeEcc::Medium).unwrap();
        let modules = expected.size();
        let middle = |module: i32| square.width.scale(2 * i64::from(module) + 1, 2 * i64::from(modules));
        for row in 0..modules {
            for column in 0..modules {
                let (at_x, at_y) = (square.x + middle(column), square.y + middle(row));
                let black = page.items.iter().any(|item| {
                    matches!(item, Placed::Rule { x, y, width, height, .. }
                        if (*x..*x + *width).contains(&at_x) && (*y..*y + *height).contains(&at_y))
                });
                assert_eq!(black, expected.get_module(column, row), "{column}, {row}");
            }
        }
        assert!(!code(&mut page, &"long/".repeat(1000), square), "what is too long has no code");
    }
}
