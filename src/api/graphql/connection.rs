//! Connections, as the GraphQL Cursor Connections Specification has them.

use async_graphql::SimpleObject;

use crate::query::Page;

/// Where a page is in its list.
#[derive(Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow.
    has_next_page: bool,
    /// Whether rows come before.
    has_previous_page: bool,
    /// The cursor of the first row; null when the page is empty.
    start_cursor: Option<String>,
    /// The cursor of the last row; null when the page is empty.
    end_cursor: Option<String>,
}

impl<T> From<&Page<T>> for PageInfo {
    fn from(page: &Page<T>) -> Self {
        Self {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.start_cursor(),
            end_cursor: page.end_cursor(),
        }
    }
}

/// A connection over pages of `$node`, with its edge, which may have fields of
/// its own that need something the connection has. Only what is selected is
/// worked out. The connection module of async-graphql is not used: it has no
/// `totalCount`, and counts and cuts the page once more.
macro_rules! connection {
    (
        $(#[$($doc:tt)*])*
        $connection:ident of $node:ident $({ $($field:ident: $type:ty),* } with { $($extra:tt)* })?
        $(#[$($edge_doc:tt)*])*
        $edge:ident $($complex:ident ($given:ident: $given_type:ty) { $($edge_extra:tt)* })?
    ) => {
        $(#[$($doc)*])*
        pub struct $connection {
            pub(super) page: crate::query::Page<$node>,
            $($(pub(super) $field: $type,)*)?
        }

        $(#[$($edge_doc)*])*
        #[derive(async_graphql::SimpleObject)]
        $(#[graphql($complex)])?
        pub struct $edge {
            /// Points to this row: an opaque text for `after` and `before`,
            /// here and through every other door.
            cursor: String,
            /// The row.
            node: $node,
            $(#[graphql(skip)] $given: $given_type,)?
        }

        $(
            #[async_graphql::ComplexObject]
            impl $edge { $($edge_extra)* }
        )?

        $(#[$($doc)*])*
        #[async_graphql::Object]
        impl $connection {
            /// The rows of the page, each with its cursor.
            async fn edges(&self) -> Vec<$edge> {
                let rows = self.page.rows.iter().enumerate();
                rows.map(|(i, node)| $edge {
                    cursor: self.page.cursor(i).unwrap_or_default(),
                    node: node.clone(),
                    $($given: self.$given.clone(),)?
                })
                .collect()
            }

            /// The rows of the page.
            async fn nodes(&self) -> &[$node] {
                &self.page.rows
            }

            /// Where the page is in the whole list.
            async fn page_info(&self) -> crate::api::graphql::connection::PageInfo {
                (&self.page).into()
            }

            /// Rows in the whole list, whatever the page.
            async fn total_count(&self) -> u32 {
                crate::domain::to_u32(self.page.total)
            }

            $($($extra)*)?
        }
    };
}
pub(super) use connection;
