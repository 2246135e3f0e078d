//! Embeds what the program carries: the faces of `fonts/` with their hashes and licences, the
//! hyphenation patterns, the starter that `pamphlet new` copies, the revision it was built from.
//! Writes tables of `include_bytes!` to `OUT_DIR` and nothing anywhere else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use sha2::{Digest as _, Sha256};

/// A family's folder must hold one of these.
const LICENCE_NAMES: [&str; 3] = ["OFL.txt", "LICENSE.txt", "LICENCES.md"];
const FONTS: &str = "fonts";
const STARTER: &str = "src/cli/starter";
/// What the program is made of: the starter is under `src`.
const MADE_OF: [&str; 4] = ["build.rs", "Cargo.lock", "src", FONTS];

fn main() -> ExitCode {
    match embed() {
        Ok(()) => ExitCode::SUCCESS,
        // Returned from `main`, it would be shown as Rust code.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("Cargo sets OUT_DIR"))?);
    // Cargo looks at the files of these folders one by one.
    for watched in MADE_OF {
        println!("cargo::rerun-if-changed={watched}");
    }
    fs::write(out.join("fonts.rs"), fonts()?)?;
    fs::write(out.join("starter.rs"), starter()?)?;
    println!("cargo::rustc-env=PAMPHLET_REVISION={}", revision().unwrap_or_default());
    println!("cargo::rustc-env=PAMPHLET_BUILD={}", made_of()?);
    Ok(())
}

/// A hash of all that the program is made of: what another build has kept is not used.
fn made_of() -> io::Result<String> {
    let mut hash = Sha256::new();
    for part in MADE_OF.map(Path::new) {
        let files = if part.is_dir() { files_under(part)? } else { vec![part.to_owned()] };
        for path in files.iter().filter(|path| path.exists()) {
            // A hash of each, so that no two sets of files are hashed from the same bytes.
            hash.update(Sha256::digest(fs::read(path)?));
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The tables of faces, patterns and licences.
fn fonts() -> io::Result<String> {
    let (mut faces, mut patterns, mut licences) = (String::new(), String::new(), String::new());
    for path in files_under(Path::new(FONTS))? {
        let (file, bytes) = (name(&path)?, include(&path)?);
        let family = match path.parent() {
            Some(folder) if folder != Path::new(FONTS) => name(folder)?,
            _ => return Err(io::Error::other(format!("{} must lie in a folder of its family", path.display()))),
        };
        let _ = match path.extension().and_then(|e| e.to_str()) {
            Some("otf" | "ttf") => {
                require_licence(&path)?;
                let sha256 = hexadecimal(&Sha256::digest(fs::read(&path)?));
                writeln!(
                    faces,
                    "    EmbeddedFace {{ family: {family:?}, file: {file:?}, bytes: {bytes}, sha256: {sha256:?} }},"
                )
            }
            Some("bincode") => {
                require_licence(&path)?;
                let language = file.strip_suffix(".standard.bincode").unwrap_or(file);
                writeln!(patterns, "    ({language:?}, {bytes}),")
            }
            Some("txt" | "md") => {
                let text = bytes.replacen("include_bytes", "include_str", 1);
                writeln!(licences, "    Licence {{ family: {family:?}, file: {file:?}, text: {text} }},")
            }
            _ => return Err(io::Error::other(format!("{} is neither a face, patterns nor a licence", path.display()))),
        };
    }
    Ok(format!(
        "/// The faces, sorted by family and file.\n\
         pub static FACES: &[EmbeddedFace] = &[\n{faces}];\n\n\
         /// Hyphenation patterns by language, sorted: the code that crate `hyphenation` gives it, and its dictionary.\n\
         pub static PATTERNS: &[(&str, &[u8])] = &[\n{patterns}];\n\n\
         /// The licences of faces and patterns, sorted by family and file.\n\
         pub static LICENCES: &[Licence] = &[\n{licences}];\n"
    ))
}

/// The table of the starter's files by path relative to the new library, with `/` between parts.
fn starter() -> io::Result<String> {
    let mut table =
        String::from("/// The starter's files, sorted by path.\npub(crate) static STARTER: &[(&str, &[u8])] = &[\n");
    for path in files_under(Path::new(STARTER))? {
        let relative = path.strip_prefix(STARTER).map_err(io::Error::other)?;
        let parts: Vec<&str> = relative.iter().filter_map(|part| part.to_str()).collect();
        let _ = writeln!(table, "    ({:?}, {}),", parts.join("/"), include(&path)?);
    }
    table.push_str("];\n");
    Ok(table)
}

/// Fails when the folder of `path` says nothing about its licence: nothing unlicensed is shipped.
fn require_licence(path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    if LICENCE_NAMES.iter().any(|licence| folder.join(licence).is_file()) {
        return Ok(());
    }
    let message =
        format!("{} has no licence: put {} beside {}", folder.display(), LICENCE_NAMES.join(" or "), name(path)?);
    Err(io::Error::other(message))
}

/// All files under `folder`, sorted by path so that the tables do not depend on the disk. Names
/// that begin with a dot are the file manager's.
fn files_under(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if name(&path)?.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            files.append(&mut files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn name(path: &Path) -> io::Result<&str> {
    path.file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| io::Error::other(format!("{} has a name that is not Unicode", path.display())))
}

/// The expression that embeds the file at `path`, relative to the package.
fn include(path: &Path) -> io::Result<String> {
    let absolute = env::current_dir()?.join(path);
    Ok(format!(
        "include_bytes!({:?})",
        absolute.to_str().ok_or_else(|| io::Error::other("the package's path is not Unicode"))?
    ))
}

/// The commit, for `--version` only: it never reaches the files that the program makes. Comes
/// from the variable of that name, else from `.git`, which a released package does not have.
/// A debug build goes without, or every commit would compile the program anew.
#[expect(clippy::disallowed_methods, reason = "the rule is for the program; Cargo talks to this script by variables")]
fn revision() -> Option<String> {
    println!("cargo::rerun-if-env-changed=PAMPHLET_REVISION");
    if let Ok(revision) = env::var("PAMPHLET_REVISION") {
        return Some(revision);
    }
    if env::var("PROFILE").as_deref() != Ok("release") {
        return None;
    }
    let head = read_watched(".git/HEAD")?;
    let commit = match head.strip_prefix("ref: ") {
        None => head,
        Some(branch) => read_watched(&format!(".git/{branch}")).or_else(|| {
            let packed = read_watched(".git/packed-refs")?;
            packed.lines().find_map(|line| line.strip_suffix(branch).map(|hash| hash.trim().to_owned()))
        })?,
    };
    commit.get(..12).filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit())).map(str::to_owned)
}

/// The trimmed text of a file that, when it changes, brings this script to run again. A file that
/// is not there is not watched: Cargo would take it for changed at every build.
fn read_watched(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    println!("cargo::rerun-if-changed={path}");
    Some(text.trim().to_owned())
}
