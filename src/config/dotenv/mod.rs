//! The `.env` file as python-dotenv reads it: lexer, parser, expansion and edits that keep every other byte.

pub mod conflict;
pub mod edit;
pub mod expand;
mod lexer;
pub mod parser;
pub mod pasted;
mod reference;
