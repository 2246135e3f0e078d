//! Gathers articles into a [`Collection`]: order, parts, links between articles, pictures,
//! contents. What comes out is whole: both writers need nothing else but settings.

pub mod tree;
pub mod words;

pub use tree::*;
pub use words::Words;
