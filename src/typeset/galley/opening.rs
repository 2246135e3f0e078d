//! The head of an article: rule, white, part, title, deck, byline, epigraph.

use super::{Builder, Frame, KEEP, Row, Variant, Vary, Way};
use crate::manuscript::{BlockKind, Inline, Origin};
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, LinkTo, Placed};
use crate::typeset::paragraph::{Shape, Strand};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting};

/// White above an article that runs on, in lines: the least, for it is filled up to the grid.
const RUN_ON_LINES: i32 = 2;
/// Cost of a line less white above a title, in the paginator's demerits, growing with its square: openings look best when they
/// are all as low.
const SINKAGE_COST: i64 = 3_000;

impl Builder<'_, '_> {
    /// Sets the white above an article, which is a row, for white would fall away at the head of the page. A part's title
    /// stands in it, before the article. An article that runs on has less of it, and none at the head of a page.
    pub(super) fn sinkage(&mut self, index: usize, frame: &Frame) {
        let leading = frame.leading;
        let collection = self.context.collection;
        let begins = collection.parts.iter().find(|part| part.articles.start == index && !part.articles.is_empty());
        let mut part = begins.and_then(|part| part.title.as_ref());
        let titles = &self.context.styles.titles;
        if titles.has_part_pages(collection.articles.len())
            && let (Some(begins), Some(title)) = (begins, part.take())
        {
            self.part_page(begins, title, frame);
        }
        self.anchors.push(self.article.slug.as_str().into());
        if self.runs_on {
            self.owe(leading * RUN_ON_LINES);
        }
        if titles.rule > Sp::ZERO {
            let (width, height) = (frame.measure, titles.rule);
            let rule = Placed::Rule { x: Sp::ZERO, y: Sp::ZERO, width, height, colour: Colour::Second };
            self.push(Row { height, content: vec![rule], ..Row::default() });
            self.keep = usize::MAX;
        }
        if let Some(part) = part {
            // It never touches the rule.
            let least = if titles.rule > Sp::ZERO { leading / 2 } else { Sp::ZERO };
            let above = if self.runs_on { least } else { (titles.sinkage - leading * 2).max(least) };
            if above > Sp::ZERO || !self.runs_on {
                self.push(Row { height: above, ..Row::default() });
                self.keep = usize::MAX;
            }
            self.element(Kind::Heading(1), |b| {
                let strands = b.strands(part, &frame.ink().small_caps());
                let shape = Shape { setting: Setting::Balanced, ..b.shape(frame, Sp::ZERO) };
                b.paragraph(&strands, &shape, frame, Sp::ZERO, None);
            });
            self.keep = usize::MAX;
            self.owe(leading);
        } else if self.runs_on {
            if titles.rule > Sp::ZERO {
                self.push(Row { height: titles.sinkage.min(leading), ..Row::default() });
            }
        } else {
            self.push(Row { height: titles.sinkage, ..Row::default() });
            self.vary_sinkage(leading);
        }
    }

    /// Lets the white that was pushed last be a line or two less, where that leaves a line; where there is a fault to mend, half
    /// a line is enough, and it may be more as well.
    fn vary_sinkage(&mut self, leading: Sp) {
        let (least, lines) = match self.vary {
            Vary::Nothing => return,
            Vary::Somewhat => (leading, [1, 2].as_slice()),
            Vary::Plenty => (leading / 2, [1, 2, -1, -2].as_slice()),
        };
        let at = self.rows.len() - 1;
        let white = &self.rows[at];
        let less = |lines: &i32| {
            let row = Row { height: white.height - leading * *lines, ..white.clone() };
            (row.height >= least).then(|| Way { rows: vec![row], cost: SINKAGE_COST * i64::from(lines * lines) })
        };
        let ways: Vec<Way> = lines.iter().filter_map(less).collect();
        if !ways.is_empty() {
            self.galley.variants.push(Variant { rows: at..at + 1, ways });
        }
    }

