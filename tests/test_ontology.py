"""The quality of the ontology: every term is documented, declared, and used where it belongs."""

from __future__ import annotations

import html
import re
from collections import defaultdict

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import ONTOLOGY, PREFIXES, RDF_TYPE, contract
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms, Named, Or, read_axioms
from scgraph.rules.hermit import owl_triples
from tests.conftest import ROOT, load_tool

SCG, OWL = PREFIXES["scg"], PREFIXES["owl"]
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
BUILT_IN = (PREFIXES["rdf"], PREFIXES["rdfs"], OWL)


@pytest.fixture(scope="module")
def axioms(graph: KnowledgeGraph) -> Axioms:
    return read_axioms(graph.engine)


@pytest.fixture(scope="module")
def ontology() -> EmbeddedEngine:
    """The ontology alone."""
    store = Store()
    store.load(path=str(ROOT / "ontology" / "scgraph.ttl"), format=RdfFormat.TURTLE)
    return EmbeddedEngine(store)


def column(engine: EmbeddedEngine | KnowledgeGraph, sparql: str) -> list[str]:
    """The first column of a query, as CURIEs."""
    source = engine.engine if isinstance(engine, KnowledgeGraph) else engine
    return sorted(contract(getattr(row[0], "value", "")) for row in source.select(PROLOGUE + sparql).rows)


OWN_TERMS = f'?term a ?kind . FILTER (STRSTARTS(STR(?term), "{SCG}"))'


@pytest.mark.parametrize("part", ["rdfs:label", "skos:definition"])
def test_every_own_term_has_one_label_and_one_definition_in_english(
    part: str, ontology: EmbeddedEngine
) -> None:
    wrong = column(
        ontology,
        f"""SELECT ?term WHERE {{
              {OWN_TERMS} OPTIONAL {{ ?term {part} ?text . FILTER (LANG(?text) = "en") }} }}
            GROUP BY ?term HAVING (COUNT(DISTINCT ?text) != 1)""",
    )
    assert wrong == []


def test_every_own_term_says_which_ontology_defines_it(ontology: EmbeddedEngine) -> None:
    terms = set(column(ontology, f"SELECT DISTINCT ?term {{ {OWN_TERMS} }}"))
    said = set(column(ontology, f"SELECT ?term {{ ?term rdfs:isDefinedBy <{ONTOLOGY}> }}"))
    assert terms == said
    assert len(terms) > 80


def test_every_borrowed_term_has_a_label_and_says_where_it_is_from(ontology: EmbeddedEngine) -> None:
    assert (
        column(
            ontology,
            f"""SELECT DISTINCT ?term {{
                ?term a ?kind . FILTER (STRSTARTS(STR(?kind), "{OWL}") && isIRI(?term))
                FILTER (?term != <{ONTOLOGY}>)
                FILTER NOT EXISTS {{ ?term rdfs:label ?label ; rdfs:isDefinedBy ?source }} }}""",
        )
        == []
    )


def test_definitions_are_sentences_and_no_two_terms_share_one(ontology: EmbeddedEngine) -> None:
    rows = ontology.select(
        f"""{PROLOGUE} SELECT ?term ?label ?text {{
          {OWN_TERMS} ?term rdfs:label ?label ; skos:definition ?text }}"""
    ).rows
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for term, label, text in rows:
        assert term
        assert label
        assert text
        assert re.match(r"[A-Z].*\.$", text.value), f"{contract(term.value)}: {text.value}"
        said["label", label.value].add(term.value)
        said["definition", text.value].add(term.value)
    assert {what: terms for what, terms in said.items() if len(terms) > 1} == {
        ("label", "modality"): {SCG + "Modality", SCG + "modality"},
        ("label", "proficiency"): {SCG + "Proficiency", SCG + "proficiency"},
    }


def test_names_are_written_as_their_kind_is(ontology: EmbeddedEngine) -> None:
    classes = column(ontology, f"SELECT ?term {{ ?term a owl:Class . {OWN_TERMS} }}")
    kinds = "owl:ObjectProperty owl:DatatypeProperty"
    properties = column(ontology, f"SELECT ?term {{ VALUES ?kind {{ {kinds} }} {OWN_TERMS} }}")
    assert [name for name in classes if not re.fullmatch(r"scg:[A-Z][A-Za-z]+", name)] == []
    assert [name for name in properties if not re.fullmatch(r"scg:[a-z][A-Za-z]+", name)] == []


def test_the_metadata_of_the_ontology_are_complete(ontology: EmbeddedEngine) -> None:
    rows = ontology.select(f"SELECT ?p ?o {{ <{ONTOLOGY}> ?p ?o }}").rows
    said = {contract(getattr(p, "value", "")): getattr(o, "value", "") for p, o in rows}
    assert set(said) >= {
        f"dcterms:{name}" for name in ("title", "description", "creator", "license", "created", "modified")
    }
    assert said["owl:versionIRI"] == f"{ONTOLOGY}/{said['owl:versionInfo']}"
    assert said["owl:priorVersion"].startswith(f"{ONTOLOGY}/")
    assert said["owl:priorVersion"] != said["owl:versionIRI"]
    assert said["vann:preferredNamespacePrefix"] == "scg"
    assert said["vann:preferredNamespaceUri"] == SCG
    assert said["dcterms:license"].startswith("https://creativecommons.org/licenses/")


def test_every_property_and_class_that_the_graph_uses_is_declared(graph: KnowledgeGraph) -> None:
    properties = column(graph, "SELECT DISTINCT ?p { ?s ?p ?o . FILTER NOT EXISTS { ?p a ?kind } }")
    classes = column(graph, "SELECT DISTINCT ?c { ?s a ?c . FILTER NOT EXISTS { ?c a ?kind } }")
    built_in = tuple(contract(iri + "x")[:-1] for iri in BUILT_IN)
    assert [name for name in properties + classes if not name.startswith(built_in)] == []


