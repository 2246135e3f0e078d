//! Lists of all there is: checksums, for those who download, and the map of the site, for those who search the web.

use super::record::Record;
use super::shelf::Shelf;
use crate::epub::xml::Xml;
use crate::source::sha256;

/// The map's name.
pub(super) const SITEMAP: &str = "sitemap.xml";

/// Writes the checksums of all titles' files and of `others`, sorted by path, as `sha256sum --check` reads them.
pub(super) fn sums(records: &[Record], others: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let earlier = records.iter().flat_map(|record| &record.earlier).flat_map(|earlier| &earlier.files);
    let files = records
        .iter()
        .flat_map(|record| &record.files)
        .chain(earlier)
        .map(|file| (file.path.as_str(), file.sha256.clone()));
    let mut sums: Vec<_> = files.chain(others.iter().map(|(path, bytes)| (*path, sha256([&bytes[..]])))).collect();
    sums.sort();
    sums.into_iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect::<String>().into_bytes()
}

/// Writes the map (sitemaps.org), which wants whole addresses: nothing when the library has none.
pub(super) fn sitemap(shelf: &Shelf, records: &[Record]) -> Option<Vec<u8>> {
    let base = shelf.base_url.as_ref()?;
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")]);
    xml.newline();
    let titles = records.iter().map(|record| (format!("{base}/{}/", record.slug), record.date));
    for (address, date) in
        [(format!("{base}/"), records.iter().filter_map(|record| record.date).max())].into_iter().chain(titles)
    {
        xml.open("url", &[]);
        xml.leaf("loc", &[], &crate::collection::address::external(&address).unwrap_or(address));
        if let Some(date) = date {
            xml.leaf("lastmod", &[], &date.iso());
        }
        xml.close_line();
    }
    Some(xml.finish())
}
