"""Small graphs: the ontology with a few facts, and random facts of the right and of the wrong sort."""

from __future__ import annotations

from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Store

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import GRAPH_BASE, PREFIXES, RDF_TYPE
from scgraph.project import Project, graph_iri
from scgraph.rules.axioms import Axioms
from scgraph.rules.materialise import materialise

Facts = list[tuple[str, str, str]]

PREFIX_LINES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
PREFIX_LINES += "PREFIX t: <https://w3id.org/scgraph/id/test/>\n"

LADDERS = ("t:role", "t:family")
LEVELS = ("t:level-1", "t:level-2", "t:level-3", "t:level-4")
TOPICS = ("comp:safeguarding", "comp:narrower", "comp:narrowest", "comp:team-leadership")
PROFICIENCIES = ("prof:leading", "prof:working")
LAW = ("t:act", "t:part", "t:section")
GROUNDINGS = ("t:grounding-1", "t:grounding-2")
STATEMENTS = {
    "t:duty": ("scg:Duty", "scg:hasDuty"),
    "t:purpose": ("scg:Purpose", "scg:hasPurpose"),
    "t:context": ("scg:Context", "scg:hasContext"),
    "t:knowledge": ("scg:KnowledgeRequirement", "scg:requires"),
    "t:registration": ("scg:RegistrationRequirement", "scg:requires"),
}
SORTS: Facts = [
    ("t:council", "a", "org:Organization"),
    ("t:role", "a", "scg:Role"),
    ("t:family", "a", "scg:JobFamily"),
    *((level, "a", "scg:Level") for level in LEVELS),
    *((topic, "a", "scg:Competency") for topic in TOPICS),
    *((law, "a", "eli:LegalResource") for law in LAW),
    *((name, "a", "scg:Grounding") for name in GROUNDINGS),
    *((name, "a", kind) for name, (kind, _) in STATEMENTS.items()),
    ("prof:leading", "a", "scg:Proficiency"),
    ("prof:working", "a", "scg:Proficiency"),
    ("srole:amhp", "a", "scg:StatutoryRole"),
    ("body:hcpc", "a", "scg:RegulatoryBody"),
]


def with_facts(project: Project, turtle: str) -> EmbeddedEngine:
    """The ontology, its settings and a few facts, materialised; the facts are ``…/graph/small``."""
    store = Store()
    for path in project.ontology_files:
        if path.stem in {"scgraph", "settings"}:
            store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(graph_iri(path)))
    facts = (PREFIX_LINES + turtle).encode()
    store.load(facts, format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH_BASE + "small"))
    engine = EmbeddedEngine(store)
    materialise(engine, project)
    return engine


def as_turtle(facts: Facts) -> str:
    """Facts as Turtle."""
    return "".join(f"{s} {p} {o} .\n" for s, p, o in facts)


def memberships_and_values(
    engine: EmbeddedEngine, axioms: Axioms
) -> tuple[set[tuple[str, str]], set[tuple[str, str, str]]]:
    """What a materialised graph says, as HermiT is asked it: classes and values of object properties."""
    types, values = set(), set()
    rows = engine.select("SELECT DISTINCT ?s ?p ?o { ?s ?p ?o FILTER (isIRI(?s) && isIRI(?o)) }").rows
    for s, p, o in ((s.value, p.value, o.value) for s, p, o in rows if s and p and o):
        if p == RDF_TYPE and o in axioms.classes:
            types.add((s, o))
        elif p in axioms.object_properties:
            values.add((s, p, o))
    return types, values


def any_of(*facts: tuple[str, str, str], most: int = 4) -> st.SearchStrategy[Facts]:
    """Any few of the facts given."""
    return st.lists(st.sampled_from(facts), unique=True, max_size=most)


def one_of(*facts: tuple[str, str, str]) -> st.SearchStrategy[Facts]:
    """One of the facts given, or none: what a functional property allows."""
    return st.lists(st.sampled_from(facts), max_size=1)


