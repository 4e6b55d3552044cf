//! The path of a sign-in as a drawing: side by side where there is room, one below the other on a phone.

use maud::{Markup, html};

use super::{Hop, Outcome};

/// The size of a box, and the gap between two, which an arrow fills.
const BOX: Size = Size {
    width: 150,
    height: 72,
};
const GAP: usize = 56;

struct Size {
    width: usize,
    height: usize,
}

/// Both drawings; the stylesheet shows one.
pub fn path(hops: &[Hop]) -> Markup {
    let steps = hops.len().saturating_sub(1);
    let wide = Size {
        width: hops.len() * BOX.width + steps * GAP + 2,
        height: BOX.height + 2,
    };
    let tall = Size {
        width: 2 * BOX.width + 2,
        height: hops.len() * BOX.height + steps * GAP + 2,
    };
    let across = BOX.width + GAP;
    let down = BOX.height + GAP;
    html! {
        (svg("wide", &wide, hops, |index| html! {
            (node(&hops[index], index * across + 1, 1, BOX.width))
            @if index < steps {
                (arrow(&hops[index + 1], (index * across + BOX.width + 4, BOX.height / 2), (GAP - 8, 0)))
            }
        }))
        (svg("tall", &tall, hops, |index| html! {
            (node(&hops[index], 1, index * down + 1, 2 * BOX.width))
            @if index < steps {
                (arrow(&hops[index + 1], (BOX.width, index * down + BOX.height + 4), (0, GAP - 8)))
            }
        }))
    }
}

fn svg(class: &str, size: &Size, hops: &[Hop], part: impl Fn(usize) -> Markup) -> Markup {
    let words: Vec<String> = hops
        .iter()
        .map(|hop| format!("{}: {}", hop.name, hop.outcome.word()))
        .collect();
    html! {
        svg class={ "path " (class) } viewBox={ "0 0 " (size.width) " " (size.height) } role="img" aria-label=(words.join(", then ")) {
            @for index in 0..hops.len() { (part(index)) }
        }
    }
}

fn node(hop: &Hop, left: usize, top: usize, width: usize) -> Markup {
    let middle = left + width / 2;
    html! {
        g class=(hop.outcome.word()) {
            title { (hop.text) }
            rect x=(left) y=(top) width=(width) height=(BOX.height) rx="8" {}
            text x=(middle) y=(top + 31) class="name" { (hop.name) }
            text x=(middle) y=(top + 54) { (hop.outcome.label()) }
        }
    }
}

/// An arrow to a part; crossed out if the sign-in fails there.
fn arrow(to: &Hop, from: (usize, usize), way: (usize, usize)) -> Markup {
    let (x, y) = from;
    let (end_x, end_y) = (x + way.0, y + way.1);
    let head = if way.0 > 0 {
        format!("M{} {}l8 6l-8 6", end_x - 8, end_y - 6)
    } else {
        format!("M{} {}l6 8l6 -8", end_x - 6, end_y - 8)
    };
    // Nearer to the start than the head is, so that both can be seen.
    let (cross_x, cross_y) = (x + way.0 * 2 / 5 - 7, y + way.1 * 2 / 5 - 7);
    html! {
        g class={ "arrow " (to.outcome.word()) } {
            path class="line" d={ "M" (x) " " (y) "L" (end_x) " " (end_y) } {}
            path d=(head) {}
            @if to.outcome == Outcome::Failed {
                path class="cross" d={ "M" (cross_x) " " (cross_y) "l14 14m0 -14l-14 14" } {}
            }
        }
    }
}
