//! Sets the titles of a library in type, in process.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use pamphlet::collection::{Around, Collection, Titles, assemble, gather};
use pamphlet::config::{self, Settings};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::manuscript;
use pamphlet::pdf::Encoded;
use pamphlet::source::{Cache, Folder, Library};
use pamphlet::typeset::{Paged, Typesetter, Volume};

/// A title, assembled and set.
pub struct SetTitle {
    pub collection: Arc<Collection>,
    pub volume: Volume,
    /// All its pages.
    pub paged: Paged,
}

impl SetTitle {
    /// Its PDF to read.
    pub fn pdf(&self) -> Vec<u8> {
        let cache = Cache::none();
        let encoded = Encoded::new(&self.volume, &self.collection, &cache);
        encoded.and_then(|encoded| encoded.reading()).expect("it can be written").whole().into_owned()
    }
}

/// Sets every title of the library in `root`, with the settings that `change` leaves.
///
/// # Panics
/// When anything is an error.
pub fn set(root: &Path, change: impl Fn(&mut Settings)) -> Vec<SetTitle> {
    let (library, found) = Library::read(root);
    set_library(&library, found, change)
}

/// Sets every title of a library that has been read, with what its reading `found`.
pub fn set_library(library: &Library, mut found: Diagnostics, change: impl Fn(&mut Settings)) -> Vec<SetTitle> {
    let mut book = config::book(&library.files, library.book, &mut found);
    change(&mut book);
    let gathering = gather(library, &book, &Cache::none());
    let mut articles = BTreeMap::new();
    for file in gathering.titles.iter().flat_map(|title| &title.folder.articles) {
        let (article, faults) = manuscript::read(&library.files, *file, &gathering.defaults(&library.files, *file));
        articles.extend(article.map(|article| (*file, article)));
        found.append(faults);
    }
    let titles = Titles::new(&gathering, &library.files, &book, |file| articles.get(&file));
    let around = Around { book: &book, library, titles: &titles };
    let typesetter = Typesetter::default();
    let mut out = Vec::new();
    for title in gathering.titles {
        let of = title.folder.articles.iter().filter_map(|file| articles.get(file).cloned()).collect();
        found.append(title.found);
        let settings = title.settings;
        let (collection, faults) = assemble(&settings, &title.folder, of, &around);
        found.append(faults);
        let collection = Arc::new(collection);
        let keys = collection.article_keys();
        let (volume, faults) = typesetter.volume(&collection, &keys, &settings.design, &book.hyphenation, &|| {});
        found.append(faults);
        let paged = volume.whole();
        out.push(SetTitle { collection, volume, paged });
    }
    assert!(!found.has_errors(), "{}", found.render(&library.files, false));
    out
}

/// A library in memory with every element that Markdown can say, in two titles and with all that the elements lead to.
pub fn torture() -> Library {
    let mut library = in_memory(&[
        ("news/01-every-element.md", include_str!("../fixtures/every-element.md")),
        ("news/02-again.md", include_str!("../fixtures/notes-everywhere.md")),
        ("other/02-b.md", "# B\n\n## Part\n\nSee [the paper](../news/01-every-element.md).\n"),
    ]);
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 90)
        .encode(&[128; 16], 4, 4, jpeg_encoder::ColorType::Luma)
        .expect("it is a picture");
    library.images.insert("news/images/square.png".to_owned(), grey_png(4, 4).into());
    library.images.insert("shared/dot.jpg".to_owned(), jpeg.into());
    library
}

/// A library of these articles, each `title/article.md`, in order.
pub fn in_memory(articles: &[(&str, &str)]) -> Library {
    let mut library = Library::default();
    for (path, text) in articles {
        let file = library.files.add(*path, *text);
        let slug = path.split('/').next().expect("an article lies in a folder");
        match library.collections.iter_mut().find(|folder| folder.slug == slug) {
            Some(folder) => folder.articles.push(file),
            None => library.collections.push(Folder {
                slug: slug.to_owned(),
                path: slug.to_owned(),
                settings: None,
                articles: vec![file],
            }),
        }
    }
    library
}

/// A grey picture of this many pixels.
pub fn grey_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let pixels = vec![128; (width * height) as usize];
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).expect("it is a picture");
    bytes
}
