//! What can be typed after `pamphlet`: syntax only.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use super::print_arguments::{Impose, Pick, Plan, TestSheet};

use crate::source::Cache;

/// The version, with the revision when the program was built from a repository.
const VERSION: &str = if env!("PAMPHLET_REVISION").is_empty() {
    env!("CARGO_PKG_VERSION")
} else {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("PAMPHLET_REVISION"), ")")
};

const HELP: &str = "\
Without a command, `pamphlet` builds.

What goes in:
  book/book.toml                what holds for the whole library (optional)
  book/TITLE/collection.toml    title, authors, order of a title (optional)
  book/TITLE/*.md               its articles, in the order of their names
  book/TITLE/images/            pictures, JPEG or PNG, here or anywhere

What comes out, for each folder with articles:
  dist/TITLE/TITLE.epub         to download; its cover is cover.jpg
  dist/TITLE/TITLE.pdf          to read
  dist/TITLE/TITLE-booklet-a4-short-edge.pdf, -long-edge, -letter-…
                                to print on both sides and fold; take the one
                                named for your paper and your printer's flip
  dist/TITLE/index.html         its download page

And for all of them together: dist/index.html with a search, the feeds opds.xml,
opds.json and feed.xml, and SHA256SUMS. `catalogue = false` in book.toml leaves
these and the download pages out.

With --formats kepub, for Kobo's readers: TITLE.kepub.epub, the same book.
With --formats press, for a print shop: TITLE-press.pdf, PDF/X with bleed. With
pod-kdp, pod-ingram, pod-lulu or pod-bod, for a service that binds books:
TITLE-pod-….pdf, its pages, and TITLE-pod-…-cover.pdf.

dist/ changes all at once, or not at all when there is an error. Files in it
that Pamphlet did not make stay. SOURCE_DATE_EPOCH sets the date in the files;
NO_COLOR takes the colours off.

Examples:
  pamphlet new book             begin a library
  pamphlet                      make dist/ of book/
  pamphlet watch                the same at every change, with a preview
  pamphlet check                say all that is wrong with book/, write nothing
  pamphlet check --typography   and how well its pages are set
  pamphlet check --links        and which addresses outside it leads to
  pamphlet build texts --out public
  pamphlet import page.html essay.docx --into book/essays
  pamphlet --only zhanaozen --formats pdf,booklet
  pamphlet pick 01-strike 03-figures --title Friday
  pamphlet test-sheet           how does this printer turn the paper?
  pamphlet plan --copies 200    how much paper does that take?
  pamphlet impose poster.pdf --scheme zine8 --scale fit

Exit codes:
  0  all is well, perhaps with warnings
  1  errors in the library or on the disk, or pages that exceed the [limits] of
     book.toml; dist/ is as it was
  2  the program was called wrongly";

/// Turns a folder of Markdown articles into an EPUB, a PDF to read, and booklets for the printer.
#[derive(Debug, Parser)]
#[command(name = "pamphlet", version = VERSION, after_help = HELP, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) build: Build,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes EPUB, PDF and booklets of a library (the default)
    Build(Build),
    /// Makes a library again whenever it changes, and shows it in a browser
    Watch(Watch),
    /// Says all that is wrong with a library and writes nothing
    Check(Check),
    /// Makes a title of chosen articles, at once
    Pick(Pick),
    /// Says what a print run takes: sheets, grams, blank pages, staples, money
    Plan(Plan),
    /// Makes a sheet that shows how a printer turns, orders and cuts off paper
    TestSheet(TestSheet),
    /// Puts the pages of any PDF on sheets, to print, fold and cut
    Impose(Box<Impose>),
    /// Turns web pages, plain text, documents and e-books into articles
    Import(Import),
    /// Begins a library: a small one, to write over, that builds at once
    New {
        /// The folder to make
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Where set articles are kept from one run to the next.
#[derive(Debug, Args)]
pub(super) struct Keeping {
    /// Keep set articles for the next run in this folder, not in the user's cache
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Set everything anew and keep nothing; the files are the same
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
}

impl Keeping {
    /// What these options ask for.
    pub(super) fn cache(&self) -> Cache {
        match &self.cache {
            _ if self.no_cache => Cache::none(),
            Some(folder) => Cache::in_folder(folder),
            None => Cache::of_user(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The library's folder
    #[arg(value_name = "DIR", default_value = "book")]
    pub(super) folder: PathBuf,
    /// Say how well the pages are set, and what a typographer would circle on them
    #[arg(long, group = "list")]
    pub(super) typography: bool,
    /// List the addresses outside the library that its articles lead to; none is asked
    #[arg(long, group = "list")]
    pub(super) links: bool,
    /// With --typography: list all faults, not only the worst of each kind
    #[arg(long, requires = "typography")]
    pub(super) all: bool,
    /// With --typography or --links: how to say it; JSON always lists all
    #[arg(long, value_name = "FORMAT", default_value = "text", requires = "list")]
    pub(super) format: Report,
    /// How to say what is wrong: for people, or as an object of JSON a line
    #[arg(long, value_name = "FORMAT", default_value = "text", conflicts_with = "list")]
    pub(super) message_format: Report,
    #[command(flatten)]
    pub(super) keeping: Keeping,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Report {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Watch {
    #[command(flatten)]
    pub(super) build: Build,
    /// Show nothing in a browser
    #[arg(long, conflicts_with = "listen")]
    pub(super) no_preview: bool,
    /// Where the preview answers; an address that is not this machine's own loopback lets others look, too
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The files: saved web pages, plain text, Markdown of Hugo or Jekyll, DOCX, ODT, EPUB, WordPress exports
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The folder to put the articles into; it is made when it is not there
    #[arg(long, value_name = "DIR", default_value = "book/imported")]
    pub(super) into: PathBuf,
    /// The language of the texts, when it cannot be told from them: `en`, `de-AT`
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub(super) language: Option<String>,
    /// Say nothing but what is wrong
    #[arg(long, short)]
    pub(super) quiet: bool,
}

fn language(tag: &str) -> Result<String, String> {
    let known = crate::config::fields::is_language(tag);
    known.then(|| tag.to_owned()).ok_or_else(|| "write a tag such as `en`, `de-AT` or `ru`".to_owned())
}

#[derive(Debug, Args)]
pub(super) struct Build {
    /// The library's folder
    #[arg(value_name = "DIR", default_value = "book")]
    pub(super) folder: PathBuf,
    /// The folder to make
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub(super) out: PathBuf,
    /// Make only the title with this slug, its folder's name; may be given again
    #[arg(long, value_name = "SLUG")]
    pub(super) only: Vec<String>,
    /// Only these, with commas between; those for Kobo and for a press are made only when named
    #[arg(long, value_delimiter = ',', value_name = "FORMATS")]
    pub(super) formats: Vec<Format>,
    /// Say nothing but what is wrong
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// How to say what is wrong and what was made: for people, or as an object of JSON a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) message_format: Report,
    /// Write a rule for make or ninja: FILE depends on all that was read
    #[arg(long, value_name = "FILE")]
    pub(super) depfile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) keeping: Keeping,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Epub,
    /// The EPUB with what Kobo's readers need for highlights and bookmarks
    Kepub,
    Pdf,
    Booklet,
    /// For a print shop: PDF/X-4 or PDF/X-1a with bleed
    Press,
    /// For Kindle Direct Publishing: pages, and a cover around them
    PodKdp,
    /// For IngramSpark
    PodIngram,
    /// For Lulu
    PodLulu,
    /// For Books on Demand
    PodBod,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use std::path::Path;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_command_is_build() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        let bare = parse("pamphlet").unwrap();
        assert!(bare.command.is_none());
        assert_eq!((bare.build.folder.as_path(), bare.build.out.as_path()), (Path::new("book"), Path::new("dist")));
        let build = parse("pamphlet texts --only a --only b --formats epub,booklet -q").unwrap().build;
        assert_eq!((build.folder.as_path(), build.only.len(), build.quiet), (Path::new("texts"), 2, true));
        assert_eq!(build.formats, [Format::Epub, Format::Booklet]);
        assert!(matches!(parse("pamphlet build x --out y").unwrap().command, Some(Command::Build(_))));
        assert!(parse("pamphlet check --typography --all --format json").is_ok());
        assert!(parse("pamphlet check --links --format json").is_ok());
        for wrong in [
            "pamphlet new",
            "pamphlet import",
            "pamphlet import x.html --language english",
            "pamphlet --formats mobi",
            "pamphlet check a b",
            "pamphlet check --all",
            "pamphlet check --format json",
            "pamphlet check --typography --format xml",
            "pamphlet check --typography --links",
            "pamphlet check --links --message-format json",
        ] {
            assert_eq!(parse(wrong).unwrap_err().exit_code(), 2, "{wrong}");
        }
    }
}
