//! Gathers articles into a [`Collection`]: order, parts, links between articles, pictures,
//! contents. What comes out is whole: both writers need nothing else but settings.
//!
//! [`gather()`] finds out which titles there are and which articles stand in them; [`Titles`] are what they know of each other.
//! [`assemble()`] makes each of them. It calls, in order: `order` for the articles and parts; `walk` to meet every link and
//! picture of the tree; `links` and `images` to say what is there; `figures` to take pictures too large for their
//! line out of it; `moment` for date and identifier.

pub(crate) mod address;
mod assemble;
mod figures;
mod gather;
pub(crate) mod images;
mod links;
pub(crate) mod moment;
mod order;
mod settle;
mod titles;
pub mod tree;
pub mod words;

pub(crate) use assemble::of_one;
pub use assemble::{Around, assemble, title};
pub use gather::{Gathered, Gathering, gather};
pub use titles::{Known, Titles};
pub use tree::*;
pub use words::Words;
