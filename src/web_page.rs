//! Self-contained web pages: one stylesheet, escaped by construction, and a policy that allows nothing from elsewhere.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::crypto::sha256;

/// The colors of every page, light and dark.
pub const PALETTE: &str = include_str!("palette.css");

const STYLE: &str = include_str!("web_page.css");

/// A page. Style and script are constants, because only the body is escaped.
pub struct WebPage<'page> {
    pub title: &'page str,
    /// What the page adds to the stylesheet of all.
    pub style: &'static str,
    pub script: &'static str,
    pub body: Markup,
}

impl WebPage<'_> {
    /// The Content-Security-Policy: this page's style and script, nothing else.
    pub fn policy(&self) -> String {
        format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(&self.stylesheet()),
            hash(self.script),
        )
    }

    /// The document.
    pub fn html(&self) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(self.policy());
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    title { (self.title) }
                    style { (PreEscaped(self.stylesheet())) }
                }
                body {
                    (self.body)
                    @if !self.script.is_empty() {
                        script { (PreEscaped(self.script)) }
                    }
                }
            }
        }
        .into_string()
            + "\n"
    }

    fn stylesheet(&self) -> String {
        [PALETTE, STYLE, self.style].concat()
    }
}

/// A text whose web addresses are links.
pub fn linked(text: &str) -> Markup {
    let words = text.split(' ').enumerate();
    html! {
        @for (index, word) in words {
            @if index > 0 { " " }
            @let url = word.trim_end_matches([',', ';', '.', ')']);
            @if url.starts_with("https://") && url.len() > "https://".len() {
                a href=(url) rel="noreferrer" { (url) }
                (word[url.len()..])
            } @else {
                (word)
            }
        }
    }
}

/// A source of a Content-Security-Policy that allows exactly this text.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(sha256(text)))
}
