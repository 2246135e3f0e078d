//! Documents of word processors, which are archives of XML: DOCX ([`docx`]) and OpenDocument text ([`odt`]), and what they
//! share with e-books, the archive and the reading of XML.

pub(super) mod docx;
pub(super) mod odt;
pub(super) mod package;
mod tally;
pub(super) mod xml;
