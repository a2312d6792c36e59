//! What the sentences are made of: words of our own, French-like, no report's.

/// How a sentence begins.
pub const OPENINGS: [&str; 24] = [
    "Mise en ligne",
    "Première version",
    "Relecture",
    "Présentation",
    "Refonte",
    "Ouverture",
    "Traduction",
    "Mise à jour",
    "Bilan",
    "Lancement",
    "Suivi",
    "Préparation",
    "Publication",
    "Réunion de cadrage",
    "Nouvelle édition",
    "Discussion",
    "Correction",
    "Migration",
    "Étude",
    "Animation",
    "Documentation",
    "Démonstration",
    "Archivage",
    "Évaluation",
];

/// What it is about.
pub const SUBJECTS: [&str; 24] = [
    "du guide de contribution",
    "de la feuille de route",
    "du catalogue des dépôts",
    "de l'atelier trimestriel",
    "de la liste des référents",
    "du jeu de données des licences",
    "de l'enquête annuelle",
    "du parcours de formation",
    "de la bibliothèque de composants",
    "du module d'authentification",
    "de l'outil de recensement",
    "du réseau des correspondants",
    "de la note sur l'hébergement",
    "du clausier",
    "de l'interface de recherche",
    "des fiches pratiques",
    "des scripts de déploiement",
    "des comptes d'organisation",
    "des métadonnées",
    "du tableau de bord",
    "de la charte graphique",
    "du plan de test",
    "de l'appel à candidatures",
    "des codes sources",
];

/// With whom.
pub const PARTNERS: [&str; 16] = [
    "avec les équipes régionales",
    "avec une université",
    "avec le service informatique d'une préfecture",
    "avec trois communes",
    "avec l'équipe « données »",
    "avec des bénévoles",
    "avec le laboratoire de cartographie",
    "avec un éditeur",
    "avec la mission numérique",
    "avec les archives départementales",
    "avec deux ministères",
    "avec le conseil des usagers",
    "avec les mainteneurs",
    "avec une école d'ingénieurs",
    "avec la bibliothèque",
    "avec l'opérateur du réseau",
];

/// And then.
pub const ENDINGS: [&str; 16] = [
    "pour la prochaine échéance",
    "en vue d'une généralisation à l'automne",
    "après six mois d'essai",
    "dont les résultats sont partagés",
    "afin de réduire les délais",
    "et premiers retours d'expérience",
    "sans incident notable",
    "malgré un calendrier serré",
    "à la demande des agents",
    "dans le cadre du programme annuel",
    "et recueil des besoins",
    "pour les petites collectivités",
    "selon une méthode éprouvée",
    "à l'occasion de la journée d'échanges",
    "en français et en anglais",
    "avec un budget constant",
];

/// Parts of names, of hosts and of projects.
pub const NAMES: [&str; 20] = [
    "aubier", "belette", "cormoran", "dahlia", "ecluse", "fauvette", "genet", "houblon", "iris",
    "jachere", "lavande", "marmotte", "noisette", "ortie", "pivert", "quenouille", "roseau",
    "sittelle", "tilleul", "verveine",
];

/// What pages are about.
pub const PAGES: [&str; 10] = [
    "documentation",
    "guide",
    "feuille-de-route",
    "comptes-rendus",
    "depots",
    "annonces",
    "ateliers",
    "licences",
    "formation",
    "contribuer",
];
