//! Sort keys.

use super::cursor::{Direction, ListOrder};
use super::error::{Fault, FaultCode};
use super::text::TextQuery;

/// A sort as asked: keys with their direction.
pub(super) type Sort<K> = Vec<(K, Direction)>;

/// Sort keys that say how well a row matches `q`. They have one direction, the
/// best first, with or without `-`: nobody wants the worst.
pub const RANKED: [&str; 2] = ["relevance", "score"];

/// Reads sort keys such as `-month,position` of the list `list`, from a table
/// of names; what is wrong is added to `faults`. With a `q`, rows are in order
/// of relevance unless another order is asked for, and ties in the default one.
pub(super) fn parse<K: Copy + PartialEq>(
    list: &str,
    raw: &[String],
    table: &[(&'static str, K)],
    default: &[(K, Direction)],
    q: Option<&TextQuery>,
    faults: &mut Vec<Fault>,
) -> (Sort<K>, ListOrder) {
    let mut sort: Sort<K> = Vec::new();
    for text in raw {
        let (name, mut direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Desc),
            None => (text.as_str(), Direction::Asc),
        };
        if RANKED.contains(&name) && table.iter().any(|(n, _)| *n == name) {
            direction = Direction::Desc;
            if q.is_none() {
                let detail = format!("`{name}` is how well a row matches `q`: give `q` as well");
                faults.push(Fault::new("sort", FaultCode::InvalidValue, detail));
            }
        }
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
    let named = |name: &str| table.iter().find(|(n, _)| *n == name).map(|(_, k)| *k);
    let ranked = |sort: &Sort<K>| {
        let mut keys = sort.iter().map(|(key, _)| Some(*key));
        keys.any(|key| RANKED.iter().any(|name| named(name) == key))
    };
    if sort.is_empty() {
        let relevance = q.and_then(|_| named("relevance"));
        sort.extend(relevance.map(|key| (key, Direction::Desc)));
    }
    if sort.is_empty() || (sort.len() == 1 && ranked(&sort)) {
        sort.extend_from_slice(default);
    }
    let mut spelled = [list, ":"].concat();
    for (place, (key, direction)) in sort.iter().enumerate() {
        if place > 0 {
            spelled.push(',');
        }
        if *direction == Direction::Desc {
            spelled.push('-');
        }
        let name = table.iter().find(|(_, k)| k == key);
        spelled.push_str(name.map_or("", |(name, _)| name));
    }
    // How well rows match is a matter of what is asked, so that the cursors of
    // two questions are not those of one list.
    let asked = q.filter(|_| ranked(&sort)).map_or("", TextQuery::as_str);
    let directions = sort.iter().map(|(_, d)| *d).collect();
    spelled.push_str(asked);
    let order = ListOrder::new(directions, &spelled);
    (sort, order)
}