def test_every_property_and_class_that_is_declared_is_used(graph: KnowledgeGraph) -> None:
    kinds = "owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty"
    unused = column(
        graph,
        f"""SELECT DISTINCT ?term {{ VALUES ?kind {{ {kinds} }} ?term a ?kind . FILTER (isIRI(?term))
            FILTER NOT EXISTS {{ ?s ?term ?o }} FILTER NOT EXISTS {{ ?s a ?term }} }}""",
    )
    exported = (
        "EquivalenceAssessment",
        "assesses",
        "comparedWith",
        "coverage",
        "coveredBy",
        "likeness",
        "verdict",
    )
    only_exported = {f"scg:{name}" for name in exported}
    # What a source may say, and none of these five does.
    unsaid = {"scg:RegistrationOption"}
    # Data of others may say with these what ours say with scg:statedBy.
    other_ways = column(graph, "SELECT ?term { ?term rdfs:subPropertyOf scg:states }")
    assert len(other_ways) == 8
    device = {"scg:itself"}  # of the ontology, which data do not use
    assert set(unused) - only_exported == device | unsaid | set(other_ways)


def test_every_term_of_ours_in_queries_shapes_rules_and_code_is_declared(ontology: EmbeddedEngine) -> None:
    declared = set(column(ontology, f"SELECT DISTINCT ?term {{ {OWN_TERMS} }}"))
    places = [
        *(ROOT / "queries").glob("*.rq"),
        *(ROOT / "shapes").glob("*.ttl"),
        *(ROOT / "ontology").rglob("*.rq"),
        *(path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".rq", ".html"}),
    ]
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in places
        for name in re.findall(r"(?<![\w:])scg:[A-Za-z]+", path.read_text(encoding="utf-8"))
        if name not in declared
    }
    assert unknown == set()


def test_every_property_stands_inside_its_domain_and_range(graph: KnowledgeGraph, axioms: Axioms) -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for node, kind in graph.engine.select("SELECT ?node ?kind { ?node a ?kind FILTER (isIRI(?kind)) }").rows:
        if isinstance(node, NamedNode) and isinstance(kind, NamedNode):
            kinds[node.value].add(kind.value)
    outside = []
    for table, side in ((axioms.domains, 0), (axioms.ranges, 1)):
        for predicate, classes in table.items():
            allowed = [part.iri for union in classes for part in alternatives(union)]
            if any(iri.startswith((PREFIXES["xsd"], PREFIXES["rdfs"])) for iri in allowed):
                continue
            for row in graph.engine.select(f"SELECT DISTINCT ?s ?o {{ ?s <{predicate}> ?o }}").rows:
                node = getattr(row[side], "value", "")
                if not kinds[node].intersection(allowed):
                    outside.append(f"{contract(node)} at {contract(predicate)}")
    assert outside == []


def alternatives(expression: object) -> list[Named]:
    """The named classes of which one has to hold."""
    if isinstance(expression, Or):
        return [part for part in expression.parts if isinstance(part, Named)]
    assert isinstance(expression, Named)
    return [expression]


def test_what_hermit_is_given_is_all_that_is_logical(graph: KnowledgeGraph, axioms: Axioms) -> None:
    given = {triple.predicate.value for triple in owl_triples(graph.engine, axioms)}
    rows = graph.engine.select(f"SELECT ?p {{ ?p <{SCG}computedIn> ?graph }}").rows
    computed = {prop.value for (prop,) in rows if prop}
    assert axioms.object_properties - given <= {
        SCG + name for name in ("itself", "states", "hasLevel", "carries", "above", "mayActAs", "anchoredIn")
    } | {SCG + name for name in ("hasGrounding", "groundedIn")} | {
        SCG + name for name in ("hasPurpose", "hasDuty", "hasAccountability", "hasDimension", "requires")
    } | {SCG + name for name in ("describedBy", "hasContext", "hasCriterion")} | {
        SCG + name
        for name in ("assesses", "comparedWith", "verdict", "concernsDesirably", "concernsAsOption")
    } | computed | {PREFIXES["skos"] + "broaderTransitive"}
    assert RDF_TYPE in given


def test_the_page_and_the_picture_show_every_term_of_this_version(ontology: EmbeddedEngine) -> None:
    tool = load_tool("ontology_page")
    page = html.unescape(tool.page(tool.read(), ""))
    picture = html.unescape((ROOT / "docs" / "model.svg").read_text(encoding="utf-8"))
    rows = ontology.select(
        f"{PROLOGUE} SELECT ?term ?text {{ {OWN_TERMS} ?term skos:definition ?text }}"
    ).rows
    said = {contract(term.value).removeprefix("scg:"): text.value for term, text in rows if term and text}
    drawn = set(re.findall(r">\s*([A-Za-z]+)(?: \(\w+\))?:?</text>", picture))
    undrawn = """owl:DatatypeProperty owl:AnnotationProperty eli:InForce scg:Modality scg:EventKind
                 scg:EventStanding scg:Sureness"""
    values = column(ontology, f"SELECT ?term {{ VALUES ?kind {{ {undrawn} }} {OWN_TERMS} }}")
    backwards = {"levelOf", "statedBy", "itself", "groundingOf", "hasGrounding"}
    assert {name for name, text in said.items() if text not in page} == set()
    assert set(said) - {name.removeprefix("scg:") for name in values} - drawn <= backwards, "run make docs"
    version = column(ontology, f"SELECT ?version {{ <{ONTOLOGY}> owl:versionIRI ?version }}")
    assert version[0] in page
