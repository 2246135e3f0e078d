//! The kinds of fault and their names.

use super::Amount;

/// What may be wrong with a line or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A line whose spaces are more than one and a half times the font's. Amount: the space ratio.
    LooseLine,
    /// A line whose spaces are less than seven tenths of the font's. Amount: the space ratio.
    TightLine,
    /// Three or more lines in a row that end in a hyphen. Amount: the lines.
    Ladder,
    /// A justified paragraph's last line that is narrower than three ems. Amount: its width in ems.
    Runt,
    /// Neighbouring lines of a paragraph that begin with the same word. Amount: the lines.
    RepeatedStart,
    /// Neighbouring lines of a paragraph that end with the same word. Amount: the lines.
    RepeatedEnd,
    /// White that runs down through four or more lines of a paragraph. Amount: the lines.
    River,
    /// The last line of a paragraph alone at the head of a page.
    Widow,
    /// The first line of a paragraph alone at the foot of a page.
    Orphan,
    /// A word divided at the end of a page.
    PageHyphen,
    /// A page within an article that wants a line of text or more at its foot. Amount: the lines wanting.
    ShortPage,
    /// Facing pages within an article whose last lines differ in height by more than half a line. Amount: by how
    /// many lines.
    UnequalSpread,
    /// A note that goes on on a second page.
    SplitNote,
}

impl Kind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 13] = [
        Self::LooseLine,
        Self::TightLine,
        Self::Ladder,
        Self::Runt,
        Self::RepeatedStart,
        Self::RepeatedEnd,
        Self::River,
        Self::Widow,
        Self::Orphan,
        Self::PageHyphen,
        Self::ShortPage,
        Self::UnequalSpread,
        Self::SplitNote,
    ];

    /// What one is called, what several are, and the key of `[limits]` that bounds them.
    const fn names(self) -> [&'static str; 3] {
        match self {
            Self::LooseLine => ["loose line", "loose lines", "loose_lines"],
            Self::TightLine => ["tight line", "tight lines", "tight_lines"],
            Self::Ladder => ["ladder of hyphens", "ladders of hyphens", "ladders"],
            Self::Runt => ["runt", "runts", "runts"],
            Self::RepeatedStart => ["repeated start", "repeated starts", "repeated_starts"],
            Self::RepeatedEnd => ["repeated end", "repeated ends", "repeated_ends"],
            Self::River => ["river", "rivers", "rivers"],
            Self::Widow => ["widow", "widows", "widows"],
            Self::Orphan => ["orphan", "orphans", "orphans"],
            Self::PageHyphen => ["word divided over two pages", "words divided over two pages", "page_hyphens"],
            Self::ShortPage => ["short page", "short pages", "short_pages"],
            Self::UnequalSpread => ["unequal spread", "unequal spreads", "unequal_spreads"],
            Self::SplitNote => ["split note", "split notes", "split_notes"],
        }
    }

    /// What `count` of them are called: `widow`, `widows`.
    #[must_use]
    pub const fn name(self, count: usize) -> &'static str {
        let [one, several, _] = self.names();
        if count == 1 { one } else { several }
    }

    /// The name in settings and in files: `loose_lines`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        let [_, _, key] = self.names();
        key
    }

    /// Whether it is a fault of pages, not of lines.
    #[must_use]
    pub const fn is_of_pages(self) -> bool {
        matches!(
            self,
            Self::Widow | Self::Orphan | Self::PageHyphen | Self::ShortPage | Self::UnequalSpread | Self::SplitNote
        )
    }

    /// What to sort by, so that the worst comes first: of tight lines and runts the least.
    pub(super) fn rank(self, amount: Amount) -> i64 {
        let amount = match amount {
            Amount::Unmeasured => 0,
            Amount::Lines(n) | Amount::Thousandths(n) => i64::from(n),
        };
        if matches!(self, Self::TightLine | Self::Runt) { amount } else { -amount }
    }
}
