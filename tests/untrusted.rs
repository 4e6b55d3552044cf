//! A folder that came from a stranger: nothing in it runs, and nothing is read or written through it that is not in it.

mod files;
mod git;
mod programs;
