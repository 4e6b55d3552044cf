//! A hand at the page of `setup --browser`, whose clicks and pastes are counted.

use std::path::Path;
use std::time::{Duration, Instant};

use super::wizard::label;
use crate::support::Folder;
use crate::support::browser::Browser;
use crate::support::user::PendingSignIn;

/// The button that saves a form.
pub const SAVE: &str = ".answers button[type=submit]";

/// The button of a page that starts its command.
pub const RUN: &str = "main form[action$='/run'] button";

/// The link to the next step.
pub const NEXT: &str = ".next a";

/// Serves the page.
pub fn serve(folder: &Folder) -> PendingSignIn {
    PendingSignIn::start(folder, ["setup", "--browser", "--no-browser"])
}

/// The input of a question.
pub fn input(key: &str) -> String {
    format!("[id='{key}']")
}

/// Enters the ID and the secret of a provider's app.
pub fn enter_app(browser: &Browser, provider: &str, id: &str, secret: &str) {
    let key = |question: &str| input(&format!("development.{provider}.{question}"));
    browser.enter(&key("client-id"), id);
    browser.enter(&key("client-secret"), secret);
    browser.press(SAVE);
}

/// A browser, with what was done in it. Each page that is waited for is checked by axe, and becomes pictures: wide and light, narrow and dark.
pub struct Hand {
    pub browser: Browser,
    pub name: &'static str,
    pub clicks: usize,
    pub pastes: usize,
    pages: usize,
    /// The time that the checks and the pictures took.
    looked: Duration,
}

impl Hand {
    /// Opens the page.
    pub fn start(name: &'static str, served: &PendingSignIn) -> Self {
        let browser = Browser::start(1280, 900, false);
        browser.open(&served.url);
        Self {
            browser,
            name,
            clicks: 0,
            pastes: 0,
            pages: 0,
            looked: Duration::ZERO,
        }
    }

    pub fn click(&mut self, selector: &str) {
        self.browser.press(selector);
        self.clicks += 1;
    }

    pub fn paste(&mut self, selector: &str, text: &str) {
        self.browser.enter(selector, text);
        self.pastes += 1;
    }

    /// Waits for the page with this title, and looks at it. Links to it have the same text.
    #[track_caller]
    pub fn page(&mut self, title: &str) {
        self.browser.wait_for_heading(title);
        self.see(title);
    }

    /// Waits for a text, and looks at its page.
    #[track_caller]
    pub fn see(&mut self, text: &str) -> String {
        let shown = self.browser.wait_for(text);
        self.pages += 1;
        let begun = Instant::now();
        let picture = format!("target/pictures/browser-{}-{:02}", self.name, self.pages);
        for (width, dark) in [(390, true), (768, true), (1280, false)] {
            self.browser.view(width, 900, dark);
            assert_eq!(self.browser.overflows(), [""; 0], "{width} {text}");
            if width != 768 {
                assert_eq!(self.browser.barriers(), [""; 0], "{width} {text}");
                let theme = if dark { "-390-dark" } else { "" };
                let picture = format!("{picture}{theme}.png");
                self.browser.picture(Path::new(&picture));
            }
        }
        self.looked += begun.elapsed();
        shown
    }

    /// Writes down what it took, beside the pictures.
    pub fn note(&self, begun: Instant) {
        let Self {
            name,
            clicks,
            pastes,
            ..
        } = self;
        let took = begun.elapsed().saturating_sub(self.looked);
        let text = format!("{clicks} clicks, {pastes} pastes, {took:.1?}\n");
        std::fs::write(format!("target/pictures/browser-{name}.txt"), text).unwrap();
    }

    /// Enters an app in the form of its step.
    #[track_caller]
    pub fn app(&mut self, environment: &str, provider: &str, id: &str, secret: &str) {
        let place = if environment == "development" {
            "this computer"
        } else {
            "production"
        };
        self.page(&format!("{} ({place})", label(provider)));
        let key = |question: &str| input(&format!("{environment}.{provider}.{question}"));
        self.paste(&key("client-id"), id);
        self.paste(&key("client-secret"), secret);
        self.click(SAVE);
    }

    /// Signs in at the simulated provider, and comes back.
    #[track_caller]
    pub fn sign_in(&mut self, provider: &str) {
        let form = format!("form:has(input[value='{provider}']) button");
        self.click(&form);
        self.browser
            .wait_for(&format!("This page simulates {}.", label(provider)));
        self.click("#approve");
        self.see(&format!("Signed in with {}", label(provider)));
    }
}
