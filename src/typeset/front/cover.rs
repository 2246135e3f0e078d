//! Covers drawn from type alone, in three designs, each legible black on coloured paper, in colour and no larger than a
//! stamp. Measures are shares of the page's width, so that a cover looks the same on any page and in a catalogue.

use super::{At, Front};
use crate::config::Cover;
use crate::manuscript::plain_text;
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Page, Placed};
use crate::typeset::paragraph::{SetLine, Shape};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting, in_capitals};

/// A rectangle on the page.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) x: Sp,
    pub(super) y: Sp,
    pub(super) width: Sp,
    pub(super) height: Sp,
}

impl Area {
    /// What is left of it within edges of this width.
    pub(super) fn inset(self, across: Sp, down: Sp) -> Self {
        Self { x: self.x + across, y: self.y + down, width: self.width - across * 2, height: self.height - down * 2 }
    }

    pub(super) fn bottom(self) -> Sp {
        self.y + self.height
    }

    /// Fills it.
    pub(super) fn fill(self, page: &mut Page, colour: Colour) {
        page.items.push(Placed::Rule { x: self.x, y: self.y, width: self.width, height: self.height, colour });
    }

    /// Draws its edges, within it.
    pub(super) fn frame(self, page: &mut Page, rule: Sp, colour: Colour) {
        let Self { x, y, width, height } = self;
        for side in [
            Self { height: rule, ..self },
            Self { y: y + height - rule, height: rule, ..self },
            Self { width: rule, ..self },
            Self { x: x + width - rule, width: rule, ..self },
        ] {
            side.fill(page, colour);
        }
    }
}

/// How large a title may be.
struct Fit {
    measure: Sp,
    setting: Setting,
    largest: Sp,
    smallest: Sp,
    /// Leading in hundredths of the size.
    leading: i64,
    lines: usize,
    height: Sp,
}

impl Front<'_, '_> {
    /// The cover; nothing where the design has none.
    pub(crate) fn cover(&mut self) -> Option<Page> {
        let draw = match self.design.cover {
            Cover::None => return None,
            Cover::Framed => Self::framed,
            Cover::Block => Self::block,
            Cover::List => Self::list,
            Cover::Picture => Self::picture,
        };
        Some(self.element(Kind::Sect, draw))
    }

    /// The whole page.
    pub(super) fn whole(&self) -> Area {
        let page = self.layout.page;
        Area { x: Sp::ZERO, y: Sp::ZERO, width: page.width, height: page.height }
    }

    /// What no office printer leaves white, and the edge of every design: the page but for a margin.
    pub(super) fn printed(&self) -> Area {
        let edge = self.share(75);
        self.whole().inset(edge, edge)
    }

    /// So many thousandths of the page's width, or of two thirds of its height where that is less.
    pub(super) fn share(&self, thousandths: i64) -> Sp {
        let page = self.layout.page;
        Ord::min(page.width, page.height.scale(667, 1000)).scale(thousandths, 1000)
    }

    /// Sets the title as large as it fits, with its size.
    fn fitted(&mut self, title: &str, ink: impl Fn(Sp) -> Ink, fit: &Fit) -> (Vec<SetLine>, Sp) {
        self.structure.open(Kind::Title);
        // It may be in capitals only on paper.
        self.structure.set_text(self.collection.title.as_str());
        let mut size = fit.largest;
        let lines = loop {
            let lines = self.lines(&[Self::text(title, &ink(size))], fit.measure, fit.setting, size);
            let height = size.scale(fit.leading, 100) * lines.len() as i32;
            let fits = lines.len() <= fit.lines && height <= fit.height && lines.iter().all(|l| l.overfull == Sp::ZERO);
            if fits || size <= fit.smallest {
                break lines;
            }
            size = size.scale(94, 100);
        };
        self.structure.close();
        (lines, size)
    }

    /// Two frames, a thick and a thin one, the title in letterspaced capitals on the upper third, who made it, and at
    /// the foot publisher and year.
    fn framed(&mut self) -> Page {
        let mut page = Page::default();
        let outer = self.printed();
        self.double_frame(&mut page);
        let inner = outer.inset(self.share(70), self.share(60));
        let (x, measure) = (inner.x, inner.width);
        let fit = Fit {
            measure,
            setting: Setting::Centred,
            largest: self.share(96),
            smallest: self.share(36),
            leading: 125,
            lines: 4,
            height: inner.height / 2,
        };
        let title = in_capitals(&self.collection.title, &self.collection.lang);
        let ink = self.ink(Sp::ZERO).capitals();
        let ink = |size| Ink { size, tracking: 60, ..ink.clone() };
        let (lines, size) = self.fitted(&title, ink, &fit);
        // The block of title and subtitle has its middle a third of the way down.
        let leading = size.scale(fit.leading, 100);
        let block = leading * lines.len() as i32;
        let y = (self.layout.page.height / 3 - block / 2).max(inner.y);
        let mut y = Self::stack(&mut page, lines, At { x, y }, leading, size);
        if let Some(subtitle) = &self.collection.subtitle {
            let size = self.share(42);
            let lines = self.paragraph(subtitle, &self.ink(size).emphasised(), measure, Setting::Centred);
            y = Self::stack(&mut page, lines, At { x, y: y + size.scale(6, 10) }, size.scale(13, 10), size);
        }
        y = self.ornament(&mut page, At { x, y }, measure, Setting::Centred, self.share(60));
        let size = self.share(33);
        y += size;
        for name in self.names() {
            let lines = self.paragraph(&name, &self.ink(size), measure, Setting::Centred);
            y = Self::stack(&mut page, lines, At { x, y }, size.scale(14, 10), size);
        }
        let size = self.share(28);
        let lines = self.publisher(measure, Setting::Centred, size);
        let leading = size.scale(14, 10);
        let y = inner.bottom() - leading * lines.len() as i32;
        Self::stack(&mut page, lines, At { x, y }, leading, size);
        page
    }

