//! Every text of the pages, French and English side by side: a file for each
//! part of the explorer.

mod common;
mod consoles;
mod explore;
mod problem;
mod reading;

pub use common::Common;
pub use consoles::Consoles;
pub use explore::Explore;
pub use problem::ProblemWords;
pub use reading::Reading;

use super::language::Language;

/// A group of texts with both its languages: `name: "French", "English";`, and
/// `name: ("un", "des"), ("one", "many");` for what is counted.
macro_rules! words {
    ($(#[$doc:meta])* $group:ident { $($name:ident: $french:tt, $english:tt;)+ }) => {
        $(#[$doc])*
        pub struct $group {
            $(pub $name: words!(@type $french),)+
        }

        impl $group {
            pub const FRENCH: Self = Self { $($name: $french,)+ };
            pub const ENGLISH: Self = Self { $($name: $english,)+ };
        }
    };
    (@type $text:literal) => { &'static str };
    (@type $pair:tt) => { (&'static str, &'static str) };
}
use words;

/// The texts in one language.
pub struct Words {
    /// On every page.
    pub common: Common,
    /// On the pages for those who call the API.
    pub consoles: Consoles,
    /// On the pages of the archive.
    pub explore: Explore,
    /// On the pages of what the archive holds.
    pub reading: Reading,
}

static FRENCH: Words = Words {
    common: Common::FRENCH,
    consoles: Consoles::FRENCH,
    explore: Explore::FRENCH,
    reading: Reading::FRENCH,
};

static ENGLISH: Words = Words {
    common: Common::ENGLISH,
    consoles: Consoles::ENGLISH,
    explore: Explore::ENGLISH,
    reading: Reading::ENGLISH,
};

impl Words {
    /// The texts in this language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }
}