    /// Sets what stands above an article's text.
    pub(super) fn opening(&mut self, frame: &Frame) {
        let article = self.article;
        let leading = frame.leading;
        self.keep = usize::MAX;
        let styles = self.context.styles;
        let title = Frame {
            size: styles.titles.size,
            leading: styles.titles.leading,
            setting: styles.title_setting(),
            ..frame.clone()
        };
        let from = self.rows.len();
        self.element(Kind::Heading(self.title_level), |b| {
            let mut strands = b.strands(&article.title, &styles.title_ink(title.ink()));
            if let Some(mark) = b.origin_note() {
                strands.push(mark);
            }
            let shape = b.shape(&title, Sp::ZERO);
            b.paragraph(&strands, &shape, &title, Sp::ZERO, None);
        });
        for row in &mut self.rows[from..] {
            row.snap = None;
        }
        if let Some(subtitle) = &article.subtitle {
            let size = frame.size.scale(12, 10);
            let under = Frame {
                size,
                leading: leading.scale(23, 20),
                setting: styles.title_setting(),
                // Above a deck, which is in italics and about as large, it has another voice.
                italic: !(styles.titles.deck && article.summary.is_some()),
                ..frame.clone()
            };
            self.element(Kind::P, |b| {
                let strands = b.strands(subtitle, &under.ink());
                let shape = b.shape(&under, Sp::ZERO);
                b.paragraph(&strands, &shape, &under, leading / 4, None);
            });
        }
        if let Some(summary) = article.summary.as_ref().filter(|_| styles.titles.deck) {
            self.deck(summary, frame);
        }
        self.byline(frame);
        if !article.text.epigraph.is_empty() {
            let inset = frame.measure.scale(3, 10);
            let small =
                Frame { size: styles.text.quotation_size, setting: Setting::Balanced, ..frame.inset(inset, Sp::ZERO) };
            self.owe(leading);
            self.flush = true;
            let vary = std::mem::take(&mut self.vary);
            self.epigraph(&small);
            self.vary = vary;
        }
        for row in &mut self.rows {
            row.snap = None;
            if row.cost_before == 0 {
                row.cost_before = KEEP;
            }
        }
        if let Some(first) = self.rows.first_mut() {
            first.cost_before = 0;
        }
        // Off the grid, rows stand closer.
        self.measure_again(0, 0);
        self.owed = Sp::ZERO;
        if self.runs_on {
            self.stand_on_grid(styles.titles.below);
        }
        self.owe(styles.titles.below);
        self.keep = 2;
        self.flush = true;
    }

    /// Takes the head out of the column, to stand over all columns in whole lines.
    pub(super) fn span(&mut self) {
        let grid = i64::from(self.context.styles.text.leading.0.max(1));
        let height = self.position + i64::from(std::mem::take(&mut self.owed).0);
        self.galley.spanned = Sp(i32::try_from((height + grid - 1) / grid * grid).unwrap_or(i32::MAX));
        self.galley.spanning = std::mem::take(&mut self.rows);
        // How low it stands is not chosen there.
        self.galley.variants.clear();
        (self.position, self.keep) = (0, 0);
    }

    /// Says of what is first that the article begins with it. The notes of a part's page, and of a head that spans the columns,
    /// belong to the first line under it; where there is none, the head stands in the column.
    pub(super) fn begin(&mut self, index: usize) {
        if self.rows.is_empty() {
            self.rows = std::mem::take(&mut self.galley.spanning);
            self.galley.spanned = Sp::ZERO;
        }
        let above = self.galley.part.iter().chain(&self.galley.spanning);
        let notes: Vec<usize> = above.flat_map(|row| row.notes.iter().copied()).collect();
        for first in self.firsts(0) {
            first.notes.splice(0..0, notes.iter().copied());
        }
        match self.galley.spanning.first_mut() {
            Some(head) => head.opens = Some(index),
            None => self.firsts(0).for_each(|first| first.opens = Some(index)),
        }
    }

