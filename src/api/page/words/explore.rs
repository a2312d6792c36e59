//! Texts on the pages of the archive.

use super::words;

words! {
    /// On the pages of the archive.
    Explore {
        filters: "Filtres", "Filters";
        filter: "Filtrer", "Filter";
        reset: "Tout effacer", "Clear all";
        sort: "Ordre", "Order";
        newest: "Du plus récent au plus ancien", "Newest first";
        oldest: "Du plus ancien au plus récent", "Oldest first";
        relevance: "Les plus pertinents d’abord", "Best match first";
        results_for: ("Résultats pour «\u{a0}", "\u{a0}»"), ("Results for “", "”");
        also_asked: "Autres conditions :", "Other conditions:";
        cited: "Ressources citées", "Resources cited";
        mentioned: "Projets mentionnés", "Projects mentioned";
        latest: "Le dernier mois publié :", "The latest month published:";
        most_mentioned: "Projets les plus mentionnés", "Most mentioned projects";
        most_cited: "Sites les plus cités", "Most cited sites";
        by_month: "Combien d’éléments, mois par mois", "How many items, month by month";
        what_when: "Ce qui a été publié, mois par mois", "What was published, month by month";
        all_projects: "Tous les projets", "All projects";
        all_sites: "Tous les sites", "All sites";
        gone: "Cet élément a été retiré.", "This item was taken out.";
        location: "Emplacement dans l’archive :", "Place in the archive:";
        line: "ligne", "line";
        bullet: "Point de liste", "Bullet";
        paragraph: "Paragraphe", "Paragraph";
        quote: "Citation", "Quote";
        code: "Code", "Code";
        table: "Tableau", "Table";
    }
}

impl Explore {
    /// What a mistyped question was taken to mean.
    pub fn corrected(&self, meant: &str) -> String {
        let (before, after) = self.results_for;
        format!("{before}{meant}{after}")
    }

    /// What a kind of item is called.
    pub fn kind<'a>(&self, kind: &'a str) -> &'a str {
        match kind {
            "BULLET" => self.bullet,
            "PARAGRAPH" => self.paragraph,
            "QUOTE" => self.quote,
            "CODE" => self.code,
            "TABLE" => self.table,
            other => other,
        }
    }
}
