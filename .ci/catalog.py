"""Reads the catalogue and the JSON-LD of a server as strangers do: with rdflib,
and with the very reads of data.gouv.fr's harvester (udata, `dcat` backend).

Usage: catalog.py ADDRESS [BINARY] — with the program, the catalogue of an
archive full of characters that break careless writers is read as well.
"""

import datetime
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import graph_diff, to_isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS

SPDX = Namespace("http://spdx.org/rdf/terms#")
SCHEMA = Namespace("https://schema.org/")
IANA = "https://www.iana.org/assignments/media-types/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
MONTHLY = URIRef("http://publications.europa.eu/resource/authority/frequency/MONTHLY")
# The address that data.gouv.fr has for `lov2`, as its guess compares it.
OPEN_LICENCE = "www.etalab.gouv.fr/licence-ouverte-open-licence"

checks = 0


def check(truth, what):
    global checks
    checks += 1
    if not truth:
        sys.exit(f"not so: {what}")


def fetch(address, accept="*/*"):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request) as response:
        return response.headers.get_content_type(), response.read().decode()


def parse(text, form, base):
    graph = Graph()
    graph.parse(data=text, format=form, publicID=base)
    return graph


def same(json_ld, turtle, base):
    """Both forms are one graph; gives it."""
    one, other = (
        parse(json_ld, "json-ld", base),
        parse(turtle, "turtle", base),
    )
    check(len(one) > 100, "the graph says something")
    if to_isomorphic(one) != to_isomorphic(other):
        _, left, right = graph_diff(one, other)
        sys.exit(f"JSON-LD only:\n{left.serialize()}\nTurtle only:\n{right.serialize()}")
    check(True, "isomorphic")
    return one


def value(resource, predicate, unwrap=()):
    """The harvester's `rdf_value`: the French text, else the first value; of a
    node the first of `unwrap`, else its address."""
    values = list(resource.objects(predicate))
    if not values:
        return None
    french = [v for v in values if isinstance(v, Literal) and v.language == "fr"]
    first = (french or values)[0]
    if isinstance(first, Literal):
        return first.toPython()
    inner = [value(first, name) for name in unwrap]
    return next((text for text in inner if text), str(first.identifier))


def harvest(graph):
    """What the harvester keeps: datasets and services that it does not skip."""
    datasets, services = [], []
    for node in graph.subjects(RDF.type, DCAT.Dataset):
        d = graph.resource(node)
        period = d.value(DCTERMS.temporal)
        # It fetches a period with an address; one that breaks is lost.
        check(not isinstance(period.identifier, URIRef), "the period is a blank node")
        resources = []
        for file in d.objects(DCAT.distribution):
            url = value(file, DCAT.downloadURL) or value(file, DCAT.accessURL)
            if not url:
                continue
            digest = file.value(SPDX.checksum)
            resources.append(
                {
                    "url": url,
                    "title": value(file, DCTERMS.title),
                    "mime": (value(file, DCAT.mediaType, [RDFS.label]) or "").removeprefix(IANA),
                    "format": (value(file, DCTERMS["format"], [RDFS.label]) or "")
                    .removeprefix(FILE_TYPE)
                    .lower(),
                    "filesize": value(file, DCAT.byteSize),
                    "checksum": digest
                    and (str(digest.value(SPDX.algorithm).identifier), value(digest, SPDX.checksumValue)),
                    "modified": value(file, DCTERMS.modified),
                    "service": file.value(DCAT.accessService),
                }
            )
        datasets.append(
            {
                "remote_id": value(d, DCTERMS.identifier),
                "title": value(d, DCTERMS.title),
                "description": value(d, DCTERMS.description),
                "frequency": d.value(DCTERMS.accrualPeriodicity).identifier,
                "tags": sorted(str(tag) for tag in d.objects(DCAT.keyword)),
                "period": (value(period, DCAT.startDate), value(period, DCAT.endDate)),
                "licenses": [
                    value(license, RDFS.label) or value(license, DCTERMS.description) or str(license.identifier)
                    for license in d.objects(DCTERMS.license)
                ],
                "remote_url": value(d, DCAT.landingPage),
                "publisher": value(d.value(DCTERMS.publisher), FOAF.name),
                "modified": value(d, DCTERMS.modified),
                "issued": value(d, DCTERMS.issued),
                "resources": resources,
            }
        )
    hidden = set(graph.objects(None, DCAT.accessService))
    for node in set(graph.subjects(RDF.type, DCAT.DataService)) - hidden:
        s = graph.resource(node)
        services.append(
            {
                "remote_id": value(s, DCTERMS.identifier),
                "title": value(s, DCTERMS.title),
                "description": value(s, DCTERMS.description),
                "base_api_url": value(s, DCAT.endpointURL),
                "documentation": value(s, DCAT.endpointDescription),
                "datasets": [value(d, DCTERMS.identifier) for d in s.objects(DCAT.servesDataset)],
                "license": value(s, DCTERMS.license),
            }
        )
    return datasets, services


