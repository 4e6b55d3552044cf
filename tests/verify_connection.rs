//! `navauth verify-connection`.
