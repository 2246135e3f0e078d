//! What was built becomes the catalogue: pictures of the covers, a page and a record for each title, and the library's
//! pages and feeds.

use rayon::prelude::*;

use super::Made;
use super::make::Set;
use crate::catalogue::{self, File, Print, Record, Shelf, What};
use crate::cli::covers::{SHAPES, drawn, from_type};
use crate::config::Settings;
use crate::epub::cover;
use crate::impose::Job;
use crate::source::{Cache, Pieces, sha256};

/// The widths of the pictures of covers in pixels: as wide as a page shows them, and twice that for fine screens.
const WIDTHS: [u32; 2] = [320, 640];

/// What the catalogue adds to the files of a title, or tells of them.
pub(super) struct Added {
    /// Small pictures of its cover, by [`covers`].
    pub(super) pictures: Vec<(String, Pieces, What)>,
    /// What is true of its e-book, of the terms of schema.org.
    pub(super) accessibility: Vec<(String, String)>,
}

/// Adds to the files of a title its page with what belongs to it, and returns its record. `before` is the one that the last build
/// left, when earlier editions are kept.
pub(super) fn add(
    set: &Set,
    files: &mut Vec<Made>,
    added: Added,
    before: Option<&Record>,
    (book, cache): (&Settings, &Cache),
) -> Record {
    let slug = &set.collection.slug;
    let Added { pictures, accessibility } = added;
    let shown = files.par_iter().filter(|file| !file.is_hidden());
    let mut known: Vec<File> = shown.filter_map(|file| describe(set, file, cache)).collect();
    known.extend(
        pictures.iter().map(|(path, bytes, what)| File::new(path.clone(), bytes, sha256(bytes.iter()), what.clone())),
    );
    let mut record = Record::new(&set.collection, &set.settings.design, &set.volume, known);
    if let Some(before) = before {
        record.earlier = record.earlier_than(before);
    }
    record.accessibility = accessibility;
    let page = Pieces::from(catalogue::title_page(&record, &Shelf::new(book)));
    let path = format!("{slug}/{}", catalogue::PAGE);
    record.files.push(File::new(path.clone(), &page, sha256(page.iter()), What::Page));
    files.extend(pictures.into_iter().map(|(path, bytes, _)| Made::new(path, bytes)));
    files.push(Made::new(path, page));
    files.push(Made::new(format!("{slug}/{}", catalogue::RECORD), record.write()));
    record
}

/// Makes the library's files for titles with these records. Nothing is made when the settings want no catalogue.
pub(super) fn library(book: &Settings, mut records: Vec<Record>) -> Vec<Made> {
    if book.catalogue.is_none() {
        return Vec::new();
    }
    records.sort_by(|a, b| a.slug.cmp(&b.slug));
    catalogue::library(&Shelf::new(book), &records).into_iter().map(|(path, bytes)| Made::new(path, bytes)).collect()
}

/// The file as the catalogue knows it.
fn describe(set: &Set, file: &Made, cache: &Cache) -> Option<File> {
    let slug = &set.collection.slug;
    let name = file.path.strip_prefix(&format!("{slug}/")).unwrap_or(&file.path);
    let job = |job: &&Job| name == format!("{slug}-{}.pdf", job.name);
    let what = if name == "cover.jpg" {
        let (width, height) = beside(set);
        What::Cover(width, height)
    } else if name.ends_with(".kepub.epub") {
        What::Kepub
    } else if name.ends_with(".epub") {
        What::Epub
    } else if name == format!("{slug}.pdf") {
        What::Pdf
    } else if let Some(Job { scheme, sheet, imposed, sides, .. }) = set.jobs.iter().find(job) {
        let (count, sections) = (imposed.sheets(), imposed.sections);
        What::Print(Print { scheme: *scheme, sheet: *sheet, flip: imposed.flip, sides: *sides, count, sections })
    } else {
        What::Press
    };
    let (path, content) = (file.path.clone(), file.content.bytes()?);
    let sum = cache.checksum(&path, content);
    Some(File::new(path, content, sum, what))
}

/// The width and height of the cover beside the e-book.
fn beside(set: &Set) -> (u32, u32) {
    match set.collection.cover.map(|index| &set.collection.images[index]) {
        Some(image) if cover::as_it_is(image).is_some() => (image.width, image.height),
        _ => (cover::BESIDE.width, cover::BESIDE.height),
    }
}

/// Draws small pictures of the cover.
pub(super) fn covers(set: &Set, cache: &Cache) -> Vec<(String, Pieces, What)> {
    let slug = &set.collection.slug;
    if let Some(image) = set.collection.cover.map(|index| &set.collection.images[index]) {
        let fitting = |width: u32| {
            // No picture is so high that it would take all memory: what is higher stands on white.
            let height = (u64::from(width) * u64::from(image.height)).div_ceil(u64::from(image.width.max(1)));
            let height = u32::try_from(height).map_or(2 * width, |height| height.clamp(1, 2 * width));
            cover::Pixels { width, height }
        };
        let pictures = draw(slug, |width| Some((fitting(width), drawn(image, fitting(width), cache)?)));
        if !pictures.is_empty() {
            return pictures;
        }
    }
    let Some(page) = set.covers.as_ref().map(|covers| &covers[1]) else { return Vec::new() };
    let (across, down) = SHAPES[1].1;
    draw(slug, |width| {
        let height = u32::try_from(i64::from(width) * i64::from(down.0) / i64::from(across.0)).unwrap_or(width);
        let size = cover::Pixels { width, height };
        Some((size, from_type(page, &set.collection.images, size, cache)?))
    })
}

/// A picture of each width, from what draws one of a width.
fn draw(slug: &str, one: impl Fn(u32) -> Option<(cover::Pixels, Vec<u8>)> + Sync) -> Vec<(String, Pieces, What)> {
    let picture = |width: u32| {
        let (size, bytes) = one(width)?;
        Some((format!("{slug}/cover-{width}.jpg"), bytes.into(), What::Cover(size.width, size.height)))
    };
    WIDTHS.into_par_iter().filter_map(picture).collect()
}
