"""What JSON Schema cannot say of our parameters, so that nothing is generated
that the description does not mean. Left out here, and asked by tests of their
own (`tests/all/parity`, `tests/all/v1`, `.ci/graphql-js`), are

- cursors, which come from an answer,
- what belongs to one form of an answer only, and `fields`, with which an answer
  lacks keys that it has otherwise,
- `last` with `first` or `offset`, `highlight` and ranks without `q`, one sort key
  twice, ranges of months that end before they begin, dimensions twice,
- an empty object, of which nothing is left in an address, beside a text where a
  list is expected, which is written as a list of one,
- a value of a list with a comma in it: in an address it is two,
- filters and GraphQL documents, which have grammars of their own, questions with
  more words than are looked for, texts to look for without a letter, and `*`: of
  all that stands before it the last word counts, which may be a single letter.
"""

import re

import schemathesis

DOCUMENTS = ["{ archive { title } }", "query Q { reports(first: 2) { totalCount } }"]
NOT_ALONE = {"after", "before", "dialect", "raw", "lang", "fields", "filter"}


def values(query, name):
    given = query.get(name, [])
    given = given if isinstance(given, list) else str(given).split(",")
    return [str(value) for value in given]


def is_two(query):
    lists = [given for given in query.values() if isinstance(given, list)]
    return any("," in str(value) for given in lists for value in given)


def ends_too_soon(months):
    first, _, last = months.partition("/")
    return bool(last) and ".." not in months and last + "~" < first


def is_meant(query):
    names = set(query)
    keys = [key.lstrip("-") for key in values(query, "sort")]
    ranked = bool({"relevance", "score"} & set(keys)) or "highlight" in names
    words = [" ".join(values(query, name)) for name in ("q", "prefix") if name in query]
    return not (
        names & NOT_ALONE
        or ("last" in names and names & {"first", "offset"})
        or (ranked and "q" not in names)
        or len(keys) != len(set(keys))
        or any(value == {} for value in query.values())
        or any(ends_too_soon(months) for months in values(query, "month"))
        or is_two(query)
        # Marks alone are no word.
        or any(not re.search(r"[A-Za-z0-9]", text) or "*" in text for text in words)
    )


@schemathesis.hook
def filter_case(context, case):
    return not isinstance(case.query, dict) or is_meant(case.query)


@schemathesis.hook
def map_query(context, query):
    if context.operation.path == "/graphql" and isinstance(query, dict) and "query" in query:
        query = {"query": DOCUMENTS[len(str(query["query"])) % 2]}
    return query
