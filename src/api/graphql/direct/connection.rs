//! Pages of rows.

use super::out::Out;
use super::{Asked, Done, Elsewhere, Field, Object, Read, fields};
use crate::domain::to_u32;
use crate::query::{Archive, Page};

/// A field of what a list is of.
pub trait Node: Field + 'static {
    /// What stands for a row.
    type Number: Copy + 'static;

    /// The row; there is one for every number of the snapshot.
    fn row(archive: &Archive, number: Self::Number) -> Option<Self::Row<'_>>;
}

/// A field of a connection.
#[derive(Debug)]
pub enum ConnectionField<F> {
    Edges(Object<EdgeField<F>>),
    Nodes(Object<F>),
    PageInfo(Object<PageInfoField>),
    TotalCount,
    Corrected,
}

/// A field of a row on a page.
#[derive(Debug)]
pub enum EdgeField<F> {
    Cursor,
    Node(Object<F>),
}

/// A row on its page.
pub struct Edge<'r, T> {
    page: &'r Page<T>,
    place: usize,
    number: T,
}

/// Where a page is in its list.
pub struct Place {
    has_next: bool,
    has_previous: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

impl<F: Node> Read for ConnectionField<F> {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        Some(match asked.name {
            "edges" => Self::Edges(Object::read(asked)?),
            "nodes" => Self::Nodes(Object::read(asked)?),
            "pageInfo" => Self::PageInfo(Object::read(asked)?),
            "totalCount" => Self::TotalCount,
            "corrected" => Self::Corrected,
            _ => return None,
        })
    }
}

impl<F: Node> Field for ConnectionField<F> {
    type Row<'r> = Page<F::Number>;

    fn write(&self, page: &Self::Row<'_>, out: &mut Out<'_>) -> Done {
        match self {
            Self::Edges(edge) => out.list(page.rows.iter().enumerate(), |(place, row), out| {
                let number = *row;
                let row = Edge {
                    page,
                    place,
                    number,
                };
                edge.write(&row, out)
            }),
            Self::Nodes(node) => out.list(&page.rows, |number, out| write(node, *number, out)),
            Self::PageInfo(info) => {
                let place = Place {
                    has_next: page.has_next,
                    has_previous: page.has_previous,
                    start_cursor: page.start_cursor(),
                    end_cursor: page.end_cursor(),
                };
                info.write(&place, out)
            }
            Self::TotalCount => out.number(to_u32(page.total)),
            Self::Corrected => out.text_or_null(page.corrected.as_deref()),
        }
    }
}

impl<F: Node> Read for EdgeField<F> {
    fn read(asked: &Asked<'_, '_>) -> Option<Self> {
        Some(match asked.name {
            "cursor" => Self::Cursor,
            "node" => Self::Node(Object::read(asked)?),
            _ => return None,
        })
    }
}

impl<F: Node> Field for EdgeField<F> {
    type Row<'r> = Edge<'r, F::Number>;

    fn write(&self, edge: &Self::Row<'_>, out: &mut Out<'_>) -> Done {
        match self {
            Self::Cursor => out.text(&edge.page.cursor(edge.place).unwrap_or_default()),
            Self::Node(node) => write(node, edge.number, out),
        }
    }
}

fn write<F: Node>(node: &Object<F>, number: F::Number, out: &mut Out<'_>) -> Done {
    let row = F::row(out.archive, number).ok_or(Elsewhere)?;
    node.write(&row, out)
}

fields! {
    /// A field of where a page is in its list.
    PageInfoField of (place: Place, out) {
        "hasNextPage" => HasNext: out.boolean(place.has_next),
        "hasPreviousPage" => HasPrevious: out.boolean(place.has_previous),
        "startCursor" => StartCursor: out.text_or_null(place.start_cursor.as_deref()),
        "endCursor" => EndCursor: out.text_or_null(place.end_cursor.as_deref()),
    }
}
