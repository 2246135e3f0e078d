//! Judges how pages were cut: widows and orphans, divided words, white at the foot, notes that go on.

use super::seen::{Seen, lines_in};
use super::{Amount, Fault, Kind};
use crate::typeset::{Column, Layer, Paged, Sp};

/// Adds the faults of all pages of articles. White is measured in lines of `leading`.
pub(super) fn judge(paged: &Paged, leading: Sp, faults: &mut Vec<Fault>) {
    let lines = |white: Sp| {
        let lines = white.scale(1000, i64::from(leading.0.max(1))).0;
        Amount::Thousandths(u32::try_from(lines).unwrap_or(0))
    };
    let columns = (0..paged.pages.len()).flat_map(|index| paged.pages[index].columns.iter().map(move |c| (index, *c)));
    let columns: Vec<(usize, Column)> = columns.collect();
    for (number, (index, column)) in columns.iter().copied().enumerate() {
        let seen = |(line, paragraph)| Seen::new(paged, index, line, paragraph);
        let first = lines_in(paged, index, column, Layer::Text).next();
        let last = lines_in(paged, index, column, Layer::Text).next_back();
        let note = lines_in(paged, index, column, Layer::Note).next();
        // A paragraph's lines follow each other with nothing between, so what goes on with the first line of the
        // column, or is begun by its last, does so over the turn.
        if let Some(first) = first.filter(|(_, paragraph)| paragraph.nth > 0 && paragraph.last) {
            faults.push(seen(first).fault(Kind::Widow, Amount::Unmeasured));
        }
        if let Some(last) = last.filter(|(_, paragraph)| !paragraph.last) {
            let line = seen(last);
            if line.paragraph.nth == 0 {
                faults.push(line.fault(Kind::Orphan, Amount::Unmeasured));
            }
            if line.hyphen {
                faults.push(line.fault(Kind::PageHyphen, Amount::Unmeasured));
            }
        }
        if let Some(note) = note.filter(|_| column.carried) {
            faults.push(seen(note).fault(Kind::SplitNote, Amount::Unmeasured));
        }
        let Some(line) = last.or(note) else { continue };
        let wanting = column.height - column.text - column.notes;
        if !column.last && wanting >= leading {
            faults.push(seen(line).fault(Kind::ShortPage, lines(wanting)));
        }
        // Index 1 is page 2, a verso, and faces the page after it.
        if let Some((page, facing)) = columns.get(number + 1)
            && index.div_ceil(2) == page.div_ceil(2)
            && !column.last
            && !facing.last
        {
            let apart = Sp((end(column) - end(*facing)).0.abs());
            if apart * 2 > leading {
                faults.push(seen(line).fault(Kind::UnequalSpread, lines(apart)));
            }
        }
    }
}

/// How far down the column what is printed ends: notes stand at its foot.
fn end(column: Column) -> Sp {
    column.top + if column.notes > Sp::ZERO { column.height } else { column.text }
}
