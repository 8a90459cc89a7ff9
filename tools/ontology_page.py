"""The ontology for readers: docs/model.svg, drawn from its axioms, and docs/ontology.html, made by pyLODE.

Run by ``make docs``. The picture is kept in git, the page is not.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import pygraphviz
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.files import write_text
from scgraph.namespaces import PREFIXES, contract
from scgraph.rules.axioms import Axioms, Expression, Named, Or, read_axioms

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "ontology" / "scgraph.ttl"
OWN = PREFIXES["scg"]
_CHARACTERISTICS = {
    "Functional": "has one value at most",
    "Transitive": "is transitive",
    "Irreflexive": "relates nothing to itself",
    "Asymmetric": "never holds both ways round",
}


def main() -> int:
    """Write both files."""
    axioms = read()
    picture = draw(axioms)
    write_text(ROOT / "docs" / "model.svg", picture)
    write_text(ROOT / "docs" / "ontology.html", page(axioms, picture))
    sys.stdout.write("docs/model.svg and docs/ontology.html written\n")
    return 0


def read() -> Axioms:
    """The axioms of the ontology."""
    store = Store()
    store.load(path=str(SOURCE), format=RdfFormat.TURTLE, to_graph=NamedNode(PREFIXES["graph"] + SOURCE.stem))
    return read_axioms(EmbeddedEngine(store))


def draw(axioms: Axioms) -> str:
    """The model as an SVG of one page: classes as boxes with their kinds inside, properties as arrows.

    Solid arrows are stated in data, dashed ones follow from axioms.
    """
    edges = _edges(axioms)
    connected = {end for edge in edges for end in edge}
    alone = {
        name for name in axioms.classes if name.startswith(OWN) and not axioms.superclasses(name) & connected
    }
    boxes = sorted(connected | alone, key=lambda box: (not box.startswith(OWN), box))
    inside = _kinds(axioms, boxes)
    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(
        rankdir="LR", nodesep="0.25", ranksep="1.1", fontname="Helvetica", bgcolor="transparent"
    )
    graph.node_attr.update(shape="plain", fontname="Helvetica", fontsize="11")
    graph.edge_attr.update(fontname="Helvetica", fontsize="9", color="#555555", arrowsize="0.7")
    for box in boxes:
        above = sorted(
            contract(name) for name in axioms.superclasses(box) - {box} if name != str(SKOS.Concept)
        )
        graph.add_node(box, label=_box(box, above, inside[box]))
    for (subject, target), labels in sorted(edges.items()):
        back = len(str(edges.get((target, subject), ""))) > len(str(labels))
        for style in ("solid", "dashed"):
            if names := sorted(name for name, drawn in labels if drawn == style):
                text = "\\n".join(names)
                extra = {"tailport": "s", "headport": "s"} if subject == target and style == "dashed" else {}
                graph.add_edge(
                    subject, target, label=text, style=style, constraint=str(not back).lower(), **extra
                )
    svg = graph.draw(format="svg", prog="dot").decode("utf-8")
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r'<svg width="[^"]*" height="[^"]*"', '<svg role="img" aria-label="The model in one picture"', svg
    )
    return re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)


def _edges(axioms: Axioms) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Property names with their style, by the boxes that they connect."""
    edges: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    backwards = {name for name in axioms.inverses if not _told(axioms, name)}
    general = {sub: name for name, subs in axioms.subproperties.items() for sub in subs}
    for name in sorted(axioms.object_properties):
        if not name.startswith(OWN) or name in backwards or name == OWN + "itself":
            continue
        if general.get(name, "") == OWN + "states":
            continue
        follows = bool(axioms.chains.get(name)) or name in axioms.characteristics["Transitive"]
        label = _label(axioms, name)
        ends = [
            chain[-1] for chain in axioms.chains.get(name, []) if _named(axioms.ranges.get(chain[-1], []))
        ]
        ranges = [part for end in ends for part in axioms.ranges[end]] or _inherited(
            axioms.ranges, name, general
        )
        for domain in _named(_inherited(axioms.domains, name, general)):
            for target in _named(ranges):
                box = _top(axioms, domain)
                kind = f" ({contract(domain).partition(':')[2]})" if box != domain else ""
                edges[box, target].add((label + kind, "dashed" if follows else "solid"))
    return edges


def _told(axioms: Axioms, name: str) -> bool:
    """Whether the picture shows this one of two inverses: the one with parts, else the one to several."""
    if any(axioms.subproperties.get(inverse) for inverse in axioms.inverses[name]):
        return False
    return bool(axioms.subproperties.get(name)) or name not in axioms.characteristics["Functional"]


def _label(axioms: Axioms, name: str) -> str:
    short = contract(name).partition(":")[2]
    parts = sorted(contract(sub).partition(":")[2] for sub in axioms.subproperties.get(name, ()))
    if name != OWN + "states":
        return short
    return "\\n".join([f"{short}:", *(f"  {part}" for part in parts)])


def _inherited(table: dict[str, list[Expression]], name: str, general: dict[str, str]) -> list[Expression]:
    """The domain or range of a property, or that of the one above it."""
    return table.get(name) or (_inherited(table, general[name], general) if name in general else [])


def _named(classes: list[Expression]) -> list[str]:
    parts = [part for union in classes for part in (union.parts if isinstance(union, Or) else (union,))]
    return [part.iri for part in parts if isinstance(part, Named)]


