//! Categories: the list, and one.

use actix_web::http::StatusCode;
use maud::html;

use super::doors::Doors;
use super::figure::{Row, table};
use super::graphql;
use super::item::{Around, card};
use super::layout::Page;
use super::paging;
use super::visit::{Visit, invalid};
use crate::api::Linked;
use crate::api::http::{Answer, Problem, ProblemKind};
use crate::query::{
    Accepts, CategoryQuery, CategoryRef, DEFAULT_PAGE, ItemQuery, RawItemParams, RawPage, Scope,
};

/// `/categories`
pub fn list(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &["sort"],
    };
    let mut pairs = visit.pairs(accepts);
    let raw = pairs.list_params();
    let query = CategoryQuery::parse(&raw, pairs.faults).map_err(|e| invalid(&e))?;
    let page = visit.archive.categories(&query);
    let (common, words) = (&visit.words.common, &visit.words.reading);
    let row = |category: CategoryRef<'_>| -> Row {
        let slug = category.slug();
        let cells = vec![
            html! { a href=(visit.link_to("/categories", slug)) { (category.name()) } },
            html! { (visit.language.number(category.items())) },
            html! { (visit.language.number(category.reports())) },
            html! { (visit.language.number(category.empty_reports())) },
        ];
        (slug.to_owned(), cells)
    };
    let found = page.rows.iter().filter_map(|n| visit.archive.category(*n));
    let rows: Vec<Row> = found.map(row).collect();
    let heads = [
        common.category,
        words.items,
        common.reports,
        words.empty_reports,
    ];
    let body = html! {
        h1 { (common.categories) }
        (table(visit, common.categories, &heads, &rows))
        (paging::links(visit, &page))
    };
    let arguments = graphql::of_list(&visit.asked, &[], &[]);
    let document = format!(
        "{{\n  categories{arguments} {{\n    totalCount\n    nodes {{ slug name headings counts {{ items }} }}\n  }}\n}}"
    );
    let doors = visit.doors("/categories", document);
    Ok(Page::new(common.categories, body)
        .with_doors(doors)
        .answer(visit))
}

/// `/categories/{slug}`
pub fn one(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let accepts = Accepts {
        filter: false,
        page: true,
        other: &[],
    };
    let mut pairs = visit.pairs(accepts);
    let name = visit.segment();
    let number = visit.archive.category_by_name(&name);
    let category = number.and_then(|n| Some((n, visit.archive.category(n)?)));
    let (number, category) = category.ok_or(Problem::from(ProblemKind::NotFound))?;
    if category.slug() != name {
        let to = visit.link_to("/categories", category.slug());
        return Ok(Answer::redirect(StatusCode::PERMANENT_REDIRECT, &to));
    }
    let raw = RawItemParams {
        page: RawPage {
            whole: false,
            ..pairs.page()
        },
        ..RawItemParams::default()
    };
    let query =
        ItemQuery::parse(&raw, std::mem::take(&mut pairs.faults)).map_err(|e| invalid(&e))?;
    let page = visit.archive.items_within(Scope::Category(number), &query);
    let (words, slug) = (&visit.words.reading, category.slug());
    let body = html! {
        h1 { (category.name()) }
        dl .facts {
            dt { (words.items) } dd { (visit.language.number(category.items())) }
            dt { (visit.words.common.reports) } dd { (visit.language.number(category.reports())) }
            dt { (words.empty_reports) } dd { (visit.language.number(category.empty_reports())) }
            dt { (words.headings) } dd { ul { @for heading in category.headings() { li { (heading) } } } }
        }
        p { a href=(visit.link_with("/items", &[("category", slug)])) { (words.all_items) } }
        section aria-labelledby="newest" {
            h2 #newest { (words.newest) }
            @for item in page.rows.iter().filter_map(|doc| visit.archive.item(*doc)) {
                (card(visit, &item, &[], Around::All))
            }
            (paging::links(visit, &page))
        }
    };
    let arguments = graphql::of_page(&visit.asked, DEFAULT_PAGE);
    let document = format!(
        "{{\n  category(slug: \"{slug}\") {{\n    slug name headings\n    counts {{ items }}\n    items{arguments} {{ totalCount nodes {{ id month text }} }}\n  }}\n}}"
    );
    let own = [("category".to_owned(), slug.to_owned())];
    let path = format!("/categories/{slug}");
    let doors = Doors::below(visit, (&path, &own), "/items", document);
    let linked = Linked::new(visit.archive, visit.addresses).category(category);
    Ok(Page::new(category.name(), body)
        .with_doors(doors)
        .with_linked(linked)
        .answer(visit))
}
