//! Asks, and prints what is answered.

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

use super::cell::Cell;
use super::column::{Look, filled, found, text};
use super::draw::{self, Grid, Place};
use super::{Asked, Format, coverage, markdown, refusal};
use crate::cli::args::Options;
use crate::cli::clean::{Screen, clean};
use crate::cli::color::Style;
use crate::cli::error::{CliError, Outcome};
use crate::cli::output::Output;
use crate::cli::source::Source;
use crate::query::MAX_PAGE;
use crate::server::Part;

/// Most of a refusal that is read.
const MAX_REFUSAL_BYTES: usize = 64 << 10;

/// Asks the archive or a server, and prints the answer.
pub(in crate::cli) fn run(
    options: Options,
    asked: &Asked,
    out: &mut Output,
) -> Result<Outcome, CliError> {
    let one = asked.thing.is_some();
    if one && (asked.all || matches!(asked.format, Format::Csv | Format::Ndjson)) {
        let text = "one thing has no --all and no csv or ndjson: choose --format table, json or md";
        return Err(CliError::Usage(text.to_owned()));
    }
    let color = options.color;
    let source = Source::open(options, asked.server.clone())?;
    let raw = match asked.format {
        Format::Json => !asked.all,
        Format::Csv | Format::Ndjson => true,
        Format::Table | Format::Md => asked.is_source(),
    };
    if raw {
        stream(&source, asked, out)?;
        return Ok(Outcome::Ok);
    }
    let stdout = io::stdout();
    let is_coloured = asked.format == Format::Table && color.colours(&stdout);
    let answer = gathered(&source, asked, is_coloured)?;
    if asked.format == Format::Json {
        serde_json::to_writer(&mut *out, &answer).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        out.done()?;
        return Ok(Outcome::Ok);
    }
    let place = Place {
        width: stdout.is_terminal().then(width),
        color: is_coloured,
    };
    print(asked, &answer, place, out)?;
    out.done()?;
    let notes = super::footer::notes(asked, &answer);
    tell(&notes, color.colours(&io::stderr()));
    Ok(Outcome::Ok)
}

/// Columns of the terminal.
fn width() -> usize {
    let size = terminal_size::terminal_size();
    size.map_or(80, |(width, _)| usize::from(width.0)).max(20)
}

/// The answer as it is. Only a terminal gets it without what it would obey,
/// and with an end of its last line.
fn stream(source: &Source, asked: &Asked, out: &mut Output) -> Result<(), CliError> {
    let is_terminal = io::stdout().is_terminal();
    let mut screen = Screen::new(out);
    let mut refusal = Vec::new();
    let mut is_refused = false;
    let status = source.follow(asked.address(&[]), &mut |part| match part {
        Part::Head { status, .. } => {
            is_refused = status >= 400;
            Ok(())
        }
        Part::Body(bytes) if is_refused => {
            let room = MAX_REFUSAL_BYTES.saturating_sub(refusal.len());
            refusal.extend(bytes.iter().take(room));
            Ok(())
        }
        Part::Body(bytes) if is_terminal => screen.write_all(bytes),
        Part::Body(bytes) => screen.unchanged().write_all(bytes),
    })?;
    if is_refused {
        return Err(refusal::refused(asked, status, &refusal));
    }
    if is_terminal && asked.format == Format::Json {
        out.write_all(b"\n")?;
    }
    out.done()
}

/// The answer, or all its pages as one.
fn gathered(source: &Source, asked: &Asked, is_coloured: bool) -> Result<Value, CliError> {
    let mut more: Vec<(&str, &str)> = Vec::new();
    // What matches is shown where there is a colour for it.
    let can_mark = asked.noun.takes("highlight") && asked.given("highlight").is_none();
    if is_coloured && can_mark && asked.given("q").is_some() && asked.thing.is_none() {
        more.push(("highlight", "true"));
    }
    if !asked.all {
        return envelope(source, asked, &more);
    }
    let size = MAX_PAGE.to_string();
    more.push(("first", &size));
    let mut whole = envelope(source, asked, &more)?;
    let mut seen = String::new();
    while let Some(cursor) = next(&whole).filter(|cursor| *cursor != seen) {
        let mut page = [more.as_slice(), &[("after", cursor.as_str())]].concat();
        // Counted once, on the first page.
        page.retain(|(name, _)| *name != "facet");
        let page = envelope(source, asked, &page)?;
        append(&mut whole, page);
        seen = cursor;
    }
    Ok(whole)
}

/// The cursor behind which the list goes on, if it does.
fn next(answer: &Value) -> Option<String> {
    let page = answer.get("page")?;
    let goes_on = page.get("hasNextPage")?.as_bool()?;
    let cursor = page.get("endCursor")?.as_str()?;
    goes_on.then(|| cursor.to_owned())
}

/// Makes two pages one.
fn append(whole: &mut Value, mut page: Value) {
    let rows = page.get_mut("data").map(Value::take).unwrap_or_default();
    if let (Some(Value::Array(all)), Value::Array(rows)) = (whole.get_mut("data"), rows) {
        all.extend(rows);
    }
    let count = whole
        .get("data")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let mut moved = |key: &str, value: Value| {
        if let Some(old) = whole.get_mut("page").and_then(|page| page.get_mut(key)) {
            *old = value;
        }
    };
    for key in ["hasNextPage", "endCursor"] {
        let value = page.get_mut("page").and_then(|page| page.get_mut(key));
        moved(key, value.map(Value::take).unwrap_or_default());
    }
    moved("count", count.into());
    if let Some(next) = whole
        .get_mut("links")
        .and_then(|links| links.get_mut("next"))
    {
        *next = Value::Null;
    }
}

