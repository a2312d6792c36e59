//! Tests of the transport over a schema in miniature.
mod guard;
mod http;
mod rules;
mod validate;

use async_graphql::{
    EmptyMutation, EmptySubscription, Enum, InputObject, Object, OneofObject, SimpleObject,
};

use super::{Engine, QuerySchema};

pub struct Query;

#[derive(SimpleObject, Clone)]
pub struct Link {
    href: String,
    label: Option<String>,
}

#[derive(Clone)]
pub struct Item;

#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Edge {
    cursor: String,
}

#[async_graphql::ComplexObject]
impl Edge {
    async fn node(&self) -> Item {
        Item
    }
}

pub struct ItemConnection(usize);

#[Object]
impl ItemConnection {
    async fn nodes(&self) -> Vec<Item> {
        vec![Item; self.0]
    }
    async fn edges(&self) -> Vec<Edge> {
        (0..self.0)
            .map(|number| Edge {
                cursor: number.to_string(),
            })
            .collect()
    }
    async fn total_count(&self) -> usize {
        self.0
    }
}

#[Object]
impl Item {
    async fn id(&self) -> &str {
        "2022-02-abcdefgh"
    }
    async fn text(&self) -> &str {
        "Le SILL « à jour »"
    }
    async fn links(&self) -> Vec<Link> {
        vec![Link {
            href: "https://sill.example/".to_owned(),
            label: None,
        }]
    }
    async fn citations(&self, first: Option<i32>, last: Option<i32>) -> ItemConnection {
        let _ = (first, last);
        ItemConnection(1)
    }
}

#[derive(OneofObject)]
pub enum ResourceBy {
    Id(String),
    Url(String),
}

#[derive(InputObject)]
pub struct Terms {
    any: Option<Vec<String>>,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    MonthDesc,
    PositionAsc,
}

#[Object]
impl Query {
    async fn items(
        &self,
        first: Option<i32>,
        last: Option<i32>,
        project: Option<Terms>,
        sort: Option<Vec<Sort>>,
    ) -> async_graphql::Result<ItemConnection> {
        let _ = (last, sort, project.and_then(|terms| terms.any));
        match first.unwrap_or(2) {
            size @ 0..=200 => Ok(ItemConnection(usize::try_from(size)?)),
            _ => Err(async_graphql::Error::new("`first` goes from 0 to 200.")),
        }
    }
    async fn nodes(&self, ids: Vec<async_graphql::ID>) -> Vec<Item> {
        vec![Item; ids.len()]
    }
    async fn resource(&self, by: ResourceBy) -> String {
        match by {
            ResourceBy::Id(text) | ResourceBy::Url(text) => text,
        }
    }
    async fn slow(&self) -> bool {
        tokio::time::sleep(std::time::Duration::from_mins(1)).await;
        true
    }
}

pub fn engine() -> Engine<Query> {
    let schema: QuerySchema<Query> =
        QuerySchema::build(Query, EmptyMutation, EmptySubscription).finish();
    let sdl = schema.sdl();
    Engine::new(schema, &sdl, "https://c.example").unwrap()
}

/// The query of graphql-js's `getIntrospectionQuery`, every option on.
pub const INTROSPECTION: &str = include_str!("introspection.graphql");
