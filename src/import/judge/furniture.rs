//! What web pages put around a text: "Printer-friendly version", "Share this", "Log in to post comments".

use super::super::tree::{Block, BlockKind, Document, length, plain};

/// Whole lines, in lower case and without punctuation, that belong to a page and not to its text.
const LINES: &[&str] = &[
    "printer-friendly version",
    "printer friendly version",
    "printer friendly",
    "print this page",
    "print this article",
    "print this",
    "print",
    "print page",
    "printable version",
    "send by email",
    "send by e-mail",
    "send to friend",
    "send to a friend",
    "email this page",
    "email this",
    "email this article",
    "e-mail this",
    "share",
    "share this",
    "share this article",
    "share this page",
    "share on facebook",
    "share on twitter",
    "tweet",
    "tweet this",
    "facebook",
    "twitter",
    "whatsapp",
    "telegram",
    "copy link",
    "pdf version",
    "download pdf",
    "save as pdf",
    "add new comment",
    "add comment",
    "post a comment",
    "leave a comment",
    "leave a reply",
    "no comments",
    "comments are closed",
    "log in to post comments",
    "login to post comments",
    "login or register to post comments",
    "log in or register to post comments",
    "read more",
    "continue reading",
    "back to top",
    "top",
    "back",
    "back to home",
    "home",
    "skip to content",
    "skip to main content",
    "skip to navigation",
    "skip to search",
    "menu",
    "search",
    "subscribe",
    "subscribe to our newsletter",
    "newsletter",
    "sign up",
    "advertisement",
    "loading",
    "next",
    "previous",
    "next article",
    "previous article",
    "related articles",
    "related posts",
    "you may also like",
    "permalink",
    "edit",
    "edit this page",
    "version imprimable",
    "version pour impression",
    "imprimer",
    "imprimer cette page",
    "partager",
    "envoyer par courriel",
    "ajouter un commentaire",
    "lire la suite",
    "retour en haut",
    "haut de page",
    "accueil",
    "druckversion",
    "druckansicht",
    "drucken",
    "seite drucken",
    "teilen",
    "per e-mail senden",
    "weiterlesen",
    "kommentar schreiben",
    "neuen kommentar schreiben",
    "nach oben",
    "startseite",
    "versión para imprimir",
    "versión para impresora",
    "imprimir",
    "compartir",
    "enviar por correo",
    "leer más",
    "añadir nuevo comentario",
    "inicio",
    "versione stampabile",
    "stampa",
    "condividi",
    "leggi tutto",
    "versão para impressão",
    "compartilhar",
    "partilhar",
    "afdrukken",
    "delen",
    "printervriendelijke versie",
    "версия для печати",
    "версия для друку",
    "распечатать",
    "поделиться",
    "читать далее",
    "комментарии",
    "добавить комментарий",
    "наверх",
    "на главную",
    "главная",
];

/// Whether a line belongs to a page and not to its text.
pub(in super::super) fn is_furniture(text: &str) -> bool {
    // Signs in front are arrows and bullets; a number behind counts comments.
    let text = text.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    LINES.contains(&text.as_str())
}

/// Leaves furniture out, with a remark for each piece.
pub(super) fn leave_out(document: &mut Document) {
    let mut gone: Vec<(u32, String)> = Vec::new();
    document.blocks.retain(|block| {
        let furniture = match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                let text = plain(content);
                let parts: Vec<&str> =
                    text.split(['|', '·', '•', '»']).map(str::trim).filter(|part| !part.is_empty()).collect();
                !parts.is_empty() && parts.iter().all(|part| is_furniture(part))
            }
            BlockKind::List { items, .. } => {
                let texts: Vec<String> = items.iter().flatten().filter_map(Block::words).collect();
                texts.len() == items.len() && !texts.is_empty() && texts.iter().all(|text| is_furniture(text))
            }
            _ => false,
        };
        if furniture {
            let mut words = Vec::new();
            block.each(&mut |inlines| words.push(plain(inlines)));
            gone.push((block.at, words.join(", ")));
        }
        !furniture
    });
    // A heading of what was left out may be all that is left.
    if length(&document.blocks) > 0 {
        for (at, words) in gone {
            document.left_out(at, &words);
        }
    }
}