def _top(axioms: Axioms, name: str) -> str:
    """The box in which a class stands: the highest class of ours above it."""
    above = sorted(iri for iri in axioms.superclasses(name) if iri.startswith(OWN))
    return next((iri for iri in above if len(axioms.superclasses(iri) & set(above)) == 1), name)


def _kinds(axioms: Axioms, boxes: list[str]) -> dict[str, list[str]]:
    """The classes to be named inside each box: those below it that are no box themselves."""
    inside: dict[str, list[str]] = {box: [] for box in boxes}
    for name in sorted(axioms.classes - set(boxes)):
        for box in boxes:
            if box in axioms.superclasses(name):
                inside[box].append(contract(name).removeprefix("scg:"))
                break
    return inside


def _box(name: str, above: list[str], kinds: list[str]) -> str:
    """A box as Graphviz' own kind of HTML."""
    own = name.startswith(OWN)
    fill = "#dbe9f6" if own else "#eeeeee"
    title = f"<B>{contract(name).removeprefix('scg:')}</B>"
    if above:
        title += f'<BR/><FONT POINT-SIZE="9">a kind of {", ".join(above)}</FONT>'
    rows = f'<TR><TD BGCOLOR="{fill}">{title}</TD></TR>'
    if kinds:
        left = '<BR ALIGN="LEFT"/>'
        lines = f'<FONT POINT-SIZE="9">{left.join(kinds)}{left}</FONT>'
        rows += f'<TR><TD ALIGN="LEFT" BALIGN="LEFT">{lines}</TD></TR>'
    return f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4">{rows}</TABLE>>'


def page(axioms: Axioms, picture: str) -> str:
    """The ontology's documentation as one HTML page, with the picture on top."""
    from pylode import OntPub

    html: str = OntPub(ontology=readable(axioms), sort_subjects=True).make_html()
    html = html.replace("<html>", '<html lang="en-GB">', 1)
    figure = f"""<section id="picture">
<style>#picture svg {{ max-width: 100%; height: auto }}</style>
{picture}
<p>Boxes are classes, with their kinds; grey ones come from other vocabularies.
Solid arrows are stated in data, dashed ones follow from axioms.</p>
</section>
"""
    start = html.index('<div class="section" id="classes">')
    return html[:start] + figure + html[start:]


def readable(axioms: Axioms) -> rdflib.Graph:
    """The ontology as pyLODE can show it: our own terms, and what it cannot show as notes in words."""
    graph = rdflib.Graph().parse(SOURCE, format="turtle")
    for node in set(graph.subjects()):
        if isinstance(node, rdflib.BNode) or (isinstance(node, rdflib.URIRef) and _borrowed(node)):
            graph.remove((node, None, None))
    for s, p, o in list(graph):
        if isinstance(o, rdflib.BNode) or p in (OWL.disjointWith, OWL.inverseOf, RDFS.comment):
            graph.remove((s, p, o))
            if p == RDFS.comment:
                graph.add((s, SKOS.scopeNote, o))
    for name, words in sorted(_notes(axioms)):
        if (rdflib.URIRef(name), RDF.type, None) in graph:
            graph.add((rdflib.URIRef(name), SKOS.note, rdflib.Literal(words, lang="en")))
    # pyLODE names individuals but shows nothing of them; their class tells what they mean.
    for node in sorted(graph.subjects(RDF.type, OWL.NamedIndividual)):
        words = f"{graph.value(node, RDFS.label)}: {graph.value(node, SKOS.definition)}"
        for kind in set(graph.objects(node, RDF.type)) - {OWL.NamedIndividual}:
            if _borrowed(kind):
                graph.add((kind, RDF.type, OWL.Class))
                graph.add((kind, RDFS.label, rdflib.Literal(contract(str(kind)))))
            graph.add((kind, SKOS.note, rdflib.Literal(words, lang="en")))
    return graph


def _borrowed(node: rdflib.URIRef) -> bool:
    return not str(node).startswith(OWN.removesuffix("#"))


def _notes(axioms: Axioms) -> list[tuple[str, str]]:
    """Axioms in words, with the term that each is about."""
    notes = [
        (sub.iri, f"Axiom: {words}")
        for sub, sup, words in axioms.subclasses
        if isinstance(sub, Named) and not isinstance(sup, Named)
    ]
    for name, others in axioms.inverses.items():
        notes += [(name, f"Axiom: {contract(name)} ≡ inverse {contract(other)}") for other in others]
    for name, chains in axioms.chains.items():
        notes += [(name, f"Axiom: {' ∘ '.join(map(contract, chain))} ⊑ {contract(name)}") for chain in chains]
    for trait, names in axioms.characteristics.items():
        notes += [(name, f"Axiom: {contract(name)} {_CHARACTERISTICS[trait]}") for name in names]
    for table, which in ((axioms.domains, "subjects"), (axioms.ranges, "objects")):
        for name, classes in table.items():
            notes += [(name, f"Axiom: {which} are in {part}") for part in classes if isinstance(part, Or)]
    apart: dict[str, set[str]] = defaultdict(set)
    for one, other in (sorted(pair) for pair in axioms.disjoint):
        apart[one].add(contract(other))
        apart[other].add(contract(one))
    notes += [
        (name, f"Axiom: shares no member with {', '.join(sorted(others))}") for name, others in apart.items()
    ]
    return notes


if __name__ == "__main__":
    raise SystemExit(main())