    /// The frames of a framed cover.
    pub(super) fn double_frame(&self, page: &mut Page) {
        let outer = self.printed();
        outer.frame(page, self.share(4), Colour::Second);
        outer.inset(self.share(11), self.share(11)).frame(page, self.share(1), Colour::Second);
    }

    /// A solid block over the upper two thirds, the title very large in the paper's colour, flush left; below it
    /// publisher and year.
    fn block(&mut self) -> Page {
        let mut page = Page::default();
        let outer = self.printed();
        let block = Area { height: outer.height.scale(70, 100), ..outer };
        self.bled(block).fill(&mut page, Colour::Second);
        let inner = block.inset(self.share(55), self.share(55));
        let (x, measure) = (inner.x, inner.width);
        let paper = Ink { colour: Colour::Paper, ..self.ink(Sp::ZERO) };
        let title_ink = |size| Ink { size, bold: true, ..paper.clone() };
        let fit = Fit {
            measure,
            setting: Setting::Balanced,
            largest: self.share(170),
            smallest: self.share(48),
            leading: 104,
            lines: 6,
            height: inner.height.scale(60, 100),
        };
        let title = self.collection.title.clone();
        let (lines, size) = self.fitted(&title, title_ink, &fit);
        let mut y = Self::stack(&mut page, lines, At { x, y: inner.y }, size.scale(fit.leading, 100), size);
        if let Some(subtitle) = &self.collection.subtitle {
            let size = self.share(46);
            let ink = Ink { size, ..paper.clone().emphasised() };
            let lines = self.paragraph(subtitle, &ink, measure, Setting::Balanced);
            y = Self::stack(&mut page, lines, At { x, y: y + size.scale(7, 10) }, size.scale(125, 100), size);
        }
        let size = self.share(35);
        let leading = size.scale(135, 100);
        let ink = Ink { size, ..paper.clone() };
        let names: Vec<SetLine> =
            self.names().iter().flat_map(|name| self.paragraph(name, &ink, measure, Setting::Balanced)).collect();
        let foot = (inner.bottom() - leading * names.len() as i32).max(y + leading);
        Self::stack(&mut page, names, At { x, y: foot }, leading, size);
        self.strip(&mut page, Area { y: block.bottom(), height: outer.bottom() - block.bottom(), ..outer });
        page
    }

    /// Publisher on the left and year on the right, at the foot of an area.
    fn strip(&mut self, page: &mut Page, area: Area) {
        let size = self.share(30);
        let leading = size.scale(14, 10);
        let y = area.bottom() - leading;
        if let Some(publisher) = &self.collection.publisher {
            let lines = self.small_caps(publisher, size, area.width - size * 4, Setting::Ragged);
            let y = y - leading * (lines.len().max(1) as i32 - 1);
            Self::stack(page, lines, At { x: area.x, y }, leading, size);
        }
        if let Some(date) = self.collection.date {
            let lines = self.paragraph(&date.year.to_string(), &self.ink(size), area.width, Setting::Right);
            Self::stack(page, lines, At { x: area.x, y }, leading, size);
        }
    }

    /// The contents are the cover: the title small on top, the articles' titles large below, numbered.
    fn list(&mut self) -> Page {
        let mut page = Page::default();
        let outer = self.printed();
        let (x, measure) = (outer.x, outer.width);
        let fit = Fit {
            measure,
            setting: Setting::Balanced,
            largest: self.share(88),
            smallest: self.share(40),
            leading: 112,
            lines: 3,
            height: outer.height / 4,
        };
        let ink = self.ink(Sp::ZERO);
        let title_ink = |size| Ink { size, bold: true, ..ink.clone() };
        let title = self.collection.title.clone();
        let (lines, size) = self.fitted(&title, title_ink, &fit);
        let mut y = Self::stack(&mut page, lines, At { x, y: outer.y }, size.scale(fit.leading, 100), size);
        if let Some(subtitle) = &self.collection.subtitle {
            let size = self.share(36);
            let lines = self.paragraph(subtitle, &self.ink(size).emphasised(), measure, Setting::Balanced);
            y = Self::stack(&mut page, lines, At { x, y: y + size.scale(3, 10) }, size.scale(125, 100), size);
        }
        let thick = self.share(6);
        let rule = |y: Sp| Area { x, y, width: measure, height: thick };
        y += self.share(28);
        rule(y).fill(&mut page, Colour::Second);
        y += self.share(40);
        let foot = self.share(60);
        let room = Area { x, y, width: measure, height: outer.bottom() - foot - y };
        self.numbered_titles(&mut page, room);
        rule(outer.bottom() - self.share(54)).fill(&mut page, Colour::Second);
        self.strip(&mut page, outer);
        page
    }

