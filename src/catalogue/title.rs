//! The page of a title: what it is, its files, its contents, how it becomes paper, how it is cited.

use super::data;
use super::html::{self, Head, INDEX, marked, page_lang, with_lang};
use super::print;
use super::record::{Earlier, File, Record, What};
use super::shelf::Shelf;
use super::words::{PageWords, language_name};
use crate::collection::address::external;
use crate::collection::{Translation, Words};
use crate::config::Edition;
use crate::epub::xml::Xml;

/// A page in the making.
pub(super) struct Page<'a> {
    pub(super) xml: Xml,
    pub(super) record: &'a Record,
    pub(super) shelf: &'a Shelf,
    pub(super) words: &'static PageWords,
    /// The words that publications have, too.
    common: &'static Words,
    /// The language of the page.
    lang: &'a str,
    /// That of the title, where it is another.
    title_lang: Option<&'a str>,
}

/// Writes the page of a title.
pub(super) fn write(record: &Record, shelf: &Shelf) -> Vec<u8> {
    let title_lang = record.lang();
    let words = PageWords::of(&title_lang);
    let lang = page_lang(&title_lang, words.lang);
    let window = format!("{} – {}", record.title, shelf.name);
    let covers = record.covers();
    let head = Head {
        lang,
        title: if record.title == shelf.name { &record.title } else { &window },
        description: record.summary.as_deref().or(record.subtitle.as_deref()),
        up: "../",
        address: shelf.base_url.as_ref().map(|base| format!("{base}/{}/", record.slug)),
        picture: covers.last().map(|(file, ..)| file.path.as_str()),
        data: Some(data::book(record, shelf)),
        script: None,
    };
    let xml = html::begin(shelf, &record.look, &head);
    let common = Words::of(&title_lang);
    let title_lang = marked(&record.lang, lang);
    let mut page = Page { xml, record, shelf, words, common, lang, title_lang };
    page.top();
    page.xml.open("main", &[("class", "title")]);
    page.xml.newline();
    page.opening();
    page.files();
    page.contents();
    print::how_to(&mut page);
    page.about();
    page.xml.finish()
}

impl<'a> Page<'a> {
    /// The way back to the library.
    fn top(&mut self) {
        self.xml.open("header", &[("class", "top")]);
        let lang = marked(self.shelf.name_lang.as_str(), self.lang);
        self.xml.leaf("a", &with_lang(&[("href", &format!("../{INDEX}"))], lang), &self.shelf.name);
        self.xml.close_line();
    }

    fn opening(&mut self) {
        let record = self.record;
        let cover = self.cover();
        self.xml.open("header", &[("class", if cover { "opening" } else { "opening bare" })]);
        self.xml.newline();
        if let Some((series, position)) = &record.series {
            let position = position.map(|n| format!(" {n}")).unwrap_or_default();
            let attributes = with_lang(&[("class", "series")], self.title_lang);
            self.xml.leaf_line("p", &attributes, &format!("{series}{position}"));
        }
        self.xml.leaf_line("h1", &with_lang(&[], self.title_lang), &record.title);
        if let Some(subtitle) = &record.subtitle {
            self.xml.leaf_line("p", &with_lang(&[("class", "subtitle")], self.title_lang), subtitle);
        }
        for credit in self.common.credits(&record.people) {
            self.xml.leaf_line("p", &[("class", "byline")], &credit);
        }
        self.languages();
        if let Some(ornament) = &record.look.ornament {
            self.xml.leaf_line("p", &[("class", "ornament"), ("aria-hidden", "true")], ornament);
        }
        if let Some(summary) = &record.summary {
            self.xml.leaf_line("p", &with_lang(&[("class", "summary")], self.title_lang), summary);
        }
        self.xml.close_line();
    }

    /// The ways to the title in other languages.
    fn languages(&mut self) {
        let translations = &self.record.translations;
        if translations.is_empty() {
            return;
        }
        self.xml.open("nav", &[("class", "languages"), ("aria-label", self.words.languages)]);
        self.xml.open("ul", &[]);
        for Translation { slug, lang, title, .. } in translations {
            let href = format!("../{slug}/{INDEX}");
            let attributes =
                [("href", href.as_str()), ("lang", lang), ("hreflang", lang), ("rel", "alternate"), ("title", title)];
            self.xml.open("li", &[]);
            self.xml.leaf("a", &attributes, language_name(lang));
            self.xml.close();
        }
        self.xml.close();
        self.xml.close_line();
    }

