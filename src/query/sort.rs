//! Sort keys.

use super::cursor::{Direction, ListOrder};
use super::error::{Fault, FaultCode};

/// A sort as asked: keys with their direction.
pub(super) type Sort<K> = Vec<(K, Direction)>;

/// Reads sort keys such as `-month,position` of the list `list`, from a table
/// of names; what is wrong is added to `faults`.
pub(super) fn parse<K: Copy + PartialEq>(
    list: &str,
    raw: &[String],
    table: &[(&'static str, K)],
    default: &[(K, Direction)],
    faults: &mut Vec<Fault>,
) -> (Sort<K>, ListOrder) {
    let mut sort: Sort<K> = Vec::new();
    for text in raw {
        let (name, direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Desc),
            None => (text.as_str(), Direction::Asc),
        };
        match table.iter().find(|(n, _)| *n == name) {
            Some((_, key)) if sort.iter().any(|(k, _)| k == key) => {
                let detail = format!("`{name}` is named twice");
                faults.push(Fault::new("sort", FaultCode::InvalidValue, detail));
            }
            Some((_, key)) => sort.push((*key, direction)),
            None => {
                let names: Vec<&str> = table.iter().map(|(n, _)| *n).collect();
                faults.push(Fault::not_among(
                    "sort",
                    FaultCode::InvalidValue,
                    name,
                    &names,
                ));
            }
        }
    }
    if sort.is_empty() {
        sort = default.to_vec();
    }
    let spelled: Vec<String> = sort
        .iter()
        .map(|(key, direction)| {
            let name = table.iter().find(|(_, k)| k == key).map_or("", |(n, _)| n);
            let sign = if *direction == Direction::Desc {
                "-"
            } else {
                ""
            };
            format!("{sign}{name}")
        })
        .collect();
    let order = ListOrder {
        directions: sort.iter().map(|(_, d)| *d).collect(),
        name: format!("{list}:{}", spelled.join(",")),
    };
    (sort, order)
}
