//! Pull-quotes: words of the text once more, large and in italics, between two short rules.

use super::{Builder, Frame, KEEP};
use crate::manuscript::{Block, Inline};
use crate::typeset::length::Sp;
use crate::typeset::structure::Kind;
use crate::typeset::style::Setting;

/// The rules above and below.
const RULE: Sp = Sp::milli_pt(400);

impl Builder<'_, '_> {
    /// Sets a pull-quote. It stays on one page: divided, it would draw nobody in.
    pub(super) fn pull_quote(&mut self, blocks: &[Block], attribution: Option<&[Inline]>, frame: &Frame) {
        let (indent, leading) = (frame.leading * 2, frame.leading.scale(5, 4));
        let size = frame.size.scale(13, 10);
        let setting = Setting::Centred;
        let inner = Frame { size, leading, setting, italic: true, ..frame.inset(indent, indent) };
        let width = frame.measure / 4;
        let left = frame.left + (frame.measure - width) / 2;
        let white = frame.leading / 2;
        let from = self.rows.len();
        self.rule(left, width, RULE, Sp::ZERO);
        self.owe(white);
        for block in blocks {
            // Lines in the middle have no indent.
            self.flush = true;
            self.blocks(std::slice::from_ref(block), &inner);
        }
        if let Some(attribution) = attribution {
            let small = Frame { size: frame.size, leading: frame.leading, italic: false, ..inner };
            self.element(Kind::P, |b| {
                let mut strands = vec![Self::plain("—\u{A0}", &small.ink())];
                strands.extend(b.strands(attribution, &small.ink()));
                let shape = b.shape(&small, Sp::ZERO);
                b.paragraph(&strands, &shape, &small, white / 2, None);
            });
        }
        self.owed = Sp::ZERO;
        self.rule(left, width, RULE, white);
        for row in &mut self.rows[from + 1..] {
            row.cost_before = KEEP;
        }
    }
}
