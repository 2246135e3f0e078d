//! What several test programs need: reading a PDF back, independently of how it was written.
#![allow(dead_code, reason = "each test program uses its own part")]

pub mod expected;
pub mod pdf_text;
