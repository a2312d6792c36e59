//! The kinds of problems in French; in English they are those of the table,
//! which the API gives.

use super::super::language::Language;
use crate::api::http::ProblemKind;

/// The texts of a kind of problem.
pub struct ProblemWords {
    /// Short summary.
    pub title: &'static str,
    /// What happened.
    pub what: &'static str,
    /// What the client can do about it.
    pub mend: &'static str,
}

impl ProblemWords {
    /// The texts of this kind in this language.
    pub fn of(kind: ProblemKind, language: Language) -> Self {
        match language {
            Language::French => french(kind),
            Language::English => {
                let entry = kind.entry();
                Self {
                    title: entry.title,
                    what: entry.description,
                    mend: entry.mend,
                }
            }
        }
    }
}

const fn words(title: &'static str, what: &'static str, mend: &'static str) -> ProblemWords {
    ProblemWords { title, what, mend }
}

fn french(kind: ProblemKind) -> ProblemWords {
    use ProblemKind as P;
    match kind {
        P::GraphqlParse | P::GraphqlValidation | P::GraphqlLimit | P::GraphqlVariables => {
            of_graphql(kind)
        }
        P::RequestTimeout
        | P::TooManyRequests
        | P::HeadersTooLarge
        | P::MisdirectedRequest
        | P::Internal
        | P::Unavailable
        | P::Timeout => of_the_service(kind),
        P::InvalidParameter => words(
            "Paramètre refusé",
            "Au moins un paramètre est inconnu ici, est donné plusieurs fois ou a une valeur qui ne se lit pas. Rien n’a été deviné ni ignoré : toutes les fautes sont dans `errors`.",
            "Lire `errors` : chaque entrée nomme le paramètre, dit ce qui ne va pas et donne dans `allowed` les noms ou valeurs qui iraient, le plus proche d’abord.",
        ),
        P::MalformedRequest => words(
            "Requête illisible",
            "La requête ne se lit pas : son corps n’est pas le JSON attendu, ou un en-tête n’a pas de sens.",
            "Corriger la requête comme `detail` le dit ; la renvoyer telle quelle donnera la même réponse.",
        ),
        P::NotFound => words(
            "Introuvable",
            "Rien n’est publié à cette adresse : elle n’existe pas, ou aucun rapport, élément, projet, ressource ni catégorie n’a cet identifiant.",
            "Partir de `/v1`, qui mène à tout, ou demander les identifiants qui existent à la liste (`/v1/reports`, `/v1/items`, `/v1/projects`).",
        ),
        P::Gone => words(
            "Retiré",
            "Quelque chose a été publié à cette adresse, puis retiré de l’archive.",
            "Supprimer sa copie. `/v1/changes` dit quand c’est parti et, le cas échéant, ce qui le remplace.",
        ),
        P::MethodNotAllowed => words(
            "Méthode refusée",
            "L’adresse existe mais ne répond pas à cette méthode. Par HTTP, l’archive se lit seulement.",
            "Employer une des méthodes de l’en-tête `Allow`.",
        ),
        P::NotAcceptable => words(
            "Aucun format ne convient",
            "L’en-tête `Accept` ou `Accept-Encoding` exclut tous les formats de cette adresse.",
            "Demander un des formats de `errors[].allowed`, ajouter `*/*`, ou omettre l’en-tête.",
        ),
        P::PayloadTooLarge => words(
            "Corps trop long",
            "Le corps de la requête est plus long que ce qui est lu ici.",
            "Envoyer un corps plus court ; `detail` donne la limite.",
        ),
        P::UriTooLong => words(
            "Adresse trop longue",
            "L’adresse, paramètres compris, est plus longue que ce qui est lu ici.",
            "Demander moins à la fois, ou envoyer une question GraphQL par POST.",
        ),
        P::UnsupportedMediaType => words(
            "Type de contenu refusé",
            "Le corps de la requête est dans un format qui n’est pas lu ici, ou son `Content-Type` manque.",
            "Envoyer du JSON en UTF-8, avec `Content-Type: application/json`.",
        ),
        P::UnsupportedEncoding => words(
            "Codage du contenu refusé",
            "Le corps de la requête est comprimé ; seuls les corps en clair sont lus.",
            "Envoyer le corps sans `Content-Encoding`.",
        ),
        P::RangeNotSatisfiable => words(
            "Plage hors du fichier",
            "Aucun octet du fichier n’est dans la plage que demande `Range`.",
            "`Content-Range` dit combien d’octets il y a ; en demander une partie.",
        ),
    }
}

fn of_graphql(kind: ProblemKind) -> ProblemWords {
    use ProblemKind as P;
    match kind {
        P::GraphqlParse => words(
            "Document GraphQL illisible",
            "`query` n’est pas un document GraphQL.",
            "Corriger la syntaxe à la ligne et à la colonne que donne `locations`.",
        ),
        P::GraphqlLimit => words(
            "Document GraphQL au-delà d’une limite",
            "Le document est plus long, plus profond, plus large ou plus coûteux que ce qui est répondu ici. Les limites sont vérifiées avant toute exécution ; le message donne le chiffre et la limite.",
            "Demander des pages plus petites, moins de listes imbriquées, ou partager le document. Toute l’archive est sous `/v1/export`.",
        ),
        P::GraphqlVariables => words(
            "Variables GraphQL inadaptées",
            "Une variable manque, est nulle où elle ne peut l’être, ou n’a pas le type que le document déclare.",
            "Corriger la variable que le message nomme.",
        ),
        _ => words(
            "Document GraphQL invalide",
            "Le document se lit, mais le schéma ne le permet pas : champ ou argument inconnu, valeur d’un autre type, champs qui se contredisent.",
            "Comparer le document au schéma, servi à `/graphql/schema.graphql`.",
        ),
    }
}

fn of_the_service(kind: ProblemKind) -> ProblemWords {
    use ProblemKind as P;
    match kind {
        P::RequestTimeout => words(
            "Requête trop lente",
            "Le corps de la requête n’est pas arrivé à temps.",
            "Renvoyer la requête.",
        ),
        P::TooManyRequests => words(
            "Trop de requêtes",
            "Il est venu plus de requêtes, de ce client ou à la fois, qu’il n’en est répondu.",
            "Attendre le temps que dit `Retry-After`. Pour tout reprendre, les fichiers sous `/v1/export` conviennent mieux.",
        ),
        P::HeadersTooLarge => words(
            "En-têtes trop longs",
            "Les en-têtes de la requête sont plus longs que ce qui est lu ici.",
            "Envoyer moins d’en-têtes, ou de plus courts ; aucun n’a besoin d’être long ici, et aucun cookie n’est lu.",
        ),
        P::MisdirectedRequest => words(
            "Requête mal adressée",
            "La requête nomme un hôte pour lequel ce service ne répond pas.",
            "Prendre l’adresse sous laquelle le service est publié ; qui l’exploite en donne les noms par `--host`.",
        ),
        P::Unavailable => words(
            "Service indisponible",
            "Le service ne peut pas répondre pour l’instant : il démarre, s’arrête, ou n’a pas encore d’archive.",
            "Réessayer dans quelques secondes.",
        ),
        P::Timeout => words(
            "Réponse trop longue à calculer",
            "La réponse a été abandonnée : elle prenait trop de temps.",
            "Demander moins à la fois : des pages plus petites, moins de listes imbriquées.",
        ),
        _ => words(
            "Erreur interne",
            "Quelque chose s’est cassé de ce côté. La cause est dans le journal du service, pas dans la réponse.",
            "Réessayer plus tard ; si cela dure, le signaler avec l’heure et l’adresse.",
        ),
    }
}
