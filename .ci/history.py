"""Loads the 23 states of the official reports one after the other into one
store, and holds the change feed to what the differences say, read by hand.

Usage: history.py BINARY BUNDLE [REVISION] — the bundle is a git repository;
nothing of it is copied into the project. Python 3 and git, nothing else.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

binary, bundle = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
revision = sys.argv[3] if len(sys.argv) > 3 else "origin/main"
metadata = pathlib.Path(__file__).resolve().parent.parent / "data"
failed = passed = 0

# For each commit: the changes of reports, and of items by the beginning of
# their text. C created, U updated, D deleted. No line: nothing may change.
EXPECTED = {
    "6e9bff5": ["C 2022-01", "C En cours de rédaction."],
    "eaa5d96": [
        "U 2022-01",
        "C Test (non concluant) de Nocodb",
        "C Publication d'informations sur les marchés",
        "C Co-organisation des rencontres",
        "C Organisation de l'atelier BlueHats sur la stratégie Open Source",
        "C Co-organisation d'un atelier sur la documentation",
        "C Entretiens pour le recrutement",
        "C Participation à l'évaluation des dossiers",
    ],
    # A heading is renamed: what stands under it is in another category.
    "9448c68": [
        "U 2022-01",
        "U Co-organisation d'un atelier sur la documentation",
        "U Entretiens pour le recrutement",
        "U Participation à l'évaluation des dossiers",
        "C Ajout de contenus sur le wiki",
    ],
    "e118dce": ["C Traduction du plan d'action", "C Publication de présentations du pôle"],
    # The file is renamed as well.
    "db69cc4": [
        "D En cours de rédaction.",
        "U Publication d'informations sur les marchés",
        "C Consolidation de la liste des référents",
        "C Début du dépôt",
        "C Participation au COPIL des AMDAC",
        "C Organisation de l'atelier BlueHats sur Rudder",
        "C Première permanence sur IRC",
    ],
    "7ce54b8": ["C 2022-02", "C Présentation dans le cadre des wébinaires"],
    "7bc0f0c": ["U 2022-01", "U 2022-02"],
    "3d159c7": ["C Nouvelle entrée de blog Etalab"],
    "68be70d": [
        "C Création du dépôt",
        "C Mise en place du groupe de travail",
        "U Présentation dans le cadre des wébinaires",
        "C Préparation du conseil d'expertise",
        "C Organisation de l'atelier BlueHats de l'Amue",
        "C Publication de la gazette BlueHats n°15",
        "C Annonce de la création",
        "C Relance de l'appel à idées",
        "C Participation au dernier atelier",
    ],
    "cba30be": ["C Publication d'un article sur le SILL"],
    "434236f": [
        "C Ajout de XCP-ng au SILL",
        "C 2022-03",
        "C Publication d'un prototype",
        "C Ajout de nouveaux comptes",
        "C Ajout de métadonnées",
        "C Première réunion du GTT",
        "C Échanges avec le MC",
        "C Échanges avec l'ANCT",
        "C Échanges avec le CISIRH",
        "C Publication des projets BSOC",
        "C Organisation de wébinaires d'information",
    ]
    + [f"C 2022-{month:02}" for month in range(4, 13)],
    "6604244": ["C Échanges avec MTE"],
    "ea129ce": [
        "C Organisation d'un réunion",
        "C Aide à l'ouverture du code source de France Transfert",
        "C Aide à l'ouverture du code source de https://remocra",
    ],
    "e501cae": ["U Aide à l'ouverture du code source de https://remocra", "C Accompagnement de Vikidia"],
    # Five links go elsewhere; the labels stay.
    "719d333": [
        "U Ajout de XCP-ng au SILL",
        "U Annonce de la création",
        "U Ajout de nouveaux comptes",
        "U Ajout de métadonnées",
        "U Première réunion du GTT",
    ],
}


def check(what, found, expected):
    global failed, passed
    if found == expected:
        passed += 1
    else:
        failed += 1
        print(f"{what}:\n  found    {found}\n  expected {expected}")


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


class Node:
    """An archive folder and its store."""

    def __init__(self, folder, rules):
        self.archive, self.store = folder / "archive", folder / "store"
        self.options = ["--archive", self.archive, "--store", self.store]
        if rules:
            self.options += ["--metadata", metadata]

    def run(self, *arguments):
        return subprocess.run([binary, *arguments, *self.options], check=True, capture_output=True)

    def get(self, path):
        return self.run("get", path).stdout

    def rows(self, path):
        rows, answer = [], json.loads(self.get(path))
        while True:
            rows += answer["data"]
            after = answer["page"]["endCursor"]
            if not answer["page"]["hasNextPage"]:
                return rows
            answer = json.loads(self.get(f"{path}&after={after}"))


def spell(change, texts):
    letter = change["change"][0]
    return f"{letter} {change['id'] if change['noun'] == 'REPORT' else texts[change['id']]}"


def replay(folder, repository, rules):
    node = Node(folder, rules)
    position, before, commits = 0, {}, git("-C", repository, "rev-list", "--reverse", revision).split()
    check("states", len(commits), 23)
    for commit in commits:
        shutil.rmtree(node.archive, ignore_errors=True)
        node.archive.mkdir(parents=True)
        git("-C", repository, f"--work-tree={node.archive}", "checkout", "-f", commit, "--", ".")
        node.run("load")
        changes = node.rows(f"/v1/changes?since={position}&first=200")
        items = {row["id"]: row["text"] for row in node.rows("/v1/items?first=200&fields=id,text")}
        name = f"{commit[:7]}{' with rules' if rules else ''}"
        texts = {**before, **items}
        expected = EXPECTED.get(commit[:7], [])
        # By the beginnings that were read off the differences.
        found = []
        for change in changes:
            text = spell(change, texts)
            found.append(next((e for e in expected if text.startswith(e)), text))
        check(f"{name}: changes", sorted(found), sorted(expected))
        check(
            f"{name}: positions",
            [c["position"] for c in changes],
            list(range(position + 1, position + 1 + len(changes))),
        )
        position += len(changes)
        touched = {c["id"] for c in changes}
        stay = {id: text for id, text in before.items() if id not in touched}
        check(f"{name}: ids of what was not touched", {id: items.get(id) for id in stay}, stay)
        updated = {c["id"] for c in changes if c["change"] == "UPDATED" and c["noun"] == "ITEM"}
        check(f"{name}: what is updated keeps its id", updated - set(before) | updated - set(items), set())
        before = items
    check("items at the end", len(before), 41)
    return node


def survives(node):
    """Everything is as before with the store gone, and on a second node."""
    paths = ["/v1/changes?first=200", "/v1/changes?first=200&since=60", "/v1/items?first=200"]
    deleted = node.rows("/v1/changes?change=DELETED")[0]["id"]
    gone = subprocess.run([binary, "get", f"/v1/items/{deleted}", *node.options], capture_output=True)
    problem = json.loads(gone.stdout)
    check("a deleted item", (gone.returncode, problem["status"]), (1, 410))
    check("its last text", problem["tombstone"]["text"], "En cours de rédaction.")
    answers = [node.get(path) for path in paths]
    journal = node.get("/v1/export/journal.ndjson")
    shutil.rmtree(node.store)
    node.run("load")
    check("without the store", [node.get(path) for path in paths], answers)
    second = Node(node.archive.parent / "second", "--metadata" in node.options)
    shutil.copytree(node.archive, second.archive)
    file = second.archive.parent / "journal.ndjson"
    file.write_bytes(journal)
    second.run("load", "--journal", file)
    check("a second node", [second.get(path) for path in paths], answers)
    check("its journal", second.get("/v1/export/journal.ndjson"), journal)


with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)
    repository = scratch / "repository"
    git("clone", "--quiet", "--no-checkout", str(bundle), str(repository))
    for rules in (False, True):
        folder = scratch / f"rules-{rules}"
        folder.mkdir()
        survives(replay(folder, repository, rules))

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
