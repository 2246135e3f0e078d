//! What the file says about itself: the information dictionary, the same as XMP, the colours meant.

use std::fmt::Write as _;

use super::icc;
use super::objects::{Objects, Ref, Version, text_string};
use crate::collection::Collection;
use crate::collection::moment::Moment;
use crate::deflate;
use crate::manuscript::Person;

/// Which standards a file says it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conformance {
    /// PDF/UA-1 and PDF/A-2a.
    Accessible,
    /// None: a file for a printer.
    None,
    /// PDF/X-4 (ISO 15930-7:2010).
    X4,
    /// PDF/X-1a:2001 (ISO 15930-1:2001).
    X1a,
}

impl Conformance {
    /// The version of PDF that the standard is about.
    pub(super) fn version(self) -> Version {
        match self {
            Self::Accessible | Self::None => Version::Pdf17,
            Self::X4 => Version::Pdf16,
            Self::X1a => Version::Pdf13,
        }
    }

    fn is_for_press(self) -> bool {
        matches!(self, Self::X4 | Self::X1a)
    }
}

fn authors(collection: &Collection) -> Vec<&str> {
    Person::authors(&collection.people)
}

/// The document information dictionary (ISO 32000-1, 14.3.3).
pub(super) fn info(collection: &Collection, conformance: Conformance) -> String {
    let date = Moment::of(collection.modified).pdf();
    let mut out = format!(
        "<</Title{}/Creator(Pamphlet)/Producer(Pamphlet)/CreationDate({date})/ModDate({date})",
        text_string(&collection.title)
    );
    let authors = authors(collection);
    let lists = [("Author", authors.join(", ")), ("Keywords", collection.subjects.join(", "))];
    let summary = ("Subject", collection.summary.clone().unwrap_or_default());
    for (key, value) in lists.into_iter().chain([summary]).filter(|(_, value)| !value.is_empty()) {
        let _ = write!(out, "/{key}{}", text_string(&value));
    }
    if conformance.is_for_press() {
        out.push_str("/Trapped/False");
    }
    // PDF/X-4 says in its XMP alone what it is.
    if conformance == Conformance::X1a {
        out.push_str("/GTS_PDFXVersion(PDF/X-1:2001)/GTS_PDFXConformance(PDF/X-1a:2001)");
    }
    out + ">>"
}

/// The same as XMP (ISO 16684-1), agreeing with the information dictionary.
pub(super) fn xmp(collection: &Collection, conformance: Conformance) -> String {
    let date = Moment::of(collection.modified).iso();
    let mut out = String::from(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n\
         <dc:format>application/pdf</dc:format>\n",
    );
    let mut put = |element: &str, list: &str, item: &str, value: &str| {
        if !value.is_empty() {
            let value = escape(value);
            let _ = writeln!(out, "<{element}><rdf:{list}><rdf:li{item}>{value}</rdf:li></rdf:{list}></{element}>");
        }
    };
    let default = " xml:lang=\"x-default\"";
    put("dc:title", "Alt", default, &collection.title);
    put("dc:language", "Bag", "", collection.lang.as_str());
    // The information dictionary has one string: so has this list.
    put("dc:creator", "Seq", "", &authors(collection).join(", "));
    put("dc:description", "Alt", default, collection.summary.as_deref().unwrap_or_default());
    let _ = writeln!(out, "<dc:identifier>{}</dc:identifier>", escape(&collection.identifier));
    if !collection.subjects.is_empty() {
        let _ = writeln!(out, "<pdf:Keywords>{}</pdf:Keywords>", escape(&collection.subjects.join(", ")));
    }
    let _ = writeln!(
        out,
        "<xmp:CreatorTool>Pamphlet</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate>\
         <xmp:ModifyDate>{date}</xmp:ModifyDate><pdf:Producer>Pamphlet</pdf:Producer></rdf:Description>"
    );
    match conformance {
        Conformance::Accessible => out.push_str(IDENTIFICATION),
        Conformance::None => {}
        Conformance::X4 | Conformance::X1a => {
            let _ = writeln!(
                out,
                "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
                 xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">\
                 <pdf:Trapped>False</pdf:Trapped><xmp:MetadataDate>{date}</xmp:MetadataDate>\
                 <xmpMM:DocumentID>{}</xmpMM:DocumentID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>\
                 <xmpMM:VersionID>1</xmpMM:VersionID></rdf:Description>",
                escape(&collection.identifier)
            );
        }
    }
    if conformance == Conformance::X4 {
        out.push_str(
            "<rdf:Description rdf:about=\"\" xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">\
             <pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion></rdf:Description>\n",
        );
    }
    out + "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
}

/// The identification of PDF/A-2a (ISO 19005-2, 6.6.4) and of PDF/UA-1 (ISO 14289-1, 5), and a description of the latter's
/// schema, which PDF/A does not know (ISO 19005-2, 6.6.2.3).
const IDENTIFICATION: &str = "\
<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><pdfaid:part>2</pdfaid:part>\
<pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Writes the output intent: device colours are those of sRGB (ISO 19005-2, 6.2.3; ISO 32000-1, 14.11.5).
pub(super) fn output_intent(objects: &mut Objects<'_>) -> Ref {
    let profile = objects.stream("/N 3", deflate::zlib(&icc::srgb()));
    objects.add(format!(
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)\
         /DestOutputProfile {profile}>>"
    ))
}