    /// The cover, when there is a picture of it.
    fn cover(&mut self) -> bool {
        let covers = self.record.covers();
        let Some((smallest, width, height)) = covers.first() else { return false };
        let set: Vec<String> = covers.iter().map(|(file, width, _)| format!("{} {width}w", file.name())).collect();
        let (set, width, height) = (set.join(", "), width.to_string(), height.to_string());
        let alt = format!("{}: {}", self.common.cover, self.record.title);
        let mut attributes = vec![("class", "cover"), ("src", smallest.name())];
        if covers.len() > 1 {
            attributes.extend([("srcset", set.as_str()), ("sizes", "(min-width: 60em) 18rem, 11rem")]);
        }
        attributes.extend([("width", width.as_str()), ("height", height.as_str()), ("alt", alt.as_str())]);
        self.xml.empty("img", &attributes);
        self.xml.newline();
        true
    }

    /// What there is to download.
    fn files(&mut self) {
        let record = self.record;
        self.xml.open("div", &[("class", "files")]);
        self.xml.newline();
        let [epub, kepub, pdf] = [&What::Epub, &What::Kepub, &What::Pdf].map(|what| record.file(what));
        if epub.or(kepub).or(pdf).is_some() {
            self.section("read", self.words.read);
            self.xml.open("ul", &[("class", "downloads")]);
            self.xml.newline();
            if let Some(file) = epub {
                let [name, what] = self.words.epub;
                self.download(file, name, what);
            }
            if let Some(file) = kepub {
                let [name, what] = self.words.epub;
                self.download(file, &format!("{name}\u{A0}(Kobo)"), what);
            }
            if let Some(file) = pdf {
                let [name, what] = self.words.pdf;
                let pages = record.pages.map(|count| format!(", {}", self.words.counted(self.words.pages, count)));
                self.download(file, name, &format!("{what}{}", pages.unwrap_or_default()));
            }
            self.xml.close_line();
            self.xml.close_line();
        }
        print::files(self);
        let press: Vec<&File> = record.files.iter().filter(|file| file.what == What::Press).collect();
        if !press.is_empty() {
            self.section("press", self.words.press);
            self.xml.open("ul", &[("class", "downloads")]);
            self.xml.newline();
            press.into_iter().for_each(|file| self.download(file, file.name(), ""));
            self.xml.close_line();
            self.xml.close_line();
        }
        self.xml.close_line();
    }

    /// Begins a section under a heading.
    pub(super) fn section(&mut self, id: &'static str, heading: &str) {
        let heading_id = format!("{id}-heading");
        self.xml.open("section", &[("class", id), ("aria-labelledby", &heading_id)]);
        self.xml.newline();
        self.xml.leaf_line("h2", &[("id", &heading_id)], heading);
    }

    /// A file in a list: its name as a link, what it is, and its size.
    pub(super) fn download(&mut self, file: &File, name: &str, what: &str) {
        self.xml.open("li", &[]);
        self.xml.open("a", &[("href", file.name()), ("type", file.what.media_type()), ("download", file.name())]);
        self.xml.leaf("span", &[("class", "name")], name);
        self.xml.text(" ");
        let size = self.words.bytes(file.bytes);
        let what = if what.is_empty() { size } else { format!("{what}\u{A0}· {size}") };
        self.xml.leaf("span", &[("class", "what")], &what);
        self.xml.close();
        self.xml.close_line();
    }

    fn contents(&mut self) {
        let record = self.record;
        if record.parts.iter().all(|part| part.articles.is_empty()) {
            return;
        }
        self.section("contents", self.common.contents);
        let numbered = record.file(&What::Pdf).or(record.files.iter().find(|file| matches!(file.what, What::Print(_))));
        let pdf = record.file(&What::Pdf).map(File::name);
        for part in &record.parts {
            if let Some(title) = &part.title {
                self.xml.leaf_line("h3", &with_lang(&[], self.title_lang), title);
            }
            self.xml.open("ol", &[]);
            self.xml.newline();
            for entry in &part.articles {
                self.xml.open("li", &[]);
                let lang = marked(&entry.lang, self.lang);
                self.xml.open("span", &[("class", "entry")]);
                match (pdf, entry.page) {
                    (Some(pdf), Some(page)) => {
                        let href = format!("{pdf}#page={page}");
                        self.xml.leaf("a", &with_lang(&[("href", &href)], lang), &entry.title);
                    }
                    _ => self.xml.leaf("span", &with_lang(&[], lang), &entry.title),
                }
                if let Some(authors) = &entry.authors {
                    self.xml.text(" ");
                    self.xml.leaf("span", &[("class", "authors")], authors);
                }
                self.xml.close();
                if let Some(page) = entry.page.filter(|_| numbered.is_some()) {
                    self.xml.text(" ");
                    self.xml.open("span", &[("class", "page")]);
                    self.xml.leaf("span", &[("class", "unseen")], self.common.page);
                    self.xml.text(&format!(" {page}"));
                    self.xml.close();
                }
                self.xml.close_line();
            }
            self.xml.close_line();
        }
        self.xml.close_line();
    }

