//! Sets a [`crate::collection::Collection`] in type: [`Paged`], pages of placed glyphs, rules and
//! pictures, in integers, ready for any writer.

pub mod length;
pub mod page;

pub use length::Sp;
pub use page::*;
