//! What several test programs need: setting titles in process, and reading files back independently of how
//! they were written.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

pub mod desk;
pub mod epub_text;
pub mod expected;
pub mod kept;
pub mod paper;
pub mod pdf_text;
pub mod preflight;
pub mod sheets;
pub mod tags;
pub mod title;