    fn about(&mut self) {
        let record = self.record;
        self.section("about", self.words.about);
        self.xml.open("dl", &[]);
        self.xml.newline();
        if let Some(date) = record.date {
            self.term(self.words.date, |xml| {
                xml.leaf("time", &[("datetime", &date.iso())], &self.common.date(date));
            });
        }
        if let Some(edition) = &record.edition {
            let told = self.common.edition(edition);
            let lang = marked(self.common.lang, self.lang).filter(|_| edition.changes.is_none());
            self.term(self.words.edition, |xml| xml.leaf("span", &with_lang(&[], lang), &told));
        }
        self.earlier();
        let plain = |text: &str| text.to_owned();
        let publisher = record.publisher.as_deref().map(plain);
        let subjects = (!record.subjects.is_empty()).then(|| record.subjects.join(", "));
        let lang = language_name(&record.lang).to_owned();
        for (name, value) in
            [(self.words.publisher, publisher), (self.words.subjects, subjects), (self.words.language, Some(lang))]
        {
            if let Some(value) = value {
                let lang = if name == self.words.language { Some(record.lang.as_str()) } else { self.title_lang };
                self.term(name, |xml| xml.leaf("span", &with_lang(&[], lang), &value));
            }
        }
        if let Some(rights) = record.rights.as_deref().or(record.rights_url.as_deref()) {
            let address = record.rights_url.as_deref().and_then(external);
            self.term(self.words.licence, |xml| match &address {
                Some(address) => xml.leaf("a", &[("rel", "license"), ("href", address)], rights),
                None => xml.text(rights),
            });
        }
        if let Some((_, summary)) = record.accessibility.iter().find(|(term, _)| term == "accessibilitySummary") {
            self.term(self.words.accessibility, |xml| xml.text(summary));
        }
        self.cite();
        self.xml.close_line();
        self.xml.close_line();
    }

    /// `The editors: Zhanaozen, 2011. A strike. Pamphlet Press, 24 November 2026. https://…`
    fn cite(&mut self) {
        let record = self.record;
        let names = self.shelf.creators(record).into_iter().filter(|name| Some(*name) != record.publisher.as_deref());
        let names = self.common.list(&names.collect::<Vec<_>>());
        let subtitle = record.subtitle.as_ref().map(|subtitle| format!(". {subtitle}")).unwrap_or_default();
        let edition = record.edition.as_ref().filter(|edition| edition.number > 1);
        let edition = edition.map(|edition| self.common.edition(&Edition { changes: None, ..edition.clone() }));
        let place = [edition, record.publisher.clone(), record.date.map(|date| self.common.date(date))];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let address = self.shelf.base_url.as_ref().map(|base| format!("{base}/{}/", record.slug));
        let title_lang = self.title_lang;
        self.term(self.words.cite, |xml| {
            if !names.is_empty() {
                xml.text(&format!("{names}: "));
            }
            xml.leaf("cite", &with_lang(&[], title_lang), &format!("{}{subtitle}", record.title));
            xml.text(".");
            if !place.is_empty() {
                xml.text(&format!(" {place}."));
            }
            if let Some(address) = &address {
                xml.text(" ");
                xml.leaf("a", &[("href", address)], address);
            }
        });
    }

    /// The files of earlier editions.
    fn earlier(&mut self) {
        let (record, common, words) = (self.record, self.common, self.words);
        if record.earlier.is_empty() {
            return;
        }
        self.term(words.earlier, |xml| {
            xml.open("ul", &[]);
            for Earlier { edition, date, files } in &record.earlier {
                xml.open("li", &[]);
                let date = date.map(|date| format!(" ({})", common.date(date))).unwrap_or_default();
                xml.text(&format!("{}{date}:", common.edition(&Edition { changes: None, number: edition.number })));
                for file in files {
                    xml.text(" ");
                    let path = file.path.strip_prefix(&format!("{}/", record.slug)).unwrap_or(&file.path);
                    let attributes = [("href", path), ("type", file.what.media_type()), ("download", file.name())];
                    xml.leaf("a", &attributes, file.name());
                }
                xml.close();
            }
            xml.close();
        });
    }

    /// A term and what is told under it.
    fn term(&mut self, term: &str, told: impl FnOnce(&mut Xml)) {
        self.xml.open("div", &[]);
        self.xml.leaf("dt", &[], term);
        self.xml.open("dd", &[]);
        told(&mut self.xml);
        self.xml.close();
        self.xml.close_line();
    }
}
