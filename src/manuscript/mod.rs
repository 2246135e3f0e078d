//! Turns one Markdown file into an [`Article`]: the tree, its notes, its front matter, with the
//! typography of its language already in the text.
//!
//! [`tree`] holds the types that all later stages read.

pub mod tree;

pub use tree::*;
