//! Steps of time under each other, each where it began.
//!
//! The caller names the steps.

use std::time::Duration;

use super::{Shown, Styled, Ui};

/// A step: its name, when it began, how long it took.
pub type Step = (&'static str, Duration, Duration);

impl Ui {
    /// Prints steps on standard output: names and times, and on a terminal a bar for each.
    pub fn waterfall(&self, steps: &[Step]) -> crate::diagnostics::Result<()> {
        if let Some(face) = self.face() {
            face.show(Shown::Waterfall(steps.to_vec()));
            return Ok(());
        }
        let width = self.terminal.stdout.then(|| self.width().min(100));
        self.result(Styled::trusted(render(steps, width)))
    }
}

/// Renders steps; bars fill what is left of `width` columns.
fn render(steps: &[Step], width: Option<usize>) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let label = steps
        .iter()
        .map(|(name, ..)| name.len())
        .max()
        .unwrap_or_default();
    let times: Vec<String> = steps.iter().map(|(_, _, took)| shown(*took)).collect();
    let time = times.iter().map(String::len).max().unwrap_or_default();
    let origin = steps
        .iter()
        .map(|(_, start, _)| *start)
        .min()
        .unwrap_or_default();
    let end = steps
        .iter()
        .map(|(_, start, took)| *start + *took)
        .max()
        .unwrap_or_default()
        .saturating_sub(origin);
    let room = width.map_or(0, |width| width.saturating_sub(label + time + 4));
    let lines = steps.iter().zip(&times).map(|((name, start, took), text)| {
        let line = format!("{name:<label$}  {text:>time$}");
        if room < 8 || end.is_zero() {
            return line;
        }
        let eighth = |moment: Duration| {
            usize::try_from(moment.as_micros() * 8 * room as u128 / end.as_micros().max(1))
                .unwrap_or(0)
        };
        let start = start.saturating_sub(origin);
        // A bar begins with a whole column, the nearest, and never past the last.
        let from = ((eighth(start) + 4) / 8).min(room - 1);
        let to = eighth(start + *took);
        let length = to.saturating_sub(from * 8).max(1);
        format!(
            "{line}  {}{}{}",
            " ".repeat(from),
            "█".repeat(length / 8),
            EIGHTHS[length % 8]
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A duration in milliseconds, with one digit after the point below 10.
pub fn shown(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::render;

    #[test]
    fn each_bar_begins_where_its_step_began_and_fits() {
        let ms = Duration::from_millis;
        let steps = [
            ("name lookup", ms(0), ms(20)),
            ("TLS", ms(20), ms(60)),
            ("query", ms(80), ms(0)),
            ("end", ms(80), ms(20)),
        ];
        let expected = [
            "name lookup   20 ms  ████",
            "TLS           60 ms      ████████████",
            "query        0.0 ms                  ▏",
            "end           20 ms                  ████",
        ];
        assert_eq!(render(&steps, Some(41)), expected.join("\n"));
        assert_eq!(
            render(&steps, None).lines().next(),
            Some("name lookup   20 ms")
        );
        // What came before the first step is not drawn, and the last bar stays within the width.
        let late = [("TLS", ms(1000), ms(99)), ("end", ms(1099), ms(1))];
        assert_eq!(
            render(&late, Some(24)),
            "TLS   99 ms  ██████████▉\nend  1.0 ms            █"
        );
    }
}