fn envelope(source: &Source, asked: &Asked, more: &[(&str, &str)]) -> Result<Value, CliError> {
    let mut body = Vec::new();
    let status = source.follow(asked.address(more), &mut |part| {
        if let Part::Body(bytes) = part {
            body.extend_from_slice(bytes);
        }
        Ok(())
    })?;
    if status >= 400 {
        return Err(refusal::refused(asked, status, &body));
    }
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    let fault = || {
        let text = "the answer is none of chronique: mend --server, and leave a suffix to --format";
        CliError::Remote(text.to_owned())
    };
    answer
        .get("data")
        .is_some()
        .then_some(answer)
        .ok_or_else(fault)
}

fn print(asked: &Asked, answer: &Value, place: Place, out: &mut Output) -> io::Result<()> {
    let data = answer.get("data").unwrap_or(&Value::Null);
    let is_markdown = asked.format == Format::Md;
    let draw = |grid: &Grid| {
        if is_markdown {
            markdown::grid(grid)
        } else {
            draw::grid(grid, place)
        }
    };
    let Value::Array(rows) = data else {
        if asked.noun.is_list {
            let lines = lines(asked, data);
            let text = if is_markdown {
                markdown::thing(&lines)
            } else {
                draw::thing(&lines, place)
            };
            return out.write_all(text.as_bytes());
        }
        return out.write_all(draw(&coverage::grid(data)).as_bytes());
    };
    if !rows.is_empty() {
        out.write_all(draw(&table(asked, rows).filled()).as_bytes())?;
    }
    if asked.given("facet").is_some() {
        for (by, values) in facets(answer) {
            let heading = if is_markdown {
                format!("\n**{by}**\n\n")
            } else if place.color {
                format!("\n{}\n", Style::Heading.paint(&clean(by)))
            } else {
                format!("\n{}\n", clean(by))
            };
            out.write_all((heading + &draw(&facet(values))).as_bytes())?;
        }
    }
    Ok(())
}

fn facets(answer: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let facets = answer.get("facets").and_then(Value::as_object);
    facets.into_iter().flatten()
}

fn facet(values: &Value) -> Grid {
    let heads = [
        ("COUNT", Look::Number),
        ("KEY", Look::Key),
        ("NAME", Look::Text),
    ];
    let row = |value: &Value| {
        let cell = |key| Cell::new(&found(value, key).join(", "));
        ["count", "key", "name"].map(cell).to_vec()
    };
    let values = values.as_array().into_iter().flatten();
    Grid {
        heads: heads.map(|(head, look)| (head.to_owned(), look)).to_vec(),
        rows: values.map(row).collect(),
    }
}

/// The fields that are asked for by name.
fn fields(asked: &Asked) -> Vec<&str> {
    let given = asked.pairs.iter().filter(|(name, _)| name == "fields");
    given
        .flat_map(|(_, value)| value.split(','))
        .map(str::trim)
        .collect()
}

fn table(asked: &Asked, rows: &[Value]) -> Grid {
    let fields = fields(asked);
    if !fields.is_empty() {
        let cell = |row: &Value, path: &str| {
            Cell::new(&filled(found(row, path)).join(", ")).marked(row, path)
        };
        let row = |row| fields.iter().map(|path| cell(row, path)).collect();
        return Grid {
            heads: fields
                .iter()
                .map(|f| ((*f).to_owned(), Look::Text))
                .collect(),
            rows: rows.iter().map(row).collect(),
        };
    }
    // Counts have a column for each dimension, named by the answer.
    let first = rows.first().and_then(|row| row.get("keys")?.as_object());
    let keys: Vec<&String> = first.into_iter().flat_map(|keys| keys.keys()).collect();
    let columns = asked.noun.columns;
    let dimensions = keys.iter().map(|key| (key.to_uppercase(), Look::Key));
    let own = columns.iter().map(|c| (c.head.to_owned(), c.look));
    let row = |row: &Value| {
        let key = |key: &&String| {
            let value = row.get("keys").and_then(|keys| keys.get(*key));
            Cell::new(&value.map(text).unwrap_or_default())
        };
        let keys = keys.iter().map(key);
        keys.chain(columns.iter().map(|column| column.cell(row)))
            .collect()
    };
    Grid {
        heads: dimensions.chain(own).collect(),
        rows: rows.iter().map(row).collect(),
    }
}

/// The lines of one thing that say something.
fn lines(asked: &Asked, data: &Value) -> Vec<(String, Vec<Cell>)> {
    let fields = fields(asked);
    let named: Vec<(String, Vec<String>)> = if fields.is_empty() {
        let lines = asked.noun.lines.iter();
        lines
            .map(|line| (line.head.to_owned(), line.values(data)))
            .collect()
    } else {
        let lines = fields.iter();
        lines
            .map(|path| ((*path).to_owned(), filled(found(data, path))))
            .collect()
    };
    let filled = named.into_iter().filter(|(_, values)| !values.is_empty());
    let cells = |values: Vec<String>| {
        let lines = values.iter().flat_map(|value| value.lines());
        lines.map(Cell::new).collect()
    };
    filled
        .map(|(name, values)| (clean(&name), cells(values)))
        .collect()
}

/// What is no data. Where standard error is closed nobody misses it.
fn tell(notes: &[String], is_coloured: bool) {
    for note in notes {
        let note = clean(note);
        let note = if is_coloured {
            Style::Faint.paint(&note)
        } else {
            note
        };
        let _ = writeln!(io::stderr(), "{note}");
    }
}
