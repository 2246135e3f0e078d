//! Makes the download pages of what was built, and the feeds: `dist/` can be put on any host as it is.
//!
//! 1. A [`Record`] is all that the catalogue knows of a title. [`title_page`] makes the title's page of it.
//! 2. [`library`] makes of all records what lies beside the titles' folders: the library's page with its search
//!    (`index`, `search`), the feeds (`atom`, `opds`), checksums and the map of the site (`lists`).
//!
//! A page needs no script and asks nobody for anything. What has no address of its own gets none: links are relative where
//! the library does not say where it is published. Only files that a record names are linked to.

mod atom;
mod colour;
mod data;
mod html;
mod index;
mod lists;
mod opds;
mod print;
mod record;
mod search;
mod shelf;
mod title;
mod words;

use std::collections::BTreeSet;

pub use record::{Earlier, Entry, File, Look, Part, Print, Record, What};
pub use shelf::Shelf;

/// The name of a title's page in its folder.
pub const PAGE: &str = html::INDEX;
/// The name of the file that keeps a title's [`Record`] in its folder.
pub const RECORD: &str = ".title";
/// The names of the library's files, all that there may be.
pub const LIBRARY: [&str; 9] = [
    html::INDEX,
    html::STYLE,
    html::ATOM,
    html::OPDS,
    html::OPDS_JSON,
    html::SUMS,
    lists::SITEMAP,
    search::SCRIPT,
    search::WORDS,
];

const CSS: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("search.js");

/// Makes the page of a title.
#[must_use]
pub fn title_page(record: &Record, shelf: &Shelf) -> Vec<u8> {
    title::write(record, shelf)
}

/// Makes the library's files, by name, of the records of its titles.
#[must_use]
pub fn library(shelf: &Shelf, records: &[Record]) -> Vec<(String, Vec<u8>)> {
    let colours: BTreeSet<_> =
        records.iter().map(|record| &record.look).chain([&shelf.look]).map(|l| l.colour).collect();
    let css = format!("{CSS}{}", colour::rules(&colours)).into_bytes();
    let mut files = vec![
        (html::INDEX, index::write(shelf, records)),
        (html::STYLE, css),
        (search::SCRIPT, SCRIPT.as_bytes().to_vec()),
        (search::WORDS, search::words(records)),
        (html::ATOM, atom::feed(shelf, records)),
        (html::OPDS, opds::xml(shelf, records)),
        (html::OPDS_JSON, opds::json(shelf, records)),
    ];
    files.extend(lists::sitemap(shelf, records).map(|sitemap| (lists::SITEMAP, sitemap)));
    let sums = lists::sums(records, &files);
    files.push((html::SUMS, sums));
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}
