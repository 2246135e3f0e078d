//! Which faces the book needs, cut down to its characters, with their rules for the stylesheet and
//! their licences.

use std::hash::Hash as _;

use rayon::prelude::*;

use super::archive::File;
use super::sfnt;
use super::usage::{self, Characters, Usage};
use super::{EpubFace, EpubFonts, Error};
use crate::source::{Cache, Key};

/// Faces and stylesheet, ready for the archive.
pub(crate) struct Embedded {
    pub(crate) files: Vec<File>,
    pub(crate) stylesheet: String,
}

/// The families that the book will show, that of the text first.
pub(crate) fn families<'a>(fonts: &'a EpubFonts, usage: &Usage) -> Vec<&'a str> {
    let mut families = Vec::new();
    let of = |mono: bool| fonts.faces.iter().filter(move |f| f.mono == mono && characters(f, usage).is_some());
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

/// Cuts the faces and writes their rules before those of `style`.
///
/// # Errors
/// When a face cannot be read.
pub(crate) fn embed(fonts: &EpubFonts, usage: &Usage, style: &str, cache: &Cache) -> Result<Embedded, Error> {
    let used: Vec<(&EpubFace, &Characters)> =
        fonts.faces.iter().filter_map(|face| Some((face, characters(face, usage)?))).collect();
    let cut = |(face, characters): &(&EpubFace, &Characters)| {
        let (extension, media_type) =
            if face.bytes.starts_with(b"OTTO") { ("otf", "font/otf") } else { ("ttf", "font/ttf") };
        let href = format!("fonts/{}.{extension}", file_stem(&face.name));
        // The faces are the program's own, and known by their names.
        let mut key = Key::of("a face, cut down for an EPUB");
        (&face.name, usage::ranges(characters)).hash(&mut key);
        File::made(&href, media_type, (cache, &key.key()), || Ok(sfnt::subset(face.bytes, characters)?))
    };
    let mut files: Vec<File> = used.par_iter().map(cut).collect::<Result<_, Error>>()?;
    let mut stylesheet = String::new();
    let mut licences: Vec<(&str, String)> = Vec::new();
    for ((face, _), file) in used.into_iter().zip(&files) {
        stylesheet.push_str(&format!(
            "@font-face {{\n  font-family: \"{}\";\n  font-style: {};\n  font-weight: {};\n  src: url(\"{}\");\n}}\n",
            quoted(&face.family),
            if face.italic { "italic" } else { "normal" },
            face.weight,
            file.href,
        ));
        if !licences.iter().any(|(text, _)| *text == face.licence) {
            let stem = file_stem(&face.family);
            licences.push((face.licence, format!("fonts/{stem}-licence.txt")));
        }
    }
    for (text, href) in licences {
        files.push(File::new(&href, "text/plain", text.as_bytes(), cache)?);
    }
    let family = |mono: bool, generic: &str| {
        let used = fonts.faces.iter().find(|f| f.mono == mono && characters(f, usage).is_some());
        used.map_or(generic.to_string(), |f| format!("\"{}\", {generic}", quoted(&f.family)))
    };
    stylesheet.push_str(&format!("body {{\n  font-family: {};\n}}\n", family(false, "serif")));
    stylesheet.push_str(&format!("code {{\n  font-family: {};\n}}\n", family(true, "monospace")));
    stylesheet.push_str(style);
    Ok(Embedded { files, stylesheet })
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