    /// Lets the opening stand so that what follows it, after this white, is on the grid: all that is left over goes above it.
    fn stand_on_grid(&mut self, below: Sp) {
        let grid = i64::from(self.context.styles.text.leading.0.max(1));
        let past = (self.position + i64::from(below.0)).rem_euclid(grid);
        let above = Sp(((grid - past) % grid) as i32);
        if let Some(first) = self.rows.first_mut() {
            first.snap = Some(above);
        }
        self.position += i64::from(above.0);
    }

    fn epigraph(&mut self, frame: &Frame) {
        for block in &self.article.text.epigraph {
            // The frame is the quotation's already; its own indent would push it off the page's axis.
            if let BlockKind::Quotation { blocks, attribution } = &block.kind {
                self.element(Kind::BlockQuote, |b| {
                    b.blocks(blocks, frame);
                    if let Some(attribution) = attribution {
                        b.attribution(attribution, frame.measure, frame);
                    }
                });
            } else {
                self.blocks(std::slice::from_ref(block), frame);
            }
        }
    }

    /// What the article is about, in italics.
    fn deck(&mut self, summary: &[Inline], frame: &Frame) {
        let deck = Frame {
            size: frame.size.scale(11, 10),
            leading: frame.leading.scale(11, 10),
            setting: self.context.styles.title_setting(),
            italic: true,
            ..frame.clone()
        };
        self.element(Kind::P, |b| {
            let strands = b.strands(summary, &deck.ink());
            let shape = b.shape(&deck, Sp::ZERO);
            b.paragraph(&strands, &shape, &deck, frame.leading / 2, None);
        });
    }

    /// Who and when.
    fn byline(&mut self, frame: &Frame) {
        let article = self.article;
        let mut lines = self.words.credits(&article.people);
        if let Some(date) = article.date {
            lines.push(self.words.date(date));
        }
        let styles = self.context.styles;
        let frame = Frame { setting: styles.title_setting(), ..frame.clone() };
        let ink = styles.byline_ink(frame.ink());
        for (i, line) in lines.into_iter().enumerate() {
            let before = if i == 0 { frame.leading * 3 / 4 } else { Sp::ZERO };
            let shape = self.shape(&frame, Sp::ZERO);
            let strand = self.words_of_ours(line, &ink);
            self.element(Kind::P, |b| b.paragraph(&[strand], &shape, &frame, before, None));
        }
    }

    /// Where the article first appeared, as a note without a number; the strand carries it and prints nothing.
    fn origin_note(&mut self) -> Option<Strand> {
        let origin: &Origin = self.article.origin.as_ref()?;
        if self.context.styles.sources_listed || (origin.title.is_none() && origin.url.is_none()) {
            return None;
        }
        let words = self.words;
        let number = self.note_rows(|builder, frame| {
            builder.element(Kind::P, |builder| {
                let ink = frame.ink();
                let mut strands = vec![Self::plain(words.first_published, &ink)];
                if let Some(title) = &origin.title {
                    strands.push(Self::plain(" ", &ink));
                    strands.push(Self::plain(title.as_str(), &ink.clone().emphasised()));
                }
                if let Some(date) = origin.date {
                    strands.push(Self::plain(format!(", {}", words.date(date)), &ink));
                }
                if let Some(url) = &origin.url {
                    strands.push(Self::plain(if origin.title.is_some() { ", " } else { " " }, &ink));
                    let link = builder.link_to(LinkTo::Address(url.as_str().into()), url.as_str());
                    strands.push(Strand::Text {
                        text: url.clone(),
                        ink: ink.clone(),
                        link: Some(link),
                        span: None,
                        place: None,
                    });
                }
                strands.push(Self::plain(".", &ink));
                let shape = builder.shape(frame, Sp::ZERO);
                builder.paragraph(&strands, &shape, frame, Sp::ZERO, None);
            });
        });
        let ink = Ink::new(self.context.styles.text.size, &self.article.lang);
        Some(Strand::Mark { text: String::new(), ink, link: None, notes: vec![number], anchor: None })
    }
}
