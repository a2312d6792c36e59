//! The categories of a report, packed: nearly all reports repeat the same few.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Category, Slug, to_u32};

/// The categories of a report in order.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Categories {
    count: u32,
    packed: Box<[u8]>,
}

#[derive(Serialize, Deserialize)]
struct PackedCategory<'a> {
    slug: &'a str,
    heading: &'a str,
    /// Where it is not the heading.
    name: Option<&'a str>,
    level: u8,
    line: u32,
}

impl Categories {
    /// Packs categories.
    #[must_use]
    pub fn pack(categories: &[Category]) -> Self {
        let mut packed = Vec::new();
        for category in categories {
            let value = PackedCategory {
                slug: category.slug.as_str(),
                heading: &category.heading,
                name: (category.name != category.heading).then_some(category.name.as_str()),
                level: category.level,
                line: category.line,
            };
            // Nothing in these values can fail to be written to memory.
            packed.extend(postcard::to_stdvec(&value).unwrap_or_default());
        }
        Self {
            count: to_u32(categories.len()),
            packed: packed.into(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Category> + '_ {
        let mut rest = &*self.packed;
        std::iter::from_fn(move || {
            let (category, after) = postcard::take_from_bytes::<PackedCategory<'_>>(rest).ok()?;
            rest = after;
            Some(Category {
                slug: Slug::from_packed(category.slug),
                name: category.name.unwrap_or(category.heading).to_owned(),
                heading: category.heading.to_owned(),
                level: category.level,
                line: category.line,
            })
        })
    }
}

impl fmt::Debug for Categories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn categories_come_back_as_they_were(texts in prop::collection::vec(("\\PC{0,20}", "\\PC{0,20}", any::<bool>()), 0..6)) {
            let category = |(heading, name, same): &(String, String, bool)| Category {
                slug: Slug::of_title(heading),
                name: if *same { heading.clone() } else { name.clone() },
                heading: heading.clone(),
                level: 2,
                line: 7,
            };
            let categories: Vec<_> = texts.iter().map(category).collect();
            let packed = Categories::pack(&categories);
            prop_assert_eq!(packed.len(), categories.len());
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), categories);
        }
    }
}
