//! `book.toml` and `collection.toml`: the words of the files become resolved [`Settings`].
//!
//! `fields` takes a file's keys apart and reports what is wrong with each; [`book`](book()) and [`collection`]
//! know what the keys mean.

mod accessibility;
mod book;
pub mod design;
pub(crate) mod fields;
mod folder;
mod hyphens;
mod length;
mod limits;
pub mod press;
pub mod print;
mod select;
pub mod settings;
pub mod tables;

pub use book::book;
pub use design::{
    Align, BackSettings, Byline, Contents, Cover, Design, FrontSettings, Rgb, Sections, Start, Theme, TitleSettings,
};
pub use folder::collection;
pub use hyphens::Hyphenation;
pub use length::{parse as parse_length, thousandths};
pub use press::{Interior, Paper, PressFile, PressMarks, PressSettings, Standard};
pub use print::{Binding, Blanks, Duplex, Flip, Marks, Order, PrintSettings, Scale, Scheme, Sheet};
pub use settings::*;
