use proptest::prelude::*;

use super::super::cursor::{Direction, KeyPart};
use super::*;

fn order() -> ListOrder {
    ListOrder::new(vec![Direction::Desc], "test:-n")
}

fn key(n: u64) -> Key {
    vec![KeyPart::N(n), KeyPart::S(n.to_string())]
}

fn page(raw: &RawPage) -> Result<Vec<u64>, Vec<Fault>> {
    let mut faults = Vec::new();
    let query = PageQuery::parse(raw, order(), &mut faults);
    let page = query.sort_and_cut((0..10).collect(), key);
    if faults.is_empty() {
        Ok(page.rows)
    } else {
        Err(faults)
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn pages_forward_backward_and_by_offset() {
    let text = |s: &str| Some(s.to_owned());
    let at = |n| Some(order().encode(&key(n)));
    let none = RawPage::default;
    assert_eq!(
        page(&RawPage {
            first: text("3"),
            ..none()
        })
        .unwrap(),
        [9, 8, 7]
    );
    assert_eq!(
        page(&RawPage {
            first: text("3"),
            after: at(7),
            ..none()
        })
        .unwrap(),
        [6, 5, 4]
    );
    assert_eq!(
        page(&RawPage {
            last: text("2"),
            before: at(7),
            ..none()
        })
        .unwrap(),
        [9, 8]
    );
    assert_eq!(
        page(&RawPage {
            last: text("2"),
            ..none()
        })
        .unwrap(),
        [1, 0]
    );
    assert_eq!(
        page(&RawPage {
            offset: text("8"),
            ..none()
        })
        .unwrap(),
        [1, 0]
    );
    assert_eq!(
        page(&RawPage {
            after: at(5),
            before: at(2),
            ..none()
        })
        .unwrap(),
        [4, 3]
    );
    assert_eq!(
        page(&RawPage {
            after: at(2),
            before: at(5),
            ..none()
        })
        .unwrap(),
        [0; 0]
    );
    assert_eq!(
        page(&RawPage {
            first: text("0"),
            ..none()
        })
        .unwrap(),
        [0; 0]
    );
}

#[test]
fn a_cursor_of_a_row_that_went_still_points_between_its_neighbours() {
    let gone = vec![KeyPart::N(7), KeyPart::S("70".to_owned())];
    let raw = RawPage {
        first: Some("1".to_owned()),
        after: Some(order().encode(&gone)),
        ..RawPage::default()
    };
    assert_eq!(page(&raw).unwrap(), [6]);
}

#[test]
fn a_whole_list_has_all_rows_and_the_outer_cursors() {
    let mut faults = Vec::new();
    let mut whole = |first: Option<&str>| {
        let raw = RawPage {
            first: first.map(str::to_owned),
            whole: true,
            ..RawPage::default()
        };
        let query = PageQuery::parse(&raw, order(), &mut faults);
        let sorted = query.sort_and_cut((0..300).collect(), key);
        let cut = query.cut(300, |i| u64::try_from(299 - i).ok(), key);
        assert_eq!(sorted.rows, cut.rows);
        assert_eq!(sorted.start_cursor(), cut.start_cursor());
        assert_eq!(sorted.end_cursor(), cut.end_cursor());
        sorted
    };
    let page = whole(None);
    assert_eq!((page.rows.len(), page.keys.len()), (300, 2));
    assert_eq!(page.start_cursor(), Some(order().encode(&key(299))));
    assert_eq!(page.end_cursor(), Some(order().encode(&key(0))));
    assert_eq!(page.cursor(1), None);
    let page = whole(Some("3"));
    assert_eq!((page.rows.len(), page.keys.len()), (3, 3));
    assert!(page.cursor(1).is_some() && page.has_next);
    assert!(faults.is_empty());
}

#[test]
fn bad_page_parameters_are_named() {
    for (first, code) in [
        ("-1", FaultCode::OutOfRange),
        ("201", FaultCode::OutOfRange),
        ("x", FaultCode::InvalidValue),
        ("", FaultCode::InvalidValue),
        ("1e3", FaultCode::InvalidValue),
        ("99999999999999999999999", FaultCode::OutOfRange),
    ] {
        let faults = page(&RawPage {
            first: Some(first.to_owned()),
            ..RawPage::default()
        })
        .unwrap_err();
        assert_eq!(
            (faults[0].parameter.as_str(), faults[0].code),
            ("first", code),
            "{first}"
        );
    }
}

proptest! {
    #[test]
    fn a_page_of_those_that_pass_is_that_of_the_list_of_them(
        rows in prop::collection::btree_set(0_u64..40, 0..30),
        divisor in 1_u64..5,
        first in prop::option::of(0_usize..9),
        last in prop::option::of(0_usize..9),
        offset in prop::option::of(0_usize..12),
        after in prop::option::of(0_u64..41),
        before in prop::option::of(0_u64..41),
        whole in any::<bool>(),
    ) {
        let number = |n: Option<usize>| n.map(|n| n.to_string());
        let raw = RawPage {
            first: number(first.filter(|_| last.is_none())),
            last: number(last),
            after: after.map(|n| order().encode(&key(n))),
            before: before.map(|n| order().encode(&key(n))),
            offset: number(offset.filter(|_| last.is_none())),
            whole,
            outer: false,
        };
        let mut faults = Vec::new();
        let query = PageQuery::parse(&raw, order(), &mut faults);
        prop_assert!(faults.is_empty());
        // The order is descending.
        let all: Vec<u64> = rows.into_iter().rev().collect();
        let passes = |n: &u64| n.is_multiple_of(divisor);
        let those: Vec<u64> = all.iter().copied().filter(passes).collect();
        let some = query.cut_some(those.len(), all.len(), |i| all.get(i).copied(), passes, key);
        let cut = query.cut(those.len(), |i| those.get(i).copied(), key);
        prop_assert_eq!(&some.rows, &cut.rows);
        prop_assert_eq!(some.total, cut.total);
        prop_assert_eq!(&some.keys, &cut.keys);
        prop_assert_eq!((some.has_next, some.has_previous), (cut.has_next, cut.has_previous));
    }
}
