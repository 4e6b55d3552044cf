//! A folder from a hostile repository: nothing in it runs, and nothing outside it is read or written through it.

mod files;
mod git;
mod programs;
