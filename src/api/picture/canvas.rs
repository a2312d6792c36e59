//! An SVG as it is written: shapes with a class, texts, links.

use super::measure::{fitted, lines};
use super::{STYLE, Style};
use crate::api::xml::{push_element, push_empty, push_start, push_text};

/// Height of a line of text.
const LINE: f64 = 18.0;
/// Bytes of a picture to begin with.
const SHAPES: usize = 16 << 10;
/// Room around everything.
const MARGIN: f64 = 12.0;

/// What a picture says of itself.
pub struct Told {
    /// What it shows.
    pub title: String,
    /// Its figures in words.
    pub description: String,
    /// What is left out, to be read in the picture too.
    pub left_out: Option<String>,
}

impl Told {
    /// Figures in words, and what is left out.
    pub fn whole(&self) -> String {
        let left_out = self.left_out.as_deref();
        let parts: Vec<&str> = std::iter::once(self.description.as_str())
            .chain(left_out)
            .collect();
        parts.join(" ")
    }
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// A drawing of a known size below whatever stands above it.
pub struct Canvas<'a> {
    style: &'a Style<'a>,
    told: &'a Told,
    name: &'static str,
    width: f64,
    height: f64,
    shapes: Vec<u8>,
}

impl<'a> Canvas<'a> {
    /// An empty one: `width` and `height` are those of what is drawn.
    pub fn new(
        name: &'static str,
        (width, height): (f64, f64),
        style: &'a Style<'a>,
        told: &'a Told,
    ) -> Self {
        Self {
            style,
            told,
            name,
            width,
            height,
            // Most pictures are as long; growing would copy them again and again.
            shapes: Vec::with_capacity(SHAPES),
        }
    }

    /// Whether it is a file of its own.
    pub fn is_standalone(&self) -> bool {
        self.style.standalone
    }

