//! `navauth check-env --live`: the live site, its Space, its Neon project and the record of test logins.

mod afterwards;
pub mod production;
mod record;
mod site;
