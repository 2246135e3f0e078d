//! The commands.

pub mod new;
