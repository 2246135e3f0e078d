//! Paper: prints sides, turning the sheet as a printer does, folds, cuts, stacks, and leafs through what comes of it.
//! Nothing here knows how the program distributes pages; it knows only what hands do.

use super::sheets::Side;

/// How the printer turns the sheet between its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Short,
    Long,
}

/// Where the book is held together, seen with its first page up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spine {
    Left,
    Right,
}

/// What a face of a leaf shows: a page and whether its head points away from the reader; nothing when blank.
pub type Face = Option<(usize, bool)>;

/// A piece of paper between folds or cuts, seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    pub up: Face,
    pub down: Face,
}

/// Leaves from top to bottom.
pub type Stack = Vec<Leaf>;

/// A sheet, or several on each other, divided by the lines along which it will be folded or cut: rows from the top.
pub type Grid = Vec<Vec<Stack>>;

/// Prints a sheet. It lies with its front up. `edges` are the upright lines between its cells, in shares of the width.
/// The two faces of each leaf must meet.
pub fn print(front: &Side, back: Option<&Side>, edges: &[f64], rows: usize, turn: Turn) -> Grid {
    let (width, height) = (front.width, front.height);
    let cell = |x: f64, y: f64| {
        let column = edges.iter().rposition(|edge| edge * width < x).expect("it lies on the sheet");
        let row = (y / height * rows as f64) as usize;
        (row, column)
    };
    let mut grid = vec![vec![vec![Leaf { up: None, down: None }]; edges.len()]; rows];
    let mut places = vec![vec![None; edges.len()]; rows];
    for stamp in &front.stamps {
        let (row, column) = cell(stamp.x, stamp.y);
        let face = &mut grid[row][column][0].up;
        assert!(face.replace((stamp.page, stamp.upright)).is_none(), "two pages in one place");
        places[row][column] = Some((stamp.x, stamp.y));
    }
    for stamp in back.iter().flat_map(|back| &back.stamps) {
        // Over the upright axis, left becomes right; over the level one, top becomes bottom, and heads point down.
        let upright_axis = (turn == Turn::Short) == (width > height);
        let (x, y, head) = match upright_axis {
            true => (width - stamp.x, stamp.y, stamp.upright),
            false => (stamp.x, height - stamp.y, !stamp.upright),
        };
        let (row, column) = cell(x, y);
        let face = &mut grid[row][column][0].down;
        assert!(face.replace((stamp.page, head)).is_none(), "two pages in one place");
        if let Some((front_x, front_y)) = places[row][column] {
            assert!((front_x - x).abs() < 0.02 && (front_y - y).abs() < 0.02, "the faces of a leaf do not meet");
        }
    }
    grid
}

/// Turns a stack over its upright axis.
fn turned_sideways(stack: Stack) -> Stack {
    stack.into_iter().rev().map(|leaf| Leaf { up: leaf.down, down: leaf.up }).collect()
}

/// Turns a stack over its level axis.
fn turned_headlong(stack: Stack) -> Stack {
    let turned = |face: Face| face.map(|(page, head)| (page, !head));
    stack.into_iter().rev().map(|leaf| Leaf { up: turned(leaf.down), down: turned(leaf.up) }).collect()
}

/// Folds in the middle, the half away from the spine's side backwards: for a spine at the left the left half goes under
/// the right one.
pub fn fold_sideways(grid: Grid, spine: Spine) -> Grid {
    let fold = |mut row: Vec<Stack>| {
        if spine == Spine::Right {
            row.reverse();
        }
        let kept = row.split_off(row.len() / 2);
        let mut under = row.into_iter().rev();
        let mut folded: Vec<Stack> =
            kept.into_iter().map(|stack| [stack, turned_sideways(under.next().expect("as many"))].concat()).collect();
        if spine == Spine::Right {
            folded.reverse();
        }
        folded
    };
    grid.into_iter().map(fold).collect()
}

/// Folds the upper half backwards, under the lower one.
pub fn fold_down(mut grid: Grid) -> Grid {
    let lower = grid.split_off(grid.len() / 2);
    let fold = |(below, above): (Vec<Stack>, Vec<Stack>)| {
        below.into_iter().zip(above).map(|(below, above)| [below, turned_headlong(above)].concat()).collect()
    };
    lower.into_iter().zip(grid.into_iter().rev()).map(fold).collect()
}

/// What is folded until it is one stack.
pub fn stack(grid: Grid) -> Stack {
    let [row] = <[Vec<Stack>; 1]>::try_from(grid).expect("one row");
    let [stack] = <[Stack; 1]>::try_from(row).expect("one column");
    stack
}

/// Lays folded sheets of two leaves into one another, the first outside.
pub fn nest(sheets: Vec<Stack>) -> Stack {
    let mut book = Stack::new();
    for sheet in sheets.into_iter().rev() {
        let [first, last] = sheet[..] else { panic!("a sheet folded once has two leaves") };
        book.insert(0, first);
        book.push(last);
    }
    book
}

/// Leafs through: the faces in order. None may stand on its head.
pub fn leaf_through(book: &[Leaf]) -> Vec<Option<usize>> {
    let faces = book.iter().flat_map(|leaf| [leaf.up, leaf.down]);
    let upright = |face: Face| {
        face.map(|(page, head)| {
            assert!(head, "page {page} stands on its head");
            page
        })
    };
    faces.map(upright).collect()
}