def required(graph):
    """What DCAT-AP 3 makes mandatory, and what this catalogue promises."""
    for kind, names in {
        DCAT.Catalog: "title description publisher license language issued modified",
        DCAT.Dataset: "title description publisher license language issued modified identifier "
        "temporal accrualPeriodicity rights accessRights provenance conformsTo",
        DCAT.Distribution: "title description license format modified",
        DCAT.DataService: "title description license identifier",
    }.items():
        nodes = list(graph.subjects(RDF.type, kind))
        check(nodes, f"there is a {kind}")
        for node in nodes:
            for name in names.split():
                check((node, DCTERMS[name], None) in graph, f"{node} has dct:{name}")
    for kind, names in {
        DCAT.Catalog: "dataset service themeTaxonomy",
        DCAT.Dataset: "distribution keyword theme landingPage",
        DCAT.Distribution: "accessURL downloadURL mediaType",
        DCAT.DataService: "endpointURL endpointDescription servesDataset",
    }.items():
        for node in graph.subjects(RDF.type, kind):
            for name in names.split():
                check((node, DCAT[name], None) in graph, f"{node} has dcat:{name}")
    # Whatever is referred to within the catalogue is described in it.
    inside = {o for o in graph.objects() if isinstance(o, URIRef) and "/catalog#" in o}
    for node in inside:
        check((node, RDF.type, None) in graph, f"{node} is described")


def catalogue(address):
    kind, json_ld = fetch(f"{address}/catalog")
    check(kind == "application/ld+json", "JSON-LD is the default")
    kind, turtle = fetch(f"{address}/catalog", "text/turtle")
    check(kind == "text/turtle", "Turtle by Accept")
    check(fetch(f"{address}/catalog.jsonld")[1] == json_ld, "by suffix, the same bytes")
    check(fetch(f"{address}/catalog.ttl")[1] == turtle, "by suffix, the same bytes")
    graph = same(json_ld, turtle, f"{address}/catalog")
    required(graph)
    (dataset,), services = harvest(graph)
    archive = json.loads(fetch(f"{address}/v1/archive")[1])["data"]
    check(dataset["remote_id"], "a dataset without identifier would be skipped")
    check(dataset["title"] == archive["title"], "the title")
    check(archive["publisher"]["name"] == dataset["publisher"], "the publisher")
    check(len(dataset["description"]) > 40 and dataset["tags"], "description and tags")
    check(dataset["frequency"] == MONTHLY, "the frequency")
    check([OPEN_LICENCE in text for text in dataset["licenses"]] == [True], "the licence")
    first, last = dataset["period"]
    check(isinstance(first, datetime.date) and first.isoformat()[:7] == archive["months"]["first"], "the start")
    check(last.isoformat()[:7] == archive["months"]["last"], "the end")
    check(dataset["modified"].isoformat() == archive["lastModified"][:10], "the last update")
    check(dataset["issued"] <= dataset["modified"] <= datetime.date.today(), "no date in the future")
    resources = dataset["resources"]
    check(len(resources) >= 18 and len({r["url"] for r in resources}) == len(resources), "the files")
    for resource in resources:
        check(resource["title"] and resource["service"] is None, "a title, no hidden service")
        check(resource["format"] in ("csv", "ndjson", "json"), resource["format"])
        check(resource["mime"] in ("text/csv", "application/x-ndjson", "application/json"), resource["mime"])
        file(resource)
    check(len(services) == 2, "two services")
    for service in services:
        check(service["datasets"] == [dataset["remote_id"]], "a service serves the dataset")
        check(service["title"] and service["description"] and service["license"], "a service is described")
        fetch(service["documentation"])
    return len(resources)


