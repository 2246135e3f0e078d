//! Pictures of an imported text: which there are, which a book can hold, what they shall be called.

use std::collections::BTreeSet;

use super::tree::{Block, BlockKind, Document, Inline};

/// The ending of a picture that the program can print; nothing for other formats.
fn ending(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("jpg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("png"),
        _ => None,
    }
}

/// The addresses of all pictures in a document, in order, each once.
fn addresses(document: &Document) -> Vec<(u32, String)> {
    fn of_inlines(inlines: &[Inline], at: u32, out: &mut Vec<(u32, String)>) {
        for inline in inlines {
            match inline {
                Inline::Picture { picture, .. } => out.push((at, picture.clone())),
                Inline::Link { content, .. } | Inline::Styled(_, content) => of_inlines(content, at, out),
                _ => {}
            }
        }
    }
    fn of_block(block: &Block, out: &mut Vec<(u32, String)>) {
        match &block.kind {
            BlockKind::Figure { picture, .. } => out.push((block.at, picture.clone())),
            BlockKind::Quotation { blocks, .. } => blocks.iter().for_each(|block| of_block(block, out)),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| of_block(block, out)),
            BlockKind::Definitions(entries) => {
                entries.iter().flat_map(|(_, meaning)| meaning).for_each(|block| of_block(block, out));
            }
            _ => block.each(&mut |inlines| of_inlines(inlines, block.at, out)),
        }
    }
    let mut out = Vec::new();
    document.blocks.iter().chain(document.notes.values().flatten()).for_each(|block| of_block(block, &mut out));
    let mut seen = BTreeSet::new();
    out.retain(|(_, address)| seen.insert(address.clone()));
    out
}

/// The addresses of pictures that did not come with the file. Those of the net are left out with a remark by
/// [`judge_supplied`], since nothing is fetched.
pub(super) fn wanted(document: &Document) -> Vec<String> {
    let missing = |address: &String| !document.pictures.contains_key(address) && !is_remote(address);
    addresses(document).into_iter().map(|(_, address)| address).filter(missing).collect()
}

fn is_remote(address: &str) -> bool {
    address.starts_with("//")
        || address.split_once(':').is_some_and(|(scheme, _)| scheme.len() > 1 && !scheme.contains('/'))
}

/// Drops the pictures that came with the file and cannot be printed, and remarks on those and on those of the net.
pub(super) fn judge_supplied(document: &mut Document) {
    for (at, address) in addresses(document) {
        if let Some(bytes) = document.pictures.get(&address) {
            if ending(bytes).is_none() {
                document.pictures.insert(address.clone(), Vec::new());
                document.remark(at, format!("picture left out: {} is neither JPEG nor PNG", shown(&address)));
            }
        } else if is_remote(&address) {
            document.remark(
                at,
                format!("picture left out: {} is not on this disk, and nothing is fetched", shown(&address)),
            );
        }
    }
}

/// Takes a picture that lies beside the file.
pub(super) fn supply(document: &mut Document, address: &str, bytes: Option<Vec<u8>>) {
    let at = addresses(document).into_iter().find(|(_, known)| known == address).map_or(0, |(at, _)| at);
    match bytes {
        Some(bytes) if ending(&bytes).is_some() => {
            document.pictures.insert(address.to_owned(), bytes);
        }
        Some(_) => document.remark(at, format!("picture left out: {} is neither JPEG nor PNG", shown(address))),
        None => document.remark(at, format!("picture left out: {} is not beside the file", shown(address))),
    }
}

/// An address that is not too long to be read.
fn shown(address: &str) -> String {
    let short: String = address.chars().take(100).collect();
    format!("`{short}{}`", if short.len() < address.len() { "…" } else { "" })
}

/// The pictures that can be printed: address, path beside the article, bytes.
pub(super) fn named<'d>(document: &'d Document, stem: &str) -> Vec<(String, String, &'d [u8])> {
    let mut out = Vec::new();
    for (_, address) in addresses(document) {
        if let Some(bytes) = document.pictures.get(&address)
            && let Some(ending) = ending(bytes)
        {
            let path = format!("images/{stem}-{}.{ending}", out.len() + 1);
            out.push((address, path, bytes.as_slice()));
        }
    }
    out
}
