//! The addresses outside a library that its articles lead to, as text for people and as JSON for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::publish::Published;
use super::summary::plural;
use crate::diagnostics::Files;

/// Where each address stands: files and lines, from 1. An article of two titles counts once.
fn places(titles: &[Published], files: &Files) -> BTreeMap<String, Vec<(String, usize)>> {
    let mut seen = BTreeSet::new();
    let mut places: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
    for (address, span) in titles.iter().flat_map(|title| &title.links) {
        let file = files.get(span.file);
        let path = file.path.to_string_lossy().replace('\\', "/");
        if seen.insert((address, path.clone(), span.start)) {
            places.entry(address.clone()).or_default().push((path, file.position(span.start as usize).0));
        }
    }
    places.values_mut().for_each(|places| places.sort());
    places
}

/// A line for each address, in order, with how often it occurs, and below it the places.
pub(super) fn text(titles: &[Published], files: &Files, bold: &dyn Fn(&str) -> String) -> String {
    let places = places(titles, files);
    let mut out = String::new();
    for (address, places) in &places {
        let _ = writeln!(out, "{}  {}", bold(address), plural(places.len(), "time"));
        for (file, line) in places {
            let _ = writeln!(out, "  {file}:{line}");
        }
    }
    let _ = match places.len() {
        1 => writeln!(out, "1 address"),
        n => writeln!(out, "{n} addresses"),
    };
    out
}

/// All addresses as JSON. The keys are told in the handbook; they stay, and others may join.
pub(super) fn json(titles: &[Published], files: &Files) -> String {
    let links = places(titles, files).into_iter().map(|(address, places)| Link {
        address,
        count: places.len(),
        places: places.into_iter().map(|(file, line)| Place { file, line }).collect(),
    });
    let report = Report { links: links.collect() };
    serde_json::to_string_pretty(&report).expect("keys are texts and numbers are finite") + "\n"
}

#[derive(Serialize)]
struct Report {
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    address: String,
    count: usize,
    places: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
}
