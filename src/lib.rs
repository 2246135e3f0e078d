//! Pamphlet turns a folder of Markdown articles into publications: an EPUB to download, a
//! typeset PDF to read, booklets for the duplex printer.
//!
//! The stages, in order. Each takes the value of the stage before it and returns its own; none
//! reaches back, and none but [`source`] touches disk, clock or environment. The test
//! `tests/architecture.rs` holds them to it.
//!
//! 1. [`source`] reads the library folder: articles, settings, images, fonts.
//! 2. [`config`] turns `book.toml` and `collection.toml` into settings.
//! 3. [`manuscript`] turns each Markdown file into an [`manuscript::Article`].
//! 4. [`collection`] gathers articles into a [`collection::Collection`]: order, parts, links, contents.
//! 5. [`typeset`] sets a collection in type: shaped words, broken lines, pages ([`typeset::Volume`]).
//! 6. [`scorecard`] judges finished pages, as a typographer would with a red pen.
//! 7. [`impose`] arranges pages on sheets of paper for folding.
//! 8. [`press`] prepares pages for print shops and for services that bind books.
//! 9. [`pdf`] and [`epub`] write bytes.
//! 10. [`catalogue`] makes the download pages and feeds of what was built.
//! 11. [`preview`] shows what was made while it is written.
//!
//! Before them, when it is asked for, [`import`] turns files of other programs into articles of a library.
//!
//! Beside them stand [`diagnostics`], the errors and warnings that every stage may report, [`slug`],
//! which makes names fit for addresses, [`scan`], which looks at many bytes at a time, [`deflate`], which compresses, and
//! [`cli`], which strings the stages together.

pub mod catalogue;
pub mod cli;
pub mod collection;
pub mod config;
pub mod deflate;
pub mod diagnostics;
pub mod epub;
pub mod import;
pub mod impose;
pub mod manuscript;
pub mod pdf;
pub mod press;
pub mod preview;
pub mod scan;
pub mod scorecard;
pub mod slug;
pub mod source;
pub mod typeset;
