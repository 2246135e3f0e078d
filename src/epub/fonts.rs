//! Which faces the book needs, cut down to its characters, with their rules for the stylesheet and
//! their licences.

use std::hash::Hash as _;

use rayon::prelude::*;

use super::archive::File;
use super::book::STYLESHEET;
use super::sfnt;
use super::usage::{self, Characters, Usage};
use super::{EpubFace, EpubFonts, Error};
use crate::source::{Cache, Key};

/// The families that the book will show, that of the text first.
pub(crate) fn families<'a>(fonts: &'a EpubFonts, usage: &Usage) -> Vec<&'a str> {
    let needed = needed(fonts, usage);
    let mut families = Vec::new();
    let of = |mono: bool| needed.iter().map(|(face, _)| *face).filter(move |face| face.mono == mono);
    for face in of(false).chain(of(true)) {
        if !families.contains(&face.family.as_str()) {
            families.push(face.family.as_str());
        }
    }
    families
}

/// The characters that the book sets in `face`; nothing when it has no use for it.
fn characters<'a>(face: &EpubFace, usage: &'a Usage) -> Option<&'a Characters> {
    let set = match (face.mono, face.weight >= 600, face.italic) {
        (true, false, false) => &usage.code,
        (true, ..) => return None,
        // Italics may stand anywhere that text stands.
        (false, false, _) => &usage.text,
        (false, true, false) => &usage.bold,
        (false, true, true) if usage.bold_italic => &usage.bold,
        (false, true, true) => return None,
    };
    (!set.is_empty()).then_some(set)
}

/// The faces that the book needs, each with its characters.
fn needed<'f, 'u>(fonts: &'f EpubFonts, usage: &'u Usage) -> Vec<(&'f EpubFace, &'u Characters)> {
    fonts.faces.iter().filter_map(|face| Some((face, characters(face, usage)?))).collect()
}

/// Name and type of a face's file.
fn file_of(face: &EpubFace) -> (String, &'static str) {
    let (extension, media_type) =
        if face.bytes.starts_with(b"OTTO") { ("otf", "font/otf") } else { ("ttf", "font/ttf") };
    (format!("fonts/{}.{extension}", file_stem(&face.name)), media_type)
}

/// The licences of faces, each once, and the names of their files.
fn licences<'a>(needed: &[(&'a EpubFace, &Characters)]) -> Vec<(&'a str, String)> {
    let mut licences: Vec<(&str, String)> = Vec::new();
    for (face, _) in needed {
        if !licences.iter().any(|(text, _)| *text == face.licence) {
            licences.push((face.licence, format!("fonts/{}-licence.txt", file_stem(&face.family))));
        }
    }
    licences
}

/// What [`embed`] calls its files, and of what type each is.
pub(crate) fn names(fonts: &EpubFonts, usage: &Usage) -> Vec<(String, &'static str)> {
    let needed = needed(fonts, usage);
    let licences = licences(&needed).into_iter().map(|(_, href)| (href, "text/plain"));
    needed.iter().map(|(face, _)| file_of(face)).chain(licences).collect()
}

/// Cuts the faces, and writes the stylesheet: their rules before those of `style`.
///
/// # Errors
/// When a face cannot be read.
pub(crate) fn embed(fonts: &EpubFonts, usage: &Usage, style: &str, cache: &Cache) -> Result<Vec<File>, Error> {
    let needed = needed(fonts, usage);
    let cut = |(face, characters): &(&EpubFace, &Characters)| {
        let (href, _) = file_of(face);
        // The faces are the program's own, and known by their names.
        let mut key = Key::of("a face, cut down for an EPUB");
        (&face.name, usage::ranges(characters)).hash(&mut key);
        File::made(&href, (cache, &key.key()), || Ok(sfnt::subset(face.bytes, characters)?))
    };
    let mut files: Vec<File> = needed.par_iter().map(cut).collect::<Result<_, Error>>()?;
    let mut stylesheet = String::new();
    for ((face, _), file) in needed.iter().zip(&files) {
        stylesheet.push_str(&format!(
            "@font-face {{\n  font-family: \"{}\";\n  font-style: {};\n  font-weight: {};\n  src: url(\"{}\");\n}}\n",
            quoted(&face.family),
            if face.italic { "italic" } else { "normal" },
            face.weight,
            file.href,
        ));
    }
    for (text, href) in licences(&needed) {
        files.push(File::new(&href, text.as_bytes(), cache)?);
    }
    let family = |mono: bool, generic: &str| {
        let used = needed.iter().find(|(face, _)| face.mono == mono);
        used.map_or(generic.to_string(), |(face, _)| format!("\"{}\", {generic}", quoted(&face.family)))
    };
    stylesheet.push_str(&format!("body {{\n  font-family: {};\n}}\n", family(false, "serif")));
    stylesheet.push_str(&format!("code {{\n  font-family: {};\n}}\n", family(true, "monospace")));
    stylesheet.push_str(style);
    files.push(File::new(STYLESHEET, stylesheet.as_bytes(), cache)?);
    Ok(files)
}

/// The name fit for a file: `[a-z0-9-]`.
fn file_stem(name: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(fit).collect()
}

/// The name fit for a CSS string.
fn quoted(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\' | '<')).collect()
}
