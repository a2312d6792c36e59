//! Texts on the pages of what the archive holds.

use super::words;
use crate::domain::ProjectKind;

words! {
    /// On the pages of what the archive holds.
    Reading {
        title: "Titre", "Title";
        name: "Nom", "Name";
        items: "Éléments", "Items";
        links: "Liens", "Links";
        address: "Adresse", "Address";
        citations: "Citations", "Citations";
        months: "Mois", "Months";
        project: "projet", "project";
        programme: "programme", "programme";
        aliases: "Autres noms", "Other names";
        homepage: "Site du projet", "Home page";
        part_of: "Fait partie de", "Part of";
        timeline: "Mois par mois", "Month by month";
        stands_in: "Dans quelles catégories", "In which categories";
        co_mentions: "Mentionné avec", "Mentioned with";
        sites: "Sites cités avec lui", "Sites cited beside it";
        all_resources: "Toutes ces ressources", "All these resources";
        again: "Le même élément, par un autre lien :", "The same item, by another link:";
        beside: "Ressources citées avec lui", "Resources cited beside it";
        newest: "Derniers éléments", "Newest items";
        all_items: "Tous les éléments", "All items";
        variants: "Écrit ainsi", "Written as";
        labels: "Libellés", "Labels";
        archived: "Copie dans l’archive du Web", "Copy in the web archive";
        cited_by: "Cité par", "Cited by";
        headings: "Titres", "Headings";
        empty_reports: "Rapports où elle est vide", "Reports in which it is empty";
        empty: "Rien sous ce titre.", "Nothing under this heading.";
        earlier: "Rapport précédent :", "Earlier report:";
        later: "Rapport suivant :", "Later report:";
        other_forms: "Autres formes :", "Other forms:";
        source: "Markdown", "Markdown";
        whole: "Le rapport entier, sur une page", "The whole report on one page";
        shown_of: "Une partie des éléments est montrée ici.", "Some of the items are shown here.";
        severity: "Gravité", "Severity";
        message: "Message", "Message";
        place: "Endroit", "Place";
        no_diagnostics: "Le chargement n’a rien signalé.", "Loading had nothing to say.";
        when: "Quand", "When";
        what: "Quoi", "What";
        change: "Changement", "Change";
        created: "Créé", "Created";
        updated: "Modifié", "Updated";
        deleted: "Supprimé", "Deleted";
        item: "Élément", "Item";
        report: "Rapport", "Report";
        last_said: "Disait", "Last said";
        search_in: "Dans", "In";
        everything: "Tout", "Everything";
        coverage_lead: "Ce que chaque rapport dit de chaque catégorie.", "What each report says of each category.";
        graph_lead: "Les projets nommés dans les mêmes éléments.", "The projects named in the same items.";
        resources_count: "Ressources", "Resources";
        former: "Ce rapport a été retiré.", "This report was taken out.";
    }
}

impl Reading {
    /// What a kind of project is called.
    pub fn kind(&self, kind: ProjectKind) -> &'static str {
        match kind {
            ProjectKind::Project => self.project,
            ProjectKind::Programme => self.programme,
        }
    }
}