def file(resource):
    """A file is what the catalogue says of it."""
    with urllib.request.urlopen(resource["url"]) as response:
        body = response.read()
        kind = response.headers.get_content_type()
    check(kind == resource["mime"], f"{resource['url']} is {kind}")
    check(isinstance(resource["filesize"], int) and resource["filesize"] == len(body), f"size of {resource['url']}")
    algorithm, digest = resource["checksum"]
    check(algorithm == str(SPDX.checksumAlgorithm_sha256), algorithm)
    check(digest == hashlib.sha256(body).hexdigest(), f"digest of {resource['url']}")


def rows(address, path):
    """All rows of a list, page by page."""
    place = f"{address}{path}?first=200"
    while place:
        page = json.loads(fetch(place)[1])
        yield from page["data"]
        place = page["links"]["next"]
        if place and place.startswith("/"):
            place = address + place


def descriptions(address):
    """The JSON-LD of every report and item says what their JSON says."""
    seen = 0
    reports = {row["slug"]: row for row in rows(address, "/v1/reports")}
    for slug, report in reports.items():
        place = f"{address}/v1/reports/{slug}"
        kind, text = fetch(place, "application/ld+json")
        check(kind == "application/ld+json" and text == fetch(f"{place}.jsonld")[1], f"{slug} by suffix and Accept")
        graph = parse(text, "json-ld", f"{place}.jsonld")
        (node,) = graph.subjects(RDF.type, SCHEMA.Report)
        for name in ("name", "datePublished", "inLanguage", "publisher", "license", "isPartOf"):
            check((node, SCHEMA[name], None) in graph, f"{slug} has {name}")
        parts = set(graph.objects(node, SCHEMA.hasPart))
        check(len(parts) == report["counts"]["items"], f"{slug} has its items")
        seen += 1
    for item in rows(address, "/v1/items"):
        place = f"{address}/v1/items/{item['id']}"
        kind, text = fetch(place, "application/ld+json")
        check(kind == "application/ld+json" and text == fetch(f"{place}.jsonld")[1], f"{place} by suffix and Accept")
        graph = parse(text, "json-ld", f"{place}.jsonld")
        (found,) = graph.subject_objects(SCHEMA.text)
        node = found[0]
        check(str(found[1]) == item["text"], f"the text of {item['id']}")
        names = {str(graph.value(m, SCHEMA.name)) for m in graph.objects(node, SCHEMA.mentions)}
        check(names == {m["project"]["name"] for m in item["mentions"]}, f"the mentions of {item['id']}")
        cited = {str(graph.value(c, SCHEMA.url)) for c in graph.objects(node, SCHEMA.citation)}
        links = {link["resource"]["url"] for link in item["links"] if link["resource"]}
        check(cited == links, f"the citations of {item['id']}: {cited} and {links}")
        seen += 1
    return seen


HOSTILE = r'''
title = "\"Q\" \\ \t\n\u0007 «é» <b> \u2028 😀 {}|^`"
language = "fr-CA"
source = "https://example.org/a%20b?x=\"1\"|{y}"
[publisher]
name = "P \"\"\" \\"
url = "https://example.org/\\"
[license]
name = "x"
spdx = "a b<c>"
[catalog]
keywords = ["a\\", "\"", "a\\"]
'''


def hostile(binary):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "chronique.toml").write_text(HOSTILE, encoding="utf-8")
        (folder / "2022-01.md").write_text("# A\n- b [c](https://d.e/\"<>)\n", encoding="utf-8")
        def ask(path):
            return subprocess.run(
                [binary, "get", "--archive", folder, "--public-url", "https://x.fr", path],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        graph = same(ask("/catalog.jsonld"), ask("/catalog.ttl"), "https://x.fr/catalog")
        (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
        title = str(graph.value(dataset, DCTERMS.title))
        check(title == '"Q" \\ \t\n\u0007 «é» <b> \u2028 😀 {}|^`', repr(title))
        check(len(list(graph.objects(dataset, DCAT.keyword))) == 2, "two keywords")


if __name__ == "__main__":
    address = sys.argv[1]
    files = catalogue(address)
    things = descriptions(address)
    if len(sys.argv) > 2:
        hostile(sys.argv[2])
    print(f"{files} files and {things} things described, {checks} checks")
