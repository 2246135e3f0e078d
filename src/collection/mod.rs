//! Gathers articles into a [`Collection`]: order, parts, links between articles, pictures,
//! contents. What comes out is whole: both writers need nothing else but settings.
//!
//! [`assemble()`] calls, in order: `order` for the articles and parts; `walk` to meet every link and
//! picture of the tree; `links` and `images` to say what is there; `figures` to take pictures too large for their
//! line out of it; `moment` for date and identifier.

pub(crate) mod address;
mod assemble;
mod figures;
mod images;
mod links;
pub(crate) mod moment;
mod order;
pub mod tree;
mod walk;
pub mod words;

pub use assemble::{Around, assemble, title};
pub use tree::*;
pub use words::Words;