    /// A rectangle.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let radius = (width / 6.0).min(3.0);
        let numbers = [
            ("x", x),
            ("y", y),
            ("width", width),
            ("height", height),
            ("rx", radius),
        ];
        self.start("rect", class, &numbers);
        self.shapes.extend_from_slice(b"/>\n");
    }

    /// A disc.
    pub fn disc(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        self.start("circle", class, &[("cx", x), ("cy", y), ("r", radius)]);
        self.shapes.extend_from_slice(b"/>\n");
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let numbers = [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)];
        self.start("line", class, &numbers);
        self.shapes.extend_from_slice(b"/>\n");
    }

    /// The beginning of an element, up to where its tag is closed.
    fn start(&mut self, element: &str, class: &str, numbers: &[(&str, f64)]) {
        push_start(element, &[("class", class)], &mut self.shapes);
        for (name, number) in numbers {
            for part in [" ", name, "=\""] {
                self.shapes.extend_from_slice(part.as_bytes());
            }
            push_number(*number, &mut self.shapes);
            self.shapes.push(b'"');
        }
    }

    /// Half an ellipse from one point down to another below it, bulging right.
    pub fn arc(&mut self, class: &str, x: f64, (top, bottom): (f64, f64), thickness: f64) {
        let high = (bottom - top) / 2.0;
        let wide = super::network::bulge(high);
        self.start("path", class, &[("stroke-width", thickness)]);
        let ends = [
            (" d=\"M", x),
            (" ", top),
            ("A", wide),
            (" ", high),
            (" 0 0 1 ", x),
            (" ", bottom),
        ];
        for (before, number) in ends {
            self.shapes.extend_from_slice(before.as_bytes());
            push_number(number, &mut self.shapes);
        }
        self.shapes.extend_from_slice(b"\"/>\n");
    }

    /// A line of text.
    pub fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.start("text", class, &[("x", x), ("y", y)]);
        for part in [" text-anchor=\"", anchor, "\">"] {
            self.shapes.extend_from_slice(part.as_bytes());
        }
        push_text(text, &mut self.shapes);
        self.shapes.extend_from_slice(b"</text>\n");
    }

    /// A name of one or two lines that ends here, half of it above `y`.
    pub fn label(&mut self, (x, y): (f64, f64), lines: &[String]) {
        let half = 7.0 * f64::from(crate::domain::to_u32(lines.len().saturating_sub(1)));
        let class = if half > 0.0 { "pic-small" } else { "" };
        for (at, line) in (0_u32..).zip(lines) {
            let y = y + 4.5 - half + 14.0 * f64::from(at);
            self.text(class, (x, y), Anchor::End, line);
        }
    }

    /// What `draw` draws, as a link; `says` is its name and is shown on
    /// hovering.
    pub fn link(&mut self, href: &str, says: &str, draw: impl FnOnce(&mut Self)) {
        let href = ("href", href);
        // In a frame of another site the page would not be shown.
        let file = [href, ("target", "_top"), ("aria-label", says)];
        let part = [href, ("tabindex", "-1")];
        let attributes = if self.style.standalone {
            &file[..]
        } else {
            &part[..]
        };
        self.grouped("a", attributes, says, draw);
    }

    /// What `draw` draws, with words that are shown on hovering.
    pub fn named(&mut self, says: &str, draw: impl FnOnce(&mut Self)) {
        self.grouped("g", &[], says, draw);
    }

    fn grouped(
        &mut self,
        element: &str,
        attributes: &[(&str, &str)],
        says: &str,
        draw: impl FnOnce(&mut Self),
    ) {
        push_start(element, attributes, &mut self.shapes);
        self.shapes.push(b'>');
        push_element("title", &[], says, &mut self.shapes);
        draw(self);
        for part in ["</", element, ">\n"] {
            self.shapes.extend_from_slice(part.as_bytes());
        }
    }

    /// The whole picture.
    pub fn finish(self) -> String {
        let heading = if self.style.standalone { 30.0 } else { 0.0 };
        let width = self.width + 2.0 * MARGIN;
        let notes = self.told.left_out.as_deref();
        let notes = notes.map_or_else(Vec::new, |note| lines(note, self.width));
        let count = f64::from(crate::domain::to_u32(notes.len()));
        let height = heading + self.height + count * LINE + 2.0 * MARGIN;
        let mut out = Vec::with_capacity(self.shapes.len() + STYLE.len() + 1024);
        self.head((width, height), &mut out);
        let top = heading + MARGIN;
        let place = format!("translate({} {})", n(MARGIN), n(top));
        let mut group = vec![("transform", place.as_str())];
        if !self.style.standalone {
            // The table behind says it all.
            group.push(("aria-hidden", "true"));
        }
        push_start("g", &group, &mut out);
        out.extend_from_slice(b">\n");
        out.extend_from_slice(&self.shapes);
        for (at, note) in (0_u32..).zip(&notes) {
            let y = n(self.height + f64::from(at + 1) * LINE - 4.0);
            let attributes = [("class", "pic-soft"), ("x", "0"), ("y", y.as_str())];
            push_element("text", &attributes, note, &mut out);
        }
        out.extend_from_slice(b"</g>\n</svg>\n");
        // Only whole texts were written: there is nothing to replace.
        String::from_utf8(out).unwrap_or_default()
    }

    fn head(&self, (width, height): (f64, f64), out: &mut Vec<u8>) {
        let (w, h) = (n(width), n(height));
        let class = format!("pic pic-{}", self.name);
        let view = format!("0 0 {w} {h}");
        let title = format!("pic-{}-title", self.name);
        let desc = format!("pic-{}-desc", self.name);
        let attributes = [
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("class", class.as_str()),
            ("role", "group"),
            ("aria-labelledby", &title),
            ("aria-describedby", &desc),
            ("lang", self.style.lang.tag()),
            ("viewBox", &view),
            ("width", &w),
            ("height", &h),
        ];
        push_start("svg", &attributes, out);
        out.extend_from_slice(b">\n");
        push_element("title", &[("id", &title)], &self.told.title, out);
        push_element("desc", &[("id", &desc)], &self.told.whole(), out);
        if !self.style.standalone {
            return;
        }
        // A constant of ours: nothing in it to escape.
        out.extend_from_slice(b"<style>");
        out.extend_from_slice(STYLE.as_bytes());
        out.extend_from_slice(b"</style>\n");
        let ground = [
            ("class", "pic-ground"),
            ("width", w.as_str()),
            ("height", &h),
        ];
        push_empty("rect", &ground, out);
        let (x, y) = (n(MARGIN), n(MARGIN + 14.0));
        let attributes = [("class", "pic-heading"), ("x", x.as_str()), ("y", &y)];
        // A heading is a quarter larger.
        let shown = fitted(&self.told.title, self.width / 1.3);
        push_element("text", &attributes, &shown, out);
    }
}

/// A number with one decimal at most.
fn n(number: f64) -> String {
    let mut text = Vec::new();
    push_number(number, &mut text);
    // Digits, a point and a sign.
    String::from_utf8(text).unwrap_or_default()
}

/// Adds a number with one decimal at most: hundreds of them are in a picture,
/// and to format a float costs more than everything around it.
fn push_number(number: f64, out: &mut Vec<u8>) {
    // From here on the last bit of a float stands for one: what is added to it
    // is rounded to a whole, and stands in the low bits as an integer.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let tenths = (number.abs() * 10.0 + WHOLE).to_bits() & ((1 << 52) - 1);
    if number < 0.0 && tenths > 0 {
        out.push(b'-');
    }
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let mut digits = itoa::Buffer::new();
    out.extend_from_slice(digits.format(whole).as_bytes());
    if tenth > 0 {
        out.push(b'.');
        out.extend_from_slice(digits.format(tenth).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::n;

    #[test]
    fn numbers_have_one_decimal_at_most() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (12.0, "12"),
            (7.5, "7.5"),
            (-7.5, "-7.5"),
            (0.04, "0"),
            (-0.04, "0"),
            (0.06, "0.1"),
            (1234.56, "1234.6"),
            (99_999.96, "100000"),
        ] {
            assert_eq!(n(number), text, "{number}");
        }
        for step in 0..2000_u32 {
            let number = f64::from(step) * 0.037;
            let read: f64 = n(number).parse().unwrap();
            assert!((read - number).abs() < 0.050_001, "{number}: {read}");
        }
    }
}