def bearing(name: str, how: str) -> st.SearchStrategy[Facts]:
    """Who states a statement, by the property of its kind or by the inverse."""
    bearers = (*LADDERS, *LEVELS)
    return any_of(
        *((at, how, name) for at in bearers), *((name, "scg:statedBy", at) for at in bearers), most=2
    )


def sorted_facts() -> st.SearchStrategy[Facts]:
    """Facts in which everything stands where it may, and functional properties have one value.

    They may still contradict each other: a level may follow itself, a registration be conditional.
    """
    parts = [
        *(
            one_of(*((ladder, "scg:hasLevel", v) for ladder in LADDERS), (v, "scg:levelOf", LADDERS[0]))
            for v in LEVELS
        ),
        *(
            one_of(*((v, p, w) for p in ("scg:addsTo", "scg:follows") for w in (*LEVELS[:i], LEVELS[-1])))
            for i, v in enumerate(LEVELS)
        ),
        *(bearing(name, how) for name, (_, how) in STATEMENTS.items()),
        *(one_of(*((name, "scg:proficiency", p) for p in PROFICIENCIES)) for name in STATEMENTS),
        *(one_of(*((level, "scg:rank", rank) for rank in ("1", "2"))) for level in LEVELS),
        *(any_of(*((name, "scg:concerns", topic) for topic in TOPICS), most=2) for name in STATEMENTS),
        any_of(*((name, "scg:cites", law) for name in STATEMENTS for law in (*LAW, "srole:amhp"))),
        any_of(*((topic, "scg:groundedIn", law) for topic in (*TOPICS, "srole:amhp") for law in LAW)),
        *(
            one_of(*((name, "scg:groundingOf", resting) for resting in (*TOPICS, "srole:amhp")))
            for name in GROUNDINGS
        ),
        *(one_of(*((name, "scg:groundedOn", law) for law in LAW)) for name in GROUNDINGS),
        any_of(*((a, "eli:is_part_of", b) for a in LAW for b in LAW)),
        any_of(*((a, "skos:broader", b) for a in TOPICS for b in TOPICS)),
        any_of(*((name, "scg:permitsActingAs", "srole:amhp") for name in STATEMENTS), most=2),
        one_of(("t:registration", "scg:registrationWith", "body:hcpc")),
        one_of(*(("t:registration", "scg:modality", f"scg:{m}") for m in ("Essential", "Conditional"))),
    ]
    return st.tuples(*parts).map(lambda drawn: [*SORTS, *(fact for part in drawn for fact in part)])


def unsorted_facts(axioms: Axioms) -> st.SearchStrategy[Facts]:
    """The same where some things have no stated class, and perhaps a fact that may be nonsense."""
    things = st.sampled_from([*(s for s, _, _ in SORTS), "scg:Conditional", "t:new"])
    own = sorted(
        p for p in axioms.object_properties if p.startswith(PREFIXES["scg"]) and not p.endswith("itself")
    )
    classes = sorted(name for name in axioms.classes if name.startswith(PREFIXES["scg"]))
    links = st.tuples(things, st.sampled_from([f"<{p}>" for p in own]), things)
    memberships = st.tuples(things, st.just("a"), st.sampled_from([f"<{name}>" for name in classes]))
    wild = st.lists(links | memberships, max_size=1)
    forgotten = st.lists(st.sampled_from(SORTS), unique=True, max_size=6)
    return st.tuples(sorted_facts(), forgotten, wild).map(
        lambda drawn: [*(fact for fact in drawn[0] if fact not in drawn[1]), *drawn[2]]
    )


def all_typed(facts: Facts) -> bool:
    """Whether everything that the facts are about has a stated class."""
    typed = {s for s, p, _ in facts if p == "a"} | {"scg:Essential", "scg:Conditional"}
    ends = {end for s, p, o in facts if p != "a" for end in (s, o) if not o.isdigit() or end == s}
    return ends <= typed
