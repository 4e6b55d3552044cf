//! English words for numbers and times, and their form in a sentence.

use std::fmt::Display;
use std::time::Duration;

use jiff::fmt::friendly::{Designator, Direction, Spacing, SpanPrinter};
use jiff::tz::TimeZone;
use jiff::{RoundMode, SignedDuration, SignedDurationRound, Timestamp, Unit, ZonedDifference};

const PRINTER: SpanPrinter = SpanPrinter::new()
    .designator(Designator::Verbose)
    .spacing(Spacing::BetweenUnitsAndDesignators)
    .direction(Direction::Suffix);

/// A number with its noun: `1 secret`, `2 secrets`.
pub fn pluralize<Count: Display + PartialEq + From<u8>>(count: Count, noun: &str) -> String {
    let plural = if count == Count::from(1) { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Lines of a file: `line 3`, `lines 3 to 7`.
pub fn lines(first: usize, last: usize) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}

/// A relative time in the largest unit that fits, rounded toward now: `3 days ago`, `in 2 hours`.
pub fn relative(when: Timestamp, now: Timestamp) -> String {
    const UNITS: [Unit; 6] = [
        Unit::Year,
        Unit::Month,
        Unit::Day,
        Unit::Hour,
        Unit::Minute,
        Unit::Second,
    ];
    let (when, now) = (when.to_zoned(TimeZone::UTC), now.to_zoned(TimeZone::UTC));
    let apart = |unit| {
        now.until(ZonedDifference::new(&when).largest(unit).smallest(unit))
            .ok()
    };
    let mut apart = UNITS.into_iter().filter_map(apart);
    match apart.find(|span| !span.is_zero()) {
        None => "now".to_owned(),
        Some(span) if span.is_negative() => PRINTER.span_to_string(&span),
        Some(span) => format!("in {}", PRINTER.span_to_string(&span)),
    }
}

/// A duration, rounded to what matters: `500 milliseconds`, `1 minute 30 seconds`, `5 minutes`.
pub fn duration(duration: Duration, mode: RoundMode) -> String {
    let exact = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    let smallest = match exact.as_secs() {
        0 => Unit::Millisecond,
        1..=120 => Unit::Second,
        121..=7200 => Unit::Minute,
        _ => Unit::Hour,
    };
    let rounding = SignedDurationRound::new().smallest(smallest);
    let rounded = exact.round(rounding.mode(mode)).unwrap_or(exact);
    match rounded.as_hours() {
        hours @ 48.. if hours % 24 == 0 => format!("{} days", hours / 24),
        _ => PRINTER.duration_to_string(&rounded),
    }
}

/// Names in a sentence: `a, b or c`.
pub fn alternatives<'name>(names: impl IntoIterator<Item = &'name str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A text whose first letter is a capital.
pub fn capitalize(text: &str) -> String {
    // The names of commands, and what is not a word, such as a URL or a key, are written as they are typed.
    let first = text.split_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches([':', '.', ',']);
    if first == "navauth" || first.contains([':', '.', '/', '_', '=']) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::{RoundMode, SignedDuration, Timestamp};

    use super::{alternatives, duration, pluralize, relative};

    #[test]
    fn relative_times_use_the_largest_unit() {
        const DAY: i64 = 86_400;
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for (seconds, words) in [
            (0, "now"),
            (1, "in 1 second"),
            (-59, "59 seconds ago"),
            (-60, "1 minute ago"),
            (-7199, "1 hour ago"),
            (7200, "in 2 hours"),
            (-3 * DAY - 5, "3 days ago"),
            (-20 * DAY, "20 days ago"),
            (-59 * DAY, "1 month ago"),
            (-800 * DAY, "2 years ago"),
        ] {
            assert_eq!(
                relative(now + SignedDuration::from_secs(seconds), now),
                words
            );
        }
        let far = "9990-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(relative(far, Timestamp::UNIX_EPOCH), "in 8020 years");
    }

    #[test]
    fn durations_are_rounded_to_what_matters() {
        for (milliseconds, words) in [
            (500, "500 milliseconds"),
            (1000, "1 second"),
            (1500, "2 seconds"),
            (90_000, "1 minute 30 seconds"),
            (300_000, "5 minutes"),
            (301_000, "6 minutes"),
            (90_000_000, "25 hours"),
            (604_800_000, "7 days"),
        ] {
            let exact = Duration::from_millis(milliseconds);
            assert_eq!(duration(exact, RoundMode::Ceil), words);
        }
        let nearest = duration(Duration::from_secs(601), RoundMode::HalfExpand);
        assert_eq!(nearest, "10 minutes");
        assert!(duration(Duration::MAX, RoundMode::Ceil).contains(" hours"));
    }

    #[test]
    fn alternatives_are_joined_as_in_a_sentence() {
        assert_eq!(alternatives(["a"]), "a");
        assert_eq!(alternatives(["a", "b"]), "a or b");
        assert_eq!(alternatives(["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(pluralize(1_usize, "user"), "1 user");
        assert_eq!(pluralize(0_usize, "user"), "0 users");
        assert_eq!(pluralize(-1_i64, "day"), "-1 days");
    }
}
