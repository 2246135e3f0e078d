//! `book.toml` and `collection.toml`: raw serde structs become resolved [`Settings`].

pub mod settings;

pub use settings::*;
