//! `book.toml` and `collection.toml`: the words of the files become resolved [`Settings`].
//!
//! [`fields`] takes a file's keys apart and reports what is wrong with each; `book` and `folder`
//! know what the keys mean.

pub(crate) mod fields;
pub mod settings;

pub use settings::*;