    /// The titles of the articles, as large as all of them fit; where they do not fit at the smallest size, as many as
    /// do, and how many more there are.
    fn numbered_titles(&mut self, page: &mut Page, room: Area) {
        let count = self.collection.articles.len();
        let (smallest, mut size) = (self.share(26), self.share(66));
        let before = self.structure.elements.len();
        let (entries, leading, gap) = loop {
            let (leading, gap) = (size.scale(118, 100), size.scale(45, 100));
            self.structure.truncate(before);
            let entries: Vec<Vec<SetLine>> = (0..count).map(|i| self.numbered_title(i, size, room.width)).collect();
            let lines: usize = entries.iter().map(Vec::len).sum();
            let height = i64::from(leading.0) * lines as i64 + i64::from(gap.0) * (count.max(1) - 1) as i64;
            if height <= i64::from(room.height.0) || size <= smallest {
                break (entries, leading, gap);
            }
            size = size.scale(95, 100);
        };
        let height = |entries: &[Vec<SetLine>]| -> Sp { entries.iter().map(|e| leading * e.len() as i32 + gap).sum() };
        let mut shown = entries.len();
        if height(&entries) - gap > room.height {
            // A line says how many are left off.
            while shown > 0 && height(&entries[..shown]) + leading > room.height {
                shown -= 1;
            }
        }
        let mut y = room.y;
        self.structure.truncate(before);
        for index in 0..shown {
            let lines = self.numbered_title(index, size, room.width);
            y = Self::stack(page, lines, At { x: room.x, y }, leading, size) + gap;
        }
        if shown < count {
            let more = self.words.and_more.replace("{}", &(count - shown).to_string());
            let lines = self.paragraph(&more, &self.ink(size).emphasised(), room.width, Setting::Ragged);
            Self::stack(page, lines, At { x: room.x, y }, leading, size);
        }
    }

    /// An article's number and title, the title hanging behind the number.
    fn numbered_title(&mut self, index: usize, size: Sp, measure: Sp) -> Vec<SetLine> {
        let article = &self.collection.articles[index];
        let number = Ink { colour: Colour::Second, ..self.ink(size) };
        // Room for the last number, which is about the widest.
        let last = self.collection.articles.len().to_string();
        let last = self.lines(&[Self::text(last, &number)], measure, Setting::Ragged, size);
        let column = last.first().map_or(Sp::ZERO, |last| last.width);
        let hang = column + size / 2;
        let title = Ink { lang: article.lang.clone(), ..self.ink(size) };
        self.element(Kind::P, |f| {
            let shape = Shape::new(hang, Setting::Ragged, size);
            let mut numbers = f.shaped(&[Self::text((index + 1).to_string(), &number)], &shape);
            let shape = Shape { measure: measure - hang, setting: Setting::Balanced, ..shape };
            let mut lines = f.shaped(&[Self::text(plain_text(&article.title), &title)], &shape);
            for line in &mut lines {
                line.runs.iter_mut().for_each(|run| run.x += hang);
            }
            if let (Some(first), Some(number)) = (lines.first_mut(), numbers.pop()) {
                // Numbers align on their last digit.
                let shift = (column - number.width).max(Sp::ZERO);
                let mut runs = number.runs;
                for run in &mut runs {
                    run.x += shift;
                    run.space_after = true;
                }
                runs.append(&mut first.runs);
                first.runs = runs;
            }
            lines
        })
    }

    /// The author's picture, as large as it fits.
    fn picture(&mut self) -> Page {
        let mut page = Page::default();
        let Some(index) = self.collection.cover else { return page };
        let Some(picture) = self.collection.images.get(index) else { return page };
        let (width, height) = (i64::from(picture.width.max(1)), i64::from(picture.height.max(1)));
        let whole = self.whole();
        // A press prints over the edge: there the picture leaves no white, and is cut instead.
        let bled = self.bled(whole);
        let across = bled.width.scale(height, width);
        let covers = bled.width != whole.width;
        let (width, height) = if covers == (across > bled.height) {
            (bled.width, across)
        } else {
            (bled.height.scale(width, height), bled.height)
        };
        let (x, y) = (bled.x + (bled.width - width) / 2, bled.y + (bled.height - height) / 2);
        self.element(Kind::Figure, |f| {
            f.structure.set_text(format!("{}: {}", f.words.cover, f.collection.title));
            let element = f.structure.current();
            page.items.push(Placed::Image { image: index, x, y, width, height, element });
        });
        page
    }
}
