//! Reads back from a PDF where on its sheets pages lie, by a text stamped on the middle of each.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::pdf_text::{code_length, code_of, to_unicode};

/// A side of a sheet as the file has it.
#[derive(Debug, Clone)]
pub struct Side {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What is shown in one go, and whether it stands upright.
    pub words: Vec<(String, bool)>,
    /// Those that are numbers, the stamps of pages, in the order in which they are drawn.
    pub stamps: Vec<Stamp>,
}

/// The stamp of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    /// The number that it says.
    pub page: usize,
    /// Distance from the sheet's left edge, in points.
    pub x: f64,
    /// Distance from its upper edge.
    pub y: f64,
    /// Whether it stands upright; else it stands on its head.
    pub upright: bool,
    /// How much larger than drawn.
    pub scale: f64,
}

/// A matrix as PDF writes it (ISO 32000-1, 8.3.3).
type Matrix = [f64; 6];

const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first`, then `second`.
fn then(first: Matrix, second: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [g, h, i, j, k, l] = second;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// Reads all sides of a file.
pub fn read(bytes: &[u8]) -> Vec<Side> {
    let document = Document::load_mem(bytes).expect("the PDF can be read");
    let mut known = BTreeMap::new();
    document.get_pages().into_values().map(|page| side(&document, page, &mut known)).collect()
}

/// What a form shows, with the matrix of each text.
type Known = BTreeMap<ObjectId, Vec<(String, Matrix)>>;

fn side(document: &Document, page: ObjectId, known: &mut Known) -> Side {
    let dictionary = document.get_dictionary(page).expect("a page is a dictionary");
    let bounds = dictionary.get(b"MediaBox").and_then(Object::as_array).expect("a sheet has a size");
    let bounds: Vec<f64> = bounds.iter().map(number).collect();
    let (width, height) = (bounds[2] - bounds[0], bounds[3] - bounds[1]);
    let resources = dictionary.get(b"Resources").and_then(Object::as_dict).expect("a sheet has resources");
    let content = Content::decode(&document.get_page_content(page)).expect("the content can be read");
    let mut shown = Vec::new();
    walk(document, resources, &content, UNIT, known, &mut shown);
    let stamp = |(text, matrix): &(String, Matrix)| {
        assert!(matrix[1].abs() < 1e-6 && (matrix[0] - matrix[3]).abs() < 1e-6, "{text} lies aslant: {matrix:?}");
        let page = text.parse().ok()?;
        Some(Stamp { page, x: matrix[4], y: height - matrix[5], upright: matrix[0] > 0.0, scale: matrix[0].abs() })
    };
    let stamps = shown.iter().filter_map(stamp).collect();
    let words = shown.into_iter().map(|(text, matrix)| (text, matrix[0] > 0.0)).collect();
    Side { width, height, words, stamps }
}

/// Goes through a content stream, and through the forms that it draws.
fn walk(
    document: &Document,
    resources: &Dictionary,
    content: &Content,
    outer: Matrix,
    known: &mut Known,
    shown: &mut Vec<(String, Matrix)>,
) {
    let mut stack = Vec::new();
    let mut at = outer;
    let (mut text, mut font) = (UNIT, Vec::new());
    let mut fonts = Fonts::new();
    for operation in &content.operations {
        let operands = &operation.operands;
        let matrix = || -> Matrix {
            let numbers: Vec<f64> = operands.iter().map(number).collect();
            numbers.try_into().expect("a matrix has six numbers")
        };
        match operation.operator.as_str() {
            "q" => stack.push(at),
            "Q" => at = stack.pop().expect("q and Q are paired"),
            "cm" => at = then(matrix(), at),
            "BT" => text = UNIT,
            "Tm" => text = matrix(),
            "Td" => text = then([1.0, 0.0, 0.0, 1.0, number(&operands[0]), number(&operands[1])], text),
            "Tf" => font = operands[0].as_name().expect("a font has a name").to_vec(),
            "Tj" | "TJ" => {
                shown.push((said(document, resources, &font, &operands[0], &mut fonts), then(text, at)));
            }
            "Do" => {
                let id = entry(document, resources, b"XObject")
                    .get(operands[0].as_name().expect("a form has a name"))
                    .and_then(Object::as_reference)
                    .expect("a form is an object");
                if !known.contains_key(&id) {
                    let form = document.get_object(id).and_then(Object::as_stream).expect("a form is a stream");
                    let inner = form.dict.get(b"Matrix").and_then(Object::as_array).map_or(UNIT, |numbers| {
                        numbers.iter().map(number).collect::<Vec<_>>().try_into().expect("six numbers")
                    });
                    let bytes = form.decompressed_content().unwrap_or_else(|_| form.content.clone());
                    let content = Content::decode(&bytes).expect("the form can be read");
                    let empty = Dictionary::new();
                    let own = form.dict.get(b"Resources").ok().map_or(&empty, |own| resolve(document, own));
                    let mut within = Vec::new();
                    walk(document, own, &content, inner, known, &mut within);
                    known.insert(id, within);
                }
                shown.extend(known[&id].iter().map(|(text, matrix)| (text.clone(), then(*matrix, at))));
            }
            _ => {}
        }
    }
}

/// Of the fonts of a content stream how long their codes are, and what these stand for.
type Fonts = BTreeMap<Vec<u8>, Option<(usize, BTreeMap<u16, String>)>>;

fn said(document: &Document, resources: &Dictionary, name: &[u8], shown: &Object, fonts: &mut Fonts) -> String {
    let map = fonts.entry(name.to_vec()).or_insert_with(|| {
        let font = resolve(document, entry(document, resources, b"Font").get(name).expect("the font is there"));
        font.has(b"ToUnicode").then(|| (code_length(document, font), to_unicode(document, font)))
    });
    let strings = match shown {
        Object::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let mut said = String::new();
    for string in strings {
        let Object::String(bytes, _) = string else { continue };
        match map {
            Some((length, map)) => bytes.chunks_exact(*length).for_each(|code| {
                let text = map.get(&code_of(code));
                said.push_str(text.map_or("\u{FFFD}", String::as_str));
            }),
            None => said.push_str(&String::from_utf8_lossy(bytes)),
        }
    }
    said
}

fn entry<'d>(document: &'d Document, resources: &'d Dictionary, key: &[u8]) -> &'d Dictionary {
    resolve(document, resources.get(key).expect("the resource is there"))
}

fn resolve<'d>(document: &'d Document, object: &'d Object) -> &'d Dictionary {
    match object {
        Object::Reference(id) => document.get_dictionary(*id).expect("it is a dictionary"),
        object => object.as_dict().expect("it is a dictionary"),
    }
}

fn number(object: &Object) -> f64 {
    match object {
        Object::Integer(number) => *number as f64,
        number => number.as_float().expect("a number").into(),
    }
}
