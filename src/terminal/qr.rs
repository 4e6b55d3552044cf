//! A QR code drawn with half blocks.
//!
//! With color it is black on white whatever the terminal's colors are; without, it is for a dark terminal.

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use super::{Styled, Ui};
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;

impl Ui {
    /// Draws a URL on standard error, also with --quiet. Exit 2 when it is longer than a QR code can be (2,953 bytes).
    pub fn qr_code(&self, url: &Secret) -> Result<()> {
        let code = QrCode::with_error_correction_level(url.expose(), EcLevel::L)
            .map_err(|_| Error::usage(diagnostic!(login::QR_TOO_LONG)))?;
        let mut renderer = code.render::<Dense1x2>();
        renderer.quiet_zone(true);
        let drawn: String = if self.options().color_stderr {
            let black_on_white = console::Style::new().black().on_white().force_styling(true);
            renderer
                .build()
                .lines()
                .map(|line| format!("{}\n", black_on_white.apply_to(line)))
                .collect()
        } else {
            renderer
                .dark_color(Dense1x2::Light)
                .light_color(Dense1x2::Dark)
                .build()
                + "\n"
        };
        self.instruction(Styled::trusted(drawn));
        Ok(())
    }
}
