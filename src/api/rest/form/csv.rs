//! CSV (RFC 4180): which columns, and how a view becomes a record.

use std::io;

use csv::{Terminator, WriterBuilder};
use serde::Serialize;
use serde_json::Value;

/// What stands between the values of a list in one cell. In a value it has a
/// backslash in front, and so has a backslash.
pub const LIST_SEPARATOR: char = '|';

/// Beginnings of a cell that spreadsheets take for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What a spreadsheet reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// RFC 4180: commas, no byte order mark.
    #[default]
    Rfc4180,
    /// A French Excel: semicolons, and a byte order mark to say UTF-8.
    ExcelFr,
}

impl Dialect {
    /// Names in `dialect`.
    pub const NAMES: [(&'static str, Self); 2] =
        [("rfc4180", Self::Rfc4180), ("excel-fr", Self::ExcelFr)];

    const fn delimiter(self) -> u8 {
        match self {
            Self::Rfc4180 => b',',
            Self::ExcelFr => b';',
        }
    }
}

/// One table: its columns and how cells are written.
#[derive(Debug, Clone)]
pub struct Csv {
    columns: Vec<Column>,
    dialect: Dialect,
    raw: bool,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// Keys from the view down to the value.
    path: Vec<String>,
}

impl Csv {
    /// A table with these columns: header and dotted path below the view.
    pub fn new(
        columns: impl IntoIterator<Item = (String, String)>,
        dialect: Dialect,
        raw: bool,
    ) -> Self {
        let columns = columns.into_iter().map(|(name, path)| Column {
            name,
            path: path.split('.').map(str::to_owned).collect(),
        });
        Self {
            columns: columns.collect(),
            dialect,
            raw,
        }
    }

    /// What comes before the records.
    ///
    /// # Errors
    /// Never into memory.
    pub fn head(&self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        if self.dialect == Dialect::ExcelFr {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        self.record(self.columns.iter().map(|c| c.name.as_str()), &mut out)?;
        Ok(out)
    }

    /// Writes a view as one record.
    ///
    /// # Errors
    /// Never into memory.
    pub fn write(&self, view: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
        let value = serde_json::to_value(view)?;
        let cells = self.columns.iter().map(|column| {
            let cell = Cell::of(&value, &column.path);
            if self.raw { cell.text } else { cell.harmless() }
        });
        self.record(cells, out)
    }

    fn record<T: AsRef<[u8]>>(
        &self,
        cells: impl Iterator<Item = T>,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let mut writer = WriterBuilder::new()
            .delimiter(self.dialect.delimiter())
            .terminator(Terminator::CRLF)
            .buffer_capacity(1024)
            .from_writer(out);
        writer.write_record(cells)?;
        writer.flush()
    }
}

/// A cell on its way.
struct Cell {
    text: String,
    /// Whether it came from text, and so from whoever wrote the report.
    is_text: bool,
}

impl Cell {
    fn of(view: &Value, path: &[String]) -> Self {
        let mut cell = Self {
            text: String::new(),
            is_text: false,
        };
        let mut values = Vec::new();
        let in_list = collect(view, path, &mut values);
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                cell.text.push(LIST_SEPARATOR);
            }
            cell.push(value, in_list);
        }
        cell
    }

    fn push(&mut self, value: &Value, in_list: bool) {
        match value {
            Value::Null => {}
            Value::String(text) if in_list => {
                self.is_text = true;
                for c in text.chars() {
                    if c == LIST_SEPARATOR || c == '\\' {
                        self.text.push('\\');
                    }
                    self.text.push(c);
                }
            }
            Value::String(text) => {
                self.is_text = true;
                self.text.push_str(text);
            }
            Value::Object(_) => {
                self.is_text = true;
                self.text.push_str(&value.to_string());
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    /// The text such that no program runs it: a formula becomes a text, and
    /// what ends a text in C is replaced.
    fn harmless(mut self) -> String {
        if self.is_text && self.text.contains('\0') {
            self.text = self.text.replace('\0', "\u{fffd}");
        }
        if self.is_text && self.text.starts_with(FORMULA) {
            self.text.insert(0, '\'');
        }
        self.text
    }
}

/// The values at the end of a path, and whether a list is on the way. A null
/// in a list keeps its place, so that the columns of one list go together.
fn collect<'a>(value: &'a Value, path: &[String], out: &mut Vec<&'a Value>) -> bool {
    match (value, path.split_first()) {
        (Value::Array(list), _) => {
            for value in list {
                collect(value, path, out);
            }
            true
        }
        (Value::Object(object), Some((key, rest))) => match object.get(key) {
            Some(value) => collect(value, rest, out),
            None => false,
        },
        (value, _) => {
            out.push(value);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn table(paths: &[&str], dialect: Dialect, raw: bool) -> Csv {
        let columns = paths.iter().map(|p| ((*p).to_owned(), (*p).to_owned()));
        Csv::new(columns, dialect, raw)
    }

    fn line(paths: &[&str], view: &Value) -> String {
        let mut out = Vec::new();
        table(paths, Dialect::Rfc4180, false)
            .write(view, &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn views_become_records() {
        let view = json!({
            "id": 7, "text": "a,\"b\"\nc", "none": null, "is": true,
            "category": {"slug": "x"}, "absent": null,
            "links": [{"href": "u|1", "label": null}, {"href": "u\\2", "label": "l"}],
            "names": ["a", "b"], "empty": [],
        });
        for (path, cell) in [
            ("id", "7"),
            ("text", "\"a,\"\"b\"\"\nc\""),
            ("none", "\"\""),
            ("is", "true"),
            ("category.slug", "x"),
            ("absent.slug", "\"\""),
            ("links.href", "u\\|1|u\\\\2"),
            ("links.label", "|l"),
            ("names", "a|b"),
            ("empty", "\"\""),
        ] {
            assert_eq!(line(&[path], &view), format!("{cell}\r\n"), "{path}");
        }
        assert_eq!(line(&["id", "none", "is"], &view), "7,,true\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+33 1", "'+33 1"),
            ("-x", "'-x"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            (" =1", " =1"),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("a\0b", "a\u{fffd}b"),
        ] {
            assert_eq!(line(&["t"], &json!({ "t": text })), format!("{cell}\r\n"));
        }
        // A list of which the first value is one; a number is none.
        assert_eq!(line(&["t"], &json!({"t": ["=1", "2"]})), "'=1|2\r\n");
        assert_eq!(line(&["t"], &json!({"t": -1})), "-1\r\n");
        let mut out = Vec::new();
        let raw = table(&["t"], Dialect::Rfc4180, true);
        raw.write(&json!({"t": "=1"}), &mut out).unwrap();
        assert_eq!(out, b"=1\r\n");
    }

    #[test]
    fn a_french_excel_has_mark_and_semicolons() {
        let mut out = table(&["a", "b"], Dialect::ExcelFr, false);
        assert_eq!(out.head().unwrap(), "\u{feff}a;b\r\n".as_bytes());
        out = table(&["a", "b"], Dialect::ExcelFr, false);
        let mut line = Vec::new();
        out.write(&json!({"a": "x;y", "b": "1,5"}), &mut line)
            .unwrap();
        assert_eq!(line, b"\"x;y\";1,5\r\n");
    }

    /// RFC 4180 as its grammar has it, read character by character.
    fn read(text: &str, delimiter: char) -> Vec<Vec<String>> {
        let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut chars = text.chars().peekable();
        let mut quoted = false;
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                c if quoted => cell.push(c),
                c if c == delimiter => record.push(std::mem::take(&mut cell)),
                '\r' => {
                    assert_eq!(chars.next(), Some('\n'), "a bare CR outside quotes");
                    record.push(std::mem::take(&mut cell));
                    records.push(std::mem::take(&mut record));
                }
                c => cell.push(c),
            }
        }
        assert!(!quoted && record.is_empty() && cell.is_empty());
        records
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            cells in prop::collection::vec("[-=+@\t\r\n,;\"'a\\\\|\u{0}\u{b}é\u{feff}]{0,6}", 1..5),
            french in any::<bool>(),
        ) {
            let view: Value = cells.iter().enumerate().map(|(i, c)| (i.to_string(), json!(c))).collect();
            let names: Vec<String> = (0..cells.len()).map(|i| i.to_string()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let dialect = if french { Dialect::ExcelFr } else { Dialect::Rfc4180 };
            for raw in [true, false] {
                let table = table(&names, dialect, raw);
                let mut out = table.head().unwrap();
                table.write(&view, &mut out).unwrap();
                let text = String::from_utf8(out.clone()).unwrap();
                prop_assert_eq!(text.starts_with('\u{feff}'), french);
                let text = if french { &text[3..] } else { &text };
                let records = read(text, char::from(dialect.delimiter()));
                let mut reader = csv::ReaderBuilder::new()
                    .has_headers(false).delimiter(dialect.delimiter()).from_reader(&*out);
                let again: Vec<Vec<String>> = reader.records()
                    .map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
                prop_assert_eq!(&records, &again);
                prop_assert_eq!(records.len(), 2);
                prop_assert_eq!(&records[0], &names);
                for (cell, found) in cells.iter().zip(&records[1]) {
                    if raw {
                        prop_assert_eq!(cell, found);
                    } else {
                        prop_assert!(!found.starts_with(['=', '+', '-', '@', '\t', '\r']));
                        let plain = cell.replace('\0', "\u{fffd}");
                        prop_assert!(*found == plain || found.strip_prefix('\'') == Some(plain.as_str()));
                    }
                }
            }
        }
    }
}
