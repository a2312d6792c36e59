//! Texts of the consoles: documentation, GraphQL, problems.

use super::words;

words! {
    /// On the pages for those who call the API.
    Consoles {
        docs: "Documentation de l’API", "API documentation";
        docs_intro: "Tout ce que les pages montrent se demande aussi par l’API, sans clé, en lecture seule. Les textes qui suivent sont ceux du document OpenAPI, en anglais.", "All that the pages show can be asked through the API, without a key, read-only. The texts below are those of the OpenAPI document.";
        documents: "Les documents", "The documents";
        subjects: "Par sujet", "By subject";
        all_subjects: "Tous les sujets", "All subjects";
        parameters: "Paramètres", "Parameters";
        required: "obligatoire", "required";
        default: "par défaut :", "default:";
        values: "valeurs :", "values:";
        several: "plusieurs, séparées par des virgules", "several, separated by commas";
        from_to: ("de", "à"), ("from", "to");
        try_it: "Essayer", "Try it";
        try_text: "Les contrôles laissés vides ne demandent rien.", "Controls that are left empty ask nothing.";
        curl: "Ligne curl", "curl line";
        responses: "Réponses", "Responses";
        formats: "Formats", "Formats";
        example: "Exemple", "Example";
        fields: "Champs", "Fields";
        field: "Champ", "Field";
        kind: "Type", "Type";
        meaning: "Sens", "Meaning";
        any: "(au choix)", "(any)";
        console_intro: "Une question en GraphQL, sa réponse en JSON. Le schéma dit tout ce qui peut se demander.", "A question in GraphQL, its answer in JSON. The schema tells all that can be asked.";
        schema: "Schéma GraphQL", "GraphQL schema";
        plain_console: "Console simple", "Plain console";
        document: "Document", "Document";
        variables: "Variables (JSON)", "Variables (JSON)";
        run: "Demander", "Run";
        run_hint: "Ctrl+Entrée demande depuis le texte.", "Ctrl+Enter runs from the text.";
        answer: "Réponse", "Answer";
        waiting: "En attente de la réponse…", "Waiting for the answer…";
        answered: "Réponse reçue, état", "Answered, status";
        failed: "La question n’est pas arrivée :", "The question did not arrive:";
        bad_variables: "Les variables ne sont pas du JSON :", "The variables are not JSON:";
        examples: "Exemples", "Examples";
        examples_text: "Un exemple remplace ce qui est écrit.", "An example replaces what is written.";
        of_a_trial: "Demandé à une archive d’essai, dont l’élément a été retiré.", "Asked of an archive made for a trial, whose item was taken out.";
        problems: "Erreurs", "Problems";
        problems_intro: "Chaque erreur est un problème au sens de la RFC 9457 : son type mène à l’une de ces pages.", "Each error is a problem as RFC 9457 has it: its type leads to one of these pages.";
        status: "État", "Status";
        what: "Ce qui s’est passé", "What happened";
        mend: "Que faire", "The mend";
        provoked: "Une demande qui le donne", "A request that gives it";
        given: "La réponse telle qu’elle est donnée", "The answer as it is given";
        not_provoked: "Aucune demande ne le provoque à coup sûr : il dépend de l’état du service.", "No request provokes it for certain: it depends on the state of the service.";
        all_problems: "Toutes les erreurs", "All problems";
    }
}
