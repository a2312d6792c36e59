//! Texts on every page.

use super::words;

words! {
    /// On every page.
    Common {
        locale: "fr_FR", "en_GB";
        skip: "Aller au contenu", "Skip to content";
        navigation: "Navigation principale", "Main navigation";
        items: "Éléments", "Items";
        reports: "Rapports", "Reports";
        projects: "Projets", "Projects";
        resources: "Ressources", "Resources";
        sites: "Sites", "Sites";
        categories: "Catégories", "Categories";
        coverage: "Couverture", "Coverage";
        graph: "Graphe", "Graph";
        changes: "Changements", "Changes";
        diagnostics: "Diagnostics", "Diagnostics";
        api: "API", "API";
        console: "Console GraphQL", "GraphQL console";
        other_language: "English", "Français";
        search: "Rechercher", "Search";
        search_label: "Rechercher dans l’archive", "Search the archive";
        licence: "Licence", "Licence";
        source: "Source", "Source";
        revision: "Révision", "Revision";
        doors: "La même chose par l’API", "The same by the API";
        doors_text: "Cette page montre ce que l’API répond à cette question.", "This page shows what the API answers to this question.";
        rest: "REST (JSON)", "REST (JSON)";
        try_graphql: "Essayer dans la console", "Try it in the console";
        curl: "Ligne curl", "curl line";
        graphql: "Document GraphQL", "GraphQL document";
        permalink: "Lien permanent", "Permalink";
        cite: "Citer", "Cite";
        previous: "Précédents", "Previous";
        next: "Suivants", "Next";
        pages: "Pages", "Pages";
        nothing: "Rien ne correspond.", "Nothing matches.";
        picture: "Image à intégrer (SVG)", "Picture to embed (SVG)";
        error: "Erreur", "Error";
        error_back: "Revenir à l’accueil", "Back to the start page";
        problem: "Ce que cette erreur veut dire", "What this error means";
        table: "Les mêmes chiffres en tableau", "The same figures as a table";
        month: "Mois", "Month";
        category: "Catégorie", "Category";
        project: "Projet", "Project";
        site: "Site", "Site";
        kind: "Genre", "Kind";
        series: "Série", "Series";
        count_items: ("élément", "éléments"), ("item", "items");
        count_reports: ("rapport", "rapports"), ("report", "reports");
        count_projects: ("projet", "projets"), ("project", "projects");
        count_resources: ("ressource", "ressources"), ("resource", "resources");
        count_categories: ("catégorie", "catégories"), ("category", "categories");
    }
}
