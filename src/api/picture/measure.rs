//! How wide a text is, about: the reader's font is not known here, so that it
//! is taken for a wide one.

/// The width of a text in pixels, at 13 pixels a line.
pub fn width(text: &str) -> f64 {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' '
        | '(' | ')' | '-' => 5.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 12.5,
        'A'..='Z' => 9.8,
        '\0'..='\u{7f}' => 7.8,
        // Most scripts from here on are as wide as they are high.
        '\u{1100}'.. => 14.0,
        c if c.is_uppercase() => 9.8,
        _ => 7.8,
    }
}

/// A text that is no wider than this, its end left out if need be. What turns
/// the direction of what follows is left out as well: in a picture a text has
/// nothing but its place to tell whose it is.
pub fn fitted(text: &str, room: f64) -> String {
    if is_plain(text) && width(text) <= room {
        return text.to_owned();
    }
    let is_shown = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = words.chars().filter(is_shown).collect();
    if width(&text) <= room {
        return text;
    }
    let mut left = room - width_of('…');
    let mut out = String::new();
    for c in text.chars() {
        left -= width_of(c);
        if left < 0.0 {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Whether a text is shown as it is: graphic ASCII, words a space apart.
fn is_plain(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic());
    text.split(' ').all(word)
}

/// A name in two lines at most, each no wider than this.
pub fn label(text: &str, room: f64) -> Vec<String> {
    if is_plain(text) && width(text) <= room {
        return vec![text.to_owned()];
    }
    // Shortened first, so that a name without end is not broken into words.
    let whole = fitted(text, room * 3.0);
    let mut broken = lines(&whole, room).into_iter();
    let first = fitted(&broken.next().unwrap_or_default(), room);
    let rest: Vec<String> = broken.collect();
    let second = (!rest.is_empty()).then(|| fitted(&rest.join(" "), room));
    std::iter::once(first).chain(second).collect()
}

/// The lines that a text makes in this room, broken between words.
pub fn lines(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&longer) > room && !line.is_empty() {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        } else {
            line = longer;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_its_room() {
        assert_eq!(fitted("SILL", 100.0), "SILL");
        assert_eq!(fitted(" a \n b ", 100.0), "a b");
        assert_eq!(fitted("a\u{202e}b", 100.0), "ab");
        let long = fitted(&"mot ".repeat(50), 100.0);
        assert!(long.ends_with("mot…") && width(&long) <= 100.0, "{long}");
        assert_eq!(fitted("mot", 0.0), "…");
    }

    #[test]
    fn lines_break_between_words() {
        let broken = lines("un deux trois quatre", 60.0);
        assert_eq!(broken.join(" "), "un deux trois quatre");
        assert!(broken.len() > 1 && broken.iter().all(|l| width(l) <= 60.0));
        assert_eq!(lines("", 10.0), [""]);
        let name = "Renforcer l'attractivité du secteur public";
        assert_eq!(label(name, 160.0).join(" "), name);
        assert_eq!(label("SILL", 160.0), ["SILL"]);
        let long = label(&format!("{name} {name}"), 160.0);
        assert!(long.len() == 2 && long[1].ends_with('…'), "{long:?}");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_or_overflows(text in ".{0,60}", room in 15.0..300.0) {
            assert!(width(&fitted(&text, room)) <= room);
            let broken = lines(&text, room).join(" ");
            assert!(broken.split(' ').eq(text.split_whitespace()) || text.trim().is_empty());
            let label = label(&text, room);
            assert!(label.len() <= 2 && label.iter().all(|l| width(l) <= room));
        }
    }
}
